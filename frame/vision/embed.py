"""What a photo is about, as numbers that can be compared.

An embedding is 1280 signed bytes; a fingerprint is 256 bits of it (SimHash: Charikar,
Similarity estimation techniques from rounding algorithms, STOC 2002): bit i says on which
side of the i-th random plane the embedding lies, so photos differ in about
256 * angle / 180 bits. Planes of plus and minus one do as well as Gaussian ones (Achlioptas,
Database-friendly random projections, 2003).

Rule: the planes never change; fingerprints of years of photos are stored beside them.
"""

import functools
import hashlib

import numpy as np
from numpy.typing import NDArray

from frame.vision.runtime import Floats

LENGTH = 1280
BITS = 256


def as_bytes(vector: Floats) -> bytes:
    """Return the direction of `vector` as signed bytes: unit length times 127."""
    length = float(np.linalg.norm(vector))
    unit = vector / length if length > 0 else vector
    steps: NDArray[np.int8] = np.clip(np.rint(unit * 127), -127, 127).astype(np.int8)
    return steps.tobytes()


def fingerprint(embedding: bytes) -> int:
    """Return the 256-bit SimHash of an embedding made by `as_bytes`."""
    vector = np.frombuffer(embedding, np.int8).astype(np.int32)
    return int.from_bytes(np.packbits(vector @ _planes() > 0).tobytes())


@functools.cache
def _planes() -> NDArray[np.int32]:
    noise = hashlib.shake_256(b"hearthframe fingerprint 1").digest(LENGTH * BITS // 8)
    bits = np.unpackbits(np.frombuffer(noise, np.uint8)).reshape(LENGTH, BITS)
    return bits.astype(np.int32) * 2 - 1
