"""An update as data: phases, events and moves. One slot runs, the other is written and tried.

Rule 1: the table is the law. The code moves by it, and the diagram in docs/updates.md is drawn
        from it.
Rule 2: only the spare slot is ever written: not the one that runs, not the one that autoboot.txt
        names for every boot.
Rule 3: autoboot.txt changes only from MARKED, when both slots are good. Nothing else decides what
        a boot begins with, so the power may go at any moment.
Rule 4: a try is one boot. What did not show a photo in it has failed and is not tried again by
        itself, whatever the reason was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from frame.upkeep.autoboot import FALLBACK, Autoboot, Slot


class Phase(StrEnum):
    """How far an update is."""

    GOOD = "Good"
    WRITING = "Writing"
    WRITTEN = "Written"
    TRYING = "Trying"
    MARKED = "Marked"


class Heard(StrEnum):
    """What moves it."""

    INSTALL = "an update is to be installed"
    WRITTEN = "all of it is written and verified"
    BROKEN = "it cannot be written"
    RESTART = "restart into it"
    STAYED = "the machine does not restart"
    TRIED = "it boots, as a try"
    KEPT = "the good slot boots"
    SHOWN = "it showed a photo"
    LATE = "it showed none in time"
    SETTLED = "autoboot.txt names it"


MOVES: Final[Mapping[tuple[Phase, Heard], Phase]] = MappingProxyType({
    (Phase.GOOD, Heard.INSTALL): Phase.WRITING,
    (Phase.WRITING, Heard.INSTALL): Phase.WRITING,
    (Phase.WRITING, Heard.WRITTEN): Phase.WRITTEN,
    (Phase.WRITING, Heard.BROKEN): Phase.GOOD,
    (Phase.WRITING, Heard.KEPT): Phase.GOOD,
    (Phase.WRITTEN, Heard.INSTALL): Phase.WRITING,
    (Phase.WRITTEN, Heard.BROKEN): Phase.GOOD,
    (Phase.WRITTEN, Heard.RESTART): Phase.TRYING,
    (Phase.TRYING, Heard.STAYED): Phase.WRITTEN,
    (Phase.TRYING, Heard.TRIED): Phase.TRYING,
    (Phase.TRYING, Heard.KEPT): Phase.GOOD,
    (Phase.TRYING, Heard.LATE): Phase.GOOD,
    (Phase.TRYING, Heard.SHOWN): Phase.MARKED,
    (Phase.MARKED, Heard.TRIED): Phase.MARKED,
    (Phase.MARKED, Heard.KEPT): Phase.WRITTEN,
    (Phase.MARKED, Heard.SETTLED): Phase.GOOD,
})  # fmt: skip
_FAILS: Final = frozenset({(Phase.TRYING, Heard.KEPT), (Phase.TRYING, Heard.LATE)})
_ON_TRIAL: Final = frozenset({Phase.TRYING, Phase.MARKED})
_KEEPS_FAILED: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """An update on its way; durable before what it says is done.

    slot     where it goes; None before the first one
    version  what it is, "" where nobody said
    failed   versions that were tried and did not show a photo, the last one last
    """

    phase: Phase = Phase.GOOD
    slot: Slot | None = None
    version: str = ""
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Boot:
    """How this boot came about.

    slot      what runs
    tried     the firmware was told to try it
    autoboot  what the file says now; None where it cannot be read
    can_try   the kernel hands `reboot "0 tryboot"` on to the firmware
    """

    slot: Slot
    tried: bool = False
    autoboot: Autoboot | None
    can_try: bool = True

    @property
    def default(self) -> Slot:
        """What the next boot begins with, unless it is a try."""
        return FALLBACK if self.autoboot is None else self.autoboot.default

    @property
    def is_settled(self) -> bool:
        """Whether what runs is what the next boot begins with."""
        return self.slot is self.default


def moved(
    progress: Progress, heard: Heard, *, slot: Slot | None = None, version: str = ""
) -> Progress:
    """Return the progress after something was heard; what the table does not name changes nothing.

    slot, version  of the update that is to be installed
    """
    then = MOVES.get((progress.phase, heard))
    if then is None:
        return progress
    if (progress.phase, heard) in _FAILS:
        progress = replace(progress, failed=_with(progress.failed, progress.version))
    if heard is Heard.INSTALL:
        failed = tuple(one for one in progress.failed if one != version)
        progress = replace(progress, slot=slot, version=version, failed=failed)
    return replace(progress, phase=then)


def booted(progress: Progress, boot: Boot) -> Progress:
    """Return the progress at the begin of a boot, whatever was cut off before it."""
    if not boot.is_settled and boot.slot is progress.slot:
        return moved(progress, Heard.TRIED)
    if progress.phase is Phase.MARKED and boot.slot is progress.slot:
        return moved(progress, Heard.SETTLED)
    return moved(progress, Heard.KEPT)


def installing(progress: Progress, boot: Boot, version: str = "") -> Progress:
    """Return the progress once the spare slot is about to be written.

    Said again for the same slot, without a version, it changes nothing.
    """
    if progress.phase in _ON_TRIAL:
        progress = booted(progress, boot)
    slot = spare(boot)
    if progress.phase is Phase.WRITING and progress.slot is slot and not version:
        return progress
    return moved(progress, Heard.INSTALL, slot=slot, version=version)


def spare(boot: Boot) -> Slot | None:
    """Return the slot that may be written.

    None while neither may: what runs is being tried, or what is written never could be.
    """
    free = boot.is_settled and boot.autoboot is not None and boot.can_try
    return boot.slot.other if free else None


def is_on_trial(progress: Progress, boot: Boot) -> bool:
    """Say whether this boot decides about an update."""
    trying = progress.phase in _ON_TRIAL
    return trying and boot.tried and boot.slot is progress.slot and not boot.is_settled


def needs_mending(boot: Boot) -> bool:
    """Say whether autoboot.txt should be written again though nothing is tried.

    That never changes what a boot begins with: the file is unreadable and slot a runs, or only
    what would be tried is wrong.
    """
    if boot.autoboot is None:
        return boot.slot is FALLBACK
    return boot.is_settled and boot.autoboot != Autoboot.of(boot.slot)


def is_good(progress: Progress, boot: Boot, slot: Slot) -> bool:
    """Say whether a slot holds a whole system that is not known to fail."""
    if slot is boot.default:
        return True
    if slot is progress.slot:
        return progress.phase in {Phase.WRITTEN, Phase.TRYING, Phase.MARKED}
    return progress.slot is not None


def next_boot(progress: Progress, boot: Boot) -> Slot:
    """Return the slot that is to run next: the one to be tried, else the one that is kept."""
    if progress.phase is Phase.WRITTEN and progress.slot is not None:
        return progress.slot
    return boot.default


def _with(failed: tuple[str, ...], version: str) -> tuple[str, ...]:
    kept = [one for one in failed if one != version]
    return (*kept, version)[-_KEEPS_FAILED:] if version else failed
