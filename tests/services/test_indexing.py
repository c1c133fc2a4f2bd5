import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.devices.heat import Warmth
from frame.devices.sim.clock import SimClock
from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.seer import SimSeer
from frame.errors import DeviceFailed
from frame.model import LOOKS_EDITION, Looks, Pixels
from frame.services import household
from frame.services.calm import COOLER_C, Calm, may_work
from frame.services.household import Household
from frame.services.indexing import Indexer, unseen
from frame.services.ingest import Importer, Report, find_files

COOL = Warmth(celsius=40.0, throttled=False, load=0.2)
HOT = Warmth(celsius=81.0, throttled=False, load=0.2)


class Weather:
    """Says what the test wants it to say."""

    def __init__(self) -> None:
        self.now = COOL

    def read(self) -> Warmth:
        return self.now


class Eyes(SimSeer):
    """The twin, up to date, counting; `fails` makes it fail, `wait` makes it slow."""

    def __init__(self) -> None:
        self.looked = 0
        self.closed = 0
        self.fails = False
        self.wait = threading.Event()
        self.wait.set()

    def look(self, study: Pixels) -> Looks:
        self.wait.wait(10)
        self.looked += 1
        if self.fails:
            raise DeviceFailed("no")
        return replace(super().look(study), edition=LOOKS_EDITION)

    def close(self) -> None:
        self.closed += 1


class Set:
    """An indexer over six photos nobody looked at, and everything around it."""

    def __init__(self, home: Household, clock: SimClock) -> None:
        self.vault = home.vault
        self.eyes = Eyes()
        self.weather = Weather()
        self.clock = clock
        self.told = 0
        self.indexer = Indexer(
            vault=home.vault,
            decoder=SimDecoder(),
            seer=self.eyes,
            thermometer=self.weather,
            told=self._tell,
            calm=Calm(hottest_c=70.0),
            monotonic_s=clock.monotonic_s,
        )

    def _tell(self) -> None:
        self.told += 1

    def run(self) -> None:
        for _ in self.indexer.steps():
            pass


class Blind(SimSeer):
    def look(self, study: Pixels) -> Looks:
        raise DeviceFailed(f"not now: {study.size}")


@pytest.fixture
def scene(home: Household, clock: SimClock, stick: Path) -> Iterator[Set]:
    importer = Importer(vault=home.vault, decoder=SimDecoder(), seer=Blind(), clock=clock)
    album = household.album_called(home.vault, "Test")
    report = Report()
    for _ in importer.steps(album.id, find_files([stick], report), report):
        pass
    made = Set(home, clock)
    yield made
    made.eyes.wait.set()


def test_every_photo_is_looked_at_once_and_core_is_told(scene: Set) -> None:
    scene.run()
    assert len(scene.vault.looks()) == 6
    assert scene.eyes.looked == 6
    assert scene.told == 1


def test_the_models_are_put_away_when_all_is_seen(scene: Set) -> None:
    scene.run()
    assert scene.eyes.closed == 1


def test_with_nothing_to_look_at_nothing_is_started(scene: Set) -> None:
    scene.run()
    scene.run()
    assert scene.eyes.looked == 6
    assert scene.told == 1


def test_what_older_eyes_saw_is_seen_again_after_what_nobody_saw(scene: Set) -> None:
    photos = [photo.id for photo in scene.vault.photos()]
    old = replace(SimSeer().look(_grey()), edition=LOOKS_EDITION - 1)
    scene.vault.note(photos[0], old)
    assert unseen(scene.vault) == [*photos[1:], photos[0]]


def test_a_frame_that_was_killed_goes_on_where_it_was(scene: Set) -> None:
    first = scene.indexer.steps()
    while scene.eyes.looked < 3:
        next(first)
    first.close()
    done = len(scene.vault.looks())
    assert 0 < done < 6
    scene.run()
    assert len(scene.vault.looks()) == 6
    assert scene.eyes.looked <= 7


def test_a_hot_frame_waits_until_it_is_cool(scene: Set) -> None:
    scene.weather.now = HOT
    steps = scene.indexer.steps()
    for _ in islice(steps, 20):
        pass
    assert scene.eyes.looked == 0
    scene.weather.now = COOL
    for _ in steps:
        pass
    assert scene.eyes.looked == 6


def test_a_step_returns_at_once_while_a_photo_is_looked_at(scene: Set) -> None:
    scene.eyes.wait.clear()
    steps = scene.indexer.steps()
    for _ in islice(steps, 50):
        pass
    assert len(scene.vault.looks()) == 0
    scene.eyes.wait.set()
    for _ in steps:
        pass
    assert len(scene.vault.looks()) == 6


def test_a_photo_that_cannot_be_looked_at_stops_nothing(scene: Set) -> None:
    scene.eyes.fails = True
    scene.run()
    assert scene.eyes.looked == 6
    assert len(scene.vault.looks()) == 0


def test_a_photo_erased_while_it_is_looked_at_leaves_nothing(scene: Set) -> None:
    scene.eyes.wait.clear()
    steps = scene.indexer.steps()
    next(steps)
    first = scene.vault.photos()[0].id
    scene.vault.erase_photo(first, scene.clock.now())
    scene.eyes.wait.set()
    for _ in steps:
        pass
    assert first not in scene.vault.looks()
    assert len(scene.vault.looks()) == 5


@given(
    st.builds(Warmth, celsius=st.floats(0, 120), throttled=st.booleans(), load=st.floats(0, 8)),
    st.builds(Calm, hottest_c=st.just(70.0), resting=st.booleans()),
)
def test_no_work_is_begun_above_the_limit(now: Warmth, calm: Calm) -> None:
    after, allowed = may_work(calm, now)
    assert allowed is not after.resting
    if allowed:
        assert now.celsius is not None
        assert now.celsius < calm.hottest_c
        assert not now.throttled


def test_a_frame_that_got_hot_must_cool_down_before_it_goes_on() -> None:
    resting = Calm(hottest_c=70.0, resting=True)
    just_below = Warmth(celsius=70.0 - COOLER_C / 2, throttled=False, load=0.1)
    assert not may_work(resting, just_below)[1]
    assert may_work(Calm(hottest_c=70.0), just_below)[1]


def _grey() -> Pixels:
    from frame.devices.sim.pictures import photo_like

    decoder = SimDecoder()
    return decoder.clean(photo_like(64, 48, seed=1)).study
