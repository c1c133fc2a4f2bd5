"""Sealing to somebody who is not there: HPKE (RFC 9180), base mode, single shot.

    suite 1  DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305
    suite 2  MLKEM768-X25519 (draft-ietf-hpke-pq, X-Wing) in place of the KEM: what is recorded
             today stays closed to a quantum computer of later

Rule 1: a sealed box says nothing about its sender; whoever seals signs inside.
Rule 2: `info` binds a box to its purpose and its people: with another one it does not open.
Rule 3: each sealing key belongs to one suite, so nobody can ask for the weaker one.
Here alone randomness is not an argument: the library draws it from the operating system.
"""

import hashlib
from enum import IntEnum
from functools import lru_cache
from typing import assert_never

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from frame.crypto.keys import KEY_BYTES, Key
from frame.errors import BadMessage, Ours

_MLKEM_SEED_BYTES = 64
_MLKEM_PUBLIC_BYTES = 1184
_TAG_BYTES = 16


class SealingSeed(Key):
    """What the private key of a box is made from."""


class Suite(IntEnum):
    """Which algorithms a sealing key belongs to, by its number on the wire."""

    X25519 = 1
    HYBRID = 2

    @property
    def public_bytes(self) -> int:
        """How long a public key is."""
        return KEY_BYTES if self is Suite.X25519 else _MLKEM_PUBLIC_BYTES + KEY_BYTES

    @property
    def overhead_bytes(self) -> int:
        """How much longer a box is than what is in it."""
        return _HPKE[self].kem.enc_length() + _TAG_BYTES


class _Algorithms:
    """A suite as the library has it."""

    __slots__ = ("kem", "suite")

    def __init__(self, kem: hpke.KEM) -> None:
        self.kem = kem
        self.suite = hpke.Suite(kem, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)


_HPKE = {
    Suite.X25519: _Algorithms(hpke.KEM.X25519),
    Suite.HYBRID: _Algorithms(hpke.KEM.MLKEM768_X25519),
}

_Private = X25519PrivateKey | hpke.MLKEM768X25519PrivateKey
_Public = X25519PublicKey | hpke.MLKEM768X25519PublicKey


class Opener:
    """Opens what was sealed to one key; `public` is what others seal to.

    Raises Ours where the library has no ML-KEM and the suite asks for it.
    """

    __slots__ = ("_private", "public", "suite")

    def __init__(self, seed: SealingSeed, suite: Suite = Suite.HYBRID) -> None:
        self.suite = suite
        self._private, self.public = _pair(seed, suite)

    def open(self, box: bytes, info: bytes) -> bytes:
        """Return what was sealed with the same `info`; raise BadMessage."""
        try:
            return _HPKE[self.suite].suite.decrypt(box, self._private, info=info)
        except (InvalidTag, ValueError):
            raise BadMessage("a sealed message does not open here") from None


def seal(public: bytes, suite: Suite, plain: bytes, info: bytes) -> bytes:
    """Return `enc | ciphertext`; raise BadMessage for a public key that is not usable."""
    try:
        return _HPKE[suite].suite.encrypt(plain, _public(public, suite), info=info)
    except ValueError:
        raise BadMessage("a public key cannot be sealed to") from None


def _pair(seed: SealingSeed, suite: Suite) -> tuple[_Private, bytes]:
    match suite:
        case Suite.X25519:
            alone = X25519PrivateKey.from_private_bytes(seed.secret)
            return alone, alone.public_key().public_bytes_raw()
        case Suite.HYBRID:
            return _hybrid_pair(seed)
        case _:
            assert_never(suite)


def _hybrid_pair(seed: SealingSeed) -> tuple[hpke.MLKEM768X25519PrivateKey, bytes]:
    """Expand the seed as X-Wing does: SHAKE-256 to d | z of ML-KEM and the X25519 key."""
    made = hashlib.shake_256(seed.secret).digest(_MLKEM_SEED_BYTES + KEY_BYTES)
    try:
        lattice = MLKEM768PrivateKey.from_seed_bytes(made[:_MLKEM_SEED_BYTES])
    except UnsupportedAlgorithm:
        raise Ours(
            "the cryptography library of this device has no ML-KEM-768",
            hint="Install `cryptography` from its wheel; it brings its own OpenSSL.",
        ) from None
    curve = X25519PrivateKey.from_private_bytes(made[_MLKEM_SEED_BYTES:])
    public = lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
    return hpke.MLKEM768X25519PrivateKey(lattice, curve), public


@lru_cache(maxsize=64)  # reading a lattice key costs as much as sealing to it
def _public(public: bytes, suite: Suite) -> _Public:
    if len(public) != suite.public_bytes:
        raise ValueError
    if suite is Suite.X25519:
        return X25519PublicKey.from_public_bytes(public)
    return hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC_BYTES]),
        X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC_BYTES:]),
    )
