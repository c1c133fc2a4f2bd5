import random
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from frame.crypto.keys import DeviceKey
from frame.errors import BadRequest, StoreBusy, StoreDamaged, WrongKey
from frame.model import AlbumId, OwnerId, PhotoId, PhotoState, Shown
from frame.store.receipts import is_genuine
from frame.store.vault import Vault
from tests.store.storekit import (
    KEY,
    NOW,
    QuickDisk,
    SeededEntropy,
    add,
    clean,
    digest,
    files_of,
    looks,
    make,
    picture,
    reopen,
    with_album,
)


def test_everything_is_as_it_was_after_opening_again(tmp_path: Path) -> None:
    with make(tmp_path / "state") as vault:
        album = with_album(vault)
        photos = [add(vault, album, number) for number in range(3)]
        vault.note(photos[1].id, looks(7))
        vault.mark_shown([photos[2].id], Shown(round=4, at=NOW))
        vault.remember("playlist.seed", b"\x00\x80\x00")
        changed = vault.change(photos[0].id, favourite=True, caption="At the sea")
        owners = vault.owners()
    with reopen(tmp_path / "state") as vault:
        assert vault.owners() == owners
        assert vault.albums() == (album,)
        assert vault.photos() == (changed, photos[1], photos[2])
        assert vault.photo(photos[1].id) == photos[1]
        assert [vault.master(photo.id) for photo in photos] == [picture(n) for n in range(3)]
        assert vault.thumbnail(photos[0].id) == clean(0).thumbnail
        seen = vault.looks()[photos[1].id]
        assert (seen.fingerprint, seen.faces, seen.embedding) == (2**255 + 7, looks(7).faces, b"")
        assert vault.embedding(photos[1].id) == looks(7).embedding
        assert vault.embedding(photos[0].id) == b""
        assert dict(vault.shown()) == {photos[2].id: Shown(round=4, at=NOW)}
        assert vault.recall("playlist.seed") == b"\x00\x80\x00"
        assert vault.recall("unknown") is None
        assert vault.damaged() == ()
        assert [checked.trouble for checked in vault.check()] == ["", "", ""]


def test_a_file_that_is_known_is_found_in_its_album_only(tmp_path: Path) -> None:
    with make(tmp_path) as vault:
        album = with_album(vault)
        other = vault.add_album(album.owner, "Hills")
        photo = add(vault, album, 1)
        assert vault.known(album.id, digest(1)) == photo.id
        assert vault.known(album.id, digest(2)) is None
        assert vault.known(other.id, digest(1)) is None
    with reopen(tmp_path) as vault:
        assert vault.known(album.id, digest(1)) == photo.id
        vault.erase_photo(photo.id, NOW)
        assert vault.known(album.id, digest(1)) is None


@pytest.mark.parametrize("size", [0, 1, 4096, 16_000, 16_384, 100_000])
def test_pictures_of_any_size_come_back_whole(tmp_path: Path, size: int) -> None:
    with make(tmp_path) as vault:
        photo = add(vault, with_album(vault), 5, size)
        assert vault.master(photo.id) == picture(5, size)


def test_two_thousand_photos_open_again(work: Path) -> None:
    with make(work) as vault:
        album = with_album(vault)
        photos = [add(vault, album, number, 100) for number in range(2000)]
    with reopen(work) as vault:
        assert vault.photos() == tuple(photos)
        assert vault.damaged() == ()
        for photo in random.Random(3).sample(photos, 50):
            assert len(vault.master(photo.id)) == 100


def test_what_is_not_there_is_a_bad_request(tmp_path: Path) -> None:
    with make(tmp_path) as vault:
        album = with_album(vault)
        nobody = "0" * 32
        for wrong in (
            lambda: vault.photo(PhotoId(nobody)),
            lambda: vault.master(PhotoId("../../etc/passwd")),
            lambda: vault.add_album(OwnerId(nobody), "x"),
            lambda: vault.add_photo(AlbumId(nobody), clean(1), digest(1), NOW),
            lambda: vault.note(PhotoId(nobody), looks(1)),
            lambda: vault.mark_shown([PhotoId(nobody)], Shown(round=1, at=NOW)),
            lambda: vault.erase_photo(PhotoId("no id"), NOW),
            lambda: vault.erase_album(AlbumId(nobody), NOW),
            lambda: vault.erase_owner(OwnerId(album.id), NOW),
            lambda: vault.remember("../seed", b""),
            lambda: vault.add_owner("x" * 201, NOW),
        ):
            with pytest.raises(BadRequest):
                wrong()
        assert vault.albums() == (album,)


def test_a_photo_is_not_erased_by_changing_its_state(tmp_path: Path) -> None:
    with make(tmp_path) as vault:
        photo = add(vault, with_album(vault), 1)
        assert vault.change(photo.id, state=PhotoState.RESTING).state == PhotoState.RESTING
        with pytest.raises(BadRequest, match="erase_photo"):
            vault.change(photo.id, state=PhotoState.ERASED)


def test_a_time_without_a_zone_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with make(tmp_path) as vault, pytest.raises(ValueError, match="zone"):
        vault.add_owner("Anna", datetime(2026, 1, 1))


def test_a_folder_without_a_store_says_so(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(BadRequest, match="no store"):
            reopen(folder)


def test_a_store_is_never_made_over_another_one(tmp_path: Path) -> None:
    with make(tmp_path) as vault:
        photo = add(vault, with_album(vault), 1)
    with pytest.raises(BadRequest, match="already"):
        make(tmp_path)
    with reopen(tmp_path) as vault:
        assert vault.photos() == (photo,)


def test_another_device_key_is_called_a_wrong_key(tmp_path: Path) -> None:
    make(tmp_path).close()
    before = [path.read_bytes() for path in files_of(tmp_path)]
    with pytest.raises(WrongKey, match="does not open this store"):
        Vault.open(tmp_path, DeviceKey(bytes(32)), SeededEntropy())
    assert [path.read_bytes() for path in files_of(tmp_path)] == before


def test_a_second_process_is_told_that_the_store_is_busy(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from frame.crypto.keys import DeviceKey\n"
        "from frame.errors import StoreBusy\n"
        "from frame.store.vault import Vault\n"
        "try:\n"
        "    Vault.open(pathlib.Path(sys.argv[1]), DeviceKey(bytes(range(32))), None)\n"
        "except StoreBusy as problem:\n"
        "    print('busy:', problem)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    root = Path(__file__).parents[2]
    with make(tmp_path) as vault:
        photo = add(vault, with_album(vault), 1)
        said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
        assert said.stdout == "busy: another process has this store open\n"
        with pytest.raises(StoreBusy):
            reopen(tmp_path)
        assert vault.master(photo.id) == picture(1)
    reopen(tmp_path).close()


def test_an_older_copy_of_the_store_is_refused(tmp_path: Path) -> None:
    with make(tmp_path) as vault:
        photo = add(vault, with_album(vault), 1)
        vault.add_album(vault.owners()[0].id, "Later")
        generation = vault.generation
    with pytest.raises(StoreDamaged, match="older copy"):
        reopen(tmp_path, anchor=generation + 1)
    with reopen(tmp_path, anchor=generation) as vault:
        assert vault.photos() == (photo,)


def test_only_its_owner_may_read_a_store(tmp_path: Path) -> None:
    with make(tmp_path / "state") as vault:
        add(vault, with_album(vault), 1)
        modes = {path.stat().st_mode & 0o777 for path in files_of(tmp_path / "state")}
        assert modes == {0o600}
        folders = [path for path in (tmp_path / "state").rglob("*") if path.is_dir()]
        assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}


def test_the_frame_keeps_its_name_and_the_size_of_what_it_holds(tmp_path: Path) -> None:
    with make(tmp_path) as vault:
        public, empty = vault.public_key, vault.stored_bytes()
        photo = add(vault, with_album(vault), 1, 50_000)
        assert vault.stored_bytes() - empty >= photo.stored_bytes
        on_disk = sum(p.stat().st_size for p in files_of(tmp_path) if p.name == photo.id)
        assert photo.stored_bytes == on_disk
    with Vault.open(tmp_path, KEY, SeededEntropy(9), disk=QuickDisk()) as vault:
        assert vault.public_key == public
        assert vault.made_at == NOW
        assert is_genuine(vault.erase_photo(photo.id, NOW))
