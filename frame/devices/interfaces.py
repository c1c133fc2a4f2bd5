"""Which links of this machine are up, and whether there is a camera, as the kernel says in sysfs.

Rule: only hardware counts (`device` is there): no loopback, no bridge, no tunnel.

Documentation/ABI/testing/sysfs-class-net: `operstate` is "up" once packets can pass, for Wi-Fi
after the key was agreed. `phy80211` is there for Wi-Fi only.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

NET: Final = Path("/sys/class/net")
VIDEO: Final = Path("/sys/class/video4linux")
_NO_CAMERAS: Final = ("codec", "isp", "hevc", "pispbe", "hvs", "jpeg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link: its name in the kernel, "wifi" or "wired", and whether packets can pass."""

    name: str
    kind: str
    up: bool


def links(folder: Path = NET) -> tuple[Link, ...]:
    """Return the links of this machine, none where the kernel tells nothing."""
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return ()
    return tuple(_link(folder / name) for name in names if (folder / name / "device").exists())


def _link(place: Path) -> Link:
    wifi = (place / "phy80211").exists() or (place / "wireless").exists()
    state = _word(place / "operstate")
    return Link(name=place.name, kind="wifi" if wifi else "wired", up=state == "up")


def has_camera(folder: Path = VIDEO) -> bool:
    """Say whether a video device is there that is no mere encoder or image processor."""
    try:
        names = [_word(entry / "name").lower() for entry in folder.iterdir()]
    except OSError:
        return False
    return any(name and not any(one in name for one in _NO_CAMERAS) for name in names)


def _word(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
