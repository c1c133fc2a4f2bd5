"""Kinds 40 to 43 for the vectors of `make_frame_messages.py`: what is said, and what is refused.

The octets of parts are zeros, so that a body with a whole part in it stays easy to name.
"""

from frame.protocol.envelope import Kind
from frame.protocol.frame_pictures import (
    PART_BYTES,
    WHOLE_BYTES,
    AskPart,
    Copied,
    Copy,
    CopyResult,
    NewName,
    Outcome,
    PicturePart,
)
from frame.protocol.messages import Message, to_letter
from frame.protocol.wire import Value

_ALBUM, _OTHER, _PHOTO, _NEXT = b"a" * 32, b"b" * 32, b"p" * 16, b"q" * 16
_JPEG = b"\xff\xd8\xff\xd9"
_LAST = WHOLE_BYTES - WHOLE_BYTES % PART_BYTES
_Refused = tuple[str, Kind, dict[int, Value]]

SAID: tuple[Message, ...] = (
    Copy(
        from_album=_ALBUM,
        to_album=_OTHER,
        photos=(NewName(photo=_PHOTO, name=_NEXT), NewName(photo=_NEXT, name=_PHOTO)),
    ),
    Copied(to_album=_OTHER, outcomes=()),
    *(Copied(to_album=_OTHER, outcomes=(Outcome(name=_PHOTO, result=one),)) for one in CopyResult),
    AskPart(album=_ALBUM, photo=_PHOTO, offset=0),
    AskPart(album=_ALBUM, photo=_PHOTO, offset=_LAST),
    PicturePart(album=_ALBUM, photo=_PHOTO, offset=0, size=len(_JPEG), data=_JPEG),
    PicturePart(album=_ALBUM, photo=_PHOTO, offset=PART_BYTES, size=PART_BYTES + 1, data=b"\xd9"),
)


def refused() -> tuple[_Refused, ...]:
    """Return what is no message, and why."""
    copy, part = (dict(to_letter(SAID[place], 1).own) for place in (0, -2))
    names: list[Value] = [(n.to_bytes(16, "big"), n.to_bytes(16, "big")) for n in range(33)]
    far: dict[int, Value] = {10: _ALBUM, 11: _PHOTO, 12: 385 * PART_BYTES}
    twice: Value = ((_PHOTO, _PHOTO), (_NEXT, _PHOTO))
    return (
        ("no photos to copy", Kind.COPY, copy | {12: ()}),
        ("33 photos to copy", Kind.COPY, copy | {12: tuple(names)}),
        ("photos to copy out of order", Kind.COPY, copy | {12: (names[1], names[0])}),
        ("one new name for two photos", Kind.COPY, copy | {12: twice}),
        ("a photo to copy without a new name", Kind.COPY, copy | {12: ((_PHOTO,),)}),
        ("copied with no known result", Kind.COPIED, {10: _OTHER, 11: ((_PHOTO, 5),)}),
        ("copied twice", Kind.COPIED, {10: _OTHER, 11: ((_PHOTO, 1), (_PHOTO, 1))}),
        ("a part from its middle", Kind.ASK_PART, {10: _ALBUM, 11: _PHOTO, 12: 131_072}),
        ("a part from beyond 50 MB", Kind.ASK_PART, far),
        ("a part of nothing", Kind.PART, part | {13: 0, 14: b""}),
        ("a part of more than 50 MB", Kind.PART, part | {13: WHOLE_BYTES + 1}),
        ("a part that is too short", Kind.PART, part | {14: _JPEG[1:]}),
        ("a part that is too long", Kind.PART, part | {14: _JPEG + b"\0"}),
        ("a part from behind the end", Kind.PART, part | {12: PART_BYTES}),
        ("a part from where none begins", Kind.PART, part | {12: 1, 14: _JPEG[1:]}),
    )
