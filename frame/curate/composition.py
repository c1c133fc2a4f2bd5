"""How well a picture is framed, as far as boxes can tell. Counts little, and only in a moment.

Three questions: is anybody cut off by the edge, does the picture stand level, and does the
subject sit where the eye expects it. The last is the rule of thirds, measured as the distance
from the subject to the nearest crossing of the lines at one and two thirds (L. Liu, R. Chen,
L. Wolf, D. Cohen-Or, "Optimizing photo composition", Computer Graphics Forum 29, 2010).
"""

from collections.abc import Iterable, Sequence
from math import hypot, sqrt

from frame.model import Box, Face, Looks

_HAIR = 0.5  # of a face's height (brow to chin), above it
_EDGE = 0.004  # of the picture's side
_MOST_TILT = 3.0  # degrees, the most that a remedy turns
_THIRDS = (1 / 3, 2 / 3)
_FARTHEST = hypot(1 / 3, 1 / 3)  # from a corner to the nearest crossing
_IMPORTANT = 0.5  # of the largest face's side


def important_faces(faces: Sequence[Face]) -> tuple[Face, ...]:
    """Return the faces a picture is of: those at least half as large as the largest."""
    largest = max((_side(face.box) for face in faces), default=0.0)
    return tuple(face for face in faces if _side(face.box) >= _IMPORTANT * largest)


def wholeness(looks: Looks) -> float | None:
    """Return 1 if nobody is cut off by the edge, 0 if everybody is; None without people."""
    if not looks.faces and not looks.people:
        return None
    whole = [1.0 - _cut_head(face.box) for face in important_faces(looks.faces)]
    whole += [0.0 if _cut_lengthwise(box) else 1.0 for box in looks.people]
    return sum(whole) / len(whole)


def levelness(looks: Looks) -> float:
    """Return 1 for a picture that stands level, 0 for one that is 3 degrees off."""
    return 1.0 - min(1.0, abs(looks.remedy.tilt) / _MOST_TILT)


def placing(looks: Looks) -> float | None:
    """Return 1 if the subject is at a crossing of the thirds, 0 in a corner; None without one."""
    if not looks.faces and not looks.people and looks.focus is None:
        return None
    faces = tuple(face.box for face in important_faces(looks.faces))
    boxes = faces or looks.people or ((looks.focus,) if looks.focus else ())
    x, y = _centre(boxes)
    away = min(hypot(x - column, y - row) for column in _THIRDS for row in _THIRDS)
    return 1.0 - min(1.0, away / _FARTHEST)


def _side(box: Box) -> float:
    return sqrt(max(0.0, box.width * box.height))


def _cut_head(box: Box) -> float:
    """Return which share of a head is cut: all of it at the sides, its hair at the top."""
    if box.left <= _EDGE or box.left + box.width >= 1 - _EDGE or box.top + box.height >= 1 - _EDGE:
        return 1.0
    hair = _HAIR * box.height
    return min(1.0, max(0.0, (hair - box.top) / hair)) if hair > 0 else 0.0


def _cut_lengthwise(box: Box) -> bool:
    """Say whether a side cuts a person; feet out of the picture are how portraits are made."""
    return box.left <= _EDGE or box.left + box.width >= 1 - _EDGE


def _centre(boxes: Iterable[Box]) -> tuple[float, float]:
    parts = [(box.width * box.height or 1e-9, box) for box in boxes]
    total = sum(area for area, _ in parts)
    x = sum(area * (box.left + box.width / 2) for area, box in parts) / total
    return x, sum(area * (box.top + box.height / 2) for area, box in parts) / total
