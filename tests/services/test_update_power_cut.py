"""An update with the power cut at every step: the frame always boots what was good."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from frame.errors import FrameError
from frame.upkeep.autoboot import Slot
from tests.services.update_kit import HOW_TORN, ON_CARD, House, pulled, settled


def _update(house: House, version: str, *, able: bool) -> None:
    """Install, restart into it, decide, and restart again where that is due."""
    house.updates().install(house.bundle(version, able=able))
    house.updates().restart()
    house.start()
    settled(house)


def _begin(folder: Path, *, able: bool) -> House:
    """Return a frame before its story; before a broken update it has had a good one."""
    house = House(folder)
    if not able:
        _update(house, "1.1", able=True)
    return house


def _story(house: House, *, able: bool) -> None:
    """Write both slots once, or break one that was written before."""
    for version in ("1.1", "1.2") if able else ("1.2",):
        _update(house, version, able=able)


def _cuts(folder: Path, *, able: bool) -> Iterator[tuple[int, int]]:
    """Yield every step of the story, and every way in which it may be torn."""
    house = _begin(folder, able=able)
    begin = len(house.plug.steps)
    _story(house, able=able)
    for at, name in enumerate(house.plug.steps[begin:], start=1):
        for torn in HOW_TORN if name in ON_CARD else (0,):
            yield at, torn


@pytest.mark.promise("P12")
@pytest.mark.parametrize("able", [True, False], ids=["a good update", "a broken update"])
def test_a_cut_at_any_step_leaves_a_frame_that_boots_what_was_good(
    tmp_path: Path,
    able: bool,  # noqa: FBT001
) -> None:
    for at, torn in _cuts(tmp_path / "whole", able=able):
        house = _begin(tmp_path / f"{at}-{torn}", able=able)
        with pulled(house, at, torn):
            _story(house, able=able)
        house.check()
        settled(house)
        assert house.running is house.default()
        assert house.system.proven
        assert house.config().read() is not None
        assert house.backend().state(house.default()) == "good"
        _goes_on(house)


def _goes_on(house: House) -> None:
    """Whatever was cut off, a later update arrives and stays."""
    _update(house, "2.0", able=True)
    assert house.system.version == "2.0"
    assert house.running is house.default()


@pytest.mark.promise("P12")
def test_a_good_update_stays(tmp_path: Path) -> None:
    house = House(tmp_path)
    _update(house, "1.1", able=True)
    assert (house.running, house.default()) == (Slot.B, Slot.B)
    house.cut()
    assert house.system.version == "1.1"


@pytest.mark.promise("P12")
def test_an_update_that_shows_nothing_is_gone_after_one_boot(tmp_path: Path) -> None:
    house = House(tmp_path)
    _update(house, "1.1", able=False)
    assert (house.running, house.system.version) == (Slot.A, "1.0")
    assert house.updates().status()["failed"] == ["1.1"]
    with pytest.raises(FrameError, match="nothing is installed"):
        house.updates().restart()


def test_an_update_that_does_not_even_boot_is_gone_too(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.updates().install(house.bundle("1.1"))
    house.systems[Slot.B].whole = False
    house.updates().restart()
    house.start()
    settled(house)
    assert (house.running, house.updates().status()["failed"]) == (Slot.A, ["1.1"])


def test_the_cuts_were_everywhere(tmp_path: Path) -> None:
    house = House(tmp_path)
    _story(house, able=True)
    assert {
        "create book", "write book", "sync book", "rename book", "sync folder", "change", "sync",
        "write a piece", "restart", "look at the glass",
    } <= set(house.plug.steps)  # fmt: skip
