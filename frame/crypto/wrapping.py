"""The device key wrapped under another key: how it lies on a card that must not open by itself.

    wrapped = nonce 12 | ChaCha20-Poly1305 (RFC 8439) of the device key under a wrapping key
    folder  = HKDF-SHA256 (RFC 5869) of the device key, 16 bytes: names what the key is for

Rule 1: a wrapping is bound to its folder and to everything that says how it is opened, so it
        opens in no other place and by no other way.
Rule 2: what comes out has to be the key of that folder. ChaCha20-Poly1305 alone does not commit
        to one key.
Rule 3: each way to a wrapping key has a label of its own.
"""

import hmac
import unicodedata
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from frame.crypto.keys import KEY_BYTES, DeviceKey, Fresh, Key, RowKey, RowSeal, derive, expand
from frame.errors import Ours, StoreDamaged, WrongKey

FOLDER_BYTES: Final = 16
SALT_BYTES: Final = 16
MEMORY_KIB: Final = 64 * 1024
PASSES: Final = 3
LANES: Final = 4
"""Argon2id as RFC 9106 §4 recommends it where memory is scarce."""
_LABEL: Final = b"hearthframe/v1/wrapping/"
_DOES_NOT_OPEN: Final = "that does not open the device key"


class WrappingKey(Key):
    """Seals the device key, and nothing else."""


def folder_of(key: DeviceKey) -> bytes:
    """Return the 16 bytes that name what a device key is for, and tell nothing of it."""
    return expand(key.secret, b"", b"hearthframe/v1/folder", FOLDER_BYTES)


def wrap(key: DeviceKey, under: WrappingKey, bound: bytes, fresh: Fresh) -> bytes:
    """Return the device key wrapped; it opens only with the same `bound`."""
    return _seal(under).seal(key.secret, folder_of(key) + bound, fresh)


def unwrap(wrapped: bytes, under: WrappingKey, bound: bytes, folder: bytes) -> DeviceKey:
    """Return the device key of `folder`; raise WrongKey."""
    try:
        key = DeviceKey(_seal(under).open(wrapped, folder + bound))
    except (StoreDamaged, ValueError):
        raise WrongKey(_DOES_NOT_OPEN) from None
    if not hmac.compare_digest(folder_of(key), folder):
        raise WrongKey(_DOES_NOT_OPEN)
    return key


def _seal(under: WrappingKey) -> RowSeal:
    return RowSeal(derive(under, "device key", RowKey))


def by_passphrase(
    passphrase: str, salt: bytes, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES
) -> WrappingKey:
    """Return the key of a passphrase (Argon2id, RFC 9106), however its letters were composed.

    Takes some tenths of a second and `memory_kib` of memory, on purpose. Raises Ours where the
    library of this device has no Argon2.
    """
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    try:
        made = Argon2id(
            salt=salt, length=KEY_BYTES, iterations=passes, lanes=LANES, memory_cost=memory_kib
        ).derive(typed)
    except UnsupportedAlgorithm:
        raise Ours(
            "the cryptography library of this device has no Argon2",
            hint="Install `cryptography` from its wheel; it brings its own OpenSSL.",
        ) from None
    return WrappingKey(made)


def by_board(answer: bytes, folder: bytes) -> WrappingKey:
    """Return the key that comes from what a board's own key answered."""
    return WrappingKey(expand(answer, folder, _LABEL + b"board", KEY_BYTES))


def by_shares(share: bytes, secret: bytes, folder: bytes) -> WrappingKey:
    """Return the key that takes both: the share on the card, and the secret that phones hold.

    Both are 32 random bytes, and of fixed length, so no two pairs give the same input.
    """
    if len(share) != KEY_BYTES or len(secret) != KEY_BYTES:
        raise WrongKey(_DOES_NOT_OPEN)
    return WrappingKey(expand(share + secret, folder, _LABEL + b"phones", KEY_BYTES))
