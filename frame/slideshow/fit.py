"""Which part of a photo a screen shows: a crop that keeps every head, or the whole on a mat.

Rule 1: a crop contains every head with room around it, or there is no crop.
Rule 2: a crop that would lose too much of the photo is no crop either.
"""

from collections.abc import Iterable

from frame.model import Box, Face, Size

MOST_LOST = 0.36
_ROOM = 0.035
_EYE_LINE = 0.42
_RESTING_CENTRE = 0.47


def head_of(face: Face) -> Box:
    """Return the head around a face the detector saw from brow to chin: hair, ears, chin."""
    box = face.box
    left = max(0.0, box.left - 0.25 * box.width)
    top = max(0.0, box.top - 0.60 * box.height)
    right = min(1.0, box.left + 1.25 * box.width)
    bottom = min(1.0, box.top + 1.25 * box.height)
    return Box(left=left, top=top, width=max(0.0, right - left), height=max(0.0, bottom - top))


def around(boxes: Iterable[Box]) -> Box | None:
    """Return the smallest box that holds all of them, or None if there are none."""
    some = tuple(boxes)
    if not some:
        return None
    left = min(box.left for box in some)
    top = min(box.top for box in some)
    right = max(box.left + box.width for box in some)
    bottom = max(box.top + box.height for box in some)
    return Box(left=left, top=top, width=right - left, height=bottom - top)


def crop_for(
    aspect: float, size: Size, faces: tuple[Face, ...] = (), focus: Box | None = None
) -> Box | None:
    """Return the part of a photo that fills `aspect` (width / height), or None for a mat.

    It is the largest part of that shape, so it touches two opposite edges of the photo.
    """
    width, height = _largest(aspect, size)
    if 1.0 - width * height > MOST_LOST:
        return None
    heads = around(head_of(face) for face in faces)
    if heads is None:
        return _around_focus(focus, width, height)
    return hold(with_room(heads, width, height), width, height)


def with_room(heads: Box, width: float, height: float) -> Box:
    """Return the heads and the air a crop of that size leaves around them."""
    left = max(0.0, heads.left - _ROOM * width)
    top = max(0.0, heads.top - _ROOM * height)
    right = min(1.0, heads.left + heads.width + _ROOM * width)
    bottom = min(1.0, heads.top + heads.height + _ROOM * height)
    return Box(left=left, top=top, width=right - left, height=bottom - top)


def hold(wanted: Box, width: float, height: float) -> Box | None:
    """Return the crop of that size that holds `wanted` best, or None if it does not fit."""
    if wanted.width > width or wanted.height > height:
        return None
    left = wanted.left + wanted.width / 2 - width / 2
    top = wanted.top + wanted.height / 2 - _EYE_LINE * height
    return keep(Box(left=left, top=top, width=width, height=height), wanted)


def keep(crop: Box, wanted: Box) -> Box:
    """Return the crop moved as little as needed to hold `wanted` and stay in the photo."""
    return Box(
        left=_slide(crop.left, crop.width, wanted.left, wanted.left + wanted.width),
        top=_slide(crop.top, crop.height, wanted.top, wanted.top + wanted.height),
        width=crop.width,
        height=crop.height,
    )


def enlargement(crop: Box, size: Size, width_px: float) -> float:
    """Return how many screen pixels one pixel of the photo covers, across."""
    return width_px / max(1e-9, crop.width * size.width_px)


def _largest(aspect: float, size: Size) -> tuple[float, float]:
    own = size.width_px / size.height_px
    return (aspect / own, 1.0) if own > aspect else (1.0, own / aspect)


def _around_focus(focus: Box | None, width: float, height: float) -> Box:
    if focus is None:
        # Most photos hold more sky than ground; a little above the middle loses less.
        return Box(
            left=(1.0 - width) / 2,
            top=(1.0 - height) * _RESTING_CENTRE,
            width=width,
            height=height,
        )
    x = focus.left + focus.width / 2
    y = focus.top + focus.height / 2
    crop = Box(left=x - width / 2, top=y - height / 2, width=width, height=height)
    return keep(crop, Box(left=x, top=y, width=0.0, height=0.0))


def _slide(start: float, length: float, lowest: float, highest: float) -> float:
    first = max(0.0, highest - length)
    last = min(lowest, 1.0 - length)
    return max(0.0, min(max(start, first), last))
