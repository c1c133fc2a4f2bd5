"""What a frame does in the first minute after it was wiped.

Rule 1: its last word stands on the glass for a minute, and nowhere else: what was wiped keeps
        nothing.
Rule 2: a machine that is to begin anew restarts after that minute. Cut off before, it begins anew
        whenever it starts next, and never restarts by itself because of a mark it found.
Rule 3: the steward is asked on a thread beside: core never waits for it.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final, Protocol

from frame.devices.qr import modules
from frame.errors import DiskFull, FrameError
from frame.log import event
from frame.ports import Clock
from frame.services import asking_steward, deeds, resetting
from frame.services.last_word import LastWord
from frame.services.network.node import Node
from frame.slideshow.ending_card import EndingKind, EndingView
from frame.slideshow.events import Ending
from frame.slideshow.view import View

SHOWN_S: Final = 60.0
_LOG = logging.getLogger("frame.run")
Ask = Callable[[deeds.Deed], None]


class Glass(Protocol):
    """Core, as this sees it."""

    def view(self) -> View | None:
        """Return what is on the glass, None before a display came."""

    def tell(self, news: Ending) -> None:
        """Say that the frame is empty; it goes by itself."""


def ask_aside(deed: deeds.Deed) -> None:
    """Ask the steward for a deed on a thread of its own, if this machine has one."""
    if asking_steward.is_there():
        threading.Thread(target=_ask, args=(deed,), name="steward", daemon=True).start()


def _ask(deed: deeds.Deed) -> None:
    try:
        asking_steward.ask(deed)
    except FrameError as problem:
        event(_LOG, "steward.refused", logging.ERROR, error=type(problem).__name__)


class Parting:
    """Shows the last word, if there is one; call `step` often, in core's thread."""

    def __init__(
        self,
        glass: Glass,
        said: EndingView | None,
        clock: Clock,
        ask: Ask = ask_aside,
        is_begun: Callable[[], bool] = resetting.is_begun,
    ) -> None:
        self._glass, self._clock, self._ask = glass, clock, ask
        self._said = said
        self._since_s = clock.monotonic_s()
        self._restarts = said is not None and said.machine and is_begun()
        if said is not None and not self._restarts:
            ask(deeds.Trim())

    def step(self) -> None:
        """Show it as soon as there is a glass; a minute later, restart where that is due."""
        at_s = self._clock.monotonic_s()
        if self._said is not None and self._glass.view() is not None:
            self._glass.tell(Ending(view=self._said))
            self._said, self._since_s = None, at_s
        if self._restarts and at_s - self._since_s >= SHOWN_S:
            self._restarts = False
            self._ask(deeds.Restart())


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
