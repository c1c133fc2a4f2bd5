"""Large secrets: one key seals one file, in pieces that cannot be cut, swapped or extended.

The format is c2sp.org/chunked-encryption with AEAD_CHACHA20_POLY1305 and SHA-256:

    salt 24 | commitment 32 | (16 KiB + tag 16)* | shorter last chunk + tag 16

Rule 1: the last chunk is always shorter than the others, so a missing end shows.
Rule 2: the commitment binds key, salt and context; nothing is decrypted before it agrees.
Rule 3: randomness is an argument.
"""

import hmac
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from frame.crypto.keys import Fresh
from frame.errors import StoreDamaged, WrongKey

CHUNK_BYTES = 16 * 1024
TAG_BYTES = 16
SALT_BYTES = 24
COMMITMENT_BYTES = 32
HEAD_BYTES = SALT_BYTES + COMMITMENT_BYTES
_NONCE_BYTES = 12
_LABEL = b"c2sp.org/chunked-encryption@v1+"

Readable = bytes | bytearray | memoryview


class Cipher(Protocol):
    """An AEAD that writes into a buffer it is given."""

    def encrypt_into(self, nonce: bytes, data: Readable, aad: None, buf: memoryview, /) -> int:
        """Write ciphertext and tag into `buf`; return how many bytes that were."""

    def decrypt_into(self, nonce: bytes, data: Readable, aad: None, buf: memoryview, /) -> int:
        """Write the plaintext into `buf`; return how many bytes that were; raise InvalidTag."""


class Suite(NamedTuple):
    """An AEAD under its name in the specification."""

    name: str
    cipher: Callable[[bytes], Cipher]
    key_bytes: int


CHACHA = Suite("AEAD_CHACHA20_POLY1305", ChaCha20Poly1305, 32)


class _Derived(NamedTuple):
    """What one key, salt and context make."""

    cipher: Cipher
    first_nonce: int
    commitment: bytes

    def nonce(self, chunk: int) -> bytes:
        return (self.first_nonce ^ chunk).to_bytes(_NONCE_BYTES, "big")


def sealed_size(plain_bytes: int) -> int:
    """Return how many bytes `seal` makes of so many."""
    return HEAD_BYTES + plain_bytes + TAG_BYTES * (plain_bytes // CHUNK_BYTES + 1)


def seal(key: bytes, plain: Readable, context: bytes, fresh: Fresh, pad_to: int = 0) -> bytearray:
    """Return `plain`, with zeros up to `pad_to` bytes, sealed under `key`.

    Only the same `context` opens it again.
    """
    salt, size = fresh(SALT_BYTES), max(len(plain), pad_to)
    made = _derive(key, salt, context, CHACHA)
    out = bytearray(sealed_size(size))
    out[:HEAD_BYTES] = salt + made.commitment
    target, at = memoryview(out), HEAD_BYTES
    for number, chunk in enumerate(_plain_chunks(memoryview(plain), size)):
        end = at + len(chunk) + TAG_BYTES
        made.cipher.encrypt_into(made.nonce(number), chunk, None, target[at:end])
        at = end
    return out


def _plain_chunks(plain: memoryview, size: int) -> Iterator[Readable]:
    """Cut into chunks, the last one shorter; only chunks that need padding are copied."""
    for start in range(0, size + 1, CHUNK_BYTES):
        chunk, wanted = plain[start : start + CHUNK_BYTES], min(CHUNK_BYTES, size - start)
        yield chunk if len(chunk) == wanted else bytes(chunk).ljust(wanted, b"\0")


def unseal(key: bytes, sealed: Readable, context: bytes, suite: Suite = CHACHA) -> bytearray:
    """Return what was sealed.

    Raises:
        WrongKey: another key or context sealed it, or its first 56 bytes were changed.
        StoreDamaged: it was cut, extended or changed after that.
    """
    if len(sealed) < HEAD_BYTES + TAG_BYTES:
        raise StoreDamaged("sealed data ends too early")
    whole = memoryview(sealed)
    made = _derive(key, bytes(whole[:SALT_BYTES]), context, suite)
    if not hmac.compare_digest(made.commitment, whole[SALT_BYTES:HEAD_BYTES]):
        raise WrongKey("this key did not seal these bytes")
    try:
        return _open_chunks(made, whole[HEAD_BYTES:])
    except InvalidTag:
        raise StoreDamaged("sealed data is not what was written") from None


def _open_chunks(made: _Derived, body: memoryview) -> bytearray:
    full, last = divmod(len(body), CHUNK_BYTES + TAG_BYTES)
    if last < TAG_BYTES:
        raise StoreDamaged("sealed data ends too early")
    out = bytearray(len(body) - TAG_BYTES * (full + 1))
    target, at = memoryview(out), 0
    for number, chunk in enumerate(_chunks(body)):
        end = at + len(chunk) - TAG_BYTES
        made.cipher.decrypt_into(made.nonce(number), chunk, None, target[at:end])
        at = end
    return out


def _chunks(body: memoryview) -> Iterator[memoryview]:
    step = CHUNK_BYTES + TAG_BYTES
    return (body[at : at + step] for at in range(0, len(body), step))


def _derive(key: bytes, salt: bytes, context: bytes, suite: Suite) -> _Derived:
    if len(key) != suite.key_bytes:
        raise ValueError(f"{suite.name} takes a key of {suite.key_bytes} bytes")
    info = _LABEL + suite.name.encode() + b"\0" + salt + context
    length = suite.key_bytes + _NONCE_BYTES + COMMITMENT_BYTES
    made = HKDFExpand(SHA256(), length, info).derive(key)
    nonce, commitment = made[suite.key_bytes : -COMMITMENT_BYTES], made[-COMMITMENT_BYTES:]
    return _Derived(
        suite.cipher(made[: suite.key_bytes]), int.from_bytes(nonce, "big"), commitment
    )
