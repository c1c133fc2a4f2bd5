"""Core asks what the camera notices, and hears it in words: this file is all that passes.

core → vision    {"do": "watch", "presence": …, "codes": …}, again whenever that changes
vision → core    {"someone", "for_s", "light", "code", "trouble", "hint"}, when something changed,
                 and every few seconds as a sign of life

Rule 1: there is no room for a picture. A message has at most NOTICED_BYTES, brings no memory, and
        its only text that is not ours is one Wi-Fi code, while core asks for codes.
Rule 2: nobody watches unless core asks. When core hangs up, the camera is switched off.
Rule 3: this file loads neither numpy nor the camera's library; core imports it.
"""

import contextlib
import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from frame.devices.channel import Channel
from frame.devices.offspring import python_command
from frame.devices.seer import ONE_THREAD, vision_at
from frame.errors import BadMessage, Offline

NOTICED_BYTES: Final = 6144
CODE_CHARACTERS: Final = 1000
SIMULATED: Final = "simulated"
_SERVICE: Final = "frame.services.watching"
_START_S: Final = 120.0
_END_S: Final = 5.0


class Watch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="watch"):
    """What core wants to hear: whether somebody is there and how light it is, and Wi-Fi codes."""

    presence: bool = False
    codes: bool = False

    @property
    def wants(self) -> bool:
        """Whether anything is wanted."""
        return self.presence or self.codes


class Noticed(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What the camera noticed.

    someone  None where nobody asked, or it is not known yet
    for_s    for how long that has been so
    light    0 (dark) to 100 (bright day)
    code     the text of a Wi-Fi code
    trouble  why the camera does not work, and what to do, if it does not
    """

    someone: bool | None = None
    for_s: Annotated[float, Meta(ge=0)] = 0.0
    light: Annotated[int, Meta(ge=0, le=100)] | None = None
    code: Annotated[str, Meta(max_length=CODE_CHARACTERS)] = ""
    trouble: Annotated[str, Meta(max_length=200)] = ""
    hint: Annotated[str, Meta(max_length=200)] = ""

    def __repr__(self) -> str:
        return f"<Noticed someone={self.someone} light={self.light}>"


Told = Callable[["Noticed | None"], None]
"""Hears what was noticed, on a thread of its own; None once nobody watches any more."""


def read_watch(header: bytes) -> Watch | None:
    """Return what core wants to hear; None where it asks for something else."""
    try:
        return msgspec.json.decode(header, type=Watch)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def write_noticed(noticed: Noticed) -> bytes:
    """Return what was noticed as bytes."""
    return msgspec.json.encode(noticed)


def read_noticed(header: bytes) -> Noticed:
    """Return what was noticed; raise BadMessage where it says anything else, or too much."""
    if len(header) > NOTICED_BYTES:
        raise BadMessage("the camera's process said more than it may")
    try:
        return msgspec.json.decode(header, type=Noticed)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BadMessage("the camera's process said something that makes no sense") from problem


class RoomWatch:
    """One watch over a room; close it to switch the camera off."""

    def __init__(
        self,
        link: Channel,
        told: Told,
        process: "subprocess.Popen[bytes] | None" = None,
        *,
        greets: bool = False,
    ) -> None:
        self._link, self._told, self._process = link, told, process
        self._greets = greets
        self._thread = threading.Thread(target=self._listen, name="room", daemon=True)
        self._thread.start()

    def want(self, wanted: Watch) -> None:
        """Say what is to be noticed from now on."""
        with contextlib.suppress(Offline):
            self._link.send(msgspec.json.encode(wanted))

    def close(self) -> None:
        """Hang up; returns once nothing more is told."""
        self._link.hang_up()
        if threading.current_thread() is not self._thread:
            self._thread.join(_END_S)
        if self._process is not None:
            _ended(self._process)

    def _listen(self) -> None:
        try:
            if self._greets:
                self._link.receive(_START_S)  # how its models are, which a room does not need
            while True:
                self._told(_received(self._link))
        except (Offline, BadMessage, OSError):  # TimeoutError is an OSError
            self._told(None)


def _received(link: Channel) -> Noticed:
    header, memory = link.receive()
    for number in memory:
        os.close(number)
    if memory:
        raise BadMessage("the camera's process sent memory, which it never may")
    return read_noticed(header)


def watch_at(service: Path, told: Told) -> RoomWatch:
    """Call the vision process of a device; raise DeviceFailed where nobody answers."""
    return RoomWatch(vision_at(service), told, greets=True)


def watch_here(told: Told, *words: str) -> RoomWatch:
    """Begin a process that watches; `SIMULATED` as a word gives it a camera that is none."""
    ours, theirs = Channel.pair()
    process = subprocess.Popen(
        python_command(_SERVICE, str(theirs.fileno()), *words),
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, **ONE_THREAD},
    )
    theirs.close()
    return RoomWatch(ours, told, process)


def _ended(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(_END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
