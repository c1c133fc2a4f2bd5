"""The decode process: forks a throw-away child for every picture.

Python and the decoders are loaded once; each order then costs a fork. A child fences itself in,
opens exactly one picture, answers and ends, so no picture can touch the next one.

Rule 1: this process opens no picture itself and never reads what a child says; it passes the
        answer on, together with how the child ended, which only the kernel tells.
Rule 2: a child holds two descriptors, its picture and its answer's socket; it cannot reach
        another child's answer.
Rule 3: formats other than JPEG are loaded with the first untrusted file, so that the first
        picture on the glass does not wait for them.
Rule 4: it ends when the process that started it ends.
"""

import contextlib
import gc
import importlib
import io
import math
import mmap
import os
import resource
import select
import signal
import sys
import time
from dataclasses import dataclass
from typing import IO, cast

from frame.devices import imaging
from frame.devices.budget import FILE_BYTES
from frame.devices.channel import Channel, seal, sealed, unsealed
from frame.devices.jpeg import plain_size
from frame.devices.kinds import Kind, recognise
from frame.devices.orders import (
    ENCODE,
    READ_ORDER,
    Answer,
    Clean,
    Cleaned,
    Edges,
    Fate,
    Order,
    Report,
    Scale,
    Shrink,
    Sides,
)
from frame.devices.refusal import Refused
from frame.devices.sandbox import (
    Limits,
    die_with_parent,
    enclose,
    keep_only_descriptors,
    leave_the_network,
    room_bytes,
)
from frame.errors import BadMessage, Offline
from frame.model import Box, Pixels, Size

_ANSWER_HEADER_BYTES = 16 * 1024
_CLEANING = "frame.devices.imaging_clean"
_ENDED_BY = {signal.SIGSYS: Fate.ATTACK, signal.SIGXCPU: Fate.TIME}


@dataclass(slots=True, kw_only=True)
class _Child:
    """A child at work: where it speaks, where its report goes, when it has to be done."""

    pid: int
    cpu_seconds: int
    deadline_s: float
    ear: Channel
    reply: Channel
    answer: bytes = b""
    memory: tuple[int, ...] = ()
    late: bool = False


def main(link: int) -> None:
    """Serve orders that come over this socket until its other end is closed."""
    leave_the_network()
    gc.collect()
    gc.freeze()
    with contextlib.suppress(Offline):
        _Server(Channel.from_fd(link)).serve()


class _Server:
    """Waits for orders and for children, with one thread."""

    def __init__(self, link: Channel) -> None:
        self._link = link
        self._children: dict[int, _Child] = {}

    def serve(self) -> None:
        try:
            while True:
                self._turn()
        finally:
            for child in self._children.values():
                os.kill(child.pid, signal.SIGKILL)

    def _turn(self) -> None:
        ears = list(self._children)
        ready = select.select([self._link.fileno(), *ears], [], [], self._patience_s())[0]
        for number in ready:
            if number == self._link.fileno():
                self._begin()
            else:
                self._listen(self._children[number])
        now = time.monotonic()
        for child in self._children.values():
            if now >= child.deadline_s and not child.late:
                child.late = True
                os.kill(child.pid, signal.SIGKILL)

    def _patience_s(self) -> float | None:
        waiting = [child.deadline_s for child in self._children.values() if not child.late]
        return max(0.0, min(waiting) - time.monotonic()) if waiting else None

    def _begin(self) -> None:
        header, (picture, reply) = self._link.receive()
        order = READ_ORDER(header)
        if isinstance(order.work, Clean):
            _load_all_formats()
        ear, mouth = Channel.pair()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            _live(order, picture, mouth, parent)
        mouth.close()
        os.close(picture)
        self._children[ear.fileno()] = _Child(
            pid=pid,
            cpu_seconds=_cpu_seconds(order),
            deadline_s=time.monotonic() + order.seconds,
            ear=ear,
            reply=Channel.from_fd(reply),
        )

    def _listen(self, child: _Child) -> None:
        """Take the child's answer; when it has hung up, it has ended or it is ended."""
        try:
            header, memory = child.ear.receive()
        except Offline:
            self._finish(child)
            return
        if child.answer or len(header) > _ANSWER_HEADER_BYTES:
            os.kill(child.pid, signal.SIGKILL)
            _close_all(memory)
            return
        child.answer, child.memory = header, memory

    def _finish(self, child: _Child) -> None:
        os.kill(child.pid, signal.SIGKILL)
        _pid, status, used = os.wait4(child.pid, 0)
        del self._children[child.ear.fileno()]
        child.ear.close()
        fate = _fate(child, os.waitstatus_to_exitcode(status), used)
        done = fate is Fate.DONE
        report = Report(
            fate=fate,
            peak_bytes=used.ru_maxrss * 1024,
            cpu_seconds=used.ru_utime + used.ru_stime,
            answer=child.answer if done else b"",
        )
        with contextlib.suppress(Offline, BadMessage):
            child.reply.send(ENCODE(report), *(child.memory if done else ()))
        child.reply.close()
        _close_all(child.memory)


def _load_all_formats() -> None:
    if _CLEANING not in sys.modules:
        importlib.import_module(_CLEANING)
        gc.collect()
        gc.freeze()


def _fate(child: _Child, code: int, used: resource.struct_rusage) -> Fate:
    if child.late:
        return Fate.TIME
    if code == 0:
        return Fate.DONE if child.answer else Fate.CRASH
    if code == -signal.SIGKILL:
        spent = used.ru_utime + used.ru_stime >= child.cpu_seconds
        return Fate.TIME if spent else Fate.MEMORY
    return _ENDED_BY.get(signal.Signals(-code), Fate.CRASH) if code < 0 else Fate.CRASH


def _close_all(memory: tuple[int, ...]) -> None:
    for number in memory:
        os.close(number)


def _cpu_seconds(order: Order) -> int:
    return math.ceil(order.seconds)


def _live(order: Order, picture: int, mouth: Channel, parent: int) -> None:
    """Be a child: take the picture, do the work inside the fences, answer, end."""
    try:
        gc.disable()
        die_with_parent(parent)
        keep_only_descriptors(picture, mouth.fileno())
        os.dup2(0, 2)
        view = unsealed(picture, FILE_BYTES)
        answer, memory = _worked(order, view)
        mouth.send(ENCODE(answer), *memory)
        os._exit(0)
    finally:
        os._exit(1)


def _worked(order: Order, view: memoryview) -> tuple[Answer, tuple[int, ...]]:
    match order.work:
        case Clean():
            return _clean(order, order.work, view)
        case Scale():
            return _scale(order, order.work, view)
        case Shrink():
            return _shrink(order, order.work, view)


def _fence_in(order: Order, *, threads: bool = False) -> int:
    """Raise the fences and return how much memory is left inside them."""
    limits = Limits(
        memory_bytes=order.memory_bytes,
        cpu_seconds=_cpu_seconds(order),
        answer_bytes=order.answer_bytes,
        threads=threads,
    )
    room = room_bytes(limits)
    enclose(limits)
    return room


def _clean(order: Order, work: Clean, view: memoryview) -> tuple[Answer, tuple[int, ...]]:
    data = bytes(view)
    view.release()
    room = _fence_in(order, threads=recognise(data) is Kind.HEIC)
    try:
        photo = sys.modules[_CLEANING].clean(data, work.master_px, room)
    except Refused as problem:
        return Answer(refused=problem.refusal), ()
    cleaned = Cleaned(
        size=_sides(photo.size),
        original=_sides(photo.original),
        study=_sides(photo.study.size),
        taken_at=photo.taken_at,
        removed=photo.removed,
    )
    pictures = (photo.master, photo.thumbnail, photo.study.rgb)
    return Answer(cleaned=cleaned), tuple(sealed(picture) for picture in pictures)


def _scale(order: Order, work: Scale, view: memoryview) -> tuple[Answer, tuple[int, ...]]:
    """Write the pixels straight into the answer's memory, opened before no file can be."""
    memory = os.memfd_create("pixels", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    with os.fdopen(memory, "wb", buffering=0, closefd=False) as file:
        room = _fence_in(order)
        try:
            image = imaging.scaled(_file_over(view), len(view), _view(work), room)
        except Refused as problem:
            return Answer(refused=problem.refusal), ()
        imaging.write_pixels(image, file)
    seal(memory)
    return Answer(scaled=(image.width, image.height)), (memory,)


def _shrink(order: Order, work: Shrink, view: memoryview) -> tuple[Answer, tuple[int, ...]]:
    pixels = Pixels(size=Size(width_px=work.size[0], height_px=work.size[1]), rgb=view)
    _fence_in(order)
    image = imaging.image_of(pixels)
    try:
        jpeg = imaging.small(image, work.longest_px, work.most_bytes)
    except Refused as problem:
        return Answer(refused=problem.refusal), ()
    return Answer(shrunk=_sides(plain_size(jpeg))), (sealed(jpeg),)


def _file_over(view: memoryview) -> IO[bytes]:
    """Return the shared memory itself as a file, to spare a copy."""
    # a mapping reads, seeks and tells like a file, though its type does not say so
    return cast("IO[bytes]", view.obj) if isinstance(view.obj, mmap.mmap) else io.BytesIO(view)


def _view(work: Scale) -> imaging.View:
    return imaging.View(
        part=_box(work.part),
        wanted=Size(width_px=work.wanted[0], height_px=work.wanted[1]),
        exact=work.exact,
        remedy=work.remedy,
        veil=tuple(_box(head) for head in work.veil),
    )


def _box(edges: Edges) -> Box:
    left, top, width, height = edges
    return Box(left=left, top=top, width=width, height=height)


def _sides(size: Size) -> Sides:
    return size.width_px, size.height_px


if __name__ == "__main__":
    main(int(sys.argv[1]))
