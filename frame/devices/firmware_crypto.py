"""The key in a Raspberry Pi's one-time memory, through the firmware (`rpi-fw-crypto`).

The firmware of a Pi 4 or 5 answers HMAC-SHA256 of a message under a key that was burnt into the
board once (github.com/raspberrypi/utils, rpifwcrypto). Its makers say: it is no hardware security
module, and root on the running board can read the key unless it was locked.

Rule 1: burning a key cannot be undone, so `burn` is called by nobody but a person's typed yes.
Rule 2: this file follows the tool's source; it was never run on a board (docs/keys.md).
"""

import os
import re
import shutil
import subprocess
from typing import Final

from frame.errors import DeviceFailed
from frame.upkeep.keys_ladder import BoardKey

TOOL: Final = "rpi-fw-crypto"
_SEARCHED: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_KEY_ID: Final = "1"
_PATIENCE_S: Final = 20.0
_DIGEST: Final = re.compile(rb"[0-9a-f]{64}")
_NOT_SET: Final = re.compile(rb"Last crypto error: 6\b")
_QUESTIONS: Final = (b"hearthframe", b"hearthframe?")
_HINT: Final = "Run it as root on a Raspberry Pi 4 or 5 with its newest firmware."


class FirmwareCrypto:
    """The board's own key; `searched` is where the tool is looked for."""

    def __init__(self, searched: str = _SEARCHED) -> None:
        self._searched = searched

    def state(self) -> BoardKey:
        """Return how the key stands: no such firmware, no key yet, or ready."""
        if shutil.which(TOOL, path=self._searched) is None:
            return BoardKey.ABSENT
        (one, said), (other, _) = (self._ask(question) for question in _QUESTIONS)
        if _DIGEST.fullmatch(one) and _DIGEST.fullmatch(other) and one != other:
            return BoardKey.READY
        return BoardKey.BLANK if _NOT_SET.search(said) else BoardKey.ABSENT

    def answer(self, question: bytes) -> bytes:
        """Return HMAC-SHA256 of at most 2,048 bytes under the board's key; raise DeviceFailed."""
        answered, _ = self._ask(question)
        if _DIGEST.fullmatch(answered) is None:
            raise DeviceFailed("the board's firmware did not answer", hint=_HINT)
        return bytes.fromhex(answered.decode("ascii"))

    def burn(self) -> None:
        """Make a key and burn it into the board, for ever; raise DeviceFailed.

        The firmware refuses where there is one already.
        """
        if self.state() is not BoardKey.BLANK:
            raise DeviceFailed("no key can be burnt into this board", hint=_HINT)
        self._call(("genkey", "--key-id", _KEY_ID, "--alg", "ec"), b"")
        if self.state() is not BoardKey.READY:
            raise DeviceFailed("the board did not take a key", hint=_HINT)

    def _ask(self, question: bytes) -> tuple[bytes, bytes]:
        asks = ("hmac", "--in", "/dev/stdin", "--key-id", _KEY_ID, "--outform", "hex")
        answered, said = self._call(asks, question)
        return answered.strip(), said

    def _call(self, words: tuple[str, ...], given: bytes) -> tuple[bytes, bytes]:
        """Return what the tool says on its two ways out, nothing where it cannot be run."""
        tool = shutil.which(TOOL, path=self._searched)
        if tool is None:
            return b"", b""
        try:
            done = subprocess.run(
                (tool, *words),
                input=given,
                capture_output=True,
                env={"PATH": self._searched},
                timeout=_PATIENCE_S,
                check=False,
                user=0 if os.getuid() == 0 else None,
            )
        except (OSError, subprocess.TimeoutExpired):
            return b"", b""
        return (done.stdout if done.returncode == 0 else b""), done.stderr
