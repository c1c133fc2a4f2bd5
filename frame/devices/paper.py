"""Pixels as a PDF of one page (ISO 32000), written by Pillow.

Rule: nothing of this machine goes in: no path, no user, no date; a title and nothing else.
"""

from io import BytesIO

from PIL import Image

from frame.model import Pixels

_QUALITY = 95


def pdf_of(pixels: Pixels, dpi: int, title: str) -> bytes:
    """Return one page that is as large as its pixels are at `dpi` dots an inch."""
    size = (pixels.size.width_px, pixels.size.height_px)
    image = Image.frombytes("RGB", size, bytes(pixels.rgb))
    written = BytesIO()
    image.save(
        written,
        "PDF",
        resolution=float(dpi),
        quality=_QUALITY,
        title=title,
        creationDate=None,
        modDate=None,
    )
    return written.getvalue()
