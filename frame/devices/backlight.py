"""The light behind a panel, as the kernel offers it in sysfs.

Documentation/ABI/stable/sysfs-class-backlight: `brightness` is 0 to `max_brightness`, `bl_power`
is 0 (FB_BLANK_UNBLANK) where it shines and 4 (FB_BLANK_POWERDOWN) where it does not.

Rule 1: nothing is read or written but these three files of the panel that was found first.
Rule 2: finding it changes nothing: what is there is written back, to see that it may be.
Rule 3: a panel that may not be switched (no right to `bl_power`) is dimmed to 0 instead.
"""

from pathlib import Path
from typing import Final

from frame.errors import DeviceFailed

FOLDER: Final = Path("/sys/class/backlight")
_SHINES: Final = 0
_DARK: Final = 4
_FULL: Final = 100


class Backlight:
    """One panel.

    Raises:
        DeviceFailed: there is none, or this user may not set its brightness.
    """

    means = "the backlight of the panel"

    def __init__(self, folder: Path = FOLDER) -> None:
        self._panel = _first(folder)
        self._most = _number(self._panel / "max_brightness")
        if self._most < 1:
            raise DeviceFailed("the panel does not say how bright it can be")
        self._percent = _FULL
        self._on = True
        self._write("brightness", _number(self._panel / "brightness"))
        try:
            self._write("bl_power", _number(self._panel / "bl_power"))
            self._switches = True
        except DeviceFailed:
            self._switches = False

    def switch(self, *, on: bool) -> None:
        """Let it shine, or not; raise DeviceFailed."""
        self._on = on
        if self._switches:
            self._write("bl_power", _SHINES if on else _DARK)
        elif not on:
            self._write("brightness", 0)
        if on:
            self._write("brightness", self._level)

    def shine(self, percent: int) -> bool:
        """Give so much light, 1 to 100; raise DeviceFailed."""
        self._percent = min(_FULL, max(1, percent))
        if self._on:
            self._write("brightness", self._level)
        return True

    def close(self) -> None:
        """Let it shine as bright as it can."""
        self._percent = _FULL
        try:
            self.switch(on=True)
        except DeviceFailed:
            return

    @property
    def _level(self) -> int:
        return max(1, round(self._most * self._percent / _FULL))

    def _write(self, name: str, value: int) -> None:
        try:
            with (self._panel / name).open("r+", encoding="ascii") as place:
                place.write(f"{value}\n")
        except OSError as problem:
            raise DeviceFailed("the light of the panel cannot be set") from problem


def _first(folder: Path) -> Path:
    try:
        found = sorted(folder.iterdir())
    except OSError:
        found = []
    if not found:
        raise DeviceFailed("there is no panel with a light of its own")
    return found[0]


def _number(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as problem:
        raise DeviceFailed("the panel does not say how bright it is") from problem
