"""The straight edges of a picture that run nearly level or nearly upright.

Edge points are linked from column to column into chains, chains are cut where they bend
(D. Douglas, T. Peucker, "Algorithms for the Reduction of the Number of Points Required to
Represent a Digitized Line", 1973) and a line is fitted to each part by least squares. The places
of edges are known to a fraction of a pixel (parabola through the crest of the gradient), so the
direction of a line fifty pixels long is known to about a fifth of a degree.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frame.vision.runtime import Floats

Whole = NDArray[np.intp]
_STEEPEST = np.tan(np.radians(20.0)).astype(np.float32)
_NEAR = np.tan(np.radians(12.0))
_LEAST_EDGE = 6.0
_LEAST_LENGTH = 0.025
_BEND_PX, _ROUGH_PX = 1.3, 0.6
_CUTS = 5
_DOUBLINGS = 11


@dataclass(frozen=True, slots=True)
class Segments:
    """Straight edges, one a row: middle (along, across), length in pixels and slope.

    `along` runs with the lines, `across` over them; both begin in the middle of the picture.
    `contrast` is what lies below the line (greater `across`) minus what lies above, in grey
    levels a pixel.
    """

    along: Floats
    across: Floats
    length: Floats
    slope: Floats
    contrast: Floats

    def where(self, chosen: NDArray[np.bool_]) -> "Segments":
        """Return those chosen."""
        return Segments(
            self.along[chosen],
            self.across[chosen],
            self.length[chosen],
            self.slope[chosen],
            self.contrast[chosen],
        )


def segments(grey: Floats) -> Segments:
    """Return the edges of a grey picture (height, width; 0 to 255) that run along its rows.

    Transpose the picture to get those that run along its columns.
    """
    edge = _gradient(grey)
    columns, rows = _crests(*edge)
    strength = edge[0][rows, columns]
    place = rows + _between(np.abs(edge[0]), rows, columns)
    order, begins = _chains(columns, rows, strength > 0, grey.shape)
    least = max(16.0, _LEAST_LENGTH * max(grey.shape))
    order, begins = _long_enough(order, begins, columns, least)
    if order.size == 0:
        return _none()
    x, y = columns[order].astype(np.float32), place[order].astype(np.float32)
    begins = _cut(x, y, begins)
    return _fitted(x, y, strength[order], begins, (grey.shape, least))


def _gradient(grey: Floats) -> tuple[Floats, Floats]:
    """Return the slope of the light down and to the right, in grey levels a pixel."""
    wide = np.pad(grey, 1, "edge")
    across = wide[:, :-2] + 2 * wide[:, 1:-1] + wide[:, 2:]
    down = (across[2:] - across[:-2]) / 8
    along = wide[:-2] + 2 * wide[1:-1] + wide[2:]
    right = (along[:, 2:] - along[:, :-2]) / 8
    return down, right


def _crests(down: Floats, right: Floats) -> tuple[Whole, Whole]:
    """Return columns and rows of edge points, column by column."""
    size = np.abs(down)
    good = size > _LEAST_EDGE
    good &= np.abs(right) < _STEEPEST * size
    good[1:-1] &= (size[1:-1] >= size[:-2]) & (size[1:-1] > size[2:])
    good[[0, -1]] = False
    columns, rows = np.nonzero(good.T)
    return columns, rows


def _between(size: Floats, rows: Whole, columns: Whole) -> Floats:
    """Return where, within a pixel, the crest of an edge is: the top of a parabola."""
    before, at, after = (size[rows + shift, columns] for shift in (-1, 0, 1))
    bend = np.minimum(-1e-3, before - 2 * at + after)
    return np.asarray(np.clip(0.5 * (before - after) / bend, -0.5, 0.5), np.float32)


def _chains(
    columns: Whole, rows: Whole, rising: NDArray[np.bool_], shape: tuple[int, ...]
) -> tuple[Whole, NDArray[np.bool_]]:
    """Return the points in the order of their chains, and where a chain begins.

    A point is linked to the nearest one of its own kind in one of the next two columns.
    """
    count = columns.size
    index = np.full((shape[1] + 2, shape[0] + 2), count, np.int64)
    index[columns, rows + 1] = np.arange(count)
    kind = np.append(rising, False)
    follower = np.full(count, count, np.int64)
    for ahead, aside in ((2, 1), (2, -1), (2, 0), (1, 1), (1, -1), (1, 0)):
        found = index[columns + ahead, rows + 1 + aside]
        follower = np.where((found < count) & (kind[found] == rising), found, follower)
    before = np.full(count + 1, -1, np.int64)
    before[follower] = np.arange(count)
    before = before[:count]
    root = np.where(before >= 0, before, np.arange(count))
    for _ in range(_DOUBLINGS):
        root = root[root]
    order = np.argsort(root, kind="stable")
    begins = np.ones(count, bool)
    begins[1:] = root[order][1:] != root[order][:-1]
    return order, begins


def _long_enough(
    order: Whole, begins: NDArray[np.bool_], columns: Whole, least: float
) -> tuple[Whole, NDArray[np.bool_]]:
    if order.size == 0:
        return order, begins
    first, last = _ends(begins)
    long = columns[order[last]] - columns[order[first]] >= least
    kept = np.repeat(long, last - first + 1)
    return order[kept], begins[kept]


def _ends(begins: NDArray[np.bool_]) -> tuple[Whole, Whole]:
    """Return the first and the last place of each part."""
    first = np.flatnonzero(begins)
    return first, np.append(first[1:], begins.size) - 1


def _cut(x: Floats, y: Floats, begins: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where parts begin after each was cut where it is farthest from its chord."""
    begins = begins.copy()
    for _ in range(_CUTS):
        first, last = _ends(begins)
        part = np.cumsum(begins) - 1
        slope = (y[last] - y[first]) / np.maximum(1.0, x[last] - x[first])
        away = np.abs(y - y[first][part] - slope[part] * (x - x[first][part]))
        most = np.maximum.reduceat(away, first)
        bent = (most > _BEND_PX)[part] & (away == most[part])
        if not bent.any():
            break
        begins |= bent
    return begins


def _fitted(
    x: Floats,
    y: Floats,
    strength: Floats,
    begins: NDArray[np.bool_],
    scale: tuple[tuple[int, ...], float],
) -> Segments:
    """Return the lines through the parts that are long, straight and nearly level."""
    (height, width), least = scale
    first, last = _ends(begins)
    count = last - first + 1

    def mean(values: Floats) -> Floats:
        return np.asarray(np.add.reduceat(values, first) / count, np.float32)

    part = np.cumsum(begins) - 1
    middle_x, middle_y = mean(x), mean(y)
    dx, dy = x - middle_x[part], y - middle_y[part]
    spread = np.maximum(1e-6, mean(dx * dx))
    slope = mean(dx * dy) / spread
    rough = np.sqrt(np.maximum(0.0, mean(dy * dy) - slope * slope * spread))
    length = (x[last] - x[first]) * np.sqrt(1 + slope * slope)
    good = (length >= least) & (rough < _ROUGH_PX) & (np.abs(slope) < _NEAR)
    found = Segments(
        middle_x - (width - 1) / 2, middle_y - (height - 1) / 2, length, slope, mean(strength)
    )
    return found.where(good)


def _none() -> Segments:
    empty = np.zeros(0, np.float32)
    return Segments(empty, empty, empty, empty, empty)
