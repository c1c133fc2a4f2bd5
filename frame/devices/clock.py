"""The wall clock and the kernel's randomness: the only places that read them."""

import os
import time
from datetime import UTC, datetime
from typing import Final

_BUILT: Final = datetime(2026, 1, 1, tzinfo=UTC)


class WallClock:
    """This machine's time."""

    def now(self) -> datetime:
        """Return the aware local time."""
        return datetime.now().astimezone()  # noqa: TID251  # the one place that may

    def monotonic_s(self) -> float:
        """Return seconds that only ever grow."""
        return time.monotonic()


class KernelEntropy:
    """getrandom(2)."""

    def fresh(self, count: int) -> bytes:
        """Return `count` unpredictable bytes."""
        return os.urandom(count)


def is_set(now: datetime) -> bool:
    """Say whether a time can be right: a board without a battery starts in the past."""
    return now > _BUILT
