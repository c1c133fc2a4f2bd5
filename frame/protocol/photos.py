"""Photos on their way: sealed as a whole, sent in chunks (docs/protocol.md §9).

    photo key = hkdf(album key of an epoch, photo 16 | u32 epoch, "hf1/photo", 32)
    sealed    = c2sp.org/chunked-encryption of picture | zeros up to the Padmé length
    packet    = transfer 8 | u32 index | chunk

Rule 1: every receiver's photo is sealed anew, so equal photos do not look equal.
Rule 2: a chunk is compared with its check before it is kept, and a photo is only believed when
        it opened as a whole.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from frame.crypto.keys import KEY_BYTES, Fresh, Key, expand
from frame.crypto.padme import padme
from frame.crypto.stream import seal, sealed_size, unseal
from frame.errors import BadMessage, StoreDamaged, WrongKey

CHUNK_BYTES = 131_072
CHUNKS: Final = 512
SEALED_BYTES: Final = 64 * 1024 * 1024
CHECK_BYTES: Final = 16
TRANSFER_BYTES: Final = 8
PHOTO_BYTES: Final = 16
EPOCHS: Final = 2**32
_LABEL = b"hf1/photo"
_NUMBER_BYTES = 4
_HEAD_BYTES = TRANSFER_BYTES + _NUMBER_BYTES


class EpochKey(Key):
    """What one sender seals an album's photos with in one epoch."""


class PhotoKey(Key):
    """Seals one photo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Bytes [131,072 index, 131,072 (index + 1)) of a sealed photo; `transfer` has 8 bytes."""

    transfer: bytes
    index: int
    data: bytes = field(repr=False)


def sealed_bytes(picture_bytes: int) -> int:
    """Return how long a picture of so many bytes is when it is sealed."""
    return sealed_size(padme(picture_bytes))


def photo_key(key: EpochKey, photo: bytes, epoch: int) -> PhotoKey:
    """Return what one photo is sealed with in one epoch."""
    salt = photo + epoch.to_bytes(_NUMBER_BYTES, "big")
    return PhotoKey(expand(key.secret, salt, _LABEL, KEY_BYTES))


def seal_photo(key: EpochKey, photo: bytes, epoch: int, picture: bytes, fresh: Fresh) -> bytes:
    """Return a picture sealed for one receiver; `photo` is its name, 16 bytes."""
    secret, padded = photo_key(key, photo, epoch).secret, padme(len(picture))
    return bytes(seal(secret, picture, _LABEL + photo, fresh, pad_to=padded))


def open_photo(
    key: EpochKey, photo: bytes, epoch: int, sealed: bytes, picture_bytes: int
) -> bytes:
    """Return the picture, as long as its offer said; raise BadMessage."""
    if len(sealed) != sealed_bytes(picture_bytes):
        raise BadMessage("a photo is not as long as its offer said")
    try:
        plain = unseal(photo_key(key, photo, epoch).secret, sealed, _LABEL + photo)
    except (StoreDamaged, WrongKey):
        raise BadMessage("a photo was sealed with another key or is damaged") from None
    if plain.count(0, picture_bytes) != len(plain) - picture_bytes:
        raise BadMessage("a photo is not filled the way the protocol says")
    return bytes(memoryview(plain)[:picture_bytes])


def chunk_count(sealed: int) -> int:
    """Return how many chunks so many sealed bytes make."""
    return -(-sealed // CHUNK_BYTES)


def chunk_length(sealed: int, index: int) -> int:
    """Return how long one chunk of so many sealed bytes is; 0 behind the last one."""
    return max(0, min(CHUNK_BYTES, sealed - index * CHUNK_BYTES))


def chunk_of(sealed: bytes, index: int) -> bytes:
    """Return one chunk of a sealed photo."""
    return sealed[index * CHUNK_BYTES : (index + 1) * CHUNK_BYTES]


def checks_of(sealed: bytes) -> bytes:
    """Return the checks of all chunks, 16 bytes each, one after the other."""
    whole, indices = memoryview(sealed), range(chunk_count(len(sealed)))
    return b"".join(_check(index, whole[index * CHUNK_BYTES :][:CHUNK_BYTES]) for index in indices)


def is_chunk(checks: bytes, index: int, data: bytes) -> bool:
    """Return whether these bytes are the chunk that an offer's checks name."""
    start = index * CHECK_BYTES
    return index >= 0 and checks[start : start + CHECK_BYTES] == _check(index, data)


def _check(index: int, data: bytes | memoryview) -> bytes:
    made = hashlib.sha256(index.to_bytes(_NUMBER_BYTES, "big"))
    made.update(data)
    return made.digest()[:CHECK_BYTES]


def write_chunk(transfer: bytes, index: int, data: bytes) -> bytes:
    """Return the packet that carries one chunk."""
    return transfer + index.to_bytes(_NUMBER_BYTES, "big") + data


def read_chunk(packet: bytes) -> Chunk:
    """Return the chunk in a packet, not yet compared with anything; raise BadMessage."""
    if not _HEAD_BYTES < len(packet) <= _HEAD_BYTES + CHUNK_BYTES:
        raise BadMessage("a chunk has a length that none has")
    index = int.from_bytes(packet[TRANSFER_BYTES:_HEAD_BYTES], "big")
    if index >= CHUNKS:
        raise BadMessage("a chunk lies behind the end of every photo")
    return Chunk(transfer=packet[:TRANSFER_BYTES], index=index, data=packet[_HEAD_BYTES:])
