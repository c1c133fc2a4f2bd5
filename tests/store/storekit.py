"""What the store's tests share: a seeded entropy, photos, and disks that fail on purpose."""

import errno
import hashlib
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from frame.crypto.keys import DeviceKey
from frame.model import Album, Box, CleanPhoto, Face, Looks, Photo, Pixels, Size, Subject
from frame.store.disk import Disk, Readable
from frame.store.vault import Vault

NOW = datetime(2026, 5, 1, 12, 30, 15, 250, tzinfo=UTC)
TAKEN = datetime(2019, 8, 3, 17, 5, 9)
KEY = DeviceKey(bytes(range(32)))


class SeededEntropy:
    """Entropy that repeats itself in the next run."""

    def __init__(self, seed: int = 0) -> None:
        self._dice = random.Random(seed)

    def fresh(self, count: int) -> bytes:
        return self._dice.randbytes(count)


def picture(number: int, size: int = 3000) -> bytes:
    return random.Random(number).randbytes(size)


def clean(number: int, size: int = 3000) -> CleanPhoto:
    study = Pixels(size=Size(width_px=1, height_px=1), rgb=bytes(3))
    return CleanPhoto(
        master=picture(number, size),
        thumbnail=picture(number + 1_000_000, 200),
        study=study,
        size=Size(width_px=1920, height_px=1080),
        original=Size(width_px=4000, height_px=2250),
        taken_at=TAKEN,
        removed=("location",),
    )


def digest(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


def looks(number: int) -> Looks:
    box = Box(left=0.125, top=0.25, width=0.5, height=0.5)
    return Looks(
        faces=(Face(box=box, score=0.75, points=((0.5, 0.5), (0.25, 0.5))),),
        subjects=(Subject(name="seashore", score=0.5),),
        sharpness=0.5,
        exposure=0.25,
        dark=0.125,
        bright=0.0,
        colour=(number % 256, 20, 30),
        focus=box,
        fingerprint=2**255 + number,
        embedding=random.Random(number).randbytes(1280),
    )


class QuickDisk(Disk):
    """A disk that does not wait for the platter: a test reads what it wrote itself."""

    reserve_bytes = 0
    free_share = 0.0

    def sync(self, number: int) -> None:
        assert number >= 0

    def sync_dir(self, folder: Path) -> None:
        assert folder.is_dir()

    def prepare(self, database: sqlite3.Connection) -> None:
        database.execute("PRAGMA synchronous=OFF")


def make(folder: Path, disk: Disk | None = None) -> Vault:
    return Vault.create(folder, KEY, SeededEntropy(), NOW, disk=disk or QuickDisk())


def reopen(folder: Path, disk: Disk | None = None, *, anchor: int = 0, seed: int = 1) -> Vault:
    entropy = SeededEntropy(seed)
    return Vault.open(folder, KEY, entropy, disk=disk or QuickDisk(), anchor=anchor)


def with_album(vault: Vault, title: str = "Sea") -> Album:
    return vault.add_album(vault.add_owner("Anna", NOW).id, title)


def add(vault: Vault, album: Album, number: int, size: int = 3000) -> Photo:
    return vault.add_photo(album.id, clean(number, size), digest(number), NOW)


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


class PowerCut(BaseException):
    """The world stopped."""


class CutDisk(QuickDisk):
    """A disk on which the power goes at step number `at`; `left` is what is found afterwards.

    Each write and each commit stops in three ways: before, half done, and done.
    """

    def __init__(self, folder: Path, left: Path, at: int) -> None:
        self.folder, self.left, self._at = folder, left, at
        self.steps: list[str] = []

    def _step(self, name: str, tear: Callable[[], None] = lambda: None) -> None:
        self.steps.append(name)
        if len(self.steps) == self._at:
            tear()
            shutil.copytree(self.folder, self.left)
            self.lose()
            raise PowerCut(name)

    def lose(self) -> None:
        """Take away what the power cut took; here every step had reached the disk."""

    def create(self, path: Path) -> int:
        self._step("create")
        return super().create(path)

    def write(self, number: int, data: Readable) -> None:
        half = bytes(data)[: len(data) // 2]
        self._step("torn write", lambda: Disk.write(self, number, half))
        super().write(number, data)

    def sync(self, number: int) -> None:
        self._step("sync")
        super().sync(number)

    def rename(self, old: Path, new: Path) -> None:
        self._step("rename")
        super().rename(old, new)

    def sync_dir(self, folder: Path) -> None:
        self._step("sync folder")
        super().sync_dir(folder)

    def make_dir(self, folder: Path) -> None:
        self._step("make folder")
        super().make_dir(folder)

    def unlink(self, path: Path) -> None:
        self._step("unlink")
        super().unlink(path)

    def commit(self, database: sqlite3.Connection) -> None:
        self._step("commit")
        log = self.folder / "index.db-wal"
        before = log.stat().st_size
        super().commit(database)
        self._step("torn commit", lambda: _cut_to(log, (before + log.stat().st_size) // 2))
        self._step("committed")

    def checkpoint(self, database: sqlite3.Connection) -> None:
        self._step("checkpoint")
        index, log = self.folder / "index.db", self.folder / "index.db-wal"
        old_index, old_log = index.read_bytes(), log.read_bytes()
        super().checkpoint(database)
        new = index.read_bytes()

        def tear() -> None:
            half = len(new) // 8192 * 4096
            index.write_bytes(new[:half] + old_index[half:])
            log.write_bytes(old_log)

        self._step("torn checkpoint", tear)
        self._step("checkpointed")


class ForgetfulDisk(CutDisk):
    """A disk that loses every name that was changed in a folder and not synced there."""

    def __init__(self, folder: Path, left: Path, at: int) -> None:
        super().__init__(folder, left, at)
        self._held: dict[Path, bytes | None] = {}

    def rename(self, old: Path, new: Path) -> None:
        self._remember(new)
        super().rename(old, new)

    def unlink(self, path: Path) -> None:
        self._remember(path)
        super().unlink(path)

    def sync_dir(self, folder: Path) -> None:
        super().sync_dir(folder)
        self._held = {path: held for path, held in self._held.items() if path.parent != folder}

    def lose(self) -> None:
        for path, held in self._held.items():
            lost = self.left / path.relative_to(self.folder)
            lost.unlink(missing_ok=True)
            if held is not None:
                lost.write_bytes(held)

    def _remember(self, path: Path) -> None:
        self._held.setdefault(path, path.read_bytes() if path.exists() else None)


def _cut_to(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)


class FullDisk(QuickDisk):
    """A disk that is full from the moment `room` is set to a number of further writes."""

    room: int | None = None

    def write(self, number: int, data: Readable) -> None:
        if self.room is not None:
            if self.room <= 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            self.room -= 1
        super().write(number, data)

    def write_at(self, path: Path, offset: int, data: Readable) -> None:
        if self.room is not None:
            super().write_at(path, offset, bytes(data)[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        super().write_at(path, offset, data)
