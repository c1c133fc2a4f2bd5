"""Reads QR codes (ISO/IEC 18004) out of what a camera saw, by zxing-cpp.

Rule: what comes out is text that a stranger chose; whoever takes it reads it as such.
"""

from frame.errors import DeviceFailed
from frame.model import Peek

LONGEST = 1000
"""How many characters of a code are worth reading; a longer one is left alone."""
_INSTALL = "Install the camera's extra: pip install 'hearthframe[camera]'."


def codes_in(peek: Peek) -> tuple[str, ...]:
    """Return the texts of the codes that can be read in a picture, each once.

    Raises:
        DeviceFailed: the library is not installed.
    """
    try:
        import zxingcpp  # noqa: PLC0415 - an extra, needed only while somebody shows a code
    except ImportError as problem:
        raise DeviceFailed(
            "zxing-cpp, which reads codes, is not installed", hint=_INSTALL
        ) from problem
    shape = (peek.size.height_px, peek.size.width_px)
    rows = memoryview(peek.luma).cast("B", shape)
    square = zxingcpp.barcode_formats_from_str("QRCode")
    found = zxingcpp.read_barcodes(rows, formats=square, text_mode=zxingcpp.TextMode.Plain)
    texts = dict.fromkeys(one.text for one in found if one.valid)
    return tuple(text for text in texts if 0 < len(text) <= LONGEST)
