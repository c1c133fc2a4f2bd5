"""Core's door: a Unix socket where the display process and `frame status` come in.

Rule 1: this user alone may knock, and the group of the folder that the socket lies in, where an
        installer set that folder's set-group-id bit (docs/device.md: the group of the display).
Rule 2: only this user and root may ask. Whoever else is let in may be a display, and no more: it
        is shown scenes, and says which keys people press.
Rule 3: a visitor who says nothing sensible is shown out.
Rule 4: the door is open until it is closed: where there is no room for another visitor, whoever
        knocked waits a moment.
"""

import logging
import socket
import stat
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from frame.devices.channel import Channel, short_address
from frame.devices.doorway import BREATH_S, let_in
from frame.devices.peer import is_ours, peer_of
from frame.errors import BadRequest, FrameError, Offline
from frame.log import event
from frame.services.ipc import FromDisplay, receive_from_display

SOCKET: Final = Path("run") / "core.sock"
_LOG = logging.getLogger("frame.core")
_OWN: Final = 0o600
_SHARED: Final = 0o660

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
        with suppress(Offline):
            while True:
                if not let_in(self._listener, self._greet, daemon=True):
                    event(_LOG, "door.no_room", logging.WARNING)
                    time.sleep(BREATH_S)

    def _greet(self, link: socket.socket) -> None:
        channel = Channel(link)
        try:
            peer = peer_of(link)
            said = receive_from_display(channel, timeout_s=5.0)
            if said.request is not None and not is_ours(peer):
                raise BadRequest("only this frame's own user may ask it anything")
            self._welcome(channel, said, peer.process)
        except (FrameError, TimeoutError) as problem:
            event(_LOG, "visitor.refused", logging.WARNING, error=type(problem).__name__)
            channel.close()


def knock(path: Path) -> Channel:
    """Return a channel to the core that listens there.

    Raises:
        Offline: nobody does.
    """
    try:
        return Channel.called_at(path)
    except OSError as problem:
        raise Offline(
            "the frame's core is not running", hint="Start it with `frame run core`."
        ) from problem


def _listen(path: Path) -> socket.socket:
    link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # we hold the store's lock, so whoever made it is gone
        with short_address(path) as address:
            link.bind(address)
        path.chmod(_SHARED if path.parent.stat().st_mode & stat.S_ISGID else _OWN)
    except OSError as problem:
        link.close()
        raise BadRequest(
            f"core cannot listen at {path}: {problem.strerror}",
            hint="Choose a folder you may write to with --socket.",
        ) from problem
    link.listen(8)
    return link
