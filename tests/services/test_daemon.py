"""A process is alive by what its main loop did: one that is stuck says nothing."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from frame.devices.broker import free_port
from frame.devices.channel import Channel
from frame.devices.sim.clock import SimClock, SimEntropy
from frame.devices.sim.decoder import SimDecoder
from frame.devices.web import WebServer
from frame.model import Command, Size, Verb
from frame.services import web
from frame.services.core import Core, Wanted, World
from frame.services.daemon import Pulse, handed_in, notify, watchdog_s
from frame.services.display import Until, serve
from frame.services.distress import until
from frame.services.household import Household

_GLASS = Size(width_px=64, height_px=36)


class Manager:
    """Hears what a service tells its manager."""

    def __init__(self, path: Path) -> None:
        self._ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._ear.bind(str(path))

    def hear(self, seconds: float = 5.0) -> str:
        """Return what comes next; TimeoutError where nothing does."""
        self._ear.settimeout(seconds)
        return self._ear.recv(4096).decode()

    def forget(self) -> None:
        """Drop what came so far."""
        while self.has_heard():
            pass

    def is_silent(self, seconds: float = 0.6) -> bool:
        try:
            self.hear(seconds)
        except TimeoutError:
            return True
        return False

    def has_heard(self) -> bool:
        """Say whether anything came by now."""
        return not self.is_silent(0.001)

    def close(self) -> None:
        self._ear.close()


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Manager]:
    one = Manager(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
    monkeypatch.setenv("WATCHDOG_USEC", "200000")
    yield one
    one.close()


def test_without_a_manager_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify("READY=1")
    Pulse().beat()


def test_a_manager_that_went_away_is_no_fault(
    manager: Manager, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager.close()
    notify("READY=1")
    monkeypatch.setenv("NOTIFY_SOCKET", "@a-name-that-nobody-has-taken")
    notify("READY=1")
    assert (tmp_path / "notify").exists()


def test_a_pulse_speaks_four_times_in_what_it_is_allowed(manager: Manager) -> None:
    now = [0.0]
    pulse = Pulse(lambda: now[0])
    heard = 0
    for _ in range(100):
        pulse.beat()
        heard += manager.has_heard()
        now[0] += 0.01
    assert heard == 20


@pytest.mark.parametrize("told", ["", "soon", "-5", "1e9", "²"])
def test_a_watchdog_that_is_no_number_is_none(told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", told)
    assert watchdog_s() == 0.0


def test_core_is_silent_while_its_loop_is_stuck(
    home: Household, clock: SimClock, manager: Manager
) -> None:
    world = World(decoder=SimDecoder(), clock=clock, entropy=SimEntropy(1))
    core, gate, pulse = Core(home, world), threading.Event(), Pulse()
    worker = threading.Thread(target=core.run, args=(pulse.beat,))
    worker.start()
    try:
        assert manager.hear() == "WATCHDOG=1"
        began = threading.Event()

        def stick() -> None:
            began.set()
            gate.wait(20)

        core.inbox.put(Wanted(work=stick))
        assert began.wait(5)
        manager.forget()
        assert manager.is_silent()
        gate.set()
        assert manager.hear() == "WATCHDOG=1"
    finally:
        gate.set()
        core.stop()
        worker.join()


class _Pane:
    """A screen that draws, unless something holds it up."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.over = False

    def show(self, *_: object) -> None:
        pass

    def capture(self, *, settled: bool = False) -> object:
        raise AssertionError(settled)

    def close(self) -> None:
        pass

    def step(self) -> tuple[Command, ...]:
        self.gate.wait(20)
        threading.Event().wait(0.005)
        return (Command(verb=Verb.QUIT),) if self.over else ()


def test_the_display_is_silent_while_it_draws_nothing(manager: Manager) -> None:
    pane, (ours, theirs), pulse = _Pane(), Channel.pair(), Pulse()
    screen = Until(pane, lambda: pane.over)  # type: ignore[arg-type]
    worker = threading.Thread(target=serve, args=(theirs, screen, _GLASS, pulse.beat))
    worker.start()
    try:
        assert manager.hear() == "WATCHDOG=1"
        pane.gate.clear()
        threading.Event().wait(0.1)
        manager.forget()
        assert manager.is_silent()
        pane.gate.set()
        assert manager.hear() == "WATCHDOG=1"
    finally:
        pane.over = True
        pane.gate.set()
        worker.join()
        ours.close()
        theirs.close()


def test_a_frame_that_cannot_open_its_store_lives_all_the_same(manager: Manager) -> None:
    kept: list[Callable[[], None]] = []
    wait = until(kept.append, Pulse().beat)
    worker = threading.Thread(target=wait)
    worker.start()
    assert manager.hear() == "WATCHDOG=1"
    kept[0]()
    worker.join()


@pytest.fixture
def page(tmp_path: Path) -> web.Plan:
    built = tmp_path / "built"
    built.mkdir()
    (built / "index.html").write_text("<!doctype html>", encoding="utf-8")
    (built / "assets.json").write_text("[]", encoding="utf-8")
    return web.Plan(address="127.0.0.1", port=free_port(), host="frame.local", built=str(built))


def test_the_web_process_is_alive_by_an_answer_to_its_own_question(
    page: web.Plan, manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "_LOOK_S", 0.05)
    monkeypatch.setattr(web, "_ANSWER_S", 0.3)
    monkeypatch.setattr(web, "read_built", lambda _: {})

    async def story() -> None:
        over = asyncio.Event()
        hear = asyncio.to_thread
        task = asyncio.create_task(web.serve(page, over, lambda: notify("READY=1")))
        assert await hear(manager.hear) == "READY=1"
        assert await hear(manager.hear) == "WATCHDOG=1"
        monkeypatch.setattr(WebServer, "_host", _mute)
        await hear(manager.is_silent, 0.2)
        manager.forget()
        assert await hear(manager.is_silent)
        over.set()
        await task

    async def _mute(_server: WebServer, near: socket.socket, *_: object) -> None:
        with near:
            await asyncio.Event().wait()

    asyncio.run(story())


_TELL = """
import os, sys
os.dup2(int(sys.argv[1]), 3, inheritable=True)
os.environ.update(LISTEN_PID=sys.argv[2] or str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="x")
sys.path.insert(0, sys.argv[3])
from frame.services.daemon import handed_in
first, again = handed_in(), handed_in()
told = "LISTEN_FDS" in os.environ
print(len(first), len(again), told, any(one.get_inheritable() for one in first))
"""


@pytest.mark.parametrize(
    ("meant_for", "said"), [("", "1 0 False False"), ("1", "0 0 False False")]
)
def test_a_socket_is_handed_in_once_and_to_whom_it_was_meant_for(
    meant_for: str, said: str
) -> None:
    root = str(Path(__file__).parents[2])
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        told = subprocess.run(
            [sys.executable, "-c", _TELL, str(listener.fileno()), meant_for, root],
            pass_fds=[listener.fileno()],
            stdout=subprocess.PIPE,
            check=True,
        )
    assert told.stdout.decode().strip() == said


def test_nothing_is_handed_in_without_systemd() -> None:
    assert "LISTEN_FDS" not in os.environ
    assert handed_in() == ()
