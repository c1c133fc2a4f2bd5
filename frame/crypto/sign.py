"""Signed statements: Ed25519 (RFC 8032) over canonical JSON.

Canonical means one spelling only: keys sorted, ASCII, no spaces, no fractions. So two programs
that mean the same statement sign the same bytes.
"""

import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from frame.crypto.keys import SigningSeed

Statement = Mapping[str, str | int | bool | None]
_PLAIN = (str, int, type(None))


def canonical(statement: Statement) -> bytes:
    """Return the only spelling of a flat statement; raise TypeError for anything else."""
    if not all(isinstance(value, _PLAIN) for value in statement.values()):
        raise TypeError("a statement holds words, whole numbers, true, false and null")
    words = json.dumps(dict(statement), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return words.encode("ascii")


class Signer:
    """Signs with one seed; `public` is the 32 bytes others check it with."""

    __slots__ = ("_private", "public")

    def __init__(self, seed: SigningSeed) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed.secret)
        self.public = self._private.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of a message."""
        return self._private.sign(message)


def is_signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the holder of `public` signed these very bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
