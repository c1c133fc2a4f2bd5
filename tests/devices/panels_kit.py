"""Twins of what panels talk to: a folder like sysfs, a television, a card, two tools."""

import ctypes
import errno
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from frame.devices import cec, connector
from frame.errors import DeviceFailed


def backlight_in(folder: Path, most: int = 255, *, power: bool = True) -> Path:
    """Make a folder like /sys/class/backlight with one panel, and return that panel's."""
    panel = folder / "10-0045"
    panel.mkdir(parents=True)
    (panel / "max_brightness").write_text(f"{most}\n")
    (panel / "brightness").write_text(f"{most}\n")
    if power:
        (panel / "bl_power").write_text("0\n")
    return panel


def number_in(path: Path) -> int:
    """Return the number that was written last, as the kernel reads it: the first line."""
    return int(path.read_text().splitlines()[0])


class MadeUpTelevision:
    """A CEC device of the kernel with a television on the other end, or without one."""

    def __init__(self, *, there: bool = True, place: int = 0x1000, busy: bool = False) -> None:
        self.there, self.place, self.busy = there, place, busy
        self.on = True
        self.source = 0
        self.heard: list[bytes] = []
        self._address = 0
        self.breaks = False

    def __call__(self, _descriptor: int, number: int, memory: bytearray) -> int:
        if self.breaks:
            raise OSError(errno.ENODEV, "gone")
        match number:
            case cec.ADAP_G_PHYS_ADDR:
                memory[:] = self.place.to_bytes(2, "little")
            case cec.ADAP_G_LOG_ADDRS:
                self._tell(memory)
            case cec.ADAP_S_LOG_ADDRS:
                self._address = 15 if self.busy else 4
                self._tell(memory)
            case cec.TRANSMIT:
                self._hear(memory)
            case _:
                raise OSError(errno.ENOTTY, "no such call")
        return 0

    def _tell(self, memory: bytearray) -> None:
        held = list(cec.ADDRESSES.unpack(bytes(memory)))
        held[0] = bytes((self._address or 255, 255, 255, 255))
        held[3] = int(bool(self._address))
        memory[:] = cec.ADDRESSES.pack(*held)

    def _hear(self, memory: bytearray) -> None:
        held = list(cec.MESSAGE.unpack(bytes(memory)))
        text = held[6][: held[2]]
        assert text[0] >> 4 == self._address
        self.heard.append(text)
        if not self.there:
            held[9] = 0x04  # nobody acknowledged it
        else:
            held[9] = 0x01
            self._obey(text)
        memory[:] = cec.MESSAGE.pack(*held)

    def _obey(self, text: bytes) -> None:
        if text[1:2] == bytes((cec.STANDBY,)):
            self.on = False
        elif text[1:2] == bytes((cec.IMAGE_VIEW_ON,)):
            self.on = True
        elif text[1:2] == bytes((cec.ACTIVE_SOURCE,)):
            self.source = int.from_bytes(text[2:4], "big")


def cec_in(folder: Path) -> Path:
    """Make a folder like /dev with a CEC device, and return the folder."""
    folder.mkdir(exist_ok=True)
    (folder / "cec0").write_bytes(b"")
    return folder


class MadeUpCard:
    """A card of the kernel with connectors, by its ioctls; `names` are their properties."""

    def __init__(self, names: Sequence[bytes] = (b"EDID", b"DPMS", b"link-status")) -> None:
        self.names = names
        self.lit = {31: connector.DPMS_ON, 42: connector.DPMS_ON}
        self.breaks = False

    def __call__(self, _descriptor: int, number: int, memory: Any) -> int:
        if self.breaks:
            raise OSError(errno.EACCES, "not master")
        match number:
            case connector.GET_RESOURCES:
                _give(memory.connectors, ctypes.c_uint32, list(self.lit))
                memory.count_connectors = len(self.lit)
            case connector.GET_PROPERTIES:
                assert memory.kind == connector.CONNECTOR
                assert memory.object in self.lit
                _give(memory.properties, ctypes.c_uint32, range(1, len(self.names) + 1))
                memory.count = len(self.names)
            case connector.GET_PROPERTY:
                memory.name = self.names[memory.property - 1]
            case connector.SET_PROPERTY:
                assert self.names[memory.property - 1] == connector.DPMS
                self.lit[memory.connector] = memory.value
            case _:
                raise OSError(errno.ENOTTY, "no such call")
        return 0


def _give(address: int, kind: Any, values: Sequence[int]) -> None:
    room = (kind * len(values)).from_address(address)
    room[:] = list(values)


def files_in(folder: Path, *targets: str) -> Path:
    """Make a folder like /proc/self/fd, and return it."""
    folder.mkdir(exist_ok=True)
    for number, target in enumerate(targets, 3):
        (folder / str(number)).symlink_to(target)
    return folder


class MadeUpTools:
    """wlopm or wlr-randr, with two outputs."""

    def __init__(self, tool: str) -> None:
        self.tool = tool
        self.lit = {"HDMI-A-1": True, "DSI-1": True}
        self.breaks = False

    def __call__(self, words: Sequence[str]) -> str:
        if self.breaks:
            raise DeviceFailed("the compositor does not switch its outputs")
        if list(words) == [self.tool]:
            return self._told()
        assert words[0] == self.tool
        on = "--on" in words
        for name in self.lit if self.tool == "wlopm" else [words[2]]:
            self.lit[name] = on
        return ""

    def _told(self) -> str:
        if self.tool == "wlopm":
            return "".join(f"{name} {'on' if on else 'off'}\n" for name, on in self.lit.items())
        lines = (
            f'{name} "A monitor"\n  Enabled: {on}\n  Modes:\n' for name, on in self.lit.items()
        )
        return "".join(lines)
