"""Being a service: telling systemd how we are, and ending at once when asked.

The notification protocol is that of sd_notify(3): datagrams to the socket in NOTIFY_SOCKET.
"""

import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from types import FrameType


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


def stop_on_signals(stop: Callable[[], None]) -> None:
    """Call `stop` once on SIGTERM or SIGINT; a second signal ends the process at once."""

    def heard(number: int, _where: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop()

    signal.signal(signal.SIGTERM, heard)
    signal.signal(signal.SIGINT, heard)


def resident_bytes(process: int) -> int | None:
    """Return how much memory a process holds (proc(5), VmRSS), or None if it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    held = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
    return int(held[0]) * 1024 if held else None
