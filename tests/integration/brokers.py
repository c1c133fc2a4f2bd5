"""mosquitto as a frame sets it up, a process that may be killed, and a proxy that writes down."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from frame.devices import mosquitto
from frame.devices.broker import free_port
from frame.devices.mosquitto import Account, Listener, MosquittoChild
from tests.devices.brokers_kit import need_mosquitto

ROOT = Path(__file__).parents[2]


def until(so: Callable[[], bool], seconds: float = 30.0, every_s: float = 0.05) -> None:
    """Wait until something is so; fail when it never is."""
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(every_s)


@contextmanager
def broker(folder: Path, port: int, accounts: tuple[Account, ...]) -> Iterator[MosquittoChild]:
    """mosquitto on a port of the loopback, with these accounts and no others."""
    need_mosquitto()
    mosquitto.write(folder, [Listener(port=port)], accounts, os.urandom)
    child = MosquittoChild(folder, [port])
    child.start()
    try:
        yield child
    finally:
        child.stop()


class Process:
    """One of this folder's programs, or a `frame` command, that can be killed and begun again."""

    def __init__(self, *words: str | Path, **surroundings: str) -> None:
        self._words = [str(word) for word in words]
        self._surroundings = {**os.environ, **surroundings}
        self.start()

    def start(self) -> None:
        self.child = subprocess.Popen(
            [sys.executable, "-m", *self._words],
            cwd=ROOT,
            env=self._surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def kill(self) -> None:
        """End it as a power cut would."""
        self.child.kill()
        self._ended()

    def stop(self) -> tuple[int, str]:
        """Ask it to end; return how it did and what it complained about."""
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
        return self._ended()

    def _ended(self) -> tuple[int, str]:
        _, said = self.child.communicate(timeout=20)
        return self.child.returncode, said.decode()


class Wiretap:
    """A proxy between devices and their broker that keeps every byte of both directions."""

    def __init__(self, broker_port: int) -> None:
        self.port = free_port()
        self._broker_port = broker_port
        self._kept: list[bytearray] = []
        self._open: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._welcome, daemon=True).start()

    @property
    def heard(self) -> bytes:
        """Everything that went over all connections, one after the other."""
        return b"\n".join(bytes(one) for one in self._kept)

    def close(self) -> None:
        for line in (self._door, *self._open):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                self._pass_on(near)

    def _pass_on(self, near: socket.socket) -> None:
        try:
            far = socket.create_connection(("127.0.0.1", self._broker_port))
        except OSError:
            near.close()
            return
        self._open += [near, far]
        for one, other in ((near, far), (far, near)):
            kept = bytearray()
            self._kept.append(kept)
            threading.Thread(target=_copy, args=(one, other, kept), daemon=True).start()


def _copy(one: socket.socket, other: socket.socket, kept: bytearray) -> None:
    with suppress(OSError):
        while told := one.recv(65_536):
            kept += told
            other.sendall(told)
    for line in (one, other):
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
