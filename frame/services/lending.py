"""Folders of the state folder that another user of this device may read.

On a device each process has a user of its own (docs/device.md). Core writes the certificate of
the phone page for the web process and the list of users for the broker; both lie in the state
folder, which is closed (0700), and systemd shows each process the one folder that is meant for it.

Rule 1: a folder is lent by whoever installed the frame, with the set-group-id bit: what is made in
        it belongs to that folder's group. Core only lets this group read.
Rule 2: where no folder has that bit, as on a laptop, everything stays this user's alone.
"""

import stat
from pathlib import Path
from typing import Final

_GROUP_READS: Final = 0o640


def is_lent(folder: Path) -> bool:
    """Say whether a folder was given to a group; False where there is none."""
    return folder.is_dir() and bool(folder.stat().st_mode & stat.S_ISGID)


def lend(folder: Path) -> None:
    """Let the group of a lent folder read the files in it; raise OSError."""
    if not is_lent(folder):
        return
    for path in folder.iterdir():
        if path.is_file() and not path.is_symlink():
            path.chmod(_GROUP_READS)
