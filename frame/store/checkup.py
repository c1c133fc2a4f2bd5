"""Does everything still open? One photo a step, so that a caller can show how far it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from frame.errors import BadRequest, StoreDamaged
from frame.model import PhotoId


class Pictures(Protocol):
    """Where pictures come from."""

    def master(self, photo_id: PhotoId) -> bytes:
        """Return the screen master; raise StoreDamaged or BadRequest."""

    def thumbnail(self, photo_id: PhotoId) -> bytes:
        """Return the thumbnail; raise StoreDamaged or BadRequest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found about one photo; `trouble` is empty when all is well."""

    photo: PhotoId
    trouble: str


def check_pictures(pictures: Pictures, photos: Iterable[PhotoId]) -> Iterator[Checked]:
    """Open both pictures of each photo; one that was erased meanwhile is passed over."""
    for photo in photos:
        try:
            pictures.master(photo)
            pictures.thumbnail(photo)
        except StoreDamaged as problem:
            yield Checked(photo=photo, trouble=str(problem))
        except BadRequest:
            continue
        else:
            yield Checked(photo=photo, trouble="")
