"""How much grain a picture has.

J. Immerkaer, "Fast Noise Variance Estimation", 1996: a Laplacian that is blind to slopes. Here
its median is taken over blocks that are even apart from their grain (A. Amer, E. Dubois, "Fast
and reliable structure-oriented video noise estimation", 2005). Grain is about as strong in
neighbouring means as chance makes it; leaves and cloth are stronger there, so they do not count.
"""

import numpy as np

from frame.vision.light import grey
from frame.vision.resize import Bytes
from frame.vision.runtime import Floats

_BLOCK = 16
# means of 4 x 4 pixels vary by a quarter of the deviation of white noise; camera noise is
# smeared by up to two pixels, which about doubles that
_CELL = 4
_MOST_IN_MEANS = 0.8
# the flattest share of the blocks, and which share of those must be even
_FLATTEST, _LEAST_EVEN, _LEAST_BLOCKS = 0.05, 0.5, 40
# grey levels near black and white are cut off there, and with them their noise
_DARKEST, _BRIGHTEST = 8, 245
# mean size of normal noise of unit deviation, after the mask whose squares sum to 36
_MEAN_TO_DEVIATION = np.sqrt(np.pi / 2) / 6


def grain(rgb: Bytes) -> float:
    """Return the standard deviation, in steps of 255, of the lightness noise of a picture.

    `rgb` is (height, width, 3). 0.0 where too little of the picture is even enough to tell.
    """
    luma = grey(rgb)
    if min(luma.shape) < 4 * _BLOCK:
        return 0.0
    sigma = _MEAN_TO_DEVIATION * _blocks(np.abs(_laplacian(luma))).mean(axis=(2, 3))
    inside = _blocks(luma[1:-1, 1:-1])
    level = inside.mean(axis=(2, 3))
    usable = (level > _DARKEST) & (level < _BRIGHTEST)
    if usable.sum() < _LEAST_BLOCKS:
        return 0.0
    flattest = usable & (sigma <= np.quantile(sigma[usable], _FLATTEST))
    even = _unevenness(inside) < _MOST_IN_MEANS * sigma
    if even[flattest].mean() < _LEAST_EVEN:
        return 0.0
    return float(np.median(sigma[flattest]))


def _laplacian(luma: Floats) -> Floats:
    rows = luma[:-2] - 2 * luma[1:-1] + luma[2:]
    return np.asarray(rows[:, :-2] - 2 * rows[:, 1:-1] + rows[:, 2:], np.float32)


def _blocks(values: Floats) -> Floats:
    """Return the whole blocks as (down, across, rows, columns)."""
    down, across = (side // _BLOCK for side in values.shape)
    whole = values[: down * _BLOCK, : across * _BLOCK]
    return whole.reshape(down, _BLOCK, across, _BLOCK).transpose(0, 2, 1, 3)


def _unevenness(blocks: Floats) -> Floats:
    """Return the deviation of a block's cell means from a plane through them."""
    count = _BLOCK // _CELL
    cells = blocks.reshape(*blocks.shape[:2], count, _CELL, count, _CELL).mean(axis=(3, 5))
    cells = cells - cells.mean(axis=(2, 3), keepdims=True)
    slope = np.linspace(-1.0, 1.0, count, dtype=np.float32)
    norm = count * float(slope @ slope)
    down = (cells * slope[:, None]).sum(axis=(2, 3), keepdims=True) / norm
    across = (cells * slope).sum(axis=(2, 3), keepdims=True) / norm
    rest = cells - down * slope[:, None] - across * slope
    return np.asarray(np.sqrt((rest**2).mean(axis=(2, 3))), np.float32)
