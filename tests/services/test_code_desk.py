"""Codes that are held to the camera: what the steward is asked, and what the glass says."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from frame.devices.sim.clock import SimClock
from frame.errors import DeviceFailed, FrameError
from frame.services.code_desk import AGAIN_S, CodeDesk
from frame.services.deeds import Deed, JoinWifi

HOME = r"WIFI:T:WPA;S:Zu\;Hause;P:geheim geheim;H:true;;"
DEED = JoinWifi(ssid=b"Zu;Hause", passphrase="geheim geheim", hidden=True)


class Hall:
    """Core, lookout and steward in one; what is posted is done when `settle` is called."""

    def __init__(self) -> None:
        self.clock = SimClock(datetime(2027, 1, 1, tzinfo=UTC))
        self.said: list[str] = []
        self.ways: list[bool] = []
        self.asked: list[Deed] = []
        self.fault: FrameError | None = None
        self._posted: list[Callable[[], object]] = []
        self._come = threading.Semaphore(0)
        self.desk = CodeDesk(self, self, self.ask, self.clock)

    def say(self, words: str, seconds: float) -> None:
        assert seconds > 0
        self.said.append(words)

    def given(self, *, well: bool = True) -> None:
        self.ways.append(well)

    def ask(self, deed: Deed) -> str:
        self.asked.append(deed)
        if self.fault is not None:
            raise self.fault
        return "joined"

    def post(self, work: Callable[[], object]) -> None:
        self._posted.append(work)
        self._come.release()

    def settle(self) -> None:
        assert self._come.acquire(timeout=10)
        self._posted.pop(0)()


@pytest.fixture
def hall() -> Hall:
    return Hall()


def test_the_network_of_a_code_is_joined_by_the_steward(hall: Hall) -> None:
    hall.desk.take(HOME)
    hall.settle()
    assert hall.asked == [DEED]
    assert hall.ways == [True]


def test_neither_name_nor_passphrase_is_on_the_glass_or_in_a_log(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hall.fault = DeviceFailed("the network cannot be written down")
    hall.desk.take(HOME)
    hall.settle()
    hall.desk.take("WIFI:T:WEP;S:Zu Hause;P:geheim;;")
    everything = " ".join([*hall.said, caplog.text, repr(vars(hall.desk))])
    assert "geheim" not in everything
    assert "Hause" not in everything
    assert "wifi.code" in caplog.text


@pytest.mark.parametrize(
    "text",
    ["WIFI:", "WIFI:T:WEP;S:Home;P:12345;;", "WIFI:T:WPA2-EAP;S:Work;;", "WIFI:T:WPA;S:Home;;",
     "WIFI:T:WPA;S:Home;P:short;;", "WIFI:S:;;", "WIFI:T:WPA;S:a;S:b;P:long enough;;"],
)  # fmt: skip
def test_a_code_that_cannot_be_joined_gets_one_sentence(hall: Hall, text: str) -> None:
    for _ in range(5):
        hall.desk.take(text)
    assert len(hall.said) == 1
    assert hall.said[0][0].isupper()
    assert hall.asked == []
    assert hall.ways == []


def test_a_steward_that_refuses_is_said_and_the_card_asks_again(hall: Hall) -> None:
    hall.fault = DeviceFailed("this machine has no Wi-Fi")
    hall.desk.take(HOME)
    hall.settle()
    assert hall.ways == [True, False]
    assert hall.said[-1] == "This machine has no Wi-Fi"


def test_the_same_code_is_joined_once_until_a_while_has_passed(hall: Hall) -> None:
    hall.desk.take(HOME)
    hall.desk.take(HOME)
    hall.settle()
    hall.desk.take(HOME)
    assert len(hall.asked) == 1
    hall.clock.pass_time(AGAIN_S)
    hall.desk.take(HOME)
    hall.settle()
    assert len(hall.asked) == 2


def test_another_code_waits_until_the_first_one_is_done(hall: Hall) -> None:
    hall.desk.take(HOME)
    hall.desk.take("WIFI:T:nopass;S:Cafe;;")
    hall.settle()
    hall.desk.take("WIFI:T:nopass;S:Cafe;;")
    hall.settle()
    assert hall.asked == [DEED, JoinWifi(ssid=b"Cafe")]
