"""What happened on this day, or around it, in earlier years.

Dates are those the family remembers: the wall-clock date where the photo was taken, against the
local date of the frame. No time zone is converted, so a photo taken at 23:50 stays on its day.
A photo of the 29th of February has its day on the 28th in years without a 29th.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from frame.model import Photo, PhotoId

_WEEK = 3  # days before and after
_SEASON = 45


class Nearness(IntEnum):
    """How near a day of an earlier year is to today's."""

    DAY = 0
    WEEK = 1
    MONTH = 2
    SEASON = 3


@dataclass(frozen=True, slots=True)
class Memory:
    """Why a photo belongs to today: how near its day is, and how many years ago it was."""

    nearness: Nearness
    years: int

    def in_words(self) -> str:
        """Return the reason as a family would say it."""
        ago = "last year" if self.years == 1 else f"{self.years} years ago"
        return f"{_OPENINGS[self.nearness]} {ago}"


_OPENINGS = {
    Nearness.DAY: "On this day",
    Nearness.WEEK: "In this week",
    Nearness.MONTH: "In this month",
    Nearness.SEASON: "At this time of year",
}


def anniversary(taken: date, year: int) -> date:
    """Return the day on which a photo has its anniversary in a year."""
    try:
        return taken.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def recall(taken: date, today: date) -> Memory | None:
    """Return what links a photo's date to today, the nearest first; None if nothing does."""
    years = range(max(today.year - 1, taken.year + 1, 1), min(today.year + 1, 9999) + 1)
    if not years:
        return None
    away, year = min((abs((anniversary(taken, year) - today).days), year) for year in years)
    if away == 0:
        return Memory(Nearness.DAY, year - taken.year)
    if away <= _WEEK:
        return Memory(Nearness.WEEK, year - taken.year)
    if taken.month == today.month and taken.year < today.year:
        return Memory(Nearness.MONTH, today.year - taken.year)
    return Memory(Nearness.SEASON, year - taken.year) if away <= _SEASON else None


def days_until(taken: date, today: date) -> int | None:
    """Return in how many days a photo's next anniversary is: 1 to 366; None before the first."""
    for year in (today.year, today.year + 1, today.year + 2):
        if taken.year < year <= 9999 and (day := anniversary(taken, year)) > today:
            return (day - today).days
    return None


class Calendar:
    """Photos by day of the year."""

    def __init__(self, photos: Iterable[Photo]) -> None:
        self._days: dict[tuple[int, int], list[tuple[int, PhotoId]]] = defaultdict(list)
        for photo in photos:
            if (taken := photo.taken_at) is not None:
                self._days[taken.month, taken.day].append((taken.year, photo.id))

    def find(self, nearness: Nearness, today: date) -> set[PhotoId]:
        """Return the photos of earlier years that are at least this near to today."""
        if nearness is Nearness.MONTH:
            return {
                photo
                for day in range(1, 32)
                for year, photo in self._days.get((today.month, day), ())
                if year < today.year
            }
        reach = {Nearness.DAY: 0, Nearness.WEEK: _WEEK}.get(nearness, _SEASON)
        days = _around(today, reach)
        return {photo for day in days for photo in self._on(day)}

    def _on(self, day: date) -> Iterator[PhotoId]:
        keys = [(day.month, day.day)]
        if keys == [(2, 28)] and anniversary(date(2000, 2, 29), day.year) == day:
            keys.append((2, 29))
        return (
            photo for key in keys for year, photo in self._days.get(key, ()) if year < day.year
        )


def _around(today: date, reach: int) -> Iterator[date]:
    for days in range(-reach, reach + 1):
        try:
            yield today + timedelta(days=days)
        except OverflowError:
            continue
