"""Being a service: telling systemd how we are, and ending at once when asked.

Sources: sd_notify(3) (datagrams to the socket in NOTIFY_SOCKET), sd_watchdog_enabled(3),
sd_listen_fds(3).

Rule 1: READY=1 is said when the process does its work, not when it begins to prepare it.
Rule 2: the watchdog is fed by the main loop itself, after a turn that did something: no timer and
        no thread of its own does it, so a loop that is stuck is a process that is restarted.
"""

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Final

_FIRST_HANDED_IN: Final = 3  # SD_LISTEN_FDS_START
_QUARTER: Final = 4
_UNWATCHED_S: Final = 40.0


def notify(*words: str) -> None:
    """Tell systemd `READY=1`, `WATCHDOG=1`, `STATUS=…`; elsewhere this does nothing."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
        try:
            link.sendto("\n".join(words).encode(), address)
        except OSError:
            return  # a service manager that went away must not take the picture with it


class Pulse:
    """Feeds the watchdog, however often the main loop turns: four times in the time it allows."""

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        self._now_s = now_s
        self._every_s = (watchdog_s() or _UNWATCHED_S) / _QUARTER
        self._due_s = float("-inf")

    @property
    def is_due(self) -> bool:
        """Whether the next sign of life would be told; for a loop whose proof costs a bit."""
        return self._now_s() >= self._due_s

    def beat(self) -> None:
        """Say that the loop made a turn; only that loop calls it."""
        if self.is_due:
            self._due_s = self._now_s() + self._every_s
            notify("WATCHDOG=1")


def watchdog_s() -> float:
    """Return how long systemd waits for a sign of life; 0 where it does not."""
    told = os.environ.get("WATCHDOG_USEC", "")
    return int(told) / 1_000_000 if told.isascii() and told.isdigit() else 0.0


def handed_in() -> tuple[socket.socket, ...]:
    """Return the sockets that systemd opened for this process, once: they are its own from here.

    Nothing is returned in a process that they were not meant for, such as a child.
    """
    meant_for, count = os.environ.pop("LISTEN_PID", ""), os.environ.pop("LISTEN_FDS", "0")
    os.environ.pop("LISTEN_FDNAMES", None)
    if meant_for != str(os.getpid()) or not count.isdigit():
        return ()
    numbers = range(_FIRST_HANDED_IN, _FIRST_HANDED_IN + int(count))
    for number in numbers:
        os.set_inheritable(number, False)  # noqa: FBT003  # os has no keyword for it
    return tuple(socket.socket(fileno=number) for number in numbers)


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Call `stop` once on SIGTERM or SIGINT; a second signal ends the process at once."""

    def heard(number: int, _where: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop()

    signal.signal(signal.SIGTERM, heard)
    signal.signal(signal.SIGINT, heard)


def resident_bytes(process: int) -> int | None:
    """Return how much memory a process holds (proc(5), VmRSS), or None if it is gone.

    Also None where the process of another user is hidden (proc(5), hidepid), as on the device.
    """
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    held = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
    return int(held[0]) * 1024 if held else None
