"""Pupils that a flash made red.

Only discs count that lie where a face has an eye, are far redder than the skin around them and
are round and small; lips, warm light and red clothes are none of these.
"""

import numpy as np

from frame.model import Face
from frame.vision.resize import Bytes
from frame.vision.runtime import Floats

Circle = tuple[float, float, float]
_LEAST_APART_PX = 14
# in distances between the eyes: how far a pupil may be from where the detector put the eye, and
# the radius of one (an eye opening is a third of that distance wide, its iris less than a sixth)
_REACH, _LARGEST, _SMALLEST = 0.2, 0.11, 0.02
# redness of a lit pupil, at least, and by how much it exceeds the skin around it
_RED, _MORE_THAN_SKIN, _BRIGHT = 0.42, 0.18, 70.0
# share of the red pixels that lie within a disc of their area
_ROUND = 0.87
_MARGIN = 1.5


def red_eyes(rgb: Bytes, faces: tuple[Face, ...]) -> tuple[Circle, ...]:
    """Return circles (x, y, radius as fractions of width, height and width) around red pupils."""
    height, width = rgb.shape[:2]
    found = []
    for face in faces:
        eyes = [(x * width, y * height) for x, y in face.points[:2]]
        if len(eyes) < 2:
            continue
        apart = float(np.hypot(eyes[0][0] - eyes[1][0], eyes[0][1] - eyes[1][1]))
        if apart >= _LEAST_APART_PX:
            found += [circle for eye in eyes if (circle := _pupil(rgb, eye, apart))]
    return tuple((x / width, y / height, radius / width) for x, y, radius in found)


def _pupil(rgb: Bytes, eye: tuple[float, float], apart: float) -> Circle | None:
    """Return x, y and radius in pixels of a red disc near an eye, or None."""
    reach = max(2.0, _REACH * apart)
    left, top = (max(0, int(place - reach)) for place in eye)
    part = rgb[top : int(eye[1] + reach) + 1, left : int(eye[0] + reach) + 1].astype(np.float32)
    if min(part.shape[:2]) < 3:
        return None
    redness = _redness(part)
    least = max(_RED, float(np.median(redness)) + _MORE_THAN_SKIN)
    rows, columns = np.nonzero((redness > least) & (part[..., 0] > _BRIGHT))
    radius = float(np.sqrt(rows.size / np.pi))
    if not max(1.0, _SMALLEST * apart) <= radius <= _LARGEST * apart:
        return None
    y, x = float(rows.mean()), float(columns.mean())
    distance = np.hypot(rows - y, columns - x)
    if (distance <= 1.3 * radius + 0.5).mean() < _ROUND:
        return None
    return left + x + 0.5, top + y + 0.5, _MARGIN * radius + 0.5


def _redness(part: Floats) -> Floats:
    """Return 0 to 1: by how much red exceeds both other channels, as a share of itself."""
    others = part[..., 1:].max(axis=2)
    return np.asarray((part[..., 0] - others) / np.maximum(1.0, part[..., 0]), np.float32)
