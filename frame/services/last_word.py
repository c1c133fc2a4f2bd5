"""The last word of a frame: its signed statement that everything was erased, for people to keep.

    HFW1:BASE64URL    the frame's public key (32 bytes), how many photos there were, the keyring's
                      generation and when, in milliseconds (8 bytes each, big-endian), and its
                      Ed25519 signature (64 bytes); RFC 4648 §5 without padding
    A1B2 C3D4 …       the short form: the first 8 bytes of the SHA-256 of those 120

What is signed is that of kind 39 (docs/protocol.md §7). It says that this frame erased so much;
who trusts it compares the key with the one a phone of that time knew the frame by.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Final

from frame.crypto.sign import is_signed_by
from frame.errors import BadRequest
from frame.protocol.frame_privacy import Wiped

PREFIX: Final = "HFW1:"
_KEY: Final = 32
_NUMBERS: Final = 24
_BYTES: Final = 120
_CODE_BYTES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class LastWord:
    """A statement and the public key of who signed it."""

    signer: bytes
    word: Wiped

    @property
    def _bytes(self) -> bytes:
        word = self.word
        numbers = (word.photos, word.generation, word.at_ms)
        told = b"".join(one.to_bytes(8, "big") for one in numbers)
        return self.signer + told + word.signature

    @property
    def text(self) -> str:
        """All of it as one line, short enough for a QR code."""
        return PREFIX + base64.urlsafe_b64encode(self._bytes).decode("ascii").rstrip("=")

    @property
    def code(self) -> str:
        """The short form, to be written down by hand."""
        return hashlib.sha256(self._bytes).digest()[:_CODE_BYTES].hex(" ", 2).upper()

    @property
    def is_genuine(self) -> bool:
        """Whether the signature is that of the key."""
        return is_signed_by(self.signer, self.word.signed_words, self.word.signature)


def read(text: str) -> LastWord:
    """Return what a line says; raise BadRequest where it is none, or was altered."""
    try:
        before, prefix, rest = text.strip().rpartition(PREFIX)
        held = base64.b64decode(rest + "=" * (-len(rest) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        before, prefix, held = "", "", b""
    if before or not prefix or len(held) != _BYTES:
        raise BadRequest(
            "that is no last word of a frame", hint=f"It is one line that begins with {PREFIX}"
        )
    photos, generation, at_ms = (
        int.from_bytes(held[start : start + 8], "big") for start in range(_KEY, _KEY + _NUMBERS, 8)
    )
    signature = held[_KEY + _NUMBERS :]
    word = Wiped(photos=photos, generation=generation, at_ms=at_ms, signature=signature)
    found = LastWord(signer=held[:_KEY], word=word)
    if not found.is_genuine:
        raise BadRequest(
            "this last word was altered: no frame signed it", hint="Scan the code once more."
        )
    return found
