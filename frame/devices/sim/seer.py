"""The Seer's twin: plain arithmetic on a grid of pixels, the same answer every time.

A patch of magenta (255, 0, 255) is a face, so a test can paint one where it wants it. Faces whose
magenta has another shade, up to (225, 55, 225), are of other people.
"""

import hashlib
import itertools
from collections.abc import Iterator

from frame.errors import DeviceFailed
from frame.model import LOOKS_EDITION, Box, Face, Looks, Pixels, Subject

_GRID = 32
_LENGTH = 1280
_BITS = 256
_PATCHES = 64
_Colour = tuple[int, int, int]
_SHADES = ((205, 50), (0, 60), (205, 50))
_STEPS = (43, 43, 42)
_SPREAD = 24
_POINTS = ((0.3, 0.35), (0.7, 0.35), (0.5, 0.55), (0.5, 0.75), (0.05, 0.45), (0.95, 0.45))


class SimSeer:
    """Looks without a model."""

    def look(self, study: Pixels) -> Looks:
        """Return what the arithmetic says; raise DeviceFailed on pixels that fill no picture."""
        _check(study)
        grid = [_pixel(study, column, row) for row in range(_GRID) for column in range(_GRID)]
        greys = [sum(colour) / 765 for colour in grid]
        embedding = _embedding(greys)
        return Looks(
            faces=tuple(_faces(grid)),
            subjects=(Subject(name=_subject(grid), score=0.5),),
            sharpness=_sharpness(study),
            exposure=sum(greys) / len(greys),
            dark=sum(grey < 0.02 for grey in greys) / len(greys),
            bright=sum(grey > 0.98 for grey in greys) / len(greys),
            colour=_mean(grid),
            focus=None,
            fingerprint=_fingerprint(greys),
            embedding=embedding,
            edition=LOOKS_EDITION,
        )

    def codes(self, study: Pixels, faces: tuple[Face, ...]) -> tuple[bytes, ...]:
        """Return a code for each face, from the shade of its patch; raise DeviceFailed."""
        _check(study)
        return tuple(_code(study, face) for face in faces)


def _check(study: Pixels) -> None:
    size = study.size
    if min(size.width_px, size.height_px) < 1 or (
        len(study.rgb) != 3 * size.width_px * size.height_px
    ):
        raise DeviceFailed("the pixels of a picture do not fill its size")


def _code(study: Pixels, face: Face) -> bytes:
    """Return how far each channel of a face's mean colour gets, as a thermometer of steps."""
    places = [(column + 0.5) / 8 for column in range(8)]
    colours = [_colour_at(study, face.box, x, y) for x in places for y in places]
    code = bytearray()
    for mean, (lowest, span), steps in zip(_mean(colours), _SHADES, _STEPS, strict=True):
        level = (mean - lowest) / span * steps
        code += bytes((_SPREAD if step < level else -_SPREAD) % 256 for step in range(steps))
    return bytes(code)


def _colour_at(study: Pixels, box: Box, x: float, y: float) -> _Colour:
    width, height = study.size.width_px, study.size.height_px
    column = min(width - 1, max(0, int((box.left + x * box.width) * width)))
    row = min(height - 1, max(0, int((box.top + y * box.height) * height)))
    start = 3 * (row * width + column)
    return study.rgb[start], study.rgb[start + 1], study.rgb[start + 2]


def _pixel(study: Pixels, column: int, row: int) -> _Colour:
    x = (2 * column + 1) * study.size.width_px // (2 * _GRID)
    y = (2 * row + 1) * study.size.height_px // (2 * _GRID)
    start = 3 * (y * study.size.width_px + x)
    return study.rgb[start], study.rgb[start + 1], study.rgb[start + 2]


def _faces(grid: list[_Colour]) -> Iterator[Face]:
    cells = [
        (number % _GRID, number // _GRID)
        for number, (red, green, blue) in enumerate(grid)
        if red > 220 and green < 60 and blue > 220
    ]
    if cells:
        columns, rows = [cell[0] for cell in cells], [cell[1] for cell in cells]
        width = (max(columns) - min(columns) + 1) / _GRID
        height = (max(rows) - min(rows) + 1) / _GRID
        left, top = min(columns) / _GRID, min(rows) / _GRID
        points = tuple((left + x * width, top + y * height) for x, y in _POINTS)
        yield Face(
            box=Box(left=left, top=top, width=width, height=height),
            score=0.9,
            points=points,
            eyes=1.0,
            smile=0.5,
            facing=0.9,
            sharpness=0.8,
        )


def _sharpness(study: Pixels) -> float:
    """Return how steep the steps between neighbours along the middle row are."""
    width, middle = study.size.width_px, study.size.height_px // 2
    row = bytes(study.rgb[3 * middle * width : 3 * (middle + 1) * width])[1::3]
    steps = [abs(one - other) / 255 for one, other in itertools.pairwise(row)]
    return min(1.0, 4 * sum(step * step for step in steps) / max(1, len(steps)))


def _embedding(greys: list[float]) -> bytes:
    mean = sum(greys) / len(greys)
    flat = [grey - mean for grey in greys]
    length = sum(value * value for value in flat) ** 0.5
    if length < 1e-6:
        return bytes(_LENGTH)
    unit = [max(-127, min(127, round(value / length * 127))) for value in flat]
    return bytes(value % 256 for value in unit).ljust(_LENGTH, b"\0")


def _fingerprint(greys: list[float]) -> int:
    """Return 256 comparisons of two patches each (after Calonder et al., BRIEF, ECCV 2010)."""
    patches = [_patch(greys, number) for number in range(_PATCHES)]
    order = hashlib.shake_256(b"pairs of patches").digest(2 * _BITS)
    pairs = zip(order[::2], order[1::2], strict=True)
    bits = (patches[one % _PATCHES] > patches[other % _PATCHES] for one, other in pairs)
    return sum(bit << place for place, bit in enumerate(bits))


def _patch(greys: list[float], number: int) -> float:
    left, top = 4 * (number % 8), 4 * (number // 8)
    return sum(sum(greys[_GRID * (top + row) + left :][:4]) for row in range(4))


def _mean(grid: list[_Colour]) -> _Colour:
    red, green, blue = (round(sum(channel) / len(grid)) for channel in zip(*grid, strict=True))
    return red, green, blue


def _subject(grid: list[_Colour]) -> str:
    red, green, blue = _mean(grid)
    return "garden" if green > max(red, blue) else "beach or coast"
