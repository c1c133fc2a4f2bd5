"""Finds lines of text, in any script, printed or written, and does not read them.

A network says of each pixel how sure it is that it lies in the middle of a line (differentiable
binarization: Liao, Wan, Yao, Chen, Bai, arXiv:1911.08947). Pixels that hang together are a line.
It marks the core of a line only, so that lines which nearly touch stay apart.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frame.vision.resize import Bytes, Picture
from frame.vision.runtime import Floats, Model

Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]

# The threshold of the paper; and how many pixels of the network a line has at least.
_SURE = 0.3
_LEAST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """All lines of one picture, a row each; lengths are shares of its longer side.

    `boxes` is left, top, right, bottom of the core, each a share of the picture's width or
    height (n, 4); `length` and `thickness` are those of the rectangle with the same moments
    (n,); `cover` is the share of the picture that lies in the core of a line, 0 to 1.
    """

    boxes: Floats
    length: Floats
    thickness: Floats
    cover: float

    def __len__(self) -> int:
        return len(self.boxes)


class Text:
    """The detector; `model` takes square RGB bytes and gives one number per pixel."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._side = model.shape[1]

    def find(self, picture: Picture) -> Lines:
        """Return the lines of text in the picture, from top to bottom."""
        return lines(self.sure(picture) > _SURE)

    def sure(self, picture: Picture) -> Floats:
        """Return how sure the network is, 0 to 1: the picture's longer side fills its square."""
        fitted = picture.fitted(self._side)
        height, width = fitted.shape[:2]
        square: Bytes = np.zeros((self._side, self._side, 3), np.uint8)
        square[:height, :width] = fitted
        (sure,) = self._model(square[None])
        return sure[0, :height, :width, 0]


def lines(mask: Mask) -> Lines:
    """Return the connected parts of a mask (height, width) that are large enough for a line."""
    runs = _runs(mask)
    label = _joined(runs, mask.shape[1])
    row, start, end = runs
    count = (end - start).astype(np.float64)
    middle = (start + end - 1) / 2
    area = np.bincount(label, count)
    x, y = np.bincount(label, count * middle) / area, np.bincount(label, count * row) / area
    # of a run: its own spread (n^2 - 1) / 12 and how far its middle lies from the part's
    across, down = middle - x[label], row - y[label]
    xx = np.bincount(label, count * (across**2 + (count**2 - 1) / 12)) / area
    yy = np.bincount(label, count * down**2) / area
    xy = np.bincount(label, count * across * down) / area
    half, turn = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    height, width = mask.shape
    kept = area >= _LEAST
    boxes = _boxes(runs, label, len(area)) / (width, height, width, height)
    return Lines(
        boxes=boxes[kept].astype(np.float32),
        length=_edge(half + turn)[kept] / max(mask.shape),
        thickness=_edge(half - turn)[kept] / max(mask.shape),
        cover=float(area[kept].sum() / mask.size),
    )


def _edge(spread: NDArray[np.float64]) -> Floats:
    """Return the edge of a rectangle of this variance; whole pixels vary by 1/12 less."""
    return np.asarray(np.sqrt(12 * np.maximum(spread, 0) + 1), np.float32)


def _runs(mask: Mask) -> tuple[Whole, Whole, Whole]:
    """Return row, start and end of each unbroken stretch of a row, in reading order."""
    height, width = mask.shape
    framed = np.zeros((height, width + 2), np.int8)
    framed[:, 1:-1] = mask
    steps = np.diff(framed, axis=1)
    row, start = np.nonzero(steps == 1)
    _row, end = np.nonzero(steps == -1)
    return row, start, end


def _joined(runs: tuple[Whole, Whole, Whole], width: int) -> Whole:
    """Return for each run the number of its part: runs that touch, also at a corner, are one.

    The lowest number spreads along the touching pairs until nothing changes.
    """
    row, start, end = runs
    stride = width + 2
    below = (row + 1) * stride
    first = np.searchsorted(row * stride + end, below + start, side="left")
    last = np.searchsorted(row * stride + start, below + end, side="right")
    pairs = np.maximum(last - first, 0)
    upper = np.repeat(np.arange(len(row)), pairs)
    within = np.arange(len(upper)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    lower = np.repeat(first, pairs) + within
    label = np.arange(len(row))
    while True:
        before = label.copy()
        least = np.minimum(label[upper], label[lower])
        np.minimum.at(label, upper, least)
        np.minimum.at(label, lower, least)
        label = label[label]
        if np.array_equal(label, before):
            return np.asarray(np.unique(label, return_inverse=True)[1], np.int64)


def _boxes(runs: tuple[Whole, Whole, Whole], label: Whole, parts: int) -> NDArray[np.float64]:
    row, start, end = runs
    boxes = np.empty((parts, 4))
    boxes[:, :2], boxes[:, 2:] = np.inf, -np.inf
    np.minimum.at(boxes[:, 0], label, start)
    np.minimum.at(boxes[:, 1], label, row)
    np.maximum.at(boxes[:, 2], label, end)
    np.maximum.at(boxes[:, 3], label, row + 1)
    return boxes
