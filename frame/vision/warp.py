"""Cuts a turned square out of a picture, so that a tilted face stands upright.

Pillow cuts and shrinks the upright square around it (smoothly, so that no pixel is left out);
numpy turns what is then small. Bilinear interpolation; outside the picture is black.
"""

import math
from dataclasses import dataclass

import numpy as np

from frame.vision.resize import Bytes, Picture, Square
from frame.vision.runtime import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A square around (x, y), in pixels of the picture, turned clockwise by `angle` radians."""

    x: float
    y: float
    side: float
    angle: float

    def place(self, points: Floats) -> Floats:
        """Return where points (count, 2) of the square, in fractions of it, are in the picture."""
        cosine, sine = math.cos(self.angle), math.sin(self.angle)
        turn = np.array([[cosine, sine], [-sine, cosine]], np.float32)
        moved = (points - 0.5) * self.side @ turn
        return np.asarray(moved + np.array([self.x, self.y], np.float32), np.float32)


def upright(picture: Picture, turned: Turned, side: int) -> Bytes:
    """Return the turned square as (side, side, 3), its own upper edge on top."""
    reach = abs(math.cos(turned.angle)) + abs(math.sin(turned.angle))
    whole = turned.side * reach
    around = Square(left=turned.x - whole / 2, top=turned.y - whole / 2, side=whole)
    pixels = max(1, math.ceil(side * reach))
    cut = picture.cut(around, pixels)
    middles = (np.arange(side, dtype=np.float32) + 0.5) / side
    grid = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    within = (turned.place(grid) - (around.left, around.top)) / whole * pixels - 0.5
    return _sampled(cut, np.asarray(within, np.float32)).reshape(side, side, 3)


def _sampled(rgb: Bytes, points: Floats) -> Bytes:
    """Return the colours (count, 3) at points (count, 2), x before y, in pixels."""
    last = rgb.shape[0] - 1
    points = np.clip(points, 0, last)
    x, y = np.floor(points).astype(int).T
    right, below = np.minimum(x + 1, last), np.minimum(y + 1, last)
    across, down = (points - np.floor(points)).T[:, :, None]
    upper = rgb[y, x] * (1 - across) + rgb[y, right] * across
    lower = rgb[below, x] * (1 - across) + rgb[below, right] * across
    return np.asarray(np.rint(upper * (1 - down) + lower * down), np.uint8)
