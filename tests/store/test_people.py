"""People in the store: sealed apart from everything else, and forgotten without a trace."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from frame.errors import BadRequest, DiskFull, StoreDamaged
from frame.model import Box, Face, Likeness, Person, PersonId, Photo, PhotoId, Shown
from frame.store import catalogue, recognised, rows
from frame.store.receipts import is_genuine
from frame.store.rows import Template
from frame.store.tables import WhoSealed
from frame.store.vault import Vault
from tests.store.storekit import (
    NOW,
    FullDisk,
    add,
    files_of,
    looks,
    make,
    reopen,
    with_album,
)


def code(number: int) -> bytes:
    return random.Random(number).randbytes(128)


def enrol(vault: Vault, name: str, *numbers: int, photo: str = "") -> Person:
    templates = [Template(code=code(number), photo=PhotoId(photo)) for number in numbers]
    return vault.add_person(name, templates, "ab" * 32, NOW)


def likeness(person: Person, *, sure: bool = True, face: int = 0) -> Likeness:
    return Likeness(person=person.id, face=face, score=0.75, sure=sure)


def with_photos(vault: Vault, count: int = 3) -> list[Photo]:
    album = with_album(vault)
    photos = [add(vault, album, number, 100) for number in range(count)]
    for photo in photos:
        vault.note(photo.id, looks(1))
    return photos


def every_who(vault: Vault) -> list[WhoSealed]:
    return vault._parts.catalogue.who()


def test_a_person_and_who_is_where_survive_closing(work: Path) -> None:
    with make(work) as vault:
        photos = with_photos(vault)
        mia = vault.add_person(
            "Mia", [Template(code(1)), Template(code(2))], "cd" * 32, NOW, "Ana"
        )
        vault.note_who(photos[0].id, [likeness(mia)])
        mia = vault.change_person(mia.id, less=True, private=True)
    with reopen(work) as vault:
        assert vault.persons() == (mia,)
        assert (mia.notice, mia.consented_at, mia.less, mia.private) == (
            "cd" * 32,
            NOW,
            True,
            True,
        )
        assert vault.templates(mia.id) == (code(1), code(2))
        assert vault.guardian(mia.id) == "Ana"
        assert vault.who() == {photos[0].id: (likeness(mia),)}
        assert vault.uncompared() == (photos[1].id, photos[2].id)


def test_nobody_is_compared_while_nobody_is_enrolled(work: Path) -> None:
    with make(work) as vault:
        with_photos(vault)
        assert vault.uncompared() == ()
        assert every_who(vault) == []


def test_names_are_checked(work: Path) -> None:
    with make(work) as vault:
        mia = enrol(vault, "Mia", 1)
        leo = enrol(vault, "Leo", 2)
        for name in ("mia", "", "  ", "a\nb", "x" * 201):
            with pytest.raises(BadRequest):
                enrol(vault, name, 3)
        with pytest.raises(BadRequest):
            vault.change_person(leo.id, name="MIA")
        with pytest.raises(BadRequest, match="at least one photo"):
            vault.add_person("Ben", [], "", NOW)
        with pytest.raises(ValueError, match="128 bytes"):
            vault.add_person("Ben", [Template(b"short")], "", NOW)
        with pytest.raises(BadRequest, match="no such person"):
            vault.change_person(PersonId("0" * 32), less=True)
        assert vault.persons() == (mia, leo)
        assert vault.change_person(mia.id, name="MIA").name == "MIA"


def test_a_store_of_the_first_schema_is_opened_and_knows_people(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = catalogue._schema()
    assert len(steps) > 1
    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "_schema", lambda: steps[:1])
        with make(work) as vault:
            (version,) = vault._parts.catalogue._database.execute("PRAGMA user_version").fetchone()
            assert version == 1
            album = with_album(vault)
            photo = add(vault, album, 1)
    with reopen(work) as vault:
        assert vault.photos() == (photo,)
        vault.note(photo.id, looks(2))
        mia = enrol(vault, "Mia", 1)
        vault.note_who(photo.id, [likeness(mia)])
    with reopen(work) as vault:
        assert vault.who() == {photo.id: (likeness(mia),)}


@pytest.mark.promise("P11")
def test_forgetting_a_person_destroys_the_key_of_their_codes_and_no_other(work: Path) -> None:
    with make(work) as vault:
        photos = with_photos(vault)
        mia, leo = enrol(vault, "Mia", 1, 2), enrol(vault, "Leo", 3)
        vault.note_who(photos[0].id, [likeness(mia), likeness(leo, face=1)])
        vault.note_who(photos[1].id, [likeness(leo)])
        vault.answer(photos[2].id, mia.id, yes=False)
        before = vault._parts.keyring._ring
        rows_before = {row.id: row for row in vault._parts.catalogue.persons()}
        receipt = vault.erase_person(mia.id, NOW)
        assert (receipt.scope, receipt.id, receipt.photos) == ("person", mia.id, 2)
        assert is_genuine(receipt)
        after = vault._parts.keyring._ring
        assert rows_before[mia.id].sheet not in after.sheets
        assert after.sheets[rows_before[leo.id].sheet] == before.sheets[rows_before[leo.id].sheet]
        photo_sheets = {row.sheet for row in vault._parts.catalogue.photos()}
        assert all(after.sheets[sheet] == before.sheets[sheet] for sheet in photo_sheets)
        check_that_mia_is_gone(vault, mia, leo, photos)
    with reopen(work) as vault:
        check_that_mia_is_gone(vault, mia, leo, photos)
        assert vault.erase_person(mia.id, NOW) == receipt


def check_that_mia_is_gone(vault: Vault, mia: Person, leo: Person, photos: list[Photo]) -> None:
    assert vault.persons() == (leo,)
    with pytest.raises(BadRequest):
        vault.templates(mia.id)
    assert vault.who() == {
        photos[0].id: (likeness(leo, face=1),),
        photos[1].id: (likeness(leo),),
    }
    assert vault.answers(photos[2].id) == {}
    # the photo that showed them is compared again: it may be somebody else who is left
    assert photos[0].id in vault.uncompared()
    assert photos[1].id not in vault.uncompared()


@pytest.mark.promise("P11")
def test_no_older_copy_says_who_was_where_once_a_person_is_forgotten(work: Path) -> None:
    with make(work) as vault:
        photos = with_photos(vault)
        mia, leo = enrol(vault, "Mia", 1), enrol(vault, "Leo", 2)
        vault.note_who(photos[0].id, [likeness(mia), likeness(leo, face=1)])
        (copy,) = every_who(vault)
        (person, _) = vault._parts.catalogue.persons()
        assert recognised.open_who(vault._parts.sealer, copy).likenesses
        vault.erase_person(mia.id, NOW)
        with pytest.raises(StoreDamaged):
            recognised.open_who(vault._parts.sealer, copy)
        with pytest.raises(StoreDamaged):
            recognised.open_person(vault._parts.sealer, person)
        whose = rows.whose_photo(copy.id, copy.album)
        inner = vault._parts.sealer.open(rows.WHO, copy.sheet, whose, copy.sealed)
        for sheet in vault._parts.keyring.sheets:
            with pytest.raises(StoreDamaged):
                vault._parts.sealer.open(rows.WHO_PEOPLE, sheet, whose, inner)


@pytest.mark.promise("P8")
@pytest.mark.parametrize("scope", ["photo", "album"])
def test_an_erased_photo_takes_its_face_codes_and_who_was_in_it_along(
    work: Path, scope: str
) -> None:
    with make(work) as vault:
        photos = with_photos(vault)
        other = add(vault, vault.add_album(photos[0].owner, "Other"), 9, 100)
        mia = enrol(vault, "Mia", 1)
        leo = enrol(vault, "Leo", 4)
        vault.add_template(mia.id, Template(code(2), photos[0].id))
        vault.add_template(mia.id, Template(code(3), other.id))
        vault.note_who(photos[0].id, [likeness(mia)])
        vault.note_who(photos[1].id, [likeness(leo)])
        copies = [row for row in every_who(vault) if row.id == photos[0].id]
        (person, untouched) = vault._parts.catalogue.persons()
        if scope == "photo":
            vault.erase_photo(photos[0].id, NOW)
        else:
            vault.erase_album(photos[0].album, NOW)
        assert vault.templates(mia.id) == (code(1), code(3))
        assert untouched in vault._parts.catalogue.persons()
        with pytest.raises(StoreDamaged):
            recognised.open_who(vault._parts.sealer, copies[0])
        with pytest.raises(StoreDamaged):
            recognised.open_person(vault._parts.sealer, person)
        staying = {} if scope == "album" else {photos[1].id: (likeness(leo),)}
        assert vault.who() == staying
    with reopen(work) as vault:
        assert vault.templates(mia.id) == (code(1), code(3))
        assert vault.who() == staying
        assert vault.learned_from(mia.id) == {other.id}


def test_somebody_new_has_all_photos_compared_again_and_no_number_is_used_twice(
    work: Path,
) -> None:
    with make(work) as vault:
        photos = [photo.id for photo in with_photos(vault)]
        mia, leo = enrol(vault, "Mia", 1), enrol(vault, "Leo", 2)
        for photo in photos:
            vault.note_who(photo, [])
        assert vault.uncompared() == ()
        vault.erase_person(leo.id, NOW)
        assert vault.uncompared() == ()
        enrol(vault, "Ben", 3)
        assert vault.uncompared() == tuple(photos)
        for photo in photos:
            vault.note_who(photo, [])
        vault.add_template(mia.id, Template(code(1)))
        assert vault.uncompared() == (), "a code that is known teaches nothing"
        vault.add_template(mia.id, Template(code(4)))
        assert vault.uncompared() == tuple(photos)


def test_the_owners_answers_are_remembered(work: Path) -> None:
    with make(work) as vault:
        one, other, _ = (photo.id for photo in with_photos(vault))
        mia = enrol(vault, "Mia", 1)
        vault.note_who(one, [likeness(mia, sure=False)])
        vault.note_who(other, [likeness(mia, sure=False)])
        vault.answer(one, mia.id, yes=True)
        vault.answer(other, mia.id, yes=False)
        with pytest.raises(BadRequest):
            vault.answer(one, PersonId("0" * 32), yes=True)
    with reopen(work) as vault:
        assert vault.who() == {one: (likeness(mia),)}
        assert (vault.answers(one), vault.answers(other)) == ({mia.id: True}, {mia.id: False})
        assert one in vault.uncompared()
        vault.note_who(one, [likeness(mia)])
        assert vault.answers(one) == {mia.id: True}


def test_the_code_of_a_face_that_cannot_be_told_is_never_kept(work: Path) -> None:
    with make(work) as vault:
        mia = enrol(vault, "Mia", 1)
        with pytest.raises(ValueError, match="nobody's template"):
            vault.add_template(mia.id, Template(bytes(128)))
        with pytest.raises(ValueError, match="nobody's template"):
            vault.add_person("Leo", [Template(code(2)), Template(bytes(128))], "ab" * 32, NOW)
        assert vault.persons() == (mia,)


def test_a_name_that_is_too_long_is_told_the_limit(work: Path) -> None:
    with make(work) as vault, pytest.raises(BadRequest, match="5000 letters") as refused:
        vault.check_name("x" * 5000)
    assert "200" in refused.value.hint


def test_new_looks_with_other_faces_have_who_they_are_asked_again(work: Path) -> None:
    elsewhere = Face(box=Box(left=0.5, top=0.5, width=0.25, height=0.25), score=0.9)
    with make(work) as vault:
        photo = with_photos(vault)[0].id
        mia = enrol(vault, "Mia", 1)
        vault.note_who(photo, [likeness(mia)])
        vault.note(photo, replace(looks(1), edition=2))
        assert vault.who() == {photo: (likeness(mia),)}
        vault.answer(photo, mia.id, yes=True)
        vault.note_who(photo, [likeness(mia)])
        vault.note(photo, replace(looks(1), faces=(elsewhere, *looks(1).faces)))
        assert vault.who() == {}
        assert photo in vault.uncompared()
        assert vault.answers(photo) == {mia.id: True}
    with reopen(work) as vault:
        assert vault.who() == {}
        assert photo in vault.uncompared()


def test_who_moves_along_when_its_photo_gets_a_fresh_sheet(work: Path) -> None:
    with make(work) as vault:
        photos = with_photos(vault)
        mia = enrol(vault, "Mia", 1)
        vault.note_who(photos[1].id, [likeness(mia)])
        vault.erase_photo(photos[0].id, NOW)
        vault.note_who(photos[2].id, [likeness(mia)])
    with reopen(work) as vault:
        assert set(vault.who()) == {photos[1].id, photos[2].id}


def test_a_damaged_row_costs_what_it_held_and_can_still_be_forgotten(work: Path) -> None:
    with make(work) as vault:
        photos = with_photos(vault)
        mia, leo = enrol(vault, "Mia", 1), enrol(vault, "Leo", 2)
        vault.note_who(photos[0].id, [likeness(mia)])
        vault.note_who(photos[1].id, [likeness(leo)])
        (row, _) = vault._parts.catalogue.persons()
        (who, _) = every_who(vault)
        with vault._parts.catalogue.change():
            vault._parts.catalogue.put_person(row._replace(sealed=b"x" * 64))
            vault._parts.catalogue.put_who(who.id, who.people, b"y" * 64)
    with reopen(work) as vault:
        assert [person.name for person in vault.persons()] == ["(damaged)", "Leo"]
        assert vault.who() == {photos[1].id: (likeness(leo),)}
        vault.erase_photo(photos[2].id, NOW)
        vault.erase_person(mia.id, NOW)
        assert vault.persons() == (leo,)
    with reopen(work) as vault:
        assert vault.persons() == (leo,)
        assert vault.who() == {photos[1].id: (likeness(leo),)}


@pytest.mark.promise("P11")
def test_neither_a_name_nor_a_face_code_is_in_any_file(work: Path) -> None:
    marks = [b"Annemarie", b"Grandmother Ida", code(1), code(1).hex().encode(), code(2)]
    with make(work) as vault:
        photos = with_photos(vault)
        person = vault.add_person(
            "Annemarie", [Template(code(1))], "ab" * 32, NOW, "Grandmother Ida"
        )
        vault.note_who(photos[0].id, [likeness(person)])
        vault.add_template(person.id, Template(code(2), photos[0].id))
        found = [mark for path in files_of(work) for mark in marks if mark in path.read_bytes()]
        assert found == []
        vault.erase_person(person.id, NOW)
    found = [mark for path in files_of(work) for mark in marks if mark in path.read_bytes()]
    assert found == []


def test_skips_are_counted_kept_and_forgotten(work: Path) -> None:
    with make(work) as vault:
        one, other, never = (photo.id for photo in with_photos(vault))
        vault.mark_shown([one, other], Shown(round=3, at=NOW))
        vault.mark_skipped([one, never])
        vault.mark_skipped([one])
        vault.mark_shown([one], Shown(round=4, at=NOW))
    with reopen(work) as vault:
        assert vault.shown()[one] == Shown(round=4, at=NOW, skips=2)
        assert vault.shown()[other] == Shown(round=3, at=NOW)
        assert vault.shown()[never].skips == 1
        vault.forget_skips()
        assert all(shown.skips == 0 for shown in vault.shown().values())
        assert vault.shown()[one].round == 4


def test_photos_and_albums_can_be_private(work: Path) -> None:
    with make(work) as vault:
        photo = with_photos(vault)[0]
        vault.change(photo.id, private=True, approved=True)
        vault.change_album(photo.album, private=True)
    with reopen(work) as vault:
        assert vault.photo(photo.id) == replace(photo, private=True, approved=True)
        assert [album.private for album in vault.albums()] == [True]


@pytest.mark.parametrize("room", [0, 1, 3, 5])
def test_a_forgetting_the_disk_interrupts_shows_nothing_and_is_finished_later(
    work: Path, room: int
) -> None:
    disk = FullDisk()
    with make(work, disk) as vault:
        photos = with_photos(vault)
        mia, leo = enrol(vault, "Mia", 1), enrol(vault, "Leo", 2)
        vault.note_who(photos[0].id, [likeness(mia), likeness(leo, face=1)])
        disk.room = room
        try:
            vault.erase_person(mia.id, NOW)
        except DiskFull:
            assert vault.persons() == (leo,)
            assert vault.who() == {photos[0].id: (likeness(leo, face=1),)}
            with pytest.raises(DiskFull):
                vault.note_who(photos[1].id, [likeness(leo)])
            disk.room = None
        vault.note_who(photos[1].id, [likeness(leo)])
        assert len(vault.receipts()) == 1
    with reopen(work) as vault:
        assert vault.persons() == (leo,)
        assert vault.who() == {
            photos[0].id: (likeness(leo, face=1),),
            photos[1].id: (likeness(leo),),
        }
