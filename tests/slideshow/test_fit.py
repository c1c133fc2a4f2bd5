import pytest

from frame.model import Box, Size
from frame.slideshow.fit import MOST_LOST, crop_for, head_of
from tests.slideshow.slides_for_tests import face

THREE_TO_TWO = Size(width_px=3000, height_px=2000)
UPRIGHT = Size(width_px=3000, height_px=4000)
WIDE = 16 / 9


def test_a_head_is_larger_than_the_face_the_detector_saw() -> None:
    head = head_of(face(0.4, 0.4, 0.1, 0.1))
    assert head.left == pytest.approx(0.375)
    assert head.top == pytest.approx(0.34)
    assert head.width == pytest.approx(0.15)
    assert head.height == pytest.approx(0.185)


def test_a_head_ends_at_the_edge_of_the_photo() -> None:
    head = head_of(face(-0.02, 0.0, 0.2, 0.9))
    assert (head.left, head.top) == (0.0, 0.0)
    assert head.top + head.height == 1.0


def test_a_landscape_photo_fills_a_wide_screen() -> None:
    crop = crop_for(WIDE, THREE_TO_TWO)
    assert crop is not None
    assert crop.width == pytest.approx(1.0)
    assert crop.height == pytest.approx(0.84375)


def test_without_a_face_the_crop_keeps_a_little_more_of_the_top() -> None:
    crop = crop_for(WIDE, THREE_TO_TWO)
    assert crop is not None
    assert crop.top < 1.0 - crop.top - crop.height


def test_the_crop_goes_where_the_eye_goes() -> None:
    low = Box(left=0.4, top=0.9, width=0.1, height=0.1)
    crop = crop_for(WIDE, THREE_TO_TWO, (), low)
    assert crop is not None
    assert crop.top + crop.height == pytest.approx(1.0)


def test_a_face_at_the_top_pulls_the_crop_up() -> None:
    crop = crop_for(WIDE, THREE_TO_TWO, (face(0.5, 0.1, 0.1, 0.12),))
    assert crop is not None
    assert crop.top == pytest.approx(0.0)


def test_heads_too_far_apart_for_the_crop_ask_for_a_mat() -> None:
    top, bottom = face(0.3, 0.12, 0.1, 0.1), face(0.6, 0.85, 0.1, 0.1)
    assert crop_for(WIDE, THREE_TO_TWO, (top,)) is not None
    assert crop_for(WIDE, THREE_TO_TWO, (bottom,)) is not None
    assert crop_for(WIDE, THREE_TO_TWO, (top, bottom)) is None


def test_a_crop_that_would_lose_too_much_is_a_mat() -> None:
    assert crop_for(WIDE, UPRIGHT) is None
    assert crop_for(1.0, Size(width_px=1000, height_px=round(990 / (1 - MOST_LOST)))) is not None
    assert crop_for(1.0, Size(width_px=1000, height_px=round(1010 / (1 - MOST_LOST)))) is None
