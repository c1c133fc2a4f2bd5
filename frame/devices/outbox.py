"""What was handed to a connection and is not yet acknowledged by the broker.

Rule 1: only so many letters are in flight as the broker takes; the rest waits its turn.
Rule 2: a letter that outlived its time is not sent; one that was sent is kept until it is
        acknowledged, however many connections that takes.
Rule 3: any thread may hand in; one thread sends.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_BYTES: Final = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Letter:
    """A message; `until_s` is the monotonic time after which nobody wants it."""

    topic: str
    payload: bytes
    retain: bool = False
    until_s: float | None = None


class Outbox:
    """Letters that wait and letters in flight; open only while there is a connection."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: deque[Letter] = deque()
        self._waiting_bytes = 0
        self._flying: dict[int, Letter] = {}
        self._open = False

    @property
    def is_open(self) -> bool:
        """Whether letters are taken."""
        return self._open

    def open(self, *, now: bool) -> None:
        """Take letters from now on, or no longer."""
        with self._lock:
            self._open = now

    def add(self, letter: Letter) -> bool:
        """Take a letter; False when there is no connection, or 32 MiB wait already."""
        with self._lock:
            if not self._open or self._waiting_bytes + len(letter.payload) > _BYTES:
                return False
            self._waiting.append(letter)
            self._waiting_bytes += len(letter.payload)
            return True

    def send(self, window: int, post: Callable[[Letter, float | None], int]) -> None:
        """Post what waits until `window` letters are in flight.

        `post` gets a letter and the seconds it has left, and returns the number under which the
        broker will acknowledge it.
        """
        while True:
            with self._lock:
                if len(self._flying) >= window or not self._waiting:
                    return
                letter = self._waiting.popleft()
                self._waiting_bytes -= len(letter.payload)
                left_s = None if letter.until_s is None else letter.until_s - self._clock()
                if left_s is None or left_s > 0:
                    self._flying[post(letter, left_s)] = letter

    def acknowledged(self, number: int) -> None:
        """Forget a letter that has arrived."""
        with self._lock:
            self._flying.pop(number, None)

    def flying(self) -> int:
        """Return how many letters are in flight."""
        return len(self._flying)

    def take_back(self) -> None:
        """Let letters in flight wait again, in front and in their order."""
        with self._lock:
            self._waiting.extendleft(reversed(self._flying.values()))
            self._waiting_bytes += sum(len(one.payload) for one in self._flying.values())
            self._flying.clear()

    def pending(self) -> int:
        """Return how many letters are not acknowledged."""
        with self._lock:
            return len(self._waiting) + len(self._flying)
