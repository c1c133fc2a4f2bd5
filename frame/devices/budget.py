"""How much memory a picture takes to open, known from its header before anything is decoded.

JPEG can be decoded at 1/2, 1/4 and 1/8 of its size (ITU-T T.81 DCT blocks, scaled); every other
format is decoded whole. The bytes per pixel were measured with the libraries of
requirements.lock as peak resident memory above the idle process; `tests/devices/test_decoder.py`
checks that what is let in truly fits.
"""

from dataclasses import dataclass

from frame.devices.kinds import Kind
from frame.devices.refusal import Refusal, Refused, Why
from frame.model import Size

FILE_BYTES = 100_000_000
_SCALES = (8, 4, 2, 1)
_MEGA = 1_000_000

# decoder and its copies, per pixel: peak while it decodes; None where the picture itself is it
_DECODING = {Kind.WEBP: 16.8, Kind.AVIF: 9.5, Kind.HEIC: 5.5}
# HEIC is shrunk in strips straight from its decoder's memory, never as a whole Pillow picture
_WHOLE_FROM_DECODER = {Kind.HEIC: 3.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a header says about the work ahead.

    pixel_bytes      of one decoded pixel in memory
    decoder_bytes    per pixel, what the decoder holds beside it (a progressive JPEG's
                     coefficients)
    """

    kind: Kind
    size: Size
    file_bytes: int
    pixel_bytes: float = 4.0
    decoder_bytes: float = 0.0


def check_fits(load: Load, longest_px: int, room_bytes: int) -> int:
    """Return the scale (1, 2, 4 or 8) at which the picture is to be decoded.

    Raises:
        Refused: it does not fit into the memory at any scale that its format offers.
    """
    first = _scale_for(load.size, longest_px)
    offered = reversed(_SCALES) if load.kind is Kind.JPEG else (1,)
    scales = [scale for scale in offered if scale >= first or load.kind is not Kind.JPEG]
    for scale in scales:
        if _peak_bytes(load, scale, longest_px) <= room_bytes:
            return scale
    pixels = load.size.width_px * load.size.height_px
    most = (
        max(0, room_bytes - load.file_bytes) * pixels / _peak_bytes(load, scales[-1], longest_px)
    )
    raise Refused(
        Refusal(
            why=Why.TOO_MANY_PIXELS,
            kind=load.kind,
            size=round(pixels / _MEGA),
            limit=min(int(most / _MEGA), max(0, round(pixels / _MEGA) - 1)),
        )
    )


def scale_covering(size: Size, width_px: float, height_px: float) -> int:
    """Return the largest scale (8, 4, 2, 1) that leaves at least so many pixels each way."""
    across = size.width_px / max(1.0, width_px)
    down = size.height_px / max(1.0, height_px)
    return next((scale for scale in _SCALES if scale <= min(across, down)), 1)


def fit_within(size: Size, longest_px: int) -> Size:
    """Return the size of the whole picture when its longer side is at most `longest_px`."""
    longer = max(size.width_px, size.height_px)
    if longer <= longest_px:
        return size
    return Size(
        width_px=max(1, round(size.width_px * longest_px / longer)),
        height_px=max(1, round(size.height_px * longest_px / longer)),
    )


def _scale_for(size: Size, longest_px: int) -> int:
    longer = max(size.width_px, size.height_px)
    return next((scale for scale in _SCALES if longer >= scale * longest_px), 1)


def _peak_bytes(load: Load, scale: int, longest_px: int) -> float:
    """Return the most memory in use at once: while decoding, or while shrinking."""
    pixels = load.size.width_px * load.size.height_px
    decoded = load.pixel_bytes * pixels / scale**2
    decoding = decoded + load.decoder_bytes * pixels
    decoding = max(decoding, _DECODING.get(load.kind, 0.0) * pixels)
    decoded = _WHOLE_FROM_DECODER.get(load.kind, load.pixel_bytes) * pixels / scale**2
    target = fit_within(load.size, longest_px)
    columns = 4 * target.width_px * load.size.height_px / scale
    shrunk = 4 * target.width_px * target.height_px
    return load.file_bytes + max(decoding, decoded + columns + shrunk, 3 * shrunk)
