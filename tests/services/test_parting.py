"""The first minute after a wipe: a card, then a restart where the machine begins anew."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from queue import SimpleQueue

import pytest

from frame.devices.channel import Channel
from frame.devices.sim.clock import SimClock
from frame.errors import DeviceFailed, FrameError, Offline
from frame.services import asking_steward, deeds, wiping
from frame.services.asking_steward import AGAIN_S
from frame.services.parting import SHOWN_S, Parting, Steward, view_of
from frame.slideshow.ending_card import EndingKind, EndingView
from frame.slideshow.events import Ending
from frame.slideshow.view import Sort, View
from tests.services.conftest import NOON
from tests.services.test_last_word import last_word

pytestmark = [pytest.mark.promise("P13")]


class Glass:
    """Remembers what it was told to say; `there` once a display came; has core's inbox."""

    def __init__(self) -> None:
        self.said: list[EndingView | None] = []
        self.there = True
        self._inbox: SimpleQueue[Callable[[], object]] = SimpleQueue()

    def post(self, work: Callable[[], object]) -> None:
        self._inbox.put(work)

    def work(self) -> None:
        """Do one thing that was posted, as core's thread would."""
        self._inbox.get(timeout=5)()

    def view(self) -> View | None:
        return View(sort=Sort.CARD) if self.there else None

    def tell(self, news: Ending) -> None:
        self.said.append(news.view)


def until_true(so: Callable[[], bool]) -> None:
    """Wait for what a thread beside does."""
    until_s = time.monotonic() + 5
    while not so():
        assert time.monotonic() < until_s
        time.sleep(0.01)


class House:
    """A frame just wiped, its steward and its clock."""

    def __init__(self, folder: Path, said: EndingView | None, *, owed: bool = False) -> None:
        self.folder, self.said = folder, said
        self.glass, self.clock = Glass(), SimClock(NOON)
        self.asked: list[deeds.Deed] = []
        self.trouble: FrameError | None = None
        self.begun = False
        if owed:
            wiping.owe_reset(folder)
        self.parting = self.start()

    def start(self) -> Parting:
        steward = Steward(ask=self._ask, is_there=lambda: True, has_begun=lambda: self.begun)
        self.parting = Parting(self.glass, self.said, self.clock, self.folder, steward)
        return self.parting

    def _ask(self, deed: deeds.Deed) -> str:
        self.asked.append(deed)
        if self.trouble is not None:
            raise self.trouble
        self.begun = self.begun or isinstance(deed, deeds.FactoryReset)
        return "done"

    def step(self, seconds: float = 0.0, *, answers: int = 0) -> list[deeds.Deed]:
        """Let time pass and one turn of core; return what the steward was asked by then."""
        self.clock.pass_time(seconds)
        self.parting.step()
        for _ in range(answers):
            self.glass.work()
        return self.asked


def begun(folder: Path, view: EndingView | None) -> House:
    """A machine whose steward knows already that it begins anew."""
    house = House(folder, None)
    house.said, house.begun = view, True
    house.start()
    return house


def test_a_family_that_left_is_told_for_a_minute_and_the_card_discards(tmp_path: Path) -> None:
    view = view_of(last_word(), machine=False)
    house = House(tmp_path, view)
    house.step()
    house.step(SHOWN_S + 1)
    assert house.glass.said == [view]
    until_true(lambda: house.asked == [deeds.Trim()])


def test_a_machine_that_begins_anew_restarts_after_that_minute(tmp_path: Path) -> None:
    house = begun(tmp_path, view_of(last_word(), machine=True))
    house.step()
    assert house.step(SHOWN_S - 1) == []
    assert house.step(2, answers=1) == [deeds.Restart()]
    assert house.step() == [deeds.Restart()]


def test_the_minute_begins_with_the_display_and_one_that_never_comes_is_not_waited_for(
    tmp_path: Path,
) -> None:
    view = view_of(last_word(), machine=True)
    house = begun(tmp_path, view)
    house.glass.there = False
    house.step(SHOWN_S - 10)
    house.glass.there = True
    house.step()
    house.step(SHOWN_S - 10)
    assert (house.glass.said, house.asked) == ([view], [])
    lonely = begun(tmp_path, view)
    lonely.glass.there = False
    assert lonely.step(SHOWN_S + 1, answers=1) == [deeds.Restart()]
    assert lonely.glass.said == []


def test_a_start_without_a_last_word_says_nothing_and_never_restarts(tmp_path: Path) -> None:
    for house in (House(tmp_path, None), begun(tmp_path, None)):
        assert house.step(10 * SHOWN_S) == []
        assert house.glass.said == []


@pytest.mark.parametrize("trouble", [None, Offline("busy"), DeviceFailed("no")])
def test_a_restart_is_asked_for_each_minute_while_this_process_lives(
    tmp_path: Path, trouble: FrameError | None
) -> None:
    house = begun(tmp_path, view_of(None, machine=True))
    house.trouble = trouble
    house.step()
    house.step(SHOWN_S, answers=1)
    assert len(house.step(AGAIN_S - 1)) == 1
    for times in (2, 3, 4):
        assert house.step(AGAIN_S, answers=1) == times * [deeds.Restart()]


def test_a_reset_that_is_owed_is_asked_for_until_it_is_begun_and_only_then_comes_a_restart(
    tmp_path: Path,
) -> None:
    house = House(tmp_path, view_of(None, machine=True), owed=True)
    house.trouble = Offline("busy")
    assert house.step(answers=1) == [deeds.FactoryReset()]
    assert house.step(3 * SHOWN_S, answers=1) == 2 * [deeds.FactoryReset()]
    assert wiping.is_reset_owed(tmp_path)
    house.trouble = None
    house.step(AGAIN_S, answers=1)
    assert not wiping.is_reset_owed(tmp_path)
    assert house.step(answers=1) == [*3 * [deeds.FactoryReset()], deeds.Restart()]


def test_a_reset_that_is_owed_after_a_power_cut_is_asked_for_and_nothing_restarts(
    tmp_path: Path,
) -> None:
    house = House(tmp_path, None, owed=True)
    house.step(answers=1)
    assert not wiping.is_reset_owed(tmp_path)
    assert house.step(10 * SHOWN_S) == [deeds.FactoryReset()]


@contextmanager
def hung(path: Path, *, backlog: int) -> Iterator[None]:
    """A steward that takes whoever calls into its queue, and never says a word."""
    with closing(socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)) as listener:
        listener.bind(str(path))
        listener.listen(backlog)
        yield


@pytest.mark.parametrize("deed", ["reset", "restart", "trim"])
def test_core_s_step_returns_at_once_where_the_steward_hangs(tmp_path: Path, deed: str) -> None:
    asked = threading.Event()

    def ask(what: deeds.Deed) -> str:
        asked.set()
        return asking_steward.ask(what, tmp_path / "socket", 0.3)

    if deed == "reset":
        wiping.owe_reset(tmp_path)
    steward = Steward(ask=ask, is_there=lambda: True, has_begun=lambda: deed == "restart")
    glass, clock = Glass(), SimClock(NOON)
    with hung(tmp_path / "socket", backlog=8):
        since = time.monotonic()
        said = view_of(None, machine=deed != "trim")
        parting = Parting(glass, said, clock, tmp_path, steward)
        for _ in range(5):
            clock.pass_time(SHOWN_S)
            parting.step()
        assert time.monotonic() - since < 0.2
        assert asked.wait(5)
        if deed != "trim":
            glass.work()  # that it did not answer in time


def test_a_steward_whose_queue_is_full_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking_steward, "_AT_THE_DOOR_S", 0.2)
    with hung(tmp_path / "socket", backlog=0), ExitStack() as stack:
        first = Channel.called_at(tmp_path / "socket")
        stack.callback(first.close)
        since = time.monotonic()
        with pytest.raises(Offline, match="does not answer"):
            asking_steward.ask(deeds.Restart(), tmp_path / "socket")
        assert 0.1 < time.monotonic() - since < 5


def test_a_frame_that_could_not_sign_claims_no_number() -> None:
    view = view_of(None, machine=False)
    assert view == EndingView(kind=EndingKind.EMPTY)
