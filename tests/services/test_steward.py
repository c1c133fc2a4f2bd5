"""The steward does what is in its table, for whom it knows, and nothing else."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.devices import doorway
from frame.devices.channel import Channel, sealed
from frame.devices.sim.machine import SimMachine
from frame.errors import BadMessage, BadRequest, DeviceFailed, DiskFull, Offline, Ours
from frame.services import deeds, steward
from frame.services.asking_steward import ask, is_there
from frame.services.deeds import JoinWifi, PowerOff, Restart, SetHostname, SetTimeZone, Told
from frame.services.steward import Steward, callers, table

_SECRET = "correct horse battery"


class House:
    """A steward at work, and what it did."""

    def __init__(self, path: Path, welcome: frozenset[int], rest_s: float = 60.0) -> None:
        self.path = path
        self.done: list[deeds.Deed] = []
        self.does: Callable[[deeds.Deed], str] = lambda _: "done"
        self.over = False
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(str(path))
        self._listener.listen(8)
        at_work = Steward(self._listener, self._table(), welcome, rest_s)
        self.worker = threading.Thread(target=at_work.serve, args=(lambda: self.over,))
        self.worker.start()

    def _table(self) -> dict[type[deeds.Deed], Callable[[Any], str]]:
        return dict.fromkeys(get_args(deeds.AnyDeed), self._do)

    def _do(self, deed: deeds.Deed) -> str:
        self.done.append(deed)
        return self.does(deed)

    def say(self, data: bytes, *memory: int) -> bytes | None:
        """Send bytes as they are; return the answer, None where the steward hung up."""
        link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        link.connect(str(self.path))
        channel = Channel(link)
        try:
            channel.send(data, *memory)
            return channel.receive(5.0)[0]
        except Offline:
            return None
        finally:
            channel.close()

    def close(self) -> None:
        self.over = True
        self.worker.join()
        self._listener.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    one = House(tmp_path / "socket", frozenset({os.geteuid()}))
    yield one
    one.close()


def test_a_deed_is_done_and_answered_with_a_sentence(house: House) -> None:
    house.does = lambda _: "the frame restarts"
    assert ask(Restart(tries=True), house.path) == "the frame restarts"
    assert house.done == [Restart(tries=True)]


@pytest.mark.parametrize(
    "problem",
    [BadRequest("no such zone", hint="Look."), DiskFull("full"), DeviceFailed("no"), Offline("x")],
    ids=lambda one: type(one).__name__,
)
def test_what_goes_wrong_is_the_same_on_the_side_that_asked(
    house: House, problem: BadRequest
) -> None:
    def fail(_deed: deeds.Deed) -> str:
        raise problem

    house.does = fail
    with pytest.raises(type(problem), match=str(problem)) as told:
        ask(PowerOff(), house.path)
    assert told.value.hint == problem.hint


def test_a_bug_in_a_deed_is_one_sentence_and_the_steward_goes_on(house: House) -> None:
    def fail(_deed: deeds.Deed) -> str:
        raise ValueError(_SECRET)

    house.does = fail
    with pytest.raises(Ours, match="did not do what it was asked") as told:
        ask(PowerOff(), house.path)
    assert _SECRET not in str(told.value)
    house.does = lambda _: "well"
    assert ask(PowerOff(), house.path) == "well"


def test_a_stranger_hears_nothing_and_nothing_is_done(tmp_path: Path) -> None:
    house = House(tmp_path / "socket", frozenset({os.geteuid() + 1}))
    try:
        with pytest.raises(Offline):
            ask(PowerOff(), house.path)
        assert house.done == []
    finally:
        house.close()


def test_another_user_of_this_machine_is_a_stranger(house: House) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    house.path.chmod(0o777)
    for folder in house.path.parents:
        if folder.stat().st_mode & 0o001 == 0:
            folder.chmod(folder.stat().st_mode | 0o011)
        if folder.name.startswith("pytest-of"):
            break
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        answer = house.say(deeds.write(PowerOff()))
        os.write(writing, b"nothing" if answer is None else b"something")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 20) == b"nothing"
    assert house.done == []
    os.close(reading)
    os.close(writing)


def test_only_root_and_the_frame_s_own_user_are_callers() -> None:
    assert 0 in callers()
    assert len(callers()) <= 2


def test_one_deed_at_a_time(house: House) -> None:
    began, gate = threading.Event(), threading.Event()

    def slow(_deed: deeds.Deed) -> str:
        began.set()
        gate.wait(20)
        return "written"

    house.does = slow
    told: list[str] = []
    first = threading.Thread(
        target=lambda: told.append(ask(deeds.InstallUpdate(file="a.raucb"), house.path))
    )
    first.start()
    assert began.wait(5)
    with pytest.raises(Offline, match="busy"):
        ask(Restart(), house.path)
    gate.set()
    first.join()
    assert told == ["written"]
    assert len(house.done) == 1


def test_it_rests_when_nobody_asks_but_not_during_a_deed(tmp_path: Path) -> None:
    house = House(tmp_path / "socket", frozenset({os.geteuid()}), rest_s=0.2)
    house.does = lambda _: str(threading.Event().wait(1.5))
    assert ask(PowerOff(), house.path) == "False"
    house.worker.join(5)
    assert not house.worker.is_alive()
    house.close()


def test_it_goes_on_where_there_was_no_room_for_a_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, False])

    def let_in(*words: Any, **more: Any) -> bool:
        return next(answers, True) and doorway.let_in(*words, **more)

    monkeypatch.setattr(steward, "let_in", let_in)
    monkeypatch.setattr(steward, "BREATH_S", 0.01)
    house = House(tmp_path / "socket", frozenset({os.geteuid()}))
    try:
        assert ask(PowerOff(), house.path) == "done"
        assert ask(PowerOff(), house.path) == "done"
    finally:
        house.close()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        b"{}",
        msgspec.msgpack.encode({"deed": "run", "command": "reboot"}),
        msgspec.msgpack.encode({"deed": "power-off", "also": 1}),
        msgspec.msgpack.encode({"deed": "set-hostname", "name": "a b"}),
        msgspec.msgpack.encode({"deed": "set-hostname", "name": "a\n"}),
        msgspec.msgpack.encode({"deed": "set-hostname", "name": "a" * 64}),
        msgspec.msgpack.encode({"deed": "set-time-zone", "name": "../../etc/shadow"}),
        msgspec.msgpack.encode({"deed": "install-update", "file": "../key"}),
        msgspec.msgpack.encode({"deed": "install-update", "file": "-a"}),
        msgspec.msgpack.encode({"deed": "install-update", "file": "a/b"}),
        msgspec.msgpack.encode({"deed": "join-wifi", "ssid": b""}),
        msgspec.msgpack.encode({"deed": "join-wifi", "ssid": b"a" * 33}),
        msgspec.msgpack.encode({"deed": "join-wifi", "ssid": b"a", "passphrase": "x" * 5000}),
        msgspec.msgpack.encode({"deed": "defer-updates", "days": -1}),
        msgspec.msgpack.encode([1, 2]),
    ],
)
def test_what_is_no_deed_is_refused_in_words_and_nothing_is_done(
    house: House, data: bytes
) -> None:
    if data:
        answer = house.say(data)
        assert answer is not None
        assert deeds.read_told(answer).fault == BadMessage.__name__
    else:
        assert house.say(data) is None
    assert house.done == []


def test_memory_that_comes_along_is_refused(house: House) -> None:
    number = sealed(b"x")
    assert house.say(deeds.write(PowerOff()), number) is None
    os.close(number)
    assert house.done == []


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    with suppress(BadMessage):
        assert isinstance(deeds.read_deed(data), deeds.Deed)


@given(
    ssid=st.binary(min_size=1, max_size=32), passphrase=st.text(max_size=64), hidden=st.booleans()
)
def test_a_deed_comes_over_as_it_was_sent(ssid: bytes, passphrase: str, hidden: bool) -> None:  # noqa: FBT001
    deed = JoinWifi(ssid=ssid, passphrase=passphrase, hidden=hidden)
    try:
        sent = deeds.write(deed)
    except UnicodeEncodeError:
        return
    assert deeds.read_deed(sent) == deed


def test_every_deed_has_somebody_who_does_it() -> None:
    assert set(table(SimMachine())) == set(get_args(deeds.AnyDeed))


def test_the_machine_is_changed_by_the_table() -> None:
    machine = SimMachine()
    done = table(machine)
    assert done[SetHostname](SetHostname(name="kitchen"))
    assert done[SetTimeZone](SetTimeZone(name="Europe/Berlin"))
    assert done[Restart](Restart(tries=True))
    assert done[PowerOff](PowerOff())
    assert (machine.hostname, machine.time_zone) == ("kitchen", "Europe/Berlin")
    assert machine.went_down == ["try", "off"]


def test_nothing_of_a_deed_is_written_down(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    def fail(_deed: deeds.Deed) -> str:
        raise BadRequest(f"the passphrase {_SECRET} is wrong")

    house.does = fail
    with pytest.raises(BadRequest):
        ask(JoinWifi(ssid=b"Family at No 7", passphrase=_SECRET), house.path)
    assert "JoinWifi" in caplog.text
    assert _SECRET not in caplog.text
    assert "Family" not in caplog.text


def test_a_machine_without_a_steward_says_so(tmp_path: Path) -> None:
    assert not is_there(tmp_path / "socket")
    with pytest.raises(BadRequest, match="no steward"):
        ask(PowerOff(), tmp_path / "socket")


def test_an_answer_of_a_kind_that_is_not_known_is_still_a_fault(house: House) -> None:
    assert deeds.read_told(deeds.write(Told(words="x", fault="os"))).fault == "os"
    with pytest.raises(BadMessage):
        deeds.read_told(b"\xc1")
    assert is_there(house.path)
