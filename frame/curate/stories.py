"""Stories: three to six photos that belong together, told in order of time under one title.

Rule 1: what belongs to today comes first; the rest takes turns from day to day, one of each kind
        after the other, so that no story is always the first.
Rule 2: a story is true of its photos. What the frame cannot know (a journey, a feast, whose dog it
        is not) is in no title; where too little is left for a story, there is none.
Rule 3: the same library and the same day tell the same stories.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, zip_longest

from frame.curate.growth import person_stories, pet_stories
from frame.curate.judge import Judgement
from frame.curate.library import Library
from frame.curate.scrapbook import Scrapbook
from frame.curate.seasons import day_stories, season_stories, week_stories, year_stories
from frame.curate.story import Story
from frame.curate.trips import trip_stories
from frame.model import PhotoId


def find_stories(
    library: Library, judgement: Judgement, today: date, *, southern: bool = False
) -> tuple[Story, ...]:
    """Return the stories of a library that can be told on a day, the best first.

    `today` is the local date. `southern` says that summer begins in December here.
    """
    book = Scrapbook(library, judgement, today)
    kinds = [
        trip_stories(book),
        person_stories(book),
        season_stories(book, southern=southern),
        pet_stories(book),
        year_stories(book),
    ]
    turns = [tuple(week_stories(book)), *(_in_turn(tuple(kind), today) for kind in kinds)]
    others = (story for row in zip_longest(*turns) for story in row if story is not None)
    return tuple(_unlike(chain(day_stories(book), others)))


def _in_turn(stories: Sequence[Story], today: date) -> Sequence[Story]:
    """Begin with another story each day."""
    first = today.toordinal() % len(stories) if stories else 0
    return (*stories[first:], *stories[:first])


def _unlike(stories: Iterable[Story]) -> Iterator[Story]:
    """Leave out a story that has more than half of its photos in common with a better one."""
    told: list[frozenset[PhotoId]] = []
    titles: set[str] = set()
    for story in stories:
        photos = frozenset(story.photos)
        if story.title in titles or any(2 * len(photos & other) > len(photos) for other in told):
            continue
        told.append(photos)
        titles.add(story.title)
        yield story
