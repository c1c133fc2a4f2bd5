"""Small pictures made on the spot, for the tests of everything that opens pictures."""

import functools
import io
import struct
import zlib
from dataclasses import dataclass, field

import pillow_heif
import pytest
from PIL import Image, ImageCms, ImageDraw

from frame.devices.decoder import ChildDecoder
from frame.devices.sim.decoder import SimDecoder
from frame.model import Box

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 40), (30, 40, 190), (220, 210, 40)
WHOLE = Box(left=0, top=0, width=1, height=1)
AnyDecoder = ChildDecoder | SimDecoder
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF", "TIFF")
# primaries of Display P3, adapted to D50 (ICC.1:2022; Apple's "Display P3" profile)
_P3 = {
    b"rXYZ": (0.51512, 0.2412, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.1571, 0.06657, 0.78407),
}

pillow_heif.register_heif_opener()


@dataclass(frozen=True, slots=True, kw_only=True)
class Corners:
    """The four quarters of a picture: red top left, green top right, blue, yellow below."""

    width: int = 160
    height: int = 120
    colours: tuple[tuple[int, int, int], ...] = field(default=(RED, GREEN, BLUE, YELLOW))


def corners(shape: Corners | None = None) -> Image.Image:
    shape = shape or Corners()
    image = Image.new("RGB", (shape.width, shape.height))
    draw = ImageDraw.Draw(image)
    wide, deep = shape.width // 2, shape.height // 2
    for place, colour in enumerate(shape.colours):
        left, top = place % 2 * wide, place // 2 * deep
        draw.rectangle((left, top, left + wide, top + deep), fill=colour)
    return image


def saved(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    file = io.BytesIO()
    if kind in {"JPEG", "WEBP", "AVIF", "HEIF"}:
        options = {"quality": 95, **options}
    image.save(file, kind, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def quarters(image: Image.Image) -> list[tuple[int, int, int]]:
    """Return the colour in the middle of each quarter, in the order of `Corners`."""
    width, height = image.size
    places = [(x * width // 4, y * height // 4) for y in (1, 3) for x in (1, 3)]
    return [_colour(image, place) for place in places]


def same_colours(
    ones: list[tuple[int, int, int]], others: tuple[tuple[int, int, int], ...], within: int = 14
) -> bool:
    return all(
        abs(one - other) <= within
        for pair in zip(ones, others, strict=True)
        for one, other in zip(*pair, strict=True)
    )


def p3_profile() -> bytes:
    """Return an ICC profile of Display P3, made from the sRGB one by moving its primaries."""
    raw = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for at in range(132, 132 + 12 * struct.unpack_from(">I", raw, 128)[0], 12):
        tag, offset = struct.unpack_from(">4sI", raw, at)
        if tag in _P3:
            places = [round(value * 65536) for value in _P3[tag]]
            struct.pack_into(">iii", raw, offset + 8, *places)
    described = bytes(raw)
    for encoding in ("utf-16-be", "ascii"):
        described = described.replace("sRGB".encode(encoding), "a P3".encode(encoding))
    return described


def png_chunk(name: bytes, body: bytes) -> bytes:
    checked = name + body
    return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))


def png_of(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 2) -> bytes:
    """Return a PNG of these chunks between a header and an end."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + png_chunk(b"IEND", b"")


@functools.cache
def bomb_png(side: int) -> bytes:
    """Return a PNG of side times side black pixels (a bit each) in very few bytes."""
    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    body = b"".join(packer.compress(row * 100) for _ in range(side // 100)) + packer.flush()
    return png_of(side, side, png_chunk(b"IDAT", body), depth=1, colour=0)


def _colour(image: Image.Image, place: tuple[int, int]) -> tuple[int, int, int]:
    value = image.convert("RGB").getpixel(place)
    if not isinstance(value, tuple):
        pytest.fail("an RGB picture has three values for each pixel")
    return int(value[0]), int(value[1]), int(value[2])
