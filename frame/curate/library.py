"""What the curator is given: every photo the frame holds and what is known about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Self

from frame.model import (
    Album,
    AlbumId,
    Likeness,
    Looks,
    Person,
    PersonId,
    Photo,
    PhotoId,
    PhotoState,
)

NO_OPINION = 0.5

_BARRED: Mapping[PhotoState, str] = MappingProxyType(
    {
        PhotoState.ARRIVING: "Still arriving",
        PhotoState.RESTING: "Put to rest",
        PhotoState.ERASING: "Being erased",
        PhotoState.ERASED: "Erased",
    }
)
_HIDDEN = "You hid this photo"
_NOT_FOR_GUESTS = "Not shown while guests are here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The photos, what the models saw in them, and the albums they are in.

    `looks` may lack photos that were not looked at yet, and may read each entry from the
    store when asked: the curator asks once per photo and keeps only a few numbers.

    guests      whether guests are here: what is private is not shown then
    persons     who agreed to be recognised
    likenesses  which of them are in which photo
    liking      how much the family likes a photo, 0 to 1; one that is missing has 0.5
    arranged    whether albums are shown in their order, one after the other
    names       what photos are called between devices, in hex; one that is missing, as its id
    """

    photos: Mapping[PhotoId, Photo]
    looks: Mapping[PhotoId, Looks] = field(default_factory=dict)
    albums: Mapping[AlbumId, Album] = field(default_factory=dict)
    guests: bool = False
    persons: Mapping[PersonId, Person] = field(default_factory=dict)
    likenesses: Mapping[PhotoId, tuple[Likeness, ...]] = field(default_factory=dict)
    liking: Mapping[PhotoId, float] = field(default_factory=dict)
    arranged: bool = False
    names: Mapping[PhotoId, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        photos: Iterable[Photo],
        looks: Mapping[PhotoId, Looks] | None = None,
        albums: Iterable[Album] = (),
    ) -> Self:
        """Return a library of these photos, in whatever order they come."""
        return cls(
            photos={photo.id: photo for photo in photos},
            looks=looks if looks is not None else {},
            albums={album.id: album for album in albums},
        )

    def title(self, album: AlbumId) -> str:
        """Return an album's title, or nothing where it has none."""
        known = self.albums.get(album)
        return known.title.strip() if known else ""

    def people_in(self, photo: PhotoId) -> tuple[Person, ...]:
        """Return the persons who are surely in a photo, the likeliest first."""
        found = self.likenesses.get(photo)
        if not found:
            return ()
        sure = sorted((one for one in found if one.sure), key=lambda one: (-one.score, one.person))
        return tuple(self.persons[one.person] for one in sure if one.person in self.persons)

    def forbids(self, photo: Photo) -> str | None:
        """Return in words why a photo may not be shown at present, or None if it may."""
        if not may_be_shown(photo):
            return _BARRED.get(photo.state, _HIDDEN)
        return _NOT_FOR_GUESTS if self.guests and self.is_private(photo) else None

    def is_private(self, photo: Photo) -> bool:
        """Say whether guests do not see a photo: by itself, its album or somebody in it."""
        album = self.albums.get(photo.album)
        return (
            photo.private
            or (album is not None and album.private)
            or any(person.private for person in self.people_in(photo.id))
        )


def may_be_shown(photo: Photo) -> bool:
    """Say whether nothing forbids this photo for good: it is there, not hidden, not resting."""
    return photo.state is PhotoState.READY and not photo.hidden
