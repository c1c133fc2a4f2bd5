"""How far a photo leans, and where its horizon is.

Edges vote for straight lines (R. Duda, P. Hart, "Use of the Hough Transformation to Detect Lines
and Curves in Pictures", 1972) within a few degrees of level and of upright. Squared votes let
long lines count most. One line proves nothing: a road, a roof and a table lean in a level photo.
So left and right, top and bottom are asked apart. Lines that lean because of perspective lean
differently there; a camera that was held at an angle turns them all alike.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frame.vision.resize import Bytes
from frame.vision.runtime import Floats

Whole = NDArray[np.intp]
MOST_DEGREES = 3.0
_LEAST_DEGREES = 0.4
_SIDE = 640
_SEARCH, _STEP = 6.0, 0.2
_NEAR_DEGREES = 9.0
_LEAST_EDGE = 10.0
_LEAST_PIXELS = 150
# a peak against the median of all angles: below this there is no direction
_CLEAR = 1.5
_AGREE = 0.5
_DISSENT = 1.2
_HORIZON_SPAN = 0.6
_SKY_EDGE, _SKY_SPAN, _SKY_ALIKE = 25.0, 0.75, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """`tilt_degrees`: clockwise turn that makes it level; `height`: 0 top to 1, if it is seen.

    `sure` is False, and the tilt 0, unless independent parts of the picture agree.
    """

    tilt_degrees: float = 0.0
    height: float | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Edges:
    """Edge points of one kind around the middle: along the lines, across them, and strength."""

    along: Floats
    across: Floats
    strength: Floats

    def where(self, chosen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> "_Edges":
        return _Edges(self.along[chosen], self.across[chosen], self.strength[chosen])


@dataclass(frozen=True, slots=True)
class _Lean:
    degrees: float
    clear: float


_LEAST_PX = 32
_ANGLES = np.arange(-_SEARCH, _SEARCH + _STEP / 2, _STEP)


def horizon(rgb: Bytes) -> Horizon:
    """Return the lean of a picture (height, width, 3); nothing is sure of a tiny one."""
    if min(rgb.shape[:2]) < _LEAST_PX:
        return Horizon()
    grey = _grey(rgb)
    level, upright = _edges(grey), _edges(grey.T)
    skyline = _skyline(level, grey.shape[1])
    # along a column is down, so a turn has the other sign there
    across, down = _halves(level, sign=1.0), _halves(upright, sign=-1.0)
    tilt = _agreed(across, down, skyline)
    height = _height(level, tilt or 0.0, grey)
    if tilt is None:
        return Horizon(height=height)
    small = abs(tilt) < _LEAST_DEGREES
    return Horizon(tilt_degrees=0.0 if small else -tilt, height=height, sure=True)


def _grey(rgb: Bytes) -> Floats:
    step = max(1, -(-max(rgb.shape[:2]) // _SIDE))
    rows, columns = (side // step * step for side in rgb.shape[:2])
    whole = rgb[:rows, :columns].reshape(rows // step, step, columns // step, step, 3)
    grey = whole.mean(axis=(1, 3), dtype=np.float32)
    return np.asarray(grey @ np.array([0.299, 0.587, 0.114], np.float32), np.float32)


def _edges(grey: Floats) -> _Edges:
    """Return edge points of lines that run roughly along the rows."""
    smooth = (grey[:, :-2] + 2 * grey[:, 1:-1] + grey[:, 2:]) / 4
    down = smooth[2:] - smooth[:-2]
    right = (grey[:-2, 2:] - grey[:-2, :-2] + 2 * (grey[1:-1, 2:] - grey[1:-1, :-2])) / 4
    right = right + (grey[2:, 2:] - grey[2:, :-2]) / 4
    size = np.abs(down)
    crest = np.zeros_like(size, bool)
    crest[1:-1] = (size[1:-1] >= size[:-2]) & (size[1:-1] > size[2:])
    near = np.abs(right) < np.tan(np.radians(_NEAR_DEGREES)) * size
    rows, columns = np.nonzero(crest & near & (size > _LEAST_EDGE))
    height, width = grey.shape
    across = rows + 1 + _between(size, rows, columns) - (height - 1) / 2
    return _Edges(
        np.asarray(columns + 1 - (width - 1) / 2, np.float32),
        np.asarray(across, np.float32),
        np.minimum(size[rows, columns], 60.0),
    )


def _between(size: Floats, rows: Whole, columns: Whole) -> Floats:
    """Return where, within a pixel, the crest of an edge is: the top of a parabola."""
    before, at, after = (
        size[np.clip(rows + shift, 0, len(size) - 1), columns] for shift in (-1, 0, 1)
    )
    bend = np.minimum(-1e-3, before - 2 * at + after)
    return np.asarray(np.clip(0.5 * (before - after) / bend, -0.5, 0.5), np.float32)


def _halves(edges: _Edges, sign: float) -> list[_Lean]:
    """Return the leans of the lines on either side of the middle, clockwise positive."""
    sides = (edges.across < 0, edges.across >= 0)
    leans = [_lean(edges.where(side)) for side in sides]
    return [_Lean(sign * lean.degrees, lean.clear) for lean in leans if lean]


def _skyline(level: _Edges, width: int) -> _Lean | None:
    """Return the lean of a straight line that is the topmost edge nearly everywhere: a sea."""
    strong = level.where(level.strength > _SKY_EDGE)
    columns = np.rint(strong.along + (width - 1) / 2).astype(np.int64)
    first = np.full(width, np.inf, np.float32)
    np.minimum.at(first, columns, strong.across)
    seen = np.isfinite(first)
    if seen.mean() < _SKY_SPAN:
        return None
    along = np.flatnonzero(seen) - (width - 1) / 2
    topmost = _Edges(along.astype(np.float32), first[seen], np.ones(along.size, np.float32))
    votes = np.array([_most_lined_up(topmost, angle) for angle in _ANGLES]) / width
    if votes.max() < _SKY_SPAN:
        return None
    return _Lean(float(_ANGLES[votes >= _SKY_ALIKE * votes.max()].mean()), _CLEAR)


def _most_lined_up(edges: _Edges, angle: float) -> float:
    """Return how many edge points lie on one line, two pixels wide, in this direction."""
    votes = _votes(edges, angle)
    return float((votes[:-1] + votes[1:]).max(initial=0.0))


def _lean(edges: _Edges) -> _Lean | None:
    """Return the direction in which edge points line up best, if one stands out."""
    if edges.along.size < _LEAST_PIXELS:
        return None
    score = np.array([_lined_up(edges, angle) for angle in _ANGLES])
    best = int(score.argmax())
    clear = float(score[best] / max(1e-6, float(np.median(score))))
    if clear < _CLEAR or best in {0, len(score) - 1}:
        return None
    before, at, after = score[best - 1 : best + 2]
    shift = 0.5 * (before - after) / min(-1e-6, before - 2 * at + after)
    return _Lean(float(_ANGLES[best] + _STEP * np.clip(shift, -0.5, 0.5)), clear)


def _lined_up(edges: _Edges, angle: float) -> float:
    votes = _votes(edges, angle)
    return float(((votes[:-1] + votes[1:]) ** 2).sum())


def _votes(edges: _Edges, angle: float) -> Floats:
    """Return the strength of the edge points on each of the lines in this direction."""
    turn = np.radians(angle)
    place = edges.across * np.cos(turn) - edges.along * np.sin(turn)
    votes = np.bincount((place - place.min()).astype(np.int64), edges.strength)
    return np.asarray(np.append(votes, 0.0), np.float64)


def _agreed(across: list[_Lean], down: list[_Lean], skyline: _Lean | None) -> float | None:
    """Return the lean of a skyline, or of two halves of which one is upright; None if denied.

    Level lines alone prove nothing: seen from the side, all edges of a table lean alike.
    """
    leans = [*across, *down, *([skyline] if skyline else [])]
    pairs = [(one, other) for one in down for other in (*across, *down) if one is not other]
    agreeing = [[one, other] for one, other in pairs if abs(one.degrees - other.degrees) <= _AGREE]
    for group in ([[skyline]] if skyline else []) + agreeing:
        weights = [lean.clear for lean in group]
        tilt = float(np.average([lean.degrees for lean in group], weights=weights))
        denied = any(abs(lean.degrees - tilt) > _DISSENT for lean in leans)
        if not denied and abs(tilt) <= MOST_DEGREES:
            return tilt
    return None


def _height(level: _Edges, tilt: float, grey: Floats) -> float | None:
    """Return the height of a line that reaches over most of the width and has sky above it."""
    if level.along.size < _LEAST_PIXELS:
        return None
    turn = np.radians(tilt)
    place = level.across * np.cos(turn) - level.along * np.sin(turn)
    votes = _votes(level, tilt)
    row = float(place.min() + (votes[:-1] + votes[1:]).argmax() + 1)
    on_line = level.along[np.abs(place - row) < 2]
    span = np.unique((on_line // 4).astype(np.int64)).size * 4 / grey.shape[1]
    middle = row + (grey.shape[0] - 1) / 2
    at = int(np.clip(middle, 1, grey.shape[0] - 2))
    if span < _HORIZON_SPAN or grey[:at].mean() <= grey[at:].mean():
        return None
    return float(np.clip(middle / grey.shape[0], 0.0, 1.0))
