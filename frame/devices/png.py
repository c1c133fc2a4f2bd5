"""The check sums of a PNG file (W3C PNG, third edition, 5.3), which Pillow leaves unread."""

import zlib

_SIGNATURE_BYTES = 8
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
