"""How far a photo leans, and where its horizon is.

Three witnesses are asked, all about straight edges (`segments`):

Upright edges. A camera that looks up or down makes them run together, so that their lean grows
evenly across the picture; the lean they would have in the middle is the lean of the camera. Roll
and convergence are found together, by votes for both (R. Duda, P. Hart, "Use of the Hough
Transformation to Detect Lines and Curves in Pictures", 1972).

Level edges. A wall seen from the side makes them lean, but then by different amounts above and
below; edges at several heights that lean alike are seen from the front.

A sea: one line over most of the width, with hardly an edge in the lighter part above it.

One witness may be wrong, so two have to agree, or one that is very clear must not be denied.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from frame.vision.light import grey
from frame.vision.resize import Bytes
from frame.vision.runtime import Floats
from frame.vision.segments import Segments, segments

MOST_DEGREES = 3.0
_LEAST_DEGREES = 0.4
_LEAST_PX = 32
_SEARCH, _STEP = 6.0, 0.1
_CELLS = round(2 * _SEARCH / _STEP) + 1
# votes fade to nothing at this distance
_REACH = 0.5
_REACH_CELLS = round(_REACH / _STEP)
_FADE = 1 - (np.arange(-_REACH_CELLS, _REACH_CELLS + 1) * _STEP / _REACH) ** 2
# degrees that the lean changes over half of the longer side
_UPRIGHTS_CONVERGE = np.arange(-10.0, 10.1, 0.5)
_LEVELS_CONVERGE = np.arange(-1.0, 1.1, 0.5)
_RIVAL = 1.0
_LONGEST = 0.3


class _Need(NamedTuple):
    """What a witness must bring; lengths in longer sides of the picture.

    `lines`: how many, if all were equally long; `spread`: the deviation of their places, in half
    sides; `rival`: the best other direction, as a share of this one, at most.
    """

    lines: float
    length: float
    spread: float
    rival: float


_ONE_OF_TWO = _Need(lines=4.0, length=0.4, spread=0.15, rival=0.9)
_ALONE = _Need(lines=8.0, length=1.0, spread=0.3, rival=0.6)
_DENYING = _Need(lines=2.0, length=0.4, spread=0.0, rival=0.9)
_AGREE, _DISSENT = 0.5, 0.9
_MOST_CONVERGING = 4.0
_HORIZON_SPAN = 0.6
_ON_LINE = 0.004
# edges above a horizon, in lengths of it
_CALM = 0.15
# a ceiling begins higher, the edge of a table lower
_HORIZON_HEIGHTS = (0.12, 0.88)


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """`tilt_degrees`: clockwise turn that makes it level; `height`: 0 top to 1, if it is seen.

    `sure` is False, and the tilt 0, unless independent parts of the picture agree.
    """

    tilt_degrees: float = 0.0
    height: float | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Witness:
    """Where one kind of edges points: clockwise degrees, and what speaks for it."""

    degrees: float
    converging: float
    lines: float
    length: float
    spread: float
    rival: float

    def meets(self, need: _Need) -> bool:
        return (
            self.lines >= need.lines
            and self.length >= need.length
            and self.spread >= need.spread
            and self.rival <= need.rival
        )


class _Skyline(NamedTuple):
    """The longest level line: its lean, its height (0 to 1), its span, and if it is a sea's."""

    degrees: float
    height: float
    span: float
    sea: bool


def horizon(rgb: Bytes) -> Horizon:
    """Return the lean of a picture (height, width, 3); nothing is sure of a tiny one."""
    if min(rgb.shape[:2]) < _LEAST_PX:
        return Horizon()
    luma = grey(rgb)
    side = float(max(luma.shape))
    level = segments(luma)
    # along a column is down, so a turn has the other sign there
    upright = segments(np.ascontiguousarray(luma.T))
    skyline = _skyline(level, luma)
    lean = _agreed(
        _witness(upright, -1.0, side, _UPRIGHTS_CONVERGE),
        _witness(level, 1.0, side, _LEVELS_CONVERGE),
        skyline,
    )
    height = skyline.height if skyline and skyline.span >= _HORIZON_SPAN else None
    if lean is None or abs(lean) > MOST_DEGREES:
        return Horizon(height=height)
    small = abs(lean) < _LEAST_DEGREES
    return Horizon(tilt_degrees=0.0 if small else -lean, height=height, sure=True)


def _agreed(
    upright: _Witness | None, level: _Witness | None, sky: _Skyline | None
) -> float | None:
    """Return the lean that two witnesses share, or a clear one that nobody denies."""
    if sky and sky.sea and not _denied(sky.degrees, upright):
        return sky.degrees
    if upright is None or not upright.meets(_ONE_OF_TWO):
        return None
    if level and level.meets(_ONE_OF_TWO) and abs(level.degrees - upright.degrees) <= _AGREE:
        both = upright.degrees * upright.length + level.degrees * level.length
        return both / (upright.length + level.length)
    clear = upright.meets(_ALONE) and abs(upright.converging) <= _MOST_CONVERGING
    return upright.degrees if clear and not _denied(upright.degrees, level) else None


def _denied(degrees: float, other: _Witness | None) -> bool:
    return bool(other and other.meets(_DENYING) and abs(other.degrees - degrees) > _DISSENT)


def _witness(found: Segments, sign: float, side: float, converge: Floats) -> _Witness | None:
    """Return the direction that most edges share, each counted by its length."""
    if found.slope.size == 0:
        return None
    lean = sign * np.degrees(np.arctan(found.slope))
    place, length = found.across / (side / 2), found.length / side
    weight = np.minimum(length, _LONGEST) ** 1.5
    votes = _votes(lean - converge[:, None] * place, weight)
    votes *= (1 - 0.02 * np.abs(converge))[:, None]
    row, column = np.unravel_index(int(votes.argmax()), votes.shape)
    angles = np.linspace(-_SEARCH, _SEARCH, _CELLS)
    away = lean - converge[row] * place - angles[column]
    near = np.abs(away) < _REACH
    if not near.any() or not votes.any():
        return None
    inner = weight * near
    share = inner / inner.sum()
    middle = float(share @ place)
    rivals = np.abs(angles - angles[column]) > _RIVAL
    return _Witness(
        degrees=float(angles[column] + share @ away),
        converging=float(converge[row]),
        lines=float(1 / (share**2).sum()),
        length=float(length[near].sum()),
        spread=float(np.sqrt(share @ (place - middle) ** 2)),
        rival=float(votes[:, rivals].max() / votes.max()),
    )


def _votes(lean: Floats, weight: Floats) -> Floats:
    """Return how much weight is near each angle, for rows of leans: (rows, _CELLS)."""
    wide = _CELLS + 2 * _REACH_CELLS
    cell = np.rint((lean + _SEARCH) / _STEP).astype(np.int64) + _REACH_CELLS
    inside = (cell >= 0) & (cell < wide)
    cell += wide * np.arange(len(lean))[:, None]
    weights = np.broadcast_to(weight, lean.shape)[inside]
    counts = np.bincount(cell[inside], weights, wide * len(lean)).reshape(len(lean), wide)
    parts = (fade * counts[:, k : k + _CELLS] for k, fade in enumerate(_FADE))
    return np.asarray(sum(parts))


def _skyline(level: Segments, luma: Floats) -> _Skyline | None:
    """Return the line, in pieces if need be, that reaches farthest across the picture."""
    if level.slope.size == 0:
        return None
    first = int(level.length.argmax())
    slope = _slope_through(level, np.arange(level.slope.size) == first)
    on_line = _on_line(level, first, slope, luma)
    slope = _slope_through(level, on_line)
    on_line = _on_line(level, first, slope, luma)
    span = float(level.length[on_line].sum()) / luma.shape[1]
    middle = float(np.average(level.across[on_line], weights=level.length[on_line]))
    at = middle - slope * float(np.average(level.along[on_line], weights=level.length[on_line]))
    above = level.across - slope * level.along < at - 4 * _ON_LINE * max(luma.shape)
    lighter = bool(np.average(level.contrast[on_line], weights=level.length[on_line]) < 0)
    calm = float(level.length[above].sum()) <= _CALM * float(level.length[on_line].sum())
    height = float(np.clip(0.5 + at / luma.shape[0], 0.0, 1.0))
    if not lighter:
        return None
    lowest, highest = _HORIZON_HEIGHTS
    sea = span >= _HORIZON_SPAN and calm and lowest < height < highest
    return _Skyline(float(np.degrees(np.arctan(slope))), height, span, sea)


def _on_line(level: Segments, first: int, slope: float, luma: Floats) -> NDArray[np.bool_]:
    """Return which edges continue the first one."""
    place = level.across - slope * level.along
    near = np.abs(place - place[first]) < _ON_LINE * max(luma.shape) + 0.5
    alike = np.abs(np.degrees(np.arctan(level.slope) - np.arctan(slope))) < 1.0
    found = np.asarray(near & alike & (level.contrast * level.contrast[first] > 0))
    found[first] = True
    return found


def _slope_through(level: Segments, chosen: NDArray[np.bool_]) -> float:
    """Return the slope of the line through the ends of these edges, by least squares."""
    part = level.where(chosen)
    weight = part.length / part.length.sum()
    x = part.along - weight @ part.along
    y = part.across - weight @ part.across
    # a piece of its own has length squared / 12 of spread along itself
    own = part.length**2 / 12
    spread = weight @ (x * x + own)
    return float(weight @ (x * y + own * part.slope) / spread)
