from hypothesis import given
from hypothesis import strategies as st

from frame.model import WHOLE, Box, Size
from frame.slideshow.level import kept, level_box, level_point, levelled

_sides = st.integers(40, 4000)
_tilts = st.floats(-3.0, 3.0)
_shares = st.floats(0.0, 1.0)


@given(width=_sides, height=_sides, tilt=_tilts)
def test_a_levelled_picture_keeps_its_shape_and_most_of_itself(
    width: int, height: int, tilt: float
) -> None:
    size = Size(width_px=width, height_px=height)
    after = levelled(size, tilt)
    assert after.width_px <= width
    assert after.height_px <= height
    share = kept(size, tilt)
    assert abs(after.width_px - share * width) <= 1
    assert abs(after.height_px - share * height) <= 1


@given(width=_sides, height=_sides, tilt=_tilts)
def test_no_corner_of_a_levelled_picture_is_empty(width: int, height: int, tilt: float) -> None:
    size = Size(width_px=width, height_px=height)
    after = levelled(size, tilt)
    middle = Box(
        left=0.5 - after.width_px / width / 2,
        top=0.5 - after.height_px / height / 2,
        width=after.width_px / width,
        height=after.height_px / height,
    )
    # turned back, the corners of what is left lie inside the picture
    back = level_box(middle, size, -tilt)
    reach_x = (back.width) * levelled(size, -tilt).width_px
    reach_y = (back.height) * levelled(size, -tilt).height_px
    assert reach_x <= width + 2
    assert reach_y <= height + 2


@given(left=_shares, top=_shares, wide=_shares, high=_shares, tilt=_tilts)
def test_a_box_stays_inside_the_picture_and_holds_its_own_middle(
    left: float, top: float, wide: float, high: float, tilt: float
) -> None:
    size = Size(width_px=1600, height_px=1200)
    box = Box(left=left, top=top, width=wide * (1 - left), height=high * (1 - top))
    after = level_box(box, size, tilt)
    assert 0 <= after.left <= after.left + after.width <= 1 + 1e-9
    assert 0 <= after.top <= after.top + after.height <= 1 + 1e-9
    x, y = level_point((left + box.width / 2, top + box.height / 2), size, tilt)
    if 0 <= x <= 1 and 0 <= y <= 1:
        assert after.left - 1e-9 <= x <= after.left + after.width + 1e-9
        assert after.top - 1e-9 <= y <= after.top + after.height + 1e-9


def test_without_a_lean_nothing_moves() -> None:
    size = Size(width_px=640, height_px=427)
    box = Box(left=0.1, top=0.2, width=0.3, height=0.4)
    assert levelled(size, 0.0) == size
    assert level_box(box, size, 0.0) is box
    assert level_box(WHOLE, size, 2.0) == WHOLE


def test_a_clockwise_turn_takes_the_right_side_down() -> None:
    size = Size(width_px=1000, height_px=1000)
    _x, y = level_point((0.9, 0.5), size, 3.0)
    assert y > 0.51
