"""Our own pictures: stored JPEG to pixels, pixels to files.

Rule 1: this file opens JPEG only, and only pictures this house made (`imaging_clean` opens the
        rest). It loads quickly, because the first picture on the glass waits for it.
Rule 2: pixels leave without resizing on the processor unless that is asked for: the decoder
        scales by 1, 2, 4 or 8 nearly for free, the GPU does the rest.
Rule 3: what is encoded here holds pixels and nothing else.
"""

import io
from dataclasses import dataclass
from math import ceil
from typing import IO

from PIL import Image, JpegImagePlugin

from frame.devices.blurring import veil
from frame.devices.budget import Load, check_fits, scale_covering
from frame.devices.enlarging import enlarged, enlarges
from frame.devices.kinds import Kind
from frame.devices.refusal import Refusal, Refused, Why
from frame.devices.retouching import retouched
from frame.errors import BadRequest
from frame.model import UNTOUCHED, Box, Pixels, Remedy, Size
from frame.slideshow.level import kept

# the encoders are loaded now, because inside the fences nothing can be loaded
Image.preinit()

MASTER_QUALITY = 90
_PNG_SPEED = 3
_SMALL_QUALITIES = (82, 72, 60, 45)
_SMALLEST_PX = 64
_REDUCING = 2.0
# twice Pillow's four: the picture, and the part of it that was asked for
_PIXEL_AND_PART_BYTES = 8
# a retouched picture is made besides the one it is made of, band by band
_RETOUCHED_BYTES = 12
_WORTH_SHRINKING = 0.9
# what Pillow raises for a file that is not what it claims to be
FAULTS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    EOFError,
    RuntimeError,
    Image.DecompressionBombError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Which part of a picture is wanted, and how large.

    It comes so large that it covers `wanted` but never larger than it is stored; or, when
    `exact`, at exactly that size. `part` is of the picture as its remedy leaves it; the heads
    to veil are where they are in the picture as it is stored.
    """

    part: Box
    wanted: Size
    exact: bool
    remedy: Remedy = UNTOUCHED
    veil: tuple[Box, ...] = ()


def scaled(jpeg: IO[bytes], jpeg_bytes: int, view: View, room_bytes: int) -> Image.Image:
    """Return a view of a JPEG, which is an open file of so many bytes, as an RGB image.

    Raises:
        Refused: the file is no whole JPEG, or too large for the memory.
    """
    try:
        return _scaled(jpeg, jpeg_bytes, view, room_bytes)
    except FAULTS as problem:
        raise Refused(Refusal(why=Why.DAMAGED, kind=Kind.JPEG)) from problem
    except MemoryError as problem:
        raise Refused(Refusal(why=Why.MEMORY, kind=Kind.JPEG)) from problem


def encode_jpeg(pixels: Pixels, quality: int = MASTER_QUALITY) -> bytes:
    """Return the pixels as a baseline JPEG without metadata, colour at half resolution."""
    return jpeg_of(image_of(pixels), quality)


def small(image: Image.Image, longest_px: int, most_bytes: int) -> bytes:
    """Return an RGB image as a JPEG of at most so many pixels a side and bytes in all.

    Raises:
        Refused: there is none so small.
    """
    lesser, longest = image.copy(), longest_px
    while longest >= _SMALLEST_PX:
        lesser.thumbnail((longest, longest), Image.Resampling.BICUBIC, reducing_gap=_REDUCING)
        for quality in _SMALL_QUALITIES:
            jpeg = jpeg_of(lesser, quality)
            if len(jpeg) <= most_bytes:
                return jpeg
        longest = longest * 3 // 4
    raise Refused(Refusal(why=Why.MEMORY, kind=Kind.JPEG))


def encode_png(pixels: Pixels) -> bytes:
    """Return the pixels as PNG, without loss."""
    file = io.BytesIO()
    image_of(pixels).save(file, "PNG", compress_level=_PNG_SPEED)
    return file.getvalue()


def crop(pixels: Pixels, part: Box) -> Pixels:
    """Return the part of the pixels inside the box, at least one pixel each way."""
    return pixels_of(image_of(pixels).crop(_edges(part, pixels.size)))


def resize(pixels: Pixels, size: Size) -> Pixels:
    """Return the pixels at another size (bicubic, anti-aliased)."""
    if size.width_px < 1 or size.height_px < 1:
        raise BadRequest("a picture has at least one pixel each way")
    image = image_of(pixels).resize((size.width_px, size.height_px), Image.Resampling.BICUBIC)
    return pixels_of(image)


def jpeg_of(image: Image.Image, quality: int = MASTER_QUALITY) -> bytes:
    """Return an RGB image as JPEG; nothing but its pixels is taken over."""
    bare = image.copy()
    bare.info = {}
    file = io.BytesIO()
    bare.save(file, "JPEG", quality=quality, subsampling="4:2:0", progressive=False)
    return file.getvalue()


def pixels_of(image: Image.Image) -> Pixels:
    """Return the pixels of an RGB image."""
    return Pixels(
        size=Size(width_px=image.width, height_px=image.height), rgb=image.tobytes("raw", "RGB")
    )


def write_pixels(image: Image.Image, file: IO[bytes]) -> None:
    """Write an RGB image as PPM: a short header (`orders.ppm_start`), then its pixels.

    Pillow packs the rows straight into the file, which spares two copies of all pixels.
    """
    image.save(file, "PPM")


def coefficient_bytes(image: JpegImagePlugin.JpegImageFile) -> float:
    """Return what libjpeg keeps per pixel when a JPEG comes in several scans."""
    if not image.info.get("progressive"):
        return 0.0
    samples = [(across, down) for _id, across, down, _table in image.layer]
    most = max((across for across, _ in samples), default=1)
    deepest = max((down for _, down in samples), default=1)
    return 2.0 * sum(across * down / (most * deepest) for across, down in samples)


def _scaled(jpeg: IO[bytes], jpeg_bytes: int, view: View, room_bytes: int) -> Image.Image:
    image = JpegImagePlugin.JpegImageFile(jpeg)
    part, wanted = view.part, view.wanted
    stored = Size(width_px=image.width, height_px=image.height)
    left = kept(stored, view.remedy.tilt)
    whole_w = wanted.width_px / max(left * part.width, 1e-6)
    whole_h = wanted.height_px / max(left * part.height, 1e-6)
    covering = scale_covering(stored, whole_w, whole_h)
    load = Load(
        kind=Kind.JPEG,
        size=stored,
        file_bytes=jpeg_bytes,
        pixel_bytes=_PIXEL_AND_PART_BYTES if view.remedy == UNTOUCHED else _RETOUCHED_BYTES,
        decoder_bytes=coefficient_bytes(image),
    )
    longest = max(stored.width_px, stored.height_px) // covering
    scale = max(covering, check_fits(load, longest, room_bytes))
    image.draft("RGB", (stored.width_px // scale, stored.height_px // scale))
    image.load()
    rgb: Image.Image = image if image.mode == "RGB" else image.convert("RGB")
    veil(rgb, view.veil)
    if view.remedy != UNTOUCHED:
        rgb = retouched(_no_larger(rgb, whole_w, whole_h), view.remedy)
    if view.exact:
        return _exactly(rgb, part, wanted)
    edges = _edges(part, Size(width_px=rgb.width, height_px=rgb.height))
    return rgb if edges == (0, 0, rgb.width, rgb.height) else rgb.crop(edges)


def _no_larger(image: Image.Image, width: float, height: float) -> Image.Image:
    """Return an image shrunk to what covers this size: each pixel costs time to retouch."""
    scale = max(width / image.width, height / image.height)
    if scale > _WORTH_SHRINKING:
        return image
    size = (ceil(scale * image.width), ceil(scale * image.height))
    return image.resize(size, Image.Resampling.BICUBIC)


def _exactly(image: Image.Image, part: Box, wanted: Size) -> Image.Image:
    """Resize the part, placed to a fraction of a pixel, to the wanted size."""
    right = min(1.0, part.left + part.width) * image.width
    bottom = min(1.0, part.top + part.height) * image.height
    box = (part.left * image.width, part.top * image.height, right, bottom)
    size = (wanted.width_px, wanted.height_px)
    if enlarges(box, size):
        return enlarged(image, box, size)
    return image.resize(size, Image.Resampling.BICUBIC, box=box)


def _edges(part: Box, size: Size) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom in whole pixels, at least one pixel apart."""
    left = min(size.width_px - 1, max(0, round(part.left * size.width_px)))
    top = min(size.height_px - 1, max(0, round(part.top * size.height_px)))
    right = min(size.width_px, max(left + 1, round((part.left + part.width) * size.width_px)))
    bottom = min(size.height_px, max(top + 1, round((part.top + part.height) * size.height_px)))
    return left, top, right, bottom


def image_of(pixels: Pixels) -> Image.Image:
    """Return pixels as an image that may be drawn on."""
    size = (pixels.size.width_px, pixels.size.height_px)
    return Image.frombytes("RGB", size, pixels.rgb)
