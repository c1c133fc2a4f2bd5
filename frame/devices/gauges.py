"""What the kernel tells of this machine in numbers: signal, memory, wear, the clock.

Sources: proc(5) for /proc/meminfo and /proc/net/wireless; Documentation/mmc/mmc-dev-attrs.rst for
life_time and pre_eol_info; systemd-timesyncd(8) for the file it touches once a server agreed.

Rule: what is not there is None, never a guess.
"""

import re
from pathlib import Path
from typing import Final

WIRELESS: Final = Path("/proc/net/wireless")
MEMINFO: Final = Path("/proc/meminfo")
BLOCK: Final = Path("/sys/block")
TIMESYNC: Final = Path("/run/systemd/timesync")


def signal_dbm(name: str, path: Path = WIRELESS) -> float | None:
    """Return how strong a Wi-Fi link's signal is; about -30 is beside the router."""
    for line in _text(path).splitlines():
        link, _, rest = line.partition(":")
        fields = rest.split()
        if link.strip() == name and len(fields) > 2:  # status, link, level
            level = re.fullmatch(r"(-?\d+)\.?", fields[2])
            return float(level[1]) if level else None
    return None


def memory_mb(path: Path = MEMINFO) -> int | None:
    """Return how much memory there is, in units of 10^6 bytes."""
    found = re.search(r"^MemTotal:\s+(\d+) kB$", _text(path), re.MULTILINE)
    return int(found[1]) * 1024 // 1_000_000 if found else None


def wear(folder: Path = BLOCK) -> tuple[tuple[int, ...], int | None]:
    """Return what the first card tells of its life in tenths, and its PRE_EOL_INFO."""
    for place in sorted(folder.glob("mmcblk[0-9]/device")):
        life = tuple(
            int(word, 16) for word in re.findall(r"0x[0-9a-f]+", _text(place / "life_time"))
        )
        end = re.match(r"0x([0-9a-f]+)", _text(place / "pre_eol_info"))
        return life, int(end[1], 16) if end else None
    return (), None


def time_agreed(folder: Path = TIMESYNC) -> bool | None:
    """Say whether a time server agreed since the start; None where nobody asks one."""
    return (folder / "synchronized").exists() if folder.is_dir() else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
