"""Taking down: out of memory at once, out of the store as soon as the disk allows."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal

from frame.errors import BadRequest
from frame.model import AlbumId, OwnerId, PersonId, PhotoId, Receipt
from frame.store import erasure
from frame.store.parts import Parts
from frame.store.receipts import Debt
from frame.store.shelf import Shelf, names

Scope = Literal["photo", "album", "owner", "person"]
_ID = re.compile("[0-9a-f]{32}")


class Takedown:
    """Erases from an open store."""

    def __init__(self, parts: Parts, shelf: Shelf) -> None:
        self._parts = parts
        self._shelf = shelf
        self._owing = False

    def erase(self, scope: Scope, ids: Sequence[str], now: datetime) -> tuple[Receipt, ...]:
        """Erase what the ids name and return their receipts, in order.

        What was erased before has its old receipt; an unknown id is a BadRequest, and then
        nothing is erased.
        """
        debts = [
            Debt(scope, thing, photos, now)
            for thing in dict.fromkeys(ids)
            if (photos := self._photos_of(scope, thing)) is not None
        ]
        if debts:
            with self._parts.catalogue.change():
                erasure.owe(self._parts, debts)
            self.take_down(debts)
        self.finish()
        return tuple(self._receipt(thing) for thing in ids)

    def debts(self, things: Iterable[tuple[Scope, str]], now: datetime) -> list[Debt]:
        """Return what erasing these will owe; what is not here (any more) is passed over."""
        found = {}
        for scope, thing in things:
            if self._is_here(scope, thing):
                photos = self._photos_of(scope, thing)
                found[thing] = Debt(scope, thing, photos or 0, now)
        return list(found.values())

    def take_down(self, debts: Iterable[Debt]) -> None:
        """Let go of what is owed by now; `finish` does the rest."""
        self._owing = True
        for debt in debts:
            self._forget(debt.scope, debt.id)

    def finish(self) -> None:
        """Pay what an erasure still owes because the disk failed under it."""
        if self._owing:
            erasure.settle(self._parts, moved=self._shelf.move)
            self._owing = False

    def owe_keys(self) -> None:
        """Have keys that no row needs any more destroyed by the next `finish`, come what may."""
        self._owing = True

    def _photos_of(self, scope: Scope, thing: str) -> int | None:
        """Return how many photos go with it; None if it went before; raise BadRequest."""
        if not self._is_here(scope, thing):
            self._receipt(thing)
            return None
        if scope == "photo":
            return 1
        if scope == "person":
            return sum(names(who, thing) for who in self._shelf.who.values())
        albums = [AlbumId(thing)] if scope == "album" else self._shelf.albums_of(OwnerId(thing))
        return sum(len(self._shelf.photos_of(album)) for album in albums)

    def _is_here(self, scope: Scope, thing: str) -> bool:
        if scope == "photo":
            return thing in self._shelf.entries or thing in self._shelf.damaged
        if scope == "person":
            return thing in self._shelf.persons
        return thing in (self._shelf.albums if scope == "album" else self._shelf.owners)

    def _receipt(self, thing: str) -> Receipt:
        found = erasure.receipt(self._parts, thing) if _ID.fullmatch(thing) else None
        if found is None:
            raise BadRequest("there is nothing of that name to erase", hint="See `frame photos`.")
        return found

    def _forget(self, scope: str, thing: str) -> None:
        if scope == "photo":
            self._shelf.remove_photo(PhotoId(thing))
        elif scope == "album":
            self._shelf.remove_album(AlbumId(thing))
        elif scope == "person":
            self._shelf.remove_person(PersonId(thing))
        else:
            self._shelf.remove_owner(OwnerId(thing))
