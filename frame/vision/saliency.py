"""Where the eye goes in a photo without a face: the box of its main subject.

Four witnesses are heard on one grid and count alike:

* where the scene network's last features are strong;
* where it sees the thing it named, if it named one (see classmap);
* what is closed off from the picture's edges: Boolean map saliency (Zhang and Sclaroff,
  "Saliency detection: a Boolean map approach", ICCV 2013), here on brightness and two opponent
  colours;
* the mask of people, where there is one: without a face in it, it still shows what is in front.

The box holds what lies between the outer tenths of that evidence, across and down. Such a box
leans to the middle by itself where the evidence is spread, so no prior for the centre is added:
it was tried on COCO photos and changed nothing for the better. People are surer than all of
this; where there are any, the box is around the main ones.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frame.model import Box
from frame.vision.classmap import class_heat
from frame.vision.resize import Bytes
from frame.vision.runtime import Floats

SIDE = 64
"""The edge of the small square picture that find_focus looks at, in pixels."""

_GRID = 32
_THRESHOLDS = 10
_TAIL = 0.10
# Evidence that is spread evenly gives a box of 0.8 of the picture each way.
_EVERYWHERE = 0.74
_FLAT = 0.02
# A person this much of the main one's area belongs to the subject, too.
_BESIDE = 0.4

_Masks = NDArray[np.bool_]


def find_focus(  # noqa: PLR0913, PLR0917 - one argument for each witness
    rgb_small: Bytes,
    heat: Floats,
    class_map: Floats | None = None,
    subject_classes: Sequence[int] = (),
    people: Sequence[Box] = (),
    front: Floats | None = None,
) -> Box | None:
    """Return the box of the main subject in fractions of the picture, or None.

    rgb_small        all of the picture squashed to SIDE x SIDE x 3 bytes
    heat             mean of the scene network's features, 7 x 7
    class_map        its logits in each cell, 7 x 7 x 1000, where it gives them
    subject_classes  the classes of the thing it named, none if it named nothing
    people           boxes of whole figures
    front            the mask of people, square, 0 to 1, its edge a multiple of 32 cells
    """
    if people:
        return _main_people(people)
    named = heat
    if class_map is not None and len(subject_classes):
        named = class_heat(class_map, subject_classes)
    witnesses = (boolean_map(rgb_small), _enlarged(heat), _enlarged(named))
    heard = [_stretched(one) for one in witnesses]
    if front is not None:
        # a mask says of itself how sure it is
        heard.append(_shrunk(front))
    evidence = _stretched(np.sum(heard, axis=0))
    box = _central(evidence * evidence)
    if box is None or min(box.width, box.height) > _EVERYWHERE:
        return None
    return box


def boolean_map(rgb_small: Bytes) -> Floats:
    """Return how closed off each cell of a 32 x 32 grid is from the edges of the picture.

    Each channel is cut at even thresholds; what of either side of a cut does not hang together
    with the edge votes for its cells, a small region with more weight for each cell of it.
    """
    maps = _cuts(_channels(rgb_small))
    if not len(maps):
        return np.zeros((_GRID, _GRID), np.float32)
    inner = (maps & ~_from_edge(maps)).astype(np.float32)
    lengths = np.sqrt((inner * inner).sum(axis=(1, 2), keepdims=True))
    return _softened(np.asarray((inner / np.maximum(lengths, 1.0)).mean(axis=0), np.float32))


def _main_people(people: Sequence[Box]) -> Box:
    """Return the box around the largest person and those of nearly that size."""
    largest = max(box.width * box.height for box in people)
    main = [box for box in people if box.width * box.height >= _BESIDE * largest]
    left, top = min(box.left for box in main), min(box.top for box in main)
    right = max(box.left + box.width for box in main)
    bottom = max(box.top + box.height for box in main)
    return Box(left=left, top=top, width=right - left, height=bottom - top)


def _channels(rgb_small: Bytes) -> Floats:
    """Return brightness, red against green and blue against yellow: 3 x 32 x 32, -1 to 1."""
    red, green, blue = (_shrunk(rgb_small[:, :, band]) / 255 for band in range(3))
    yellow = (red + green) / 2
    return np.asarray([(red + green + blue) / 3, red - green, blue - yellow], np.float32)


def _shrunk(square: Floats | Bytes) -> Floats:
    """Return a square whose edge is a multiple of 32 at 32 x 32, as means."""
    cell = square.shape[0] // _GRID
    return np.asarray(square.reshape(_GRID, cell, _GRID, cell).mean(axis=(1, 3)), np.float32)


def _cuts(channels: Floats) -> _Masks:
    """Return both sides of every cut through the channels that are not flat."""
    cuts = [
        channel > level
        for channel in channels
        if np.ptp(channel) > _FLAT
        for level in np.linspace(channel.min(), channel.max(), _THRESHOLDS + 2)[1:-1]
    ]
    above = np.array(cuts, bool).reshape(-1, _GRID, _GRID)
    return np.concatenate([above, ~above])


def _from_edge(maps: _Masks) -> _Masks:
    """Return the part of each map that hangs together with the picture's edge."""
    reached = maps.copy()
    reached[:, 1:-1, 1:-1] = False
    while True:
        wide = np.pad(reached, ((0, 0), (1, 1), (1, 1)))
        beside = wide[:, :-2, 1:-1] | wide[:, 2:, 1:-1] | wide[:, 1:-1, :-2] | wide[:, 1:-1, 2:]
        further = (reached | beside) & maps
        if (further == reached).all():
            return np.asarray(reached, bool)
        reached = further


def _softened(grid: Floats) -> Floats:
    """Return the grid blurred by (1 2 1) twice each way."""
    for axis in (0, 0, 1, 1):
        wide = np.pad(grid, [(1, 1) if axis == side else (0, 0) for side in (0, 1)], mode="edge")
        first, middle, last = (wide.take(range(at, at + _GRID), axis) for at in (0, 1, 2))
        grid = (first + 2 * middle + last) / 4
    return grid


def _enlarged(cells: Floats) -> Floats:
    """Return a square grid at 32 x 32, bilinear between the middles of its cells."""
    edge = cells.shape[0]
    at = np.clip((np.arange(_GRID) + 0.5) / _GRID * edge - 0.5, 0, edge - 1)
    known = np.arange(edge)
    rows = np.array([np.interp(at, known, column) for column in cells.T]).T
    return np.array([np.interp(at, known, row) for row in rows], np.float32)


def _stretched(grid: Floats) -> Floats:
    """Return the grid from 0 to 1; zeros where it is flat."""
    reach = float(np.ptp(grid))
    if reach < 1e-9:
        return np.zeros_like(grid)
    return np.asarray((grid - grid.min()) / reach, np.float32)


def _central(evidence: Floats) -> Box | None:
    """Return the box between the outer tenths of the evidence; None without any."""
    if float(evidence.sum()) <= 0.0:
        return None
    left, right = _tenths(evidence.sum(axis=0))
    top, bottom = _tenths(evidence.sum(axis=1))
    return Box(left=left, top=top, width=right - left, height=bottom - top)


def _tenths(sums: Floats) -> tuple[float, float]:
    total = np.concatenate([[0.0], np.cumsum(sums / sums.sum())])
    first, last = np.interp([_TAIL, 1.0 - _TAIL], total, np.linspace(0.0, 1.0, _GRID + 1))
    return float(first), float(last)
