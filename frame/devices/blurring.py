"""Heads that cannot be recognised any more, and cannot be brought back.

What is inside an ellipse around a head is replaced by at most 6 x 8 mean colours, smoothly
enlarged. The averages are all that is left, so no sharpening finds a face in them (unlike a
Gaussian blur alone: R. McPherson, R. Shokri, V. Shmatikov, "Defeating Image Obfuscation with Deep
Learning", 2016, shows how much survives mild blurs). A margin covers hair, ears and chin.
"""

from collections.abc import Iterable

from PIL import Image, ImageDraw, ImageFilter

from frame.model import Box, Pixels

CELLS_ACROSS, CELLS_DOWN = 6, 8
_FEATHER = 0.06
_OVAL_PX = 16


def blurred(pixels: Pixels, heads: Iterable[Box]) -> Pixels:
    """Return the picture with these heads blurred; boxes hold whole heads."""
    size = (pixels.size.width_px, pixels.size.height_px)
    image = Image.frombytes("RGB", size, pixels.rgb)
    veil(image, heads)
    return Pixels(size=pixels.size, rgb=image.tobytes("raw", "RGB"))


def veil(image: Image.Image, heads: Iterable[Box]) -> None:
    """Blur these heads in an RGB image itself; boxes hold whole heads."""
    for head in heads:
        _blur(image, head)


def _blur(image: Image.Image, head: Box) -> None:
    edges = _edges(image, head)
    width, height = edges[2] - edges[0], edges[3] - edges[1]
    if width < 1 or height < 1:
        return
    cells = (min(CELLS_ACROSS, width), min(CELLS_DOWN, height))
    means = image.crop(edges).resize(cells, Image.Resampling.BOX)
    patch = means.resize((width, height), Image.Resampling.BICUBIC)
    image.paste(patch, edges[:2], _oval(width, height))


def _oval(width: int, height: int) -> Image.Image:
    """Return a mask that is full over the head and fades only in its outermost margin."""
    if min(width, height) < _OVAL_PX:
        return Image.new("L", (width, height), 255)
    mask = Image.new("L", (width, height), 0)
    feather = max(1.0, _FEATHER * min(width, height))
    inset = min(feather, width / 8, height / 8)
    oval = (inset, inset, width - 1 - inset, height - 1 - inset)
    ImageDraw.Draw(mask).ellipse(oval, fill=255)
    return mask.filter(ImageFilter.GaussianBlur(feather / 2))


def _edges(image: Image.Image, head: Box) -> tuple[int, int, int, int]:
    """Return the box in pixels, a quarter larger to each side, inside the picture."""
    left = head.left - 0.25 * head.width
    top = head.top - 0.25 * head.height
    right, bottom = left + 1.5 * head.width, top + 1.5 * head.height
    return (
        max(0, int(left * image.width)),
        max(0, int(top * image.height)),
        min(image.width, round(right * image.width)),
        min(image.height, round(bottom * image.height)),
    )
