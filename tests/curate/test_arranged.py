from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

import pytest

from frame.curate.arranged import arrange, in_words, standing
from frame.curate.judge import judge
from frame.curate.library import Library
from frame.curate.playlist import plan
from frame.curate.story import Story
from frame.curate.why import explain_photo
from frame.model import AlbumId, Photo, PhotoId, Pick, Shown
from tests.curate.curate_photos import (
    NOW,
    conditions,
    library,
    looks,
    number,
    photo,
    upright,
)

MINUTE = timedelta(minutes=1)
ONE_DAY = datetime(2024, 6, 10, 12, 0)


def arranged(photos: list[Photo], **changes: object) -> Library:
    return replace(library(photos), arranged=True, **changes)  # type: ignore[arg-type]  # tests name real fields


def came(picks: list[Pick]) -> list[str]:
    return [name for pick in picks for name in pick.photos]


def garden(size: int) -> list[Photo]:
    """Photos of the garden in this order, none of which anybody placed."""
    return [photo(f"a{k}", ONE_DAY + k * MINUTE) for k in range(size)]


def sea(size: int) -> list[Photo]:
    return [
        photo(f"b{k}", ONE_DAY + k * MINUTE, album=AlbumId("b"), place=f"{size - k}")
        for k in range(size)
    ]


def test_photos_nobody_placed_stand_by_time_and_those_without_one_behind() -> None:
    late, early, never = (
        photo("late", datetime(2024, 1, 1, 12)),
        photo("early", datetime(1999, 1, 1, 12)),
        photo("never"),
    )
    assert arrange(arranged([never, late, early]), [never, late, early], 7) == [
        "early",
        "late",
        "never",
    ]


def test_a_place_between_two_photos_nobody_placed_is_between_them() -> None:
    """A phone makes it of what it shows: h, the digits of the time, 8 letters of the name."""
    first, last = photo("first", ONE_DAY), photo("last", ONE_DAY)
    moved = photo("moved", ONE_DAY + 3 * MINUTE, place="h20240610120000aaaaaaaai")
    held = arranged(
        [moved, last, first],
        names={PhotoId("first"): "aaaaaaaa01", PhotoId("last"): "bbbbbbbb02"},
    )
    assert standing(held, first)[0] == "h20240610120000aaaaaaaa"
    assert arrange(held, held.photos.values(), 7) == ["first", "moved", "last"]


def test_albums_take_turns_as_a_whole_and_each_is_in_its_order() -> None:
    photos = [*garden(4), *sea(3)]
    shown = came(list(islice(plan(arranged(photos), conditions()).picks(), 14)))
    turns = sorted(
        [["a0", "a1", "a2", "a3"], ["b2", "b1", "b0"]], key=lambda its: its[0] != shown[0]
    )
    assert shown == [*turns[0], *turns[1]] * 2


def test_memories_newcomers_and_stories_do_not_break_an_order() -> None:
    photos = [
        *garden(3),
        photo("today", NOW.replace(tzinfo=None) - timedelta(days=365), place="z"),
        photo("new", ONE_DAY, place="zz", received_at=NOW),
        *(photo(f"old{k}", place=f"zz{k}") for k in range(9)),
    ]
    told = Story(title="A story", photos=(PhotoId("old8"), PhotoId("old7"), PhotoId("old6")))
    picks = list(islice(plan(arranged(photos), conditions(stories=(told,))).picks(), 14))
    assert came(picks)[:5] == ["a0", "a1", "a2", "today", "new"]
    assert {pick.story for pick in picks} == {""}


def test_a_round_goes_on_behind_what_was_shown_last() -> None:
    photos = garden(5)
    shown = {PhotoId(f"a{k}"): Shown(round=1, at=NOW + k * MINUTE) for k in range(3)}
    moved = [one if one.id != "a4" else photo("a4", ONE_DAY, place="0") for one in photos]
    later = conditions(shown=shown, now=NOW + 3 * MINUTE)
    assert came(list(islice(plan(arranged(moved), later).picks(), 2))) == ["a3", "a4"]


def test_a_move_behind_the_one_on_the_glass_counts_at_the_next_slide() -> None:
    photos = garden(5)
    shown = {PhotoId("a0"): Shown(round=1, at=NOW)}
    later = conditions(shown=shown, now=NOW + MINUTE)
    moved = [one if one.id != "a4" else photo("a4", place="h20240610120000z") for one in photos]
    assert came(list(islice(plan(arranged(photos), later).picks(), 1))) == ["a1"]
    assert came(list(islice(plan(arranged(moved), later).picks(), 4))) == ["a4", "a1", "a2", "a3"]


def test_what_joins_an_album_that_had_its_turn_comes_after_the_one_that_has_it() -> None:
    photos = [*garden(2), *sea(3)]
    whole = came(list(islice(plan(arranged(photos), conditions()).picks(), 5)))
    first = "a" if whole[0].startswith("a") else "b"
    had = [name for name in whole if name.startswith(first)]
    begun = next(name for name in whole if not name.startswith(first))
    shown = {
        PhotoId(name): Shown(round=1, at=NOW + k * MINUTE) for k, name in enumerate([*had, begun])
    }
    newcomer = photo("joined", album=AlbumId(first), place="00")
    later = conditions(shown=shown, now=NOW + 9 * MINUTE)
    rest = [name for name in whole if name not in shown]
    left = came(list(islice(plan(arranged([*photos, newcomer]), later).picks(), len(rest) + 1)))
    assert left == [*rest, "joined"]


@pytest.mark.promise("P2")
def test_what_was_not_seen_within_the_day_comes_before_what_was() -> None:
    photos = [*garden(3), photo("joined", place="zz")]
    shown = {PhotoId(f"a{k}"): Shown(round=1, at=NOW + k * MINUTE) for k in range(3)}
    later = conditions(shown=shown, now=NOW + 9 * MINUTE)
    held = arranged(photos)
    assert came(list(islice(plan(held, later).picks(), 5))) == [
        "joined",
        "a0",
        "a1",
        "a2",
        "joined",
    ]


def test_two_portraits_share_the_screen_only_where_they_follow_each_other() -> None:
    photos = [
        upright("a0", ONE_DAY, place="a"),
        photo("a1", ONE_DAY, place="b"),
        upright("a2", ONE_DAY, place="c"),
        upright("a3", ONE_DAY, place="d"),
        upright("b0", ONE_DAY, album=AlbumId("b")),
    ]
    picks = list(islice(plan(arranged(photos), conditions()).picks(), 4))
    assert {pick.photos for pick in picks} == {("a0",), ("a1",), ("a2", "a3"), ("b0",)}
    pair = next(pick for pick in picks if len(pick.photos) == 2)
    assert pair.because == "As you arranged the album “Garden”"


def test_why_says_as_you_arranged_the_album() -> None:
    held = arranged([*garden(2), *sea(2)])
    verdicts = judge(held)
    reasons = {pick.photos[0]: pick for pick in islice(plan(held, conditions()).picks(), 4)}
    assert reasons[PhotoId("b0")].because == "As you arranged the album “Sea”"
    assert reasons[PhotoId("a0")].because == "In the order of the album “Garden”"
    now = explain_photo(held, verdicts, PhotoId("b0"), reasons[PhotoId("b0")])
    assert now[0] == "As you arranged the album “Sea”."
    waiting = explain_photo(held, verdicts, PhotoId("b1"))
    assert waiting[0] == "This photo waits for its turn: as you arranged the album “Sea”."
    assert in_words("", by_hand=True) == "As you arranged its album"


def test_of_a_burst_the_best_is_shown_and_whatever_somebody_placed() -> None:
    bits = number("burst")
    photos = [photo(f"p{k}", ONE_DAY + k * timedelta(seconds=1)) for k in range(4)]
    photos[3] = photo("p3", ONE_DAY, place="a")
    seen = {f"p{k}": looks(bits, sharpness=0.9 - 0.2 * k) for k in range(4)}
    plain = library(photos, seen)
    held = replace(plain, arranged=True)
    assert not judge(plain).verdicts[PhotoId("p3")].keep
    verdicts = judge(held).verdicts
    assert verdicts[PhotoId("p3")].keep
    assert verdicts[PhotoId("p3")].because == "You gave it its place in the album"
    resting = [its.because for its in verdicts.values() if not its.keep]
    assert "The one of this moment that you gave a place is shown instead" in resting
