from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from frame.curate.judge import judge
from frame.curate.library import Library
from frame.curate.playlist import plan
from frame.curate.why import Known, Remarks, explain, explain_photo
from frame.model import Likeness, Looks, PersonId, PhotoId, Pick, Subject, Verdict
from tests.curate.curate_photos import (
    NOW,
    conditions,
    face,
    library,
    likeness,
    looks,
    number,
    person,
    photo,
    upright,
)

T0 = datetime(2019, 5, 3, 15, 0)
NOT_USED = "No face was compared with any person's, and nothing left this frame."


@pytest.mark.promise("P5")
def test_a_photo_on_the_glass_says_why_now_what_is_known_and_what_was_not_used() -> None:
    subjects = (Subject(name="lawn", score=0.4), Subject(name="dog", score=0.7))
    known = Known(
        photo=photo("x", T0),
        looks=looks(1, faces=(face(0.2), face(0.1)), subjects=subjects),
        verdict=Verdict(photo=PhotoId("x"), keep=True, because="The best of 4 from this moment"),
        pick=Pick(photos=(PhotoId("x"),), because="On this day 6 years ago"),
        title="Garden",
        shown=1,
        resting=3,
    )
    assert explain(known) == (
        "On this day 6 years ago.",
        (
            "It was taken on 3 May 2019 and is in the album “Garden”; the frame found 2 faces "
            "in it and guesses “dog” and “lawn”."
        ),
        "The frame compared 4 photos of this moment; 3 of them rest, and none was deleted.",
        NOT_USED,
    )


@pytest.mark.promise("P5")
def test_every_pick_of_a_library_can_be_explained() -> None:
    photos = [
        *(photo(f"b{k}", T0 + timedelta(seconds=k)) for k in range(5)),
        *(upright(f"u{k}", T0 + timedelta(hours=k)) for k in range(1, 4)),
        photo("undated"),
        photo("liked", favourite=True),
    ]
    shelf = library(photos, {f"b{k}": looks(number("x"), sharpness=k / 5) for k in range(5)})
    verdicts = judge(shelf)
    playlist = plan(shelf, conditions(), verdicts)
    for _ in range(20):
        pick = playlist.pick(NOW)
        assert pick is not None
        for shown in pick.photos:
            said = explain_photo(shelf, verdicts, shown, pick)
            assert 3 <= len(said) <= 4
            assert said[0].startswith(pick.because)
            assert all(sentence.endswith(".") for sentence in said)


@pytest.mark.promise("P5")
def test_a_resting_photo_says_what_it_was_compared_with() -> None:
    photos = [photo(f"b{k}", T0 + timedelta(seconds=k)) for k in range(2)]
    seen = {"b0": looks(1, sharpness=0.1), "b1": looks(1, sharpness=0.9)}
    shelf = library(photos, seen)
    said = explain_photo(shelf, judge(shelf), PhotoId("b0"))
    assert said[0] == "This photo rests: another copy of this picture is sharper."
    assert said[2].startswith("The frame compared 2 photos of this moment; one of them rests")


def test_a_hidden_photo_says_who_hid_it() -> None:
    shelf = library([photo("x", hidden=True)])
    said = explain_photo(shelf, judge(shelf), PhotoId("x"))
    assert said[0] == "This photo rests: you hid this photo."


def test_a_waiting_photo_nobody_looked_at_says_so() -> None:
    shelf = library([photo("x")])
    said = explain_photo(shelf, judge(shelf), PhotoId("x"))
    assert said == (
        "This photo waits for its turn; every photo gets one in each round.",
        (
            "It does not say when it was taken; it came on 6 May 2024 and is in the album "
            "“Garden”; the frame has not looked at it yet."
        ),
        NOT_USED,
    )


def test_a_pair_says_why_two_photos_are_on_the_glass() -> None:
    pick = Pick(photos=(PhotoId("x"), PhotoId("y")), because="Two of the same day")
    said = explain(Known(photo=upright("x"), looks=None, verdict=None, pick=pick))
    assert said[0] == (
        "Two of the same day; two portraits share the screen so that neither is cut."
    )


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (looks(1), "the frame found no face in it."),
        (looks(1, faces=(face(0.1),)), "the frame found one face in it."),
        (looks(1, subjects=(Subject(name="fog", score=0.1),)), "the frame found no face in it."),
    ],
)
def test_only_what_the_frame_is_sure_of_is_said(seen: Looks, words: str) -> None:
    assert explain(Known(photo=photo("x"), looks=seen, verdict=None))[1].endswith(words)


def test_several_that_are_shown_of_one_moment_are_counted() -> None:
    said = explain(Known(photo=photo("x"), looks=None, verdict=None, shown=2))
    assert "The frame compared 2 photos of this moment; none rests, and none was deleted." in said


def home(**changes: object) -> Library:
    people = (person("Ada"), person("Ben", less=True), person("Cy", private=True))
    shelf = library([photo("x", T0)], {"x": looks(1, faces=(face(0.2), face(0.2)))})
    shelf = replace(shelf, persons={one.id: one for one in people})
    return replace(shelf, **changes)  # type: ignore[arg-type]  # tests name real fields


def found(*likenesses: Likeness) -> dict[PhotoId, tuple[Likeness, ...]]:
    return {PhotoId("x"): likenesses}


@pytest.mark.parametrize(
    ("likenesses", "words"),
    [
        ((likeness("Ada"),), "The frame is sure that it shows Ada."),
        (
            (likeness("Ada"), likeness("Cy", sure=False)),
            "The frame is sure that it shows Ada and asks you about Cy.",
        ),
        (
            (likeness("Ben"),),
            "The frame is sure that it shows Ben; photos of Ben come up half as often.",
        ),
        ((likeness("Cy", sure=False),), "It may show Cy; the frame asks you before it decides."),
        ((Likeness(person=PersonId("gone"), face=0, score=1.0, sure=True),), None),
    ],
)
def test_who_was_recognised_is_said_with_how_sure_that_is(
    likenesses: tuple[Likeness, ...], words: str | None
) -> None:
    shelf = home(likenesses=found(*likenesses))
    said = explain_photo(shelf, judge(shelf), PhotoId("x"))
    assert words is None or words in said
    assert len(said) == (3 if words is None else 4)
    assert said[-1] == (
        "Faces were compared only with people who agreed to it, and nothing left this frame."
    )


@pytest.mark.promise("P5")
def test_what_was_done_to_it_and_how_it_suits_the_family_is_said() -> None:
    remarks = Remarks(
        done=("lifted the shadows", "took away a yellow cast"),
        taste="You liked photos like this one.",
    )
    shelf = library([photo("x", T0)])
    said = explain_photo(shelf, judge(shelf), PhotoId("x"), remarks=remarks)
    assert said[2:4] == (
        (
            "For the screen the frame lifted the shadows and took away a yellow cast; the stored "
            "photo is as it was."
        ),
        "You liked photos like this one.",
    )


def test_a_held_photo_says_that_its_owner_decides() -> None:
    shelf = library([photo("x", T0)], {"x": looks(1, nudity=0.8)})
    assert explain_photo(shelf, judge(shelf), PhotoId("x"))[0] == (
        "Held for you to decide: it may show nudity; nobody sees it until you approve it."
    )


def test_a_page_says_what_it_looks_like() -> None:
    shelf = library([photo("x", T0)], {"x": looks(1, document=0.8)})
    said = explain_photo(shelf, judge(shelf), PhotoId("x"))
    assert said[0] == "This photo rests: it looks like a document."


def test_guests_who_came_after_judging_are_the_reason() -> None:
    shelf = home(likenesses=found(likeness("Cy")))
    said = explain_photo(replace(shelf, guests=True), judge(shelf), PhotoId("x"))
    assert said[0] == "This photo rests: not shown while guests are here."


def test_a_photo_of_a_story_names_it() -> None:
    pick = Pick(photos=(PhotoId("x"),), because="Part of the story “Sea”", story="Sea")
    assert explain(Known(photo=photo("x"), looks=None, verdict=None, pick=pick))[0] == (
        "Part of the story “Sea”."
    )


def test_what_taste_says_becomes_a_whole_sentence() -> None:
    shelf = library([photo("x", T0)])
    for taste in ("You liked a photo like this one", "You liked a photo like this one."):
        remarks = Remarks(taste=taste)
        said = explain_photo(shelf, judge(shelf), PhotoId("x"), remarks=remarks)
        assert "You liked a photo like this one." in said
        assert all(sentence.endswith(".") for sentence in said)
