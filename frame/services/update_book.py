"""What a frame remembers about updates, across restarts and power cuts.

    SETUP/updates/book.json   how far an update is, what is pinned or deferred, what was seen
    SETUP/updates/lock        held while somebody changes it
    SETUP/updates/*.raucb     a bundle on its way

Rule 1: it is written before what it says is done, whole or not at all.
Rule 2: it decides nothing about the next boot; autoboot.txt alone does. A book that is lost costs
        a try, a pin and a deferral, never a system.
"""

import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from frame.devices.system_files import SETUP
from frame.log import event
from frame.store.disk import Disk, speaking_plainly
from frame.upkeep.updating import Progress

FOLDER: Final = "updates"
_FILE: Final = "book.json"
_LOCK: Final = "lock"
_LOG = logging.getLogger("frame.updates")


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered.

    pinned  the only version that is wanted, "" for the newest
    until   no update before this moment
    floor   nothing older is installed
    serial  of the newest feed that was seen
    """

    progress: Progress = Progress()
    pinned: str = ""
    until: datetime | None = None
    floor: str = "0.0"
    serial: int = 0


class UpdateBook:
    """The book of one frame; any process may open it."""

    def __init__(self, setup: Path = SETUP, disk: Disk | None = None) -> None:
        self.folder = setup / FOLDER
        self._disk = disk or Disk()

    def read(self) -> Book:
        """Return what is remembered; a book that is damaged or not there is an empty one."""
        try:
            return msgspec.json.decode((self.folder / _FILE).read_bytes(), type=Book)
        except FileNotFoundError:
            return Book()
        except (OSError, msgspec.MsgspecError) as problem:
            event(_LOG, "book.lost", logging.WARNING, error=type(problem).__name__)
            return Book()

    def change(self, how: Callable[[Book], Book]) -> Book:
        """Remember something else, and return it; durable on return, unless nothing changed.

        Raises:
            DiskFull, Ours: the disk refused, and it is as it was.
        """
        with self._alone():
            before = self.read()
            after = how(before)
            if after != before:
                self._disk.write_whole(self.folder / _FILE, msgspec.json.encode(after))
            return after

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with speaking_plainly():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
            number = os.open(self.folder / _LOCK, flags, 0o600)
        try:
            fcntl.flock(number, fcntl.LOCK_EX)
            yield
        finally:
            os.close(number)
