"""The structure of a JPEG file, read without decoding it (ITU-T T.81, annex B).

This is how the trusted side checks what a decode child hands back: a file with nothing in it but
what a plain picture needs, and of the size the child claims.
"""

from frame.errors import BadMessage
from frame.model import Size

_START = b"\xff\xd8"
_END = b"\xff\xd9"
_JFIF = 0xE0
_SCAN = 0xDA
_BASELINE = 0xC0
_NEEDED = frozenset({_JFIF, _BASELINE, 0xC4, 0xDB, 0xDD, _SCAN})
_JFIF_BYTES = 16


def plain_size(jpeg: bytes) -> Size:
    """Return the size of a baseline JPEG that holds a picture and nothing else.

    Raises:
        BadMessage: it is broken, or has comments, metadata, a thumbnail or bytes behind its end.
    """
    if not jpeg.startswith(_START) or jpeg.find(_END) != len(jpeg) - len(_END):
        raise BadMessage("a clean picture is not one whole JPEG")
    size: Size | None = None
    at = len(_START)
    while True:
        kind, body = _segment(jpeg, at)
        if kind == _BASELINE:
            size = Size(
                width_px=int.from_bytes(body[3:5], "big"),
                height_px=int.from_bytes(body[1:3], "big"),
            )
        if kind == _SCAN:
            break
        at += 4 + len(body)
    if size is None:
        raise BadMessage("a clean picture has no size")
    return size


def _segment(jpeg: bytes, at: int) -> tuple[int, bytes]:
    """Return the marker and the content of the segment at `at`."""
    length = int.from_bytes(jpeg[at + 2 : at + 4], "big")
    kind = jpeg[at + 1] if jpeg[at : at + 1] == b"\xff" and length >= 2 else 0
    if kind not in _NEEDED or (kind == _JFIF and length != _JFIF_BYTES):
        raise BadMessage("a clean picture holds more than a picture")
    return kind, jpeg[at + 4 : at + 2 + length]
