"""The side of a vault that unsees: what was found in photos is forgotten, the photos stay.

Rule 1: what is forgotten goes as an erased photo goes: rows are overwritten, those that shared a
        key with one of them move to a fresh key, and the old keys leave both slots.
Rule 2: face codes that were taken from a photo go with what was recognised in it.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from frame.model import PhotoId
from frame.store import erasure
from frame.store.inside import Inside


class Unlooking(Inside):
    """What a vault does when consent to look, or to recognise, is taken back."""

    def unlook(self, photos: Iterable[PhotoId]) -> None:
        """Forget what was seen in photos, and who; those that are not there are passed over.

        Raises:
            DiskFull: call it again; where it was forgotten, the keys go with the next change.
        """
        self._takedown.finish()
        catalogue = self._parts.catalogue
        self._forget(set(photos) & (catalogue.seen() | self._recognised()), looks=True)

    def unrecognise(self, photos: Iterable[PhotoId]) -> None:
        """Forget who was recognised in photos; raise as `unlook`."""
        self._takedown.finish()
        self._forget(set(photos) & self._recognised(), looks=False)

    def _recognised(self) -> set[str]:
        """Return the photos that were compared with people, or that taught a face code."""
        compared = {row.id for row in self._parts.catalogue.who()}
        people = self._shelf.persons.values()
        return compared | {one.photo for row in people for one in row.templates if one.photo}

    def _forget(self, photos: AbstractSet[PhotoId], *, looks: bool) -> None:
        if not photos:
            return
        self._takedown.owe_keys()
        self._shelf.move(erasure.unsee(self._parts, photos, looks=looks))
        for photo in photos:
            self._shelf.forget_who(photo)
            if looks:
                self._shelf.looks.forget(photo)
        self._takedown.finish()
