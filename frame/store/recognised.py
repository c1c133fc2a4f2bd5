"""Who is who: sealed so that forgetting a person, or a photo, leaves no copy that opens.

A person's row lies on a sheet of its own. Who was recognised in a photo is sealed twice: inside
under the sheet of the people, outside under the photo's own sheet.

Rule 1: when a person is forgotten, the sheet of the people is made anew and every row moves to
        it without them; the old key goes, and with it every older copy of every row.
Rule 2: when a photo goes, the codes that were taken from it go too, and the persons they were
        part of move to fresh sheets.
Rule 3: when the owner takes back that a person is in a photo, the codes learned from it go in
        the same way.
Rule 4: what does not open counts as unknown; it is made again from the photos.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

import msgspec

from frame.errors import StoreDamaged
from frame.model import AlbumId, PersonId
from frame.store import rows
from frame.store.parts import Parts
from frame.store.rows import PersonRow, Sealer, WhoRow
from frame.store.tables import PersonSealed, WhoSealed

_person_decoder = msgspec.msgpack.Decoder(PersonRow)
_who_decoder = msgspec.msgpack.Decoder(WhoRow)


def open_person(sealer: Sealer, row: PersonSealed) -> PersonRow:
    """Return what is kept of a person; raise StoreDamaged."""
    plain = sealer.open(rows.PERSON, row.sheet, row.id, row.sealed)
    try:
        return _person_decoder.decode(plain)
    except msgspec.MsgspecError as problem:
        raise StoreDamaged("a sealed row was written by another version") from problem


def seal_person(sealer: Sealer, sheet: int, row: PersonRow) -> PersonSealed:
    """Return a person's row, sealed under their own sheet."""
    whose, plain = row.person.id, msgspec.msgpack.encode(row)
    return PersonSealed(whose, sheet, sealer.seal(rows.PERSON, sheet, whose, plain))


def open_who(sealer: Sealer, row: WhoSealed) -> WhoRow:
    """Return who was recognised in a photo; raise StoreDamaged."""
    whose = rows.whose_photo(row.id, row.album)
    inner = sealer.open(rows.WHO, row.sheet, whose, row.sealed)
    try:
        return _who_decoder.decode(sealer.open(rows.WHO_PEOPLE, row.people, whose, inner))
    except msgspec.MsgspecError as problem:
        raise StoreDamaged("a sealed row was written by another version") from problem


def seal_who(sealer: Sealer, place: WhoSealed, who: WhoRow) -> bytes:
    """Return who was recognised in the photo at `place`, sealed under both of its sheets."""
    whose, plain = rows.whose_photo(place.id, place.album), msgspec.msgpack.encode(who)
    inner = sealer.seal(rows.WHO_PEOPLE, place.people, whose, plain)
    return sealer.seal(rows.WHO, place.sheet, whose, inner)


def without(who: WhoRow, gone: AbstractSet[str]) -> WhoRow:
    """Return a row that does not name these persons; if it did, it is compared again."""
    staying = tuple(one for one in who.likenesses if one.person not in gone)
    return WhoRow(
        likenesses=staying,
        edition=who.edition if len(staying) == len(who.likenesses) else 0,
        answers={one: yes for one, yes in who.answers.items() if one not in gone},
    )


def unlearned(row: PersonRow, photos: AbstractSet[str]) -> PersonRow:
    """Return a person's row without the codes that were taken from these photos."""
    staying = tuple(one for one in row.templates if one.photo not in photos)
    return row if staying == row.templates else msgspec.structs.replace(row, templates=staying)


def taught_by(parts: Parts, photos: AbstractSet[str]) -> list[PersonRow]:
    """Return what stays of the persons that have codes from these photos."""
    found = []
    for row in parts.catalogue.persons() if photos else ():
        try:
            person = open_person(parts.sealer, row)
        except StoreDamaged:
            continue
        rest = unlearned(person, photos)
        if rest is not person:
            found.append(rest)
    return found


def move_persons(parts: Parts, persons: Iterable[PersonRow], sheets: Iterable[int]) -> None:
    """Seal each person's row under a fresh sheet."""
    for person, sheet in zip(persons, sheets, strict=True):
        parts.catalogue.put_person(seal_person(parts.sealer, sheet, person))


def move_who(parts: Parts, gone: AbstractSet[str], people: int) -> None:
    """Seal all rows again under a fresh sheet of the people, without those who are gone."""
    for row, who in opened(parts):
        place = row._replace(people=people)
        sealed = seal_who(parts.sealer, place, without(who, gone))
        parts.catalogue.put_who(row.id, people, sealed)


def opened(parts: Parts) -> Iterator[tuple[WhoSealed, WhoRow]]:
    """Yield who was recognised in each photo; a row that does not open is removed."""
    for row in parts.catalogue.who():
        try:
            who = open_who(parts.sealer, row)
        except StoreDamaged:
            parts.catalogue.drop_who(row.id)
            continue
        yield row, who


def move_outside(parts: Parts, row: WhoSealed, sheet: int) -> None:
    """Seal the outside of a row again, under the sheet its photo moves to."""
    whose = rows.whose_photo(row.id, row.album)
    try:
        inner = parts.sealer.open(rows.WHO, row.sheet, whose, row.sealed)
    except StoreDamaged:
        parts.catalogue.drop_who(row.id)
        return
    sealed = parts.sealer.seal(rows.WHO, sheet, whose, inner)
    parts.catalogue.put_who(row.id, row.people, sealed)


def own_sheet(person: str) -> AlbumId:
    """Return what a person's own sheet is called in the keyring."""
    return AlbumId(PersonId(person))
