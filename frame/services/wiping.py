"""Wiping: back to the first boot, keys first, so that what is left cannot be read.

    STATE/wiping        is there from the first step to the last one; holds a word where the
                        machine's own settings go too (`services/resetting.py`)
    STATE/reset-owed    is there from then on, beside the new frame, until the steward knows that
                        the machine begins anew

Rule 1: the keys go before anything else; a power cut leaves a frame that goes on wiping, and
        never one that opens half.
Rule 2: frame.toml stays: it is the installer's, and holds nothing of a family.
Rule 3: one process wipes, and none while another has the store open.
Rule 4: every way to the device key goes, wrapped or not, and with it what a chip, a phone or a
        person still holds of it: that opens nothing by itself.
Rule 5: storage that moves blocks about (SD, SSD) may hold old copies of keys: docs/security.md
        says which boards keep the key elsewhere.
Rule 6: root wipes too, in a folder that is core's: no symbolic link there leads anywhere, and what
        stands where a file of this list should is taken away.
Rule 7: what root began and did not finish, the user whose folder it is finishes: no mark and no
        lock that root left there keeps that user out.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from frame.config import FILE_NAME
from frame.devices.privilege import check_entry
from frame.errors import StoreBusy
from frame.ports import Entropy
from frame.services.keys import HANDED_OVER, handed_in
from frame.services.lending import is_lent
from frame.store.disk import Disk, speaking_plainly
from frame.store.key_move import ALL
from frame.store.keyring import SLOTS
from frame.store.lock import Lock

MARK: Final = "wiping"
OWED: Final = "reset-owed"
_MACHINE: Final = b"machine\n"
_TO_MARK: Final = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
_READABLE: Final = 0o644
"""For the user whose folder it is, where root made the mark; it holds nothing but one word."""
_STORE: Final = "store"
_LOCK: Final = "lock"
_RUN: Final = "run"
_KEPT_BY_SYSTEM: Final = (
    "The system keeps a copy of the device key, the credential frame.key. It opens nothing that is"
    " left here; delete it where it is kept."
)


def begin(folder: Path, *, machine: bool = False) -> None:
    """Decide it: from here on every start goes on with it; raise what a disk does.

    `machine` says that Wi-Fi, host name and what else the machine was told go too.
    """
    word = _MACHINE if machine or is_reset_owed(folder) else b""
    with speaking_plainly():
        _clear_for_file(folder / MARK)
        if is_begun(folder) and not os.access(folder / MARK, os.W_OK, effective_ids=True):
            if word:  # root's, who has come to an end before it was over
                Disk().write_whole(folder / MARK, word)
            return
        number = os.open(folder / MARK, _TO_MARK, 0o600)
        with os.fdopen(number, "ab") as mark:
            if os.fstat(number).st_uid == os.geteuid():
                os.fchmod(number, _READABLE)
            mark.write(word)
            mark.flush()
            os.fsync(number)
        Disk().sync_dir(folder)


def owe_reset(folder: Path) -> None:
    """Write down that the machine begins anew too, for whoever may ask the steward for it."""
    with speaking_plainly():
        Disk().write_whole(folder / OWED, _MACHINE)


def is_reset_owed(folder: Path) -> bool:
    """Say whether the steward has not been told yet that the machine begins anew."""
    return (folder / OWED).exists()


def reset_passed_on(folder: Path) -> None:
    """Note that the steward was told."""
    with speaking_plainly():
        (folder / OWED).unlink(missing_ok=True)
        Disk().sync_dir(folder)


def is_begun(folder: Path) -> bool:
    """Say whether a wipe was begun and not finished; raise NoAccess."""
    check_entry(folder)
    return (folder / MARK).exists()


def is_of_machine(folder: Path) -> bool:
    """Say whether a wipe was begun that takes the machine's own settings along."""
    try:
        return _MACHINE in (folder / MARK).read_bytes()
    except FileNotFoundError:
        return False


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
        _forget_what_was_handed_over(entropy)
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
            mark = os.open(folder / MARK, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            yield False
            return
        last.callback(os.close, mark)
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusy("another process is wiping this frame") from None
        if os.fstat(mark).st_nlink and _has_store(folder):
            _clear_for_lock(folder / _STORE / _LOCK)
            last.callback(Lock(folder / _STORE / _LOCK).release)
        yield bool(os.fstat(mark).st_nlink)


def _has_store(folder: Path) -> bool:
    store = folder / _STORE
    return store.is_dir() and not store.is_symlink()


def _clear_for_file(path: Path) -> None:
    """Take away what stands where a file should, and is none."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        _take_away(path)


def _clear_for_lock(path: Path) -> None:
    """Take away what this user cannot lock, such as one that root left."""
    _clear_for_file(path)
    if path.exists() and not os.access(path, os.R_OK | os.W_OK, effective_ids=True):
        path.unlink()


def _keys(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name in ALL)
    if _has_store(folder):
        yield from (folder / _STORE / name for name in SLOTS)
    for ending in ("*.key", "*key.pem"):
        yield from sorted(path for path in folder.rglob(ending) if path.is_file())


def _forget_what_was_handed_over(entropy: Entropy) -> None:
    """Overwrite what lies in memory until the next start; it opens nothing any more."""
    with suppress(OSError), HANDED_OVER.open("r+b") as held:
        held.write(entropy.fresh(os.fstat(held.fileno()).st_size))


def out_of_reach() -> tuple[str, ...]:
    """Return what a wipe by this process does not destroy, in sentences."""
    if handed_in() is None:
        return ()
    return (_KEPT_BY_SYSTEM,)


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
    """Remove what is there; what an installer lent is emptied, what led elsewhere stays."""
    if path.is_symlink():
        if path.name != _RUN:
            path.unlink()
    elif is_lent(path):
        for inside in sorted(path.iterdir()):
            _take_away(inside)
    else:
        _take_away(path)


def _take_away(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
