"""Doing something as the user a folder belongs to, so that root leaves no file of its own there.

Rule: only the effective user changes, for the length of a `with`; a tool that needs root gets it
back for itself (`devices.credential`).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from frame.errors import DeviceFailed


@contextmanager
def as_owner_of(folder: Path) -> Iterator[None]:
    """Act as the owner of a folder; nothing changes for anybody but root.

    Raises:
        DeviceFailed: that user may not read this very program.
    """
    if os.geteuid() != 0 or not folder.exists() or folder.stat().st_uid == 0:
        yield
        return
    status, group = folder.stat(), os.getegid()
    os.setegid(status.st_gid)
    os.seteuid(status.st_uid)
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
