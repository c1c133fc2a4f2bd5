"""Opening a picture of any format the frame takes: its header, what it tells, and its pixels.

Rule 1: the first bytes choose one decoder (`kinds`); no other ever sees the file.
Rule 2: the header alone decides whether the picture fits the memory (`budget`).
Rule 3: pixels are shrunk before anything else is done with them.
Rule 4: everything this file needs is loaded when it is imported, because inside the fences
        nothing can be loaded any more.
"""

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass

import pillow_heif
from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from frame.devices import png
from frame.devices.budget import FILE_BYTES, Load, check_fits, fit_within
from frame.devices.imaging import FAULTS, coefficient_bytes
from frame.devices.kinds import Foreign, Kind, recognise, webp_size
from frame.devices.metadata import Told, Trace, read_iptc_records
from frame.devices.refusal import Refusal, Refused, Why
from frame.model import Size

# how large a picture may be is decided by `budget`, per format
Image.MAX_IMAGE_PIXELS = None
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
pillow_heif.options.DECODE_THREADS = 1

_STRIP_ROWS = 128
_MEGA = 1_000_000
_ORIENTATION = 0x0112
_CAMERA_DIRECTORY, _PLACE_DIRECTORY, _THUMBNAIL_DIRECTORY = 0x8769, 0x8825, -1
_IPTC_RESOURCE = 0x0404
_THUMBNAIL_RESOURCES = (0x0409, 0x040C)
_MPF_INDEX_TAG = 0xB001
_TIFF_XMP, _TIFF_IPTC = 700, 33723
_VIDEO_MARKS = (b"MotionPhoto_Data", b"ftypmp4", b"ftypisom", b"ftypqt", b"ftypMSNV", b"mpvd")
# a pixel as it is decoded, and as it is again in the modes it passes through on its way to 8-bit
# RGB, L or RGBA, which is resized with its colours multiplied by its alpha
_WORKING_BYTES = {"1": 2, "L": 1, "RGB": 4, "CMYK": 4, "LAB": 4, "P": 5, "RGBA": 8, "LA": 8}
_OTHER_BYTES = 12
_MATTED_BYTES = 8
_MIXABLE = frozenset({"L", "RGB", "CMYK", "LAB"})
_PLUGINS: dict[Kind, type[ImageFile.ImageFile]] = {
    Kind.JPEG: JpegImagePlugin.JpegImageFile,
    Kind.PNG: PngImagePlugin.PngImageFile,
    Kind.WEBP: WebPImagePlugin.WebPImageFile,
    Kind.AVIF: AvifImagePlugin.AvifImageFile,
    Kind.GIF: GifImagePlugin.GifImageFile,
    Kind.TIFF: TiffImagePlugin.TiffImageFile,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A picture, shrunk but not yet turned or converted.

    image         in the mode its format has
    size          of the picture in the file, as it is stored
    orientation   EXIF orientation, 1 to 8
    profile       its ICC profile, if it has one
    told          what it says besides its pixels
    """

    image: Image.Image
    size: Size
    orientation: int
    profile: bytes | None
    told: Told


def require_kind(data: bytes) -> Kind:
    """Return the format of the file; raise Refused when the frame does not open it."""
    if not data:
        raise Refused(Refusal(why=Why.EMPTY))
    if len(data) > FILE_BYTES:
        size = -(-len(data) // _MEGA)
        raise Refused(Refusal(why=Why.TOO_MANY_BYTES, size=size, limit=FILE_BYTES // _MEGA))
    kind = recognise(data)
    if isinstance(kind, Foreign):
        raise Refused(Refusal(why=Why.FOREIGN, foreign=kind))
    return kind


def open_picture(data: bytes, longest_px: int, room_bytes: int) -> Opened:
    """Open a picture and shrink it to at most `longest_px` on its longer side.

    Raises:
        Refused: it is no picture, damaged, or too large for `room_bytes`.
    """
    kind = require_kind(data)
    with _refusing(kind):
        if kind is Kind.HEIC:
            return _open_heic(data, longest_px, room_bytes)
        return _open_with_pillow(kind, data, longest_px, room_bytes)


@contextlib.contextmanager
def _refusing(kind: Kind) -> Iterator[None]:
    try:
        yield
    except FAULTS as problem:
        raise Refused(Refusal(why=Why.DAMAGED, kind=kind)) from problem
    except MemoryError as problem:
        raise Refused(Refusal(why=Why.MEMORY, kind=kind)) from problem


def _open_with_pillow(kind: Kind, data: bytes, longest_px: int, room_bytes: int) -> Opened:
    if kind is Kind.WEBP:
        # its decoder takes the memory for all pixels when it is opened
        load = Load(kind=kind, size=webp_size(data), file_bytes=len(data))
        check_fits(load, longest_px, room_bytes)
    if kind is Kind.PNG and not png.is_intact(data):
        raise Refused(Refusal(why=Why.DAMAGED, kind=kind))
    image = _PLUGINS[kind](io.BytesIO(data))
    size = Size(width_px=image.width, height_px=image.height)
    load = Load(
        kind=kind,
        size=size,
        file_bytes=len(data),
        pixel_bytes=_working_bytes(image),
        decoder_bytes=_decoder_bytes(image),
    )
    scale = check_fits(load, longest_px, room_bytes)
    exif = _exif_of(image)
    told = _told_by(image, exif, data)
    if isinstance(image, JpegImagePlugin.JpegImageFile) and scale > 1:
        image.draft(None, (size.width_px // scale, size.height_px // scale))
    image.load()
    return Opened(
        image=_shrunk(_resizable(image), longest_px),
        size=size,
        orientation=_orientation(image),
        profile=_profile(image.info),
        told=told,
    )


def _open_heic(data: bytes, longest_px: int, room_bytes: int) -> Opened:
    """Open HEIC; its decoder turns the picture upright by itself (ISO/IEC 23008-12, irot)."""
    picture = pillow_heif.open_heif(io.BytesIO(data))
    width, height = picture.size
    size = Size(width_px=width, height_px=height)
    check_fits(Load(kind=Kind.HEIC, size=size, file_bytes=len(data)), longest_px, room_bytes)
    exif = Image.Exif()
    with contextlib.suppress(*FAULTS):
        exif.load(picture.info.get("exif") or b"")
    carrier = Image.new("1", (1, 1))
    carrier.info = dict(picture.info)
    told = _told_by(carrier, exif, data)
    return Opened(
        image=_shrunk_by_strips(picture, longest_px),
        size=size,
        orientation=1,
        profile=_profile(picture.info),
        told=told,
    )


def _shrunk_by_strips(picture: pillow_heif.HeifFile, longest_px: int) -> Image.Image:
    """Shrink straight from the decoder's memory: first all rows, a few at a time, then columns."""
    rows = memoryview(picture.data)
    width, height = picture.size
    mode, stride = picture.mode, picture.stride
    target = fit_within(Size(width_px=width, height_px=height), longest_px)
    columns = Image.new(mode, (target.width_px, height))
    for top in range(0, height, _STRIP_ROWS):
        deep = min(_STRIP_ROWS, height - top)
        part = rows[top * stride : (top + deep) * stride]
        strip = Image.frombytes(mode, (width, deep), part, "raw", mode, stride)
        columns.paste(strip.resize((target.width_px, deep), Image.Resampling.BICUBIC), (0, top))
    return columns.resize((target.width_px, target.height_px), Image.Resampling.BICUBIC)


def _shrunk(image: Image.Image, longest_px: int) -> Image.Image:
    target = fit_within(Size(width_px=image.width, height_px=image.height), longest_px)
    if (target.width_px, target.height_px) == image.size:
        return image
    size = (target.width_px, target.height_px)
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)


def _resizable(image: Image.Image) -> Image.Image:
    """Return the picture in a mode whose neighbouring pixels can be mixed."""
    if image.mode in _MIXABLE and not image.has_transparency_data:
        return image
    if image.has_transparency_data:
        mode = "LA" if image.mode in {"1", "L", "LA"} else "RGBA"
        return image if image.mode == mode else image.convert(mode)
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in {"I", "F"}:
        return _stretched(image)
    return image.convert("L" if image.mode == "1" else "RGB")


def _stretched(image: Image.Image) -> Image.Image:
    """Spread 32-bit values, whose range no header tells, over 8 bits."""
    low, high = (float(edge) for edge in _extrema(image))
    if low >= 0 and high <= 255:
        return image.convert("L")
    factor = 255 / (high - low) if high > low else 0.0
    offset = -low * factor
    return image.convert("F").point(lambda value: value * factor + offset).convert("L")


def _extrema(image: Image.Image) -> tuple[float, float]:
    low, high = image.getextrema()
    if isinstance(low, tuple) or isinstance(high, tuple):
        raise TypeError("one band expected")
    return low, high


def _working_bytes(image: Image.Image) -> int:
    matted = _MATTED_BYTES if "transparency" in image.info else 0
    return _WORKING_BYTES.get(image.mode, _OTHER_BYTES) + matted


def _decoder_bytes(image: Image.Image) -> float:
    return coefficient_bytes(image) if isinstance(image, JpegImagePlugin.JpegImageFile) else 0.0


def _exif_of(image: Image.Image) -> Image.Exif:
    try:
        return image.getexif()
    except FAULTS:
        return Image.Exif()


def _orientation(image: Image.Image) -> int:
    """Return the orientation; after loading, because a TIFF is turned while it loads."""
    value = _exif_of(image).get(_ORIENTATION, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _profile(info: dict[str | tuple[int, int], object]) -> bytes | None:
    profile = info.get("icc_profile")
    return profile if isinstance(profile, bytes) and profile else None


def _told_by(image: Image.Image, exif: Image.Exif, data: bytes) -> Told:
    info = image.info
    resources = info.get("photoshop")
    resources = resources if isinstance(resources, dict) else {}
    iptc = resources.get(_IPTC_RESOURCE) or exif.get(_TIFF_IPTC) or b""
    return Told(
        main=dict(exif),
        camera=_directory(exif, _CAMERA_DIRECTORY),
        place=_directory(exif, _PLACE_DIRECTORY),
        xmp=_text(info.get("xmp") or info.get("XML:com.adobe.xmp") or exif.get(_TIFF_XMP)),
        iptc=read_iptc_records(iptc) if isinstance(iptc, bytes) else {},
        traces=frozenset(_container_traces(info, exif, resources, data)),
    )


def _container_traces(
    info: dict[str | tuple[int, int], object],
    exif: Image.Exif,
    resources: dict[int, object],
    data: bytes,
) -> Iterator[Trace]:
    if _directory(exif, _THUMBNAIL_DIRECTORY) or info.get("thumbnails"):
        yield Trace.THUMBNAIL
    if any(number in resources for number in _THUMBNAIL_RESOURCES):
        yield Trace.THUMBNAIL
    if info.get("mp") or info.get("aux") or info.get("depth_images"):
        yield Trace.PICTURES
    if info.get("comment") or any(_is_word(name, value) for name, value in info.items()):
        yield Trace.WORDS
    if info.get("Software"):
        yield Trace.SOFTWARE
    if any(data.find(mark, 64) > 0 for mark in _VIDEO_MARKS):
        yield Trace.VIDEO


def _is_word(name: object, value: object) -> bool:
    """Tell the text of a PNG from what Pillow says about the file: PNG keys are capitalised."""
    return (
        isinstance(name, str)
        and isinstance(value, str)
        and name[:1].isupper()
        and name not in {"Software", "XML:com.adobe.xmp"}
    )


def _directory(exif: Image.Exif, number: int) -> dict[int, object]:
    try:
        return dict(exif.get_ifd(number))
    except FAULTS:
        return {}


def _text(xmp: object) -> str:
    if isinstance(xmp, bytes):
        return xmp.decode("utf-8", "replace")
    return xmp if isinstance(xmp, str) else ""
