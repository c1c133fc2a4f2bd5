"""The keyring: the only place that holds the keys of what is stored, and where they die.

It is one sealed file in two slots, `keyring.a` and `keyring.b`, each

    "HFK1" | C2SP stream of (length 4 | msgpack | zeros) | SHA-256 of everything before

Rule 1: every change writes both slots, one after the other, so no slot keeps a dead key and
        one of them is whole at any moment.
Rule 2: the generation grows by one with each change; the higher one is the truth.
Rule 3: a slot whose digest is right and that still does not open has another device key. A slot
        whose digest is wrong is damaged.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

import msgspec

from frame.crypto.keys import (
    AlbumKey,
    DeviceKey,
    Fresh,
    LedgerKey,
    SheetKey,
    SigningSeed,
    SlotKey,
    derive,
)
from frame.crypto.padme import padme
from frame.crypto.stream import seal, unseal
from frame.errors import BadRequest, FrameError, StoreDamaged, WrongKey
from frame.model import AlbumId
from frame.store.disk import UNFINISHED, Disk, speaking_plainly

MAGIC = b"HFK1"
SLOTS = ("keyring.a", "keyring.b")
HOUSEHOLD = AlbumId("")
PEOPLE = AlbumId("people")
_CONTEXT = b"hearthframe/keyring/v1"
_DIGEST_BYTES = 32
_LENGTH_BYTES = 4
_LEAST_BYTES = 4096
_MOST_BYTES = 64 * 1024 * 1024


class Sheet(msgspec.Struct, frozen=True, array_like=True):
    """One key for some rows, and what they belong to.

    `album` is an album (the rows of up to 64 photos), HOUSEHOLD (owners, albums, settings and
    records), PEOPLE (who was recognised where) or the id of one enrolled person.
    """

    album: AlbumId
    key: bytes


class Ring(msgspec.Struct, frozen=True):
    """What is sealed in a slot."""

    generation: int
    made_at: datetime
    seed: bytes
    ledger: bytes
    next_sheet: int
    albums: dict[AlbumId, bytes]
    sheets: dict[int, Sheet]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a keyring lies and what opens it."""

    folder: Path
    device_key: DeviceKey
    disk: Disk
    fresh: Fresh


def holds_keyring(folder: Path) -> bool:
    """Return whether there is a slot, whole or not."""
    return any((folder / slot).exists() for slot in SLOTS)


class Keyring:
    """The keys of an open store."""

    def __init__(self, place: Place, ring: Ring) -> None:
        self._place = place
        self._ring = ring

    @classmethod
    def create(cls, place: Place, now: datetime) -> Self:
        """Make generation 1, with a key for the household; raise BadRequest if there is one."""
        if holds_keyring(place.folder):
            raise BadRequest("there is already a store in this folder")
        first = {0: Sheet(HOUSEHOLD, SheetKey.made(place.fresh).secret)}
        ring = Ring(
            generation=1,
            made_at=now,
            seed=SigningSeed.made(place.fresh).secret,
            ledger=LedgerKey.made(place.fresh).secret,
            next_sheet=1,
            albums={},
            sheets=first,
        )
        made = cls(place, ring)
        made._write_both()
        return made

    @classmethod
    def open(cls, place: Place, anchor: int) -> Self:
        """Read the newer slot and repair the other one.

        Raises:
            BadRequest: there is no store here.
            WrongKey: another device key sealed it.
            StoreDamaged: neither slot opens, or both are older than generation `anchor`.
        """
        if not holds_keyring(place.folder):
            raise BadRequest("there is no store in this folder", hint="Make one: `frame init`.")
        found = _read(place)
        newest = _newest(found)
        if newest.generation < anchor:
            raise StoreDamaged(
                "this store is an older copy of itself: what was erased since would come back",
                hint="Put back the newest state folder, or wipe the frame and pair it again.",
            )
        ring = cls(place, newest)
        _remove_unfinished(place)
        if any(slot != newest for slot in found):
            ring._write_both()
        return ring

    @property
    def generation(self) -> int:
        """How often this keyring changed."""
        return self._ring.generation

    @property
    def made_at(self) -> datetime:
        """When the store was made."""
        return self._ring.made_at

    @property
    def seed(self) -> SigningSeed:
        """The frame's signing key."""
        return SigningSeed(self._ring.seed)

    @property
    def ledger(self) -> LedgerKey:
        """The root of the list of what was erased."""
        return LedgerKey(self._ring.ledger)

    @property
    def sheets(self) -> frozenset[int]:
        """The numbers of all sheets that can be opened."""
        return frozenset(self._ring.sheets)

    def sheets_of(self, album: AlbumId) -> tuple[int, ...]:
        """Return the numbers of an album's sheets."""
        return tuple(n for n, sheet in self._ring.sheets.items() if sheet.album == album)

    def sheet_key(self, number: int) -> SheetKey:
        """Return a sheet's key; raise StoreDamaged if it was destroyed."""
        try:
            return SheetKey(self._ring.sheets[number].key)
        except KeyError:
            raise StoreDamaged("the key of a row was destroyed") from None

    def album_key(self, album: AlbumId) -> AlbumKey:
        """Return an album's key; raise StoreDamaged if it was destroyed."""
        try:
            return AlbumKey(self._ring.albums[album])
        except KeyError:
            raise StoreDamaged("the key of an album was destroyed") from None

    def settle(self) -> None:
        """Write the next generation with the same keys."""
        self._change(self._ring.albums, self._ring.sheets)

    def add_album(self, album: AlbumId) -> None:
        """Make a key for a new album."""
        key = AlbumKey.made(self._place.fresh).secret
        self._change({**self._ring.albums, album: key}, self._ring.sheets)

    def add_sheets(self, albums: tuple[AlbumId, ...]) -> tuple[int, ...]:
        """Make one new sheet for each album named; return their numbers in that order."""
        first = self._ring.next_sheet
        made = {
            first + place: Sheet(album, SheetKey.made(self._place.fresh).secret)
            for place, album in enumerate(albums)
        }
        self._change(self._ring.albums, {**self._ring.sheets, **made})
        return tuple(made)

    def keep_only(self, albums: frozenset[AlbumId], sheets: frozenset[int]) -> None:
        """Destroy every other key, in both slots."""
        self._change(
            {album: key for album, key in self._ring.albums.items() if album in albums},
            {number: sheet for number, sheet in self._ring.sheets.items() if number in sheets},
        )

    def _change(self, albums: dict[AlbumId, bytes], sheets: dict[int, Sheet]) -> None:
        old = self._ring
        self._ring = msgspec.structs.replace(
            old,
            generation=old.generation + 1,
            next_sheet=max((old.next_sheet, *(number + 1 for number in sheets))),
            albums=albums,
            sheets=sheets,
        )
        try:
            self._write_both()
        except FrameError:
            # Whatever reached the disk is what the next start will find, so go by that.
            self._ring = _newest(_read(self._place))
            raise

    def _write_both(self) -> None:
        for slot in SLOTS:
            path = self._place.folder / slot
            self._place.disk.write_whole(path, _sealed(self._place, self._ring))


def _remove_unfinished(place: Place) -> None:
    """Remove slots that were never finished: they hold keys too."""
    left = [place.folder / (slot + UNFINISHED) for slot in SLOTS]
    with speaking_plainly():
        for path in [path for path in left if path.exists()]:
            place.disk.unlink(path)
            place.disk.sync_dir(place.folder)


def _sealed(place: Place, ring: Ring) -> bytes:
    plain = msgspec.msgpack.encode(ring)
    held = len(plain).to_bytes(_LENGTH_BYTES, "big") + plain
    padded = held.ljust(padme(max(len(held), _LEAST_BYTES)), b"\0")
    body = MAGIC + seal(_slot_key(place).secret, padded, _CONTEXT, place.fresh)
    return body + hashlib.sha256(body).digest()


def _slot_key(place: Place) -> SlotKey:
    return derive(place.device_key, "keyring", SlotKey)


def _read(place: Place) -> tuple[Ring | FrameError, ...]:
    """Return for each slot what it holds, or why it cannot be read."""
    return tuple(_read_slot(place, place.folder / slot) for slot in SLOTS)


def _read_slot(place: Place, path: Path) -> Ring | FrameError:
    if not path.exists():
        return StoreDamaged("a slot of the keyring is missing")
    try:
        with speaking_plainly():
            return _opened(place, place.disk.read(path, _MOST_BYTES))
    except FrameError as problem:
        return problem


def _opened(place: Place, slot: bytes) -> Ring:
    body, digest = slot[:-_DIGEST_BYTES], slot[-_DIGEST_BYTES:]
    if not body.startswith(MAGIC) or hashlib.sha256(body).digest() != digest:
        raise StoreDamaged("a slot of the keyring is damaged")
    padded = unseal(_slot_key(place).secret, memoryview(body)[len(MAGIC) :], _CONTEXT)
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    try:
        return msgspec.msgpack.decode(padded[_LENGTH_BYTES : _LENGTH_BYTES + length], type=Ring)
    except msgspec.MsgspecError as problem:
        raise StoreDamaged("the keyring was written by another version") from problem


def _newest(found: tuple[Ring | FrameError, ...]) -> Ring:
    rings = [slot for slot in found if isinstance(slot, Ring)]
    if rings:
        return max(rings, key=lambda ring: ring.generation)
    for problem in found:
        if isinstance(problem, WrongKey):
            raise WrongKey("this device key does not open this store")
        if isinstance(problem, FrameError) and not isinstance(problem, StoreDamaged):
            raise problem
    raise StoreDamaged("both slots of the keyring are damaged, so no photo can be opened")
