from pathlib import Path

import pytest

from frame.errors import DiskFull
from frame.model import PhotoId
from frame.store.rows import Template
from tests.store.storekit import FullDisk, files_of, looks, make, reopen
from tests.store.test_people import code, enrol, likeness, with_photos


@pytest.mark.promise("P8")
def test_what_was_seen_in_a_photo_is_forgotten_and_the_photo_stays(work: Path) -> None:
    with make(work) as vault:
        first, second, third = (photo.id for photo in with_photos(vault))
        vault.note(second, looks(1))
        mia, leo = enrol(vault, "Mia", 1), enrol(vault, "Leo", 2)
        vault.add_template(mia.id, Template(code(3), first))
        for photo in (first, second):
            vault.note_who(photo, [likeness(mia)])
        vault.answer(first, leo.id, yes=False)
        sealed = vault._parts.catalogue.embedding(first)
        assert sealed is not None
        before = vault._parts.keyring._ring.sheets
        vault.unlook([first, third, PhotoId("0" * 32)])
        assert sealed not in b"".join(path.read_bytes() for path in files_of(work))
        gone = before.keys() - vault._parts.keyring._ring.sheets.keys()
        assert len(gone) == 4  # of the photos, the people, Mia and the household
        assert set(vault.looks()) == set(vault.who()) == {second}
        assert vault.answers(first) == {}
        assert vault.templates(mia.id) == (code(1),)
        vault.note(third, looks(4))
    with reopen(work) as vault:
        assert set(vault.looks()) == {second, third}
        assert vault.embedding(first) == b""
        assert vault.embedding(second) == looks(1).embedding
        assert set(vault.who()) == {second}
        assert vault.templates(mia.id) == (code(1),)
        assert vault.templates(leo.id) == (code(2),)
        assert vault.damaged() == ()
        assert all(not checked.trouble for checked in vault.check())


@pytest.mark.promise("P11")
def test_who_was_recognised_is_forgotten_and_what_was_seen_stays(work: Path) -> None:
    with make(work) as vault:
        first, second, third = (photo.id for photo in with_photos(vault))
        mia = enrol(vault, "Mia", 1)
        vault.add_template(mia.id, Template(code(3), first))
        for photo in (first, second):
            vault.note_who(photo, [likeness(mia)])
        copies = {row.id: row for row in vault._parts.catalogue.who()}
        vault.unrecognise([first])
        assert set(vault.who()) == {second}
        held = b"".join(path.read_bytes() for path in files_of(work))
        assert copies[first].sealed not in held
        assert copies[first].people not in vault._parts.keyring.sheets
        assert copies[first].sheet in vault._parts.keyring.sheets
    with reopen(work) as vault:
        assert set(vault.who()) == {second}
        assert set(vault.looks()) == {first, second, third}
        assert vault.templates(mia.id) == (code(1),)


def test_forgetting_what_was_never_known_costs_nothing(work: Path) -> None:
    with make(work) as vault:
        photos = [photo.id for photo in with_photos(vault)]
        vault.unlook(photos)
        generation = vault.generation
        vault.unlook(photos)
        vault.unrecognise(photos)
        vault.unlook([])
        assert vault.generation == generation


@pytest.mark.parametrize("room", range(5))
def test_a_full_disk_forgets_all_or_nothing_and_the_keys_go_later(work: Path, room: int) -> None:
    disk = FullDisk()
    with make(work, disk) as vault:
        first, second, third = (photo.id for photo in with_photos(vault))
        vault.note(second, looks(1))
        old = vault._shelf.entries[first].sheet
        disk.room = room
        try:
            vault.unlook([first])
        except DiskFull:
            assert set(vault.looks()) in ({first, second, third}, {second, third})
        disk.room = None
        vault.unlook([first])
        assert set(vault.looks()) == {second, third}
        assert old not in vault._parts.keyring.sheets
        assert vault.embedding(second) == looks(1).embedding
    with reopen(work) as vault:
        assert set(vault.looks()) == {second, third}
        assert vault.embedding(first) == b""
