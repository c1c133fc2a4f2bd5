"""Whose photos a device may look at through the frame, and by which names.

Rule 1: an album concerns whoever keeps it, and whom a keeper admitted, until that ends.
Rule 2: what was put in at the frame itself, into no shared album, is the household's: its owners
        may look at it.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from frame.errors import BadRequest, StoreDamaged
from frame.model import PhotoId
from frame.post.books import Books
from frame.post.rows import Paired
from frame.protocol.envelope import Rank
from frame.protocol.frame_views import Shown


def may_look(books: Books, album: bytes, device: Paired, now_s: int) -> bool:
    """Say whether an album concerns a device now."""
    ledger = books.ledgers.get(album)
    if ledger is None or ledger.revoked or device.name in ledger.dismissed | ledger.split:
        return False
    if ledger.found is not None and device.name in ledger.found.keepers:
        return True
    return any(one.says.key == device.name and now_s < one.says.until_s for one in ledger.admitted)


def photo_in(books: Books, album: bytes, name: bytes) -> PhotoId | None:
    """Return the photo of an album that devices call by this name; raise StoreDamaged."""
    shared, photo = books.albums().get(album), books.vault.named(name)
    if photo is None or shared is None or books.vault.photo(photo).album != shared.here:
        return None
    return photo


def names_of(
    books: Books, photos: Iterable[PhotoId], device: Paired, now_s: int
) -> tuple[tuple[Shown, ...], bool]:
    """Return photos by their names between devices, and whether the device may see all of them.

    Those that do not concern it have no name here.
    """
    albums = {row.here: album for album, row in books.albums().items() if row.here}
    found = [_name_of(books, photo, device, albums, now_s) for photo in photos]
    names = tuple(name for name, _ in found if name is not None)
    return names, all(may for _, may in found)


def _name_of(
    books: Books, photo: PhotoId, device: Paired, albums: Mapping[str, bytes], now_s: int
) -> tuple[Shown | None, bool]:
    with suppress(BadRequest, StoreDamaged):
        album = albums.get(books.vault.photo(photo).album)
        if album is None:
            return None, device.rank == Rank.OWNER
        if may_look(books, album, device, now_s):
            origin = books.vault.origin(photo)
            return (Shown(album=album, photo=origin.name) if origin else None), True
    return None, False
