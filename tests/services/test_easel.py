"""Pictures of the glass: from the display through the decode child to whoever asked."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from frame.devices.channel import Channel
from frame.devices.decoder import ChildDecoder
from frame.devices.jpeg import plain_size
from frame.devices.sim.clock import SimClock, SimEntropy
from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.screen import SimScreen
from frame.model import Pixels, Size, Verb
from frame.services.core import Core, World
from frame.services.darkroom import Darkroom
from frame.services.display import serve
from frame.services.easel import Arrived, Easel, Taken
from frame.services.household import Household
from frame.services.whole import post_from

_GLASS = Size(width_px=160, height_px=90)


@contextmanager
def _at_work(core: Core, screen: SimScreen) -> Iterator[None]:
    """A core with a display, each at its own work."""
    ours, theirs = Channel.pair()
    workers = [
        threading.Thread(target=core.run),
        threading.Thread(target=serve, args=(theirs, screen, _GLASS)),
    ]
    post_from(core, ours, _GLASS, 1)
    for worker in workers:
        worker.start()
    yield
    screen.press(Verb.QUIT)
    core.stop()
    for worker in workers:
        worker.join()
    theirs.close()
    ours.close()


def test_a_small_jpeg_of_what_a_display_shows_comes_back(home: Household, clock: SimClock) -> None:
    came: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    with ChildDecoder() as decoder:
        core = Core(home, World(decoder=decoder, clock=clock, entropy=SimEntropy(1)))
        with _at_work(core, SimScreen(_GLASS, lambda: 0.0)):
            core.post(lambda: core.picture(came.put))
            jpeg = came.get(timeout=20.0)
    assert jpeg is not None
    assert plain_size(jpeg) == _GLASS


@pytest.fixture
def easel(home: Household) -> Iterator[Easel]:
    darkroom = Darkroom(home.vault, SimDecoder(), lambda _: None, lambda work: work())
    yield Easel(darkroom)
    darkroom.close()


def test_without_a_display_there_is_no_picture(easel: Easel) -> None:
    seen: list[bytes | None] = []
    easel.picture(seen.append)
    assert seen == [None]


def test_a_display_that_goes_away_leaves_nobody_waiting(easel: Easel) -> None:
    seen: list[bytes | None] = []
    ours, theirs = Channel.pair()
    easel.welcome(Arrived(channel=ours, size=_GLASS, process=1))
    easel.picture(seen.append)
    assert seen == []
    theirs.close()
    easel.picture(seen.append)
    assert seen == [None, None]
    assert easel.process is None


def test_who_wishes_for_too_many_pictures_gets_none(easel: Easel) -> None:
    seen: list[bytes | None] = []
    ours, theirs = Channel.pair()
    easel.welcome(Arrived(channel=ours, size=_GLASS, process=1))
    for _ in range(12):
        easel.picture(seen.append)
    assert 0 < len(seen) < 12
    theirs.close()
    ours.close()


def test_a_picture_nobody_wished_for_is_dropped(easel: Easel) -> None:
    easel.taken(Taken(number=5, pixels=Pixels(size=_GLASS, rgb=b"not even pixels")))
