"""The real Seer: a process of its own that holds the models and nothing else.

On a device systemd starts that process when core first calls at its socket, under a user of its
own; elsewhere it is a child of this process. What is said is the same.

What travels: a request is a JSON header {"width", "height"} and one sealed memory with the RGB
pixels; an answer is {"looks": …} or {"error": "…"}. A request with {"faces": […]} asks for their
codes instead and is answered with {"codes": […]}, in base64 (RFC 4648). The first message of a
new process, and of each call at its socket, is {"ready": interpreter}. {"refused": why, "hint": …}
stands for it, or for codes, where a model is missing or is not the one that was released.

Rule 1: this file loads neither numpy nor the interpreter; the core process imports it.
Rule 2: a process that died is replaced once per photo. A photo that kills two is at fault. One
        that hung up while nobody asked (it rests, to give its memory back) is simply called again.
"""

import contextlib
import os
import subprocess
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TypeVar

import msgspec

from frame.devices.channel import Channel, sealed
from frame.devices.offspring import python_command
from frame.errors import BadMessage, DeviceFailed, ModelRefused, Offline
from frame.model import Face, Looks, Pixels

LARGEST_PX = 4096
FACES_AT_MOST = 64
CODE_BYTES = 128
SERVICE_SOCKET: Final = Path("/run/hearthframe-vision/socket")
"""Where systemd listens for the vision process of a device."""
ONE_THREAD: Final = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
_SERVICE = "frame.services.vision"
_START_S = 120.0
_LOOK_S = 120.0
_END_S = 5.0
_TRIES = 2
_Seen_ = TypeVar("_Seen_", Looks, tuple[bytes, ...])


class Ask(msgspec.Struct, forbid_unknown_fields=True):
    """Please look at this many pixels, or tell the codes of these faces in them."""

    width: int
    height: int
    faces: tuple[Face, ...] | None = None


class _Seen(msgspec.Struct, forbid_unknown_fields=True):
    """Looks as JSON has them: 256 bits do not fit a JSON number."""

    looks: Looks
    fingerprint: str


class Answer(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What the process says; one of the fields is there."""

    ready: str | None = None
    refused: str | None = None
    hint: str | None = None
    looks: _Seen | None = None
    codes: tuple[bytes, ...] | None = None
    error: str | None = None


def write_looks(looks: Looks) -> bytes:
    """Return the answer that carries these looks."""
    seen = _Seen(looks=replace(looks, fingerprint=0), fingerprint=f"{looks.fingerprint:064x}")
    return msgspec.json.encode(Answer(looks=seen))


def write_answer(answer: Answer) -> bytes:
    """Return any other answer as bytes."""
    return msgspec.json.encode(answer)


def read_ask(header: bytes) -> Ask:
    """Return the request; raise BadMessage when it is none or asks for too many pixels."""
    try:
        ask = msgspec.json.decode(header, type=Ask)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BadMessage("the vision process was asked something it does not know") from problem
    if not (1 <= ask.width <= LARGEST_PX and 1 <= ask.height <= LARGEST_PX):
        raise BadMessage("the picture to look at has an impossible size")
    if ask.faces is not None and len(ask.faces) > FACES_AT_MOST:
        raise BadMessage("too many faces are asked about at once")
    return ask


def read_answer(header: bytes) -> Answer:
    """Return what the process said; raise DeviceFailed when that makes no sense."""
    try:
        return msgspec.json.decode(header, type=Answer)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise DeviceFailed("the vision process gave an answer that makes no sense") from problem


def _looks(seen: _Seen) -> Looks:
    return replace(seen.looks, fingerprint=int(seen.fingerprint, 16))


def vision_at(path: Path) -> Channel:
    """Call a device's vision process; raise DeviceFailed where nobody listens, or not for us."""
    try:
        return Channel.called_at(path)
    except OSError as problem:
        raise DeviceFailed(
            "the vision process cannot be reached",
            hint="`systemctl status hearthframe-vision.socket` says why.",
        ) from problem


class _Process:
    """The vision process of a device, which systemd starts and stops: only the line is ours."""

    def __init__(self, link: Channel) -> None:
        self.link = link

    @classmethod
    def called_at(cls, path: Path) -> Self:
        """Call at its socket; raise DeviceFailed as `vision_at`."""
        return cls(vision_at(path))

    @property
    def pid(self) -> int | None:
        """The process id; None where it is not ours to know."""
        return None

    @property
    def has_hung_up(self) -> bool:
        """Say whether it went away, or says something that nobody asked for."""
        return self.link.waiting()

    def greet(self) -> None:
        """Wait until the models are loaded; raise ModelRefused, Offline or TimeoutError."""
        answer = self._hear(_START_S)
        if answer.refused is not None:
            raise ModelRefused(answer.refused, hint=answer.hint)
        if answer.ready is None:
            raise DeviceFailed("the vision process did not say that it is ready")

    def look(self, pixels: Pixels) -> Looks:
        """Ask once; raise DeviceFailed, Offline or TimeoutError."""
        answer = self._ask(pixels, None)
        if answer.looks is None:
            raise DeviceFailed(answer.error or "the vision process gave no answer")
        return _looks(answer.looks)

    def codes(self, pixels: Pixels, faces: tuple[Face, ...]) -> tuple[bytes, ...]:
        """Ask once; raise ModelRefused, DeviceFailed, Offline or TimeoutError."""
        answer = self._ask(pixels, faces)
        if answer.refused is not None:
            raise ModelRefused(answer.refused, hint=answer.hint)
        codes = answer.codes
        if codes is None or [len(one) for one in codes] != [CODE_BYTES] * len(faces):
            raise DeviceFailed(answer.error or "the vision process gave no answer")
        return codes

    def _ask(self, pixels: Pixels, faces: tuple[Face, ...] | None) -> Answer:
        ask = Ask(width=pixels.size.width_px, height=pixels.size.height_px, faces=faces)
        memory = sealed(pixels.rgb)
        try:
            self.link.send(msgspec.json.encode(ask), memory)
        finally:
            os.close(memory)
        return self._hear(_LOOK_S)

    def end(self) -> None:
        """Hang up."""
        self.link.close()

    def kill(self) -> None:
        """Leave a process that does not answer: its own watchdog ends it."""
        self.link.close()

    def _hear(self, seconds: float) -> Answer:
        header, memory = self.link.receive(seconds)
        for number in memory:
            os.close(number)
        return read_answer(header)


class _Child(_Process):
    """A vision process that is a child of this one."""

    def __init__(self, models: Path | None) -> None:
        link, theirs = Channel.pair()
        super().__init__(link)
        words = [str(theirs.fileno()), *([str(models)] if models else [])]
        self._process = subprocess.Popen(
            python_command(_SERVICE, *words),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, **ONE_THREAD},
        )
        theirs.close()

    @property
    def pid(self) -> int | None:
        return self._process.pid

    def end(self) -> None:
        """Hang up and make sure that the process is gone."""
        super().end()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill(self) -> None:
        """End a process that does not answer."""
        self._process.kill()
        self.end()


class ChildSeer:
    """Looks at photos in another process, from the first photo on; safe to share by threads.

    models_dir  where the models are, if not where the package keeps them
    service     where a vision process of the system listens; a child looks where there is none
    """

    def __init__(self, models_dir: Path | None = None, service: Path | None = None) -> None:
        self._models = models_dir
        self._service = service
        self._child: _Process | None = None
        self._turn = threading.Lock()

    def look(self, study: Pixels) -> Looks:
        """Return what is seen; raise ModelRefused or DeviceFailed."""
        return self._asked(lambda child: child.look(study))

    def codes(self, study: Pixels, faces: tuple[Face, ...]) -> tuple[bytes, ...]:
        """Return a code of 128 signed bytes for each face; raise ModelRefused or DeviceFailed."""
        if not faces:
            return ()
        first, rest = faces[:FACES_AT_MOST], faces[FACES_AT_MOST:]
        return self._asked(lambda child: child.codes(study, first)) + self.codes(study, rest)

    def _asked(self, ask: Callable[[_Process], _Seen_]) -> _Seen_:
        with self._turn:
            for _attempt in range(_TRIES):
                with contextlib.suppress(Offline, TimeoutError):
                    return ask(self._living())
                self._drop()
        raise DeviceFailed(
            "the vision process ended twice over this picture",
            hint="Run `frame models verify`; if the models are good, leave this picture out.",
        )

    def pid(self) -> int | None:
        """Return the process id of the child, or None while there is none of ours."""
        child = self._child
        return child.pid if child else None

    def close(self) -> None:
        """End the child process, or hang up."""
        with self._turn:
            child, self._child = self._child, None
            if child:
                child.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _living(self) -> _Process:
        if self._child is not None and self._child.has_hung_up:
            self._drop()
        if self._child is None:
            child = self._begun()
            try:
                child.greet()
            except BaseException:
                child.kill()
                raise
            self._child = child
        return self._child

    def _begun(self) -> _Process:
        if self._service is not None and self._service.is_socket():
            return _Process.called_at(self._service)
        return _Child(self._models)

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child:
            child.kill()
