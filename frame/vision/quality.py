"""Sharpness, lightness and clipping, measured without a network.

Sharpness: Crete, Dolmiere, Ladret, Nicolas, "The blur effect: perception and estimation with a
new no-reference perceptual blur metric", SPIE 6492, 2007. A sharp picture loses much of its
contrast between neighbours when it is blurred once more; a blurred one has little to lose. The
share that is lost does not depend on how much contrast there is. Measured per tile, because a
portrait is sharp where it matters although its background is not, and in both directions: a
picture is as blurred as it is in the worse one.

Lightness: CIE 1976 L*, from the luminance of sRGB (IEC 61966-2-1).
"""

from dataclasses import dataclass

import numpy as np

from frame.vision.light import LUMINANCE, grey, linear
from frame.vision.resize import Bytes
from frame.vision.runtime import Floats

SIDE = 640
_TAPS = 9
_TILES = 8
# Mean step between neighbours, of 255, below which a tile has nothing that could be sharp.
_FLAT = 1.2
# A direction with a smaller share of the other one's contrast has no edges of its own.
_ONE_WAY = 1 / 8
# A picture is as sharp as its sharper tiles: the mean of these quantiles, which moves less than
# one of them when a tile comes or goes.
_SHARPER = (0.7, 0.8, 0.9)
_DARKEST, _BRIGHTEST = 5.0, 99.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """Mean lightness and the shares of pixels that are black or white, each 0 to 1."""

    exposure: float
    dark: float
    bright: float


def light(rgb: Bytes) -> Light:
    """Return how light a picture (height, width, 3) is, from every second pixel each way."""
    lightness = _lightness(rgb[::2, ::2])
    return Light(
        exposure=float(lightness.mean()) / 100,
        dark=float((lightness < _DARKEST).mean()),
        bright=float((lightness > _BRIGHTEST).mean()),
    )


def _lightness(rgb: Bytes) -> Floats:
    luminance = linear(rgb) @ LUMINANCE
    curve = np.where(
        luminance > (6 / 29) ** 3,
        np.cbrt(luminance),
        luminance / (3 * (6 / 29) ** 2) + 4 / 29,
    )
    return np.asarray(116 * curve - 16, np.float32)


def sharpness(rgb: Bytes) -> float:
    """Return 0 (blurred or flat) to 1 of a picture (height, width, 3) fitted to SIDE."""
    luma = grey(rgb)
    if min(luma.shape) < 2 * _TAPS:
        return 0.0
    (across, steps), (down, steps_down) = _tiles(luma), _tiles(luma.T)
    down, steps_down = down.T, steps_down.T
    seen = (steps + steps_down) / 2 > _FLAT
    # A fence has edges in one direction only, and so has a tile of what was shaken along the
    # other. The tiles with edges there tell which it is; where there are none it is a fence.
    least = np.maximum(steps, steps_down) * _ONE_WAY
    crossed, stacked = seen & (steps >= least), seen & (steps_down >= least)
    across = np.where(crossed, across, _typical(across[crossed]))
    down = np.where(stacked, down, _typical(down[stacked]))
    lost = np.minimum(across, down)[seen]
    return min(1.0, max(0.0, _typical(lost))) if lost.size else 0.0


def _typical(lost: Floats) -> float:
    """Return what the sharper tiles lose; 1 where there are no tiles, which says nothing."""
    return float(np.quantile(lost, _SHARPER).mean()) if lost.size else 1.0


def _tiles(luma: Floats) -> tuple[Floats, Floats]:
    """Return per tile the share of contrast lost by blurring along rows, and the contrast."""
    smooth = np.asarray((luma[:, 2:] + 2 * luma[:, 1:-1] + luma[:, :-2]) / 4, np.float32)
    blurred = _blur(smooth)
    edge = _TAPS // 2
    step = np.abs(np.diff(smooth[:, edge:-edge]))
    lost = np.maximum(0, step - np.abs(np.diff(blurred)))
    contrast = _means(step)
    return np.asarray(_means(lost) / np.maximum(contrast, 1e-6), np.float32), contrast


def _blur(rows: Floats) -> Floats:
    sums = np.cumsum(np.pad(rows, ((0, 0), (1, 0))), axis=1, dtype=np.float64)
    return np.asarray((sums[:, _TAPS:] - sums[:, :-_TAPS]) / _TAPS, np.float32)


def _means(values: Floats) -> Floats:
    count_y, count_x = (min(_TILES, edge) for edge in values.shape)
    rows = np.linspace(0, values.shape[0], count_y, endpoint=False).astype(int)
    columns = np.linspace(0, values.shape[1], count_x, endpoint=False).astype(int)
    sums = np.add.reduceat(np.add.reduceat(values, rows, axis=0), columns, axis=1)
    high = np.diff(np.append(rows, values.shape[0]))
    wide = np.diff(np.append(columns, values.shape[1]))
    return np.asarray(sums / (high[:, None] * wide[None]), np.float32)
