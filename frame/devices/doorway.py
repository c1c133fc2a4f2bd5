"""Letting in whoever calls at a Unix socket, one thread for each.

Rule: a door stays open as long as its socket does. What this process lacks at the moment (file
      descriptors, memory, threads: accept(2), pthread_create(3)) it may have again in a second.
"""

import errno
import socket
import threading
from collections.abc import Callable
from typing import Final

from frame.errors import Offline

_CLOSED: Final = frozenset({errno.EBADF, errno.EINVAL, errno.ENOTSOCK})
BREATH_S: Final = 0.5
"""How long to wait where nobody could be let in; whoever called stays in the queue."""

Greet = Callable[[socket.socket], None]


def let_in(listener: socket.socket, greet: Greet, *, daemon: bool) -> bool:
    """Let the next caller in; False where that is not possible just now.

    `daemon` says that the process may end while it still greets somebody.

    Raises:
        Offline: the socket was closed, and nobody comes any more.
    """
    try:
        link, _ = listener.accept()
    except OSError as problem:
        if problem.errno in _CLOSED:
            raise Offline("this door was closed") from problem
        return False
    try:
        threading.Thread(target=greet, args=(link,), daemon=daemon).start()
    except RuntimeError:  # what threading says where the system has no thread to give
        link.close()
        return False
    return True
