"""The vision process: holds the models, looks at pixels, knows nothing else.

Started as `python -I -m frame.services.vision FD [MODELS_DIR]`; FD is its end of the channel
that devices/seer.py describes. It opens the models and the pixels it is given, and no other
file; it ends when the other side hangs up.
"""

import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from frame.devices import model_files
from frame.devices.allocator import give_large_memory_back
from frame.devices.channel import Channel, unsealed
from frame.devices.seer import LARGEST_PX, Answer, Ask, read_ask, write_answer, write_looks
from frame.errors import BadMessage, FrameError, ModelRefused, Offline
from frame.model import Face, Pixels, Size
from frame.vision.facecode import FaceCode
from frame.vision.look import Eyes
from frame.vision.resize import Picture
from frame.vision.runtime import Model, which

_NICER = 5
_MEMORY_BYTES = 1024**3
_OPEN_FILES = 64
_FACE_CODE = "face_code"
_Loaded = TypeVar("_Loaded")


def main(words: list[str] | None = None) -> int:
    """Serve until the other side hangs up; return 0, or 1 when the models are refused."""
    number, *folder = sys.argv[1:] if words is None else words
    link = Channel.from_fd(int(number))
    _limit()
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


class FaceMemory:
    """Tells faces apart, with a model that is loaded when it is asked the first time."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._model: FaceCode | None = None

    def codes(self, pixels: Pixels, faces: tuple[Face, ...]) -> tuple[bytes, ...]:
        """Return a code for each face; raise ModelRefused or DeviceFailed."""
        if self._model is None:
            self._model = _quietly(lambda: FaceCode(_face_model(self._folder)))
        model, picture = self._model, Picture(pixels)
        return tuple(model.code(picture, face) for face in faces)


def _face_model(folder: Path | None) -> Model:
    data = model_files.load(model_files.find(folder)).get(_FACE_CODE)
    if data is None:
        raise ModelRefused("the model that tells faces apart is missing")
    return Model(data)


def _limit() -> None:
    """Give way to the screen, and keep a runaway model from taking the machine with it."""
    os.nice(_NICER)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


def _open_eyes(folder: Path | None) -> Eyes:
    """Load the models; the one that tells faces apart waits until somebody is enrolled."""
    models = model_files.load(model_files.find(folder))
    return _quietly(lambda: Eyes(models))


def _quietly(load: Callable[[], _Loaded]) -> _Loaded:
    """Load something, leaving out what the interpreter says about itself on stderr."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        return load()
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


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
