"""Which card is due while a frame looks for its network, and whether it asks for its first owner.

Rule 1: photos go on. Where there are any, no card ever takes their place: a small one stands among
        them for a while, then one sentence.
Rule 2: a frame that was never given a network, and has photos, is fine as it is.
Rule 3: a frame with an owner never asks for another one by itself.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PATIENCE_S: Final = 30.0
"""How long nothing is said after the start: links take this long to come up."""
JOINING_S: Final = 90.0
"""How long a network that is known may take."""
MENTIONED_S: Final = 120.0
"""After how long without it photos carry the sentence that it is away."""
LOST_S: Final = 600.0
"""After how long the small card comes; it stays so long, then comes back for a minute."""
AGAIN_S: Final = 1800.0
SHOWN_S: Final = 60.0
CARD_S: Final = 190.0
"""How long after a pairing card the next one comes: that one was valid for 180 seconds."""
_CLOCK_S: Final = 60.0


class Step(StrEnum):
    """Where a frame stands on its way into a network."""

    STARTING = "starting"
    JOINING = "joining"
    NO_NETWORK = "no network"
    UNREACHABLE = "unreachable"
    FAULTY = "faulty"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the frame knows.

    up       packets can pass, by cable or through the air
    since_s  for how long that has been so
    known    some Wi-Fi network was set up
    photos   there is something to show
    claimed  somebody owns this frame
    faulty   rpi-preseed.toml has faults
    given_s  how long ago somebody last gave it a network; None where nobody did
    """

    up: bool
    since_s: float
    known: bool = False
    photos: bool = False
    claimed: bool = False
    faulty: bool = False
    given_s: float | None = None

    @property
    def joins(self) -> bool:
        """Whether it is busy joining what somebody gave it just now."""
        return not self.up and self.given_s is not None and self.given_s < JOINING_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What the glass says: a card, a small one among the photos, or a sentence; or nothing."""

    step: Step | None = None
    small: bool = False
    trouble: str = ""


NOTHING: Final = Advice()
_AWAY: Final = "No network: photos go on, but phones cannot reach this frame"
_JOINING: Final = "Joining the Wi-Fi: that takes about a minute"
_FAULTY: Final = "The settings on the memory card have a fault and were not used"


def advise(now: Situation) -> Advice:
    """Return what is due."""
    if now.photos:
        return _among_photos(now)
    if now.faulty and not now.claimed and not now.joins:
        return Advice(step=Step.FAULTY)
    if now.up:
        return NOTHING
    return Advice(step=_on_the_way(now))


def _on_the_way(now: Situation) -> Step:
    if now.joins:
        return Step.JOINING
    if now.since_s < PATIENCE_S:
        return Step.STARTING
    if not now.known:
        return Step.NO_NETWORK
    return Step.JOINING if now.since_s < JOINING_S else Step.UNREACHABLE


def _among_photos(now: Situation) -> Advice:
    if now.joins:
        return Advice(trouble=_JOINING)
    if now.faulty:
        return Advice(trouble=_FAULTY)
    if now.up or now.since_s < MENTIONED_S or not (now.known or now.claimed):
        return NOTHING
    lost_s = now.since_s - LOST_S
    if 0 <= lost_s < LOST_S or (lost_s >= 0 and lost_s % AGAIN_S < SHOWN_S):
        return Advice(step=Step.LOST, small=True, trouble=_AWAY)
    return Advice(trouble=_AWAY)


def asks_for_owner(now: Situation, *, clock_is_set: bool, last_card_s: float | None) -> bool:
    """Say whether the pairing card is to be opened by itself.

    `last_card_s` is how long ago that was done last, None where it was not since the start. With
    photos it is done once: whoever wants the card later presses P. A clock that was not set yet is
    waited for, because the card counts by it.
    """
    if not now.up or now.claimed or not (clock_is_set or now.since_s >= _CLOCK_S):
        return False
    return last_card_s is None or (not now.photos and last_card_s >= CARD_S)
