"""Which release a frame goes to next, if any.

Rule 1: of what is offered, the newest one that is newer than what runs; where a version is pinned,
        that one and nothing else.
Rule 2: nothing older than the floor, pinned or not: below it lie holes that are known.
Rule 3: what was tried here and failed is not taken again by itself.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

_VERSION: Final = re.compile(r"(0|[1-9][0-9]{0,5})(?:\.(0|[1-9][0-9]{0,5})){1,3}", re.ASCII)
LONGEST_DEFERRAL: Final = timedelta(days=90)
"""A frame that waits longer than this is a frame without updates."""
_WEIGHT: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A system that is offered.

    version          such as 1.4 or 2026.11.2
    place            its address, absolute or from where the feed lies
    size_bytes       of the bundle
    sha256           of the bundle, in hexadecimal
    released         the day it was made
    supported_until  the last day on which holes in it are closed
    """

    version: str
    place: str
    size_bytes: int
    sha256: str
    released: date
    supported_until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the installer said, and what this frame knows.

    running  the version that runs
    floor    nothing older is installed
    pinned   the only version that is wanted, "" for the newest
    until    no update before this moment
    failed   versions that were tried here in vain
    """

    running: str
    floor: str = "0.0"
    pinned: str = ""
    until: datetime | None = None
    failed: Sequence[str] = ()


def is_version(text: str) -> bool:
    """Say whether these are two to four whole numbers with dots between."""
    return _VERSION.fullmatch(text) is not None


def weight(version: str) -> tuple[int, ...]:
    """Return what versions are compared by: 1.4 and 1.4.0 are the same; raise ValueError."""
    if not is_version(version):
        raise ValueError("that is no version")
    numbers = [int(number) for number in version.split(".")]
    return tuple(numbers + [0] * (_WEIGHT - len(numbers)))


def is_newer(version: str, than: str) -> bool:
    """Say whether a version comes after another."""
    return weight(version) > weight(than)


def newest(*versions: str) -> str:
    """Return the newest of some versions."""
    return max(versions, key=weight)


def wanted(offered: Iterable[Release], policy: Policy) -> Release | None:
    """Return the release to go to, or None; when is another question (`is_deferred`)."""
    running = weight(policy.running)
    fit = [
        one
        for one in offered
        if not is_newer(policy.floor, one.version) and one.version not in policy.failed
    ]
    if policy.pinned:
        pinned = weight(policy.pinned)
        fit = [one for one in fit if weight(one.version) == pinned != running]
    else:
        fit = [one for one in fit if weight(one.version) > running]
    return max(fit, key=lambda one: weight(one.version), default=None)


def is_deferred(policy: Policy, now: datetime) -> bool:
    """Say whether updates are to wait."""
    return policy.until is not None and now < policy.until


@dataclass(frozen=True, slots=True)
class Hours:
    """When the frame may restart by itself: minutes after midnight; may reach over midnight."""

    begin: int
    end: int

    def holds(self, now: datetime) -> bool:
        """Say whether a local time lies within."""
        minute = now.hour * 60 + now.minute
        if self.begin < self.end:
            return self.begin <= minute < self.end
        return minute >= self.begin or minute < self.end


_HOURS: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


def read_hours(text: str) -> Hours | None:
    """Return the hours of "02:00-05:00", or None where these are none."""
    told = _HOURS.fullmatch(text)
    if told is None:
        return None
    numbers = [int(one) for one in told.groups()]
    begin, end = 60 * numbers[0] + numbers[1], 60 * numbers[2] + numbers[3]
    return Hours(begin, end) if begin != end else None
