"""The vision process: holds the models, looks at pixels, knows nothing else.

It opens the models and the pixels it is given, and no other file. Started in one of two ways:

- as a child, `python -I -m frame.services.vision FD [MODELS_DIR]`: FD is its end of the channel
  that devices/seer.py describes, and it ends when the other side hangs up;
- by systemd (`frame run vision`), when somebody first calls at its socket: it answers whoever
  calls, and ends when nobody asked for a while, so that its memory is free for others. Who asks
  to have the room watched instead (`devices/watch.py`) gets the camera, on a thread beside it.
"""

import os
import select
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from frame.devices import model_files
from frame.devices.allocator import give_large_memory_back
from frame.devices.channel import Channel, unsealed
from frame.devices.seer import LARGEST_PX, Answer, Ask, read_ask, write_answer, write_looks
from frame.devices.watch import read_watch
from frame.errors import BadMessage, FrameError, ModelRefused, Offline
from frame.model import Face, Pixels, Size
from frame.services.confined import fence, quietly
from frame.services.daemon import Pulse, notify, stop_on_signals
from frame.services.watching import Watches
from frame.vision.facecode import FaceCode
from frame.vision.look import Eyes
from frame.vision.resize import Picture
from frame.vision.runtime import Model, which

_NICER = 5
_REST_S: Final = 120.0
_TURN_S: Final = 1.0
_CALLS = 4
_FACE_CODE = "face_code"


def main(words: list[str] | None = None) -> int:
    """Serve until the other side hangs up; return 0, or 1 when the models are refused."""
    number, *folder = sys.argv[1:] if words is None else words
    link = Channel.from_fd(int(number))
    os.nice(_NICER)
    fence()
    give_large_memory_back()
    models = Path(folder[0]) if folder else None
    known = FaceMemory(models)
    try:
        eyes = _open_eyes(models)
    except ModelRefused as refused:
        return _leave(link, refused)
    try:
        link.send(write_answer(Answer(ready=which())))
        while True:
            link.send(_answer(eyes, known, *link.receive()))
    except Offline:
        return 0


def run_vision(listener: socket.socket) -> int:
    """Answer whoever calls at a socket that systemd opened, until nobody asked for a while."""
    fence(camera=True)
    give_large_memory_back()
    over: list[bool] = []
    stop_on_signals(lambda: over.append(True))
    with listener:
        Service(listener, Looker.opened(None)).serve(lambda: bool(over))
    return 0


class Service:
    """Answers callers one question at a time, whoever asked first.

    `rest_s` is after how long without a question it ends; who calls then starts it again.
    """

    def __init__(self, listener: socket.socket, looker: "Looker", rest_s: float = _REST_S) -> None:
        self._listener = listener
        self._looker = looker
        self._rest_s = rest_s
        self._links: list[Channel] = []
        self._watches = Watches()
        self._asked_s = time.monotonic()

    def serve(self, over: Callable[[], bool], pulse: Pulse | None = None) -> None:
        """Turn until told to stop, or until it is time to rest."""
        alive = pulse or Pulse()
        self._asked_s = time.monotonic()
        notify("READY=1", f"STATUS={self._looker.state}")
        try:
            while not (over() or self._rests or self._watches.hangs):
                self._turn()
                alive.beat()
        finally:
            for link in self._links:
                link.close()
            self._links.clear()

    @property
    def _rests(self) -> bool:
        quiet = time.monotonic() - self._asked_s >= self._rest_s
        return quiet and not self._watches.goes_on

    def _turn(self) -> None:
        door = [self._listener.fileno()] if len(self._links) < _CALLS else []
        links = {link.fileno(): link for link in self._links}
        for number in select.select([*door, *links], [], [], _TURN_S)[0]:
            self._asked_s = time.monotonic()
            link = links.get(number)
            if link is None:
                self._welcome(Channel(self._listener.accept()[0]))
            else:
                self._answer(link)

    def _welcome(self, link: Channel) -> None:
        try:
            link.send(write_answer(self._looker.greeting))
        except Offline:
            link.close()
        else:
            self._links.append(link)

    def _answer(self, link: Channel) -> None:
        try:
            header, memory = link.receive()
            wanted = None if memory else read_watch(header)
            if wanted is None:
                link.send(self._looker.answer(header, memory))
                return
            self._links.remove(link)
            self._watches.begin(link, wanted)
        except Offline:
            self._links.remove(link)
            link.close()


class Looker:
    """The models, or why they may not be used; says the same to every caller."""

    def __init__(
        self, eyes: "Eyes | None", *, greeting: Answer, models: Path | None = None
    ) -> None:
        self._eyes, self._faces, self.greeting = eyes, FaceMemory(models), greeting

    @classmethod
    def opened(cls, models: Path | None) -> "Looker":
        """Load the models; those that are refused are refused to everybody who asks."""
        try:
            return cls(_open_eyes(models), greeting=Answer(ready=which()), models=models)
        except ModelRefused as problem:
            return cls(None, greeting=Answer(refused=str(problem), hint=problem.hint))

    @property
    def state(self) -> str:
        """What systemd shows about it."""
        return self.greeting.refused or "ready to look"

    def answer(self, header: bytes, memory: tuple[int, ...]) -> bytes:
        """Return what is seen in one picture."""
        if self._eyes is None:
            for number in memory:
                os.close(number)
            return write_answer(self.greeting)
        return _answer(self._eyes, self._faces, header, memory)


class FaceMemory:
    """Tells faces apart, with a model that is loaded when it is asked the first time."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._model: FaceCode | None = None

    def codes(self, pixels: Pixels, faces: tuple[Face, ...]) -> tuple[bytes, ...]:
        """Return a code for each face; raise ModelRefused or DeviceFailed."""
        if self._model is None:
            self._model = quietly(lambda: FaceCode(_face_model(self._folder)))
        model, picture = self._model, Picture(pixels)
        return tuple(model.code(picture, face) for face in faces)


def _face_model(folder: Path | None) -> Model:
    data = model_files.load(model_files.find(folder)).get(_FACE_CODE)
    if data is None:
        raise ModelRefused("the model that tells faces apart is missing")
    return Model(data)


def _open_eyes(folder: Path | None) -> Eyes:
    """Load the models; the one that tells faces apart waits until somebody is enrolled."""
    models = model_files.load(model_files.find(folder))
    return quietly(lambda: Eyes(models))


def _leave(link: Channel, refused: ModelRefused) -> int:
    try:
        link.send(write_answer(Answer(refused=str(refused), hint=refused.hint)))
    except Offline:
        return 1
    return 1


def _answer(eyes: Eyes, memory_of: FaceMemory, header: bytes, memory: tuple[int, ...]) -> bytes:
    try:
        ask, pixels = _request(header, memory)
        if ask.faces is None:
            return write_looks(eyes.look(pixels))
        return write_answer(Answer(codes=memory_of.codes(pixels, ask.faces)))
    except ModelRefused as problem:
        return write_answer(Answer(refused=str(problem), hint=problem.hint))
    except FrameError as problem:
        return write_answer(Answer(error=str(problem)))
    except (MemoryError, RuntimeError):  # what numpy and the interpreter raise without memory
        return write_answer(Answer(error="the models cannot look at this picture"))


def _request(header: bytes, memory: tuple[int, ...]) -> tuple[Ask, Pixels]:
    """Return a request and its picture; every descriptor that came is closed."""
    parts = [_content(number) for number in memory]
    ask = read_ask(header)
    if len(parts) != 1 or parts[0] is None:
        raise BadMessage("a request to look brings exactly one sealed memory")
    return ask, Pixels(size=Size(width_px=ask.width, height_px=ask.height), rgb=parts[0])


def _content(number: int) -> memoryview | None:
    try:
        return unsealed(number, 3 * LARGEST_PX * LARGEST_PX)
    except BadMessage:
        return None


if __name__ == "__main__":
    sys.exit(main())
