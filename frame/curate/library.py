"""What the curator is given: every photo the frame holds and what is known about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from frame.model import Album, AlbumId, Looks, Photo, PhotoId, PhotoState


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The photos, what the models saw in them, and the albums they are in.

    `looks` may lack photos that were not looked at yet, and may read each entry from the
    store when asked: the curator asks once per photo and keeps only a few numbers.
    """

    photos: Mapping[PhotoId, Photo]
    looks: Mapping[PhotoId, Looks] = field(default_factory=dict)
    albums: Mapping[AlbumId, Album] = field(default_factory=dict)

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


def may_be_shown(photo: Photo) -> bool:
    """Say whether nothing forbids this photo: it is there, not hidden and not resting."""
    return photo.state is PhotoState.READY and not photo.hidden
