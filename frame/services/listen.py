"""Core's door: a Unix socket where the display process and `frame status` come in.

Rule: only this user may knock (the socket lies in a folder of mode 0700), and a visitor who says
nothing sensible is shown out.
"""

import logging
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from frame.devices.channel import Channel
from frame.errors import BadRequest, FrameError, Offline
from frame.log import event
from frame.services.ipc import FromDisplay, receive_from_display

SOCKET: Final = Path("run") / "core.sock"
_LOG = logging.getLogger("frame.core")
_PEER: Final = struct.Struct("3i")  # struct ucred: pid, uid, gid (unix(7))

Welcome = Callable[[Channel, FromDisplay, int], None]


class Door:
    """Lets visitors in, one thread for each, until it is closed."""

    def __init__(self, path: Path, welcome: Welcome) -> None:
        self._path = path
        self._welcome = welcome
        self._listener = _listen(path)
        self._thread = threading.Thread(target=self._let_in, name="door", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Let nobody else in."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._path.unlink(missing_ok=True)
        self._thread.join(timeout=2.0)

    def _let_in(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._greet, args=(link,), daemon=True).start()

    def _greet(self, link: socket.socket) -> None:
        channel = Channel(link)
        try:
            self._welcome(channel, receive_from_display(channel, timeout_s=5.0), _process(link))
        except (FrameError, TimeoutError) as problem:
            event(_LOG, "visitor.refused", logging.WARNING, error=type(problem).__name__)
            channel.close()


def knock(path: Path) -> Channel:
    """Return a channel to the core that listens there.

    Raises:
        Offline: nobody does.
    """
    link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        with _short(path) as address:
            link.connect(address)
    except OSError as problem:
        link.close()
        raise Offline(
            "the frame's core is not running", hint="Start it with `frame run core`."
        ) from problem
    return Channel(link)


def _listen(path: Path) -> socket.socket:
    link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # we hold the store's lock, so whoever made it is gone
        with _short(path) as address:
            link.bind(address)
    except OSError as problem:
        link.close()
        raise BadRequest(
            f"core cannot listen at {path}: {problem.strerror}",
            hint="Choose a folder you may write to with --socket.",
        ) from problem
    link.listen(8)
    return link


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """Give an address for a socket at any path: the kernel takes 107 bytes (unix(7))."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def _process(link: socket.socket) -> int:
    credentials = link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    process: int = _PEER.unpack(credentials)[0]
    return process
