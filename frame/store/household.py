"""The side of a vault that knows owners and albums: rows under the sheet of the household."""

from dataclasses import replace
from datetime import datetime

import msgspec

from frame.model import Album, AlbumId, Owner, OwnerId
from frame.store import rows
from frame.store.inside import NAME_LETTERS, Inside, aware, check_words
from frame.store.tables import AlbumSealed, OwnerSealed


class Household(Inside):
    """Whose photos a vault holds, and what their albums allow."""

    def add_owner(self, name: str, now: datetime, owner_id: OwnerId | None = None) -> Owner:
        """Add a person whose photos the frame holds; with a new random id if none was drawn."""
        check_words(name, NAME_LETTERS)
        owner = Owner(id=owner_id or OwnerId(self._new_id()), name=name, paired_at=aware(now))
        self._put_owner(owner)
        return owner

    def rename_owner(self, owner_id: OwnerId, name: str) -> Owner:
        """Call an owner by another name, and return them as they are now."""
        check_words(name, NAME_LETTERS)
        owner = replace(self._shelf.owner(owner_id), name=name)
        if owner != self._shelf.owner(owner_id):
            self._put_owner(owner)
        return owner

    def owners(self) -> tuple[Owner, ...]:
        """Return all owners, oldest first."""
        return tuple(self._shelf.owners.values())

    def add_album(self, owner_id: OwnerId, title: str) -> Album:
        """Add an empty album."""
        check_words(title, NAME_LETTERS)
        owner = self._shelf.owner(owner_id)
        album = Album(id=AlbumId(self._new_id()), owner=owner.id, title=title)
        self._parts.keyring.add_album(album.id)
        self._put_album(album)
        return album

    def change_album(  # noqa: PLR0913  # each is one thing that a person may change
        self,
        album_id: AlbumId,
        *,
        title: str | None = None,
        private: bool | None = None,
        enhance: bool | None = None,
        score: bool | None = None,
        faces: bool | None = None,
    ) -> Album:
        """Change what is given and return the album as it is now."""
        check_words(title or "", NAME_LETTERS)
        old = self._shelf.album(album_id)
        album = replace(
            old,
            title=old.title if title is None else title,
            private=old.private if private is None else private,
            enhance=old.enhance if enhance is None else enhance,
            score=old.score if score is None else score,
            faces=old.faces if faces is None else faces,
        )
        if album != old:
            self._put_album(album)
        return album

    def albums(self) -> tuple[Album, ...]:
        """Return all albums, oldest first."""
        return tuple(self._shelf.albums.values())

    def _put_owner(self, owner: Owner) -> None:
        sheet, plain = self._household(), msgspec.msgpack.encode(owner)
        sealed = self._parts.sealer.seal(rows.OWNER, sheet, owner.id, plain)
        with self._parts.catalogue.change():
            self._parts.catalogue.put_owner(OwnerSealed(owner.id, sheet, sealed))
        self._shelf.owners[owner.id] = owner

    def _put_album(self, album: Album) -> None:
        sheet, plain = self._household(), msgspec.msgpack.encode(album)
        whose = rows.whose_album(album.id, album.owner)
        sealed = self._parts.sealer.seal(rows.ALBUM, sheet, whose, plain)
        with self._parts.catalogue.change():
            self._parts.catalogue.put_album(AlbumSealed(album.id, album.owner, sheet, sealed))
        self._shelf.albums[album.id] = album
