"""The network, as core sees it; what core is to the network stands in `network.stage`.

Rule: core knows no more of the network than this.
"""

from typing import Protocol

from frame.errors import FrameError
from frame.slideshow.events import AnswerPairing, ClosePairing, Notice, OpenPairing

Wish = OpenPairing | AnswerPairing | ClosePairing


class Neighbours(Protocol):
    """The network, as core sees it; only core's thread calls it."""

    def tick(self) -> None:
        """Let time pass."""

    def open_pairing(self) -> object:
        """Show a card for another device; raise BadRequest where that is not possible."""

    def answer_pairing(self, *, yes: bool) -> None:
        """Say whether both sides show the same digits; without digits, close the card."""


def passed_on(neighbours: Neighbours | None, wish: Wish) -> Notice | None:
    """Tell the network what somebody at the glass wants of pairing; return why it cannot be."""
    if neighbours is None:
        return Notice(words="This frame has no broker, so no phone can be added")
    try:
        match wish:
            case OpenPairing():
                neighbours.open_pairing()
            case AnswerPairing(yes=yes):
                neighbours.answer_pairing(yes=yes)
            case ClosePairing():
                neighbours.answer_pairing(yes=False)
    except FrameError as problem:
        return Notice(words=str(problem))
    return None
