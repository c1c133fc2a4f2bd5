"""Opens pictures in throw-away child processes; the only door for untrusted pictures.

Rule 1: no decoder runs in this process.
Rule 2: a child is not trusted. Its answer is read as numbers and enumerations, its pictures lie
        in sealed memory, and what it calls a clean JPEG is checked to be one and nothing more.
Rule 3: a fork server that dies is started again, once for each request; requests of other
        threads do not notice.
"""

import contextlib
import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from frame.devices.budget import FILE_BYTES
from frame.devices.channel import Channel, sealed, unsealed
from frame.devices.jpeg import plain_size
from frame.devices.kinds import Foreign, recognise
from frame.devices.offspring import python_command
from frame.devices.orders import (
    ENCODE,
    READ_ANSWER,
    READ_REPORT,
    UNREADABLE,
    Answer,
    Clean,
    Cleaned,
    Edges,
    Fate,
    Order,
    Scale,
    Shrink,
    Sides,
    Task,
    ppm_start,
)
from frame.devices.refusal import Refusal, Refused, Why
from frame.errors import BadMessage, DeviceFailed, Offline
from frame.model import UNTOUCHED, Box, CleanPhoto, Pixels, Remedy, Size

_THUMBNAIL_PX = 480
_STUDY_PX = 1024
_LARGEST_ANSWER_BYTES = 100_000_000
_LARGEST_SIDE_PX = 1_000_000
_PICTURES = 3
_MEGABYTE = 1_000_000
_MASTER_BYTES_PER_PIXEL = 3
# a fork server that says nothing for so long after a child should have ended is stuck
_GRACE_S = 30.0
_ATTEMPTS = 2
# one arena for all threads, because what a child maps is counted; large pages, because a fresh
# child pays for every page it touches (a third of its time with small ones)
_ENVIRONMENT = {
    "GLIBC_TUNABLES": "glibc.malloc.arena_max=1:glibc.malloc.hugetlb=1",
    "LC_ALL": "C.UTF-8",
}
_WHY = {
    Fate.TIME: Why.TIME,
    Fate.MEMORY: Why.MEMORY,
    Fate.CRASH: Why.CRASH,
    Fate.ATTACK: Why.ATTACK,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What children have used: the last one, and the largest of all so far."""

    peak_bytes: int = 0
    cpu_seconds: float = 0.0
    largest_bytes: int = 0


class ChildDecoder:
    """The decoder of `ports.Decoder`, safe to use from several threads.

    workers     pictures that are decoded at the same time
    seconds     wall-clock time for one picture
    memory_mb   resident memory of one child, in millions of bytes
    master_px   longer side of the screen master, at most
    """

    def __init__(
        self,
        *,
        workers: int = 1,
        seconds: float = 10.0,
        memory_mb: int = 300,
        master_px: int = 2560,
    ) -> None:
        self._seconds = seconds
        self._memory_bytes = memory_mb * _MEGABYTE
        self._master_px = master_px
        self._slots = threading.BoundedSemaphore(workers)
        self._lock = threading.Lock()
        self._usage = Usage()
        self._closed = False
        self._server = _ForkServer()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the fork server and whatever its children are doing."""
        with self._lock:
            self._closed = True
            self._server.stop()

    @property
    def usage(self) -> Usage:
        """What the children have used."""
        return self._usage

    def clean(self, untrusted: bytes) -> CleanPhoto:
        """Return the clean picture; raise NotAPhoto with the reason in words."""
        _check_worth_a_child(untrusted)
        limit = max(_MASTER_BYTES_PER_PIXEL * self._master_px**2, 3 * _STUDY_PX**2)
        answer, pictures = self._ask(Clean(master_px=self._master_px), untrusted, limit)
        with _suspicious():
            return _photo(answer.cleaned, pictures, self._master_px)

    def pixels(  # noqa: PLR0913  # the port's five, and how exactly
        self,
        jpeg: bytes,
        part: Box,
        wanted: Size,
        remedy: Remedy = UNTOUCHED,
        veil: Sequence[Box] = (),
        *,
        exact: bool = False,
    ) -> Pixels:
        """Return `part` of a stored JPEG, large enough to cover `wanted`; raise NotAPhoto.

        The part comes in the size the JPEG decodes to most cheaply, never enlarged; with
        `exact` it comes in exactly the wanted size. `part` is of the picture as the remedy
        leaves it, `veil` of the picture as it is stored.
        """
        work = Scale(
            part=_edges(part),
            wanted=(wanted.width_px, wanted.height_px),
            exact=exact,
            remedy=remedy,
            veil=tuple(_edges(head) for head in veil),
        )
        answer, pictures = self._ask(work, jpeg, _LARGEST_ANSWER_BYTES)
        with _suspicious():
            if answer.scaled is None or len(pictures) != 1:
                raise BadMessage("a child answered another question")
            size = _size(answer.scaled, _LARGEST_SIDE_PX)
            if exact and size != wanted:
                raise BadMessage("a child gave another size")
            start = ppm_start(answer.scaled)
            if bytes(pictures[0][: len(start)]) != start:
                raise BadMessage("a child gave other pixels than it said")
            return _pixels(size, pictures[0][len(start) :])

    def small(self, pixels: Pixels, longest_px: int, most_bytes: int) -> bytes:
        """Return pixels as a small JPEG; raise NotAPhoto where there is none so small."""
        sides = (pixels.size.width_px, pixels.size.height_px)
        work = Shrink(size=sides, longest_px=longest_px, most_bytes=most_bytes)
        answer, pictures = self._ask(work, pixels.rgb, most_bytes)
        with _suspicious():
            if answer.shrunk is None or len(pictures) != 1:
                raise BadMessage("a child answered another question")
            jpeg = bytes(pictures[0])
            if plain_size(jpeg) != _size(answer.shrunk, longest_px):
                raise BadMessage("a small picture has another size than was said")
            return jpeg

    def _ask(
        self, work: Task, data: bytes | memoryview, answer_bytes: int
    ) -> tuple[Answer, tuple[memoryview, ...]]:
        order = Order(
            work=work,
            seconds=self._seconds,
            memory_bytes=self._memory_bytes,
            answer_bytes=answer_bytes,
        )
        with self._slots:
            header, memory = self._exchange(ENCODE(order), data)
        with _suspicious():
            pictures = _taken(memory, answer_bytes)
            return self._answer(header), pictures

    def _answer(self, header: bytes) -> Answer:
        """Return what the child said, once the server's report says that it ended well."""
        report = READ_REPORT(header)
        self._usage = Usage(
            peak_bytes=report.peak_bytes,
            cpu_seconds=report.cpu_seconds,
            largest_bytes=max(self._usage.largest_bytes, report.peak_bytes),
        )
        if report.fate is not Fate.DONE:
            raise Refused(Refusal(why=_WHY[report.fate], limit=round(self._seconds)))
        answer = READ_ANSWER(report.answer)
        if answer.refused is not None:
            raise Refused(answer.refused)
        return answer

    def _exchange(self, order: bytes, data: bytes | memoryview) -> tuple[bytes, tuple[int, ...]]:
        for _attempt in range(_ATTEMPTS):
            server = self._running()
            try:
                return server.exchange(order, data, self._seconds + _GRACE_S)
            except (Offline, TimeoutError):
                server.stop()
        raise DeviceFailed("the process that opens pictures stopped, and again after a new start")

    def _running(self) -> "_ForkServer":
        with self._lock:
            if self._closed:
                raise DeviceFailed("the decoder is closed")
            if not self._server.alive():
                self._server.stop()
                self._server = _ForkServer()
            return self._server


class _ForkServer:
    """One running `frame.services.decode` and our end of its socket."""

    def __init__(self) -> None:
        self._link, theirs = Channel.pair()
        self._process = subprocess.Popen(
            python_command("frame.services.decode", str(theirs.fileno())),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
        theirs.close()

    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
        self._link.close()

    def exchange(
        self, order: bytes, data: bytes | memoryview, timeout_s: float
    ) -> tuple[bytes, tuple[int, ...]]:
        """Hand in one picture and return the report; raise Offline when the server is gone."""
        mine, theirs = Channel.pair()
        with contextlib.closing(mine):
            with contextlib.closing(theirs), _memory_of(data) as picture:
                self._link.send(order, picture, theirs.fileno())
            return mine.receive(timeout_s)


@contextlib.contextmanager
def _memory_of(data: bytes | memoryview) -> Iterator[int]:
    number = sealed(data)
    try:
        yield number
    finally:
        os.close(number)


@contextlib.contextmanager
def _suspicious() -> Iterator[None]:
    """Treat an answer that breaks the rules as what it is: a child that was taken over."""
    try:
        yield
    except (*UNREADABLE, BadMessage) as problem:
        raise Refused(Refusal(why=Why.ATTACK)) from problem


def _taken(memory: tuple[int, ...], limit_bytes: int) -> tuple[memoryview, ...]:
    """Open a child's memories; when one of them is refused, none stays open."""
    waiting = list(memory)
    pictures = []
    try:
        while waiting:
            pictures.append(unsealed(waiting.pop(0), limit_bytes))
    finally:
        for number in waiting:
            os.close(number)
    return tuple(pictures)


def _check_worth_a_child(data: bytes) -> None:
    """Refuse at once what no child needs to look at."""
    if not data:
        raise Refused(Refusal(why=Why.EMPTY))
    if len(data) > FILE_BYTES:
        size, limit = -(-len(data) // _MEGABYTE), FILE_BYTES // _MEGABYTE
        raise Refused(Refusal(why=Why.TOO_MANY_BYTES, size=size, limit=limit))
    kind = recognise(data)
    if isinstance(kind, Foreign):
        raise Refused(Refusal(why=Why.FOREIGN, foreign=kind))


def _photo(
    cleaned: Cleaned | None, pictures: tuple[memoryview, ...], master_px: int
) -> CleanPhoto:
    if cleaned is None or len(pictures) != _PICTURES:
        raise BadMessage("a child answered another question")
    master, thumbnail = bytes(pictures[0]), bytes(pictures[1])
    size = _size(cleaned.size, master_px)
    small = plain_size(thumbnail)
    if plain_size(master) != size or max(small.width_px, small.height_px) > _THUMBNAIL_PX:
        raise BadMessage("a clean picture has another size than was said")
    moment = cleaned.taken_at
    return CleanPhoto(
        master=master,
        thumbnail=thumbnail,
        study=_pixels(_size(cleaned.study, _STUDY_PX), pictures[2]),
        size=size,
        original=_size(cleaned.original, _LARGEST_SIDE_PX),
        taken_at=moment.replace(tzinfo=None) if moment else None,
        removed=tuple(str(trace) for trace in cleaned.removed),
    )


def _edges(box: Box) -> Edges:
    return box.left, box.top, box.width, box.height


def _size(sides: Sides, longest_px: int) -> Size:
    width, height = sides
    if not (1 <= width <= longest_px and 1 <= height <= longest_px):
        raise BadMessage("a child names an impossible size")
    return Size(width_px=width, height_px=height)


def _pixels(size: Size, rgb: memoryview) -> Pixels:
    if len(rgb) != 3 * size.width_px * size.height_px:
        raise BadMessage("a child gave fewer or more pixels than it said")
    return Pixels(size=size, rgb=rgb)
