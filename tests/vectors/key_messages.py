"""Kinds 48 and 49 for the vectors of `make_frame_messages.py`: what is said, what is refused."""

from frame.protocol.envelope import Kind
from frame.protocol.messages import Message, to_letter
from frame.protocol.unlocking import Keep, Kept
from frame.protocol.wire import Value

_ASKER, _OLDER, _MEETING, _SECRET = b"k" * 32, b"o" * 32, b"m" * 32, b"s" * 32
_Refused = tuple[str, Kind, dict[int, Value]]

SAID: tuple[Message, ...] = (
    Keep(asker=_ASKER, meeting=_MEETING, secret=_SECRET),
    Keep(asker=_ASKER, meeting=_MEETING, secret=_SECRET, still=(_OLDER,)),
    Kept(asker=_ASKER),
)


def refused() -> tuple[_Refused, ...]:
    """Return what is no message, and why."""
    keep = dict(to_letter(SAID[0], 1).own)
    return (
        ("a part of 31 bytes", Kind.KEEP, keep | {12: _SECRET[1:]}),
        ("a part without its topics", Kind.KEEP, {10: _ASKER, 12: _SECRET, 13: ()}),
        ("five older parts", Kind.KEEP, keep | {13: (_OLDER,) * 5}),
        ("an older part of 33 bytes", Kind.KEEP, keep | {13: (_OLDER + b"o",)}),
        ("keeping nothing", Kind.KEPT, {}),
        ("keeping 16 bytes", Kind.KEPT, {10: _ASKER[:16]}),
    )
