"""Made-up pictures that nothing can make smaller, the same in every process that asks."""

import hashlib
import random

PHOTO_BYTES = 4_000_000


def picture(number: int, size: int = PHOTO_BYTES) -> bytes:
    """Return the bytes of one of them."""
    return random.Random(number).randbytes(size)


def name_of(number: int) -> bytes:
    """Return what it is called between devices, 16 bytes."""
    return hashlib.sha256(f"photo {number}".encode()).digest()[:16]
