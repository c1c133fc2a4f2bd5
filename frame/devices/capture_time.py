"""When a photo was taken, from the many ways in which files write it down.

A capture time is wall-clock time where the photo was taken, without a zone (`model`, Rule 4):
a zone in the file is dropped, not applied. Midnight means that only the day is known.
Sources: EXIF 3.0 (CIPA DC-008) DateTime fields; XMP part 1 dates (ISO 8601 profile); IPTC-IIM 4.2
date 2:55 and time 2:60; file names as phones and messengers write them.
"""

import re
from datetime import datetime

_FIRST_PHOTOGRAPH = 1826
_LAST_YEAR = 2099
_FIRST_PHONE = 1995
# what cameras and programs write when their clock was never set
_UNSET = frozenset({datetime(1904, 1, 1), datetime(1970, 1, 1), datetime(1980, 1, 1)})
_MOMENT = re.compile(
    r"\s*(\d{4})[-:./](\d{2})[-:./](\d{2})"
    r"(?:[T\s]+(\d{2})[:.](\d{2})(?:[:.](\d{2}))?)?"
)
_IPTC_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_IPTC_TIME = re.compile(r"(\d{2})(\d{2})(\d{2})")
_DAY = r"(\d{4})([-._]?)(\d{2})\2(\d{2})"
_NAME_MOMENT = re.compile(
    rf"(?<![0-9]){_DAY}(?:[-_. ,T]+|\s+at\s+)?(\d{{2}})[-_. :h]?(\d{{2}})[-_. :m]?(\d{{2}})"
    r"(?:\d{3})?(?![0-9A-Za-z])"
)
_NAME_DAY = re.compile(rf"(?<![0-9]){_DAY}(?![0-9])")
_NAME_START = re.compile(r"(?:^|[^0-9A-Za-z]|(?:^|[^0-9A-Za-z])[A-Za-z]{1,12})$")


def read_moment(text: str) -> datetime | None:
    """Return the moment that an EXIF or XMP date names, if it names a believable one."""
    found = _MOMENT.match(text)
    if found is None:
        return None
    return _believable([int(part or 0) for part in found.groups()])


def read_iptc(day: str, time: str) -> datetime | None:
    """Return the moment of an IPTC date (CCYYMMDD) and time (HHMMSS±HHMM, may be empty)."""
    date = _IPTC_DAY.match(day.strip())
    if date is None:
        return None
    clock = _IPTC_TIME.match(time.strip())
    hours = clock.groups() if clock else ("0", "0", "0")
    return _believable([int(part) for part in (*date.groups(), *hours)])


def taken_from_name(name: str) -> datetime | None:
    """Return the moment in a file name, such as IMG_20190304_101112.jpg, if there is one.

    Pixel phones (PXL_) write UTC, all others the time on the wall; both are taken as they are.
    """
    for pattern in (_NAME_MOMENT, _NAME_DAY):
        for found in pattern.finditer(name):
            year, dash, month, day, *clock = found.groups()
            if not _begins_a_date(name[: found.start()], dash):
                continue
            moment = _believable([int(part) for part in (year, month, day, *clock)])
            if moment is not None and moment.year >= _FIRST_PHONE:
                return moment
    return None


def _begins_a_date(before: str, dash: str) -> bool:
    """Tell IMG20190304 from the digits inside a random identifier such as 7b20190304."""
    return bool(dash) or _NAME_START.search(before) is not None


def _believable(parts: list[int]) -> datetime | None:
    year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
    try:
        moment = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
    if not _FIRST_PHOTOGRAPH <= moment.year <= _LAST_YEAR or moment in _UNSET:
        return None
    return moment
