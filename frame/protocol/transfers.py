"""How far a transfer is at its receiver: the table of docs/protocol.md §9 as data.

Rule: what is not in the table changes nothing. `arrivals` does what it says, and a test walks
both side by side.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Phase(StrEnum):
    """How far a transfer is at its receiver."""

    NONE = "New"
    WAITING = "Waiting"
    COLLECTING = "Collecting"
    WHOLE = "Whole"
    DONE = "Done"
    DROPPED = "Dropped"


class Event(StrEnum):
    """What a transfer hears."""

    OFFER = "offer, allowed"
    TURN_DOWN = "offer, not allowed"
    QUEUE = "offer, two are open"
    TURN = "another one ends"
    CHUNK = "chunk that checks"
    LAST_CHUNK = "last chunk that checks"
    STORED = "stored"
    REFUSED = "does not open, no photo, no room"
    OVER = "revocation, lease over, done, 7 days without a chunk"


STEPS: Final[Mapping[tuple[Phase, Event], Phase]] = {
    (Phase.NONE, Event.OFFER): Phase.COLLECTING,
    (Phase.NONE, Event.QUEUE): Phase.WAITING,
    (Phase.NONE, Event.TURN_DOWN): Phase.DROPPED,
    (Phase.WAITING, Event.OFFER): Phase.WAITING,
    (Phase.WAITING, Event.TURN): Phase.COLLECTING,
    (Phase.WAITING, Event.TURN_DOWN): Phase.DROPPED,
    (Phase.WAITING, Event.OVER): Phase.DROPPED,
    (Phase.COLLECTING, Event.OFFER): Phase.COLLECTING,
    (Phase.COLLECTING, Event.CHUNK): Phase.COLLECTING,
    (Phase.COLLECTING, Event.LAST_CHUNK): Phase.WHOLE,
    (Phase.COLLECTING, Event.TURN_DOWN): Phase.DROPPED,
    (Phase.COLLECTING, Event.REFUSED): Phase.DROPPED,
    (Phase.COLLECTING, Event.OVER): Phase.DROPPED,
    (Phase.WHOLE, Event.OFFER): Phase.WHOLE,
    (Phase.WHOLE, Event.STORED): Phase.DONE,
    (Phase.WHOLE, Event.TURN_DOWN): Phase.DROPPED,
    (Phase.WHOLE, Event.REFUSED): Phase.DROPPED,
    (Phase.WHOLE, Event.OVER): Phase.DROPPED,
    (Phase.DONE, Event.OFFER): Phase.DONE,
    (Phase.DONE, Event.CHUNK): Phase.DONE,
    (Phase.DROPPED, Event.OFFER): Phase.DROPPED,
    (Phase.DROPPED, Event.CHUNK): Phase.DROPPED,
}
"""What is not here changes nothing. Only those are remembered as dropped that did not open or
were no photo; for others an offer begins anew.
"""
