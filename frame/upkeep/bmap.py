"""Block maps: which blocks of an image hold anything, and what they must be on a card.

Source: the bmap file format, version 2.0, as bmaptool writes and documents it. Numbers of blocks
are inclusive; the checksum of a range is SHA-256 of its bytes, the last block cut at the end of
the image.

Rule: a file is read only if it is what such a tool writes: no document type, no entities, every
range in order, inside the image and with a checksum.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, ParseError, fromstring

from frame.errors import BadMessage

LIMIT_BYTES: Final = 16 * 1024 * 1024
_BLOCKS: Final = re.compile(r"([0-9]{1,12})(?:-([0-9]{1,12}))?", re.ASCII)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_OWN: Final = re.compile(rb"(<BmapFileChecksum>\s*)([0-9a-f]{64})")
_HINT: Final = "Use the .bmap file that was published with the image."


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes of an image from `begin` on, and the SHA-256 they must have."""

    begin: int
    length: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockMap:
    """What a card must hold; between the ranges it may hold anything."""

    image_bytes: int
    ranges: tuple[Range, ...]


def read_bmap(data: bytes) -> BlockMap:
    """Return the map of a .bmap file.

    Raises:
        BadMessage: it is none, it is damaged, or of a version this does not know.
    """
    if len(data) > LIMIT_BYTES or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _refused("is no block map")
    _check_own(data)
    try:
        root = fromstring(data)  # noqa: S314  # no document type, so no entities; bounded above
    except (ParseError, ValueError) as problem:
        raise _refused("is no block map") from problem
    if root.tag != "bmap" or not root.get("version", "").startswith("2."):
        raise _refused("is not of version 2")
    if _word(root, "ChecksumType") != "sha256":
        raise _refused("has no SHA-256 checksums")
    size, block = _number(root, "ImageSize"), _number(root, "BlockSize")
    ranges = tuple(_range(one, block, size) for one in root.iterfind("BlockMap/Range"))
    ends = [one.begin + one.length for one in ranges]
    if not ranges or any(end > one.begin for end, one in zip(ends, ranges[1:], strict=False)):
        raise _refused("has no ranges in order")
    return BlockMap(image_bytes=size, ranges=ranges)


def _check_own(data: bytes) -> None:
    """Check the map against its own checksum, which is made while its place holds zeros."""
    found = _OWN.search(data)
    if found is None:
        raise _refused("has no checksum of its own")
    bare = data[: found.start(2)] + b"0" * 64 + data[found.end(2) :]
    if hashlib.sha256(bare).hexdigest().encode() != found[2]:
        raise _refused("is damaged")


def _range(element: Element, block: int, size: int) -> Range:
    told, digest = _BLOCKS.fullmatch((element.text or "").strip()), element.get("chksum", "")
    if told is None or not _DIGEST.fullmatch(digest):
        raise _refused("has a range without a checksum")
    first = int(told[1])
    last = int(told[2] or first)
    begin, end = first * block, min((last + 1) * block, size)
    if not begin < end:
        raise _refused("has a range outside the image")
    return Range(begin, end - begin, digest)


def _number(root: Element, name: str) -> int:
    text = _word(root, name)
    if not text.isdecimal() or not text.isascii() or not 0 < int(text[:15]) < 10**15:
        raise _refused(f"has no {name}")
    return int(text)


def _word(root: Element, name: str) -> str:
    return (root.findtext(name) or "").strip()


def _refused(why: str) -> BadMessage:
    return BadMessage(f"the block map {why}", hint=_HINT)
