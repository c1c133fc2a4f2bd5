from datetime import date, datetime, timedelta

import pytest

from frame.curate.dates import length, months, season_of
from frame.curate.judge import judge
from frame.curate.scrapbook import Page, Scrapbook
from frame.curate.trips import find_runs, trip_stories
from frame.model import AlbumId, Photo
from tests.curate.curate_photos import library, looks, number, photo

TODAY = date(2025, 6, 10)
FIRST = date(2021, 7, 5)


def everyday(per_week: int = 2) -> list[Photo]:
    """Return four years of ordinary life: a few photos each week, all in one album."""
    monday = datetime(2019, 1, 7, 12)
    return [
        photo(f"life-{week}-{k}", monday + timedelta(weeks=week, days=k), album=AlbumId("a"))
        for week in range(210)
        for k in range(per_week)
    ]


def away(days: int, per_day: int = 12, first: date = FIRST, album: str = "a") -> list[Photo]:
    """Return days with many photos each."""
    morning = datetime(first.year, first.month, first.day, 9)
    return [
        photo(
            f"away-{first}-{d}-{k}",
            morning + timedelta(days=d, minutes=12 * k),
            album=AlbumId(album),
        )
        for d in range(days)
        for k in range(per_day)
    ]


def titles(photos: list[Photo]) -> list[str]:
    its = library(photos, {one.id: looks(number(one.id)) for one in photos})
    return [story.title for story in trip_stories(Scrapbook(its, judge(its), TODAY))]


def pages(photos: list[Photo]) -> list[Page]:
    dated = sorted((one.taken_at, one.id) for one in photos if one.taken_at)
    return [Page(name, taken, taken.date(), None, None) for taken, name in dated]


def test_days_with_far_more_photos_than_usual_are_a_story() -> None:
    assert titles([*everyday(), *away(3)]) == ["Three days in July 2021"]


def test_an_even_life_has_no_days_that_stand_out() -> None:
    assert titles(everyday()) == []
    assert titles(everyday(per_week=7)) == []


def test_one_busy_day_is_a_feast_and_not_a_run_of_days() -> None:
    assert titles([*everyday(), *away(1, per_day=60)]) == []


def test_who_photographs_a_lot_needs_more_to_stand_out() -> None:
    morning = datetime(2020, 7, 1, 7)
    busy = [
        photo(f"b{day}-{k}", morning + timedelta(days=day, hours=k))
        for day in range(700)
        for k in range(10)
    ]
    first = date(2021, 7, 5)
    assert find_runs(pages([*busy, *away(3, per_day=12, first=first)])) == ()
    (run,) = find_runs(pages([*busy, *away(3, per_day=40, first=first)]))
    assert (run.first, run.last) == (first, first + timedelta(days=2))


def test_a_quiet_day_in_between_belongs_to_the_run_and_two_part_it() -> None:
    again = away(2, first=FIRST + timedelta(days=3))
    (run,) = find_runs(pages([*everyday(), *away(2), *again]))
    assert (run.last - run.first).days == 4
    later = away(2, first=FIRST + timedelta(days=4))
    assert len(find_runs(pages([*everyday(), *away(2), *later]))) == 2


def test_the_album_gives_the_title_if_it_is_the_album_of_these_days() -> None:
    assert titles([*everyday(), *away(5, album="b")]) == ["Sea"]
    shared = [*everyday(), *away(2, album="b"), *away(3, first=FIRST + timedelta(days=2))]
    assert titles(shared) == ["Five days in July 2021"]


def test_a_library_of_nothing_but_a_holiday_is_still_a_run() -> None:
    assert titles(away(7, album="untitled")) == ["A week in July 2021"]


def test_no_photos_have_no_runs() -> None:
    assert find_runs([]) == ()


@pytest.mark.parametrize(
    ("first", "days", "words"),
    [
        (date(2021, 7, 10), 2, "A weekend"),
        (date(2021, 7, 12), 2, "Two days"),
        (date(2021, 7, 12), 7, "A week"),
        (date(2021, 7, 12), 12, "Twelve days"),
        (date(2021, 7, 12), 14, "Two weeks"),
        (date(2021, 7, 12), 17, "17 days"),
    ],
)
def test_a_run_of_days_is_named_by_its_length(first: date, days: int, words: str) -> None:
    assert length(first, first + timedelta(days=days - 1)) == words


def test_months_are_named_with_their_years() -> None:
    assert months(date(2021, 5, 1), date(2021, 5, 9)) == "May 2021"
    assert months(date(2019, 6, 28), date(2019, 7, 2)) == "June and July 2019"
    assert months(date(2019, 12, 28), date(2020, 1, 2)) == "December 2019 and January 2020"


@pytest.mark.parametrize(
    ("day", "north", "south"),
    [
        (date(2018, 12, 1), "Winter 2018/19", "Summer 2018/19"),
        (date(2019, 2, 28), "Winter 2018/19", "Summer 2018/19"),
        (date(2019, 3, 1), "Spring 2019", "Autumn 2019"),
        (date(2019, 8, 31), "Summer 2019", "Winter 2019"),
        (date(2019, 11, 30), "Autumn 2019", "Spring 2019"),
        (date(1999, 12, 31), "Winter 1999/00", "Summer 1999/00"),
    ],
)
def test_seasons_change_with_december_march_june_and_september(
    day: date, north: str, south: str
) -> None:
    assert season_of(day, southern=False)[1] == north
    assert season_of(day, southern=True)[1] == south
