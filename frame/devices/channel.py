"""Messages with shared memory between the frame's processes, over a Unix socket.

A message is one header (bytes, at most 64 KiB) and up to 8 file descriptors. Pictures travel as
sealed memfds (memfd_create(2), fcntl(2) F_ADD_SEALS): once sealed, neither side can change what
the other one reads, so a picture that was checked stays as it was checked.
"""

import fcntl
import mmap
import os
import select
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from frame.errors import BadMessage, Offline

HEADER_BYTES = 64 * 1024
MEMORIES = 8
_SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL


class Channel:
    """One end of a conversation between two processes."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link

    @classmethod
    def pair(cls) -> tuple[Self, Self]:
        """Return two connected ends."""
        one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        return cls(one), cls(other)

    @classmethod
    def called_at(cls, path: Path, patience_s: float | None = None) -> Self:
        """Call whoever listens at a socket; raise OSError where that is nobody, or not for us.

        `patience_s` is how long a place in its queue is waited for, and later room for a message;
        SO_SNDTIMEO of socket(7) and unix(7), because a socket that does not block would not wait.
        """
        link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            if patience_s is not None:
                link.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _timeval(patience_s))
            with short_address(path) as address:
                link.connect(address)
        except OSError:
            link.close()
            raise
        return cls(link)

    @classmethod
    def from_fd(cls, number: int) -> Self:
        """Return the end that a parent left open under this file descriptor."""
        return cls(socket.socket(fileno=number))

    def send(self, header: bytes, *memory: int) -> None:
        """Send one message; the file descriptors in `memory` stay open on this side.

        Raises:
            Offline: the other end is gone.
        """
        if len(header) > HEADER_BYTES or len(memory) > MEMORIES:
            raise BadMessage("a message between processes is too large")
        try:
            socket.send_fds(self._link, [header], list(memory))
        except OSError as problem:
            raise Offline("the other process is gone") from problem

    def receive(self, timeout_s: float | None = None) -> tuple[bytes, tuple[int, ...]]:
        """Return the next header and its file descriptors, which now belong to the caller.

        Raises:
            Offline: the other end is gone.
            TimeoutError: nothing came in time.
        """
        self._link.settimeout(timeout_s)
        try:
            header, memory, _flags, _from = socket.recv_fds(self._link, HEADER_BYTES, MEMORIES)
        except TimeoutError:
            raise
        except OSError as problem:
            raise Offline("the other process is gone") from problem
        if not header:
            raise Offline("the other process is gone")
        return header, tuple(memory)

    def waiting(self) -> bool:
        """Say whether a message, or the news that the other end is gone, is there to receive."""
        return bool(select.select([self._link], [], [], 0)[0])

    def fileno(self) -> int:
        """Return the file descriptor, for select() and for a child to inherit."""
        return self._link.fileno()

    def close(self) -> None:
        """Let go of this end; the other one hears of it once nobody holds or reads this one."""
        self._link.close()

    def hang_up(self) -> None:
        """End the conversation for everybody, also for a thread that listens on this end."""
        with suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)
        self._link.close()


def _timeval(seconds: float) -> bytes:
    whole = int(seconds)
    return struct.pack("@ll", whole, int((seconds - whole) * 1e6))


def sealed(data: bytes | bytearray | memoryview) -> int:
    """Return a file descriptor of memory that holds `data` and can never change."""
    number = os.memfd_create("picture", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(number, rest) :]
    seal(number)
    return number


def seal(number: int) -> None:
    """Let nobody change this memory any more, neither its contents nor its size."""
    fcntl.fcntl(number, fcntl.F_ADD_SEALS, _SEALS)


def unsealed(number: int, limit_bytes: int) -> memoryview:
    """Return what a peer's sealed memory holds, and close the descriptor.

    Raises:
        BadMessage: it is not sealed, or larger than `limit_bytes`.
    """
    try:
        seals = fcntl.fcntl(number, fcntl.F_GET_SEALS)
        size = os.fstat(number).st_size
        if seals & _SEALS != _SEALS or size > limit_bytes:
            raise BadMessage("shared memory is not sealed or too large")
        if size == 0:
            return memoryview(b"")
        return memoryview(mmap.mmap(number, size, prot=mmap.PROT_READ))
    except OSError as problem:
        raise BadMessage("what came is not sealed memory") from problem
    finally:
        os.close(number)


@contextmanager
def short_address(path: Path) -> Iterator[str]:
    """Give an address for a socket at any path: the kernel takes 107 bytes (unix(7))."""
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
