"""What goes between the decoder, its fork server and their children.

Order   decoder → server: one picture's work and its limits; beside it the picture's memory and
        the socket for the report.
Answer  child → server → decoder: what a child says. It is not trusted: enumerations and numbers
        only, checked again by the decoder; beside it the memory that holds the pictures.
Report  server → decoder: how the child ended, which the child cannot forge, and its answer.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from frame.devices.metadata import Trace
from frame.devices.refusal import Refusal
from frame.model import UNTOUCHED, Remedy

Sides = tuple[int, int]
Edges = tuple[float, float, float, float]
"""Left, top, width and height, in fractions of the picture."""


class Clean(msgspec.Struct, frozen=True, tag="clean"):
    """Make a clean photo of an untrusted file; the answer has three memories."""

    master_px: int


class Scale(msgspec.Struct, frozen=True, tag="scale"):
    """Give the pixels of a part of our own JPEG; the answer has one memory."""

    part: Edges
    wanted: Sides
    exact: bool
    remedy: Remedy = UNTOUCHED
    veil: tuple[Edges, ...] = ()


class Shrink(msgspec.Struct, frozen=True, tag="shrink"):
    """Make a small JPEG of pixels, which need no decoder; the answer has one memory."""

    size: Sides
    longest_px: int
    most_bytes: int


Task = Clean | Scale | Shrink


class Order(msgspec.Struct, frozen=True):
    """One picture's work, with wall-clock seconds, memory and largest answer of its child."""

    work: Task
    seconds: float
    memory_bytes: int
    answer_bytes: int


class Cleaned(msgspec.Struct, frozen=True):
    """What a child found in an untrusted file."""

    size: Sides
    original: Sides
    study: Sides
    taken_at: datetime | None
    removed: tuple[Trace, ...]


class Answer(msgspec.Struct, frozen=True):
    """What a child says: exactly one of the four."""

    cleaned: Cleaned | None = None
    scaled: Sides | None = None
    shrunk: Sides | None = None
    refused: Refusal | None = None


class Fate(StrEnum):
    """How a child ended."""

    DONE = "done"
    TIME = "time"
    MEMORY = "memory"
    CRASH = "crash"
    ATTACK = "attack"


class Report(msgspec.Struct, frozen=True):
    """How a child ended, what it used (wait4(2)), and what it said."""

    fate: Fate
    peak_bytes: int
    cpu_seconds: float
    answer: bytes = b""


ENCODE = msgspec.json.Encoder().encode
READ_ORDER = msgspec.json.Decoder(Order).decode
READ_ANSWER = msgspec.json.Decoder(Answer).decode
READ_REPORT = msgspec.json.Decoder(Report).decode
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError)


def ppm_start(sides: Sides) -> bytes:
    """Return the header that `imaging.write_pixels` puts before the pixels (netpbm, P6)."""
    return b"P6\n%d %d\n255\n" % sides
