"""Writes down a face as 128 numbers that are near each other for one person.

Network: dlib's, after He et al., arXiv:1512.03385; the card face_code says more. A code
is biometric data: it may be made only for people who agreed, and for faces compared with them.

Format: 128 signed bytes, each a number times STEPS, rounded, clipped at 127. Distance: L2,

    math.dist(struct.unpack("128b", one), struct.unpack("128b", other)) / STEPS

which is 0 for the same picture of a face, near 0.35 for two of one person, 0.75 for strangers.
Rounding changes a distance of 0.3 or more by less than 0.001.
"""

import math
import struct

import numpy as np

from frame.model import Face
from frame.vision.resize import Bytes, Picture
from frame.vision.runtime import Floats, Model
from frame.vision.warp import Turned, upright

LENGTH = 128
STEPS = 256
# The longer side of a face, in pixels of the study picture, from which a code is made: at 40
# it is 0.16 from the code of the same face at full size, at 24 more than two people may be.
LEAST_PX = 40
# Measured by L2: at most SURE is the same person, at most ASK is worth a question.
SURE, ASK = 0.37, 0.5
# Where the middles of the eyes lie in an aligned face, in fractions: dlib's mean face with a
# quarter of its size around it (get_face_chip_details).
_RIGHT_EYE, _LEFT_EYE = complex(0.318, 0.314), complex(0.669, 0.314)
_MIDDLE = complex(0.5, 0.5)
_FORM = f"{LENGTH}b"
NOBODY = bytes(LENGTH)
"""The code of a face that cannot be told: far from every real one. Never keep it as a template."""


class FaceCode:
    """The network: (1, side, side, 3) RGB bytes in, 128 numbers out."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._side = model.shape[1]

    def code(self, picture: Picture, face: Face) -> bytes:
        """Return the code of a face, or NOBODY for one too small or without eyes.

        It is the mean of the codes of the face and of its mirror image, so that a mirrored
        photo has the same one. A face turned away far gets a code that means little.
        """
        side = max(face.box.width * picture.width, face.box.height * picture.height)
        square = _aligned(picture, face)
        if side < LEAST_PX or square is None:
            return NOBODY
        rgb = upright(picture, square, self._side)
        return _stored((self._numbers(rgb) + self._numbers(rgb[:, ::-1])) / 2)

    def _numbers(self, rgb: Bytes) -> Floats:
        (numbers,) = self._model(np.ascontiguousarray(rgb[None]))
        return numbers.reshape(-1)


def distance(one: bytes, other: bytes) -> float:
    """Return the L2 distance of two codes; raise ValueError where one is no code."""
    if len(one) != LENGTH or len(other) != LENGTH:
        raise ValueError("a face code has 128 bytes")
    return math.dist(struct.unpack(_FORM, one), struct.unpack(_FORM, other)) / STEPS


def _aligned(picture: Picture, face: Face) -> Turned | None:
    """Return the square in which the eyes are where the network expects them."""
    if len(face.points) < 2:
        return None
    right, left = (complex(x * picture.width, y * picture.height) for x, y in face.points[:2])
    if abs(left - right) < 1:
        return None
    turn = (left - right) / (_LEFT_EYE - _RIGHT_EYE)
    middle = right + turn * (_MIDDLE - _RIGHT_EYE)
    angle = math.atan2(turn.imag, turn.real)
    return Turned(x=middle.real, y=middle.imag, side=abs(turn), angle=angle)


def _stored(numbers: Floats) -> bytes:
    return bytes(np.clip(np.rint(numbers * STEPS), -127, 127).astype(np.int8).data)
