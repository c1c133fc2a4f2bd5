from dataclasses import replace
from datetime import datetime

import pytest

from frame.curate.holding import rests_alone
from frame.curate.inspect import Candidate, inspect_all
from frame.curate.judge import Judgement, judge
from frame.curate.playlist import plan
from frame.model import Box, PhotoId
from tests.curate.curate_photos import (
    LANDSCAPE,
    NOW,
    conditions,
    face,
    library,
    looks,
    near,
    number,
    photo,
)

T0 = datetime(2021, 7, 3, 15, 0)
HELD = "Held for you to decide: it may show nudity"
PAGE, SCREEN = "It looks like a document", "It looks like a screenshot"
CASES = [({"document": 0.5}, PAGE), ({"screenshot": 0.9}, SCREEN), ({"nudity": 0.6}, HELD)]
NOT_JUDGED = Judgement(verdicts={}, moment_of={}, moment_sizes=(), fingerprints={})


@pytest.mark.parametrize(("seen", "because"), CASES)
def test_pages_screens_and_what_its_owner_decides_rest_by_themselves(
    seen: dict[str, object], because: str
) -> None:
    result = judge(library([photo("x")], {"x": looks(1, **seen)}))
    verdict = result.verdicts[PhotoId("x")]
    assert (verdict.keep, verdict.because) == (False, because)
    assert (PhotoId("x") in result.held) is (because == HELD)


@pytest.mark.parametrize(("seen", "because"), CASES)
def test_a_favourite_or_an_approved_photo_is_shown_all_the_same(
    seen: dict[str, object], because: str
) -> None:
    for wanted in (photo("x", favourite=True), photo("x", approved=True)):
        result = judge(library([wanted], {"x": looks(1, **seen)}))
        assert result.keeps(PhotoId("x")), because
        assert not result.held


def test_what_is_less_likely_than_not_is_shown() -> None:
    assert rests_alone(looks(1, document=0.49, screenshot=0.49, nudity=0.49), wanted=False) is None
    assert rests_alone(None, wanted=False) is None


def test_the_likelier_of_page_and_screen_is_named_and_holding_comes_first() -> None:
    said = {
        (0.6, 0.8): SCREEN,
        (0.9, 0.7): PAGE,
        (0.78, 0.8): "It looks like a document or a screenshot",
    }
    for (document, screenshot), because in said.items():
        rest = rests_alone(looks(1, document=document, screenshot=screenshot), wanted=False)
        assert rest is not None
        assert rest.because == because
    rest = rests_alone(looks(1, document=1.0, nudity=0.5), wanted=False)
    assert rest is not None
    assert rest.held


def test_a_held_photo_keeps_no_other_of_its_moment_from_being_shown() -> None:
    seen = {"held": looks(number("x"), sharpness=1.0, nudity=0.9), "plain": looks(number("x"))}
    result = judge(library([photo("held", T0), photo("plain", T0)], seen))
    assert result.keeps(PhotoId("plain"))
    assert result.verdicts[PhotoId("plain")].because == "The only photo of this moment"


def test_a_library_of_nothing_but_pages_shows_none() -> None:
    shelf = library([photo("x"), photo("y")], {"x": looks(1, document=1), "y": looks(2, nudity=1)})
    assert plan(shelf, conditions()).pick(NOW) is None


def test_a_frame_in_haste_shows_no_held_photo_before_it_has_judged() -> None:
    names = [f"{k}" for k in range(9)]
    seen = {name: looks(number(name), nudity=0.9 if name != "4" else 0.0) for name in names}
    playlist = plan(library([photo(name) for name in names], seen), conditions(), NOT_JUDGED)
    for _ in range(12):
        pick = playlist.pick(NOW)
        assert pick is not None
        assert pick.photos == ("4",)


def test_a_frame_in_haste_with_nothing_but_held_photos_shows_nothing() -> None:
    shelf = library([photo("x"), photo("y")], {n: looks(1, nudity=1) for n in "xy"})
    assert plan(shelf, conditions(), NOT_JUDGED).pick(NOW) is None


def test_loose_files_are_told_pages_and_held_ones_with_their_copies() -> None:
    page = looks(number("x"), document=0.9)
    files = [
        Candidate(key="page.jpg", taken_at=None, size=LANDSCAPE, looks=page),
        Candidate(
            key="again.jpg",
            taken_at=None,
            size=LANDSCAPE,
            looks=replace(page, fingerprint=near(number("x"), 20)),
        ),
        Candidate(key="nude.jpg", taken_at=None, size=LANDSCAPE, looks=looks(1, nudity=0.9)),
        Candidate(key="photo.jpg", taken_at=None, size=LANDSCAPE, looks=looks(number("y"))),
    ]
    page_, again, nude, plain = inspect_all(files)
    assert [one.keep for one in (page_, again, nude, plain)] == [False, False, False, True]
    assert page_.because == again.because == PAGE
    assert {page_.duplicate_of, again.duplicate_of} == {None, "page.jpg"} or {
        page_.duplicate_of,
        again.duplicate_of,
    } == {None, "again.jpg"}
    assert page_.moment == again.moment
    assert (nude.because, nude.held, page_.held) == (HELD, True, False)


def test_somebody_before_some_text_is_a_photo_of_somebody_and_a_passport_is_a_page() -> None:
    face_of_many = (face(0.2, box=Box(left=0.4, top=0.2, width=0.2, height=0.25)),)
    speaker = looks(1, document=0.6, faces=face_of_many)
    assert rests_alone(speaker, wanted=False) is None
    passport = looks(1, document=0.9, faces=face_of_many)
    assert rests_alone(passport, wanted=False) is not None
