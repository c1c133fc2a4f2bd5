"""The camera's loop in the vision process: twice a second a picture, and a few words about it.

It runs on a thread of the vision process where systemd started that one, and in a process of its
own elsewhere: `python -I -m frame.services.watching FD [simulated]`.

Rule 1: a picture lives for one turn of this loop. It is written nowhere and sent nowhere; what is
        said of it is `devices.watch.Noticed`, which has no room for one. The process may write no
        file (`confined.fence`), and so cannot even hand over shared memory.
Rule 2: the camera is on only while core asks for something, and codes are read only while core
        asks for codes. Of these, only Wi-Fi codes are told.
Rule 3: a camera that fails is said in words, and tried again later.
"""

import os
import select
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from frame.devices import model_files
from frame.devices.allocator import give_large_memory_back
from frame.devices.camera import LibCamera
from frame.devices.channel import Channel
from frame.devices.code_reader import codes_in
from frame.devices.sim.camera import coming_and_going
from frame.devices.watch import (
    CODE_CHARACTERS,
    SIMULATED,
    Noticed,
    Watch,
    read_watch,
    write_noticed,
)
from frame.errors import FrameError, Offline
from frame.model import Peek, Size
from frame.ports import Camera
from frame.services.confined import fence, opening, quietly
from frame.vision.ambient import light_of
from frame.vision.presence import NearFace, Presence, Watcher
from frame.vision.resize import Bytes
from frame.vision.runtime import Model

TURN_S: Final = 0.5
ROOM: Final = Size(width_px=320, height_px=240)
"""How large a picture is that tells whether somebody is there."""
CODES: Final = Size(width_px=1280, height_px=720)
"""How large one is out of which a code is read."""
ALIVE_S: Final = 5.0
"""How long at most nothing is said."""
_AGAIN_S: Final = 10.0
_AGAIN_CODE_S: Final = 3.0
_WIFI: Final = "WIFI:"
_STEADY: Final = 0.2
_OTHER_LIGHT: Final = 3
_NICER: Final = 10
_HAND_OVER_S: Final = 2.0
_HANGS_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """What is watched with: how a camera is opened, a face found, a code read, and the time."""

    camera: Callable[[Size], Camera] = LibCamera
    has_face: Callable[[Bytes], bool]
    codes: Callable[[Peek], tuple[str, ...]] = codes_in
    now_s: Callable[[], float] = time.monotonic


class Watching:
    """Watches for one caller until that one hangs up."""

    def __init__(self, link: Channel, wanted: Watch, sense: Sense) -> None:
        self._link, self._wanted, self._sense = link, wanted, sense
        self._camera: Camera | None = None
        self._size = ROOM
        self._watcher = Watcher()
        self._light: float | None = None
        self._retry_s, self._turned_s = float("-inf"), sense.now_s()
        self._told = Noticed()
        self._told_s = float("-inf")
        self._code, self._code_s = 0, float("-inf")

    @property
    def turned_s(self) -> float:
        """When the last turn ended; a camera that hangs stops it."""
        return self._turned_s

    def run(self) -> None:
        """Turn until the other side hangs up."""
        try:
            while True:
                began_s = self._sense.now_s()
                self.turn()
                rest_s = max(0.0, TURN_S - (self._sense.now_s() - began_s))
                if select.select([self._link], [], [], rest_s)[0]:
                    self._hear()
        except Offline:
            return
        finally:
            self._rest()
            self._link.close()

    def turn(self) -> None:
        """Look once, and say what is new; raise Offline."""
        at_s = self._turned_s = self._sense.now_s()
        if not self._wanted.wants:
            self._rest()
        elif at_s >= self._retry_s:
            try:
                self._say(self._noticed(self._looked(), at_s), at_s)
            except FrameError as problem:
                if isinstance(problem, Offline):
                    raise
                self._rest()
                self._retry_s = at_s + _AGAIN_S
                self._say(Noticed(trouble=str(problem)[:200], hint=problem.hint[:200]), at_s)

    def _hear(self) -> None:
        header, memory = self._link.receive()
        for number in memory:
            os.close(number)
        wanted = read_watch(header)
        if wanted is None or memory:
            raise Offline("whoever asked makes no sense")
        self._wanted, self._retry_s = wanted, float("-inf")
        self._told_s = float("-inf")

    def _looked(self) -> Peek:
        size = CODES if self._wanted.codes else ROOM
        if self._camera is not None and size != self._size:
            self._rest()
        if self._camera is None:
            with opening():
                self._camera, self._size = self._sense.camera(size), size
        return self._camera.look()

    def _rest(self) -> None:
        """Switch the camera off, and forget the room."""
        camera, self._camera = self._camera, None
        self._watcher, self._light = Watcher(), None
        if camera is not None:
            camera.close()

    def _noticed(self, peek: Peek, at_s: float) -> Noticed:
        code = self._wifi_code(peek, at_s) if self._wanted.codes else ""
        if not self._wanted.presence:
            return Noticed(code=code)
        shape = (peek.size.height_px, peek.size.width_px)
        luma = np.frombuffer(peek.luma, np.uint8).reshape(shape)
        there = self._presence(luma, at_s)
        light = light_of(luma, peek.gathered_s)
        before = light if self._light is None else self._light
        self._light = before + _STEADY * (light - before)
        return Noticed(
            someone=there.someone, for_s=there.for_s, light=round(self._light), code=code
        )

    def _presence(self, luma: Bytes, at_s: float) -> Presence:
        return self._watcher.see(luma, at_s, lambda: self._sense.has_face(luma))

    def _wifi_code(self, peek: Peek, at_s: float) -> str:
        """Return a Wi-Fi code that is held to the camera, each now and then."""
        for text in self._sense.codes(peek):
            if text[: len(_WIFI)].upper() != _WIFI or len(text) > CODE_CHARACTERS:
                continue
            if hash(text) != self._code or at_s - self._code_s >= _AGAIN_CODE_S:
                self._code, self._code_s = hash(text), at_s
                return text
        return ""

    def _say(self, noticed: Noticed, at_s: float) -> None:
        """Say what was noticed, if it is new or nothing was said for long."""
        before = self._told
        darker = abs((noticed.light or 0) - (before.light or 0)) >= _OTHER_LIGHT
        new = noticed.someone != before.someone or noticed.trouble != before.trouble or darker
        if new or noticed.code or at_s - self._told_s >= ALIVE_S:
            self._told, self._told_s = noticed, at_s
            self._link.send(write_noticed(noticed))


class Watches:
    """The watch that goes on beside the models, on a thread of its own."""

    def __init__(self, sense: "Sense | None" = None) -> None:
        self._sense = sense or Sense(has_face=FaceSense())
        self._watching: Watching | None = None
        self._thread: threading.Thread | None = None

    def begin(self, link: Channel, wanted: Watch) -> None:
        """Watch for this caller, or hang up where another one has the camera."""
        if self._thread is not None:
            self._thread.join(_HAND_OVER_S)
        if self.goes_on:
            link.close()
            return
        self._watching = Watching(link, wanted, self._sense)
        self._thread = threading.Thread(target=self._watching.run, name="camera", daemon=True)
        self._thread.start()

    @property
    def goes_on(self) -> bool:
        """Whether somebody has the camera watched."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def hangs(self) -> bool:
        """Whether the camera has not come back for so long that only a new process helps."""
        if self._watching is None or not self.goes_on:
            return False
        return self._sense.now_s() - self._watching.turned_s >= _HANGS_S


class FaceSense:
    """Finds a near face, with a model that is loaded when somebody first stirs."""

    def __init__(self) -> None:
        self._face: NearFace | None = None
        self._missing = False

    def __call__(self, luma: Bytes) -> bool:
        """Say whether a face is there; never where the model is missing."""
        if self._face is None and not self._missing:
            try:
                data = model_files.load(model_files.find())
                self._face = quietly(lambda: NearFace(Model(data["face_near"])))
            except (FrameError, KeyError):
                self._missing = True
        return self._face is not None and self._face.is_in(luma)


def main(words: list[str] | None = None) -> int:
    """Watch for whoever holds the other end; return 0 when that one hung up."""
    number, *how = sys.argv[1:] if words is None else words
    link = Channel.from_fd(int(number))
    os.nice(_NICER)
    fence(camera=True)
    give_large_memory_back()
    camera: Callable[[Size], Camera] = coming_and_going if how == [SIMULATED] else LibCamera
    Watching(link, Watch(), Sense(camera=camera, has_face=FaceSense())).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
