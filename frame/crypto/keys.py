"""Keys that know what they are for, and small secrets sealed under them.

Rule 1: a key is 32 bytes, checked where it is made, and never shows them: not in repr, not in
        an error. A key of one kind does not fit where another kind is asked for.
Rule 2: one random key never has two uses; `derive` makes one key per use, by label.
Rule 3: a small secret is bound to its meaning (which table, column, row and album), so it does
        not open in another place.
Rule 4: nonces are random, 96 bits, so at most 2^32 secrets go under one derived key.
"""

import hashlib
import hmac
from collections.abc import Callable
from typing import Self, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from frame.errors import StoreDamaged

KEY_BYTES = 32
NONCE_BYTES = 12

Fresh = Callable[[int], bytes]


class Key:
    """A secret of 32 bytes."""

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError(f"a {type(self).__name__} has {KEY_BYTES} bytes")
        self._secret = bytes(secret)

    @classmethod
    def made(cls, fresh: Fresh) -> Self:
        """Return a new random key."""
        return cls(fresh(KEY_BYTES))

    @property
    def secret(self) -> bytes:
        """The bytes themselves, for sealing them under another key."""
        return self._secret

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and hmac.compare_digest(self._secret, other._secret)

    def __hash__(self) -> int:
        return hash((type(self), self._secret))


class DeviceKey(Key):
    """Opens the keyring; it is the only key that is not sealed under another one."""


class SlotKey(Key):
    """Seals the keyring's slots."""


class AlbumKey(Key):
    """Recognises a source file that an album already holds."""


class SheetKey(Key):
    """The root of the rows of one sheet: what is destroyed when one of them is erased."""


class LedgerKey(Key):
    """The root of the list of what was erased."""


class RowKey(Key):
    """Seals one column of one sheet."""


class BlobKey(Key):
    """Seals one file."""


class SigningSeed(Key):
    """The Ed25519 private key of a frame (RFC 8032 §5.1.5)."""


K = TypeVar("K", bound=Key)


def expand(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """Return `length` bytes of HKDF-SHA256 (RFC 5869)."""
    return HKDF(SHA256(), length, salt, info).derive(secret)


def derive(root: Key, label: str, kind: type[K]) -> K:
    """Return the key that `root` has for the use `label`."""
    info = b"hearthframe/v1/" + label.encode()
    return kind(expand(root.secret, b"", info, KEY_BYTES))


def recognise(key: AlbumKey, digest: bytes) -> bytes:
    """Return what stands for a file's digest in one album and means nothing in another."""
    return hmac.digest(key.secret, b"hearthframe/v1/source|" + digest, hashlib.sha256)


class RowSeal:
    """Seals and opens small secrets under one key: nonce 12 | ChaCha20-Poly1305 (RFC 8439)."""

    __slots__ = ("_cipher",)

    def __init__(self, key: RowKey) -> None:
        self._cipher = ChaCha20Poly1305(key.secret)

    def seal(self, plain: bytes, meaning: bytes, fresh: Fresh) -> bytes:
        """Return `plain` sealed; it opens only with the same `meaning`."""
        nonce = fresh(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, meaning)

    def open(self, sealed: bytes, meaning: bytes) -> bytes:
        """Return what was sealed; raise StoreDamaged."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], meaning)
        except (InvalidTag, ValueError):
            raise StoreDamaged("a sealed row is not what was written") from None
