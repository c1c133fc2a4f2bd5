"""A clock that moves when told, and randomness that repeats from a seed."""

import hashlib
from datetime import datetime, timedelta


class SimClock:
    """Stands still until `pass_time` is called."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._seconds = 0.0

    def now(self) -> datetime:
        """Return the time it was set to, plus what passed."""
        return self._now + timedelta(seconds=self._seconds)

    def monotonic_s(self) -> float:
        """Return the seconds that passed."""
        return self._seconds

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self._seconds += seconds


class SimEntropy:
    """Bytes that look random and are the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._calls = 0

    def fresh(self, count: int) -> bytes:
        """Return the next `count` bytes of the stream."""
        self._calls += 1
        return hashlib.shake_256(f"{self._seed}/{self._calls}".encode()).digest(count)
