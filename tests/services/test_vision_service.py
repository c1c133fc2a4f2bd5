"""The vision process as a service: it answers whoever calls, and rests."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from frame.devices.channel import Channel
from frame.devices.seer import Answer, ChildSeer, read_answer
from frame.errors import DeviceFailed, ModelRefused
from frame.model import Pixels, Size
from frame.services.daemon import Pulse
from frame.services.vision import Looker, Service

_GREY = Pixels(size=Size(width_px=4, height_px=3), rgb=bytes(36))


class _Mute(Looker):
    """Answers that it cannot look, after `gate`."""

    def __init__(self) -> None:
        super().__init__(None, greeting=Answer(ready="none"))
        self.gate = threading.Event()
        self.gate.set()
        self.asked = 0

    def answer(self, _header: bytes, memory: tuple[int, ...]) -> bytes:
        for number in memory:
            os.close(number)
        self.asked += 1
        self.gate.wait(20)
        return b'{"error":"no models here"}'


class _House:
    def __init__(self, path: Path, looker: Looker, rest_s: float = 60.0) -> None:
        self.path, self.over = path, False
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(str(path))
        self.listener.listen(8)
        self._service = Service(self.listener, looker, rest_s)
        self.begin()

    def begin(self) -> None:
        """Start it, as systemd does when somebody calls again."""
        self.worker = threading.Thread(target=self._service.serve, args=(lambda: self.over,))
        self.worker.start()

    def close(self) -> None:
        self.over = True
        self.worker.join()
        self.listener.close()


@pytest.fixture
def looker() -> _Mute:
    return _Mute()


@pytest.fixture
def house(tmp_path: Path, looker: _Mute) -> Iterator[_House]:
    one = _House(tmp_path / "socket", looker)
    yield one
    looker.gate.set()
    one.close()


def _call(path: Path) -> Channel:
    link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    link.connect(str(path))
    return Channel(link)


def test_every_caller_is_greeted_and_answered(house: _House, looker: _Mute) -> None:
    for _ in range(3):
        with ChildSeer(service=house.path) as seer, pytest.raises(DeviceFailed, match="no models"):
            seer.look(_GREY)
    assert looker.asked == 3


def test_two_callers_are_answered_side_by_side(house: _House) -> None:
    with ChildSeer(service=house.path) as one, ChildSeer(service=house.path) as other:
        for seer in (one, other, one):
            with pytest.raises(DeviceFailed, match="no models"):
                seer.look(_GREY)
    assert house.worker.is_alive()


def test_whoever_hangs_up_at_once_is_in_nobody_s_way(house: _House) -> None:
    for _ in range(6):
        _call(house.path).close()
    channel = _call(house.path)
    assert read_answer(channel.receive(5.0)[0]).ready == "none"
    channel.close()


def test_it_rests_and_the_next_call_begins_it_again(tmp_path: Path, looker: _Mute) -> None:
    house = _House(tmp_path / "socket", looker, rest_s=3.0)
    seer = ChildSeer(service=house.path)
    with pytest.raises(DeviceFailed, match="no models"):
        seer.look(_GREY)
    house.worker.join(20)
    assert not house.worker.is_alive()
    house.begin()
    with pytest.raises(DeviceFailed, match="no models"):
        seer.look(_GREY)
    assert looker.asked == 2
    seer.close()
    house.close()


def test_models_that_are_refused_are_refused_to_everybody(tmp_path: Path) -> None:
    house = _House(tmp_path / "socket", Looker.opened(tmp_path / "no models"))
    try:
        for _ in range(2):
            with ChildSeer(service=house.path) as seer, pytest.raises(ModelRefused):
                seer.look(_GREY)
        assert house.worker.is_alive()
    finally:
        house.close()


def test_it_is_silent_while_a_look_does_not_end(
    tmp_path: Path, looker: _Mute, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[float] = []
    monkeypatch.setattr(Pulse, "beat", lambda _self: heard.append(1.0))
    house = _House(tmp_path / "socket", looker)
    looker.gate.clear()
    seer = ChildSeer(service=house.path)
    asking = threading.Thread(target=_look, args=(seer,))
    asking.start()
    while not looker.asked:
        threading.Event().wait(0.01)
    before = len(heard)
    threading.Event().wait(1.5)
    assert len(heard) == before
    looker.gate.set()
    asking.join(10)
    seer.close()
    house.close()
    assert len(heard) > before


def _look(seer: ChildSeer) -> None:
    with suppress(DeviceFailed):
        seer.look(_GREY)


def test_a_socket_that_nobody_may_call_at_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(str(tmp_path / "socket"))
    with pytest.raises(DeviceFailed, match="cannot be reached"):
        ChildSeer(service=tmp_path / "socket").look(_GREY)
