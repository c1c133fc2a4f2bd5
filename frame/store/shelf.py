"""What an open store keeps in memory, so that choosing a photo never waits for the disk.

Rule 1: it is filled once, when the store opens, and changed only after the disk was.
Rule 2: a photo whose row does not open is set aside and named; all others are there.
Rule 3: an owner, album or person that does not open keeps its place under the name "(damaged)",
        so it can still be erased.
Rule 4: what was seen in a photo, who was recognised and when it was shown counts as unknown when
        it does not open: all of it is made again.
Rule 5: a record that does not open is left out and counted.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec

from frame.errors import BadRequest, StoreDamaged
from frame.model import (
    Album,
    AlbumId,
    Owner,
    OwnerId,
    Person,
    PersonId,
    Photo,
    PhotoId,
    Shown,
)
from frame.store import recognised, rows
from frame.store.catalogue import Catalogue
from frame.store.erasure import SHEET_PHOTOS
from frame.store.looked import Looked
from frame.store.rows import PersonRow, PhotoRow, Sealer, WhoRow
from frame.store.tables import AlbumSealed, OwnerSealed, PersonSealed, PhotoSealed, RecordSealed

DAMAGED_NAME = "(damaged)"
_UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_photo_decoder = msgspec.msgpack.Decoder(PhotoRow)
_shown_decoder = msgspec.msgpack.Decoder(Shown)


@dataclass(slots=True)
class Entry:
    """A photo's opened row and the sheet it is sealed under."""

    row: PhotoRow
    sheet: int


@dataclass(slots=True)
class Shelf:
    """Owners, albums and photos by id, oldest first."""

    owners: dict[OwnerId, Owner] = field(default_factory=dict)
    albums: dict[AlbumId, Album] = field(default_factory=dict)
    entries: dict[PhotoId, Entry] = field(default_factory=dict)
    looks: Looked = field(default_factory=Looked)
    shown: dict[PhotoId, Shown] = field(default_factory=dict)
    settings: dict[str, bytes] = field(default_factory=dict)
    sources: dict[tuple[AlbumId, bytes], PhotoId] = field(default_factory=dict)
    filling: dict[int, int] = field(default_factory=dict)
    damaged: dict[PhotoId, AlbumId] = field(default_factory=dict)
    persons: dict[PersonId, PersonRow] = field(default_factory=dict)
    who: dict[PhotoId, WhoRow] = field(default_factory=dict)
    named: dict[bytes, PhotoId] = field(default_factory=dict)
    records: dict[str, dict[int, bytes]] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)
    next_record: int = 1
    lost_records: int = 0

    def owner(self, owner: OwnerId) -> Owner:
        """Return an owner; raise BadRequest."""
        try:
            return self.owners[owner]
        except KeyError:
            raise BadRequest("there is no such owner", hint="See `frame owners`.") from None

    def album(self, album: AlbumId) -> Album:
        """Return an album; raise BadRequest."""
        try:
            return self.albums[album]
        except KeyError:
            raise BadRequest("there is no such album", hint="See `frame albums`.") from None

    def entry(self, photo: PhotoId) -> Entry:
        """Return a photo's entry; raise BadRequest, or StoreDamaged if its row did not open."""
        entry = self.entries.get(photo)
        if entry is not None:
            return entry
        if photo in self.damaged:
            raise StoreDamaged("what is known about this photo is damaged")
        raise BadRequest("there is no such photo", hint="See `frame photos`.")

    def person(self, person: PersonId) -> PersonRow:
        """Return what is kept of a person; raise BadRequest."""
        try:
            return self.persons[person]
        except KeyError:
            raise BadRequest("there is no such person", hint="See `frame people`.") from None

    def add(self, row: PhotoRow, sheet: int) -> None:
        """Put a photo at the end."""
        photo = row.photo
        self.entries[photo.id] = Entry(row, sheet)
        self.sources[photo.album, row.source] = photo.id
        self.filling[sheet] = self.filling.get(sheet, 0) + 1
        if row.origin is not None:
            self.named[row.origin.name] = photo.id

    def has_room(self, sheet: int) -> bool:
        """Return whether one more photo may be sealed under a sheet."""
        return self.filling.get(sheet, 0) < SHEET_PHOTOS

    def photos_of(self, album: AlbumId) -> list[PhotoId]:
        """Return an album's photos, the damaged ones too."""
        whole = [p for p, entry in self.entries.items() if entry.row.photo.album == album]
        return whole + [p for p, held in self.damaged.items() if held == album]

    def albums_of(self, owner: OwnerId) -> list[AlbumId]:
        """Return an owner's albums."""
        return [album.id for album in self.albums.values() if album.owner == owner]

    def remove_photo(self, photo: PhotoId) -> None:
        """Forget a photo."""
        self.damaged.pop(photo, None)
        self.looks.forget(photo)
        self.shown.pop(photo, None)
        self.forget_who(photo)
        entry = self.entries.pop(photo, None)
        if entry is not None:
            self.filling[entry.sheet] -= 1
            self._forget_source(entry)
            if entry.row.origin is not None:
                self.named.pop(entry.row.origin.name, None)

    def forget_who(self, photo: PhotoId) -> None:
        """Forget who was recognised in a photo, and the face codes that were taken from it."""
        self.who.pop(photo, None)
        self._unlearn(photo)

    def _unlearn(self, photo: PhotoId) -> None:
        """Drop the face codes that were taken from a photo."""
        for person, row in self.persons.items():
            if any(one.photo == photo for one in row.templates):
                self.persons[person] = recognised.unlearned(row, {photo})

    def _forget_source(self, entry: Entry) -> None:
        source = (entry.row.photo.album, entry.row.source)
        if self.sources.get(source) == entry.row.photo.id:
            del self.sources[source]

    def remove_album(self, album: AlbumId) -> None:
        """Forget an album and its photos."""
        for photo in self.photos_of(album):
            self.remove_photo(photo)
        self.albums.pop(album, None)

    def remove_owner(self, owner: OwnerId) -> None:
        """Forget an owner, their albums and photos."""
        for album in self.albums_of(owner):
            self.remove_album(album)
        self.owners.pop(owner, None)

    def remove_person(self, person: PersonId) -> None:
        """Forget a person, and that they were recognised anywhere."""
        self.persons.pop(person, None)
        for photo, who in self.who.items():
            if names(who, person):
                self.who[photo] = recognised.without(who, {person})

    def move(self, moves: dict[PhotoId, int]) -> None:
        """Note the sheets photos moved to."""
        for photo, sheet in moves.items():
            entry = self.entries.get(photo)
            if entry is not None:
                self.filling[entry.sheet] -= 1
                entry.sheet = sheet
                self.filling[sheet] = self.filling.get(sheet, 0) + 1

    def put_record(self, number: int, kind: str, plain: bytes) -> None:
        """Add or change a record; numbers only grow, so each kind stays in their order."""
        self.records.setdefault(kind, {})[number] = plain
        self.kinds[number] = kind
        self.next_record = max(self.next_record, number + 1)

    def drop_record(self, number: int) -> None:
        """Forget a record, if it is there."""
        kind = self.kinds.pop(number, None)
        if kind is not None:
            del self.records[kind][number]

    def all_photos(self) -> tuple[Photo, ...]:
        """Return every photo that opened."""
        return tuple(entry.row.photo for entry in self.entries.values())


def names(who: WhoRow, person: str) -> bool:
    """Say whether a photo's row speaks of a person."""
    return person in who.answers or any(one.person == person for one in who.likenesses)


def filled(catalogue: Catalogue, sealer: Sealer) -> Shelf:
    """Return what a catalogue holds, opened."""
    shelf = Shelf()
    for owner in catalogue.owners():
        shelf.owners[OwnerId(owner.id)] = _opened_owner(owner, sealer)
    for album in catalogue.albums():
        shelf.albums[AlbumId(album.id)] = _opened_album(album, sealer)
    for photo in catalogue.photos():
        _put_photo(shelf, photo, sealer)
    for person in catalogue.persons():
        shelf.persons[PersonId(person.id)] = _opened_person(person, sealer)
    for row in catalogue.who():
        with suppress(StoreDamaged):
            shelf.who[PhotoId(row.id)] = recognised.open_who(sealer, row)
    for name, sheet, sealed in catalogue.settings():
        with suppress(StoreDamaged):
            shelf.settings[name] = sealer.open(rows.SETTING, sheet, name, sealed)
    for record in catalogue.records():
        _put_record(shelf, record, sealer)
    return shelf


def _put_record(shelf: Shelf, row: RecordSealed, sealer: Sealer) -> None:
    try:
        whose = rows.whose_record(row.kind, row.n)
        plain = sealer.open(rows.RECORD, row.sheet, whose, row.sealed)
    except StoreDamaged:
        shelf.lost_records += 1
        shelf.next_record = max(shelf.next_record, row.n + 1)
    else:
        shelf.put_record(row.n, row.kind, plain)


def _opened_owner(row: OwnerSealed, sealer: Sealer) -> Owner:
    try:
        plain = sealer.open(rows.OWNER, row.sheet, row.id, row.sealed)
        return msgspec.msgpack.decode(plain, type=Owner)
    except (StoreDamaged, msgspec.MsgspecError):
        return Owner(id=OwnerId(row.id), name=DAMAGED_NAME, paired_at=_UNKNOWN_TIME)


def _opened_album(row: AlbumSealed, sealer: Sealer) -> Album:
    try:
        whose = rows.whose_album(row.id, row.owner)
        plain = sealer.open(rows.ALBUM, row.sheet, whose, row.sealed)
        return msgspec.msgpack.decode(plain, type=Album)
    except (StoreDamaged, msgspec.MsgspecError):
        return Album(id=AlbumId(row.id), owner=OwnerId(row.owner), title=DAMAGED_NAME)


def _opened_person(row: PersonSealed, sealer: Sealer) -> PersonRow:
    try:
        return recognised.open_person(sealer, row)
    except StoreDamaged:
        nobody = Person(
            id=PersonId(row.id), name=DAMAGED_NAME, consented_at=_UNKNOWN_TIME, notice=""
        )
        return PersonRow(person=nobody, templates=(), edition=0)


def _put_photo(shelf: Shelf, row: PhotoSealed, sealer: Sealer) -> None:
    photo, whose = PhotoId(row.id), rows.whose_photo(row.id, row.album)
    try:
        plain = sealer.open(rows.PHOTO, row.sheet, whose, row.sealed)
        shelf.add(_photo_decoder.decode(plain), row.sheet)
    except (StoreDamaged, msgspec.MsgspecError):
        shelf.damaged[photo] = AlbumId(row.album)
        return
    with suppress(StoreDamaged):
        if row.looks is not None:
            shelf.looks.put(photo, sealer.open(rows.LOOKS, row.sheet, whose, row.looks))
    with suppress(StoreDamaged, msgspec.MsgspecError):
        if row.memory is not None:
            plain = sealer.open(rows.MEMORY, row.sheet, whose, row.memory)
            shelf.shown[photo] = _shown_decoder.decode(plain)
