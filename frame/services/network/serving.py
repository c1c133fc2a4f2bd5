"""Serving: what devices ask for is done one step at a time, and everybody has their turn.

Rule 1: one step runs in core's thread and others of its work come between two steps.
Rule 2: a device has so many steps a second, and so many questions waiting; a newer question
        displaces the oldest, and one that waits already does not wait twice.
Rule 3: a step that fails, on a bad sector say, ends its question and nothing else.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from frame.log import event
from frame.post.rows import Paired
from frame.services.network.stage import Grounds

_LOG = logging.getLogger("frame.network")
Q = TypeVar("Q")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many questions of a device wait, and how many steps it gets, in the long run and once.

    steps_a_second, steps_at_once   at most
    """

    questions: int
    steps_a_second: float
    steps_at_once: float


@dataclass(slots=True)
class _Line(Generic[Q]):
    """What one device asked and was not told yet, and how many steps it may have."""

    allowance: float
    questions: deque[Q]
    at_s: float = 0.0


@dataclass(slots=True)
class Serving(Generic[Q]):
    """Serves devices; `step` does a part of a question and returns the rest, None at its end."""

    grounds: Grounds
    pace: Pace
    step: Callable[[Q, Paired], Q | None]
    _lines: dict[bytes, _Line[Q]] = field(default_factory=dict)
    _busy: bool = False

    def ask(self, question: Q, device: Paired) -> None:
        """Take a question of a device and begin with it when it is its turn."""
        line = self._lines.get(device.name)
        if line is None:
            waiting = deque[Q](maxlen=self.pace.questions)
            line = self._lines[device.name] = _Line(self.pace.steps_at_once, waiting)
        if question not in line.questions:
            line.questions.append(question)
        self.tick()

    def tick(self) -> None:
        """Go on with what was asked, if somebody waits and may have an answer."""
        if not self._busy and self._lines and self._next() is not None:
            self._busy = True
            self.grounds.stage.post(self._work)

    def _next(self) -> bytes | None:
        """Return the device that is served next; those that were served go to the end."""
        at_s, pace = self.grounds.clock.monotonic_s(), self.pace
        for name, line in self._lines.items():
            earned = (at_s - line.at_s) * pace.steps_a_second
            line.allowance = min(pace.steps_at_once, line.allowance + earned)
            line.at_s = at_s
            if line.questions and line.allowance >= 1.0:
                return name
        return None

    def _work(self) -> None:
        """Do one step for one device."""
        self._busy = False
        name = self._next()
        if name is None:
            return
        line = self._lines.pop(name)
        device = self.grounds.books.devices().get(name)
        if device is None:
            return
        line.allowance -= 1.0
        self._lines[name] = line
        rest = self._stepped(line.questions.popleft(), device)
        if rest is not None:
            line.questions.appendleft(rest)
        self.tick()

    def _stepped(self, question: Q, device: Paired) -> Q | None:
        try:
            return self.step(question, device)
        except Exception as problem:  # noqa: BLE001  # nothing a peer asks may end core
            event(_LOG, "network.failed", logging.ERROR, error=type(problem).__name__)
            return None
