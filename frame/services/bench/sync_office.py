"""A broker for a bench, and the programs at both of its ends.

Rule 1: mosquitto where it is installed, set up as a frame sets it up; otherwise the embedded one.
Rule 2: everything ends with its `with` block, and no traffic leaves this machine.
"""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from frame.devices import mosquitto
from frame.devices.broker import EmbeddedBroker, free_port
from frame.devices.mosquitto import Account, Listener, MosquittoChild
from frame.devices.offspring import python_command
from frame.errors import DeviceFailed
from frame.services.bench.processes import cpu_seconds_of, family

PROGRAM: Final = "frame.services.bench.sync_work"
PLAIN: Final = Account(user="plain", password="plain", reads=("plain/#",), writes=("plain/#",))  # noqa: S106  # opens nothing but this bench
_GOODBYE_S: Final = 10.0


class Office:
    """A broker that runs for a `with` block.

    url   where MQTT 5 is spoken
    name  which broker it is
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        port = free_port()
        self.url = f"mqtt://127.0.0.1:{port}"
        self._process = 0
        self._broker: MosquittoChild | EmbeddedBroker
        if MosquittoChild.program() is None:
            self.name = "the embedded broker"
            self._broker = EmbeddedBroker()
            self.url = self._broker.url_5
        else:
            self.name = "mosquitto"
            mosquitto.write_conf(folder, [Listener(port=port)])
            self._broker = MosquittoChild(folder, [port])

    def allow(self, accounts: Iterable[Account]) -> None:
        """Write who may log on."""
        mosquitto.write_accounts(self.folder, (*accounts, PLAIN), os.urandom)

    def reload(self) -> None:
        """Have it read again who may log on."""
        if isinstance(self._broker, MosquittoChild):
            self._broker.reload()

    def start(self) -> None:
        """Start it; raise DeviceFailed."""
        before = set(family())
        self._broker.start()
        self._process = next(iter(set(family()) - before), 0)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._broker.kill()

    def cpu_s(self) -> float:
        """Return what it has used since it was started."""
        return cpu_seconds_of(self._process)

    def __enter__(self) -> Self:
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()


class Worker:
    """One end: a process of its own that does what it is asked (`sync_work`)."""

    def __init__(self, role: str, *words: str | Path) -> None:
        self._child = subprocess.Popen(
            python_command(PROGRAM, role, *map(str, words)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def begin(self, order: str, *numbers: int, text: str = "") -> None:
        """Ask for something; `answer` waits for it."""
        told = msgspec.json.encode({"order": order, "numbers": numbers, "text": text})
        if self._child.stdin is None:
            raise ValueError("a worker is asked before it is closed")
        self._child.stdin.write(told + b"\n")
        self._child.stdin.flush()

    def answer(self) -> dict[str, float | str]:
        """Return what it says next; raise DeviceFailed if it ended."""
        said = self._child.stdout.readline() if self._child.stdout else b""
        if not said:
            raise DeviceFailed("one end of the bench ended by itself")
        return msgspec.json.decode(said, type=dict[str, float | str])

    def ask(self, order: str, *numbers: int, text: str = "") -> dict[str, float | str]:
        """Ask for something and return its last answer."""
        self.begin(order, *numbers, text=text)
        while "more" in (answer := self.answer()):
            pass
        return answer

    def cpu_s(self) -> float:
        """Return what it has used so far, by ticks of 10 ms."""
        return cpu_seconds_of(self._child.pid)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._child.wait(_GOODBYE_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


def number_of(answer: dict[str, float | str], name: str) -> float:
    """Return one number of an answer."""
    return float(answer[name])
