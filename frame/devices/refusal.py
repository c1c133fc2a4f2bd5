"""Why a file is not taken, as data a decode child may say and as the sentence a person reads.

Rule: a child never chooses words. It names a reason and numbers; the sentence is made here, on
the trusted side, so nothing out of a hostile file reaches a screen, a log or a terminal.
"""

from dataclasses import dataclass
from enum import StrEnum

from frame.devices.kinds import OPENED, Foreign, Kind
from frame.errors import NotAPhoto


class Why(StrEnum):
    """What was wrong with the file."""

    EMPTY = "empty"
    FOREIGN = "foreign"
    TOO_MANY_BYTES = "too many bytes"
    TOO_MANY_PIXELS = "too many pixels"
    DAMAGED = "damaged"
    MEMORY = "memory"
    TIME = "time"
    CRASH = "crash"
    ATTACK = "attack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One reason; `size` and `limit` are megapixels, megabytes or seconds, as it has it."""

    why: Why
    kind: Kind | None = None
    foreign: Foreign = Foreign.UNKNOWN
    size: int = 0
    limit: int = 0


_SMALLER = "Make a smaller copy of it on a computer and import that."


class Refused(NotAPhoto):
    """A file that is not taken, with the reason as data beside the sentence."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(sentence(refusal), hint=_HINTS.get(refusal.why))
        self.refusal = refusal


_HINTS = {
    Why.TOO_MANY_BYTES: _SMALLER,
    Why.TOO_MANY_PIXELS: _SMALLER,
    Why.MEMORY: _SMALLER,
    Why.ATTACK: "Do not open it elsewhere, and tell the person you have it from.",
    Why.EMPTY: "Copy it again from where it came from.",
}


def sentence(refusal: Refusal) -> str:
    """Return the reason as one sentence for a person."""
    name = f"{refusal.kind} picture" if refusal.kind else "picture"
    return {
        Why.EMPTY: "the file is empty",
        Why.FOREIGN: f"this is {refusal.foreign}; the frame opens {OPENED}",
        Why.TOO_MANY_BYTES: f"the file has {refusal.size} megabytes; the frame opens files"
        f" up to {refusal.limit}",
        Why.TOO_MANY_PIXELS: f"this {name} has {refusal.size} megapixels; the frame has memory"
        f" for up to {refusal.limit} in this format",
        Why.DAMAGED: f"this {name} is damaged or cut off and does not open",
        Why.MEMORY: f"this {name} needs more memory to open than the frame gives it",
        Why.TIME: f"this {name} was not open after {refusal.limit} seconds",
        Why.CRASH: f"this {name} is damaged in a way that stops its decoder",
        Why.ATTACK: f"this {name} tried to do what no picture needs to do, and was stopped",
    }[refusal.why]
