"""How the C library hands out memory (mallopt(3), GNU libc)."""

import ctypes
from typing import Final

_MMAP_THRESHOLD: Final = -3
_LARGE_BYTES: Final = 256 * 1024


def give_large_memory_back() -> None:
    """Map each picture on its own, so that its memory leaves with it.

    By default the C library raises its limit for such mappings when a large block is freed, and
    freed pictures then stay behind as holes. Without GNU libc this does nothing.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
