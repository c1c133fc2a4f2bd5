"""When a screen is lit: hours for each day of the week, across midnight where they are meant so.

Written as "mon-fri 07:00-22:30, sat-sun 08:00-23:30": days, then from when until when. Without
days they are of every day; nothing at all means always. Hours that end before they begin end the
next day: "sat 18:00-01:00" is over on Sunday at one.

Rule 1: hours are by the clock on the wall. When summer time begins or ends, whoever looks at that
        clock sees what was written: no hour is skipped, none is doubled but by the clock itself.
Rule 2: a text is read whole or refused in a sentence; nothing of it is guessed.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from frame.errors import BadRequest

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY: Final = 24 * 60
LONGEST: Final = 500
_ALL: Final = frozenset(range(7))
_SPAN: Final = re.compile(
    r"(?:(?P<first>[a-z]{3})(?:-(?P<last>[a-z]{3}))? +)?"
    r"(?P<from>\d\d:\d\d)-(?P<until>\d\d:\d\d)",
    re.ASCII,
)
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00", re.ASCII)
_HINT: Final = 'Say them as "mon-fri 07:00-22:30, sat-sun 08:00-23:30", or leave them empty.'


@dataclass(frozen=True, slots=True)
class Span:
    """Some hours that begin on these days (0 Monday to 6 Sunday), in minutes of the day.

    They end on the same day where `until_minute` is later than `from_minute`, else on the next.
    """

    days: frozenset[int]
    from_minute: int
    until_minute: int

    def covers(self, day: int, minute: int) -> bool:
        """Say whether this minute of this weekday is in it."""
        if self.from_minute < self.until_minute:
            return day in self.days and self.from_minute <= minute < self.until_minute
        begun = day in self.days and minute >= self.from_minute
        return begun or ((day - 1) % 7 in self.days and minute < self.until_minute)


Week = tuple[Span, ...]


def read_hours(text: str) -> Week:
    """Return the hours of a week; nothing for an empty text.

    Raises:
        BadRequest: it does not say which hours are meant.
    """
    if len(text) > LONGEST:
        raise BadRequest("these hours are longer than any week needs", hint=_HINT)
    parts = [part.strip() for part in text.lower().split(",")]
    return () if parts == [""] else tuple(_span(part) for part in parts)


def write_hours(week: Week) -> str:
    """Return hours as `read_hours` reads them."""
    return ", ".join(line for span in week for line in _written(span))


def is_lit(week: Week, now: datetime) -> bool:
    """Say whether the screen is lit at this moment of local time; always where nothing is set."""
    day, minute = now.weekday(), 60 * now.hour + now.minute
    return not week or any(span.covers(day, minute) for span in week)


def _span(part: str) -> Span:
    said = _SPAN.fullmatch(part)
    if said is None:
        raise BadRequest(f"{part!r} are no hours of a week", hint=_HINT)
    first, last = _minute(said["from"]), _minute(said["until"])
    if first in {DAY, last}:
        raise BadRequest(f"{part!r} begin and end at once", hint=_HINT)
    return Span(_days(said["first"], said["last"]), first, last)


def _minute(text: str) -> int:
    if _TIME.fullmatch(text) is None:
        raise BadRequest(f"{text!r} is no time of a day", hint=_HINT)
    return 60 * int(text[:2]) + int(text[3:])


def _days(first: str | None, last: str | None) -> frozenset[int]:
    """Return the days from the first to the last, over the end of the week if need be."""
    if first is None:
        return _ALL
    begin = _day(first)
    length = (_day(last or first) - begin) % 7 + 1
    return frozenset((begin + step) % 7 for step in range(length))


def _day(name: str) -> int:
    if name not in DAYS:
        raise BadRequest(f"{name!r} is no day of a week", hint=f"Days are {', '.join(DAYS)}.")
    return DAYS.index(name)


def _written(span: Span) -> list[str]:
    hours = f"{_time(span.from_minute)}-{_time(span.until_minute)}"
    if span.days == _ALL:
        return [hours]
    return [f"{days} {hours}" for days in _runs(span.days)]


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _runs(days: frozenset[int]) -> list[str]:
    """Return the days as runs such as "mon-fri", none of them over the end of the week."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs]
