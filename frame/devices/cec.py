"""A television on HDMI, switched by CEC: standby, and on again to this frame's picture.

Sources: linux/cec.h and Documentation/userspace-api/media/cec (the layout of its structures, the
numbers of its calls); HDMI 1.4, CEC table 7 to 28: <Image View On> 0x04, <Standby> 0x36, <Active
Source> 0x82, <Polling Message> without an opcode.

Rule 1: a television is there only if it answers a poll. A Raspberry Pi has the device with nothing
        on the other end, or a monitor that knows no CEC.
Rule 2: only these four messages are ever sent: to the television, and the active source to all.
"""

import fcntl
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final

from frame.errors import DeviceFailed

DEVICES: Final = Path("/dev")
ADAP_G_PHYS_ADDR: Final = 0x80026101
ADAP_G_LOG_ADDRS: Final = 0x805C6103
ADAP_S_LOG_ADDRS: Final = 0xC05C6104
TRANSMIT: Final = 0xC0386105
MESSAGE: Final = struct.Struct("=QQIIII16s7Bx")
"""struct cec_msg: times of sending and hearing, length, timeout, sequence, flags, octets, reply,
status of hearing, status of sending, and how often which fault was met."""
ADDRESSES: Final = struct.Struct("=4sHBBII15s4s4s4s48sx")
"""struct cec_log_addrs: addresses, mask, version, count, vendor, flags, name, types, features."""
NO_PLACE: Final = 0xFFFF
IMAGE_VIEW_ON: Final = 0x04
STANDBY: Final = 0x36
ACTIVE_SOURCE: Final = 0x82
_SENT: Final = 0x01
_STATUS_OF_SENDING: Final = 9
_TELEVISION: Final = 0
_EVERYBODY: Final = 15
_VERSION_1_4: Final = 5
_NO_VENDOR: Final = 0xFFFFFFFF
_PLAYBACK_TYPE: Final = 3
_PRIMARY_PLAYBACK: Final = 4
_ALL_PLAYBACK: Final = 0x10
_NAME: Final = b"Hearthframe"
_NOBODY: Final = b"\xff"
Ioctl = Callable[[int, int, bytearray], int]


class Television:
    """The television at the first CEC device that has one.

    Raises:
        DeviceFailed: there is none, or it does not answer.
    """

    means = "the television, by HDMI-CEC"

    def __init__(self, devices: Path = DEVICES, ioctl: Ioctl | None = None) -> None:
        self._ioctl = ioctl or _ioctl
        self._descriptor = -1
        for path in sorted(devices.glob("cec[0-9]*")):
            self._descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC) if _opens(path) else -1
            if self._descriptor >= 0 and self._is_there():
                return
            self._let_go()
        raise DeviceFailed("no television answers by HDMI-CEC")

    def switch(self, *, on: bool) -> None:
        """Have it show this frame, or stand by; raise DeviceFailed."""
        if not on:
            self._send(_TELEVISION, STANDBY)
            return
        self._send(_TELEVISION, IMAGE_VIEW_ON)
        self._send(_EVERYBODY, ACTIVE_SOURCE, *self._place.to_bytes(2, "big"))

    def shine(self, _percent: int) -> bool:
        """Return False: its brightness is its own."""
        return False

    def close(self) -> None:
        """Have it show this frame, and let it go."""
        if self._descriptor >= 0:
            try:
                self.switch(on=True)
            except DeviceFailed:
                pass
            finally:
                self._let_go()

    def _is_there(self) -> bool:
        try:
            place = bytearray(2)
            self._call(ADAP_G_PHYS_ADDR, place)
            self._place = int.from_bytes(place, "little")
            if self._place == NO_PLACE:
                return False
            self._address = self._own_address()
            self._send(_TELEVISION)
        except DeviceFailed:
            return False
        return True

    def _own_address(self) -> int:
        """Return the address this frame has as a player, after asking for one if it has none."""
        held = bytearray(ADDRESSES.size)
        self._call(ADAP_G_LOG_ADDRS, held)
        if ADDRESSES.unpack(bytes(held))[3] == 0:
            held = bytearray(_as_player())
            self._call(ADAP_S_LOG_ADDRS, held)
        address: int = held[0]
        if address >= _EVERYBODY:
            raise DeviceFailed("no address is free among the devices of the television")
        return address

    def _send(self, to: int, *octets: int) -> None:
        text = bytes((self._address << 4 | to, *octets))
        message = bytearray(MESSAGE.pack(0, 0, len(text), 0, 0, 0, text, *([0] * 7)))
        self._call(TRANSMIT, message)
        if not MESSAGE.unpack(bytes(message))[_STATUS_OF_SENDING] & _SENT:
            raise DeviceFailed("the television does not answer by HDMI-CEC")

    def _call(self, number: int, memory: bytearray) -> None:
        try:
            self._ioctl(self._descriptor, number, memory)
        except OSError as problem:
            raise DeviceFailed("HDMI-CEC does not work on this machine") from problem

    def _let_go(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = -1


def _as_player() -> bytes:
    """Return a request for the one address of a player."""
    return ADDRESSES.pack(
        _NOBODY * 4,
        0,
        _VERSION_1_4,
        1,
        _NO_VENDOR,
        0,
        _NAME,
        bytes((_PRIMARY_PLAYBACK, 0, 0, 0)),
        bytes((_PLAYBACK_TYPE, 0, 0, 0)),
        bytes((_ALL_PLAYBACK, 0, 0, 0)),
        bytes(48),
    )


def _opens(path: Path) -> bool:
    return os.access(path, os.R_OK | os.W_OK)


def _ioctl(descriptor: int, number: int, memory: bytearray) -> int:
    done: int = fcntl.ioctl(descriptor, number, memory, True)  # noqa: FBT003  # no keyword there
    return done
