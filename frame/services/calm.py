"""Whether the frame is cool and idle enough for work that nobody waits for."""

from dataclasses import dataclass

from frame.devices.heat import Warmth

COOLER_C = 5.0
_BUSY = 1.25  # processes for each processor; our own work is one of them
_QUIET = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calm:
    """The limit, and whether it was passed; a frame that got hot waits until it is cooler."""

    hottest_c: float
    resting: bool = False


def may_work(calm: Calm, now: Warmth) -> tuple[Calm, bool]:
    """Return whether background work may go on now.

    Once it had to stop it goes on only when the frame is COOLER_C below the limit and quiet, so
    that it does not start and stop with every breath.
    """
    limit_c = calm.hottest_c - (COOLER_C if calm.resting else 0.0)
    limit_load = _QUIET if calm.resting else _BUSY
    hot = now.celsius is not None and now.celsius >= limit_c
    resting = now.throttled or hot or now.load > limit_load
    return Calm(hottest_c=calm.hottest_c, resting=resting), not resting
