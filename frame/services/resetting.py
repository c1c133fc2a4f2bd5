"""Factory reset: the machine itself begins anew, as it left whoever installed it.

    SETUP/resetting   is there from the first step to the last one

`frame wipe` erases a family and leaves the machine its Wi-Fi and its name. This erases those too:
what is in the state folder, Wi-Fi, host name, time zone, keys of SSH, choices about updates, what
mosquitto kept and what the journal kept; then the blocks that are free.

Rule 1: the mark first, and it is durable. A power cut anywhere leaves a machine that finishes it
        at its next start, before anything else reads or writes there (hearthframe-reset.service).
Rule 2: core destroys the keys of the photos before it asks (`services/wiping.py`); Wi-Fi
        passphrases go at once. All else waits for a start at which nobody has it open.
Rule 3: where the data partition is encrypted as a whole, its key goes last of all, with whatever
        old copies of blocks the card still holds (image-build/overlay, forget-data). Elsewhere
        frame.toml stays, which is the installer's, and the free blocks are discarded.
"""

import logging
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from frame.devices.clock import KernelEntropy
from frame.devices.iwd import FOLDER as NETWORKS
from frame.devices.machine import Run, run_command
from frame.devices.system_files import SETUP, SystemFiles, speaking_plainly
from frame.errors import DeviceFailed
from frame.log import event
from frame.ports import Entropy
from frame.services import wiping

MARK: Final = "resetting"
_SYSTEMCTL: Final = ("systemctl", "--no-ask-password", "start")
FORGET_UNIT: Final = "hearthframe-forget-data.service"
TRIM_UNIT: Final = "fstrim.service"
_LOG = logging.getLogger("frame.resetting")
_REFUSED: Final = "what the machine was told could not be erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where everything is on the device; `forgets` is there where a partition can be forgotten."""

    state: Path
    setup: Path
    networks: Path
    kept: tuple[Path, ...]
    forgets: Path

    @classmethod
    def under(cls, root: Path) -> "Places":
        """Return the places of a machine whose root folder is here."""
        return cls(
            state=root / "var/lib/hearthframe",
            setup=root / SETUP.relative_to("/"),
            networks=root / NETWORKS.relative_to("/"),
            kept=(root / "var/lib/hearthframe-broker", root / "var/log/journal"),
            forgets=root / "usr/lib/hearthframe-image/forget-data",
        )


DEVICE: Final = Places.under(Path("/"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """With what it is done."""

    files: SystemFiles = field(default_factory=SystemFiles)
    entropy: Entropy = field(default_factory=KernelEntropy)
    run: Run = run_command


def reset(places: Places = DEVICE, means: Means | None = None) -> None:
    """Decide it, and destroy the Wi-Fi passphrases; the next start does the rest.

    Whoever asked restarts the machine, once people could read what stands on the glass.

    Raises:
        DeviceFailed: the disk refuses; ask again.
    """
    means = means or Means()
    means.files.make_folder(places.setup, 0o755)
    means.files.write_whole(places.setup / MARK, b"yes\n")
    event(_LOG, "reset.begun")
    _erase_files(places.networks, means.files)


def is_begun(setup: Path = SETUP) -> bool:
    """Say whether a reset was begun and not finished, as everybody may know."""
    return (setup / MARK).exists()


def finish(places: Places = DEVICE, means: Means | None = None) -> bool:
    """Erase everything, if that was decided; say whether it was. May be called again at any time.

    Where there is a partition to forget, the machine restarts from here. Nothing else may have
    these files open: it is for the first moments of a start.

    Raises:
        StoreBusy: a process has the store open.
        DeviceFailed, DiskFull, Ours: the disk refused; call it again.
    """
    means = means or Means()
    if not is_begun(places.setup):
        return False
    if places.state.is_dir():
        wiping.begin(places.state)
        wiping.finish(places.state, means.entropy)
    _erase_files(places.networks, means.files)
    _erase_files(places.setup, means.files, but=MARK)
    for folder in places.kept:
        _empty(folder)
    if places.forgets.is_file():
        # The mark goes with the partition: if power is cut before, all this is done again.
        means.run((*_SYSTEMCTL, FORGET_UNIT))
    else:
        means.files.erase(places.setup / MARK)
        trim(means.run)
    event(_LOG, "reset.done")
    return True


def trim(run: Run = run_command) -> None:
    """Have the card discard what no file needs any more; where it cannot, nothing happens."""
    try:
        run((*_SYSTEMCTL, "--no-block", TRIM_UNIT))
    except DeviceFailed:
        event(_LOG, "trim.refused", logging.WARNING)


def _erase_files(folder: Path, files: SystemFiles, but: str = "") -> None:
    """Overwrite and remove every file below a folder, which stays; `but` is left alone."""
    for path in _below(folder):
        if path.name == but and path.parent == folder:
            continue
        if path.is_symlink():
            with speaking_plainly(_REFUSED):
                files.unlink(path)
                files.sync_folder(path.parent)
        elif path.is_dir():
            with speaking_plainly(_REFUSED):
                path.rmdir()
        else:
            files.erase(path)


def _below(folder: Path) -> list[Path]:
    """Return what is below a folder, deepest first, so that each folder is empty when it goes."""
    found: list[Path] = []
    with speaking_plainly(_REFUSED):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_dir() and not path.is_symlink():
                found += _below(path)
            found.append(path)
    return found


def _empty(folder: Path) -> None:
    """Remove what is in a folder; it holds no secret that is worth overwriting."""
    with speaking_plainly(_REFUSED):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()
