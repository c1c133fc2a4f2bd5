from pathlib import Path

import pytest

from frame.model import Box, Face
from frame.services.bench.quality_faces import Coded, Judged, found, rows, told
from frame.services.bench.timing import Result
from frame.vision.facecode import LENGTH
from frame.vision.faces import Seen

_PERSON = Box(left=0.2, top=0.2, width=0.2, height=0.6)


def _square(x: float, y: float) -> Box:
    return Box(left=x - 0.02, top=y - 0.02, width=0.04, height=0.04)


def _judged(people: tuple[Box, ...], *faces: Box, glimpses: tuple[Box, ...] = ()) -> Judged:
    seen = Seen(faces=tuple(Face(box=box, score=1.0) for box in faces), glimpses=glimpses)
    return Judged(people=people, seen=seen)


def _by_name(results: list[Result]) -> dict[str, float | None]:
    return {result.name.removeprefix("quality.faces."): result.value for result in results}


def test_a_face_counts_as_right_only_high_in_a_person() -> None:
    head, feet, beside = _square(0.3, 0.25), _square(0.3, 0.75), _square(0.6, 0.25)
    values = _by_name(list(found([_judged((_PERSON,), head, feet, beside)])))
    assert values["precision"] == pytest.approx(1 / 3, abs=1e-3)
    assert values["people_with_a_face"] == 1


def test_a_glimpse_hides_a_person_but_is_no_face() -> None:
    values = _by_name(list(found([_judged((_PERSON,), glimpses=(_square(0.3, 0.25),))])))
    assert values["people_with_a_face"] == 0
    assert values["people_with_a_face_or_glimpse"] == 1


def test_a_face_where_nobody_is_counts_against_the_photo() -> None:
    judged = [_judged((), _square(0.5, 0.5)), _judged((), glimpses=(_square(0.1, 0.1),))]
    values = _by_name(list(found(judged)))
    assert values["wrong_without_people"] == 0.5
    assert values["glimpses_without_people"] == 0.5


def test_people_are_told_apart_by_whose_faces_they_are() -> None:
    near, far = bytes(LENGTH - 1) + b"\x40", b"\x7f" * LENGTH
    coded = [
        Coded(whose=name, codes=(code, code))
        for name, code in (("ann", bytes(LENGTH)), ("ann", near), ("bob", far))
    ]
    values = _by_name(list(told(coded)))
    assert values["same_person_farthest"] == pytest.approx(0.25)
    assert (values["different_people_nearest"] or 0) > 5
    assert values["interpreters_apart"] == 0


def test_a_folder_with_nothing_in_it_gives_reasons_instead_of_numbers(tmp_path: Path) -> None:
    assert all(row.value is None and row.note for row in rows(tmp_path))
