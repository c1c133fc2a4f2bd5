"""Updates in any order that people, timers, RAUC and the power company come up with."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.errors import FrameError
from frame.upkeep.autoboot import Slot
from tests.services.update_kit import House, pulled, settled

Deed = Callable[[House, str], object]


def _install(house: House, version: str) -> None:
    house.updates().install(house.bundle(version))


def _install_broken(house: House, version: str) -> None:
    house.updates().install(house.bundle(version, able=False))


def _rauc_install(house: House, version: str) -> None:
    house.rauc().install(house.bundle(version))


def _rauc_install_broken(house: House, version: str) -> None:
    house.rauc().install(house.bundle(version, able=False))


def _take_by_force(house: House, _version: str) -> None:
    house.backend().set_state(Slot.A, "bad")
    house.backend().make_primary(Slot.A)


def _try(house: House, _version: str) -> None:
    house.updates().restart()


def _decide(house: House, _version: str) -> None:
    house.decide()


def _cut(house: House, _version: str) -> None:
    house.cut()


def _restart(house: House, _version: str) -> None:
    house.restarted = True


def _mark_by_hand(house: House, _version: str) -> None:
    house.backend().set_state(Slot.B, "good")


def _cancel_by_hand(house: House, _version: str) -> None:
    house.backend().make_primary(house.default())


_DEEDS = st.sampled_from([
    _install, _install_broken, _rauc_install, _rauc_install_broken, _take_by_force, _try, _decide,
    _cut, _restart, _mark_by_hand, _cancel_by_hand,
])  # fmt: skip
_CUTS = st.one_of(st.just((0, 0)), st.tuples(st.integers(1, 30), st.integers(0, 5)))


@pytest.mark.promise("P12")
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_DEEDS, _CUTS), max_size=14))
def test_whatever_happens_in_whatever_order_the_next_boot_is_of_what_was_good(
    happens: list[tuple[Deed, tuple[int, int]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        for number, (deed, (at, torn)) in enumerate(happens, start=1):
            with pulled(house, at or 10**9, torn), suppress(FrameError):
                deed(house, f"1.{number}")
            if house.restarted:
                house.start()
            house.check()
        settled(house)
        assert house.running is house.default()
        house.check()


def test_rauc_is_stopped_before_it_writes_to_the_only_good_slot(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.updates().install(house.bundle("1.1"))
    house.updates().restart()
    house.start()
    assert house.running is Slot.B
    for rauc_or_frame in (house.rauc().install, house.updates().install):
        with pytest.raises(FrameError):
            rauc_or_frame(house.bundle("1.2"))
    assert house.systems[Slot.A].version == "1.0"
