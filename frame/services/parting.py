"""What a frame does in the first minute after it was wiped.

Rule 1: its last word stands on the glass for a minute, and nowhere else: what was wiped keeps
        nothing.
Rule 2: a machine that is to begin anew restarts after that minute, once the steward has written
        that down. Cut off before, it begins anew whenever it starts next, and never restarts by
        itself because of a mark it found.
Rule 3: the steward is asked on a thread beside: core never waits for it.
Rule 4: one that is busy, refuses or hangs is asked again each minute, for the restart as long as
        this process lives.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from frame.devices.qr import modules
from frame.errors import DiskFull, FrameError
from frame.log import event
from frame.ports import Clock
from frame.services import asking_steward, deeds, resetting, wiping
from frame.services.asking_steward import Ask, Errand
from frame.services.last_word import LastWord
from frame.services.network.node import Node
from frame.slideshow.ending_card import EndingKind, EndingView
from frame.slideshow.events import Ending
from frame.slideshow.view import View

SHOWN_S: Final = 60.0
_LOG = logging.getLogger("frame.run")


class Glass(Protocol):
    """Core, as this sees it."""

    def view(self) -> View | None:
        """Return what is on the glass, None before a display came."""

    def tell(self, news: Ending) -> None:
        """Say that the frame is empty; it goes by itself."""

    def post(self, work: Callable[[], object]) -> None:
        """Have work done by core's thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steward:
    """The steward, as this sees it: what it is asked with, and what everybody may see of it."""

    ask: Ask = asking_steward.ask
    is_there: Callable[[], bool] = asking_steward.is_there
    has_begun: Callable[[], bool] = resetting.is_begun


class Parting:
    """Shows the last word, if there is one; call `step` often, in core's thread.

    `folder` is the state folder, which says whether the steward is still to be told of a reset.
    """

    def __init__(
        self,
        glass: Glass,
        said: EndingView | None,
        clock: Clock,
        folder: Path,
        steward: Steward | None = None,
    ) -> None:
        self._glass, self._said, self._clock, self._folder = glass, said, clock, folder
        self._steward = steward or Steward()
        self._since_s = clock.monotonic_s()
        self._owes = wiping.is_reset_owed(folder)
        self._restarts = said is not None and said.machine and (self._owes or self._has_begun())
        self._reset = self._errand(deeds.FactoryReset(), self._passed_on)
        self._restart = self._errand(deeds.Restart(), lambda: None)
        if said is not None and not self._restarts and self._steward.is_there():
            asking_steward.aside(self._trim)

    def step(self) -> None:
        """Show it as soon as there is a glass; a minute later, restart where that is due."""
        at_s = self._clock.monotonic_s()
        if self._said is not None and self._glass.view() is not None:
            self._glass.tell(Ending(view=self._said))
            self._said, self._since_s = None, at_s
        if self._owes:
            self._reset.step()
        elif self._restarts and at_s - self._since_s >= SHOWN_S:
            self._restart.step()

    def _errand(self, deed: deeds.Deed, done: Callable[[], None]) -> Errand:
        return Errand(deed, self._clock, self._glass.post, self._steward.ask, done)

    def _has_begun(self) -> bool:
        return self._steward.has_begun()

    def _passed_on(self) -> None:
        """Forget that the reset was owed; where the disk refuses, it is passed on once more."""
        with suppress(FrameError):
            wiping.reset_passed_on(self._folder)
        self._owes = False

    def _trim(self) -> None:
        try:
            self._steward.ask(deeds.Trim())
        except FrameError as problem:
            event(_LOG, "steward.refused", logging.ERROR, error=type(problem).__name__)


def last_view(node: Node, now: datetime) -> EndingView | None:
    """Return what a frame says that was wiped just now; None where it was not."""
    bureau, last = node.bureau, None
    if bureau is None or not bureau.is_over:
        return None
    with suppress(DiskFull):
        last = LastWord(signer=node.books.me.name, word=bureau.last_word(now))
    return view_of(last, machine=bureau.takes_machine)


def view_of(last: LastWord | None, *, machine: bool) -> EndingView:
    """Return what is said of the end; without a last word nobody could sign."""
    if last is None:
        return EndingView(kind=EndingKind.EMPTY, machine=machine)
    return EndingView(
        kind=EndingKind.EMPTY,
        photos=last.word.photos,
        code=last.code,
        qr=modules(last.text),
        machine=machine,
    )
