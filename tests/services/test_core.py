from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from frame.config import parse
from frame.devices.channel import Channel
from frame.devices.sim.clock import SimClock, SimEntropy
from frame.devices.sim.decoder import SimDecoder
from frame.errors import NotAPhoto
from frame.model import (
    UNTOUCHED,
    Box,
    CleanPhoto,
    Command,
    Pixels,
    Receipt,
    Remedy,
    Size,
    Verb,
)
from frame.scene import Picture, Scene
from frame.services import household
from frame.services.core import Core, World
from frame.services.easel import Arrived
from frame.services.household import Household
from frame.services.ingest import Importer, Report, find_files
from frame.services.ipc import receive_scene
from frame.services.wish import Guests, KeepPrivate, Mark, Wish
from frame.services.wishes import perform
from tests.services.portraits import ANA, portrait

_GLASS = Size(width_px=160, height_px=90)


class Viewer:
    """Sits in front of the glass: lets time pass, presses keys, and looks."""

    def __init__(self, core: Core, clock: SimClock) -> None:
        self.core = core
        self.clock = clock
        self.scenes: list[Scene] = []
        self._display, ours = Channel.pair()
        self._ours = ours
        core.inbox.put(Arrived(channel=ours, size=_GLASS, process=1))

    def wait(self, until: Callable[[], bool], seconds: float = 0.5) -> None:
        """Let core work, and time pass, until something is so."""
        for _ in range(200):
            self.core._turn()
            self.clock.pass_time(seconds)
            while self._display.waiting():
                self.scenes.append(receive_scene(self._display, 1.0)[0])
            if until():
                return
        pytest.fail("it never came to that")

    def press(self, verb: Verb) -> None:
        self.core.inbox.put(Command(verb=verb))

    def on_glass(self) -> set[str]:
        """The textures on the glass; empty while a card is shown."""
        layers = self.scenes[-1].layers if self.scenes else ()
        return {layer.texture for layer in layers if isinstance(layer, Picture)}

    def close(self) -> None:
        self._display.close()
        self._ours.close()
        self.core._darkroom.close()


@pytest.fixture
def viewer(home: Household, clock: SimClock) -> Iterator[Viewer]:
    world = World(decoder=SimDecoder(), clock=clock, entropy=SimEntropy(1))
    one = Viewer(Core(home, world), clock)
    yield one
    one.close()


@pytest.fixture
def _photos(importer: Importer, stick: object) -> None:
    report = Report()
    album = household.album_called(importer.vault, "Test")
    files = find_files([stick], report)  # type: ignore[list-item]  # the fixture's folder
    for _ in importer.steps(album.id, files, report):
        pass


@pytest.mark.promise("P4")
def test_without_photos_a_card_says_what_to_do(viewer: Viewer) -> None:
    viewer.wait(lambda: len(viewer.scenes) > 1)
    assert viewer.on_glass() == set()
    assert viewer.scenes[-1].layers


@pytest.mark.usefixtures("_photos")
def test_photos_follow_each_other_and_are_remembered(viewer: Viewer, home: Household) -> None:
    seen: list[set[str]] = []

    def enough() -> bool:
        if viewer.on_glass() and (not seen or seen[-1] != viewer.on_glass()):
            seen.append(viewer.on_glass())
        return len(seen) >= 3

    viewer.wait(enough, seconds=1.0)
    assert len(home.vault.shown()) >= 3


@pytest.mark.promise("P1")
@pytest.mark.usefixtures("_photos")
def test_a_hidden_photo_leaves_the_glass_and_does_not_come_back(
    viewer: Viewer, home: Household
) -> None:
    viewer.wait(lambda: bool(viewer.on_glass()))
    gone = viewer.on_glass()
    viewer.press(Verb.HIDE)
    viewer.wait(lambda: viewer.on_glass() != gone)
    hidden = [photo.id for photo in home.vault.photos() if photo.hidden]
    assert hidden
    first = len(viewer.scenes)
    rounds = len(home.vault.photos()) * 3
    viewer.wait(lambda: len(viewer.scenes) > first + rounds, seconds=5.0)
    textures = {
        layer.texture
        for scene in viewer.scenes[first:]
        for layer in scene.layers
        if isinstance(layer, Picture)
    }
    assert not any(photo in texture for photo in hidden for texture in textures)


@pytest.mark.promise("P1")
@pytest.mark.promise("P8")
@pytest.mark.usefixtures("_photos")
def test_an_erased_photo_leaves_the_glass_in_the_same_step(
    viewer: Viewer, home: Household, clock: SimClock
) -> None:
    viewer.wait(lambda: bool(viewer.on_glass()))
    shown = max(home.vault.shown())
    receipt = viewer.core.erase(
        frozenset({shown}), lambda: home.vault.erase_photo(shown, clock.now())
    )
    viewer.wait(lambda: True)
    assert receipt.photos == 1
    assert not any(shown in texture for texture in viewer.on_glass())
    assert shown not in {photo.id for photo in home.vault.photos()}


@pytest.mark.promise("P1")
@pytest.mark.usefixtures("_photos")
def test_the_glass_is_cleared_before_the_erasing_begins(
    viewer: Viewer, home: Household, clock: SimClock
) -> None:
    viewer.wait(lambda: bool(viewer.on_glass()))
    photos = frozenset(photo.id for photo in home.vault.photos())
    album = home.vault.albums()[0].id
    seen: list[tuple[str, ...]] = []

    def erase() -> Receipt:
        shown = viewer.core._easel.shown
        seen.append(shown.textures if shown else ("none",))
        return home.vault.erase_album(album, clock.now())

    assert viewer.core.erase(photos, erase).photos == len(photos)
    assert seen == [()]


@pytest.mark.promise("P4")
@pytest.mark.usefixtures("_photos")
def test_a_display_that_comes_back_is_sent_what_is_on_the_glass(viewer: Viewer) -> None:
    viewer.wait(lambda: bool(viewer.on_glass()))
    before = viewer.on_glass()
    viewer._display.close()
    viewer._ours.close()
    viewer._display, viewer._ours = Channel.pair()
    arrived = Arrived(channel=viewer._ours, size=_GLASS, process=2)
    viewer.core.inbox.put(arrived)
    count = len(viewer.scenes)
    viewer.wait(lambda: len(viewer.scenes) > count, seconds=0.0)
    assert viewer.on_glass() == before


class _Broken:
    """A decoder to whom every stored picture is damaged."""

    def clean(self, untrusted: bytes) -> CleanPhoto:
        return SimDecoder().clean(untrusted)

    def pixels(
        self,
        jpeg: bytes,
        part: Box,
        wanted: Size,
        remedy: Remedy = UNTOUCHED,
        veil: Sequence[Box] = (),
        *,
        exact: bool = False,
    ) -> Pixels:
        told = (len(jpeg), part, wanted, remedy, veil, exact)
        raise NotAPhoto(f"this picture is damaged: {told}")

    def small(self, pixels: Pixels, longest_px: int, most_bytes: int) -> bytes:
        return SimDecoder().small(pixels, longest_px, most_bytes)


@pytest.mark.promise("P4")
@pytest.mark.usefixtures("_photos")
def test_when_no_picture_opens_a_card_says_so(home: Household, clock: SimClock) -> None:
    world = World(decoder=_Broken(), clock=clock, entropy=SimEntropy(1))
    viewer = Viewer(Core(home, world), clock)
    viewer.wait(lambda: len(viewer.scenes) > 1)
    assert viewer.scenes[-1].layers
    assert viewer.on_glass() == set()
    viewer.close()


@pytest.mark.usefixtures("_photos")
def test_a_favourite_is_remembered(viewer: Viewer, home: Household) -> None:
    viewer.wait(lambda: bool(viewer.on_glass()))
    viewer.press(Verb.FAVOURITE)
    viewer.wait(lambda: any(photo.favourite for photo in home.vault.photos()))


@pytest.mark.usefixtures("_photos")
def test_a_large_library_is_judged_once_its_first_photo_is_on_the_glass(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frame.services.core._MANY", 0)

    def is_judged() -> bool:
        chooser = viewer.core._chooser
        return chooser is not None and bool(chooser.judgement.verdicts)

    viewer.wait(lambda: bool(viewer.on_glass()))
    assert not is_judged()
    viewer.wait(is_judged, seconds=0.1)
    assert viewer.on_glass()


@pytest.mark.promise("P5")
@pytest.mark.usefixtures("_photos")
def test_the_reason_is_one_press_away(viewer: Viewer) -> None:
    viewer.wait(lambda: bool(viewer.on_glass()))
    before = len(viewer.scenes[-1].layers)
    viewer.press(Verb.WHY)
    viewer.wait(lambda: len(viewer.scenes[-1].layers) > before, seconds=0.1)


def test_quitting_ends_core(viewer: Viewer) -> None:
    viewer.press(Verb.QUIT)
    viewer.core.run()
    assert viewer.core._stopping


@pytest.mark.promise("P1")
@pytest.mark.usefixtures("_photos")
def test_what_guests_may_not_see_leaves_the_glass_when_they_come_and_returns_when_they_left(
    viewer: Viewer, home: Household, clock: SimClock
) -> None:
    viewer.wait(lambda: bool(viewer.on_glass()))
    private = {photo.id for photo in home.vault.photos()}
    album = home.vault.albums()[0].title

    def wish(wanted: Wish) -> None:
        viewer.core.carry_out(lambda: perform(home.vault, wanted, clock.now()))
        viewer.wait(lambda: True)

    wish(KeepPrivate(scope="album", name=album, private=True))
    assert viewer.on_glass()
    wish(Guests(here=True))
    assert not any(photo in texture for photo in private for texture in viewer.on_glass())
    wish(Guests(here=False))
    viewer.wait(lambda: bool(viewer.on_glass()), seconds=2.0)


@pytest.mark.promise("P1")
@pytest.mark.usefixtures("_photos")
def test_a_photo_that_is_marked_hidden_leaves_the_glass_at_once(
    viewer: Viewer, home: Household, clock: SimClock
) -> None:
    viewer.wait(lambda: bool(viewer.on_glass()))
    shown = {
        photo.id
        for photo in home.vault.photos()
        if any(photo.id in texture for texture in viewer.on_glass())
    }
    hide = Mark(photos=tuple(shown), hidden=True)
    viewer.core.carry_out(lambda: perform(home.vault, hide, clock.now()))
    viewer.wait(lambda: True)
    assert not any(photo in texture for photo in shown for texture in viewer.on_glass())
    assert all(home.vault.photo(photo).hidden for photo in shown)


def test_when_guests_come_no_stranger_stays_recognisable_on_the_glass(
    home: Household, importer: Importer, clock: SimClock, tmp_path: Path
) -> None:
    file = portrait(tmp_path / "somebody.jpg", ANA)
    album = household.album_called(home.vault, "Test")
    for _ in importer.steps(album.id, [file], Report()):
        pass
    config = parse("[guests]\nblur_unknown = true")
    world = World(decoder=SimDecoder(), clock=clock, entropy=SimEntropy(1))
    viewer = Viewer(Core(replace(home, config=config), world), clock)
    viewer.wait(lambda: bool(viewer.on_glass()))
    clear = viewer.on_glass()

    def come(*, here: bool) -> None:
        viewer.core.carry_out(lambda: perform(home.vault, Guests(here=here), clock.now()))

    come(here=True)
    viewer.wait(lambda: bool(viewer.on_glass()) and viewer.on_glass() != clear, seconds=2.0)
    veiled = viewer.on_glass()
    assert clear.isdisjoint(veiled)
    viewer.press(Verb.BACK)
    viewer.wait(lambda: True)
    assert clear.isdisjoint(viewer.on_glass())
    come(here=False)
    viewer.wait(lambda: bool(viewer.on_glass()) and viewer.on_glass() != veiled, seconds=2.0)
    viewer.close()
