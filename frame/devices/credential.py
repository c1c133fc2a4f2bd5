"""Small secrets sealed by systemd: `systemd-creds encrypt` and `decrypt` (systemd-creds(1)).

Rule 1: a secret goes through pipes only: never into an argument, an environment or a file.
Rule 2: a sealed secret is bound to a name, and opens under no other one.
Rule 3: it takes root; where this process lowered its rights, the tool alone gets them back.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from frame.errors import DeviceFailed

TOOL: Final = "systemd-creds"
_SEARCHED: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_PATIENCE_S: Final = 30.0
_HINT: Final = "Run it as root, on the board it was sealed on; `frame keys status` says more."
_NOT_ROOT: Final = "only root may use it: run the command with sudo"


class HostSealer:
    """Seals with the system's own key in /var/lib/systemd/credential.secret.

    `host_key` names another file that holds such a key.
    """

    def __init__(self, name: str, host_key: Path | None = None) -> None:
        self._name = name
        self._more = {} if host_key is None else {"SYSTEMD_CREDENTIAL_SECRET": str(host_key)}

    def missing(self) -> str:
        """Return why it cannot work here; empty where it can."""
        return missing_tool()

    def seal(self, secret: bytes) -> bytes:
        """Return a secret sealed; raise DeviceFailed."""
        return call(("encrypt", "--with-key=host", f"--name={self._name}"), secret, self._more)

    def unseal(self, sealed: bytes) -> bytes:
        """Return what was sealed here under this name; raise DeviceFailed."""
        return call(("decrypt", f"--name={self._name}"), sealed, self._more)


def missing_tool() -> str:
    """Return why `systemd-creds` cannot be used; empty where it can."""
    if shutil.which(TOOL, path=_SEARCHED) is None:
        return f"{TOOL} is not installed here"
    return "" if os.getuid() == 0 else _NOT_ROOT


def call(words: tuple[str, ...], given: bytes, more: dict[str, str] | None = None) -> bytes:
    """Run `systemd-creds` from a pipe to a pipe; raise DeviceFailed."""
    tool = shutil.which(TOOL, path=_SEARCHED)
    if tool is None:
        raise DeviceFailed(f"{TOOL} is not installed here", hint="Install systemd.")
    try:
        done = subprocess.run(
            (tool, *words, "-", "-"),
            input=given,
            capture_output=True,
            env={"PATH": _SEARCHED, **(more or {})},
            timeout=_PATIENCE_S,
            check=False,
            user=0 if os.getuid() == 0 else None,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise DeviceFailed(f"{TOOL} could not be used", hint=_HINT) from None
    if done.returncode != 0 or not done.stdout:
        raise DeviceFailed("the system did not open or seal the key", hint=_HINT)
    return done.stdout
