"""Stories of the calendar: this day and week in other years, seasons, a year in pictures."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from frame.curate.dates import season_of
from frame.curate.scrapbook import MOST, Page, Scrapbook, told
from frame.curate.story import Story
from frame.curate.today import Memory, Nearness, recall

_FEWEST_DAYS = 3
_FEWEST_MONTHS = 4
_MONTHS_A_PART = 2
_MOST_YEARS = 3


def day_stories(book: Scrapbook) -> Iterator[Story]:
    """Yield this day in up to three earlier years, those with most photos first.

    Where no year has enough for a story of its own, one is told of all of them.
    """
    years = _by_years(book, Nearness.DAY)
    alone = list(_richest(book, Nearness.DAY, years))
    if not alone:
        parts = [pages for _ago, pages in sorted(years.items())][:MOST]
        alone = list(told(book.story_of_parts("On this day over the years", parts)))
    yield from alone[:_MOST_YEARS]


def week_stories(book: Scrapbook) -> Iterator[Story]:
    """Yield this week in up to three earlier years, those with most photos first."""
    yield from islice(_richest(book, Nearness.WEEK, _by_years(book, Nearness.WEEK)), _MOST_YEARS)


def season_stories(book: Scrapbook, *, southern: bool) -> Iterator[Story]:
    """Yield the present season in earlier years, the newest first.

    It has a story where photos of it were taken on three days.
    """
    now, name = season_of(book.today, southern=southern)
    seasons: dict[tuple[int, str], list[Page]] = defaultdict(list)
    for page in book.pages:
        began, its_name = season_of(page.day, southern=southern)
        if began < now and its_name.split()[0] == name.split()[0]:
            seasons[began, its_name].append(page)
    for (_began, title), pages in sorted(seasons.items(), reverse=True):
        if len({page.day for page in pages}) >= _FEWEST_DAYS:
            yield from told(book.story(title, pages))


def year_stories(book: Scrapbook) -> Iterator[Story]:
    """Yield each past year with photos of four months, the newest first: one for two months."""
    years: dict[int, list[Page]] = defaultdict(list)
    for page in book.pages:
        if page.day.year < book.today.year:
            years[page.day.year].append(page)
    for year, pages in sorted(years.items(), reverse=True):
        parts: dict[int, list[Page]] = defaultdict(list)
        for page in pages:
            parts[(page.day.month - 1) // _MONTHS_A_PART].append(page)
        if len({page.day.month for page in pages}) >= _FEWEST_MONTHS:
            each = [part for _number, part in sorted(parts.items())]
            yield from told(book.story_of_parts(f"{year} in pictures", each))


def _by_years(book: Scrapbook, nearness: Nearness) -> dict[int, list[Page]]:
    """Return the pages that are at least so near to today, by how many years ago that was."""
    known: dict[date, Memory | None] = {}
    years: dict[int, list[Page]] = defaultdict(list)
    for page in book.pages:
        if page.day not in known:
            known[page.day] = recall(page.day, book.today)
        memory = known[page.day]
        if memory is not None and memory.nearness <= nearness:
            years[memory.years].append(page)
    return years


def _richest(
    book: Scrapbook, nearness: Nearness, years: Mapping[int, Sequence[Page]]
) -> Iterator[Story]:
    for ago, pages in sorted(years.items(), key=lambda one: (-len(one[1]), one[0])):
        yield from told(book.story(Memory(nearness, ago).in_words(), pages))
