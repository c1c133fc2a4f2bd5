"""The broker as a service: alive by an answer, and no longer than its household."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from frame.config import Config, parse
from frame.devices.broker import free_port
from frame.devices.mosquitto import Account, Listener, MosquittoChild, write_accounts
from frame.devices.mosquitto_pulse import answers
from frame.devices.sim.clock import SimEntropy
from frame.errors import DeviceFailed
from frame.post.books import Books
from frame.services import broker
from frame.services.broker import House
from frame.services.household import Household
from frame.services.network.access import written_to
from tests.services.conftest import NOON

_ANA = Account(user="ana", password="secret", reads=("a/+",))


@pytest.fixture
def config() -> Config:
    return parse(f"[broker]\nport = {free_port()}\nwebsocket_port = 0\n")


@pytest.fixture
def house(tmp_path: Path, config: Config) -> Iterator[House]:
    _needs_mosquitto()
    written = tmp_path / "written"
    written.mkdir()
    write_accounts(written, (_ANA,), os.urandom)
    one = House(written, tmp_path / "own", config)
    one.open()
    yield one
    one.child.stop()


def _needs_mosquitto() -> None:
    if MosquittoChild.program() is not None:
        return
    if os.environ.get("CI"):
        pytest.fail("mosquitto is not installed")
    pytest.skip("mosquitto is not installed")


def _until(so: Callable[[], bool]) -> None:
    until_s = time.monotonic() + 10
    while not so():
        assert time.monotonic() < until_s
        time.sleep(0.05)


def test_lists_are_copied_and_what_is_core_s_stays_as_it_is(house: House, tmp_path: Path) -> None:
    own, written = tmp_path / "own", tmp_path / "written"
    assert (own / "access").read_text() == (written / "access").read_text()
    assert (own / "passwords").stat().st_mode & 0o777 == 0o600
    assert {path.name for path in written.iterdir()} == {"access", "passwords"}
    write_accounts(written, (), os.urandom)
    house.look()
    assert (own / "access").read_text() == ""


def test_mosquitto_answers_and_one_that_is_stuck_does_not(house: House) -> None:
    listener = house.listeners[0]
    assert answers(listener)
    child = house.child._child
    assert child is not None
    child.send_signal(signal.SIGSTOP)
    try:
        assert not answers(listener, 0.5)
        with socket.create_connection((listener.address, listener.port), timeout=2):
            pass  # the kernel still takes connections: that alone is no sign of life
    finally:
        child.send_signal(signal.SIGCONT)
    _until(lambda: answers(listener))


def test_nobody_there_does_not_answer() -> None:
    assert not answers(Listener(port=free_port()), 0.5)


def test_a_household_that_is_gone_is_forgotten(house: House, tmp_path: Path) -> None:
    kept = tmp_path / "own" / "kept"
    (kept / "mosquitto.db").write_bytes(b"messages of a household")
    for name in ("access", "passwords"):
        (tmp_path / "written" / name).unlink()
    house.look()
    assert (
        not (kept / "mosquitto.db").exists()
        or b"household" not in (kept / "mosquitto.db").read_bytes()
    )
    assert (tmp_path / "own" / "access").read_text() == ""
    assert answers(house.listeners[0])


def test_the_watchdog_is_not_fed_while_mosquitto_is_stuck(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats: list[float] = []
    monkeypatch.setenv("WATCHDOG_USEC", "400000")
    monkeypatch.setattr(broker, "_LOOK_S", 0.02)
    monkeypatch.setattr(broker, "answers", lambda one: answers(one, 0.3))
    monkeypatch.setattr("frame.services.daemon.notify", lambda *_: beats.append(time.monotonic()))
    over = threading.Event()
    worker = threading.Thread(target=broker._watch, args=(house, over))
    worker.start()
    try:
        _until(lambda: len(beats) > 1)
        child = house.child._child
        assert child is not None
        child.send_signal(signal.SIGSTOP)
        time.sleep(0.5)
        before = len(beats)
        time.sleep(1.0)
        assert len(beats) == before
        child.send_signal(signal.SIGCONT)
        _until(lambda: len(beats) > before)
    finally:
        over.set()
        worker.join()


def test_an_access_folder_that_cannot_be_made_stops_the_broker_with_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "stop_on_signals", lambda _stop: None)
    (tmp_path / "frame.toml").write_text('[network]\naccess_folder = "frame.toml/broker"\n')
    with pytest.raises(DeviceFailed, match="cannot be used: not a directory"):
        broker.run_broker(tmp_path)


def test_core_says_so_too_when_it_writes_who_may_log_on(home: Household) -> None:
    (home.folder / "file").write_text("x")
    write = written_to(home.folder / "file" / "broker", SimEntropy(1))
    with pytest.raises(DeviceFailed, match="cannot be used: not a directory"):
        write(Books(home.vault, SimEntropy(2)), None, NOON)
    written_to(home.folder / "broker", SimEntropy(1))(Books(home.vault, SimEntropy(2)), None, NOON)
    assert (home.folder / "broker").stat().st_mode & 0o777 == 0o700
