"""Tells open eyes from shut ones, a smile, and where a face is turned.

The mesh gives the face; a second network looks at each eye by itself (Ablavatski et al.,
arXiv:2006.11341), because the mesh of the whole face hardly follows the lids.

Eyes: the eye aspect ratio of Soukupova and Cech, "Real-Time Eye Blink Detection using Facial
Landmarks", 2016: height by width of the opening. Smile: a mouth that is wide by the distance of
the eyes and whose corners lie high. Facing: the angle of the mesh's own front to the camera.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from frame.model import Face
from frame.vision import quality
from frame.vision.mesh import LEFT_EYE, RIGHT_EYE, Mesh, Mesher, square_of_face
from frame.vision.resize import Picture, Square
from frame.vision.runtime import Floats, Model
from frame.vision.warp import Turned, upright

# The longer side of a face, in pixels of the study picture, from which anything is told of it.
LEAST_PX = 32
# The same, from which its sharpness is more than the noise of the file.
_SHARP_FROM_PX = 48
# The least presence of a mesh that is believed: MediaPipe's own default.
_PRESENT = 0.5
# Degrees a face may be turned away until its eyes and mouth tell nothing, and until only the
# eye on the near side does.
_TURNED, _HALF_TURNED = 65.0, 30.0
# Aspect ratios of a shut and of an open eye: on either side of the 0.2 of the paper.
_SHUT, _OPEN = 0.12, 0.28
# An eye fills so much of the square that is looked at: as the network was taught.
_EYE_MARGIN = 2.3
# The lids' points in the second network's answer: pairs above and below, and the corners.
_LIDS = ((11, 3), (12, 4), (13, 5))
_CORNERS = (0, 8)
# Points of the mesh.
_BROW, _CHIN, _RIGHT_CHEEK, _LEFT_CHEEK = 10, 152, 234, 454
_MOUTH, _UPPER_LIP, _LOWER_LIP = (61, 291), 13, 14
# Width of a resting and of a laughing mouth, in distances of the outer corners of the eyes;
# how far the corners are above the middle, in widths of the mouth.
_RESTING, _BROAD = 0.52, 0.76
_LEVEL, _BENT = -0.05, 0.02
_SHARP_SIDE_PX = 192


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pose:
    """`away` is the angle between the face and the camera, `aside` its part to the side."""

    away: float
    aside: float


class Expressions:
    """The mesh of a face, and the network for one eye: (1, 64, 64, 3), RGB from 0 to 1."""

    def __init__(self, mesh: Model, eyes: Model) -> None:
        self._mesher = Mesher(mesh)
        self._eyes = eyes

    def read(self, picture: Picture, face: Face) -> Face:
        """Return the face with what can be told of it; None where nothing can.

        Nothing is told of faces whose longer side is below LEAST_PX pixels, and nothing but the
        sharpness of one in which no mesh is found (turned away, covered, or no face).
        """
        side = max(face.box.width * picture.width, face.box.height * picture.height)
        if side < LEAST_PX or len(face.points) < 2:
            return face
        if side >= _SHARP_FROM_PX:
            face = replace(face, sharpness=_sharpness(picture, face, side))
        mesh = self._mesh(picture, face)
        if mesh is None:
            return face
        pose = _pose(mesh.points)
        facing = 1 - min(90.0, pose.away) / 90
        if pose.away > _TURNED:
            return replace(face, facing=facing)
        eyes = self._least_open(picture, mesh, pose)
        return replace(face, facing=facing, eyes=eyes, smile=_smile(mesh.points))

    def _mesh(self, picture: Picture, face: Face) -> Mesh | None:
        """Return the mesh, laid twice: the second time in the square the first one gave."""
        first = self._mesher.read(picture, square_of_face(picture, face))
        if first.presence < _PRESENT:
            return None
        second = self._mesher.read(picture, first.square())
        return second if second.presence >= _PRESENT else None

    def _least_open(self, picture: Picture, mesh: Mesh, pose: _Pose) -> float:
        sides = {True: RIGHT_EYE, False: LEFT_EYE}
        if abs(pose.aside) > _HALF_TURNED:
            near = pose.aside < 0
            sides = {near: sides[near]}
        ratios = [self._ratio(picture, mesh, sides[right], right=right) for right in sides]
        return _share(min(ratios), _SHUT, _OPEN)

    def _ratio(
        self, picture: Picture, mesh: Mesh, corners: tuple[int, int], *, right: bool
    ) -> float:
        """Return the aspect ratio of one eye; the network knows only right ones."""
        outer, inner = mesh.points[list(corners), :2]
        x, y = (float(edge) for edge in (outer + inner) / 2)
        side = float(np.hypot(*(outer - inner))) * _EYE_MARGIN
        turned = Turned(x=x, y=y, side=max(1.0, side), angle=mesh.angle())
        rgb = upright(picture, turned, self._eyes.shape[1])
        rgb = rgb if right else rgb[:, ::-1]
        outputs = self._eyes(np.ascontiguousarray(rgb[None]).astype(np.float32) / 255)
        lids = max(outputs, key=lambda out: out.size).reshape(-1, 3)[:, :2]
        heights = [_distance(lids, *pair) for pair in _LIDS]
        return float(np.mean(heights)) / max(1e-6, _distance(lids, *_CORNERS))


def _pose(points: Floats) -> _Pose:
    front = np.cross(points[_LEFT_CHEEK] - points[_RIGHT_CHEEK], points[_CHIN] - points[_BROW])
    x, y, z = (float(part) for part in front)
    away = math.degrees(math.atan2(math.hypot(x, y), z))
    return _Pose(away=away, aside=math.degrees(math.atan2(x, abs(z))))


def _smile(points: Floats) -> float:
    right, left = (points[corner] for corner in _MOUTH)
    down = points[_CHIN] - points[_BROW]
    down = down / max(1e-6, float(np.linalg.norm(down)))
    width = max(1e-6, _distance(points, *_MOUTH))
    # An open mouth draws the lips apart, the lower one farther: its middle is near the upper.
    middle = points[_UPPER_LIP] * 0.75 + points[_LOWER_LIP] * 0.25
    bent = float(down @ (middle - (right + left) / 2)) / width
    eyes = max(1e-6, _distance(points, RIGHT_EYE[0], LEFT_EYE[0]))
    return math.sqrt(_share(width / eyes, _RESTING, _BROAD) * _share(bent, _LEVEL, _BENT))


def _sharpness(picture: Picture, face: Face, side: float) -> float:
    """Return the sharpness of the face as it is, shrunk only where it is very large."""
    x = (face.box.left + face.box.width / 2) * picture.width
    y = (face.box.top + face.box.height / 2) * picture.height
    square = Square(left=x - side / 2, top=y - side / 2, side=side)
    return quality.sharpness(picture.cut(square, min(_SHARP_SIDE_PX, round(side))))


def _distance(points: Floats, one: int, other: int) -> float:
    return float(np.linalg.norm(points[one] - points[other]))


def _share(value: float, none: float, full: float) -> float:
    return min(1.0, max(0.0, (value - none) / (full - none)))
