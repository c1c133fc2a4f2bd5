"""A folder that this process may not enter, whoever runs the tests, root included.

Root gives up its capabilities (capabilities(7)) for a while, so that the rights of files count for
it as for everybody.
"""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_VERSION_3 = 0x20080522
_NOBODY = 65_534


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


@contextmanager
def of_somebody_else(folder: Path) -> Iterator[None]:
    """Have a folder belong to somebody who lets nobody in."""
    if os.geteuid() != 0:
        folder.chmod(0)
        try:
            yield
        finally:
            folder.chmod(0o700)
        return
    os.chown(folder, _NOBODY, _NOBODY)
    folder.chmod(0o700)
    with without_capabilities():
        yield
    os.chown(folder, 0, 0)


@contextmanager
def without_capabilities() -> Iterator[None]:
    """Let root be a user like any other."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, held = _Header(_VERSION_3, 0), (_Sets * 2)()
    assert libc.capget(ctypes.byref(header), held) == 0
    bare = (_Sets * 2)(*(_Sets(0, one.permitted, one.inheritable) for one in held))
    assert libc.capset(ctypes.byref(header), bare) == 0
    try:
        yield
    finally:
        assert libc.capset(ctypes.byref(header), held) == 0
