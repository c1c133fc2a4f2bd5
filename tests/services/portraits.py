"""Photos with a face that the twin of the seer sees: magenta, in a shade of its own per person."""

from pathlib import Path

from PIL import Image, ImageDraw

ANA, BEN = 5, 50
"""Shades: how much green is in the magenta of somebody's face (0 to 55)."""


def portrait(
    path: Path, shade: int | None, *, ground: int = 0, side: int = 160, width: int = 480
) -> Path:
    """Write a photo with one face of this shade, or with none, and return where it is."""
    image = Image.new("RGB", (width, 360), (30 + 9 * ground, 90, 40 + 11 * ground))
    draw = ImageDraw.Draw(image)
    draw.rectangle((8, 8 + 5 * ground, 40, 40 + 5 * ground), fill=(200, 180, 20 * ground % 256))
    if shade is not None:
        left, top = 150 + ground, 60 + ground
        draw.rectangle((left, top, left + side - 1, top + side - 1), fill=(255, shade, 255))
    image.save(path, "JPEG", quality=95, subsampling=0)
    return path
