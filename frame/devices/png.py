"""PNG (W3C PNG, third edition) without a library: check sums, and writing RGB pixels.

Pillow leaves the check sums unread (5.3), and a process that must not hold an image library writes
pixels here for one that may.
"""

import struct
import zlib

from frame.model import Pixels

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SIGNATURE_BYTES = 8
_EIGHT_BIT_RGB = bytes([8, 2, 0, 0, 0])
_UNFILTERED = b"\0"
_QUICKLY = 1
_CRITICAL = (b"IHDR", b"PLTE", b"IDAT")


def is_intact(png: bytes) -> bool:
    """Say whether every chunk that makes up the picture has the check sum it was written with."""
    at = _SIGNATURE_BYTES
    whole = memoryview(png)
    while at + 12 <= len(png):
        length = int.from_bytes(whole[at : at + 4], "big")
        end = at + 8 + length
        kind = png[at + 4 : at + 8]
        if kind in _CRITICAL and zlib.crc32(whole[at + 4 : end]) != int.from_bytes(
            whole[end : end + 4], "big"
        ):
            return False
        at = end + 4
    return True


def written(pixels: Pixels) -> bytes:
    """Return RGB pixels as PNG, without loss; quick rather than small."""
    width, height = pixels.size.width_px, pixels.size.height_px
    rgb, row = memoryview(pixels.rgb), 3 * width
    squeeze = zlib.compressobj(_QUICKLY)
    packed = bytearray()
    for top in range(0, height * row, row):
        packed += squeeze.compress(_UNFILTERED)
        packed += squeeze.compress(rgb[top : top + row])
    packed += squeeze.flush()
    header = struct.pack(">II", width, height) + _EIGHT_BIT_RGB
    parts = ((b"IHDR", header), (b"IDAT", bytes(packed)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    told = kind + data
    return struct.pack(">I", len(data)) + told + struct.pack(">I", zlib.crc32(told))
