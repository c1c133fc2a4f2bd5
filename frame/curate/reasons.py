"""Why a photo is shown now, in words; the most interesting true reason comes first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from frame.curate.today import Memory, Nearness, recall
from frame.model import Photo, Shown, Verdict

_LONG_AGO = timedelta(weeks=3)
_HALF_YEAR = timedelta(days=183)
_NOT_YET = "You have not seen this one yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about a photo at the time of its turn.

    title      of its album, empty where it has none
    shown      when it was on the glass before, if ever
    newcomer   it came this week, and most others did not
    one_of     how many photos its moment has
    story      the title of the story it is told in, empty where it is in none
    order      why it comes where albums are shown in their order; empty where they are not
    """

    photo: Photo
    now: datetime
    title: str
    shown: Shown | None
    newcomer: bool
    verdict: Verdict | None
    one_of: int
    story: str = ""
    order: str = ""


def reasons(facts: Facts) -> Iterator[str]:
    """Give every true reason to show a photo now, the most interesting first; never none."""
    taken = facts.photo.taken_at
    memory = recall(taken.date(), facts.now.date()) if taken else None
    if facts.order:
        yield facts.order
    if facts.story:
        yield f"Part of the story “{facts.story}”"
    yield from _told(memory, Nearness.DAY, Nearness.DAY)
    if facts.newcomer:
        yield "New this week"
    yield from _told(memory, Nearness.WEEK, Nearness.WEEK)
    if facts.photo.favourite:
        yield "One of your favourites"
    if facts.shown and facts.now - facts.shown.at >= _LONG_AGO:
        yield f"You have not seen this one for {_how_long(facts.now - facts.shown.at)}"
    if facts.verdict and facts.verdict.keep and facts.one_of > 1:
        yield facts.verdict.because
    yield from _told(memory, Nearness.MONTH, Nearness.SEASON)
    if facts.shown is None:
        yield _NOT_YET
    yield f"The turn of the album “{facts.title}”" if facts.title else "The turn of its album"


def shared_reason(one: Facts, other: Facts, *, same_moment: bool) -> str:
    """Give the most interesting reason that is true of both photos of a pair."""
    of_other = set(reasons(other))
    dull = {_NOT_YET, list(reasons(one))[-1]}
    both = (reason for reason in reasons(one) if reason in of_other - dull)
    return next(both, "Two of the same moment" if same_moment else "Two of the same day")


def _told(memory: Memory | None, nearest: Nearness, farthest: Nearness) -> Iterator[str]:
    if memory and nearest <= memory.nearness <= farthest:
        yield memory.in_words()


def _how_long(time: timedelta) -> str:
    if time >= _HALF_YEAR:
        return f"{round(time.days / 30.44)} months"
    return f"{time.days // 7} weeks"
