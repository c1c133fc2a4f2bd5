from pathlib import Path

from frame.curate.character import character_of
from frame.model import Box, PhotoId, Subject
from frame.services.bench.quality_crops import Known
from frame.services.bench.quality_taste import Sample, judged, rows, theme_of
from tests.curate.curate_photos import looks, near, number

LARGE = Box(left=0.0, top=0.0, width=0.5, height=0.5)
SMALL = Box(left=0.0, top=0.0, width=0.1, height=0.1)


def samples(*, alike: bool) -> list[Sample]:
    """Return photos of three themes; those of one theme resemble each other, or nothing does."""
    found = []
    for theme in ("animals", "food", "home"):
        for k in range(12):
            bits = near(number(theme), 40, k) if alike else number(f"{theme}{k}")
            seen = looks(bits, subjects=(Subject(name=theme if alike else "lake", score=0.9),))
            its = character_of(seen)
            found.append(Sample(photo=PhotoId(f"{theme}{k}"), theme=theme, character=its))
    return found


def test_a_taste_that_can_be_seen_is_found() -> None:
    ranking, brier, error = judged(samples(alike=True), ("animals", "food", "home"), "n")
    assert ranking.ok
    assert brier.ok
    assert ranking.value is not None
    assert ranking.value > 0.95
    assert error.value is not None
    assert error.value < 0.2


def test_a_taste_that_cannot_be_seen_is_not_found() -> None:
    ranking, _brier, _error = judged(samples(alike=False), ("animals", "food", "home"), "n")
    assert ranking.ok is False
    assert ranking.value is not None
    assert 0.35 < ranking.value < 0.65


def test_a_photo_is_of_what_fills_most_of_it_and_of_people_where_nothing_else_does() -> None:
    def of(*boxes: tuple[str, Box]) -> str:
        return theme_of(Known(path=Path("1.jpg"), boxes=boxes))

    assert of(("dog", LARGE), ("pizza", SMALL)) == "animals"
    assert of(("person", LARGE), ("pizza", LARGE)) == "food"
    assert of(("person", LARGE), ("pizza", SMALL)) == "people"
    assert of(("kite", LARGE), ("dog", SMALL)) == ""


def test_a_folder_without_boxes_is_told_as_missing(tmp_path: Path) -> None:
    (row,) = rows(tmp_path)
    assert row.value is None
    assert "no two themes" in row.note
