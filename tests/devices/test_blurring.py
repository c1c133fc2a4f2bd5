import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from frame.devices.blurring import CELLS_ACROSS, CELLS_DOWN, blurred
from frame.model import Box, Pixels, Size

_SIZE = Size(width_px=120, height_px=90)
_HEAD = Box(left=0.4, top=0.3, width=0.2, height=0.3)


def _noise(seed: int = 1) -> Pixels:
    return Pixels(size=_SIZE, rgb=random.Random(seed).randbytes(3 * 120 * 90))


def _at(pixels: Pixels, x: int, y: int) -> bytes:
    first = 3 * (y * _SIZE.width_px + x)
    return bytes(pixels.rgb[first : first + 3])


def test_what_is_outside_the_head_is_not_touched() -> None:
    before, after = _noise(), blurred(_noise(), [_HEAD])
    assert _at(after, 5, 5) == _at(before, 5, 5)
    assert _at(after, 110, 80) == _at(before, 110, 80)


def test_no_pixel_of_the_head_is_left() -> None:
    """Inside the box the detector gave, only means are left, and neighbours hardly differ."""
    after = blurred(_noise(), [_HEAD])
    row = [_at(after, x, 40)[0] for x in range(50, 70)]
    assert max(abs(one - other) for one, other in pairwise(row)) < 40


def test_two_heads_that_differ_in_detail_only_become_the_same() -> None:
    """A checkerboard and its opposite have the same means, so what is left is the same."""
    board = bytes(255 * ((x + y) % 2) for y in range(90) for x in range(120) for _ in range(3))
    other = bytes(255 - value for value in board)
    one = blurred(Pixels(size=_SIZE, rgb=board), [_HEAD])
    two = blurred(Pixels(size=_SIZE, rgb=other), [_HEAD])
    middle = [(x, y) for x in range(52, 68) for y in range(30, 50)]
    assert all(abs(_at(one, *at)[0] - _at(two, *at)[0]) <= 24 for at in middle)


def test_so_little_is_left_that_nobody_is_recognised() -> None:
    assert CELLS_ACROSS * CELLS_DOWN <= 48


@settings(max_examples=60, deadline=None)
@given(
    left=st.floats(-0.2, 1.1),
    top=st.floats(-0.2, 1.1),
    width=st.floats(0.0, 1.5),
    height=st.floats(0.0, 1.5),
)
def test_any_box_gives_a_picture_of_the_same_size(
    left: float, top: float, width: float, height: float
) -> None:
    after = blurred(_noise(), [Box(left=left, top=top, width=width, height=height)])
    assert after.size == _SIZE
    assert len(after.rgb) == 3 * 120 * 90
