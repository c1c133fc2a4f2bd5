"""Albums in their order: one after the other, each whole, as its owner put the photos.

Where a photo stands is a text, and texts are compared as bytes (docs/protocol.md §10). One that
nobody gave a place stands by when it was taken, and behind those where it says nothing of that;
so a photo that was put between two others stands between them here as well.

Turns. Every album has one turn in a round. Their order is drawn once, from the seed, and stays:
between two turns of a photo all others come, and what was shown longest ago is always next.

Going on. A round that goes on does so behind the photo that was shown last: the rest of its
album, what joined its album before that place, then the other albums.
"""

from collections import defaultdict
from collections.abc import Iterable

from frame.curate.library import Library
from frame.curate.order import Chance
from frame.model import AlbumId, Photo, PhotoId

_UNPLACED = "h"  # in the middle of all places, so there is room before and behind
_UNDATED = "z"
_NAME_LETTERS = 8
_ALBUMS = -3  # the number of the chance that says in which order albums come

Standing = tuple[str, str, PhotoId]


def standing(library: Library, photo: Photo) -> Standing:
    """Return where a photo stands in its album; lower ones come first."""
    name = library.names.get(photo.id, photo.id)
    return (photo.place or _by_time(photo, name), name, photo.id)


def _by_time(photo: Photo, name: str) -> str:
    """Return the place of a photo that nobody placed, the same text as a phone finds."""
    time = photo.taken_at
    taken = time.replace(tzinfo=None).isoformat(timespec="seconds") if time else _UNDATED
    digits = "".join(sign for sign in taken if sign not in "-T:")
    return f"{_UNPLACED}{digits}{name[:_NAME_LETTERS]}"


def arrange(
    library: Library, photos: Iterable[Photo], seed: int, last: PhotoId | None = None
) -> list[PhotoId]:
    """Return every photo once, album after album.

    Where a round goes on, `last` is the photo of it that was shown last.
    """
    albums: dict[AlbumId, list[PhotoId]] = defaultdict(list)
    for photo in sorted(photos, key=lambda photo: standing(library, photo)):
        albums[photo.album].append(photo.id)
    chance = Chance(seed, _ALBUMS)
    turns = sorted(albums, key=lambda album: (chance.of(album), album))
    if last is not None:
        first = library.photos[last].album
        place = albums[first].index(last)
        albums[first] = albums[first][place:] + albums[first][:place]
        turns.sort(key=lambda album: album != first)
    return [photo for album in turns for photo in albums[album]]


def by_hand(photos: Iterable[Photo]) -> frozenset[AlbumId]:
    """Return the albums in which somebody gave a photo its place."""
    return frozenset(photo.album for photo in photos if photo.place)


def in_words(title: str, *, by_hand: bool) -> str:
    """Return why a photo comes when it does, where albums are shown in their order."""
    album = f"the album “{title}”" if title else "its album"
    return f"As you arranged {album}" if by_hand else f"In the order of {album}"
