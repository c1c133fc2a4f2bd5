import pytest

from frame.model import Box, Size
from frame.slideshow.fit import MOST_LOST, Sights, bust_of, crop_for, head_of, heads_in
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


def test_a_standing_person_s_bust_is_the_upper_part_and_a_lying_one_s_is_all() -> None:
    square = Size(width_px=1000, height_px=1000)
    standing = Box(left=0.4, top=0.2, width=0.2, height=0.6)
    bust = bust_of(standing, square)
    assert (bust.left, bust.top) == (0.4, 0.2)
    assert bust.width == pytest.approx(0.2)
    assert bust.height == pytest.approx(0.12)
    lying = Box(left=0.1, top=0.5, width=0.6, height=0.2)
    assert bust_of(lying, square).height == pytest.approx(0.2)


def test_a_person_whose_face_was_found_has_one_head_not_two() -> None:
    person = Box(left=0.4, top=0.2, width=0.2, height=0.7)
    seen = face(0.46, 0.24, 0.08, 0.08)
    assert heads_in(Sights(size=THREE_TO_TWO, faces=(seen,), people=(person,))) == (head_of(seen),)


def test_a_parent_seen_from_behind_keeps_the_head_above_the_child_s_face() -> None:
    parent = Box(left=0.4, top=0.05, width=0.2, height=0.9)
    child = face(0.46, 0.7, 0.08, 0.08)
    assert len(heads_in(Sights(size=THREE_TO_TWO, faces=(child,), people=(parent,)))) == 2


def test_the_head_of_a_person_without_a_face_pulls_the_crop_up() -> None:
    hiker = Box(left=0.45, top=0.02, width=0.12, height=0.8)
    crop = crop_for(WIDE, THREE_TO_TWO, people=(hiker,))
    assert crop is not None
    assert crop.top <= 0.02


def test_a_person_who_fits_is_kept_from_head_to_foot() -> None:
    skier = Box(left=0.45, top=0.2, width=0.15, height=0.77)
    crop = crop_for(WIDE, THREE_TO_TWO, people=(skier,))
    assert crop is not None
    assert crop.top <= 0.2
    assert crop.top + crop.height >= 0.97


def test_where_the_photo_cuts_a_person_already_the_head_gets_its_air() -> None:
    person = Box(left=0.4, top=0.1, width=0.2, height=0.9)
    crop = crop_for(WIDE, THREE_TO_TWO, (face(0.46, 0.16, 0.08, 0.09),), people=(person,))
    assert crop is not None
    assert crop.top <= 0.106 - 0.06


def test_a_crop_that_would_slice_somebody_lengthwise_is_a_mat() -> None:
    portrait = Size(width_px=3000, height_px=4000)
    left, right = face(0.2, 0.3, 0.1, 0.08), face(0.7, 0.3, 0.1, 0.08)
    beside = tuple(Box(left=x, top=0.2, width=0.36, height=0.8) for x in (0.0, 0.62))
    assert crop_for(9 / 16, portrait, (left, right)) is not None
    assert crop_for(9 / 16, portrait, (left, right), people=beside) is None


def test_a_portrait_may_lose_a_little_of_both_shoulders() -> None:
    portrait = Size(width_px=3000, height_px=4000)
    broad = Box(left=0.03, top=0.1, width=0.94, height=0.9)
    crop = crop_for(9 / 16, portrait, (face(0.4, 0.2, 0.2, 0.2),), people=(broad,))
    assert crop is not None
    assert crop.left == pytest.approx(0.125, abs=0.02)


def test_an_animal_that_fits_is_kept_whole() -> None:
    dog = Box(left=0.6, top=0.5, width=0.38, height=0.5)
    for aspect in (WIDE, 1.0):
        crop = crop_for(aspect, THREE_TO_TWO, focus=dog)
        assert crop is not None
        assert crop.left <= dog.left
        assert crop.left + crop.width >= dog.left + dog.width
        assert crop.top + crop.height >= dog.top + dog.height


def test_an_animal_that_does_not_fit_is_shown_by_its_middle() -> None:
    giraffe = Box(left=0.3, top=0.02, width=0.3, height=0.94)
    crop = crop_for(WIDE, THREE_TO_TWO, focus=giraffe)
    assert crop is not None
    assert crop.top + crop.height / 2 == pytest.approx(0.49, abs=0.01)


def test_a_face_comes_before_what_else_the_eye_goes_to() -> None:
    low = Box(left=0.3, top=0.75, width=0.3, height=0.25)
    crop = crop_for(WIDE, THREE_TO_TWO, (face(0.45, 0.08, 0.1, 0.12),), low)
    assert crop is not None
    assert crop.top == pytest.approx(0.0, abs=0.01)


def test_a_horizon_does_not_run_along_the_edge() -> None:
    plain = crop_for(WIDE, THREE_TO_TWO)
    assert plain is not None
    for horizon in (0.12, 0.88):
        crop = crop_for(WIDE, THREE_TO_TWO, horizon=horizon)
        assert crop is not None
        nearest = min(abs(horizon - crop.top), abs(crop.top + crop.height - horizon))
        before = min(abs(horizon - plain.top), abs(plain.top + plain.height - horizon))
        assert nearest > before + 0.02


def test_a_horizon_in_the_middle_changes_nothing() -> None:
    assert crop_for(WIDE, THREE_TO_TWO, horizon=0.45) == crop_for(WIDE, THREE_TO_TWO)
