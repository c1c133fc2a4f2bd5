"""Wiping: back to the first boot, keys first, so that what is left cannot be read.

    STATE/wiping     is there from the first step to the last one

Rule 1: the keys go before anything else; a power cut leaves a frame that goes on wiping, and
        never one that opens half.
Rule 2: frame.toml stays: it is the installer's, and holds nothing of a family.
Rule 3: one process wipes, and none while another has the store open.
Rule 4: storage that moves blocks about (SD, SSD) may hold old copies of keys: docs/security.md
        says which boards keep the key elsewhere.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from frame.config import FILE_NAME
from frame.errors import StoreBusy
from frame.ports import Entropy
from frame.store.device_key import FILE
from frame.store.disk import Disk, speaking_plainly
from frame.store.keyring import SLOTS
from frame.store.lock import Lock

MARK: Final = "wiping"
_STORE: Final = "store"
_LOCK: Final = "lock"


def begin(folder: Path) -> None:
    """Decide it: from here on every start goes on with it; raise what a disk does."""
    with speaking_plainly():
        with (folder / MARK).open("ab") as mark:
            os.fsync(mark.fileno())
        Disk().sync_dir(folder)


def is_begun(folder: Path) -> bool:
    """Say whether a wipe was begun and not finished."""
    return (folder / MARK).exists()


def finish(folder: Path, entropy: Entropy, afterwards: Callable[[], None] | None = None) -> None:
    """Destroy the keys, then everything else but frame.toml; may be called again at any time.

    `afterwards` is done while the mark is still there: cut off, all of it is done again. Where
    nothing was begun, or another process finished it, nothing is done.

    Raises:
        StoreBusy: another process has the store open, or is wiping it.
        DiskFull, Ours: the disk refused; call it again.
    """
    with speaking_plainly(), _alone(folder) as begun:
        if not begun:
            return
        for path in _keys(folder):
            _destroy(path, entropy)
        for path in sorted(folder.iterdir()):
            if path.name not in {FILE_NAME, MARK}:
                _remove(path)
        Disk().sync_dir(folder)
        if afterwards is not None:
            afterwards()
        (folder / MARK).unlink()
        Disk().sync_dir(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Keep others from wiping, and from opening what is wiped; False where nothing was begun."""
    with ExitStack() as last:
        try:
            mark = os.open(folder / MARK, os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            yield False
            return
        last.callback(os.close, mark)
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy("another process is wiping this frame") from None
        if os.fstat(mark).st_nlink and (folder / _STORE).is_dir():
            last.callback(Lock(folder / _STORE / _LOCK).release)
        yield bool(os.fstat(mark).st_nlink)


def _keys(folder: Path) -> Iterator[Path]:
    yield folder / FILE
    yield from (folder / _STORE / name for name in SLOTS)
    for ending in ("*.key", "*key.pem"):
        yield from sorted(path for path in folder.rglob(ending) if path.is_file())


def _destroy(path: Path, entropy: Entropy) -> None:
    """Overwrite a file where it lies, and take it away."""
    if not path.is_file() or path.is_symlink():
        return
    with path.open("r+b") as held:
        size = os.fstat(held.fileno()).st_size
        held.write(entropy.fresh(size))
        held.flush()
        os.fsync(held.fileno())
    path.unlink()
    Disk().sync_dir(path.parent)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
