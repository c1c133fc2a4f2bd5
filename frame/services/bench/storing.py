"""What sealing costs: adding and opening 4 MB photos against plain copies, and erasing.

Both write to the same folder, turn about, and both wait for the disk.
"""

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from frame.crypto.keys import DeviceKey
from frame.devices.clock import KernelEntropy
from frame.model import AlbumId, Photo
from frame.services.bench.madeup import NOW, random_photo
from frame.services.bench.places import file_system, is_memory, workplace
from frame.services.bench.timing import (
    Result,
    Terms,
    at_most,
    plain,
    ratio,
    spread,
    taking_turns,
    unjudged,
)
from frame.store.vault import Vault

_MASTER = 4_000_000
_ERASED = 250


def rows(terms: Terms, master_bytes: int = _MASTER, erased: int = _ERASED) -> Iterator[Result]:
    """Yield the rows of this bench."""
    with workplace(terms.folder) as path, new_vault(path / "store") as vault:
        album = vault.add_album(vault.add_owner("Bench", NOW).id, "Bench").id
        kind = file_system(path)
        held, row = _adding(vault, album, path, terms.rounds(21), master_bytes)
        yield unjudged(row, "memory is no disk: name one with --state") if is_memory(kind) else row
        yield _opening(vault, held, path, terms.rounds(21))
        yield from _erasing(vault, album, erased)


def new_vault(folder: Path) -> Vault:
    """Return a new store with a key of its own."""
    return Vault.create(folder, DeviceKey(os.urandom(32)), KernelEntropy(), NOW)


def _adding(
    vault: Vault, album: AlbumId, path: Path, rounds: int, master_bytes: int
) -> tuple[Photo, Result]:
    photo = random_photo(master_bytes)
    added: list[Photo] = []

    def add() -> None:
        added.append(vault.add_photo(album, photo, os.urandom(32), NOW))

    def copy() -> None:
        _write(path / f"copy-{time.monotonic_ns()}", photo.master)

    seconds = taking_turns({"add": add, "copy": copy}, rounds, "wall")
    rate = master_bytes / 1e6 / statistics.median(seconds["add"])
    note = f"{rate:.0f} MB/s on {file_system(path)}; {spread(seconds, 'add', 'copy')}"
    value = ratio(seconds, "add", "copy")
    return added[0], at_most("store.add_4mb", value, "x copy + fsync", 2.0, note)


def _opening(vault: Vault, photo: Photo, path: Path, rounds: int) -> Result:
    copy = next(path.glob("copy-*"))
    contenders = {"open": lambda: vault.master(photo.id), "read": copy.read_bytes}
    seconds = taking_turns(contenders, rounds)
    rate = photo.stored_bytes / 1e6 / max(1e-9, statistics.median(seconds["open"]))
    note = f"{ratio(seconds, 'open', 'read'):.1f}x reading a plain file from memory"
    return plain("store.open_4mb_rate", rate, "MB/s CPU", note)


def _erasing(vault: Vault, album: AlbumId, count: int) -> Iterator[Result]:
    small = random_photo(2000, 2000)
    for _ in range(count):
        vault.add_photo(album, small, os.urandom(32), NOW)
    begin = time.perf_counter()
    receipt = vault.erase_album(album, NOW)
    took = time.perf_counter() - begin
    note = f"{receipt.photos} photos in one receipt, {took:.2f} s wall"
    yield plain("store.erase_album", took * 1e3 / receipt.photos, "ms per photo", note)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
