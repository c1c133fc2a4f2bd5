"""What core knows of the room: whether somebody is there, and how light it is.

Rule 1: the camera is on only while something is wanted of it, and `step` says what that is.
Rule 2: what is not known is None, never a guess: a camera that fails leaves the glass lit.
Rule 3: nothing of it is kept. It is forgotten when core ends, and nobody is told.
"""

import logging
from collections.abc import Callable
from typing import Final

from frame.devices.watch import Noticed, RoomWatch, Told, Watch
from frame.errors import DeviceFailed
from frame.log import event
from frame.ports import Clock

AGAIN_S: Final = 30.0
"""How long after a watch that ended the next one begins."""
SILENT_S: Final = 20.0
STARTING_S: Final = 150.0
"""How long nothing may be heard, later and in the beginning, when models are loaded."""
_LOG = logging.getLogger("frame.room")
Begin = Callable[[Told], RoomWatch]
Post = Callable[[Callable[[], object]], None]


class Room:
    """One room; only core's thread calls it."""

    def __init__(self, begin: Begin, post: Post, clock: Clock) -> None:
        self._begin, self._post, self._clock = begin, post, clock
        self._watch: RoomWatch | None = None
        self._wanted = Watch()
        self._number = 0
        self._due_s = self._again_s = float("-inf")
        self._someone: bool | None = None
        self._since_s = 0.0
        self.light: int | None = None
        self.trouble = ""
        self.take_code: Callable[[str], None] = lambda _: None

    @property
    def someone(self) -> bool | None:
        """Whether somebody is there; None where nobody knows."""
        return self._someone

    @property
    def absent_s(self) -> float:
        """How long nobody has been there; 0 while somebody is, or it is not known."""
        return self._clock.monotonic_s() - self._since_s if self._someone is False else 0.0

    def step(self, wanted: Watch) -> None:
        """See to it that this is watched, and no more; call often."""
        at_s = self._clock.monotonic_s()
        if self._watch is not None and (not wanted.wants or at_s >= self._due_s):
            self._end(again_s=AGAIN_S if wanted.wants else 0.0)
        if wanted.wants and self._watch is None and at_s >= self._again_s:
            self._start(wanted)
        elif self._watch is not None and wanted != self._wanted:
            self._watch.want(wanted)
        self._wanted = wanted

    def close(self) -> None:
        """Switch the camera off."""
        self._end()

    def _start(self, wanted: Watch) -> None:
        self._number += 1
        number, at_s = self._number, self._clock.monotonic_s()
        self._due_s = at_s + STARTING_S

        def told(noticed: Noticed | None) -> None:
            self._post(lambda: self._heard(number, noticed))

        try:
            self._watch = self._begin(told)
        except DeviceFailed as problem:
            self._fails(str(problem))
            self._again_s = at_s + AGAIN_S
        else:
            self._watch.want(wanted)

    def _end(self, again_s: float = 0.0) -> None:
        watch, self._watch = self._watch, None
        self._number += 1
        self._someone = self.light = None
        self._again_s = self._clock.monotonic_s() + again_s
        if watch is not None:
            watch.close()

    def _heard(self, number: int, noticed: Noticed | None) -> None:
        if number != self._number:
            return  # it was said by a watch that is over
        at_s = self._clock.monotonic_s()
        if noticed is None:
            self._end(again_s=AGAIN_S)
            return
        self._due_s = at_s + SILENT_S
        self._someone, self.light = noticed.someone, noticed.light
        self._since_s = at_s - noticed.for_s
        self._fails(noticed.trouble)
        if noticed.code and self._wanted.codes:
            self.take_code(noticed.code)

    def _fails(self, trouble: str) -> None:
        if trouble != self.trouble:
            event(_LOG, "camera.fails" if trouble else "camera.works", logging.WARNING)
        self.trouble = trouble
