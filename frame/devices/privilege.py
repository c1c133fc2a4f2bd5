"""Doing something as the user a folder belongs to, so that root leaves no file of its own there.

Rule 1: only the effective user changes, for the length of a `with`; a tool that needs root gets
        it back for itself (`devices.credential`).
Rule 2: a folder of another user is said to be one before anything in it is looked for.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from frame.errors import DeviceFailed, NoAccess


def check_entry(folder: Path) -> None:
    """Raise NoAccess where a folder is there and this user may not enter it."""
    try:
        os.stat(f"{folder}/.")  # noqa: PTH116  # a Path drops the dot, which asks to enter
    except PermissionError as problem:
        raise NoAccess(f"the folder {folder} belongs to another user") from problem
    except (OSError, ValueError):
        return  # it is not there, or is no folder: whoever needs it says so better


@contextmanager
def as_owner_of(folder: Path) -> Iterator[None]:
    """Act as the owner of a folder; nothing changes for anybody but root.

    Raises:
        DeviceFailed: that user may not read this very program.
        NoAccess: this is root in a container or service that may not act as another user.
    """
    if os.geteuid() != 0 or not folder.exists() or folder.stat().st_uid == 0:
        yield
        return
    status, group = folder.stat(), os.getegid()
    try:
        os.setegid(status.st_gid)
        os.seteuid(status.st_uid)
    except PermissionError as problem:
        os.setegid(group)
        raise NoAccess(f"this process may not act as the owner of {folder}") from problem
    try:
        _may_run()
        yield
    finally:
        os.seteuid(0)
        os.setegid(group)


def _may_run() -> None:
    for part in (__file__, os.__file__):
        if not os.access(part, os.R_OK, effective_ids=True):
            raise DeviceFailed(
                "the user who owns the state folder may not read this program",
                hint="Use the `frame` that is installed for everybody, such as /usr/bin/frame.",
            )
