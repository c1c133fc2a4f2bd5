"""Files that somebody named, opened only where they are ordinary ones.

Rule: a pipe, a socket or a device is refused before anything is read: that may never end.
"""

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path


def open_ordinary(path: Path) -> BufferedReader:
    """Open a file for reading; raise OSError, also where it is no ordinary one."""
    number = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    mode = os.fstat(number).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(number, "rb")
    os.close(number)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    raise OSError(errno.EINVAL, "it is not an ordinary file")


def read_ordinary(path: Path, most_bytes: int) -> bytes:
    """Return a file, at most one byte more than so many; raise OSError."""
    with open_ordinary(path) as file:
        return file.read(most_bytes + 1)
