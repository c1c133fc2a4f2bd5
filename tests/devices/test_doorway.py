"""A door stays open where a process has no room for a moment, and ends when it is closed."""

import errno
import os
import resource
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from frame.devices.doorway import let_in
from frame.errors import Offline


class Refusing(socket.socket):
    """A listener on which accept() fails first, as the kernel would have it."""

    fails: tuple[int, ...] = ()

    def accept(self) -> tuple[socket.socket, object]:
        if self.fails:
            first, *rest = self.fails
            self.fails = tuple(rest)
            raise OSError(first, os.strerror(first))
        return super().accept()


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Refusing]:
    with Refusing(socket.AF_UNIX, socket.SOCK_SEQPACKET) as made:
        made.bind(str(tmp_path / "socket"))
        made.listen(8)
        yield made


@pytest.fixture
def calls(listener: Refusing) -> Iterator[Callable[[], socket.socket]]:
    made: list[socket.socket] = []

    def call() -> socket.socket:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        made.append(link)
        link.settimeout(5)
        link.connect(listener.getsockname())
        return link

    yield call
    for link in made:
        link.close()


def greet(link: socket.socket) -> None:
    link.send(b"hello")
    link.close()


@pytest.mark.parametrize(
    "why", [errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS, errno.ECONNABORTED]
)
def test_whoever_could_not_be_let_in_is_let_in_later(
    listener: Refusing, calls: Callable[[], socket.socket], why: int
) -> None:
    listener.fails = (why, why)
    link = calls()
    assert [let_in(listener, greet, daemon=True) for _ in range(3)] == [False, False, True]
    assert link.recv(20) == b"hello"


def test_a_door_that_was_closed_ends(listener: Refusing) -> None:
    listener.shutdown(socket.SHUT_RDWR)
    with pytest.raises(Offline):
        let_in(listener, greet, daemon=True)
    listener.close()
    with pytest.raises(Offline):
        let_in(listener, greet, daemon=True)


def test_without_a_thread_to_give_one_visitor_is_lost_and_not_the_door(
    listener: Refusing, calls: Callable[[], socket.socket], monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    link = calls()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", start)
        assert not let_in(listener, greet, daemon=True)
    assert link.recv(20) == b""
    again = calls()
    assert let_in(listener, greet, daemon=True)
    assert again.recv(20) == b"hello"


def test_a_process_that_may_open_nothing_more_goes_on_once_it_may(
    listener: Refusing, calls: Callable[[], socket.socket]
) -> None:
    """In a child, whose limit of open files the kernel keeps."""
    link = calls()
    child = os.fork()
    if child == 0:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        lowest = os.dup(0)
        os.close(lowest)
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
        first = let_in(listener, greet, daemon=False)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        second = let_in(listener, greet, daemon=False)
        for thread in threading.enumerate()[1:]:
            thread.join(5)
        os._exit(0 if (first, second) == (False, True) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert link.recv(20) == b"hello"
