"""Stories of years that pass: a person who agreed to be recognised, or the animal of the house."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from frame.curate.scrapbook import FEWEST, MOST, Page, Scrapbook, told
from frame.curate.story import Story, spread
from frame.model import PersonId

_TWO_YEARS = timedelta(days=730)
_PETS = ("dog", "cat", "rabbit", "horse")
_SURELY = 0.5
_FEWEST_DAYS = 8  # with an animal, before it counts as one of the house


def person_stories(book: Scrapbook) -> Iterator[Story]:
    """Yield a story of each enrolled person whose photos are spread over two years, by name.

    Only photos in which they are recognised for sure are told, those of them alone first.
    """
    pages: dict[PersonId, list[Page]] = defaultdict(list)
    for page in book.pages:
        for person in book.library.people_in(page.photo):
            pages[person.id].append(page)
    for person in sorted(book.library.persons.values(), key=lambda one: (one.name, one.id)):
        name = person.name.strip()
        if name and not person.less:
            parts = [_alone(book, part) for part in _parts(pages[person.id])]
            yield from told(book.story_of_parts(f"{name} through the years", parts))


def pet_stories(book: Scrapbook) -> Iterator[Story]:
    """Yield a story of each kind of pet that was seen on eight days within more than two years."""
    pages: dict[str, list[Page]] = defaultdict(list)
    for page in book.pages:
        looks = book.library.looks.get(page.photo)
        if looks is None:
            continue
        for subject in looks.subjects:
            if subject.name in _PETS and subject.score >= _SURELY:
                pages[subject.name].append(page)
    for pet in _PETS:
        if len({page.day for page in pages[pet]}) >= _FEWEST_DAYS:
            story = book.story_of_parts(f"The {pet} over the years", _parts(pages[pet]))
            yield from told(story)


def _parts(pages: Sequence[Page]) -> list[list[Page]]:
    """Cut what lies two years apart or more by year, or by half-year if those are too few."""
    if not pages or pages[-1].taken - pages[0].taken < _TWO_YEARS:
        return []
    years: dict[int, list[Page]] = defaultdict(list)
    halves: dict[tuple[int, bool], list[Page]] = defaultdict(list)
    for page in pages:
        years[page.day.year].append(page)
        halves[page.day.year, page.day.month > 6].append(page)
    parts = list(years.values()) if len(years) >= FEWEST else list(halves.values())
    return list(spread(parts, MOST))


def _alone(book: Scrapbook, pages: list[Page]) -> list[Page]:
    """Return the pages with one face only, or all where there is none."""
    looks = book.library.looks
    alone = [page for page in pages if (its := looks.get(page.photo)) and len(its.faces) == 1]
    return alone or pages
