"""How a process that sees pixels is confined, whoever started it.

Rule: it writes no file, and shared memory is a file to the kernel (setrlimit(2), RLIMIT_FSIZE), so
it can hand over none either. Only while a camera is opened may it make small ones (`opening`):
libcamera shares its settings with its own threads so, and no picture has been taken yet.
"""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

SMALL_BYTES: Final = 64 * 1024
"""The largest file while a camera is opened: smaller than its smallest picture, 320 x 240."""
_MEMORY_BYTES: Final = 1024**3
_OPEN_FILES: Final = 64
_CAMERA_MEMORY_BYTES: Final = 2 * 1024**3
_CAMERA_OPEN_FILES: Final = 256
_Loaded = TypeVar("_Loaded")


def fence(*, camera: bool = False) -> None:
    """Let this process write no file, leave no core dump, and take no more than its share.

    With a `camera` its share is larger: libcamera has many threads, and a device for each step.
    """
    memory = _CAMERA_MEMORY_BYTES if camera else _MEMORY_BYTES
    files = _CAMERA_OPEN_FILES if camera else _OPEN_FILES
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, SMALL_BYTES if camera else 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


@contextmanager
def opening() -> Iterator[None]:
    """Let this process make small files for a moment, as far as its fence has a gate."""
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    if before != 0:
        yield  # there is no fence: this is a test, or a thread of one
        return
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


def quietly(load: Callable[[], _Loaded]) -> _Loaded:
    """Load something, leaving out what the interpreter says about itself on stderr."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        return load()
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
