"""Erasing: what was taken down is gone from keys, rows, files and old copies of rows.

Rule 1: the tombstone is the debt. It is durable before anything else happens, and it is paid
        before a store that was cut off can be looked into.
Rule 2: paying a debt again does no harm.
Rule 3: rows that shared a key with an erased one move to a fresh key first; then the old key
        leaves both slots, so no older copy of the erased row can be opened.
Rule 4: the household moves with every erasure, so what was dropped from it before goes as well.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, Protocol

import msgspec

from frame.crypto.sign import Signer
from frame.errors import StoreDamaged
from frame.model import AlbumId, PhotoId, Receipt
from frame.store import recognised, rows
from frame.store.keyring import HOUSEHOLD, PEOPLE
from frame.store.parts import Parts
from frame.store.receipts import Debt, sign_receipt
from frame.store.rows import PersonRow
from frame.store.tables import ErasureSealed, PhotoSealed, Place

SHEET_PHOTOS = 64
_RENEWAL = "0" * 32


class _Doomed(NamedTuple):
    """Everything that has to go."""

    owners: frozenset[str]
    albums: frozenset[str]
    photos: frozenset[str]
    persons: frozenset[str]


class _Move(NamedTuple):
    """A row that shared a sheet with an erased one, and where it goes."""

    row: PhotoSealed
    sheet: int


class _Sheets(NamedTuple):
    """The fresh keys an erasure needs; `people` is None unless a person is forgotten."""

    household: int
    people: int | None
    persons: list[int]
    moves: list[_Move]


def owe(parts: Parts, debts: Iterable[Debt]) -> None:
    """Note what is to be erased; once the caller's transaction is durable it will be."""
    for debt in debts:
        parts.catalogue.put_erasure(_sealed_debt(parts, debt, done=False))


def owe_renewal(parts: Parts) -> None:
    """Owe nothing but a new key for the household, in the caller's transaction."""
    parts.catalogue.put_erasure(ErasureSealed(_RENEWAL, done=False, sealed=b""))


def settle(parts: Parts, moved: Callable[[dict[PhotoId, int]], None]) -> None:
    """Erase everything that is owed, and the keys that no row needs any more.

    `moved` hears the new sheets of photos that had to move.
    """
    owed = [row for row in parts.catalogue.erasures() if not row.done]
    if not owed:
        _finish_forgetting(parts)
        return
    places = parts.catalogue.places()
    doomed = _doomed(parts, {row.id for row in owed}, places)
    parts.blobs.remove(PhotoId(photo) for photo in sorted(doomed.photos))
    # At once, so that nothing is sealed under a sheet that its row no longer names.
    moved(_rewrite(parts, doomed, places))
    parts.catalogue.checkpoint()
    _destroy_keys(parts)
    _sign_all(parts, owed)


def _finish_forgetting(parts: Parts) -> None:
    """Destroy the keys that rows moved away from; a sheet without rows tells that it is due."""
    if parts.keyring.sheets - _needed(parts):
        parts.catalogue.checkpoint()
        _destroy_keys(parts)


def unsee(parts: Parts, photos: AbstractSet[str], *, looks: bool) -> dict[PhotoId, int]:
    """Forget who was recognised in photos, and with `looks` what was seen, in one transaction.

    Return the new sheets of photos that had to move; the old keys are destroyed by `settle`.
    """
    touched = {p.sheet for p in parts.catalogue.places() if looks and p.id in photos}
    staying = [
        row._replace(looks=None) if row.id in photos else row
        for row in parts.catalogue.photos(touched)
    ]
    taught = recognised.taught_by(parts, photos)
    sheets = _fresh_sheets(parts, staying, taught, forgetting=True)
    with parts.catalogue.change():
        for photo in photos:
            parts.catalogue.drop_who(photo)
            if looks:
                parts.catalogue.drop_embedding(photo)
        _move(parts, sheets, taught, gone=frozenset())
    return _moved(sheets)


def receipts(parts: Parts) -> Iterator[Receipt]:
    """Return every receipt that was ever signed."""
    for row in parts.catalogue.erasures():
        debt = _opened_debt(parts, row)
        if debt is not None and debt.receipt is not None:
            yield debt.receipt


def receipt(parts: Parts, erased: str) -> Receipt | None:
    """Return the receipt for one erasure, if it is finished."""
    row = parts.catalogue.erasure(erased)
    debt = _opened_debt(parts, row) if row is not None else None
    return debt.receipt if debt is not None else None


def _doomed(parts: Parts, owed: set[str], places: Sequence[Place]) -> _Doomed:
    """Return what the debts mean; ids alone decide, so a damaged row is erased as well."""
    albums = {row.id for row in parts.catalogue.albums() if row.id in owed or row.owner in owed}
    photos = {place.id for place in places if place.id in owed or place.album in albums}
    owners = {row.id for row in parts.catalogue.owners() if row.id in owed}
    persons = {row.id for row in parts.catalogue.persons() if row.id in owed}
    return _Doomed(*map(frozenset, (owners, albums, photos, persons)))


def _rewrite(parts: Parts, doomed: _Doomed, places: Sequence[Place]) -> dict[PhotoId, int]:
    """Delete the doomed rows and move those that shared a key with one of them."""
    touched = {p.sheet for p in places if p.id in doomed.photos and p.album not in doomed.albums}
    staying = [row for row in parts.catalogue.photos(touched) if row.id not in doomed.photos]
    taught = recognised.taught_by(parts, doomed.photos)
    taught = [row for row in taught if row.person.id not in doomed.persons]
    sheets = _fresh_sheets(parts, staying, taught, forgetting=bool(doomed.persons))
    with parts.catalogue.change():
        parts.catalogue.drop("photo", doomed.photos)
        parts.catalogue.drop("album", doomed.albums)
        parts.catalogue.drop("owner", doomed.owners)
        parts.catalogue.drop("person", doomed.persons)
        _move(parts, sheets, taught, gone=doomed.persons)
    return _moved(sheets)


def _move(
    parts: Parts, sheets: _Sheets, taught: Sequence[PersonRow], *, gone: AbstractSet[str]
) -> None:
    """Seal under the fresh sheets what stays."""
    _move_photos(parts, sheets.moves)
    _move_household(parts, sheets.household)
    recognised.move_persons(parts, taught, sheets.persons)
    if sheets.people is not None:
        recognised.move_who(parts, gone, sheets.people)


def _moved(sheets: _Sheets) -> dict[PhotoId, int]:
    return {PhotoId(move.row.id): move.sheet for move in sheets.moves}


def _fresh_sheets(
    parts: Parts, staying: Sequence[PhotoSealed], taught: Sequence[PersonRow], *, forgetting: bool
) -> _Sheets:
    albums: dict[str, list[PhotoSealed]] = {}
    for row in staying:
        albums.setdefault(row.album, []).append(row)
    groups = [group for album in albums.values() for group in _in_sheets(album)]
    persons = [recognised.own_sheet(row.person.id) for row in taught]
    wanted = [HOUSEHOLD, *persons, *(AlbumId(group[0].album) for group in groups)]
    household, *made = parts.keyring.add_sheets((*wanted, PEOPLE) if forgetting else (*wanted,))
    moves = [
        _Move(row, sheet)
        for group, sheet in zip(groups, made[len(persons) :], strict=False)
        for row in group
    ]
    return _Sheets(household, made[-1] if forgetting else None, made[: len(persons)], moves)


def _in_sheets(staying: Sequence[PhotoSealed]) -> Iterator[Sequence[PhotoSealed]]:
    for start in range(0, len(staying), SHEET_PHOTOS):
        yield staying[start : start + SHEET_PHOTOS]


def _move_photos(parts: Parts, moves: Sequence[_Move]) -> None:
    sheets = {move.row.id: move.sheet for move in moves}
    for row in parts.catalogue.who() if moves else ():
        if row.id in sheets:
            recognised.move_outside(parts, row, sheets[row.id])
    for move in moves:
        _move_photo(parts, move)


def _move_photo(parts: Parts, move: _Move) -> None:
    row, whose = move.row, rows.whose_photo(move.row.id, move.row.album)

    def again(column: str, sealed: bytes | None) -> bytes | None:
        if sealed is None:
            return None
        try:
            plain = parts.sealer.open(column, row.sheet, whose, sealed)
        except StoreDamaged:
            return None
        return parts.sealer.seal(column, move.sheet, whose, plain)

    embedding = again(rows.EMBEDDING, parts.catalogue.embedding(row.id))
    parts.catalogue.put_photo(
        row._replace(
            sheet=move.sheet,
            # A row that did not open stays as it is: it is still reported as damaged.
            sealed=again(rows.PHOTO, row.sealed) or row.sealed,
            memory=again(rows.MEMORY, row.memory),
            looks=again(rows.LOOKS, row.looks),
        )
    )
    if embedding is None:
        parts.catalogue.drop_embedding(row.id)
    else:
        parts.catalogue.put_embedding(row.id, embedding)


def _move_household(parts: Parts, sheet: int) -> None:
    catalogue = parts.catalogue
    for owner in catalogue.owners():
        sealed = _again(parts, rows.OWNER, owner.id, owner, sheet)
        catalogue.put_owner(owner._replace(sheet=sheet, sealed=sealed))
    for album in catalogue.albums():
        sealed = _again(parts, rows.ALBUM, rows.whose_album(album.id, album.owner), album, sheet)
        catalogue.put_album(album._replace(sheet=sheet, sealed=sealed))
    for setting in catalogue.settings():
        sealed = _again(parts, rows.SETTING, setting.name, setting, sheet)
        catalogue.put_setting(setting._replace(sheet=sheet, sealed=sealed))
    for record in catalogue.records():
        whose = rows.whose_record(record.kind, record.n)
        sealed = _again(parts, rows.RECORD, whose, record, sheet)
        catalogue.put_record(record._replace(sheet=sheet, sealed=sealed))


class _Household(Protocol):
    """A row of `owner`, `album`, `setting` or `record`."""

    @property
    def sheet(self) -> int:
        """The key it is sealed under."""

    @property
    def sealed(self) -> bytes:
        """What it means to a person."""


def _again(parts: Parts, column: str, whose: str, row: _Household, sheet: int) -> bytes:
    """Return a row's sealed column under another sheet; one that does not open stays as it is."""
    try:
        plain = parts.sealer.open(column, row.sheet, whose, row.sealed)
    except StoreDamaged:
        return row.sealed
    return parts.sealer.seal(column, sheet, whose, plain)


def _destroy_keys(parts: Parts) -> None:
    albums = frozenset(AlbumId(row.id) for row in parts.catalogue.albums())
    parts.keyring.keep_only(albums, _needed(parts))
    parts.sealer.forget_keys()


def _needed(parts: Parts) -> frozenset[int]:
    return parts.catalogue.sheets_in_use() | {parts.household}


def _sign_all(parts: Parts, owed: Iterable[ErasureSealed]) -> None:
    signer, generation = Signer(parts.keyring.seed), parts.keyring.generation
    with parts.catalogue.change():
        parts.catalogue.drop("erasure", [_RENEWAL])
        for row in owed:
            if row.id == _RENEWAL:
                continue
            debt = _opened_debt(parts, row)
            if debt is None:
                parts.catalogue.put_erasure(row._replace(done=True))
                continue
            signed = msgspec.structs.replace(debt, receipt=sign_receipt(signer, debt, generation))
            parts.catalogue.put_erasure(_sealed_debt(parts, signed, done=True))


def _sealed_debt(parts: Parts, debt: Debt, *, done: bool) -> ErasureSealed:
    plain = msgspec.msgpack.encode(debt)
    return ErasureSealed(debt.id, done, parts.sealer.seal(rows.ERASURE, None, debt.id, plain))


def _opened_debt(parts: Parts, row: ErasureSealed) -> Debt | None:
    try:
        plain = parts.sealer.open(rows.ERASURE, None, row.id, row.sealed)
        return msgspec.msgpack.decode(plain, type=Debt)
    except (StoreDamaged, msgspec.MsgspecError):
        return None
