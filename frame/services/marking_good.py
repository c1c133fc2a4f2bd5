"""Deciding about an update that is being tried: it showed a photo, or it goes back.

What `frame update mark-good` does, once after every start.

Rule 1: first what the last boot left behind is settled, so a frame that was cut off anywhere goes
        on from where it is.
Rule 2: good is what showed a photo on its own display, or the card that says why there is none.
Rule 3: "marked" is durable before autoboot.txt changes, and autoboot.txt is durable before
        anything calls the update done. Both slots are good by then.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from frame.devices.autoboot_files import BootConfig, read_boot
from frame.errors import FrameError
from frame.log import event
from frame.services.release import PLACE, built
from frame.services.update_book import Book, UpdateBook
from frame.upkeep.autoboot import Autoboot
from frame.upkeep.updating import (
    Heard,
    Phase,
    booted,
    is_on_trial,
    moved,
    needs_mending,
)
from frame.upkeep.versions import newest

PATIENCE_S: Final = 600.0
"""A Pi 3 with a large library, and a first start that builds caches."""
_ASK_S: Final = 2.0
_LOG = logging.getLogger("frame.updates")


class Outcome(StrEnum):
    """What came of it."""

    NOTHING = "nothing is being tried"
    GOOD = "the update showed a photo and stays"
    LATE = "the update showed no photo in time; the next start is the system before it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How to wait: `shown` asks the glass, `rest` lets seconds pass, `at_s` only grows."""

    shown: Callable[[], bool]
    rest: Callable[[float], object]
    at_s: Callable[[], float]
    patience_s: float = PATIENCE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Decides about this boot."""

    book: UpdateBook = field(default_factory=UpdateBook)
    config: BootConfig = field(default_factory=BootConfig)
    place: Path = PLACE
    proc: Path = Path("/proc")

    def settle(self) -> bool:
        """Take up what the last boot left; say whether this one decides about an update.

        Raises:
            DeviceFailed: this is no slot of an image, or autoboot.txt cannot be mended.
        """
        boot = read_boot(self.config, self.proc)
        book = self.book.change(lambda book: replace(book, progress=booted(book.progress, boot)))
        if needs_mending(boot):
            event(_LOG, "autoboot.mended", logging.WARNING)
            self.config.write(Autoboot.of(boot.slot))
        return is_on_trial(book.progress, boot)

    def keep(self) -> None:
        """Call what runs good: from now on every boot begins with it; raise DeviceFailed."""
        boot = read_boot(self.config, self.proc)
        book = self._hear(Heard.SHOWN)
        if book.progress.phase is Phase.MARKED and is_on_trial(book.progress, boot):
            self.config.write(Autoboot.of(boot.slot))
            self._hear(Heard.SETTLED)
            self._raise_floor()

    def give_up(self) -> None:
        """Remember that what runs failed; whoever called this restarts the machine."""
        self._hear(Heard.LATE)

    def decide(self, waiting: Waiting) -> Outcome:
        """Settle, wait for a photo and decide; raise as `settle` and `keep` do."""
        if not self.settle():
            return Outcome.NOTHING
        until_s = waiting.at_s() + waiting.patience_s
        while not waiting.shown():
            if waiting.at_s() >= until_s:
                self.give_up()
                event(_LOG, "update.late", logging.ERROR)
                return Outcome.LATE
            waiting.rest(_ASK_S)
        self.keep()
        event(_LOG, "update.good", logging.WARNING)
        return Outcome.GOOD

    def _hear(self, heard: Heard) -> Book:
        return self.book.change(lambda book: replace(book, progress=moved(book.progress, heard)))

    def _raise_floor(self) -> None:
        try:
            floor = built(self.place).floor
        except FrameError:
            return
        self.book.change(lambda book: replace(book, floor=newest(book.floor, floor)))
