"""How the memories of a day come into the playlist."""

from datetime import datetime, timedelta
from itertools import islice

import pytest

from frame.curate.playlist import plan
from frame.model import Photo, PhotoId, Pick, Shown
from tests.curate.curate_photos import NOW, conditions, library, photo

HOUR = timedelta(hours=1)


def around(year: int, days: int, name: str = "") -> Photo:
    """Return a photo taken so many days after this day of an earlier year."""
    taken = datetime(year, 6, 10, 9, 0) + timedelta(days=days)
    return photo(name or f"{year}{days:+}", taken)


def others(size: int) -> list[Photo]:
    return [photo(f"p{k:03}") for k in range(size)]


def take(photos: list[Photo], count: int, **changes: object) -> list[Pick]:
    return list(islice(plan(library(photos), conditions(**changes)).picks(), count))


def test_what_happened_on_this_day_comes_first_once_and_says_so() -> None:
    photos = [*others(40), around(2015, 0), around(2020, 0)]
    picks = take(photos, 42)
    assert {pick.because for pick in picks[:2]} == {
        "On this day 10 years ago",
        "On this day 5 years ago",
    }
    assert sorted(pick.photos[0] for pick in picks) == sorted(one.id for one in photos)


def test_many_memories_leave_room_for_other_photos() -> None:
    picks = take([*others(40), *(around(2000 + k, 0) for k in range(12))], 20)
    told = [pick.because.startswith("On this day") for pick in picks]
    assert told == [True] * 5 + [False, True] * 7 + [False]


def test_a_memory_that_had_its_turn_today_does_not_come_first_again() -> None:
    photos = [*others(5), around(2015, 0)]
    shown = {PhotoId("2015+0"): Shown(round=1, at=NOW - 2 * HOUR)}
    shown |= {
        one.id: Shown(round=1, at=NOW - timedelta(minutes=9 + k))
        for k, one in enumerate(others(5))
    }
    firsts = {take(photos, 1, shown=shown, seed=seed)[0].photos for seed in range(20)}
    assert len(firsts) > 1


@pytest.mark.parametrize(
    ("days", "because"),
    [
        (2, "In this week 5 years ago"),
        (15, "In this month 5 years ago"),
        (40, "At this time of year 5 years ago"),
    ],
)
def test_a_day_without_memories_borrows_a_few_from_the_days_around(
    days: int, because: str
) -> None:
    photos = [*others(80), *(around(2020, days, f"m{k}") for k in range(6))]
    picks = take(photos, 20, every=timedelta(seconds=1))
    assert [pick.because for pick in picks[:3]] == [because] * 3
    assert sum(pick.because == because for pick in picks[3:]) < 6


def test_borrowed_memories_do_not_come_first_twice_on_a_day() -> None:
    photos = [*others(80), *(around(2020, 2, f"m{k}") for k in range(9))]
    start = take(photos, 3)
    shown = {pick.photos[0]: Shown(round=1, at=NOW) for pick in start}
    later = take(photos, 3, shown=shown, now=NOW + HOUR)
    assert all(pick.photos[0].startswith("m") for pick in start)
    assert not all(pick.photos[0].startswith("m") for pick in later)


def test_an_undated_library_gets_no_memories_and_no_gap() -> None:
    assert len({pick.photos for pick in take(others(9), 9)}) == 9


def test_photos_whose_day_is_near_wait_for_it() -> None:
    photos = [*others(200), *(around(2020, days) for days in (1, 2, 5))]
    playlist = plan(library(photos), conditions(every=HOUR))
    days: dict[str, int] = {}
    for hour, pick in enumerate(islice(playlist.picks(), 203)):
        if pick.photos[0].startswith("2020"):
            days[pick.photos[0]] = (NOW + hour * HOUR - NOW.replace(hour=0)).days
    assert days == {"2020+1": 1, "2020+2": 2, "2020+5": 5}


def test_a_photo_kept_for_its_day_comes_when_the_round_ends_before() -> None:
    photos = [*others(30), around(2020, 1, "soon")]
    playlist = plan(library(photos), conditions(every=HOUR))
    fast = [playlist.pick(NOW) for _ in range(31)]
    assert sorted(pick.photos[0] for pick in fast if pick) == sorted(one.id for one in photos)


@pytest.mark.promise("P2")
def test_a_photo_kept_for_its_day_comes_before_one_that_was_shown_today() -> None:
    photos = [*others(30), around(2020, 1, "soon"), around(2018, 0, "today")]
    shown = {one.id: Shown(round=1, at=NOW - HOUR) for one in others(30)}
    shown[PhotoId("soon")] = Shown(round=1, at=NOW - 40 * HOUR)
    picks = take(photos, 2, shown=shown, every=2 * HOUR)
    assert [pick.photos[0] for pick in picks] == ["today", "soon"]


def test_a_photo_kept_for_a_day_the_frame_was_off_comes_as_soon_as_it_is_on() -> None:
    photos = [*others(120), around(2020, 1, "missed"), around(2020, 4, "today")]
    playlist = plan(library(photos), conditions(every=HOUR))
    before = [pick.photos[0] for _ in range(30) if (pick := playlist.pick(NOW))]
    late = NOW + timedelta(days=4)
    after = [pick.photos[0] for _ in range(2) if (pick := playlist.pick(late))]
    assert not {"missed", "today"} & set(before)
    assert after == ["today", "missed"]


def test_a_leap_day_is_remembered_in_a_common_year() -> None:
    here = datetime(2025, 2, 28, 8, 0, tzinfo=NOW.tzinfo)
    photos = [*others(20), photo("leap", datetime(2024, 2, 29, 10, 0))]
    because = "On this day last year"
    assert take(photos, 1, now=here) == [Pick(photos=(PhotoId("leap"),), because=because)]
