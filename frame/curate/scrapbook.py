"""Everything stories are made of: the photos of the past that are shown, in order of time.

Rule 1: dates are the wall-clock dates where photos were taken. Today and the future are left out
        (a clock that runs ahead is wrong), and so is the first second of a year: that is what a
        scanner writes that knows no day, or a camera whose clock was never set.
Rule 2: a story shows one photo of a moment and never the same scene twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from frame.curate.alike import is_same_scene
from frame.curate.judge import Judgement
from frame.curate.library import NO_OPINION, Library
from frame.curate.story import Story
from frame.model import Face, PhotoId

FEWEST = 3
MOST = 6


@dataclass(frozen=True, slots=True)
class Page:
    """One photo that may be told of."""

    photo: PhotoId
    taken: datetime
    day: date
    moment: int | None
    fingerprint: int | None

    def clashes(self, other: "Page") -> bool:
        """Say whether both show the same moment or the same scene."""
        if self.moment is not None and self.moment == other.moment:
            return True
        return is_same_scene(self.fingerprint, other.fingerprint)


class Scrapbook:
    """The pages of a library, oldest first, and the choice among them."""

    def __init__(self, library: Library, judgement: Judgement, today: date) -> None:
        self.library = library
        self.today = today
        self._merits: dict[PhotoId, float] = {}
        self.pages = tuple(_pages(library, judgement, today))

    def story(self, title: str, pages: Sequence[Page]) -> Story | None:
        """Return a story of three to six of these pages (oldest first), or None.

        They are cut into as many parts as there will be photos, and each part gives its best.
        """
        parts = min(MOST, len(pages))
        cuts = [part * len(pages) // parts for part in range(parts + 1)] if parts else []
        return self.story_of_parts(title, [pages[low:high] for low, high in pairwise(cuts)])

    def story_of_parts(self, title: str, parts: Sequence[Sequence[Page]]) -> Story | None:
        """Return a story of the best page of each part that clashes with none before, or None."""
        chosen: list[Page] = []
        for part in parts:
            for page in sorted(part, key=self._by_merit):
                if not any(page.clashes(other) for other in chosen):
                    chosen.append(page)
                    break
        if len(chosen) < FEWEST or not title:
            return None
        chosen.sort(key=lambda page: (page.taken, page.photo))
        return Story(title=title, photos=tuple(page.photo for page in chosen))

    def _by_merit(self, page: Page) -> tuple[float, PhotoId]:
        merit = self._merits.get(page.photo)
        if merit is None:
            merit = self._merits[page.photo] = self._merit(page.photo)
        return (-merit, page.photo)

    def _merit(self, photo: PhotoId) -> float:
        """Return how well a photo tells a story: what people said first, then what was seen.

        The weights are a judgement: each thing counts half of what stands before it.
        """
        said = float(self.library.photos[photo].favourite)
        liked = self.library.liking.get(photo, NO_OPINION)
        looks = self.library.looks.get(photo)
        if looks is None:
            return said + liked / 2.0
        seen = _faces(looks.faces) / 4.0 + looks.sharpness / 8.0 + looks.aesthetics / 16.0
        return said + liked / 2.0 + seen


def told(story: Story | None) -> Iterator[Story]:
    """Yield a story, if there is one."""
    if story is not None:
        yield story


def _pages(library: Library, judgement: Judgement, today: date) -> Iterable[Page]:
    found = []
    for photo in library.photos.values():
        if photo.taken_at is None or not judgement.keeps(photo.id) or library.forbids(photo):
            continue
        taken = photo.taken_at.replace(tzinfo=None)
        if taken.date() < today and not _is_no_day(taken):
            moment = judgement.moment_of.get(photo.id)
            bits = judgement.fingerprints.get(photo.id)
            found.append(Page(photo.id, taken, taken.date(), moment, bits))
    return sorted(found, key=lambda page: (page.taken, page.photo))


def _is_no_day(taken: datetime) -> bool:
    return taken == datetime(taken.year, 1, 1)


def _faces(faces: Sequence[Face]) -> float:
    """Return 0 without faces, up to 1 for one that looks here with open eyes and a smile."""
    if not faces:
        return 0.0
    largest = max(faces, key=lambda face: face.box.width * face.box.height)
    told = [one for one in (largest.eyes, largest.smile, largest.facing) if one is not None]
    return sum(told, start=0.5) / (len(told) + 1)
