"""Taking back that a person is in a photo: what was learned from it goes, with its key."""

from dataclasses import replace
from pathlib import Path

import pytest

from frame.errors import DiskFull, StoreDamaged
from frame.model import Box, Face
from frame.store import recognised, rows
from frame.store.rows import Template
from frame.store.vault import Vault
from tests.store.storekit import FullDisk, files_of, looks, make, reopen
from tests.store.test_people import code, enrol, likeness, with_photos


@pytest.mark.promise("P11")
def test_a_no_destroys_what_a_mistaken_yes_taught(work: Path) -> None:
    with make(work) as vault:
        photos = [photo.id for photo in with_photos(vault)]
        mia, leo = enrol(vault, "Mia", 1), enrol(vault, "Leo", 2)
        vault.answer(photos[0], mia.id, yes=True)
        vault.add_template(mia.id, Template(code(3), photos[0]))
        vault.add_template(mia.id, Template(code(4), photos[1]))
        for photo in photos:
            vault.note_who(photo, [likeness(mia)])
        assert vault.uncompared() == ()
        before = vault._parts.keyring._ring
        (wrong, other) = vault._parts.catalogue.persons()
        vault.answer(photos[0], mia.id, yes=False)
        after = vault._parts.keyring._ring
        assert before.sheets[wrong.sheet] not in after.sheets.values()
        assert after.sheets[other.sheet] == before.sheets[other.sheet]
        assert wrong.sealed not in b"".join(path.read_bytes() for path in files_of(work))
        with pytest.raises(StoreDamaged):
            recognised.open_person(vault._parts.sealer, wrong)
        assert vault.uncompared() == tuple(photos)
        assert vault.templates(leo.id) == (code(2),)
    with reopen(work) as vault:
        assert vault.templates(mia.id) == (code(1), code(4))
        assert code(3) not in {one.code for row in held_of(vault) for one in row.templates}
        assert vault.answers(photos[0]) == {mia.id: False}
        assert set(vault.who()) == {photos[1], photos[2]}
        assert vault.uncompared() == tuple(photos)


def held_of(vault: Vault) -> list[rows.PersonRow]:
    """Return what the rows on the disk hold, not what is in memory."""
    sealer = vault._parts.sealer
    return [recognised.open_person(sealer, row) for row in vault._parts.catalogue.persons()]


@pytest.mark.promise("P11")
def test_confirming_somebody_else_for_the_only_face_takes_it_from_who_had_it(work: Path) -> None:
    with make(work) as vault:
        photo, other, _ = (photo.id for photo in with_photos(vault))
        mia, leo, ben = (enrol(vault, name, n) for n, name in enumerate(("Mia", "Leo", "Ben")))
        vault.answer(photo, ben.id, yes=False)
        vault.answer(photo, mia.id, yes=True)
        vault.add_template(mia.id, Template(code(7), photo))
        vault.note_who(photo, [likeness(mia)])
        vault.note_who(other, [likeness(mia)])
        vault.answer(photo, leo.id, yes=True)
        assert vault.templates(mia.id) == (code(0),)
        assert dict(vault.answers(photo)) == {ben.id: False, leo.id: True}
        assert set(vault.who()) == {other}
        assert photo in vault.uncompared()


def test_among_several_faces_a_yes_takes_nothing_from_anybody_else(work: Path) -> None:
    two = tuple(
        Face(box=Box(left=left, top=0.1, width=0.25, height=0.25), score=0.9)
        for left in (0.1, 0.6)
    )
    with make(work) as vault:
        photo = with_photos(vault)[0].id
        vault.note(photo, replace(looks(1), faces=two))
        mia, leo = enrol(vault, "Mia", 1), enrol(vault, "Leo", 2)
        vault.answer(photo, mia.id, yes=True)
        vault.add_template(mia.id, Template(code(7), photo))
        vault.note_who(photo, [likeness(mia), likeness(leo, face=1, sure=False)])
        vault.answer(photo, leo.id, yes=True)
        assert vault.templates(mia.id) == (code(1), code(7))
        assert vault.who()[photo] == (likeness(mia), likeness(leo, face=1))
        vault.withdraw(photo, mia.id)
        assert vault.templates(mia.id) == (code(1),)
        assert vault.answers(photo) == {leo.id: True}


@pytest.mark.parametrize("room", range(8))
def test_an_unlearning_the_disk_interrupts_is_finished_before_anything_else(
    work: Path, room: int
) -> None:
    disk = FullDisk()
    with make(work, disk) as vault:
        photo, other, _ = (photo.id for photo in with_photos(vault))
        mia = enrol(vault, "Mia", 1)
        vault.add_template(mia.id, Template(code(2), photo))
        vault.note_who(photo, [likeness(mia)])
        old = vault._parts.keyring._ring.sheets[vault._parts.catalogue.persons()[0].sheet]
        disk.room = room
        try:
            vault.answer(photo, mia.id, yes=False)
        except DiskFull:
            disk.room = None
            vault.answer(photo, mia.id, yes=False)
        disk.room = None
        vault.note_who(other, [likeness(mia)])
        assert vault.templates(mia.id) == (code(1),)
        assert old not in vault._parts.keyring._ring.sheets.values()
    with reopen(work) as vault:
        assert vault.templates(mia.id) == (code(1),)
        assert vault.answers(photo) == {mia.id: False}
