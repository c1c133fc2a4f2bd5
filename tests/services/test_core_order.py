"""Which slide is next on the glass, when the library or the order of an album changes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from frame.devices.sim.clock import SimClock, SimEntropy
from frame.devices.sim.decoder import SimDecoder
from frame.model import PhotoId, Verb
from frame.services import household
from frame.services.core import Core, Wanted, World
from frame.services.household import Household
from frame.services.ingest import Importer, Report, find_files
from frame.services.wish import Adjust
from frame.services.wishes import perform
from tests.services.test_core import Viewer

_COUNT = 6


class Watcher(Viewer):
    """Writes down which photos come, slide after slide."""

    def __init__(self, core: Core, clock: SimClock) -> None:
        super().__init__(core, clock)
        self.came: list[PhotoId] = []
        self._slide: object = None

    def look(self) -> bool:
        view = self.core.view()
        slide = None if view is None else view.slide
        if slide is not None and slide is not self._slide:
            self._slide = slide
            self.came.extend(slide.photos)
        return False

    def next(self, count: int = 1) -> list[PhotoId]:
        """Return the photos of the next slides, one each."""
        wanted = len(self.came) + count

        def enough() -> bool:
            self.look()
            return len(self.came) >= wanted

        self.wait(enough, seconds=9.0)
        return self.came[-count:]

    def have(self, work: Callable[[], object]) -> None:
        """Have something done by core's thread, now."""
        done: list[object] = []
        self.core.inbox.put(Wanted(work=lambda: done.append(work())))
        self.wait(lambda: bool(done), seconds=0.0)
        self.look()


@pytest.fixture
def watcher(
    home: Household, clock: SimClock, importer: Importer, stick: Path
) -> Iterator[Watcher]:
    report, album = Report(), household.album_called(importer.vault, "Garden")
    for _ in importer.steps(album.id, find_files([stick], report), report):
        pass
    world = World(decoder=SimDecoder(), clock=clock, entropy=SimEntropy(1))
    one = Watcher(Core(home, world), clock)
    yield one
    one.close()


def _arrange(watcher: Watcher, home: Household, *, yes: bool = True) -> None:
    wish = Adjust(arranged=yes)
    now = watcher.clock.now()
    watcher.have(lambda: watcher.core.adjust(lambda: perform(home.vault, wish, now)))


def _place(watcher: Watcher, home: Household, photo: PhotoId, place: str) -> None:
    def put() -> None:
        home.vault.change(photo, place=place)
        watcher.core.rearranged()

    watcher.have(put)


def _in_order(home: Household) -> list[PhotoId]:
    for number, photo in enumerate(sorted(home.vault.photos(), key=lambda one: one.id)):
        home.vault.change(photo.id, place=f"{number:02}")
    return sorted(photo.id for photo in home.vault.photos())


@pytest.mark.promise("P2")
def test_no_photo_comes_twice_because_the_library_changed_meanwhile(
    watcher: Watcher, home: Household
) -> None:
    came = watcher.next()
    while len(came) < _COUNT:
        watcher.have(watcher.core.library_changed)
        came = [*came, *watcher.next()]
    assert len(set(came)) == _COUNT
    assert {its.round for its in home.vault.shown().values()} == {1}


@pytest.mark.promise("P2")
def test_no_photo_comes_twice_because_another_one_was_hidden(watcher: Watcher) -> None:
    hidden = watcher.next()
    watcher.press(Verb.HIDE)
    came = watcher.next(_COUNT - 1)
    assert len(set(came)) == _COUNT - 1
    assert set(came).isdisjoint(hidden)


@pytest.mark.promise("P2")
def test_albums_come_in_their_order_from_the_next_slide_on(
    watcher: Watcher, home: Household
) -> None:
    order = _in_order(home)
    first = watcher.next()[0]
    _arrange(watcher, home)
    place = order.index(first)
    wanted = [*order[place + 1 :], *order[:place]]
    assert watcher.next(_COUNT - 1) == wanted
    assert watcher.next(_COUNT) == order
    view = watcher.core.view()
    assert view is not None
    assert view.slide is not None
    assert view.slide.because.startswith("As you arranged the album “Garden”")


def test_a_photo_that_was_moved_is_the_next_slide(watcher: Watcher, home: Household) -> None:
    order = _in_order(home)
    watcher.next()
    _arrange(watcher, home)
    watcher.next(_COUNT - 1)
    first = watcher.next()
    assert first == order[:1]
    _place(watcher, home, order[4], "00a")
    assert watcher.next(_COUNT - 1) == [order[4], *order[1:4], order[5]]


def test_a_move_changes_nothing_while_albums_have_no_order(
    watcher: Watcher, home: Household
) -> None:
    watcher.next()
    state = watcher.core._state
    assert state is not None
    _place(watcher, home, home.vault.photos()[0].id, "z")
    after = watcher.core._state
    assert after is not None
    assert after.coming is not None
    assert state.awaited == after.awaited


def test_the_order_is_given_up_when_nobody_wants_it_any_more(
    watcher: Watcher, home: Household
) -> None:
    _in_order(home)
    _arrange(watcher, home)
    watcher.next()
    _arrange(watcher, home, yes=False)
    chooser = watcher.core._chooser
    assert chooser is not None
    assert not chooser.library.arranged
    assert len(set(watcher.next(_COUNT - 1))) == _COUNT - 1
