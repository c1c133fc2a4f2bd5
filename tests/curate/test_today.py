from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.curate.today import Calendar, Memory, Nearness, anniversary, days_until, recall
from tests.curate.curate_photos import photo

TODAY = date(2025, 6, 10)


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (date(2024, 6, 10), "On this day last year"),
        (date(2015, 6, 10), "On this day 10 years ago"),
        (date(2020, 6, 13), "In this week 5 years ago"),
        (date(2020, 6, 7), "In this week 5 years ago"),
        (date(2020, 6, 1), "In this month 5 years ago"),
        (date(2020, 7, 20), "At this time of year 5 years ago"),
    ],
)
def test_a_memory_says_how_near_and_how_long_ago(taken: date, words: str) -> None:
    memory = recall(taken, TODAY)
    assert memory is not None
    assert memory.in_words() == words


@pytest.mark.parametrize("taken", [TODAY, date(2025, 6, 1), date(2026, 6, 10), date(2020, 12, 1)])
def test_this_year_and_the_other_half_of_the_year_are_no_memory(taken: date) -> None:
    assert recall(taken, TODAY) is None


def test_a_week_reaches_over_new_year_and_counts_the_years_rightly() -> None:
    assert recall(date(2020, 12, 31), date(2025, 1, 1)) == Memory(Nearness.WEEK, 4)
    assert recall(date(2020, 1, 1), date(2024, 12, 30)) == Memory(Nearness.WEEK, 5)


def test_a_leap_day_has_its_day_on_the_28th_in_common_years_only() -> None:
    leap = date(2020, 2, 29)
    assert recall(leap, date(2025, 2, 28)) == Memory(Nearness.DAY, 5)
    assert recall(leap, date(2024, 2, 28)) == Memory(Nearness.WEEK, 4)
    assert recall(leap, date(2024, 2, 29)) == Memory(Nearness.DAY, 4)
    assert recall(date(2020, 2, 28), date(2024, 2, 29)) == Memory(Nearness.WEEK, 4)


def test_the_calendar_finds_the_leap_day_when_it_has_its_day() -> None:
    calendar = Calendar([photo("leap", datetime(2020, 2, 29, 9, 0))])
    assert calendar.find(Nearness.DAY, date(2025, 2, 28)) == {"leap"}
    assert calendar.find(Nearness.DAY, date(2024, 2, 28)) == set()
    assert calendar.find(Nearness.DAY, date(2024, 2, 29)) == {"leap"}
    assert calendar.find(Nearness.DAY, date(2100, 2, 28)) == {"leap"}


def test_undated_photos_and_empty_calendars_have_no_memories() -> None:
    for nearness in Nearness:
        assert Calendar([photo("undated")]).find(nearness, TODAY) == set()
        assert Calendar([]).find(nearness, date.max) == set()
        assert Calendar([]).find(nearness, date.min) == set()


@pytest.mark.parametrize(
    ("taken", "days"),
    [
        (date(2020, 6, 11), 1),
        (TODAY, 365),
        (date(2020, 6, 10), 365),
        (date(2025, 6, 12), 367),
        (date(9999, 1, 1), None),
    ],
)
def test_the_days_until_an_anniversary_are_counted(taken: date, days: int | None) -> None:
    assert days_until(taken, TODAY) == days


DATES = st.dates(date(1900, 1, 1), date(2080, 12, 31))


@given(DATES, DATES)
def test_the_calendar_and_the_reason_always_agree(taken: date, today: date) -> None:
    calendar = Calendar([photo("x", datetime(taken.year, taken.month, taken.day, 23, 59))])
    memory = recall(taken, today)
    for nearness in (Nearness.DAY, Nearness.WEEK, Nearness.SEASON):
        within = memory is not None and (
            memory.nearness <= nearness or nearness is Nearness.SEASON
        )
        found = calendar.find(nearness, today) == {"x"}
        assert found == within or (nearness is Nearness.SEASON and _is_month(memory))


def _is_month(memory: Memory | None) -> bool:
    return memory is not None and memory.nearness is Nearness.MONTH


@given(DATES, DATES)
def test_the_next_anniversary_is_never_missed(one: date, other: date) -> None:
    taken, today = sorted((one, other))
    days = days_until(taken, today)
    assert days is not None
    assert days >= 1
    day = date.fromordinal(today.toordinal() + days)
    assert anniversary(taken, day.year) == day
    assert recall(taken, day) == Memory(Nearness.DAY, day.year - taken.year)
