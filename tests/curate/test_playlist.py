from datetime import UTC, datetime, timedelta, timezone
from itertools import islice

import pytest

from frame.curate.judge import judge
from frame.curate.playlist import plan
from frame.model import AlbumId, Photo, PhotoId, PhotoState, Pick, Shown
from tests.curate.curate_photos import (
    LONG_AGO,
    NOW,
    conditions,
    library,
    looks,
    near,
    number,
    photo,
)

HOUR = timedelta(hours=1)


def take(photos: list[Photo], count: int, **changes: object) -> list[Pick]:
    return list(islice(plan(library(photos), conditions(**changes)).picks(), count))


def names(picks: list[Pick]) -> list[str]:
    return [name for pick in picks for name in pick.photos]


def undated(size: int) -> list[Photo]:
    return [photo(f"p{k:03}") for k in range(size)]


def test_an_empty_library_gives_nothing() -> None:
    assert take([], 5) == []
    assert plan(library([]), conditions()).pick(NOW) is None


def test_one_photo_is_shown_again_and_again() -> None:
    assert names(take([photo("only")], 3)) == ["only"] * 3


@pytest.mark.promise("P2")
def test_round_after_round_every_photo_comes_once() -> None:
    shown = names(take(undated(50), 150))
    rounds = [shown[start : start + 50] for start in (0, 50, 100)]
    assert all(sorted(its) == sorted(one.id for one in undated(50)) for its in rounds)
    assert len({tuple(its) for its in rounds}) == 3


@pytest.mark.promise("P2")
def test_nothing_hidden_resting_or_erased_is_ever_picked() -> None:
    barred = [
        photo("hidden", hidden=True),
        *(photo(state, state=state) for state in PhotoState if state is not PhotoState.READY),
    ]
    assert set(names(take([*undated(3), *barred], 20))) == {"p000", "p001", "p002"}


def test_a_photo_hidden_after_it_was_judged_is_not_picked() -> None:
    verdicts = judge(library(undated(3)))
    now_hidden = [*undated(2), photo("p002", hidden=True)]
    picks = plan(library(now_hidden), conditions(), verdicts).picks()
    assert "p002" not in names(list(islice(picks, 9)))


def test_a_photo_that_was_not_judged_yet_is_picked() -> None:
    verdicts = judge(library(undated(2)))
    picks = plan(library(undated(3)), conditions(), verdicts).picks()
    assert "p002" in names(list(islice(picks, 3)))


@pytest.mark.promise("P2")
def test_after_a_restart_the_round_goes_on_where_it_was() -> None:
    whole = names(take(undated(40), 40))
    for cut in (1, 17, 39, 40):
        shown = {PhotoId(name): Shown(round=1, at=NOW) for name in whole[:cut]}
        later = conditions(shown=shown, now=NOW + HOUR)
        resumed = plan(library(undated(40)), later)
        rest = names(list(islice(resumed.picks(), 40 - cut)))
        assert rest == whole[cut:]
        assert cut == 40 or resumed.round == 1


def test_a_restart_in_a_later_round_leaves_nobody_out() -> None:
    shown = {one.id: Shown(round=5, at=NOW - 90 * HOUR) for one in undated(20)}
    shown |= {one.id: Shown(round=6, at=NOW - HOUR) for one in undated(7)}
    playlist = plan(library(undated(20)), conditions(shown=shown))
    assert playlist.round == 6
    rest = names(list(islice(playlist.picks(), 13)))
    assert sorted(rest) == [one.id for one in undated(20)][7:]


def test_after_the_last_photo_of_a_round_the_next_one_begins() -> None:
    shown = {one.id: Shown(round=3, at=NOW - HOUR) for one in undated(4)}
    playlist = plan(library(undated(4)), conditions(shown=shown))
    assert playlist.round == 4
    assert len(set(names(list(islice(playlist.picks(), 4))))) == 4
    assert playlist.round == 4


@pytest.mark.promise("P2")
def test_a_photo_that_arrives_in_a_round_appears_in_it_and_soon() -> None:
    shown = {PhotoId(f"p{k:03}"): Shown(round=2, at=NOW) for k in range(20)}
    photos = [*undated(60), photo("new", received_at=NOW)]
    picks = take(photos, 41, shown=shown)
    assert picks[0] == Pick(photos=(PhotoId("new"),), because="New this week")
    assert sorted(names(picks)) == sorted({"new", *(f"p{k:03}" for k in range(20, 60))})


def test_newcomers_take_every_third_turn_until_all_had_one() -> None:
    fresh = [photo(f"new{k}", received_at=NOW - HOUR) for k in range(5)]
    picks = take([*undated(60), *fresh], 20)
    assert [k for k, pick in enumerate(picks) if "new" in pick.photos[0]][:5] == [0, 3, 6, 9, 12]


def test_nothing_is_called_new_when_everything_is() -> None:
    picks = take([photo(f"{k}", received_at=NOW) for k in range(9)], 9)
    assert {pick.because for pick in picks} == {"You have not seen this one yet"}


@pytest.mark.promise("P2")
def test_what_was_shown_today_waits_while_others_are_left() -> None:
    shown = {PhotoId(f"p{k:03}"): Shown(round=1, at=NOW - HOUR) for k in range(30)}
    shown |= {PhotoId(f"p{k:03}"): Shown(round=1, at=NOW - 30 * HOUR) for k in range(30, 60)}
    first = names(take(undated(60), 60, shown=shown))
    assert set(first[:30]) == {f"p{k:03}" for k in range(30, 60)}
    assert set(first[30:]) == {f"p{k:03}" for k in range(30)}


def test_a_photo_comes_back_when_its_day_is_over() -> None:
    shown = {one.id: Shown(round=1, at=NOW - 40 * HOUR) for one in undated(40)}
    shown[PhotoId("p007")] = Shown(round=1, at=NOW - 21 * HOUR)
    turns = names(take(undated(40), 40, shown=shown, every=HOUR))
    assert turns.index("p007") >= 3
    assert sorted(turns) == [one.id for one in undated(40)]


def test_a_clock_that_was_years_ahead_blocks_no_photo() -> None:
    shown = {one.id: Shown(round=1, at=NOW + 9000 * HOUR) for one in undated(6)}
    assert sorted(names(take(undated(6), 6, shown=shown))) == [one.id for one in undated(6)]


@pytest.mark.promise("P2")
def test_two_alike_do_not_follow_each_other_where_that_can_be_avoided() -> None:
    scenes = [number(f"{k}") for k in range(4)]
    seen = {f"p{k:03}": looks(near(scenes[k % 4], 60, offset=40 + k)) for k in range(60)}
    photos = [photo(f"p{k:03}", favourite=True) for k in range(60)]
    picks = list(islice(plan(library(photos, seen), conditions()).picks(), 60))
    kinds = [int(pick.photos[0][1:]) % 4 for pick in picks]
    assert sorted(kinds) == [0] * 15 + [1] * 15 + [2] * 15 + [3] * 15
    assert all(kinds[k] != kinds[k - 1] for k in range(1, 50))


def test_a_restart_does_not_show_a_photo_like_the_last_one() -> None:
    seen = {"p000": looks(number("x")), "p001": looks(near(number("x"), 60))}
    for seed in range(8):
        shown = {PhotoId("p000"): Shown(round=1, at=NOW - HOUR)}
        settings = conditions(shown=shown, seed=seed)
        first = plan(library(undated(4), seen), settings).pick(NOW)
        assert first is not None
        assert first.photos != ("p001",)


def test_a_year_of_silence_is_a_reason() -> None:
    shown = {
        PhotoId("p000"): Shown(round=1, at=NOW - timedelta(days=22)),
        PhotoId("p001"): Shown(round=1, at=NOW - timedelta(days=400)),
    }
    said = {pick.photos[0]: pick.because for pick in take(undated(2), 2, shown=shown)}
    assert said[PhotoId("p000")] == "You have not seen this one for 3 weeks"
    assert said[PhotoId("p001")] == "You have not seen this one for 13 months"


def test_the_best_of_a_burst_and_a_favourite_say_so() -> None:
    taken = datetime(2021, 1, 5, 8, 0)
    burst = [photo(f"b{k}", taken + timedelta(seconds=k)) for k in range(3)]
    seen = {f"b{k}": looks(number("x"), sharpness=(k + 1) / 4) for k in range(3)}
    photos = [*burst, photo("liked", favourite=True), photo("plain", album=AlbumId("untitled"))]
    picks = list(islice(plan(library(photos, seen), conditions()).picks(), 3))
    assert {pick.photos[0]: pick.because for pick in picks} == {
        "b2": "The best of 3 from this moment",
        "liked": "One of your favourites",
        "plain": "You have not seen this one yet",
    }


def test_the_same_seed_gives_the_same_order_and_another_seed_another() -> None:
    orders = [tuple(names(take(undated(30), 30, seed=seed))) for seed in (*range(20), 0)]
    assert orders[0] == orders[-1]
    assert len(set(orders)) == 20


def test_the_day_begins_at_the_frames_own_midnight() -> None:
    photos = [*undated(30), photo("memory", datetime(2019, 6, 11, 23, 59), received_at=LONG_AGO)]
    late_in_utc = datetime(2025, 6, 10, 23, 30, tzinfo=UTC)
    here = late_in_utc.astimezone(timezone(2 * HOUR))
    because = "On this day 6 years ago"
    assert take(photos, 1, now=here)[0] == Pick(photos=(PhotoId("memory"),), because=because)
    assert because not in {pick.because for pick in take(photos, 20, now=late_in_utc)}


def test_a_hundred_thousand_photos_can_be_planned() -> None:
    photos = [photo(f"{k:06}", album=AlbumId(f"{k % 97}")) for k in range(100_000)]
    picks = take(photos, 100)
    assert len(set(names(picks))) == 100
