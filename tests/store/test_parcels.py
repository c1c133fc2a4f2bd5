from pathlib import Path

import pytest

from frame.errors import DiskFull, StoreDamaged
from frame.store.disk import Disk
from frame.store.parcels import PARCEL_BYTES, Parcels
from tests.store.storekit import FullDisk, QuickDisk, files_of, make, picture, reopen

ONE, TWO = "1a" * 16, "2b" * 16


class Small(QuickDisk):
    """A disk of 1,000,000 bytes with so many of them free."""

    free = 1_000_000

    def free_bytes(self, folder: Path) -> int:
        assert folder.is_dir()
        return self.free

    def total_bytes(self, folder: Path) -> int:
        assert folder.is_dir()
        return 1_000_000


def test_chunks_come_in_any_order_and_outlive_the_process(work: Path) -> None:
    with make(work) as vault:
        parcels = vault.parcels
        parcels.reserve(ONE, 3000)
        parcels.write(ONE, 2000, b"c" * 1000)
        parcels.write(ONE, 0, memoryview(b"a" * 1000))
        assert parcels.read(ONE) == b"a" * 1000 + bytes(1000) + b"c" * 1000
    with reopen(work) as vault:
        assert vault.parcels.holds(ONE)
        vault.parcels.reserve(ONE, 3000)
        vault.parcels.write(ONE, 1000, b"b" * 1000)
        assert vault.parcels.read_part(ONE, 999, 2) == b"ab"
        assert vault.parcels.read_part(ONE, 2999, 50) == b"c"
        assert vault.parcels.read_part(ONE, 3000, 50) == b""
        assert vault.stored_bytes() > 3000


def test_a_parcel_is_for_its_owner_only_and_sparse(work: Path) -> None:
    parcels = Parcels(work, QuickDisk())
    parcels.reserve(ONE, 10_000_000)
    (path,) = files_of(work)
    assert path == work / "c" / ONE
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert (path.stat().st_size, path.stat().st_blocks) == (10_000_000, 0)


@pytest.mark.parametrize("name", ["", "../../index.db", "1A" * 16, "1a" * 15, "1a" * 16 + "\n"])
def test_nothing_but_32_hex_digits_is_a_name(work: Path, name: str) -> None:
    parcels = Parcels(work, QuickDisk())
    for ask in (parcels.read, parcels.holds, lambda one: parcels.reserve(one, 10)):
        with pytest.raises(ValueError, match="32 hex digits"):
            ask(name)
    with pytest.raises(ValueError, match="32 hex digits"):
        parcels.remove([name])
    assert files_of(work) == []


def test_a_chunk_stays_inside_what_was_reserved(work: Path) -> None:
    parcels = Parcels(work, QuickDisk())
    parcels.reserve(ONE, 100)
    for offset, data in ((-1, b"x"), (100, b"x"), (0, bytes(101))):
        with pytest.raises(ValueError, match="inside"):
            parcels.write(ONE, offset, data)
    for size in (0, -1, PARCEL_BYTES + 1):
        with pytest.raises(ValueError, match="1 to"):
            parcels.reserve(TWO, size)
    assert parcels.read(ONE) == bytes(100)


def test_a_missing_parcel_is_one_sentence(work: Path) -> None:
    parcels = Parcels(work, QuickDisk())
    assert not parcels.holds(ONE)
    for ask in (lambda: parcels.read(ONE), lambda: parcels.write(ONE, 0, b"x")):
        with pytest.raises(StoreDamaged, match="missing"):
            ask()


def test_what_is_done_is_removed_and_what_nobody_knows_is_swept(work: Path) -> None:
    parcels = Parcels(work, QuickDisk())
    assert parcels.sweep(frozenset()) == 0
    for name in (ONE, TWO, "3c" * 16):
        parcels.reserve(name, 10)
    parcels.remove([ONE, "4d" * 16])
    assert not parcels.holds(ONE)
    assert parcels.sweep({TWO}) == 1
    assert [path.name for path in files_of(work)] == [TWO]


def test_a_full_disk_leaves_the_other_chunks_alone(work: Path) -> None:
    disk = FullDisk()
    parcels = Parcels(work, disk)
    parcels.reserve(ONE, 300)
    parcels.write(ONE, 100, b"b" * 100)
    disk.room = 0
    with pytest.raises(DiskFull):
        parcels.write(ONE, 0, b"a" * 100)
    disk.room = None
    assert parcels.read_part(ONE, 100, 200) == b"b" * 100 + bytes(100)
    parcels.write(ONE, 0, b"a" * 100)
    assert parcels.read_part(ONE, 0, 200) == b"a" * 100 + b"b" * 100


def test_a_tenth_of_the_disk_stays_free_and_promises_count(work: Path) -> None:
    disk = Small()
    disk.free_share = Disk.free_share
    parcels = Parcels(work, disk)
    disk.free = 400_000
    assert parcels.room_for(300_000)
    assert not parcels.room_for(300_001)
    parcels.reserve(ONE, 200_000)
    assert parcels.room_for(100_000)
    assert not parcels.room_for(100_001)
    with pytest.raises(DiskFull, match="no room"):
        parcels.reserve(TWO, 100_001)
    assert not parcels.holds(TWO)
    parcels.write(ONE, 0, picture(1, 200_000))
    disk.free = 200_000
    assert parcels.room_for(100_000)


def test_the_room_that_erasing_needs_is_never_taken(work: Path) -> None:
    disk = Small()
    disk.reserve_bytes = 50_000
    parcels = Parcels(work, disk)
    disk.free = 60_000
    assert parcels.room_for(10_000)
    assert not parcels.room_for(10_001)
    parcels.reserve(ONE, 10_000)
    disk.free = 55_000
    with pytest.raises(DiskFull, match="what is stored is safe"):
        parcels.write(ONE, 0, bytes(5_001))
    parcels.write(ONE, 0, b"x" * 5_000)
    assert parcels.read_part(ONE, 0, 5_001) == b"x" * 5_000 + b"\0"
