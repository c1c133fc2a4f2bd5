from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from frame.upkeep.autoboot import Autoboot, Slot
from frame.upkeep.updating import (
    MOVES,
    Boot,
    Heard,
    Phase,
    Progress,
    booted,
    installing,
    is_good,
    is_on_trial,
    moved,
    needs_mending,
    next_boot,
    spare,
)
from tests.house.diagrams import diagram, drawn

_DOCUMENT = Path(__file__).parents[2] / "docs" / "updates.md"
_KEPT = Boot(slot=Slot.A, autoboot=Autoboot.of(Slot.A))
_TRIED = Boot(slot=Slot.B, tried=True, autoboot=Autoboot.of(Slot.A))
_BY_HAND = Boot(slot=Slot.B, autoboot=Autoboot.of(Slot.A))
_UNREADABLE = Boot(slot=Slot.A, autoboot=None)
_TRYING = Progress(phase=Phase.TRYING, slot=Slot.B, version="1.1")


def _at(phase: Phase) -> Progress:
    return Progress(phase=phase, slot=Slot.B, version="1.1")


def test_the_diagram_in_the_document_is_the_table() -> None:
    text = _DOCUMENT.read_text(encoding="utf-8")
    assert drawn(text, "## How far an update is") == [diagram(MOVES, Phase.GOOD)]


@pytest.mark.parametrize(("phase", "heard"), list(product(Phase, Heard)))
def test_what_the_table_does_not_name_changes_nothing(phase: Phase, heard: Heard) -> None:
    after = moved(_at(phase), heard, slot=Slot.B, version="1.1")
    assert after.phase is MOVES.get((phase, heard), phase)
    if (phase, heard) not in MOVES:
        assert after == _at(phase)


def test_only_a_boot_that_showed_a_photo_leads_to_another_slot() -> None:
    assert {row for row, then in MOVES.items() if then is Phase.MARKED} == {
        (Phase.TRYING, Heard.SHOWN),
        (Phase.MARKED, Heard.TRIED),
    }


@pytest.mark.parametrize(
    ("phase", "boot", "then"),
    [
        (Phase.WRITING, _KEPT, Phase.GOOD),
        (Phase.WRITTEN, _KEPT, Phase.WRITTEN),
        (Phase.TRYING, _KEPT, Phase.GOOD),
        (Phase.TRYING, _TRIED, Phase.TRYING),
        (Phase.MARKED, _TRIED, Phase.MARKED),
        (Phase.MARKED, _KEPT, Phase.WRITTEN),
        (Phase.MARKED, Boot(slot=Slot.B, autoboot=Autoboot.of(Slot.B)), Phase.GOOD),
    ],
)
def test_a_boot_settles_what_the_last_one_left(phase: Phase, boot: Boot, then: Phase) -> None:
    assert booted(_at(phase), boot).phase is then


def test_what_came_back_is_remembered_once_and_only_the_last_ones() -> None:
    progress = Progress()
    for number in [*range(20), 19]:
        progress = replace(progress, phase=Phase.TRYING, version=f"1.{number}")
        progress = booted(progress, _KEPT)
    assert progress.failed == tuple(f"1.{number}" for number in range(12, 20))


def test_who_installs_a_version_again_wants_it_tried_again() -> None:
    failed = replace(_at(Phase.GOOD), failed=("1.0", "1.1"))
    assert installing(failed, _KEPT, "1.1").failed == ("1.0",)


def test_said_again_by_rauc_it_is_still_the_same_update() -> None:
    begun = installing(Progress(), _KEPT, "1.1")
    assert installing(begun, _KEPT) == begun


def test_a_try_that_nobody_decided_about_is_settled_before_its_slot_is_written() -> None:
    assert installing(_TRYING, _KEPT, "1.2").failed == ("1.1",)


def test_nothing_is_spare_while_something_is_tried_or_nobody_knows() -> None:
    assert spare(_KEPT) is Slot.B
    assert spare(_TRIED) is None
    assert spare(_UNREADABLE) is None
    assert spare(replace(_KEPT, can_try=False)) is None


def test_a_boot_decides_only_if_it_is_the_try_that_was_asked_for() -> None:
    assert is_on_trial(_TRYING, _TRIED)
    assert not is_on_trial(_TRYING, _BY_HAND)
    assert not is_on_trial(_TRYING, _KEPT)
    assert not is_on_trial(_at(Phase.GOOD), _TRIED)
    assert not is_on_trial(replace(_TRYING, slot=Slot.A), _TRIED)


def test_the_file_is_mended_only_where_that_changes_no_boot() -> None:
    assert needs_mending(_UNREADABLE)
    assert needs_mending(Boot(slot=Slot.A, autoboot=Autoboot(Slot.A, Slot.A)))
    assert not needs_mending(Boot(slot=Slot.B, tried=True, autoboot=None))
    assert not needs_mending(_TRIED)
    assert not needs_mending(_KEPT)


@pytest.mark.parametrize("phase", Phase)
def test_a_slot_is_good_while_it_is_whole_and_not_known_to_fail(phase: Phase) -> None:
    assert is_good(_at(phase), _KEPT, Slot.A)
    assert is_good(_at(phase), _KEPT, Slot.B) is (phase not in {Phase.GOOD, Phase.WRITING})


def test_the_slot_that_an_update_left_behind_is_good_and_an_empty_one_is_not() -> None:
    after = Boot(slot=Slot.B, autoboot=Autoboot.of(Slot.B))
    assert is_good(_at(Phase.GOOD), after, Slot.A)
    assert not is_good(Progress(), _KEPT, Slot.B)


def test_what_is_written_is_next() -> None:
    assert next_boot(_at(Phase.WRITTEN), _KEPT) is Slot.B
    assert next_boot(_at(Phase.GOOD), _KEPT) is Slot.A
    assert next_boot(_at(Phase.GOOD), _UNREADABLE) is Slot.A
