"""What devices say to each other inside envelopes: one noun per row of docs/protocol.md §7.

What a frame shows of itself stands in rooms of its own (`frame_views`, `frame_pictures`,
`frame_people`, `frame_privacy`); all of them meet in one table here.

Rule 1: the fields of a message are numbered from 10, in the order in which its class names
        them; `_SPELLING` says how each is written and within which bounds it is read.
Rule 2: whatever `from_letter` returns, `to_letter` writes with the same bytes.
Rule 3: what a message may do is decided elsewhere; here it is only well formed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import IntEnum
from typing import Any, Final, TypeAlias

from frame.errors import BadMessage
from frame.protocol import frame_people, frame_pictures, frame_views
from frame.protocol.envelope import OWN_FIELDS, Kind, Letter, Rank
from frame.protocol.facts import Ask, Head
from frame.protocol.fields import Fields, as_array, as_octets, as_taken, as_whole
from frame.protocol.frame_people import PERSONS, Persons
from frame.protocol.frame_pictures import PICTURES, Pictures
from frame.protocol.frame_privacy import ACCOUNTS, Accounts
from frame.protocol.frame_views import VIEWS, View
from frame.protocol.lines import DIGEST_BYTES, KEY_BYTES, LINE_BYTES, NUMBERS, SIGNATURE_BYTES
from frame.protocol.notes import DIGEST_BYTES as NOTES_DIGEST_BYTES
from frame.protocol.notes import NOTE_BYTES
from frame.protocol.photos import (
    CHECK_BYTES,
    CHUNKS,
    EPOCHS,
    PHOTO_BYTES,
    TRANSFER_BYTES,
    chunk_count,
    sealed_bytes,
)
from frame.protocol.spelling import Part, array, choice, is_ascending, octets, row, text, whole
from frame.protocol.unlocking import PARTINGS, Parts
from frame.protocol.wire import VALUE_BYTES, Value

LINES: Final = 64
ALBUMS: Final = 256
AUTHORS: Final = 128
ASKS: Final = 64
NOTES: Final = 256
DEVICES: Final = 64
LABEL_CHARACTERS: Final = 64
VERSION_CHARACTERS: Final = 64
WINDOW: Final = 16
DIGITS: Final = 1_000_000
FREE_STEP: Final = 64 * 1024 * 1024


class Result(IntEnum):
    """What became of a photo at its receiver."""

    KEPT = 1
    HAD_IT = 2
    NO_CONSENT = 3
    NO_ROOM = 4
    QUOTA = 5
    NOT_A_PHOTO = 6
    DAMAGED = 7
    UNKNOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Lines of consent as they came (§8), at most 64."""

    lines: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumHeads:
    """How far each author's chain of one album is whole, and the digest of its notes (16)."""

    album: bytes
    heads: Mapping[bytes, Head]
    notes: bytes = bytes(NOTES_DIGEST_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heads:
    """What one has of the albums two devices have in common, ascending, at most 256."""

    albums: tuple[AlbumHeads, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLines:
    """Which lines of an album are missing."""

    album: bytes
    wanted: tuple[Ask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """The key of the sender's photos of an album, from an epoch on."""

    album: bytes
    epoch: int
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A photo that waits for its receiver.

    picture_bytes, sealed_bytes   as it is, and padded and sealed
    checks                        16 bytes for each chunk
    taken                         "YYYY-MM-DDTHH:MM:SS" on the camera's clock
    sender                        the device that brought the photo into the album
    """

    transfer: bytes
    album: bytes
    epoch: int
    photo: bytes
    picture_bytes: int
    sealed_bytes: int
    checks: bytes = field(repr=False)
    taken: str | None = None
    sender: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Want:
    """Which chunks are wanted, lowest bit first, and how many of them now."""

    transfer: bytes
    bitmap: bytes
    window: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A transfer is over."""

    transfer: bytes
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Signed notes as they came (§10), at most 256."""

    notes: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHolding:
    """What do you hold of mine?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much of one album a frame holds."""

    album: bytes
    photos: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a frame holds."""

    albums: tuple[Held, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite:
    """Show a card; who pairs by it gets this role."""

    role: Rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """The digits on the other side's screen, as a whole number."""

    digits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDevices:
    """Who is paired?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A device of a frame; paired at `at_ms`."""

    key: bytes
    rank: Rank
    label: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Devices:
    """The devices of a frame, at most 64."""

    devices: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """Call a device by another label."""

    device: bytes
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """Forget a device."""

    device: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Erase everything of my owner, for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """It was erased: so many photos, at a generation of the store, at a time."""

    photos: int
    generation: int
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How a frame is; `free_bytes` is a multiple of 64 MiB."""

    photos: int
    free_bytes: int
    version: str


OfAlbums: TypeAlias = Lines | Heads | AskLines | NewKey | Notes | AskHolding | Holding
OfPhotos: TypeAlias = Offer | Want | Done
OfDevices: TypeAlias = Invite | Approve | AskDevices | Devices | Rename | Remove
OfFrames: TypeAlias = Leave | Left | State | View | Pictures | Persons | Accounts | Parts
Message: TypeAlias = OfAlbums | OfPhotos | OfDevices | OfFrames


def _read_heads(value: Value) -> Mapping[bytes, Head]:
    rows = [as_array(one, 3, 3) for one in as_array(value, 0, AUTHORS)]
    authors = [as_octets(author, KEY_BYTES) for author, _, _ in rows]
    is_ascending(authors)
    heads = [
        Head(as_whole(number, 0, NUMBERS - 1), as_octets(digest, DIGEST_BYTES))
        for _, number, digest in rows
    ]
    return dict(zip(authors, heads, strict=True))


def _write_heads(heads: Mapping[bytes, Head]) -> Value:
    return tuple((author, head.number, head.digest) for author, head in sorted(heads.items()))


_KEY, _ALBUM, _TRANSFER = octets(KEY_BYTES), octets(DIGEST_BYTES), octets(TRANSFER_BYTES)
_EPOCH, _LABEL = whole(EPOCHS - 1), text(LABEL_CHARACTERS)
_HEADS = row(AlbumHeads, _ALBUM, Part(_read_heads, _write_heads), octets(NOTES_DIGEST_BYTES))
_LISTED = row(Listed, _KEY, choice(Rank, Rank.FRAME), _LABEL, whole())
_OFFER = (
    _TRANSFER,
    _ALBUM,
    _EPOCH,
    octets(PHOTO_BYTES),
    whole(least=1),
    whole(least=1),
    octets(CHECK_BYTES, VALUE_BYTES),
    Part(as_taken, optional=True),
    _KEY,
)
_SPELLING: dict[Kind, tuple[type[Any], tuple[Part, ...]]] = {
    Kind.LINES: (Lines, (array(octets(SIGNATURE_BYTES + 1, LINE_BYTES), LINES),)),
    Kind.HEADS: (Heads, (array(_HEADS, ALBUMS),)),
    Kind.ASK: (AskLines, (_ALBUM, array(row(Ask, _KEY, whole(NUMBERS - 1)), ASKS))),
    Kind.KEY: (NewKey, (_ALBUM, _EPOCH, _KEY)),
    Kind.OFFER: (Offer, _OFFER),
    Kind.WANT: (Want, (_TRANSFER, octets(1, CHUNKS // 8), whole(WINDOW, 1))),
    Kind.DONE: (Done, (_TRANSFER, choice(Result, max(Result)))),
    Kind.NOTES: (Notes, (array(octets(SIGNATURE_BYTES + 1, NOTE_BYTES), NOTES),)),
    Kind.ASK_HOLDING: (AskHolding, ()),
    Kind.HOLDING: (Holding, (array(row(Held, _ALBUM, whole(), whole()), ALBUMS),)),
    Kind.INVITE: (Invite, (choice(Rank, Rank.VIEWER),)),
    Kind.APPROVE: (Approve, (whole(DIGITS - 1),)),
    Kind.ASK_DEVICES: (AskDevices, ()),
    Kind.DEVICES: (Devices, (array(_LISTED, DEVICES),)),
    Kind.RENAME: (Rename, (_KEY, _LABEL)),
    Kind.REMOVE: (Remove, (_KEY,)),
    Kind.LEAVE: (Leave, ()),
    Kind.LEFT: (Left, (whole(), whole(), whole())),
    Kind.STATE: (State, (whole(), whole(), text(VERSION_CHARACTERS))),
    **VIEWS,
    **PICTURES,
    **PERSONS,
    **ACCOUNTS,
    **PARTINGS,
}
_KINDS = {noun: kind for kind, (noun, _) in _SPELLING.items()}


def to_letter(message: Message, number: int) -> Letter:
    """Return the letter that says this; `number` is that of §6.3.

    Raises BadMessage where the message breaks a bound.
    """
    kind = _KINDS[type(message)]
    own = {
        key: part.write(getattr(message, name))
        for key, name, part in _places(kind)
        if not part.optional or getattr(message, name) is not None
    }
    letter = Letter(kind=kind, number=number, own=own)
    from_letter(letter)
    return letter


def from_letter(letter: Letter) -> Message:
    """Return what a letter says; raise BadMessage."""
    told = Fields(letter.own)
    found = {
        name: told.value(key, part.read)
        for key, name, part in _places(letter.kind)
        if not part.optional or key in letter.own
    }
    told.end()
    message: Message = _SPELLING[letter.kind][0](**found)
    _is_sensible(message)
    return message


def _places(kind: Kind) -> Iterator[tuple[int, str, Part]]:
    noun, parts = _SPELLING[kind]
    for place, (one, part) in enumerate(zip(fields(noun), parts, strict=True)):
        yield OWN_FIELDS + place, one.name, part


def _is_sensible(message: Message) -> None:
    """Refuse what one field alone does not show; raise BadMessage."""
    match message:
        case Heads():
            is_ascending([one.album for one in message.albums])
        case Offer():
            if message.sealed_bytes != sealed_bytes(message.picture_bytes):
                raise BadMessage("a photo is sealed to another length than the protocol has")
            if len(message.checks) != CHECK_BYTES * chunk_count(message.sealed_bytes):
                raise BadMessage("an offer has one check for each chunk")
        case State():
            if message.free_bytes % FREE_STEP:
                raise BadMessage("a frame says how much is free in steps of 64 MiB")
        case _:
            frame_views.is_sensible(message)
            frame_pictures.is_sensible(message)
            frame_people.is_sensible(message)
