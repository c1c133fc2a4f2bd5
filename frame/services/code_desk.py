"""Wi-Fi by a code that is held to the camera: it goes to the steward, and nowhere else.

Rule 1: the text, the name and the passphrase are in no log, no store and on no glass. What is
        remembered of a code is a number from which it cannot be told.
Rule 2: a code that is none, or of a network a frame cannot join, gets one sentence on the glass.
Rule 3: one code is at work at a time; the steward is asked on a thread of its own.
"""

import logging
import threading
from collections.abc import Callable
from typing import Final, Protocol

from frame.errors import BadRequest, FrameError
from frame.log import event
from frame.ports import Clock
from frame.services.deeds import Deed, JoinWifi
from frame.upkeep.wifi_code import read_wifi_code

SAID_S: Final = 8.0
AGAIN_S: Final = 12.0
"""How long the same code is not looked at again."""
_LOG = logging.getLogger("frame.room")
_JOINING: Final = "Got it. Joining \u2026"


class Glass(Protocol):
    """Core, as far as codes go."""

    def say(self, words: str, seconds: float) -> None:
        """Put a sentence on the glass for a while."""

    def post(self, work: Callable[[], object]) -> None:
        """Have work done by core's thread."""


class Way(Protocol):
    """The lookout, which says where the frame stands on its way into a network."""

    def given(self, *, well: bool = True) -> None:
        """Somebody gave the frame a network; or, after all, it was not `well`."""


class CodeDesk:
    """Takes codes, in core's thread; `ask` has the steward do a deed and returns what it says."""

    def __init__(self, glass: Glass, way: Way, ask: Callable[[Deed], str], clock: Clock) -> None:
        self._glass, self._way, self._ask, self._clock = glass, way, ask, clock
        self._busy = False
        self._last, self._last_s = 0, float("-inf")

    def take(self, text: str) -> None:
        """Join the network of a code, or say why not."""
        at_s = self._clock.monotonic_s()
        again = hash(text) == self._last and at_s - self._last_s < AGAIN_S
        if self._busy or again:
            return
        self._last, self._last_s = hash(text), at_s
        try:
            network = read_wifi_code(text)
        except BadRequest as problem:
            self._refuse(problem)
            return
        deed = JoinWifi(ssid=network.ssid, passphrase=network.passphrase, hidden=network.hidden)
        self._busy = True
        self._way.given()
        self._glass.say(_JOINING, SAID_S)
        event(_LOG, "wifi.code", state="read")
        threading.Thread(target=self._join, args=(deed,), name="joining", daemon=True).start()

    def _join(self, deed: Deed) -> None:
        try:
            self._ask(deed)
        except FrameError as problem:
            refused = problem
            self._glass.post(lambda: self._failed(refused))
        else:
            self._glass.post(self._done)

    def _done(self) -> None:
        self._busy = False

    def _failed(self, problem: FrameError) -> None:
        self._busy = False
        self._way.given(well=False)
        self._refuse(problem)

    def _refuse(self, problem: FrameError) -> None:
        event(_LOG, "wifi.code", logging.WARNING, error=type(problem).__name__)
        sentence = str(problem)
        self._glass.say(f"{sentence[:1].upper()}{sentence[1:]}", SAID_S)
