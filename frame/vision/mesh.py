"""Lays 468 points over one face: MediaPipe's face mesh (Kartynnik et al., arXiv:1907.06724).

The face is cut out upright, with half its size of margin, as the network was taught. Besides
the points it says whether there is a face at all; a clock gets 0.
"""

import math
from dataclasses import dataclass

import numpy as np

from frame.model import Face
from frame.vision.resize import Picture
from frame.vision.runtime import Floats, Model
from frame.vision.warp import Turned, upright

_POINTS = 468
_MARGIN = 1.5
# Corners of the eyes, outer and inner, of the eye on the left in the picture and of the other.
RIGHT_EYE, LEFT_EYE = (33, 133), (263, 362)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mesh:
    """`presence` is 0 to 1; `points` (468, 3) are x, y and depth, in pixels of the picture."""

    presence: float
    points: Floats

    def angle(self) -> float:
        """Return by how much the eyes lie clockwise from level, in radians."""
        return _angle(self._middle(RIGHT_EYE), self._middle(LEFT_EYE))

    def square(self) -> Turned:
        """Return the square to look at next: around all points, the eyes level."""
        low, high = self.points[:, :2].min(axis=0), self.points[:, :2].max(axis=0)
        x, y = (low + high) / 2
        side = float((high - low).max()) * _MARGIN
        return Turned(x=float(x), y=float(y), side=side, angle=self.angle())

    def _middle(self, corners: tuple[int, int]) -> Floats:
        return np.asarray(self.points[list(corners), :2].mean(axis=0), np.float32)


class Mesher:
    """The network; its input is (1, side, side, 3), RGB from 0 to 1."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._side = model.shape[1]

    def read(self, picture: Picture, turned: Turned) -> Mesh:
        """Return the mesh of what is in this square, be it a face or not."""
        rgb = upright(picture, turned, self._side)
        outputs = self._model(rgb[None].astype(np.float32) / 255)
        by_size = {out.size: out.reshape(-1) for out in outputs}
        found = by_size[3 * _POINTS].reshape(_POINTS, 3) / self._side
        depth = found[:, 2:] * turned.side
        points = np.concatenate([turned.place(found[:, :2]), depth], axis=1)
        return Mesh(presence=_squash(float(by_size[1][0])), points=points)


def square_of(edges: Floats, points: Floats) -> Turned:
    """Return the square around a detected face.

    `edges` is left, top, right, bottom; `points` begins with right eye and left eye; in pixels.
    """
    x, y = (edges[:2] + edges[2:]) / 2
    side = float((edges[2:] - edges[:2]).max()) * _MARGIN
    return Turned(x=float(x), y=float(y), side=side, angle=_angle(points[0], points[1]))


def square_of_face(picture: Picture, face: Face) -> Turned:
    """Return the square around a face whose `points` are known."""
    size = np.array([picture.width, picture.height], np.float32)
    box = face.box
    start = np.array([box.left, box.top], np.float32)
    end = start + np.array([box.width, box.height], np.float32)
    edges = np.concatenate([start * size, end * size])
    return square_of(edges, np.array(face.points, np.float32) * size)


def _angle(right_eye: Floats, left_eye: Floats) -> float:
    across, down = (float(step) for step in left_eye - right_eye)
    return math.atan2(down, across)


def _squash(logit: float) -> float:
    return 1 / (1 + math.exp(-min(80.0, max(-80.0, logit))))
