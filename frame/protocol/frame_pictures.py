"""Whole pictures of a frame: into another album, and back to who may see them.

Kinds 40 to 43 of docs/protocol.md §7. A device keeps no photo it has sent, so the frame is asked
to file its own under another name, and hands it out in parts.

Rule 1: a part is PART_BYTES long and begins at a multiple of it; only the last one is shorter.
Rule 2: who may ask for which picture is decided by the frame; here it is only well formed.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, TypeAlias

from frame.errors import BadMessage
from frame.protocol.envelope import Kind
from frame.protocol.lines import DIGEST_BYTES
from frame.protocol.photos import PHOTO_BYTES
from frame.protocol.spelling import Part, ascending, choice, octets, row, whole

COPIES: Final = 32
PART_BYTES: Final = 127 * 1024
"""Octets of a part: with its other fields it just fits into the largest envelope."""
WHOLE_BYTES: Final = 50_000_000


class CopyResult(IntEnum):
    """What became of a photo that was to be in another album, too."""

    KEPT = 1
    NO_PHOTO = 2
    NOT_ALLOWED = 3
    NO_ROOM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class NewName:
    """A photo as it is called now, and what its copy is called: 16 bytes each."""

    photo: bytes
    name: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """File these photos of one album into another one, too: 1 to 32, ascending by photo."""

    from_album: bytes
    to_album: bytes
    photos: tuple[NewName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the copy of this name."""

    name: bytes
    result: CopyResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What became of copies into an album, at most 32, ascending by name."""

    to_album: bytes
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPart:
    """Give me the octets of this picture from here: `offset` is a multiple of PART_BYTES."""

    album: bytes
    photo: bytes
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturePart:
    """A part of a picture, a JPEG of `size` bytes without metadata; `data` as in Rule 1."""

    album: bytes
    photo: bytes
    offset: int
    size: int
    data: bytes = field(repr=False)


Pictures: TypeAlias = Copy | Copied | AskPart | PicturePart

_ALBUM, _PHOTO = octets(DIGEST_BYTES), octets(PHOTO_BYTES)
_NEW_NAME = row(NewName, _PHOTO, _PHOTO)
_OUTCOME = row(Outcome, _PHOTO, choice(CopyResult, max(CopyResult)))
_NEW_NAMES = ascending(_NEW_NAME, COPIES, lambda one: one.photo, 1)
_OUTCOMES = ascending(_OUTCOME, COPIES, lambda one: one.name)
_OFFSET = whole(WHOLE_BYTES - 1)
_PART = (_ALBUM, _PHOTO, _OFFSET, whole(WHOLE_BYTES, 1), octets(1, PART_BYTES))
PICTURES: Final[dict[Kind, tuple[type[Any], tuple[Part, ...]]]] = {
    Kind.COPY: (Copy, (_ALBUM, _ALBUM, _NEW_NAMES)),
    Kind.COPIED: (Copied, (_ALBUM, _OUTCOMES)),
    Kind.ASK_PART: (AskPart, (_ALBUM, _PHOTO, _OFFSET)),
    Kind.PART: (PicturePart, _PART),
}
"""How each is spelt: its noun, and its fields in their order from 10."""


def is_sensible(message: object) -> None:
    """Refuse a new name that comes twice, and a part in the wrong place; raise BadMessage."""
    match message:
        case Copy(photos=photos):
            if len({one.name for one in photos}) != len(photos):
                raise BadMessage("two photos cannot get one new name")
        case AskPart(offset=offset):
            _begins_a_part(offset)
        case PicturePart(offset=offset, size=size, data=data):
            _begins_a_part(offset)
            if len(data) != min(PART_BYTES, size - offset):
                raise BadMessage("a part of a picture has another length than it must have")


def _begins_a_part(offset: int) -> None:
    if offset % PART_BYTES:
        raise BadMessage("a part of a picture begins where none does")
