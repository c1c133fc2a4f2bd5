"""Whether a photo lacks light, as a whole or where it is in its own shade, and how much.

A photo that got too little light leaves the upper part of the scale empty, to the last pixel. A
night, a candle, a stage or a sky full of stars has bright points, however small: it is dark on
purpose, and so is what stands against a warm, coloured light, a sunset. The more of the scale is
empty, the less such moods excuse. What lacks less than about a stop is a matter of taste and is
left to the photographer.

The middle is the median; the wish for it is the "key" of E. Reinhard et al., "Photographic Tone
Reproduction for Digital Images", 2002.
"""

from dataclasses import dataclass

import numpy as np

from frame.model import Face
from frame.vision.light import LUMINANCE, linear
from frame.vision.resize import Bytes
from frame.vision.runtime import Floats

SIDE = 256
_BLACK = 0.001
# the brightest pixels, without the sparks of noise; and without a lamp or two
_CEILING, _BRIGHTEST = 0.9999, 0.997
_KEY = 0.16
_MOST_STOPS, _LEAST_STOPS = 2.5, 0.8
# stops above the brightest pixel, from which on neither night nor sunset explain the dark
_EMPTY = (0.8, 2.0)
# stops between middle and brightest: of ordinary photos, and of nights
_ORDINARY, _NIGHT = 3.5, 5.4
# chroma of the brightest parts, as a share of their light: of lamps and skies, and of sunsets
_PALE, _GLOWING = 0.45, 0.75
_GRID = 16
_DEEP, _BRIGHT = 0.03, 0.35
_LEAST_DEEP, _LEAST_BRIGHT = 0.25, 0.2
_LEAST_DETAIL = 0.35
_SHADED_FACE_STOPS, _DARK_FACE = 2.0, 0.06
# half a stop for any part in the shade, more only for a face
_SHADOWS_MOST, _FACE_MOST, _LIFT_STOPS = 0.27, 0.6, 2.0
# fog and pastel use half of the scale on purpose; a faded print or a dirty window less
_FLAT_RANGE = (0.3, 0.48)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """What a remedy says about light; see `model.Remedy` for the units."""

    exposure: float = 0.0
    shadows: float = 0.0
    highlights: float = 0.0
    contrast: float = 0.0


def ceiling(rgb: Bytes) -> float:
    """Return the share of full light (0 to 1) that the brightest pixels of a picture reach.

    To be asked of all study pixels: a star or a far lamp is gone in a smaller picture.
    """
    counts = np.bincount(rgb.max(axis=2).ravel(), minlength=256)
    step = int(np.searchsorted(np.cumsum(counts), _CEILING * counts.sum()))
    return float(linear(np.array([step], np.uint8))[0])


def tone(rgb: Bytes, faces: tuple[Face, ...] = (), brightest: float | None = None) -> Tone:
    """Return the light a small picture (height, width, 3; about SIDE) lacks.

    `brightest` is the `ceiling` of the picture in its larger size, if there is one.
    """
    light = linear(rgb)
    luminance = np.asarray(light @ LUMINANCE, np.float32)
    mood = _glow(light, luminance)
    exposure = _exposure(light, luminance, mood, ceiling(rgb) if brightest is None else brightest)
    if exposure >= _LEAST_STOPS:
        return Tone(exposure=round(exposure, 2))
    shadows = max(_backlit(luminance), _shaded(luminance, faces)) * (1.0 - mood)
    return Tone(
        shadows=round(shadows, 2) if shadows >= 0.1 else 0.0,
        highlights=0.2 if shadows >= 0.1 else 0.0,
        contrast=round(_flat(luminance), 2),
    )


def _exposure(light: Floats, luminance: Floats, mood: float, brightest: float) -> float:
    """Return how many stops a photo that is dark without meaning to be lacks."""
    high = max(_BLACK, float(np.quantile(light.max(axis=2), _BRIGHTEST)))
    middle = max(_BLACK, float(np.median(luminance)))
    room = float(-np.log2(max(_BLACK, brightest)))
    wish = float(np.log2(_KEY / middle))
    by_night = _share(float(np.log2(high / middle)), _ORDINARY, _NIGHT)
    excused = (1.0 - (1.0 - by_night) * (1.0 - mood)) * (1.0 - _share(room, *_EMPTY))
    return max(0.0, min(room, wish, _MOST_STOPS)) * (1.0 - excused)


def _glow(light: Floats, luminance: Floats) -> float:
    """Return 0 to 1: how much the brightest parts are of a warm colour, like a low sun."""
    bright = light[luminance >= np.quantile(luminance, 0.95)]
    red, green, blue = bright.mean(axis=0)
    if not red >= green >= blue:
        return 0.0
    return _share(float((red - blue) / max(_BLACK, red)), _PALE, _GLOWING)


def _backlit(luminance: Floats) -> float:
    """Return how far deep parts that hold detail should be lifted beside bright ones."""
    cells = _cells(luminance)
    level = cells.mean(axis=2)
    deep, bright = level < _DEEP, level > _BRIGHT
    if deep.mean() < _LEAST_DEEP or bright.mean() < _LEAST_BRIGHT:
        return 0.0
    detail = np.log2(cells[deep] + _BLACK).std(axis=1)
    if np.median(level[deep]) < _DEEP / 6 or np.median(detail) < _LEAST_DETAIL:
        return 0.0
    return _SHADOWS_MOST * _share(float(deep.mean()), _LEAST_DEEP / 2, 2 * _LEAST_DEEP)


def _shaded(luminance: Floats, faces: tuple[Face, ...]) -> float:
    """Return how far faces that are dark before something bright should be lifted."""
    parts = [part for face in faces if (part := _inside(luminance, face)).size >= 9]
    if not parts:
        return 0.0
    face = max(_BLACK, float(np.median(max(parts, key=lambda part: part.size))))
    around = float(np.quantile(luminance, 0.75))
    if face > _DARK_FACE or np.log2(max(_BLACK, around) / face) < _SHADED_FACE_STOPS:
        return 0.0
    return min(_FACE_MOST, float(np.log2(_KEY / face)) / _LIFT_STOPS / 2)


def _flat(luminance: Floats) -> float:
    """Return a little contrast for a photo that uses a small part of the scale."""
    low, high = np.quantile(luminance, (0.005, 0.995)) ** (1 / 2.2)
    if low < 0.2:
        return 0.0
    return 0.4 * (1.0 - _share(float(high - low), *_FLAT_RANGE))


def _inside(luminance: Floats, face: Face) -> Floats:
    height, width = luminance.shape
    box = face.box
    top, bottom = int(box.top * height), int((box.top + box.height) * height) + 1
    left, right = int(box.left * width), int((box.left + box.width) * width) + 1
    return luminance[max(0, top) : bottom, max(0, left) : right]


def _cells(luminance: Floats) -> Floats:
    """Return the picture as (rows, columns, pixels of a cell)."""
    down, across = (max(1, side // _GRID) for side in luminance.shape)
    rows, columns = luminance.shape[0] // down, luminance.shape[1] // across
    whole = luminance[: rows * down, : columns * across].reshape(rows, down, columns, across)
    return whole.transpose(0, 2, 1, 3).reshape(rows, columns, down * across)


def _share(value: float, none: float, full: float) -> float:
    return float(np.clip((value - none) / (full - none), 0.0, 1.0))
