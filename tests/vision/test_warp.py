import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.vision.resize import Square
from frame.vision.warp import Turned, upright
from tests.vision.face_models import picture_of
from tests.vision.vision_photos import plain, texture

_LENGTHS = st.floats(10, 500)
_ANGLES = st.floats(-3, 3)


@given(x=_LENGTHS, y=_LENGTHS, side=_LENGTHS, angle=_ANGLES)
def test_turning_keeps_middle_and_distances(x: float, y: float, side: float, angle: float) -> None:
    turned = Turned(x=x, y=y, side=side, angle=angle)
    middle, corner, next_corner = turned.place(np.array([[0.5, 0.5], [0, 0], [1, 0]], np.float32))
    assert middle == pytest.approx((x, y), rel=1e-4, abs=1e-3)
    assert np.hypot(*(next_corner - corner)) == pytest.approx(side, rel=1e-3)
    assert np.arctan2(*(next_corner - corner)[::-1]) == pytest.approx(angle, abs=0.05)


def test_a_square_that_is_not_turned_is_a_plain_cut() -> None:
    picture = picture_of(texture(300, 200))
    cut = picture.cut(Square(left=60, top=30, side=128), 128).astype(int)
    same = upright(picture, Turned(x=124, y=94, side=128, angle=0.0), 128).astype(int)
    assert np.abs(cut - same).max() <= 1


def test_a_quarter_turn_turns_the_picture() -> None:
    picture = picture_of(texture(256, 256))
    straight = upright(picture, Turned(x=128, y=128, side=128, angle=0.0), 64).astype(int)
    turned = upright(picture, Turned(x=128, y=128, side=128, angle=np.pi / 2), 64).astype(int)
    assert np.abs(np.rot90(straight) - turned).mean() < 2


def test_outside_the_picture_it_is_black() -> None:
    picture = picture_of(plain(100, 100, (200, 10, 10)))
    part = upright(picture, Turned(x=-200, y=-200, side=50, angle=0.3), 16)
    assert not part.any()
