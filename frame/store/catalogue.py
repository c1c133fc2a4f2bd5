"""The catalogue: one SQLite file of opaque ids and sealed columns.

Rule 1: nothing here opens a sealed column; SQL sees only ids, sheet numbers and ciphertext.
Rule 2: WAL, synchronous=FULL, secure_delete: a committed row is on the disk, a deleted row is
        overwritten, and `checkpoint` leaves no older copy in the write-ahead log.
Rule 3: a file that is not this catalogue is refused before SQLite touches it.
Rule 4: locking_mode=EXCLUSIVE keeps SQLite's shared index in memory, so there is no -shm file.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import resources
from pathlib import Path
from typing import Self

from frame.errors import Ours, StoreDamaged
from frame.store.disk import CATALOGUE_DAMAGED, Disk, speaking_plainly
from frame.store.queries import Queries

FILE = "index.db"
LOG = "index.db-wal"
_APPLICATION = 0x48465231
_SQLITE_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_PRAGMAS = (
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA journal_mode=WAL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
)


class Catalogue(Queries):
    """The open catalogue of one store, used by one thread."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._disk = disk
        with speaking_plainly():
            # One thread at a time uses it, and may hand it on: `frame demo` opens it on the
            # main thread, which then belongs to the window.
            self._database = sqlite3.connect(
                folder / FILE, isolation_level=None, check_same_thread=False
            )
            self._database.text_factory = bytes
        try:
            self._prepare()
        except BaseException:
            self._database.close()
            raise

    @classmethod
    def create(cls, folder: Path, disk: Disk) -> Self:
        """Make an empty catalogue, durable on return; an unfinished one is finished."""
        with speaking_plainly(), ExitStack() as undo:
            os.close(os.open(folder / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            made = cls(folder, disk)
            undo.callback(made.close)
            made.checkpoint()
            disk.sync_dir(folder)
            undo.pop_all()
        return made

    @classmethod
    def open(cls, folder: Path, disk: Disk) -> Self:
        """Open the catalogue.

        Raises:
            StoreDamaged: it is missing or is no catalogue of ours; it was not touched.
        """
        with speaking_plainly(), ExitStack() as undo:
            _check_header(folder / FILE)
            opened = cls(folder, disk)
            undo.callback(opened.close)
            # From here on the name of the log is durable, so a cut leaves a sign of itself.
            disk.sync_dir(folder)
            undo.pop_all()
        return opened

    def _prepare(self) -> None:
        with speaking_plainly():
            for pragma in _PRAGMAS:
                self._database.execute(pragma)
            self._disk.prepare(self._database)
            (version,) = self._database.execute("PRAGMA user_version").fetchone()
            steps = _schema()
            if version > len(steps):
                raise Ours(
                    "this store was made by a newer hearthframe",
                    hint="Install the newest hearthframe and try again.",
                )
            for number, step in enumerate(steps[version:], start=version + 1):
                self._database.executescript(
                    f"BEGIN IMMEDIATE; {step} PRAGMA application_id={_APPLICATION};"
                    f"PRAGMA user_version={number}; COMMIT;"
                )

    @contextmanager
    def change(self) -> Iterator[None]:
        """Make everything inside durable together, or nothing of it."""
        with speaking_plainly():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._disk.commit(self._database)
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def checkpoint(self) -> None:
        """Leave nothing in the write-ahead log."""
        with speaking_plainly():
            self._disk.checkpoint(self._database)

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        with speaking_plainly():
            self._database.close()

    def check(self) -> None:
        """Read every page; raise StoreDamaged."""
        with speaking_plainly():
            (answer,) = self._database.execute("PRAGMA quick_check(1)").fetchone()
        if answer != b"ok":
            raise StoreDamaged(CATALOGUE_DAMAGED)


def was_cut(folder: Path) -> bool:
    """Return whether the catalogue was left without closing it."""
    return (folder / LOG).exists()


def _schema() -> list[str]:
    files = resources.files("frame.store") / "schema"
    steps = sorted((file.name, file) for file in files.iterdir() if file.name.endswith(".sql"))
    return [file.read_text(encoding="utf-8") for _name, file in steps]


def _check_header(path: Path) -> None:
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except FileNotFoundError:
        raise StoreDamaged("the catalogue of this store is missing") from None
    ours = header[68:72] == _APPLICATION.to_bytes(4, "big")
    if not header.startswith(_SQLITE_MAGIC) or not ours:
        raise StoreDamaged(CATALOGUE_DAMAGED)
