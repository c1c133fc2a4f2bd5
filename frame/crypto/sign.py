"""Signed statements: Ed25519 (RFC 8032) over canonical JSON.

Canonical means one spelling only: keys sorted, ASCII, no spaces, no fractions. So two programs
that mean the same statement sign the same bytes.

Rule: a public key of small order proves nothing, because anybody can sign in its name; nor does
one that is spelled in a way RFC 8032 §5.1.3 does not read. The library takes both.
"""

import json
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from frame.crypto.keys import SigningSeed

Statement = Mapping[str, str | int | bool | None]
_PLAIN = (str, int, type(None))
_PRIME = 2**255 - 19
_ORDER_8 = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER = frozenset({0, 1, _PRIME - 1, _ORDER_8, _PRIME - _ORDER_8})
"""The y of the eight points whose order divides 8 (RFC 7748 §4.1, edwards25519)."""


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
    if not _has_one_holder(public):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _has_one_holder(public: bytes) -> bool:
    """Return whether a key has its one spelling, and signing for it takes a secret."""
    y = int.from_bytes(public, "little") & (2**255 - 1)
    return y < _PRIME and y not in _SMALL_ORDER
