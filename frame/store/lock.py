"""One process per store, by flock(2): the lock goes when its process goes, however it went."""

import fcntl
import os
from pathlib import Path

from frame.errors import StoreBusy
from frame.store.disk import speaking_plainly


class Lock:
    """Holds a store for this process until `release`.

    Raises:
        StoreBusy: somebody else holds it.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        with speaking_plainly():
            self._number = os.open(path, flags, 0o600)
        try:
            fcntl.flock(self._number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._number)
            raise StoreBusy("another process has this store open") from None

    def release(self) -> None:
        """Let the next process in; a second call does nothing."""
        if self._number >= 0:
            os.close(self._number)
            self._number = -1
