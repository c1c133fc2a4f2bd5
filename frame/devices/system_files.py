"""Files of the machine itself, outside the store: settings that root writes, whole or not at all.

Rule 1: a file is written under a temporary name, synced, renamed, and its folder synced, before
        anything says that it is there.
Rule 2: each step that touches the disk is a method of its own, so a test can stop the world
        between any two of them.
Rule 3: what held a secret is overwritten with zeros before it goes. On flash that is not proof:
        the card may keep an old copy until it needs the room.
Rule 4: no symbolic link is followed, and no error names a path.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from frame.errors import DeviceFailed

SETUP: Final = Path("/var/lib/hearthframe-setup")
"""What this machine was told: its name, time zone, network; root's."""
UNFINISHED: Final = ".t"
_ZEROS: Final = bytes(65_536)
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC


@contextmanager
def speaking_plainly(what: str) -> Iterator[None]:
    """Turn what the system says into DeviceFailed: `what`, and why."""
    try:
        yield
    except OSError as problem:
        why = os.strerror(problem.errno).lower() if problem.errno else "no reason given"
        hint = "Run it as root." if isinstance(problem, PermissionError) else (
            "Check the card, and that there is room on it, then start the frame again."
        )  # fmt: skip
        raise DeviceFailed(f"{what}: {why}", hint=hint) from problem


class SystemFiles:
    """The disk of the machine; every method raises DeviceFailed where it refuses."""

    def read(self, path: Path, most: int) -> bytes | None:
        """Return a file, at most one byte more than `most`; None where there is none."""
        with speaking_plainly("a file of the machine could not be read"):
            try:
                number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
            except FileNotFoundError:
                return None
            with os.fdopen(number, "rb") as file:
                return file.read(most + 1)

    def write_whole(self, path: Path, data: bytes, mode: int = 0o644) -> None:
        """Make a file hold exactly this, or leave it as it was; durable on return."""
        unfinished = path.with_name(path.name + UNFINISHED)
        with speaking_plainly("a file of the machine could not be written"):
            number = self.create(unfinished, mode)
            try:
                self.write(number, data)
                self.sync(number)
            finally:
                os.close(number)
            self.rename(unfinished, path)
            self.sync_folder(path.parent)

    def link_whole(self, path: Path, target: Path) -> None:
        """Make a path a symbolic link to a target, at once; durable on return."""
        unfinished = path.with_name(path.name + UNFINISHED)
        with speaking_plainly("a link of the machine could not be made"):
            self.unlink(unfinished)
            self.link(unfinished, target)
            self.rename(unfinished, path)
            self.sync_folder(path.parent)

    def move(self, old: Path, new: Path) -> None:
        """Give a file another name in the same folder; durable on return."""
        with speaking_plainly("a file of the machine could not be moved"):
            self.rename(old, new)
            self.sync_folder(new.parent)

    def erase(self, path: Path) -> None:
        """Overwrite a file with zeros, then remove it; durable on return, also if it was gone."""
        with speaking_plainly("a file of the machine could not be erased"):
            if path.exists():
                self.overwrite(path)
                self.unlink(path)
            self.sync_folder(path.parent)

    def make_folder(self, path: Path, mode: int) -> None:
        """Make a folder if it is not there; durable on return."""
        with speaking_plainly("a folder of the machine could not be made"):
            if not path.is_dir():
                path.mkdir(parents=True)
                path.chmod(mode)
                self.sync_folder(path.parent)

    def create(self, path: Path, mode: int) -> int:
        """Return the descriptor of a new, empty file."""
        number = os.open(path, _NEW, mode)
        os.fchmod(number, mode)
        return number

    def write(self, number: int, data: bytes) -> None:
        """Append all of `data`."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(number, rest) :]

    def sync(self, number: int) -> None:
        """Wait until a file's contents are on the disk."""
        os.fsync(number)

    def rename(self, old: Path, new: Path) -> None:
        """Let `new` be what `old` was."""
        old.replace(new)

    def link(self, path: Path, target: Path) -> None:
        """Make a symbolic link."""
        path.symlink_to(target)

    def sync_folder(self, folder: Path) -> None:
        """Wait until the names in a folder are on the disk."""
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(number)
        finally:
            os.close(number)

    def overwrite(self, path: Path) -> None:
        """Write zeros over all of a file, and wait until they are on the disk."""
        number = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            left = os.fstat(number).st_size
            while left > 0:
                left -= os.write(number, _ZEROS[: min(left, len(_ZEROS))])
            self.sync(number)
        finally:
            os.close(number)

    def unlink(self, path: Path) -> None:
        """Remove a name if it is there; durable once its folder is synced."""
        path.unlink(missing_ok=True)
