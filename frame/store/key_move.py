"""Moving the device key from one wrapping to another, and tidying up after a move.

    1 what the new way needs is written beside, durable        device.key.host, …
    2 the new wrapping is written under another name, durable  device.key.sealed.new
    3 it is read back from the disk and opened: the proof
    4 the old wrapping gets a second name, the new one its own device.key.sealed.old
    5 the old wrapping is overwritten where it lies, and taken away

Rule 1: a power cut after any step leaves a key that opens, by the old way or by the new one.
Rule 2: the old way goes only after the new one was proved on this machine.
Rule 3: whoever moves or tidies holds the store, so nobody else does either meanwhile.
Rule 4: what a card keeps in cells that no file system reaches stays there: docs/security.md.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from frame.crypto.keys import DeviceKey, Fresh
from frame.crypto.wrapping import folder_of
from frame.errors import FrameError, Ours
from frame.store import device_key, sealed_key
from frame.store.device_key import Found
from frame.store.disk import UNFINISHED, Disk, speaking_plainly
from frame.store.sealed_key import BLOBS, Sealed
from frame.upkeep.keys_ladder import Tier

NEW: Final = f"{sealed_key.FILE}.new"
OLD: Final = f"{sealed_key.FILE}.old"
_FILES: Final = (device_key.FILE, sealed_key.FILE, NEW, OLD, *BLOBS.values())
ALL: Final = tuple(name + ending for name in _FILES for ending in ("", UNFINISHED))
"""Every name under which something of a device key can lie in a state folder."""

Prove = Callable[[Sealed], DeviceKey]


def move_to_wrapping(
    folder: Path, wrapping: Sealed, prove: Prove, disk: Disk, fresh: Fresh
) -> None:
    """Keep the device key in another wrapping from now on.

    `prove` opens what was read back from the disk, by the new way alone.

    Raises:
        Ours: the new way did not give the same key; the old one is as it was.
        WrongKey, Locked, DeviceFailed: as `prove` does; the old way is as it was.
        DiskFull
    """
    sealed_key.write(folder, wrapping, NEW, disk)
    try:
        _is_proved(folder, wrapping, prove)
    except FrameError:
        shred(folder / NEW, disk, fresh)
        raise
    with speaking_plainly():
        if sealed_key.holds(folder):
            _take_away(folder, OLD, {sealed_key.FILE}, disk, fresh)
            disk.link(folder / sealed_key.FILE, folder / OLD)
            disk.sync_dir(folder)
        disk.rename(folder / NEW, folder / sealed_key.FILE)
        disk.sync_dir(folder)
    tidy(folder, wrapping.tier, disk, fresh)


def _is_proved(folder: Path, wrapping: Sealed, prove: Prove) -> None:
    written = sealed_key.read(folder, NEW)
    if written != wrapping or folder_of(prove(wrapping)) != wrapping.folder:
        raise Ours("the new wrapping does not give the device key back")


def move_to_file(folder: Path, key: DeviceKey, disk: Disk, fresh: Fresh) -> None:
    """Keep the device key in `device.key` from now on; raise Ours, DiskFull."""
    disk.write_whole(folder / device_key.FILE, key.secret)
    if device_key.read_device_key(folder).key != key:
        raise Ours("the disk does not give back what was written")
    tidy(folder, Tier.FILE, disk, fresh)


def write_blobs(folder: Path, blobs: Mapping[Tier, bytes], disk: Disk) -> None:
    """Write what somebody else sealed; durable on return."""
    for tier, blob in blobs.items():
        disk.write_whole(folder / BLOBS[tier], blob)


def tidy(folder: Path, tier: Tier, disk: Disk, fresh: Fresh) -> None:
    """Overwrite and take away every way to the device key but one.

    Call it only where that one has opened the store, or was proved.
    """
    kept = {device_key.FILE} if tier is Tier.FILE else {sealed_key.FILE, BLOBS.get(tier, "")}
    for name in ALL:
        if name not in kept:
            _take_away(folder, name, kept, disk, fresh)


def _take_away(folder: Path, name: str, kept: set[str], disk: Disk, fresh: Fresh) -> None:
    """Shred a file, or only its name where it is another name of one that is kept."""
    path, others = folder / name, [folder / one for one in kept if one]
    if path.exists() and any(one.exists() and one.samefile(path) for one in others):
        with speaking_plainly():
            disk.unlink(path)
            disk.sync_dir(folder)
    else:
        shred(path, disk, fresh)


def tidy_after(folder: Path, found: Found, disk: Disk, fresh: Fresh) -> None:
    """Finish or undo a move that was cut off, once `found` has opened the store."""
    if found.kept is not None:
        tidy(folder, found.kept, disk, fresh)


def shred(path: Path, disk: Disk, fresh: Fresh) -> None:
    """Overwrite a file where it lies and take it away, if it is there."""
    with speaking_plainly():
        if not path.is_file() or path.is_symlink():
            return
        disk.overwrite(path, fresh(path.stat().st_size))
        disk.unlink(path)
        disk.sync_dir(path.parent)
