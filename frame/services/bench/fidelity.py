"""How near one picture is to another: PSNR and SSIM.

SSIM: Z. Wang, A. Bovik, H. Sheikh, E. Simoncelli, "Image Quality Assessment: From Error
Visibility to Structural Similarity", 2004.

Pictures are RGB (height, width, 3), 8 bits a channel.
"""

import numpy as np

from frame.vision.light import LUMINANCE, linear
from frame.vision.resize import Bytes
from frame.vision.runtime import Floats

_SIGMA, _TAPS = 1.5, 11
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
_HIGHEST_DB = 60.0


def psnr(one: Bytes, other: Bytes) -> float:
    """Return the peak signal-to-noise ratio over all channels in decibels, at most 60."""
    error = float(np.mean((one.astype(np.float32) - other.astype(np.float32)) ** 2))
    return min(_HIGHEST_DB, 10 * float(np.log10(255**2 / max(error, 1e-9))))


def ssim(one: Bytes, other: Bytes) -> float:
    """Return the mean structural similarity of the luma, -1 to 1, by an 11 x 11 window."""
    x, y = _luma(one), _luma(other)
    mean_x, mean_y = _blur(x), _blur(y)
    var_x, var_y = _blur(x * x) - mean_x**2, _blur(y * y) - mean_y**2
    shared = _blur(x * y) - mean_x * mean_y
    likeness = (2 * mean_x * mean_y + _C1) * (2 * shared + _C2)
    return float(np.mean(likeness / ((mean_x**2 + mean_y**2 + _C1) * (var_x + var_y + _C2))))


def as_bright_as(picture: Bytes, wanted: Bytes) -> Bytes:
    """Return a picture with the mean luminance of another, by one gain in linear light."""
    light = linear(picture)
    gain = float((linear(wanted) @ LUMINANCE).mean()) / max(
        1e-6, float((light @ LUMINANCE).mean())
    )
    return encoded(light * gain)


def encoded(light: Floats) -> Bytes:
    """Return shares of full light as sRGB."""
    light = np.clip(light, 0.0, 1.0)
    curve = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(255 * curve), np.uint8)


def _luma(rgb: Bytes) -> Floats:
    grey = rgb.astype(np.float64) @ np.array([0.299, 0.587, 0.114])
    return np.asarray(grey, np.float64)


def _blur(values: Floats) -> Floats:
    """Return the Gaussian mean where the whole window lies inside."""
    at = np.arange(_TAPS) - _TAPS // 2
    taps = np.exp(-(at**2) / (2 * _SIGMA**2))
    taps = taps / taps.sum()
    rows = sum(tap * values[k : len(values) - _TAPS + 1 + k] for k, tap in enumerate(taps))
    wide = np.asarray(rows)
    width = wide.shape[1]
    return np.asarray(sum(tap * wide[:, k : width - _TAPS + 1 + k] for k, tap in enumerate(taps)))
