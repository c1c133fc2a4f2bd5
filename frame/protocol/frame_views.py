"""What a frame shows its devices of itself: its glass, its settings, the photos it holds.

Kinds 20 to 28 of docs/protocol.md §7. What a phone sees of the glass is a small picture that the
frame made; what it changes is a whole set of settings.

Rule: whose photos somebody may look at is decided by the frame; here it is only well formed.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, TypeAlias

from frame.errors import BadMessage
from frame.protocol.envelope import Kind
from frame.protocol.fields import as_taken, as_text
from frame.protocol.lines import DIGEST_BYTES, KEY_BYTES
from frame.protocol.photos import PHOTO_BYTES
from frame.protocol.spelling import Part, array, ascending, choice, flag, octets, row, text, whole
from frame.protocol.wire import Value

TAG_BYTES: Final = 16
ON_THE_GLASS: Final = 4
BECAUSE_CHARACTERS: Final = 500
CAPTION_CHARACTERS: Final = 2_000
PICTURE_BYTES: Final = 100_000
DARKEST, BRIGHTEST = 10, 100
MINUTES: Final = 1_440
SHORTEST_S, LONGEST_S = 5, 3_600
PAGE: Final = 1_024
THUMBNAILS: Final = 32


class Deed(IntEnum):
    """What somebody asks a frame to do now."""

    NEXT = 1
    BACK = 2
    PAUSE = 3
    ORIGINAL = 4
    HIDE = 5
    FAVOURITE = 6
    CERTIFICATE = 7


class GlassKind(IntEnum):
    """What kind of thing is on the glass."""

    SLIDE = 1
    CARD = 2
    NIGHT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Do this now; with a tag, only if the glass still shows what the tag names."""

    verb: Deed
    tag: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskGlass:
    """What is on the glass? `tag` is what is known already."""

    tag: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A photo on the glass, by its names between devices."""

    album: bytes
    photo: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Glass:
    """What is on the glass.

    tag       changes when anything that can be seen changes
    photos    at most 4, as they hang; those only that concern who asks
    because   why they are there, in the frame's words
    picture   a JPEG of the whole glass; None where the tag is known, or it may not be seen
    """

    tag: bytes
    kind: GlassKind
    photos: tuple[Shown, ...]
    paused: bool
    original: bool
    favourite: bool
    because: str = field(repr=False)
    caption: str = field(repr=False)
    picture: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSettings:
    """How is it set?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a frame is set, as a whole.

    brightness    percent
    night_from    minute of the day on the frame's clock at which it gets dark, and
    night_until   the one at which it is day; both None where there is no night
    guests        whether there are guests, before whom private albums rest
    seconds       how long a photo stays
    arranged      whether albums come one after the other, each in its order
    """

    brightness: int
    night_from: int | None = None
    night_until: int | None = None
    guests: bool
    seconds: int
    arranged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPhotos:
    """Which photos of an album are there, after this one?"""

    album: bytes
    after: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A photo that a frame holds.

    taken           "YYYY-MM-DDTHH:MM:SS" on the camera's clock, "" where that is not known
    width, height   pixels, upright
    """

    photo: bytes
    sender: bytes
    taken: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Photos:
    """One page of an album's photos, at most 1,024, ascending; `more` says that more follow."""

    album: bytes
    photos: tuple[Kept, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Let me see these, at most 32, ascending."""

    album: bytes
    photos: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thumbnail:
    """A photo, small, as a JPEG."""

    photo: bytes
    picture: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Some of what somebody asked to see, ascending; several of these answer one `Look`."""

    album: bytes
    looks: tuple[Thumbnail, ...]


View: TypeAlias = (
    Act | AskGlass | Glass | AskSettings | Settings | AskPhotos | Photos | Look | Looks
)


def _read_taken(value: Value) -> str:
    return "" if as_text(value, 19) == "" else as_taken(value)


def _identity(name: bytes) -> bytes:
    return name


_ALBUM, _PHOTO, _TAG = octets(DIGEST_BYTES), octets(PHOTO_BYTES), octets(TAG_BYTES)
_OTHER_TAG, _AFTER = _TAG._replace(optional=True), _PHOTO._replace(optional=True)
_PICTURE, _MINUTE = octets(1, PICTURE_BYTES), whole(MINUTES - 1)._replace(optional=True)
_GLASS = (
    _TAG,
    choice(GlassKind, max(GlassKind)),
    array(row(Shown, _ALBUM, _PHOTO), ON_THE_GLASS),
    flag(),
    flag(),
    flag(),
    text(BECAUSE_CHARACTERS),
    text(CAPTION_CHARACTERS),
    _PICTURE._replace(optional=True),
)
_SETTINGS = (
    whole(BRIGHTEST, DARKEST),
    _MINUTE,
    _MINUTE,
    flag(),
    whole(LONGEST_S, SHORTEST_S),
    flag(),
)
_KEPT = row(Kept, _PHOTO, octets(KEY_BYTES), Part(_read_taken), whole(), whole())
_THUMBNAIL = row(Thumbnail, _PHOTO, _PICTURE)
VIEWS: Final[dict[Kind, tuple[type[Any], tuple[Part, ...]]]] = {
    Kind.VERB: (Act, (choice(Deed, max(Deed)), _OTHER_TAG)),
    Kind.ASK_GLASS: (AskGlass, (_OTHER_TAG,)),
    Kind.GLASS: (Glass, _GLASS),
    Kind.ASK_SETTINGS: (AskSettings, ()),
    Kind.SETTINGS: (Settings, _SETTINGS),
    Kind.ASK_PHOTOS: (AskPhotos, (_ALBUM, _AFTER)),
    Kind.PHOTOS: (Photos, (_ALBUM, ascending(_KEPT, PAGE, lambda one: one.photo), flag())),
    Kind.LOOK: (Look, (_ALBUM, ascending(_PHOTO, THUMBNAILS, _identity))),
    Kind.LOOKS: (Looks, (_ALBUM, ascending(_THUMBNAIL, THUMBNAILS, lambda one: one.photo))),
}
"""How each is spelt: its noun, and its fields in their order from 10."""


def is_sensible(message: object) -> None:
    """Refuse settings whose night has one end only, or none between; raise BadMessage."""
    if not isinstance(message, Settings):
        return
    ends = (message.night_from, message.night_until)
    if (None in ends) != (ends == (None, None)) or (ends[0] is not None and ends[0] == ends[1]):
        raise BadMessage("a night has a beginning and another end")
