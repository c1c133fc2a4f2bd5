"""From an untrusted file to a clean picture: upright, sRGB, and nothing in it but pixels.

Order matters for speed: shrink first, then turn, then convert colour, because turning and
converting cost the same for each pixel.
"""

import warnings
from dataclasses import replace

from PIL import Image

from frame.devices.budget import fit_within
from frame.devices.colour import is_foreign, to_srgb
from frame.devices.imaging import jpeg_of, pixels_of
from frame.devices.imaging_open import Opened, open_picture
from frame.devices.metadata import Trace, find_moment, find_traces
from frame.model import CleanPhoto, Size

THUMBNAIL_PX = 480
STUDY_PX = 1024
_THUMBNAIL_QUALITY = 85
_WHITE = (255, 255, 255)
_DARK = (32, 32, 32)
# above this mean brightness what is drawn would vanish on white
_NEARLY_WHITE = 225
_SIDEWAYS = frozenset({5, 6, 7, 8})
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def clean(untrusted: bytes, master_px: int, room_bytes: int) -> CleanPhoto:
    """Return the clean picture of a file, whatever its format.

    Raises:
        Refused: it is no picture, damaged, or too large for `room_bytes` of memory.
    """
    with warnings.catch_warnings():
        # what Pillow has to say about odd files is for nobody
        warnings.simplefilter("ignore")
        return _finished(open_picture(untrusted, master_px, room_bytes))


def _finished(opened: Opened) -> CleanPhoto:
    master = _flat(_upright(opened.image, opened.orientation), opened.profile)
    study = _at_most(master, STUDY_PX)
    thumbnail = _at_most(study, THUMBNAIL_PX)
    return CleanPhoto(
        master=jpeg_of(master),
        thumbnail=jpeg_of(thumbnail, _THUMBNAIL_QUALITY),
        study=pixels_of(study),
        size=Size(width_px=master.width, height_px=master.height),
        original=_turned(opened.size, opened.orientation),
        taken_at=find_moment(opened.told),
        removed=_removed(opened),
    )


def _removed(opened: Opened) -> tuple[Trace, ...]:
    told = opened.told
    if opened.profile is not None and is_foreign(opened.profile):
        told = replace(told, traces=told.traces | {Trace.PROFILE})
    return find_traces(told)


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    """Undo how the camera was held (EXIF 3.0, Orientation)."""
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _turned(size: Size, orientation: int) -> Size:
    if orientation in _SIDEWAYS:
        return Size(width_px=size.height_px, height_px=size.width_px)
    return size


def _flat(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture as sRGB, transparent parts over a matte that leaves it visible."""
    if image.mode not in {"LA", "RGBA"}:
        return to_srgb(image, profile)
    cover = image.getchannel("A")
    colour = to_srgb(image.convert("L" if image.mode == "LA" else "RGB"), profile)
    matte = Image.new("RGB", image.size, _matte_for(colour, cover))
    matte.paste(colour, mask=cover)
    return matte


def _matte_for(colour: Image.Image, cover: Image.Image) -> tuple[int, int, int]:
    """Choose white, as paper, unless what is drawn is itself nearly white."""
    drawn = colour.convert("L")
    drawn.putalpha(cover)
    brightness, seen = _mean(drawn)
    return _DARK if seen and brightness > _NEARLY_WHITE else _WHITE


def _mean(image: Image.Image) -> tuple[int, int]:
    """Return brightness and cover of the whole picture as one pixel."""
    pixel = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    if not isinstance(pixel, tuple):
        return 0, 0
    return int(pixel[0]), int(pixel[1])


def _at_most(image: Image.Image, longest_px: int) -> Image.Image:
    target = fit_within(Size(width_px=image.width, height_px=image.height), longest_px)
    size = (target.width_px, target.height_px)
    if size == image.size:
        return image
    return image.resize(size, Image.Resampling.BICUBIC, reducing_gap=1.0)
