"""A machine that only remembers what was asked of it; the twin of `devices/machine.py`."""

from dataclasses import dataclass, field
from zoneinfo import available_timezones

from frame.errors import BadRequest
from frame.upkeep.hostnames import is_label


@dataclass(slots=True)
class SimMachine:
    """Its name, its time zone, and how often it was restarted and switched off."""

    hostname: str = "frame"
    time_zone: str = "Etc/UTC"
    went_down: list[str] = field(default_factory=list)

    def restart(self, *, tries: bool = False) -> None:
        """Remember a restart."""
        self.went_down.append("try" if tries else "restart")

    def power_off(self) -> None:
        """Remember that it was switched off."""
        self.went_down.append("off")

    def set_hostname(self, name: str) -> None:
        """Take a name; raise BadRequest."""
        if not is_label(name):
            raise BadRequest("that is no name for a machine")
        self.hostname = name

    def set_time_zone(self, name: str) -> None:
        """Take a time zone; raise BadRequest."""
        if name not in available_timezones():
            raise BadRequest("there is no time zone of that name")
        self.time_zone = name
