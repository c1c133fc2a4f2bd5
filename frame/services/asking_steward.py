"""Core's side of the steward's door: ask for one deed, hear one sentence.

Rule 1: a deed may take minutes (an update is written to a card), so ask on a thread of your own
        and never on core's.
Rule 2: a steward that hangs is not waited for without end, neither at its door nor for its word.
Rule 3: what must not stay undone is an errand: it is asked again each minute.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from frame import errors
from frame.devices.channel import Channel
from frame.errors import BadRequest, DeviceFailed, FrameError, Offline
from frame.log import event
from frame.ports import Clock
from frame.services import deeds
from frame.services.deeds import Deed, Told
from frame.services.steward import SOCKET

PATIENCE_S: Final = 60.0
AGAIN_S: Final = 60.0
_AT_THE_DOOR_S: Final = 5.0
_LONG: Final[Mapping[type[Deed], float]] = {deeds.InstallUpdate: 900.0}
_LOG = logging.getLogger("frame.steward")

Ask = Callable[[Deed], str]
"""Has a deed done, as `ask` does."""


def is_there(path: Path = SOCKET) -> bool:
    """Say whether this machine is a frame's own, whose steward can change it."""
    return path.is_socket()


def ask(deed: Deed, path: Path = SOCKET, patience_s: float | None = None) -> str:
    """Have a deed done, and return what the steward says about it.

    `patience_s` is how long its answer is waited for: a minute, longer where a card is written.

    Raises:
        BadRequest: this machine has no steward, or the deed makes no sense.
        Offline: the steward is busy, does not let this user in, or went away.
        FrameError: of the kind that the steward named, when the deed failed.
    """
    channel = _connected(path)
    try:
        channel.send(deeds.write(deed))
        header, _ = channel.receive(patience_s or _LONG.get(type(deed), PATIENCE_S))
    except TimeoutError as problem:
        raise DeviceFailed("the steward did not answer in time") from problem
    finally:
        channel.close()
    return _heard(deeds.read_told(header))


def _connected(path: Path) -> Channel:
    try:
        return Channel.called_at(path, _AT_THE_DOOR_S)
    except FileNotFoundError as problem:
        raise BadRequest(
            "this machine has no steward, so the frame cannot change it",
            hint="That works on a frame that was flashed; elsewhere, change the machine yourself.",
        ) from problem
    except OSError as problem:
        raise Offline(
            "the steward of this machine does not answer",
            hint="`systemctl status hearthframe-steward.socket` says why.",
        ) from problem


def _heard(told: Told) -> str:
    if not told.fault:
        return told.words
    kind = getattr(errors, told.fault, None)
    if not (isinstance(kind, type) and issubclass(kind, FrameError)):
        kind = DeviceFailed
    raise kind(told.words, hint=told.hint)


def aside(work: Callable[[], object]) -> bool:
    """Do work on a thread of its own; say whether this machine had one to give."""
    try:
        threading.Thread(target=work, name="steward", daemon=True).start()
    except RuntimeError:
        event(_LOG, "steward.no_room", logging.WARNING)
        return False
    return True


class Errand:
    """A deed that is asked for until it is done; `step` belongs to core's thread, and never waits.

    post    has work done by core's thread
    done    what is done there once the steward did its deed
    """

    def __init__(
        self,
        deed: Deed,
        clock: Clock,
        post: Callable[[Callable[[], object]], None],
        ask: Ask = ask,
        done: Callable[[], object] = lambda: None,
    ) -> None:
        self._deed, self._clock, self._post = deed, clock, post
        self._ask, self._done = ask, done
        self._busy = False
        self._asked_s = float("-inf")

    def step(self) -> None:
        """Ask now, unless that was less than a minute ago or the steward has not answered yet."""
        at_s = self._clock.monotonic_s()
        if self._busy or at_s - self._asked_s < AGAIN_S:
            return
        self._asked_s = at_s
        self._busy = aside(self._go)

    def _go(self) -> None:
        try:
            self._ask(self._deed)
        except FrameError as problem:
            event(_LOG, "steward.refused", logging.ERROR, error=type(problem).__name__)
            self._post(self._back)
        else:
            self._post(self._back_done)

    def _back(self) -> None:
        self._busy = False

    def _back_done(self) -> None:
        self._back()
        self._done()
