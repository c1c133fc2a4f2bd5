"""The connector of the screen, switched by DRM: what a monitor without CEC understands.

Only the master of the card may switch it, and the master is SDL, inside this process. So the file
that SDL opened is used, found among this process's own; none is opened here.

Sources: include/uapi/drm/drm_mode.h (structures and numbers), drm-kms(7), and the kernel's
"Standard Connector Properties": DPMS is an enum, 0 on to 3 off.

Rule: only the property called DPMS is ever set, and only on connectors.
"""

import ctypes
import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from frame.errors import DeviceFailed

DEVICES: Final = Path("/dev/dri")
OWN_FILES: Final = Path("/proc/self/fd")
GET_RESOURCES: Final = 0xC04064A0
GET_PROPERTIES: Final = 0xC02064B9
GET_PROPERTY: Final = 0xC04064AA
SET_PROPERTY: Final = 0xC01064AB
CONNECTOR: Final = 0xC0C0C0C0
DPMS: Final = b"DPMS"
DPMS_ON: Final = 0
DPMS_OFF: Final = 3
_CARD: Final = f"{DEVICES}/card"
_MOST: Final = 64


class Resources(ctypes.Structure):
    """struct drm_mode_card_res."""

    _fields_ = (
        *((name, ctypes.c_uint64) for name in ("fbs", "crtcs", "connectors", "encoders")),
        *(
            (f"count_{name}", ctypes.c_uint32)
            for name in ("fbs", "crtcs", "connectors", "encoders")
        ),
        *(
            (name, ctypes.c_uint32)
            for name in ("min_width", "max_width", "min_height", "max_height")
        ),
    )


class Properties(ctypes.Structure):
    """struct drm_mode_obj_get_properties."""

    _fields_ = (
        ("properties", ctypes.c_uint64),
        ("values", ctypes.c_uint64),
        ("count", ctypes.c_uint32),
        ("object", ctypes.c_uint32),
        ("kind", ctypes.c_uint32),
    )


class Property(ctypes.Structure):
    """struct drm_mode_get_property."""

    _fields_ = (
        ("values", ctypes.c_uint64),
        ("enums", ctypes.c_uint64),
        ("property", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("name", ctypes.c_char * 32),
        ("count_values", ctypes.c_uint32),
        ("count_enums", ctypes.c_uint32),
    )


class Setting(ctypes.Structure):
    """struct drm_mode_connector_set_property."""

    _fields_ = (
        ("value", ctypes.c_uint64),
        ("property", ctypes.c_uint32),
        ("connector", ctypes.c_uint32),
    )


Ioctl = Callable[[int, int, Any], int]


class Connector:
    """Every connector of the card that this process draws on.

    Raises:
        DeviceFailed: this process draws on no card, or it has no such property.
    """

    means = "the connector of the screen, by DRM"

    def __init__(self, own_files: Path = OWN_FILES, ioctl: Ioctl = fcntl.ioctl) -> None:
        self._ioctl = ioctl
        self._card = _card_of(own_files)
        self._switches = tuple(self._found())
        if not self._switches:
            raise DeviceFailed("no connector of this card can be switched")
        self._on = True

    def switch(self, *, on: bool) -> None:
        """Switch every connector on or off; raise DeviceFailed."""
        for connector, number in self._switches:
            value = DPMS_ON if on else DPMS_OFF
            self._call(SET_PROPERTY, Setting(value=value, property=number, connector=connector))
        self._on = on

    def shine(self, _percent: int) -> bool:
        """Return False: a connector has no brightness."""
        return False

    def close(self) -> None:
        """Leave every connector on."""
        if not self._on:
            try:
                self.switch(on=True)
            except DeviceFailed:
                return

    def _found(self) -> Iterator[tuple[int, int]]:
        """Yield each connector and the number of its property."""
        for connector in self._connectors():
            for number in self._properties(connector):
                told = Property(property=number)
                self._call(GET_PROPERTY, told)
                if told.name == DPMS:
                    yield connector, number

    def _connectors(self) -> list[int]:
        room = (ctypes.c_uint32 * _MOST)()
        told = Resources(connectors=ctypes.addressof(room), count_connectors=_MOST)
        self._call(GET_RESOURCES, told)
        return list(room[: min(_MOST, told.count_connectors)])

    def _properties(self, connector: int) -> list[int]:
        room, values = (ctypes.c_uint32 * _MOST)(), (ctypes.c_uint64 * _MOST)()
        told = Properties(
            properties=ctypes.addressof(room),
            values=ctypes.addressof(values),
            count=_MOST,
            object=connector,
            kind=CONNECTOR,
        )
        self._call(GET_PROPERTIES, told)
        return list(room[: min(_MOST, told.count)])

    def _call(self, number: int, memory: ctypes.Structure) -> None:
        try:
            self._ioctl(self._card, number, memory)
        except OSError as problem:
            raise DeviceFailed("the connector of the screen cannot be switched") from problem


def has_card(devices: Path = DEVICES) -> bool:
    """Say whether there is a card that somebody may draw on."""
    return any(devices.glob("card[0-9]*"))


def _card_of(own_files: Path) -> int:
    """Return the descriptor under which this process draws; raise DeviceFailed."""
    try:
        held = [(int(one.name), str(one.readlink())) for one in own_files.iterdir()]
    except OSError as problem:
        raise DeviceFailed("this process cannot see its own files") from problem
    cards = sorted(number for number, path in held if path.startswith(_CARD))
    if not cards:
        raise DeviceFailed("this process draws on no graphics card of its own")
    return cards[0]
