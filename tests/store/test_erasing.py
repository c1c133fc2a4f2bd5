from pathlib import Path
from threading import Event, Thread

import pytest

from frame.errors import BadRequest, DiskFull, StoreDamaged
from frame.model import PhotoId, Receipt
from frame.store.erasure import SHEET_PHOTOS
from frame.store.receipts import is_genuine
from frame.store.vault import Vault
from tests.store.storekit import (
    NOW,
    FullDisk,
    add,
    files_of,
    looks,
    make,
    picture,
    reopen,
    with_album,
)


@pytest.mark.promise("P8")
def test_erasing_a_photo_leaves_all_others_and_a_signed_receipt(work: Path) -> None:
    with make(work) as vault:
        album = with_album(vault)
        photos = [add(vault, album, n, 100) for n in range(5)]
        for photo in photos:
            vault.note(photo.id, looks(3))
        receipt = vault.erase_photo(photos[2].id, NOW)
        assert (receipt.scope, receipt.id, receipt.photos) == ("photo", photos[2].id, 1)
        assert (receipt.erased_at, receipt.generation) == (NOW, vault.generation)
        assert is_genuine(receipt)
        assert vault.photos() == (*photos[:2], *photos[3:])
        with pytest.raises(BadRequest):
            vault.master(photos[2].id)
    with reopen(work) as vault:
        assert vault.photos() == (*photos[:2], *photos[3:])
        assert set(vault.looks()) == {photo.id for photo in vault.photos()}
        assert vault.embedding(photos[4].id) == looks(3).embedding
        assert vault.receipts() == (receipt,)
        assert not list(work.rglob(photos[2].id))
        assert all(not checked.trouble for checked in vault.check())


@pytest.mark.promise("P8")
def test_an_older_copy_of_an_erased_row_does_not_open_with_the_keys_that_are_left(
    work: Path,
) -> None:
    with make(work) as vault:
        album = with_album(vault)
        photos = [add(vault, album, n, 100) for n in range(3)]
        before = vault._parts.keyring._ring
        (copy,) = [row for row in vault._parts.catalogue.photos() if row.id == photos[0].id]
        vault.erase_photo(photos[0].id, NOW)
        after = vault._parts.keyring._ring
        assert copy.sheet not in after.sheets
        old_keys = {sheet.key for sheet in before.sheets.values()}
        assert old_keys.isdisjoint(sheet.key for sheet in after.sheets.values())
        with vault._parts.catalogue.change():
            vault._parts.catalogue.put_photo(copy)
    with reopen(work) as vault:
        assert vault.damaged() == (photos[0].id,)
        assert vault.photos() == tuple(photos[1:])
        with pytest.raises(StoreDamaged):
            vault.master(photos[0].id)
        with pytest.raises(StoreDamaged):
            vault.photo(photos[0].id)


@pytest.mark.promise("P8")
def test_nothing_of_an_erased_album_or_owner_is_left(work: Path) -> None:
    with make(work) as vault:
        sea = with_album(vault)
        hills = vault.add_album(sea.owner, "Hills")
        other = with_album(vault, "Other")
        gone = [add(vault, sea, 1), add(vault, hills, 2)]
        stays = add(vault, other, 3)
        album = vault.erase_album(sea.id, NOW)
        owner = vault.erase_owner(sea.owner, NOW)
        assert (album.scope, album.photos, owner.scope, owner.photos) == ("album", 1, "owner", 1)
        assert owner.generation > album.generation
    with reopen(work) as vault:
        assert vault.albums() == (other,)
        assert [owner.id for owner in vault.owners()] == [other.owner]
        assert vault.photos() == (stays,)
        assert {path.name for path in files_of(work)}.isdisjoint(photo.id for photo in gone)
        assert set(vault._parts.keyring._ring.albums) == {other.id}


def test_many_photos_are_erased_together_or_not_at_all(work: Path) -> None:
    with make(work) as vault:
        album = with_album(vault)
        photos = [add(vault, album, n, 100) for n in range(SHEET_PHOTOS + 10)]
        doomed = [photo.id for photo in photos[::2]]
        with pytest.raises(BadRequest):
            vault.erase_photos([*doomed, PhotoId("0" * 32)], NOW)
        assert vault.photos() == tuple(photos)
        receipts = vault.erase_photos(doomed, NOW)
        assert [receipt.id for receipt in receipts] == doomed
        assert all(is_genuine(receipt) for receipt in receipts)
        assert vault.photos() == tuple(photos[1::2])
        again = [add(vault, album, n, 100) for n in range(200, 240)]
    with reopen(work) as vault:
        assert vault.photos() == (*photos[1::2], *again)


def test_a_picture_read_by_another_thread_is_whole_or_gone(work: Path) -> None:
    outcomes: list[bool | str] = []

    def read_on(vault: Vault, photo: PhotoId, started: Event) -> None:
        while True:
            started.set()
            try:
                outcomes.append(vault.master(photo) == picture(1))
            except BadRequest:
                outcomes.append("gone")
                return
            except StoreDamaged:
                outcomes.append("damaged")
                return

    with make(work) as vault:
        photo, started = add(vault, with_album(vault), 1), Event()
        reader = Thread(target=read_on, args=(vault, photo.id, started))
        reader.start()
        started.wait()
        vault.erase_photo(photo.id, NOW)
        reader.join()
        assert vault.damaged() == ()
    assert set(outcomes) <= {True, "gone"}
    assert outcomes[-1] == "gone"


def test_erasing_again_returns_the_first_receipt(work: Path) -> None:
    with make(work) as vault:
        album = with_album(vault)
        photo = add(vault, album, 1)
        first = vault.erase_photo(photo.id, NOW)
        assert vault.erase_photo(photo.id, NOW) == first
        generation = vault.generation
        assert vault.erase_photos([], NOW) == ()
        assert vault.generation == generation


def test_a_changed_receipt_is_not_genuine(work: Path) -> None:
    with make(work) as vault:
        receipt = vault.erase_album(with_album(vault).id, NOW)
    fields = {name: getattr(receipt, name) for name in Receipt.__slots__}
    assert is_genuine(Receipt(**fields))
    for name, value in {
        "scope": "photo",
        "photos": 1,
        "generation": 0,
        "signer": "00" * 32,
        "signature": "no hex",
        "erased_at": NOW.replace(year=2020),
    }.items():
        assert not is_genuine(Receipt(**{**fields, name: value}))


def test_an_erasure_the_disk_interrupts_is_finished_later_and_shows_nothing(work: Path) -> None:
    disk = FullDisk()
    with make(work, disk) as vault:
        album = with_album(vault)
        photos = [add(vault, album, n, 100) for n in range(4)]
        disk.room = 0
        with pytest.raises(DiskFull):
            vault.erase_photo(photos[0].id, NOW)
        assert vault.photos() == tuple(photos[1:])
        with pytest.raises(DiskFull):
            add(vault, album, 9)
        assert vault.receipts() == ()
        vault.change(photos[1].id, caption="still here")
        disk.room = None
        added = add(vault, album, 9)
        (receipt,) = vault.receipts()
        assert receipt.id == photos[0].id
    with reopen(work) as vault:
        assert [photo.id for photo in vault.photos()] == [*(p.id for p in photos[1:]), added.id]
        assert vault.photo(photos[1].id).caption == "still here"
        assert vault.damaged() == ()


@pytest.mark.parametrize("room", range(12))
def test_an_erasure_interrupted_anywhere_damages_no_other_photo(work: Path, room: int) -> None:
    disk = FullDisk()
    with make(work, disk) as vault:
        album = with_album(vault)
        photos = [add(vault, album, n, 100) for n in range(4)]
        disk.room = room
        try:
            vault.erase_photo(photos[0].id, NOW)
        except DiskFull:
            disk.room = None
        vault.change(photos[1].id, favourite=True)
        vault.note(photos[2].id, looks(1))
        vault.remember("seed", b"s")
    with reopen(work) as vault:
        assert [photo.id for photo in vault.photos()] == [photo.id for photo in photos[1:]]
        assert vault.photo(photos[1].id).favourite
        assert set(vault.looks()) == {photos[2].id}
        assert vault.recall("seed") == b"s"
        assert len(vault.receipts()) == 1
