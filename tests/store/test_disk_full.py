import subprocess
import sys
from pathlib import Path

import pytest

from frame.errors import DiskFull, Ours
from frame.model import Album
from frame.store.disk import Disk
from frame.store.vault import Vault
from tests.store.storekit import (
    NOW,
    FullDisk,
    QuickDisk,
    add,
    files_of,
    make,
    picture,
    reopen,
    with_album,
)


def test_a_full_disk_loses_nothing_and_leaves_nothing_behind(work: Path) -> None:
    disk = FullDisk()
    with make(work, disk) as vault:
        album = with_album(vault)
        photo = add(vault, album, 1)
        names = [path.name for path in files_of(work)]
        for disk.room in range(4):
            with pytest.raises(DiskFull, match="full"):
                add(vault, album, 2)
            assert [path.name for path in files_of(work)] == names
        for disk.room in range(2):
            with pytest.raises(DiskFull, match="full"):
                vault.add_album(album.owner, "Hills")
            assert [path.name for path in files_of(work)] == names
        disk.room = None
        assert vault.photos() == (photo,)
        later = add(vault, album, 2)
    with reopen(work) as vault:
        assert vault.photos() == (photo, later)
        assert vault.albums() == (album,)


def test_a_keyring_that_was_half_written_is_what_the_next_start_finds(work: Path) -> None:
    disk = FullDisk()
    with make(work, disk) as vault:
        album = with_album(vault)
        disk.room = 1
        with pytest.raises(DiskFull):
            vault.add_album(album.owner, "Hills")
        disk.room = None
        generation, ring = vault.generation, vault._parts.keyring._ring
    with reopen(work, anchor=generation) as vault:
        assert vault._parts.keyring._ring == ring


def test_the_last_of_the_disk_is_kept_free_for_erasing(work: Path) -> None:
    class Nearly(QuickDisk):
        reserve_bytes = 32 * 1024 * 1024

        def free_bytes(self, folder: Path) -> int:
            return self.reserve_bytes + 2000 if folder.is_dir() else 0

    with make(work, Nearly()) as vault:
        album = with_album(vault)
        with pytest.raises(DiskFull, match="all others are safe"):
            add(vault, album, 1, 3000)
        photo = add(vault, album, 2, 300)
        assert vault.erase_photo(photo.id, NOW).photos == 1


def test_the_real_disk_has_a_reserve_and_says_how_much_is_free(tmp_path: Path) -> None:
    assert Disk.reserve_bytes >= 16 * 1024 * 1024
    assert Disk().free_bytes(tmp_path) > 0


def fill(vault: Vault, album: Album) -> None:
    for number in range(2, 100):
        add(vault, album, number, 100)


def test_a_full_catalogue_is_a_full_disk(work: Path) -> None:
    with make(work) as vault:
        album = with_album(vault)
        photo = add(vault, album, 1)
        database = vault._parts.catalogue._database
        (pages,) = database.execute("PRAGMA page_count").fetchone()
        database.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(DiskFull, match="disk is full"):
            fill(vault, album)
        pictures = {path.name for path in files_of(work) if path.parent.parent.name in {"o", "t"}}
        there = vault.photos()
        assert pictures == {photo.id for photo in there}
        assert photo in there
    with reopen(work) as vault:
        assert vault.photos() == there


def test_a_real_limit_of_the_system_is_a_full_disk(work: Path) -> None:
    """RLIMIT_FSIZE fails real writes in the middle of a file, as a full disk does."""
    program = (
        "import sys, pathlib, resource, signal; sys.path.insert(0, sys.argv[2])\n"
        "from tests.store.storekit import *\nfrom frame.errors import DiskFull\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "vault = reopen(pathlib.Path(sys.argv[1]))\n"
        "try:\n"
        "    add(vault, vault.albums()[0], 2, 400_000)\n"
        "except DiskFull as problem:\n"
        "    print(problem)\n"
        "print(len(vault.photos()), len(vault.master(vault.photos()[0].id)))\n"
        "vault.close()\n"
    )
    with make(work) as vault:
        photo = add(vault, with_album(vault), 1)
    before = files_of(work)
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", program, str(work), root]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout == "the disk is full\n1 3000\n"
    assert files_of(work) == before
    with reopen(work) as vault:
        assert vault.photos() == (photo,)
        assert vault.master(photo.id) == picture(1)


def test_other_failures_of_the_system_are_one_sentence_without_a_path(work: Path) -> None:
    blocked = work / "blocked"
    blocked.write_bytes(b"")
    with pytest.raises(Ours, match="the disk refused to work") as caught:
        make(blocked / "state")
    assert str(work) not in str(caught.value)


def test_an_import_that_is_interrupted_leaves_no_litter(work: Path) -> None:
    class Interrupted(QuickDisk):
        stop = False

        def rename(self, old: Path, new: Path) -> None:
            if self.stop and new.parent.parent.name == "t":
                raise KeyboardInterrupt
            super().rename(old, new)

    disk = Interrupted()
    with make(work, disk) as vault:
        album = with_album(vault)
        photo = add(vault, album, 1)
        disk.stop = True
        with pytest.raises(KeyboardInterrupt):
            add(vault, album, 2)
    names = {path.name for path in files_of(work) if path.parent.parent.name in {"o", "t"}}
    assert names == {photo.id}
