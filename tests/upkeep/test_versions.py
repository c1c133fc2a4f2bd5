from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.upkeep.versions import (
    Hours,
    Policy,
    Release,
    is_deferred,
    is_newer,
    is_version,
    newest,
    read_hours,
    wanted,
    weight,
)

_VERSIONS = st.lists(st.integers(0, 12), min_size=2, max_size=4).map(
    lambda numbers: ".".join(map(str, numbers))
)
_NOW = datetime(2026, 11, 30, 3, tzinfo=UTC)


def _release(version: str) -> Release:
    return Release(
        version=version,
        place="x.raucb",
        size_bytes=1,
        sha256="0" * 64,
        released=date(2026, 1, 1),
        supported_until=date(2028, 1, 1),
    )


def _wanted(policy: Policy, *versions: str) -> str | None:
    found = wanted(map(_release, versions), policy)
    return None if found is None else found.version


@pytest.mark.parametrize(
    "text", ["1", "1.", "1.02", "1.2.3.4.5", "v1.2", "1.2-rc1", "1.٣", "", "1.2\n"]
)
def test_only_numbers_with_dots_are_a_version(text: str) -> None:
    assert not is_version(text)
    with pytest.raises(ValueError, match="no version"):
        weight(text)


def test_ten_comes_after_nine() -> None:
    assert is_newer("1.10", "1.9")
    assert not is_newer("1.4", "1.4.0")
    assert newest("0.9", "1.0.1", "1.0") == "1.0.1"


def test_the_newest_that_is_newer_is_wanted() -> None:
    assert _wanted(Policy(running="1.0"), "0.9", "1.2", "1.10", "1.0") == "1.10"
    assert _wanted(Policy(running="1.10"), "1.2", "1.10") is None


def test_a_pinned_version_is_wanted_and_no_other_even_if_it_is_older() -> None:
    policy = Policy(running="1.3", pinned="1.2")
    assert _wanted(policy, "1.2", "1.4") == "1.2"
    assert _wanted(Policy(running="1.2", pinned="1.2"), "1.2", "1.4") is None


def test_nothing_below_the_floor_is_wanted_pinned_or_not() -> None:
    assert _wanted(Policy(running="1.3", pinned="1.1", floor="1.2"), "1.1") is None
    assert _wanted(Policy(running="1.3", pinned="1.2", floor="1.2"), "1.2") == "1.2"


def test_what_failed_here_is_not_wanted_again() -> None:
    assert _wanted(Policy(running="1.0", failed=("1.2",)), "1.1", "1.2") == "1.1"


@given(st.lists(_VERSIONS, max_size=6), _VERSIONS, _VERSIONS)
def test_by_itself_a_frame_only_goes_forward(offered: list[str], running: str, floor: str) -> None:
    found = _wanted(Policy(running=running, floor=floor), *offered)
    if found is not None:
        assert is_newer(found, running)
        assert not is_newer(floor, found)


def test_a_deferral_ends() -> None:
    policy = Policy(running="1.0", until=_NOW)
    assert is_deferred(policy, _NOW - timedelta(seconds=1))
    assert not is_deferred(policy, _NOW)
    assert not is_deferred(Policy(running="1.0"), _NOW)


def test_hours_may_reach_over_midnight() -> None:
    night = read_hours("23:30-05:00")
    assert night == Hours(23 * 60 + 30, 300)
    held = {at for at in range(24) if night and night.holds(_NOW.replace(hour=at, minute=45))}
    assert held == {23, 0, 1, 2, 3, 4}
    assert Hours(120, 300).holds(_NOW)
    assert not Hours(120, 300).holds(_NOW.replace(hour=19))


@pytest.mark.parametrize("text", ["", "2-5", "02:00-24:00", "02:00-02:00", "02:00 - 05:00"])
def test_what_is_no_hours_is_none(text: str) -> None:
    assert read_hours(text) is None
