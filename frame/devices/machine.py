"""The machine itself: restart it, switch it off, give it a name and a time zone.

    SETUP/hostname    one line; hearthframe-hostname.service gives it to the kernel, at each start
    SETUP/localtime   a link into the time zone database; /etc/localtime leads here

Sources: systemctl(1), hostname(5), localtime(5), and for `0 tryboot` the Raspberry Pi
documentation of autoboot.txt: the firmware boots the other system once, and falls back by itself.

Rule 1: a change is written whole before it is made known: a power cut leaves the old or the new.
Rule 2: no value becomes a word of a command line. Names are looked up, not passed on.
"""

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from zoneinfo import available_timezones

from frame.devices.system_files import SETUP, SystemFiles, speaking_plainly
from frame.errors import BadRequest, DeviceFailed
from frame.upkeep.hostnames import is_label

ZONES: Final = Path("/usr/share/zoneinfo")
TRY_ONCE: Final = "0 tryboot"
_PATIENCE_S: Final = 30.0
SYSTEMCTL: Final = ("systemctl", "--no-ask-password", "--no-block")
_HOSTNAME_UNIT: Final = "hearthframe-hostname.service"

Run = Callable[[Sequence[str]], None]


def run_command(words: Sequence[str]) -> None:
    """Run one command; raise DeviceFailed where it cannot be run or says no."""
    try:
        subprocess.run(
            words,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
        )
    except (OSError, subprocess.SubprocessError) as problem:
        raise DeviceFailed(
            "the machine did not do what it was asked",
            hint="`journalctl -b` of this machine says why.",
        ) from problem


class Machine:
    """This device; `setup` is where its own settings lie, `run` runs a command."""

    def __init__(self, setup: Path = SETUP, run: Run = run_command) -> None:
        self._setup, self._run, self._files = setup, run, SystemFiles()

    def restart(self, *, tries: bool = False) -> None:
        """Restart soon, once with the other system if `tries`; raise DeviceFailed."""
        once = ("--reboot-argument", TRY_ONCE) if tries else ()
        self._run((*SYSTEMCTL, "reboot", *once))

    def power_off(self) -> None:
        """Switch off soon; raise DeviceFailed."""
        self._run((*SYSTEMCTL, "poweroff"))

    def set_hostname(self, name: str) -> None:
        """Be called this from now on, one label of RFC 1123; raise BadRequest or DeviceFailed."""
        if not is_label(name):
            raise BadRequest(
                "that is no name for a machine",
                hint="Use 1 to 63 small letters, digits and hyphens, such as kitchen-frame.",
            )
        self._replace("hostname", lambda new: self._write(new, f"{name}\n"))
        self._run((*SYSTEMCTL, "restart", _HOSTNAME_UNIT))

    def set_time_zone(self, name: str) -> None:
        """Live in this zone of the IANA database; raise BadRequest or DeviceFailed."""
        if name not in available_timezones():
            raise BadRequest(
                "there is no time zone of that name",
                hint="Names are like Europe/Berlin; `timedatectl list-timezones` has them all.",
            )
        self._replace("localtime", lambda new: self._files.link(new, ZONES / name))

    def _replace(self, name: str, make: Callable[[Path], None]) -> None:
        new = self._setup / f".{name}.new"
        with speaking_plainly("the settings of this machine cannot be written"):
            self._files.unlink(new)
            make(new)
            self._files.rename(new, self._setup / name)
            self._files.sync_folder(self._setup)

    def _write(self, path: Path, text: str) -> None:
        number = self._files.create(path, 0o644)
        try:
            self._files.write(number, text.encode("ascii"))
            self._files.sync(number)
        finally:
            os.close(number)
