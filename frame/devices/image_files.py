"""Reading images as they were published, and cards as they were written.

Rule 1: a file is read once, from begin to end, and whatever is asked of it is computed on the way.
Rule 2: a card is read from the card. What the system still remembers of writing it is dropped
        first.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from frame.devices.ordinary_files import open_ordinary, read_ordinary
from frame.errors import BadRequest
from frame.upkeep.bmap import BlockMap, Range

_PIECE: Final = 4 * 1024 * 1024
_HINT: Final = "Name a file, or a device you may read (often with sudo)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """Of one file: `sha256` in hexadecimal, `blake2b` of 512 bits as minisign signs it."""

    sha256: str
    blake2b: bytes


def digests(path: Path, heard: Callable[[int], object] = lambda _: None) -> Digests:
    """Return the digests of a file; `heard` is told how many bytes were read; raise BadRequest."""
    sha256, blake2b, done = hashlib.sha256(), hashlib.blake2b(digest_size=64), 0
    try:
        with open_ordinary(path) as file:
            while piece := file.read(_PIECE):
                sha256.update(piece)
                blake2b.update(piece)
                done += len(piece)
                heard(done)
    except OSError as problem:
        raise _unread(path, problem) from problem
    return Digests(sha256=sha256.hexdigest(), blake2b=blake2b.digest())


def small_file(path: Path, most_bytes: int) -> bytes | None:
    """Return a file of at most so many bytes, None where there is none; raise BadRequest."""
    try:
        data = read_ordinary(path, most_bytes)
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise _unread(path, problem) from problem
    if len(data) > most_bytes:
        raise BadRequest(f"{path.name} is larger than such a file can be", hint=_HINT)
    return data


def differing(
    device: Path, blocks: BlockMap, heard: Callable[[int], object] = lambda _: None
) -> Range | None:
    """Return the first range that is not on a card as the map says, None where all are.

    `heard` is told how many bytes were read. A card that is too small differs where it ends.

    Raises:
        BadRequest: it cannot be read.
    """
    done = 0
    try:
        number = os.open(device, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            os.posix_fadvise(number, 0, 0, os.POSIX_FADV_DONTNEED)
            for one in blocks.ranges:
                if _sha256_of(number, one) != one.sha256:
                    return one
                done += one.length
                heard(done)
        finally:
            os.close(number)
    except OSError as problem:
        raise _unread(device, problem) from problem
    return None


def _sha256_of(number: int, one: Range) -> str:
    digest, at, end = hashlib.sha256(), one.begin, one.begin + one.length
    while at < end:
        piece = os.pread(number, min(_PIECE, end - at), at)
        if not piece:
            return ""
        digest.update(piece)
        at += len(piece)
    return digest.hexdigest()


def _unread(path: Path, problem: OSError) -> BadRequest:
    why = (problem.strerror or "no reason").lower()
    return BadRequest(f"{path.name} cannot be read: {why}", hint=_HINT)
