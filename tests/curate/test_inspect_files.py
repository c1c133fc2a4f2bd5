from datetime import datetime, timedelta

from frame.curate.inspect import Candidate, inspect_all
from frame.model import Looks
from tests.curate.curate_photos import LANDSCAPE, looks, near, number

T0 = datetime(2019, 5, 3, 15, 0)
SCENE = number("scene")


def file(key: str, taken: datetime | None, seen: Looks | None) -> Candidate:
    return Candidate(key=key, taken_at=taken, size=LANDSCAPE, looks=seen)


def test_no_files_give_nothing() -> None:
    assert inspect_all([]) == ()


def test_files_are_answered_in_the_order_they_came_with_the_store_judges_words() -> None:
    files = [
        file("blurred.jpg", T0 + timedelta(seconds=1), looks(SCENE, sharpness=0.1)),
        file("sharp.jpg", T0, looks(SCENE, sharpness=0.9)),
        file("other.jpg", T0 - timedelta(days=1), looks(number("other"))),
        file("unseen.jpg", None, None),
    ]
    answers = inspect_all(files)
    assert [answer.key for answer in answers] == [file.key for file in files]
    assert [answer.moment for answer in answers] == [2, 2, 1, 3]
    assert [answer.keep for answer in answers] == [False, True, True, True]
    assert [answer.duplicate_of for answer in answers] == ["sharp.jpg", None, None, None]
    assert [answer.because for answer in answers] == [
        "Another copy of this picture is sharper",
        "The best of 2 from this moment",
        "The only photo of this moment",
        "Not looked at yet",
    ]


def test_another_view_of_one_moment_rests_without_being_called_a_duplicate() -> None:
    files = [
        file("best.jpg", T0, looks(SCENE, sharpness=0.9)),
        file("other.jpg", T0, looks(near(SCENE, 70), sharpness=0.2)),
    ]
    best, other = inspect_all(files)
    assert best.moment == other.moment
    assert (other.keep, other.duplicate_of) == (False, None)


def test_a_copy_of_a_copy_names_a_file_it_resembles() -> None:
    files = [
        file("a.jpg", T0, looks(SCENE, sharpness=0.9)),
        file("b.jpg", T0, looks(near(SCENE, 40), sharpness=0.5)),
        file("c.jpg", T0, looks(near(SCENE, 75), sharpness=0.1)),
    ]
    assert [answer.duplicate_of for answer in inspect_all(files)] == [None, "a.jpg", "b.jpg"]
