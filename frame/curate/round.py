"""One round of the playlist: who had a turn, who waits and whose turn is next.

Photos stand in lanes, each sorted by the order of the round:
  memories   photos of this day in earlier years; they come first
  due        photos that were passed over and whose reason to wait is gone
  newcomers  photos received this week; they take every third turn
  ordinary   everybody
A photo that cannot come yet waits in `saved` (its anniversary comes up within this round) or in
`recent` (it was shown less than a day ago). Those come when every lane is empty, so a round
always ends. A photo may stand in several lanes: its first turn counts.

Out of the next few of a lane the one comes that is least like what was just seen. What it gains
in variety is weighed against how far it stands behind the first, so nobody is overtaken by more
than those within _REACH places behind, times the highest cost; the order stays fair, and it
needs no memory of who was passed over.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import islice

from frame.model import Photo, PhotoId

Lane = list[tuple[int, PhotoId]]

_LOOKAHEAD = 32  # photos passed over, at most, to keep two alike from following each other
_CHOICE = 12  # photos among which the least alike is chosen
_REACH = 24  # places that weigh as much as being like everything lately seen
_FIRST_MEMORIES = 5  # in a row; after them every other photo is a memory
_NEWCOMER_EVERY = 3
_NEW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a turn asks about photos, at the time of that turn.

    back_at  when a photo that was shown too recently may come again, None if it may now
    barred   whether a photo may not be shown after all
    saved    whether a photo is better kept for a day to come
    alike    whether a photo is like the one before
    cost     what speaks against a photo now, 0 to about 1: it is like others seen lately

    Without the last three, photos come in the order of the round.
    """

    back_at: Callable[[PhotoId], datetime | None]
    barred: Callable[[PhotoId], bool]
    saved: Callable[[PhotoId], bool] = lambda _: False
    alike: Callable[[PhotoId], bool] = lambda _: False
    cost: Callable[[PhotoId], float] = lambda _: 0.0


class Round:
    """The turns of one round.

    `strict` says that who waited for a day to pass comes in the order of the round, and not
    before everybody else.
    """

    def __init__(
        self,
        number: int,
        order: Iterable[PhotoId],
        drawn: Iterable[PhotoId],
        *,
        strict: bool = False,
    ) -> None:
        self.number = number
        self.ranks = {photo: rank for rank, photo in enumerate(order)}
        self.left = set(self.ranks).difference(drawn)
        self._ordinary = self._lane(self.left)
        self._newcomers: Lane = []
        self._memories: Lane = []
        self._due: Lane = self._ordinary if strict else []
        self._saved: Lane = []
        self._recent: Lane = []
        self._returning: list[tuple[datetime, PhotoId]] = []
        self._turns = 0
        self._memories_today = 0
        self._after_memory = False

    def __len__(self) -> int:
        """Return how many photos still wait for their turn."""
        return len(self.left)

    def __contains__(self, photo: PhotoId) -> bool:
        """Say whether a photo still waits for its turn."""
        return photo in self.left

    def welcome(self, newcomers: Iterable[PhotoId]) -> None:
        """Let these photos have every third turn until all had one."""
        self._newcomers = _closed_up(self._lane(newcomers))

    def begin_day(self, memories: Iterable[PhotoId]) -> None:
        """Let these photos come first, and give up keeping others for a day that is over."""
        lane = _closed_up(self._lane(memories))
        self._memories = [(place - len(lane), photo) for place, photo in lane]
        for entry in self._saved:
            heappush(self._due, entry)
        self._saved = []
        self._memories_today = 0

    def after(self, photo: PhotoId) -> PhotoId | None:
        """Return who comes after a photo in the order of the round, of those who still wait."""
        behind = islice(self.ranks, self.ranks[photo] + 1, None)
        return next((other for other in behind if other in self.left), None)

    @property
    def opens(self) -> bool:
        """Whether the memories that come first today are not over yet."""
        return self._memories_today < _FIRST_MEMORIES and any(
            photo in self.left for _, photo in self._memories
        )

    def take(self, photo: PhotoId) -> None:
        """Give a photo its turn out of order."""
        self.left.discard(photo)

    def draw(self, now: datetime, wishes: Wishes) -> PhotoId | None:
        """Return whose turn it is and count it as taken; None when the round is over."""
        self._let_return(now)
        photo = self._search(wishes)
        if photo is not None:
            self.left.discard(photo)
            self._turns += 1
        return photo

    def _search(self, wishes: Wishes) -> PhotoId | None:
        for picky in (True, False):
            for lane in self._lanes():
                photo = self._first(lane, wishes, picky=picky)
                if photo is not None:
                    self._after_memory = lane is self._memories
                    self._memories_today += self._after_memory
                    return photo
        hurried = replace(wishes, back_at=lambda _: None, saved=lambda _: False)
        for lane in (self._saved, self._recent):
            for picky in (True, False):
                photo = self._first(lane, hurried, picky=picky)
                if photo is not None:
                    return photo
        return None

    def _lanes(self) -> list[Lane]:
        lanes = [self._due, self._ordinary, self._newcomers, self._memories]
        if self._turns % _NEWCOMER_EVERY == 0:
            lanes.insert(0, self._newcomers)
        if self._memories_today < _FIRST_MEMORIES or not self._after_memory:
            lanes.insert(0, self._memories)
        return lanes

    def _first(self, lane: Lane, wishes: Wishes, *, picky: bool) -> PhotoId | None:
        """Take the best of the first few of a lane; set aside those that must wait."""
        passed: Lane = []
        able: Lane = []
        while lane and len(able) < _CHOICE and len(passed) + len(able) < _LOOKAHEAD:
            entry = heappop(lane)
            if entry[1] not in self.left or self._sets_aside(entry, wishes):
                continue
            is_passed = picky and wishes.alike(entry[1])
            (passed if is_passed else able).append(entry)
        chosen = min(able, key=lambda entry: _cost(entry, wishes), default=None)
        for entry in (*passed, *able):
            if entry is not chosen:
                heappush(lane, entry)
        return chosen[1] if chosen else None

    def _sets_aside(self, entry: tuple[int, PhotoId], wishes: Wishes) -> bool:
        photo = entry[1]
        entry = (min(entry[0], 0) or self.ranks[photo], photo)
        if wishes.barred(photo):
            self.left.discard(photo)
            return True
        if (time := wishes.back_at(photo)) is not None:
            heappush(self._recent, entry)
            heappush(self._returning, (time, photo))
            return True
        if wishes.saved(photo):
            heappush(self._saved, entry)
            return True
        return False

    def _let_return(self, now: datetime) -> None:
        while self._returning and self._returning[0][0] <= now:
            photo = heappop(self._returning)[1]
            if photo in self.left:
                heappush(self._due, (self.ranks[photo], photo))

    def _lane(self, photos: Iterable[PhotoId]) -> Lane:
        lane = [(self.ranks[photo], photo) for photo in photos if photo in self.left]
        heapify(lane)
        return lane


def newcomers(photos: Iterable[Photo], now: datetime) -> set[PhotoId]:
    """Return what came this week; nothing where that is most of the library."""
    everybody = list(photos)
    new = {photo.id for photo in everybody if abs(now - photo.received_at) < _NEW}
    return new if 2 * len(new) <= len(everybody) else set()


def _cost(entry: tuple[int, PhotoId], wishes: Wishes) -> tuple[float, int, PhotoId]:
    place, photo = entry
    return (wishes.cost(photo) + place / _REACH, place, photo)


def _closed_up(lane: Lane) -> Lane:
    """Return a lane whose places follow each other without gaps."""
    return [(place, photo) for place, (_, photo) in enumerate(sorted(lane))]
