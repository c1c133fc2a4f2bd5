"""Two portraits side by side fill a landscape screen without cutting either.

Only portraits of one moment, or of one album and day, are paired: two strangers next to each
other look like an accident. Pictures that are nearly the same are never paired.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable
from itertools import islice

from frame.curate.alike import is_same_shot
from frame.curate.judge import Judgement
from frame.model import Photo, PhotoId, Size

_LOOKAHEAD = 16


def is_portrait(photo: Photo) -> bool:
    """Say whether a photo is higher than wide."""
    return photo.width_px < photo.height_px


def suits_pairs(screen: Size) -> bool:
    """Say whether a screen is wide enough to show two portraits side by side."""
    return screen.width_px > screen.height_px


class Partners:
    """Who can stand next to whom in one round."""

    def __init__(self, in_order: Iterable[Photo], judgement: Judgement) -> None:
        self._judgement = judgement
        self._groups: dict[Hashable, deque[PhotoId]] = defaultdict(deque)
        for photo in in_order:
            if is_portrait(photo):
                for key in self._keys(photo):
                    self._groups[key].append(photo.id)

    def of(self, photo: Photo, is_free: Callable[[PhotoId], bool]) -> PhotoId | None:
        """Return the next portrait in the order of the round that goes with this one."""
        if not is_portrait(photo):
            return None
        for key in self._keys(photo):
            for other in islice(self._groups[key], _LOOKAHEAD):
                if other != photo.id and is_free(other) and not self._same(photo.id, other):
                    return other
        return None

    def drop(self, photo: Photo) -> None:
        """Forget a photo that had its turn."""
        if is_portrait(photo):
            for key in self._keys(photo):
                self._groups[key].remove(photo.id)

    def _keys(self, photo: Photo) -> list[Hashable]:
        keys: list[Hashable] = []
        if (moment := self._judgement.moment_of.get(photo.id)) is not None:
            keys.append(moment)
        if photo.taken_at is not None:
            keys.append((photo.album, photo.taken_at.date()))
        return keys

    def _same(self, one: PhotoId, other: PhotoId) -> bool:
        prints = self._judgement.fingerprints
        return is_same_shot(prints.get(one), prints.get(other))
