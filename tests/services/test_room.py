"""What core knows of the room, told by a watch that is made up."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from frame.devices.sim.clock import SimClock
from frame.devices.watch import Noticed, RoomWatch, Told, Watch
from frame.errors import DeviceFailed
from frame.services.room import AGAIN_S, SILENT_S, STARTING_S, Room

PRESENCE, CODES, NOTHING = Watch(presence=True), Watch(codes=True), Watch()
WIFI = "WIFI:S:Home;;"


class Watcher:
    """Begins watches, and is each of them."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.wanted: list[Watch] = []
        self.closed = 0
        self.fault: DeviceFailed | None = None

    def begin(self, told: Told) -> RoomWatch:
        if self.fault is not None:
            raise self.fault
        self.told.append(told)
        return self  # type: ignore[return-value]  # as far as a room uses it

    def want(self, wanted: Watch) -> None:
        self.wanted.append(wanted)

    def close(self) -> None:
        self.closed += 1


class Post:
    """Does what is posted at once, as core's thread would a moment later."""

    def __call__(self, work: Callable[[], object]) -> None:
        work()


@pytest.fixture
def clock() -> SimClock:
    return SimClock(datetime(2027, 1, 1, tzinfo=UTC))


@pytest.fixture
def watcher() -> Watcher:
    return Watcher()


@pytest.fixture
def room(watcher: Watcher, clock: SimClock) -> Room:
    return Room(watcher.begin, Post(), clock)


def test_no_camera_is_opened_while_nothing_is_wanted(room: Room, watcher: Watcher) -> None:
    for _ in range(10):
        room.step(NOTHING)
    assert watcher.told == []
    assert room.someone is None


def test_what_is_wanted_is_said_once_and_again_when_it_changes(
    room: Room, watcher: Watcher
) -> None:
    for wanted in (PRESENCE, PRESENCE, CODES, CODES):
        room.step(wanted)
    assert len(watcher.told) == 1
    assert watcher.wanted == [PRESENCE, CODES]
    room.step(NOTHING)
    assert watcher.closed == 1


def test_who_is_there_and_since_when_is_known(
    room: Room, watcher: Watcher, clock: SimClock
) -> None:
    room.step(PRESENCE)
    watcher.told[0](Noticed(someone=False, for_s=40.0, light=55))
    clock.pass_time(2.0)
    assert (room.someone, room.absent_s, room.light) == (False, 42.0, 55)
    watcher.told[0](Noticed(someone=True, for_s=0.0, light=60))
    assert (room.someone, room.absent_s, room.light) == (True, 0.0, 60)


@pytest.mark.promise("P4")
def test_a_camera_that_fails_says_nothing_about_the_room(room: Room, watcher: Watcher) -> None:
    room.step(PRESENCE)
    watcher.told[0](Noticed(someone=False, for_s=1e6, light=0))
    watcher.told[0](Noticed(trouble="there is no camera", hint="Connect one."))
    assert (room.someone, room.absent_s, room.light) == (None, 0.0, None)
    assert room.trouble == "there is no camera"


@pytest.mark.parametrize("why", ["hung up", "silent", "never began"])
def test_a_watch_that_ended_is_forgotten_and_begun_again_later(
    room: Room, watcher: Watcher, clock: SimClock, why: str
) -> None:
    room.step(PRESENCE)
    if why != "never began":
        watcher.told[0](Noticed(someone=False, for_s=9e9))
    if why == "hung up":
        watcher.told[0](None)
    clock.pass_time({"silent": SILENT_S, "never began": STARTING_S}.get(why, 0.0))
    room.step(PRESENCE)
    assert room.someone is None
    assert len(watcher.told) == 1
    clock.pass_time(AGAIN_S)
    room.step(PRESENCE)
    assert len(watcher.told) == 2
    watcher.told[0](Noticed(someone=False, for_s=9e9))
    assert room.someone is None, "the first watch is over, and says nothing any more"


def test_where_nobody_can_watch_it_is_tried_seldom(
    room: Room, watcher: Watcher, clock: SimClock
) -> None:
    watcher.fault = DeviceFailed("the vision process cannot be reached")
    room.step(PRESENCE)
    watcher.fault = None
    room.step(PRESENCE)
    assert room.trouble
    assert watcher.told == []
    clock.pass_time(AGAIN_S)
    room.step(PRESENCE)
    assert len(watcher.told) == 1


def test_a_code_is_taken_only_while_codes_are_wanted(room: Room, watcher: Watcher) -> None:
    taken: list[str] = []
    room.take_code = taken.append
    room.step(CODES)
    watcher.told[0](Noticed(code=WIFI))
    room.step(PRESENCE)
    watcher.told[0](Noticed(code=WIFI))
    assert taken == [WIFI]
