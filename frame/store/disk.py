"""Every step of the store that touches the disk, one method each.

Rule 1: a file is written whole under a temporary name, synced, renamed, and its folder synced,
        before anything says that it exists.
Rule 2: each step is a method of its own, so a twin can stop the world between any two of them.
Rule 3: a full disk becomes DiskFull; no error names a path.
"""

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from frame.errors import DiskFull, FrameError, Ours, StoreBusy, StoreDamaged

Readable = bytes | bytearray | memoryview
UNFINISHED = ".t"
CATALOGUE_DAMAGED = "the catalogue of this store is damaged; nothing was deleted"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_CHECK = "Check the disk, its permissions and its free space, then try again."


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """Turn what the system and SQLite say into this project's errors."""
    try:
        yield
    except OSError as problem:
        raise _from_system(problem) from problem
    except sqlite3.ProgrammingError:
        raise
    except UnicodeDecodeError:
        # SQLite quotes a damaged schema in its own words, which Python then cannot read.
        raise StoreDamaged(CATALOGUE_DAMAGED) from None
    except sqlite3.Error as problem:
        raise _from_sqlite(problem) from problem


def _from_system(problem: OSError) -> FrameError:
    if problem.errno in _FULL:
        return DiskFull("the disk is full")
    why = os.strerror(problem.errno) if problem.errno else "no reason given"
    return Ours(f"the disk refused to work: {why.lower()}", hint=_CHECK)


def _from_sqlite(problem: sqlite3.Error) -> FrameError:
    extended = getattr(problem, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
    primary = extended & 0xFF
    if primary == sqlite3.SQLITE_FULL or extended == sqlite3.SQLITE_IOERR_SHMSIZE:
        return DiskFull("the disk is full")
    if primary in _BUSY:
        return StoreBusy("another process uses the catalogue of this store")
    if primary in _DAMAGED:
        return StoreDamaged(CATALOGUE_DAMAGED)
    name = getattr(problem, "sqlite_errorname", "unknown")
    return Ours(f"the catalogue could not be used ({name})", hint=_CHECK)


class Disk:
    """The disk under one store; `reserve_bytes` stay free, so that erasing always has room."""

    reserve_bytes = 32 * 1024 * 1024
    free_share = 0.1
    """How much of the disk stays free of photos that are still arriving."""

    def write_whole(self, path: Path, *parts: Readable) -> None:
        """Make `path` hold exactly `parts`, or leave it as it was; durable on return."""
        self.write_together({path: parts})

    def write_together(self, files: Mapping[Path, tuple[Readable, ...]]) -> None:
        """Make each path hold exactly its parts; all are durable on return.

        All contents are synced before the first rename and all folders after the last one, so
        that one flush of the file system's journal serves every file.
        """
        places = {path: path.with_name(path.name + UNFINISHED) for path in files}
        with speaking_plainly():
            try:
                self._write_new({places[path]: parts for path, parts in files.items()})
                for path, unfinished in places.items():
                    self.rename(unfinished, path)
            except OSError:
                for unfinished in places.values():
                    unfinished.unlink(missing_ok=True)
                raise
            for folder in {path.parent: None for path in files}:
                self.sync_dir(folder)

    def _write_new(self, files: Mapping[Path, tuple[Readable, ...]]) -> None:
        with ExitStack() as closing:
            numbers = []
            for path, parts in files.items():
                numbers.append(self.create(path))
                closing.callback(os.close, numbers[-1])
                for part in parts:
                    self.write(numbers[-1], part)
            for number in numbers:
                self.sync(number)

    def create(self, path: Path) -> int:
        """Return the descriptor of a new, empty file that only its owner may read."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        return os.open(path, flags, 0o600)

    def write(self, number: int, data: Readable) -> None:
        """Append all of `data`."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(number, rest) :]

    def sync(self, number: int) -> None:
        """Wait until a file's contents are on the disk."""
        os.fsync(number)

    def rename(self, old: Path, new: Path) -> None:
        """Let `new` be what `old` was, at once or not at all."""
        old.replace(new)

    def sync_dir(self, folder: Path) -> None:
        """Wait until the names in a folder are on the disk."""
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(number)
        finally:
            os.close(number)

    def make_dir(self, folder: Path) -> None:
        """Make a folder that only its owner may enter, durable on return."""
        if not folder.is_dir():
            folder.mkdir(mode=0o700)
            self.sync_dir(folder.parent)

    def make_dirs(self, folder: Path, names: Iterable[str]) -> None:
        """Make those of these folders in `folder` that are not there; durable on return."""
        missing = set(names) - {entry.name for entry in folder.iterdir()}
        for name in sorted(missing):
            (folder / name).mkdir(mode=0o700)
        if missing:
            self.sync_dir(folder)

    def unlink(self, path: Path) -> None:
        """Remove a file if it is there; durable once its folder is synced."""
        path.unlink(missing_ok=True)

    def link(self, path: Path, other: Path) -> None:
        """Give a file a second name; durable once its folder is synced."""
        other.hardlink_to(path)

    def overwrite(self, path: Path, data: Readable) -> None:
        """Write over what a file holds, where it lies; durable on return."""
        number = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            self.write(number, data)
            self.sync(number)
        finally:
            os.close(number)

    def prepare(self, database: sqlite3.Connection) -> None:
        """Have every later commit wait for the disk."""
        database.execute("PRAGMA synchronous=FULL")

    def commit(self, database: sqlite3.Connection) -> None:
        """Make a transaction durable."""
        database.execute("COMMIT")

    def checkpoint(self, database: sqlite3.Connection) -> None:
        """Move the write-ahead log into the database and cut it to nothing."""
        busy, _frames, _moved = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreBusy("another process uses the catalogue of this store")

    def reserve(self, path: Path, size: int) -> None:
        """Let a file of its owner have this size, what was never written being zeros."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        number = os.open(path, flags, 0o600)
        try:
            os.ftruncate(number, size)
        finally:
            os.close(number)

    def write_at(self, path: Path, offset: int, data: Readable) -> None:
        """Write all of `data` into a file that is there; the system says when it is durable."""
        number = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            rest = memoryview(data)
            while rest:
                done = os.pwrite(number, rest, offset)
                rest, offset = rest[done:], offset + done
        finally:
            os.close(number)

    def read_at(self, path: Path, offset: int, length: int) -> bytes:
        """Return a part of a file, shorter where the file ends."""
        number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            return os.pread(number, length, offset)
        finally:
            os.close(number)

    def read(self, path: Path, limit_bytes: int) -> bytes:
        """Return a whole file; raise StoreDamaged if it is longer than it can be."""
        with path.open("rb") as file:
            held = file.read(limit_bytes + 1)
        if len(held) > limit_bytes:
            raise StoreDamaged("a file of this store is longer than what was written")
        return held

    def free_bytes(self, folder: Path) -> int:
        """Return how much an ordinary user may still write."""
        room = os.statvfs(folder)
        return room.f_bavail * room.f_frsize

    def total_bytes(self, folder: Path) -> int:
        """Return how much the disk holds when it is full."""
        room = os.statvfs(folder)
        return room.f_blocks * room.f_frsize
