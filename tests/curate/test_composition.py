import pytest

from frame.curate.composition import important_faces, levelness, placing, wholeness
from frame.model import Box, Remedy
from tests.curate.curate_photos import face, looks


def box(left: float, top: float, width: float = 0.2, height: float = 0.2) -> Box:
    return Box(left=left, top=top, width=width, height=height)


def test_important_faces_are_at_least_half_as_large_as_the_largest() -> None:
    large, half, small = face(0.2), face(0.1), face(0.09)
    assert important_faces((small, large, half)) == (large, half)
    assert important_faces(()) == ()


@pytest.mark.parametrize(
    ("where", "whole"),
    [
        (box(0.4, 0.4), 1.0),
        (box(0.0, 0.4), 0.0),
        (box(0.8, 0.4), 0.0),
        (box(0.4, 0.8), 0.0),
        (box(0.4, 0.05), 0.5),
        (box(0.4, 0.0), 0.0),
    ],
)
def test_a_head_is_cut_at_the_sides_and_by_its_hair_at_the_top(where: Box, whole: float) -> None:
    assert wholeness(looks(1, faces=(face(0.2, box=where),))) == pytest.approx(whole)


def test_a_person_without_feet_is_whole_and_half_a_person_is_not() -> None:
    standing, half = box(0.4, 0.3, 0.2, 0.7), box(0.8, 0.3, 0.2, 0.5)
    assert wholeness(looks(1, people=(standing,))) == 1.0
    assert wholeness(looks(1, people=(standing, half))) == 0.5
    assert wholeness(looks(1)) is None


def test_a_subject_on_the_lines_of_the_thirds_is_placed_best_and_in_a_corner_worst() -> None:
    on_line = placing(looks(1, focus=box(1 / 3 - 0.1, 1 / 3 - 0.1)))
    middle = placing(looks(1, focus=box(0.4, 0.4)))
    corner = placing(looks(1, focus=box(0.0, 0.0, 0.01, 0.01)))
    assert on_line is not None
    assert middle is not None
    assert corner is not None
    assert on_line == pytest.approx(1.0)
    assert on_line > middle > corner
    assert placing(looks(1)) is None


def test_faces_come_before_people_and_people_before_what_stands_out() -> None:
    third = box(1 / 3 - 0.1, 1 / 3 - 0.1)
    corner = box(0.0, 0.0, 0.01, 0.01)
    by_face = looks(1, faces=(face(0.2, box=third),), people=(corner,), focus=corner)
    assert placing(by_face) == pytest.approx(1.0)
    assert placing(looks(1, people=(third,), focus=corner)) == pytest.approx(1.0)


def test_the_more_it_has_to_be_turned_the_less_level_it_is() -> None:
    tilts = [levelness(looks(1, remedy=Remedy(tilt=tilt))) for tilt in (0.0, -1.0, 2.0, 3.0, 9.0)]
    assert tilts[0] == 1.0
    assert tilts == sorted(tilts, reverse=True)
    assert tilts[-1] == 0.0
