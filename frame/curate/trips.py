"""Days that stand out: on which a family took many more photos than it usually does.

The frame knows no places, so it cannot know that somebody travelled, and no title says so. A
title says how long it was and when, or it is that of the album if nearly all photos share one.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from frame.curate.dates import length, months
from frame.curate.scrapbook import Page, Scrapbook, told
from frame.curate.story import Story
from frame.model import AlbumId

_AROUND_DAYS = 182
_SHORTEST_DAYS = 60
_TIMES = 3.0
_FEWEST = 5
_NEXT_DAYS = 2
_LONGEST_DAYS = 35
_AGREE = 0.8


@dataclass(frozen=True, slots=True)
class Run:
    """Days that stand out, one after the other, with all pages of them."""

    first: date
    last: date
    pages: tuple[Page, ...]


def trip_stories(book: Scrapbook) -> Iterator[Story]:
    """Yield a story of each run of days that stand out, the one with most photos first."""
    sizes = Counter(photo.album for photo in book.library.photos.values())
    for run in sorted(find_runs(book.pages), key=lambda run: (-len(run.pages), run.first)):
        yield from told(book.story(_title(run, book, sizes), run.pages))


def find_runs(pages: Sequence[Page]) -> tuple[Run, ...]:
    """Return the runs of two days and more that stand out; pages and runs are oldest first.

    A day stands out with three times the photos of an average day in the half years before and
    after it, and with no fewer than five. One quieter day between two such days belongs to them.
    """
    ordinals = [page.day.toordinal() for page in pages]
    runs = []
    for first, last in _spans(_busy(ordinals)):
        if first < last < first + _LONGEST_DAYS:
            low, high = bisect_left(ordinals, first), bisect_right(ordinals, last)
            begin, end = date.fromordinal(first), date.fromordinal(last)
            runs.append(Run(begin, end, tuple(pages[low:high])))
    return tuple(runs)


def _busy(ordinals: Sequence[int]) -> Iterator[int]:
    """Yield the days (as proleptic Gregorian ordinals) with many photos for their time."""
    counts = sorted(Counter(ordinals).items())
    days = [day for day, _count in counts]
    before = [0, *accumulate(count for _day, count in counts)]
    for day, count in counts:
        low, high = max(day - _AROUND_DAYS, days[0]), min(day + _AROUND_DAYS, days[-1])
        photos = before[bisect_right(days, high)] - before[bisect_left(days, low)]
        usual = photos / max(high - low + 1, _SHORTEST_DAYS)
        if count >= max(_FEWEST, _TIMES * usual):
            yield day


def _spans(days: Iterator[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of days that follow each other closely."""
    first = last = next(days, None)
    for day in days:
        if first is not None and last is not None and day - last > _NEXT_DAYS:
            yield first, last
            first = day
        last = day
    if first is not None and last is not None:
        yield first, last


def _title(run: Run, book: Scrapbook, sizes: Mapping[AlbumId, int]) -> str:
    """Return the album's title if it is the album of these days, else their length and month."""
    photos = book.library.photos
    albums = Counter(photos[page.photo].album for page in run.pages)
    album, shared = min(albums.items(), key=lambda one: (-one[1], one[0]))
    title = book.library.title(album)
    is_theirs = shared >= _AGREE * len(run.pages) and 2 * shared >= sizes[album]
    if title and is_theirs:
        return title
    return f"{length(run.first, run.last)} in {months(run.first, run.last)}"
