"""What a core can prove of its display, and what is decided by it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from frame.cli.main import main
from frame.devices.machine import Machine
from frame.devices.sim.clock import SimClock, SimEntropy
from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.screen import SimScreen
from frame.devices.sim.seer import SimSeer
from frame.errors import BadRequest
from frame.model import Size, Verb
from frame.services import household, listen
from frame.services.core import Core, World
from frame.services.display import serve
from frame.services.household import Household
from frame.services.ingest import Importer, Report, find_files
from frame.services.marking_good import Judge, Outcome
from frame.services.proof import idle_seconds, is_shown
from frame.services.run import join
from frame.services.visitors import Visitors
from frame.upkeep.autoboot import Autoboot, Slot
from frame.upkeep.updating import Phase
from tests.services.update_kit import House

_GLASS = Size(width_px=160, height_px=90)


@contextmanager
def _running(home: Household, clock: SimClock) -> Iterator[Core]:
    """A core that lets visitors in, without a display."""
    world = World(decoder=SimDecoder(), clock=clock, entropy=SimEntropy(1))
    core = Core(home, world)
    node = join(core, home, world, SimSeer())
    door = listen.Door(home.folder / listen.SOCKET, Visitors(core, home, node).welcome)
    worker = threading.Thread(target=core.run)
    worker.start()
    try:
        yield core
    finally:
        core.stop()
        worker.join()
        if core._easel._display is not None:
            core._easel._display.channel.close()
        door.close()
        node.close()


@contextmanager
def _display(home: Household) -> Iterator[SimScreen]:
    screen = SimScreen(_GLASS, lambda: 0.0)
    channel = listen.knock(home.folder / listen.SOCKET)
    worker = threading.Thread(target=serve, args=(channel, screen, _GLASS))
    worker.start()
    try:
        yield screen
    finally:
        screen.press(Verb.QUIT)
        worker.join()
        channel.close()


def _soon(home: Household) -> bool:
    return any(is_shown(home.folder) for _ in range(100))


def test_a_core_without_a_display_proves_nothing(home: Household, clock: SimClock) -> None:
    assert not is_shown(home.folder)
    with _running(home, clock):
        assert not is_shown(home.folder)


def test_a_card_that_says_why_there_is_no_photo_is_shown(home: Household, clock: SimClock) -> None:
    with _running(home, clock), _display(home):
        assert _soon(home)


def test_a_photo_is_shown_once_the_display_drew_it(
    home: Household, importer: Importer, stick: Path, clock: SimClock
) -> None:
    report = Report()
    album = household.album_called(importer.vault, "Test")
    for _ in importer.steps(album.id, find_files([stick], report), report):
        pass
    with _running(home, clock) as core, _display(home):
        assert _soon(home)
        view = core.view()
        assert view is not None
        assert view.slide is not None


def test_core_knows_how_long_nobody_asked_for_anything(home: Household, clock: SimClock) -> None:
    assert idle_seconds(home.folder) is None
    with _running(home, clock) as core:
        assert idle_seconds(home.folder) is None
        core.press(Verb.NEXT)
        clock.pass_time(61.0)
        assert idle_seconds(home.folder) == 61.0


def _trying(folder: Path, *, able: bool) -> House:
    house = House(folder)
    house.updates().install(house.bundle("1.1", able=able))
    house.updates().restart()
    house.start()
    return house


def test_an_ordinary_boot_is_not_decided_about(tmp_path: Path) -> None:
    house = House(tmp_path)
    assert house.decide() is Outcome.NOTHING
    assert not house.restarted


def test_what_showed_a_photo_is_kept_and_the_book_agrees(tmp_path: Path) -> None:
    house = _trying(tmp_path, able=True)
    assert house.decide() is Outcome.GOOD
    assert house.config().read() == Autoboot.of(Slot.B)
    assert house.book().read().progress.phase is Phase.GOOD
    assert house.decide() is Outcome.NOTHING


def test_what_shows_nothing_in_time_is_given_up(tmp_path: Path) -> None:
    house = _trying(tmp_path, able=False)
    assert house.decide() is Outcome.LATE
    assert house.config().read() == Autoboot.of(Slot.A)
    assert house.clock.monotonic_s() == pytest.approx(4.0, abs=2.0)


def test_what_did_not_start_is_told_as_failed_before_anybody_decided(tmp_path: Path) -> None:
    house = _trying(tmp_path, able=False)
    house.start()  # the firmware falls back by itself
    assert house.updates().status()["failed"] == ["1.1"]
    assert house.book().read().progress.failed == ()
    house.decide()
    assert house.updates().status()["failed"] == ["1.1"]


def test_nobody_can_keep_what_is_not_on_trial(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.updates().install(house.bundle("1.1"))
    house.judge().keep()
    assert house.config().read() == Autoboot.of(Slot.A)
    assert house.book().read().progress.phase is Phase.WRITTEN


def test_a_file_that_cannot_be_read_is_mended_before_anything_else(tmp_path: Path) -> None:
    house = House(tmp_path)
    (tmp_path / "config" / "autoboot.txt").write_bytes(b"\xff" * 66)
    with pytest.raises(BadRequest, match="cannot be read"):
        house.updates().install(house.bundle("1.1"))
    assert house.decide() is Outcome.NOTHING
    assert house.config().read() == Autoboot.of(Slot.A)
    assert house.updates().install(house.bundle("1.1"))["slot"] == "b"


@pytest.mark.parametrize(("outcome", "code"), [(Outcome.LATE, 1), (Outcome.GOOD, 0)])
def test_the_command_restarts_the_machine_only_where_it_was_too_late(
    monkeypatch: pytest.MonkeyPatch, outcome: Outcome, code: int
) -> None:
    restarts: list[str] = []
    monkeypatch.setattr(Judge, "decide", lambda _self, _waiting: outcome)
    monkeypatch.setattr(Machine, "restart", lambda _self: restarts.append("plain"))
    assert main(["update", "mark-good"]) == code
    assert restarts == (["plain"] if code else [])
