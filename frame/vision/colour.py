"""The colour a mat around a photo takes its hue from.

Worked out in Oklab (Ottosson, A perceptual color space for image processing, 2020), where
equal distances look equally large. Pixels vote for their hue with their chroma, so a red coat
in a grey street decides, a slight cast of the whole street does not; the answer is the mean
colour of the pixels near the winning hue.
"""

import numpy as np

from frame.vision.light import linear
from frame.vision.resize import Bytes
from frame.vision.runtime import Floats

SIDE = 48
_BINS = 36
# Chroma below which a pixel counts as grey, and the share of pixels that must have a hue.
_GREY = 0.03
_COLOURED = 0.02
_NEAR_BINS = 2

# Both matrices are those of the publication: linear sRGB to cone response, that to Lab.
_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)


def dominant(rgb: Bytes) -> tuple[int, int, int]:
    """Return the sRGB colour that carries a small picture (height, width, 3)."""
    pixels = rgb.reshape(-1, 3)
    lab = _oklab(pixels)
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    coloured = chroma > _GREY
    if coloured.mean() < _COLOURED:
        return _mean(pixels, np.ones(len(pixels), np.float32))
    bins = (np.arctan2(lab[:, 2], lab[:, 1]) / (2 * np.pi) * _BINS).astype(int) % _BINS
    weights = np.where(coloured, chroma, 0).astype(np.float32)
    away = np.abs((bins - _winner(bins, weights) + _BINS // 2) % _BINS - _BINS // 2)
    return _mean(pixels, np.where(away <= _NEAR_BINS, weights, 0).astype(np.float32))


def _winner(bins: np.ndarray[tuple[int, ...], np.dtype[np.int_]], weights: Floats) -> int:
    votes = np.bincount(bins, weights, _BINS)
    near = sum(np.roll(votes, shift) for shift in range(-_NEAR_BINS, _NEAR_BINS + 1))
    return int(np.argmax(near))


def _mean(pixels: Bytes, weights: Floats) -> tuple[int, int, int]:
    red, green, blue = np.average(pixels, axis=0, weights=weights)
    return round(red), round(green), round(blue)


def _oklab(pixels: Bytes) -> Floats:
    return np.asarray(np.cbrt(linear(pixels) @ _TO_CONES.T) @ _TO_LAB.T, np.float32)
