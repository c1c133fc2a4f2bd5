"""The steward: the one process with rights over the machine. What `frame run steward` starts.

It holds no key, no photo and no network connection. It waits at a Unix socket that systemd opens,
does one of the deeds of `services/deeds.py`, answers with one sentence, and ends when nobody asked
for a while.

Rule 1: the kernel says who calls. Whoever is not the frame's own user or root hears nothing.
Rule 2: one deed at a time. While one is at work, the others are told so.
Rule 3: what is done is a plain function of another file; this one only opens the door.
Rule 4: no value of a deed is ever written down: not an SSID, not a passphrase, not a name.
Rule 5: the door stays open while this process lives, also where it has no room for a moment.
"""

import logging
import select
import socket
import threading
import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from frame.devices.channel import Channel
from frame.devices.doorway import BREATH_S, let_in
from frame.devices.machine import Machine
from frame.devices.peer import ROOT, peer_of, user_called
from frame.errors import BadMessage, FrameError, Offline, Ours
from frame.log import event
from frame.services import deeds
from frame.services.daemon import Pulse, handed_in, notify, stop_on_signals
from frame.services.deeds import Told

SOCKET: Final = Path("/run/hearthframe-steward/socket")
FRAME_USER: Final = "hearthframe"
STATE: Final = Path("/var/lib/hearthframe")
UPDATES: Final = STATE / "updates"
_LOG = logging.getLogger("frame.steward")
_REST_S: Final = 60.0
_TURN_S: Final = 1.0
_ASK_S: Final = 5.0


class Changes(Protocol):
    """What of this machine is changed: `devices.machine`, or its twin."""

    def restart(self, *, tries: bool = False) -> None:
        """Restart soon; raise DeviceFailed."""

    def power_off(self) -> None:
        """Switch off soon; raise DeviceFailed."""

    def set_hostname(self, name: str) -> None:
        """Be called this from now on; raise BadRequest or DeviceFailed."""

    def set_time_zone(self, name: str) -> None:
        """Live in this zone; raise BadRequest or DeviceFailed."""


Table = Mapping[type[deeds.Deed], Callable[[Any], str]]
"""What is done for each deed; each returns one sentence, or raises a FrameError."""


def run_steward() -> None:
    """Serve the socket that systemd handed in; raise BadMessage where it handed in none."""
    sockets = handed_in()
    if len(sockets) != 1:
        raise BadMessage(
            "the steward is started by systemd, with one socket",
            hint="`systemctl start hearthframe-steward.socket` is how it begins.",
        )
    over: list[bool] = []
    stop_on_signals(lambda: over.append(True))
    with sockets[0] as listener:
        Steward(listener, table(Machine()), callers()).serve(lambda: bool(over))


def callers() -> frozenset[int]:
    """Return which users may ask: root, and the frame's own where there is one."""
    found = user_called(FRAME_USER)
    return frozenset({ROOT} if found is None else {ROOT, found})


class Steward:
    """Answers at one door; `rest_s` is after how long without a question it ends."""

    def __init__(
        self,
        listener: socket.socket,
        done_by: Table,
        welcome: Collection[int],
        rest_s: float = _REST_S,
    ) -> None:
        self._listener = listener
        self._done_by = done_by
        self._welcome = welcome
        self._rest_s = rest_s
        self._at_work = threading.Lock()
        self._asked_s = time.monotonic()

    def serve(self, over: Callable[[], bool], pulse: Pulse | None = None) -> None:
        """Let callers in until told to stop, or until it is time to rest."""
        alive = pulse or Pulse()
        notify("READY=1")
        while not over() and not self._rests():
            if select.select([self._listener], [], [], _TURN_S)[0]:
                self._asked_s = time.monotonic()
                self._let_in()
            alive.beat()

    def _let_in(self) -> None:
        if not let_in(self._listener, self._greet, daemon=False):
            event(_LOG, "steward.no_room", logging.WARNING)
            time.sleep(BREATH_S)

    def _rests(self) -> bool:
        quiet = time.monotonic() - self._asked_s >= self._rest_s
        return quiet and not self._at_work.locked()

    def _greet(self, link: socket.socket) -> None:
        channel = Channel(link)
        try:
            if peer_of(link).user not in self._welcome:
                event(_LOG, "steward.stranger", logging.WARNING)
                return
            header, memory = channel.receive(_ASK_S)
            if memory:
                raise BadMessage("the steward takes no memory")
            channel.send(deeds.write(self._answer(header)))
        except (FrameError, OSError) as problem:
            event(_LOG, "steward.refused", logging.WARNING, error=type(problem).__name__)
        finally:
            channel.close()

    def _answer(self, header: bytes) -> Told:
        try:
            deed = deeds.read_deed(header)
            if not self._at_work.acquire(blocking=False):
                return Told(
                    words="the frame is busy with another change of its machine",
                    fault=Offline.__name__,
                    hint="Wait until that is done, and ask again.",
                )
            try:
                return Told(words=self._do(deed))
            finally:
                self._at_work.release()
        except FrameError as problem:
            return Told(words=str(problem), fault=type(problem).__name__, hint=problem.hint)

    def _do(self, deed: deeds.AnyDeed) -> str:
        kind = type(deed)
        event(_LOG, "steward.begins", verb=kind.__name__)
        begun_s = time.monotonic()
        try:
            words = self._done_by[kind](deed)
        except FrameError as problem:
            event(_LOG, "steward.failed", verb=kind.__name__, error=type(problem).__name__)
            raise
        except Exception as problem:
            event(_LOG, "steward.failed", verb=kind.__name__, error=type(problem).__name__)
            raise Ours("the machine did not do what it was asked") from problem
        took_ms = round(1000 * (time.monotonic() - begun_s))
        event(_LOG, "steward.done", verb=kind.__name__, took_ms=took_ms)
        return words


def table(machine: Changes) -> Table:
    """Return who does what on a real device."""
    return {
        deeds.JoinWifi: _join_wifi,
        deeds.ForgetWifi: _forget_wifi,
        deeds.InstallUpdate: _install,
        deeds.DeferUpdates: _defer,
        deeds.PinUpdates: _pin,
        deeds.MarkGood: _mark_good,
        deeds.FactoryReset: _reset,
        deeds.Trim: _trim,
        deeds.Restart: lambda deed: _restart(machine, deed),
        deeds.PowerOff: lambda _: _power_off(machine),
        deeds.SetHostname: lambda deed: _set_hostname(machine, deed),
        deeds.SetTimeZone: lambda deed: _set_time_zone(machine, deed),
    }


def _join_wifi(deed: deeds.JoinWifi) -> str:
    from frame.services import wifi  # noqa: PLC0415  # each deed loads only what it needs

    wifi.join(deed.ssid, deed.passphrase, hidden=deed.hidden)
    return "the network is remembered, and the frame joins it when it is in reach"


def _forget_wifi(deed: deeds.ForgetWifi) -> str:
    from frame.services import wifi  # noqa: PLC0415

    wifi.forget(deed.ssid)
    return "the network and its passphrase are forgotten"


def _install(deed: deeds.InstallUpdate) -> str:
    from frame.services import updating  # noqa: PLC0415

    updating.install(STATE, UPDATES / deed.file)
    return "the update is installed, and is tried at the next restart"


def _defer(deed: deeds.DeferUpdates) -> str:
    from frame.services import updating  # noqa: PLC0415

    updating.updates_of(STATE).defer(deed.days)
    return "updates wait" if deed.days else "updates come again"


def _pin(deed: deeds.PinUpdates) -> str:
    from frame.services import updating  # noqa: PLC0415

    updates = updating.updates_of(STATE)
    if not deed.version:
        updates.unpin()
        return "the frame follows the newest version again"
    updates.pin(deed.version)
    return "the frame keeps to this version"


def _mark_good(_deed: deeds.MarkGood) -> str:
    from frame.services.marking_good import Judge  # noqa: PLC0415

    Judge().keep()
    return "this system is kept"


def _reset(_deed: deeds.FactoryReset) -> str:
    from frame.services import resetting  # noqa: PLC0415

    resetting.reset()
    return "Wi-Fi is forgotten, and all else at the next start"


def _trim(_deed: deeds.Trim) -> str:
    from frame.services import resetting  # noqa: PLC0415

    resetting.trim()
    return "the card discards what no file needs"


def _restart(machine: Changes, deed: deeds.Restart) -> str:
    machine.restart(tries=deed.tries)
    return "the frame restarts"


def _power_off(machine: Changes) -> str:
    machine.power_off()
    return "the frame switches itself off"


def _set_hostname(machine: Changes, deed: deeds.SetHostname) -> str:
    machine.set_hostname(deed.name)
    return "the frame has its new name in the network"


def _set_time_zone(machine: Changes, deed: deeds.SetTimeZone) -> str:
    machine.set_time_zone(deed.name)
    return "the frame lives in this time zone"
