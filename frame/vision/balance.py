"""Whether one coloured light lies over all of a photo, and the gains that take most of it away.

Estimators of the light: shades of grey (G. Finlayson, E. Trezzi, 2004; Minkowski norm 6), grey
edge (J. van de Weijer, T. Gevers, A. Gijsenij, "Edge-Based Color Constancy", 2007) and the
brightest parts. A cast is believed only when all of them, the dark half and the light half of the
picture agree, and when hardly anything on the other side of neutral is left: a sunset has cool
shadows, a forest has colours of its own, a sepia print has only one hue. Grass, sand and bark lean
as far to one side as a weak cast does, so weak ones are left.
"""

import numpy as np

from frame.vision.light import LUMINANCE, linear
from frame.vision.resize import Bytes
from frame.vision.runtime import Floats

SIDE = 256
Gains = tuple[float, float, float]
NEUTRAL: Gains = (1.0, 1.0, 1.0)
_NORM = 6
_DARK, _CLIPPED = 0.01, 0.97
_LEAST_USABLE = 0.6
# degrees between the light and neutral: below, it may be nature; above, it is the subject
_LEAST, _MOST = 9.0, 16.0
# degrees within which the estimators must agree
_AGREE = 7.0
_UNTINTED = 0.05
_PART = 0.75
# how far pixels spread across the direction of the cast; a toned print hardly does
_LEAST_SPREAD = 0.012
_GREY = np.full(3, 1 / np.sqrt(3), np.float32)


def balance(rgb: Bytes) -> Gains:
    """Return gains of red, green and blue in linear light for a small picture (about SIDE)."""
    light = linear(rgb)
    usable = (light.max(axis=2) < _CLIPPED) & (light.mean(axis=2) > _DARK)
    if usable.mean() < _LEAST_USABLE:
        return NEUTRAL
    guesses = _guesses(light, usable)
    middle = _unit(guesses.mean(axis=0))
    if max(_degrees(guess, middle) for guess in guesses) > _AGREE:
        return NEUTRAL
    cast = _common_cast(light[usable], guesses, middle)
    return _gains(_unit(_GREY + _PART * cast)) if cast is not None else NEUTRAL


def _guesses(light: Floats, usable: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Floats:
    """Return the unit vectors of the estimators, one a row."""
    pixels = light[usable]
    level = pixels.mean(axis=1)
    edges = np.abs(light[1:, 1:] - light[:-1, :-1])[usable[1:, 1:] & usable[:-1, :-1]]
    return np.array(
        [
            _unit((pixels**_NORM).mean(axis=0) ** (1 / _NORM)),
            _unit((edges**2).mean(axis=0) ** 0.5),
            _unit(pixels[level >= np.quantile(level, 0.95)].mean(axis=0)),
            _unit(pixels[level <= np.median(level)].mean(axis=0)),
            _unit(pixels[level >= np.median(level)].mean(axis=0)),
        ],
        np.float32,
    )


def _common_cast(pixels: Floats, guesses: Floats, middle: Floats) -> Floats | None:
    """Return the cast that every estimator and nearly every pixel shares, or None."""
    away = middle - _GREY * float(middle @ _GREY)
    if float(np.linalg.norm(away)) < 1e-3:
        return None
    direction = _unit(away)
    units = pixels / np.linalg.norm(pixels, axis=1, keepdims=True)
    along = units @ direction
    if _spread(units, direction) < _LEAST_SPREAD:
        return None
    shared = min(float((guesses @ direction).min()), float(np.quantile(along, _UNTINTED)) * 2)
    degrees = np.degrees(np.arctan(shared / float(middle @ _GREY)))
    if not _LEAST <= degrees <= _MOST:
        return None
    return np.asarray(direction * shared / float(middle @ _GREY), np.float32)


def _spread(units: Floats, direction: Floats) -> float:
    """Return how much the hues differ: the deviation across the direction of the cast."""
    across = np.cross(_GREY, direction)
    return float((units @ across).std())


def _gains(light: Floats) -> Gains:
    """Return what makes this light grey and keeps the luminance of what it falls on."""
    gains = float(light @ LUMINANCE) / light
    red, green, blue = (round(float(gain), 3) for gain in gains)
    return red, green, blue


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(1e-9, float(np.linalg.norm(vector))), np.float32)


def _degrees(one: Floats, other: Floats) -> float:
    return float(np.degrees(np.arccos(np.clip(one @ other, -1.0, 1.0))))
