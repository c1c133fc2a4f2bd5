"""Schedules of a week, against a plain table of all its minutes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.errors import BadRequest
from frame.upkeep.hours import DAY, Span, Week, is_lit, read_hours, write_hours

WORK = read_hours("mon-fri 07:00-22:30, sat-sun 08:00-23:30")
MONDAY = datetime(2027, 3, 1)

spans = (
    st.builds(
        Span,
        st.frozensets(st.integers(0, 6), min_size=1),
        st.integers(0, DAY - 1),
        st.integers(0, DAY),
    )
    .filter(lambda one: one.from_minute != one.until_minute)
)  # fmt: skip
weeks: st.SearchStrategy[Week] = st.lists(spans, min_size=1, max_size=5).map(tuple)


def table(week: Week) -> set[int]:
    """Return each minute of the week that is lit, counted one by one."""
    lit = set()
    for span in week:
        length = (span.until_minute - span.from_minute) % DAY or DAY
        if span.until_minute == DAY:
            length = DAY - span.from_minute
        for day in span.days:
            begin = day * DAY + span.from_minute
            lit |= {(begin + step) % (7 * DAY) for step in range(length)}
    return lit


@given(weeks, st.lists(st.integers(0, 7 * DAY - 1), min_size=1, max_size=40))
def test_every_minute_of_a_week_is_lit_exactly_where_the_table_says(
    week: Week, minutes: list[int]
) -> None:
    lit = table(week)
    edges = [edge % (7 * DAY) for one in week for day in one.days
             for edge in (day * DAY + one.from_minute, day * DAY + one.until_minute)]  # fmt: skip
    for minute in (*minutes, *edges, *((edge - 1) % (7 * DAY) for edge in edges)):
        assert is_lit(week, MONDAY + timedelta(minutes=minute)) == (minute in lit)


@given(weeks)
def test_hours_are_read_as_they_are_written(week: Week) -> None:
    again = read_hours(write_hours(week))
    assert table(again) == table(week)
    assert write_hours(again) == write_hours(read_hours(write_hours(again)))


@pytest.mark.parametrize(
    ("text", "moment", "lit"),
    [
        ("", "2027-03-01 03:00", True),
        ("mon-fri 07:00-22:30", "2027-03-01 06:59", False),
        ("mon-fri 07:00-22:30", "2027-03-01 07:00", True),
        ("mon-fri 07:00-22:30", "2027-03-01 22:30", False),
        ("mon-fri 07:00-22:30", "2027-03-06 12:00", False),
        ("sat 18:00-01:00", "2027-03-06 23:59", True),
        ("sat 18:00-01:00", "2027-03-07 00:59", True),
        ("sat 18:00-01:00", "2027-03-07 01:00", False),
        ("sat 18:00-01:00", "2027-03-06 00:30", False),
        ("sun 22:00-02:00", "2027-03-01 01:00", True),
        ("fri-mon 10:00-11:00", "2027-03-07 10:30", True),
        ("fri-mon 10:00-11:00", "2027-03-02 10:30", False),
        ("06:30-24:00", "2027-03-03 23:59", True),
        ("06:30-24:00", "2027-03-03 06:00", False),
        ("MON 07:00-08:00,TUE 09:00-10:00", "2027-03-02 09:15", True),
    ],
)
def test_a_schedule_means_what_a_person_reads(text: str, moment: str, lit: bool) -> None:  # noqa: FBT001
    assert is_lit(read_hours(text), datetime.fromisoformat(moment)) is lit


@pytest.mark.parametrize(
    "text",
    [
        "always", "mon", "07:00", "mon-fri", "moo 07:00-08:00", "mon-moo 07:00-08:00",
        "7:00-8:00", "07:00-25:00", "07:60-08:00", "24:00-08:00", "08:00-08:00",
        "mon 07:00-08:00,", ",", "mon\u00a007:00-08:00", "x" * 501, "\u0661\u0662:00-13:00",
    ],
)  # fmt: skip
def test_what_is_no_schedule_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadRequest) as caught:
        read_hours(text)
    assert caught.value.hint


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_when_summer_time_comes_and_goes_the_clock_on_the_wall_decides(zone: str) -> None:
    place = ZoneInfo(zone)
    moment = datetime(2027, 1, 1, tzinfo=UTC)
    while moment.year == 2027:
        local = moment.astimezone(place)
        assert is_lit(WORK, local) == is_lit(WORK, local.replace(tzinfo=None))
        moment += timedelta(minutes=30)


def test_hours_inside_the_hour_that_summer_time_skips_are_simply_over() -> None:
    week = read_hours("02:15-02:45")
    place = ZoneInfo("Europe/Berlin")
    before = datetime(2027, 3, 28, 0, 59, tzinfo=UTC).astimezone(place)
    after = datetime(2027, 3, 28, 1, 0, tzinfo=UTC).astimezone(place)
    assert (before.hour, after.hour) == (1, 3)
    assert not is_lit(week, before)
    assert not is_lit(week, after)
