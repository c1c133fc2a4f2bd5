"""When a story is told, and which of its photos: the rhythm of stories through a day.

1. A day that has memories of its own begins with them. A story made of mostly these is told in
   their place, with its title; its photos have then had their turn, so nothing comes twice.
2. Any other story waits until the memories that open the day were seen, and the first few picks.
3. Then one begins every 30 picks, as long as stories are left; each once a day.
4. A story is told without a pause: at least two photos that still have their turn in the round
   and were not seen within a day, at most six, spread evenly over it, in its own order.
5. A photo told in a story has had its turn. A photo that was kept back for its own day is told.
6. The photos of the next few stories are kept back, so that there is something left to tell; they
   come when nobody else is left, or on the next day.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable
from itertools import islice

from frame.curate.story import Story, spread
from frame.model import PhotoId

_EARLY = 3  # picks into the day
_EVERY = 30  # picks from the beginning of one story to the beginning of the next
_FEWEST, _MOST = 2, 6
_KEPT = 3  # stories whose photos are kept back

IsFree = Callable[[PhotoId], bool]


class Telling:
    """The stories of a day: which one is told now, which ones are left."""

    def __init__(self, stories: Iterable[Story]) -> None:
        self._all = tuple(stories)
        self._left: deque[Story] = deque()
        self._photos: deque[PhotoId] = deque()
        self._kept: frozenset[PhotoId] = frozenset()
        self._next_at = 0
        self._about_today = 0
        self.title = ""

    def __contains__(self, photo: PhotoId) -> bool:
        """Say whether a photo is still to come in the story that is told now."""
        return photo in self._photos

    def keeps(self, photo: PhotoId) -> bool:
        """Say whether a photo is kept back for a story that will be told."""
        return photo in self._kept

    def begin_day(self, memories: Collection[PhotoId], picks: int) -> None:
        """Begin anew; a story that is being told goes on.

        `memories` are the photos of this day in earlier years, `picks` how many picks this day
        had so far: after a restart the rhythm goes on instead of beginning again.
        """
        about = [story for story in self._all if _mostly(story, memories)]
        others = [story for story in self._all if not _mostly(story, memories)]
        self._left = deque([*about, *others])
        self._about_today = len(about) if picks == 0 else 0
        self._keep()
        rounds = max(0, -(-(picks - _EARLY) // _EVERY))
        self._next_at = _EARLY + rounds * _EVERY

    def next(self, picks: int, is_free: IsFree, *, wait: bool) -> PhotoId | None:
        """Return the photo that a story wants now, or None if it is no story's turn.

        `wait` says that the memories which open the day are not over yet.
        """
        if self._left and not self._photos and self._is_due(picks, wait=wait):
            self._begin(picks, is_free)
            self._keep()
        while self._photos:
            photo = self._photos.popleft()
            if is_free(photo):
                return photo
        return None

    def _keep(self) -> None:
        self._kept = frozenset(
            photo for story in islice(self._left, _KEPT) for photo in story.photos
        )

    def _is_due(self, picks: int, *, wait: bool) -> bool:
        return self._about_today > 0 or (picks >= self._next_at and not wait)

    def _begin(self, picks: int, is_free: IsFree) -> None:
        while self._left:
            story = self._left.popleft()
            opens = self._about_today > 0
            self._about_today = max(0, self._about_today - 1)
            free = [photo for photo in dict.fromkeys(story.photos) if is_free(photo)]
            if len(free) >= _FEWEST:
                self._photos.extend(spread(free, _MOST))
                self.title = story.title
                self._next_at = picks + _EVERY
                self._about_today = 0
                return
            if opens and self._about_today == 0:
                return


def _mostly(story: Story, memories: Collection[PhotoId]) -> bool:
    return 2 * sum(photo in memories for photo in story.photos) > len(story.photos)
