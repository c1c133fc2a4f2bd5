"""The vision process: holds the models, looks at pixels, knows nothing else.

Started as `python -I -m frame.services.vision FD [MODELS_DIR]`; FD is its end of the channel
that devices/seer.py describes. It opens the models and the pixels it is given, and no other
file; it ends when the other side hangs up.
"""

import os
import resource
import sys
from pathlib import Path

from frame.devices import model_files
from frame.devices.channel import Channel, unsealed
from frame.devices.seer import LARGEST_PX, Answer, read_ask, write_answer, write_looks
from frame.errors import BadMessage, FrameError, ModelRefused, Offline
from frame.model import Pixels, Size
from frame.vision.look import Eyes
from frame.vision.runtime import which

_NICER = 5
_MEMORY_BYTES = 1024**3
_OPEN_FILES = 64


def main(words: list[str] | None = None) -> int:
    """Serve until the other side hangs up; return 0, or 1 when the models are refused."""
    number, *folder = sys.argv[1:] if words is None else words
    link = Channel.from_fd(int(number))
    _limit()
    try:
        eyes = _open_eyes(Path(folder[0]) if folder else None)
    except ModelRefused as refused:
        return _leave(link, refused)
    try:
        link.send(write_answer(Answer(ready=which())))
        while True:
            link.send(_answer(eyes, *link.receive()))
    except Offline:
        return 0


def _limit() -> None:
    """Give way to the screen, and keep a runaway model from taking the machine with it."""
    os.nice(_NICER)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))


def _open_eyes(folder: Path | None) -> Eyes:
    """Load the models; what the interpreter says about itself on stderr is left out."""
    models = model_files.load(model_files.find(folder))
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        return Eyes(models)
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


def _answer(eyes: Eyes, header: bytes, memory: tuple[int, ...]) -> bytes:
    try:
        return write_looks(eyes.look(_pixels(header, memory)))
    except FrameError as problem:
        return write_answer(Answer(error=str(problem)))
    except (MemoryError, RuntimeError):  # what numpy and the interpreter raise without memory
        return write_answer(Answer(error="the models cannot look at this picture"))


def _pixels(header: bytes, memory: tuple[int, ...]) -> Pixels:
    """Return the picture of a request; every descriptor that came is closed."""
    parts = [_content(number) for number in memory]
    ask = read_ask(header)
    if len(parts) != 1 or parts[0] is None:
        raise BadMessage("a request to look brings exactly one sealed memory")
    return Pixels(size=Size(width_px=ask.width, height_px=ask.height), rgb=parts[0])


def _content(number: int) -> memoryview | None:
    try:
        return unsealed(number, 3 * LARGEST_PX * LARGEST_PX)
    except BadMessage:
        return None


if __name__ == "__main__":
    sys.exit(main())
