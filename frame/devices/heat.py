"""How hot and how busy this machine is, as Linux tells it.

Temperatures: /sys/class/thermal (Documentation/ABI/testing/sysfs-class-thermal, millidegrees
Celsius). Throttling: the Raspberry Pi's firmware tells it in `get_throttled`; bit 0 is too low a
voltage, bits 1 to 3 are a clock that is held back now. Load: /proc/loadavg (proc(5)), or, where a
service does not see that file (systemd.exec(5), ProcSubset=), the same number from sysinfo(2).
"""

import ctypes
import os
from dataclasses import dataclass
from pathlib import Path

_THERMAL = Path("/sys/class/thermal")
_THROTTLED = Path("/sys/devices/platform/soc/soc:firmware/get_throttled")
_LOAD = Path("/proc/loadavg")
_HELD_BACK_NOW = 0b1111
_PLAUSIBLE_C = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Warmth:
    """One reading.

    celsius    of the hottest sensor; None where the machine has none
    throttled  whether the firmware holds the processor back now
    load       processes that ran or waited to run in the last minute, for each processor
    """

    celsius: float | None
    throttled: bool
    load: float


class Thermometer:
    """Reads the sensors below `root`, which is only another folder in tests."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root

    def read(self) -> Warmth:
        """Return how it is now; what cannot be read counts as not there."""
        return Warmth(celsius=self._celsius(), throttled=self._throttled(), load=self._load())

    def _celsius(self) -> float | None:
        zones = self._at(_THERMAL).glob("thermal_zone*/temp")
        found = (_number(zone) for zone in zones)
        plausible = [milli / 1000 for milli in found if milli and milli / 1000 < _PLAUSIBLE_C]
        return max(plausible, default=None)

    def _throttled(self) -> bool:
        flags = _number(self._at(_THROTTLED), base=16)
        return bool(flags and flags & _HELD_BACK_NOW)

    def _load(self) -> float:
        try:
            first = self._at(_LOAD).read_text(encoding="ascii").split()[0]
            return float(first) / (os.cpu_count() or 1)
        except (OSError, ValueError, IndexError):
            return _told_load() / (os.cpu_count() or 1) if self._root == Path("/") else 0.0

    def _at(self, path: Path) -> Path:
        return self._root / path.relative_to("/")


def _told_load() -> float:
    """Return the load of the last minute as sysinfo(2) has it: a fraction of 65536."""
    told = (ctypes.c_ulong * 64)()  # struct sysinfo is 112 bytes: uptime, three loads, memory …
    if ctypes.CDLL(None, use_errno=True).sysinfo(ctypes.byref(told)) != 0:
        return 0.0
    return float(told[1]) / 65536


def _number(path: Path, base: int = 10) -> int | None:
    try:
        return int(path.read_text(encoding="ascii").strip(), base)
    except (OSError, ValueError):
        return None
