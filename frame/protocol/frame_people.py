"""The people a frame knows, as its devices ask about them: kinds 29 to 35 of docs/protocol.md §7.

Nobody is known who did not agree: `Enrol` carries whose yes it is, and the digest of the words.

Rule: a face is a place in a photo and a number; no code of a face is ever said to anybody.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, TypeAlias

from frame.errors import BadMessage
from frame.protocol.envelope import Kind
from frame.protocol.lines import DIGEST_BYTES
from frame.protocol.photos import PHOTO_BYTES
from frame.protocol.spelling import Part, array, choice, flag, octets, row, text, whole

PERSON_BYTES: Final = 16
FACES: Final = 64
PEOPLE: Final = 64
SAMPLES: Final = 8
WHOLE: Final = 10_000
NAME_CHARACTERS: Final = 64
SIGNED_CHARACTERS: Final = 200


class Agreed(IntEnum):
    """How somebody agreed to be recognised."""

    OWN_DEVICE = 1
    NOTE = 2
    AT_THE_FRAME = 3


class Enrolment(IntEnum):
    """What became of an enrolment."""

    ENROLLED = 1
    NO_FACE = 2
    NOT_ALLOWED = 3
    NOT_ONE_PERSON = 4
    NAME = 5
    INCOMPLETE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFaces:
    """Where are faces in this photo?"""

    album: bytes
    photo: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A face in ten-thousandths of the upright picture, from its top left."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """The faces of a photo; their order numbers them for `Enrol`.

    looked  False where the frame has not looked at the photo yet; None says that it has
    """

    album: bytes
    photo: bytes
    faces: tuple[Face, ...]
    looked: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPeople:
    """Whom do you know?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person who agreed; `photos` is in how many they were recognised."""

    person: bytes
    name: str = field(repr=False)
    since_ms: int
    photos: int
    private: bool
    agreed: Agreed


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Whom a frame knows, at most 64."""

    people: tuple[Known, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One face of a photo, by its place in `Faces`."""

    album: bytes
    photo: bytes
    face: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrol:
    """Know this person from now on.

    samples    1 to 8 faces
    signed     the name they wrote under the words; `notice` is the words' SHA-256
    guardian   who agreed for a child; "" where `adult`
    """

    name: str = field(repr=False)
    samples: tuple[Sample, ...]
    agreed: Agreed
    signed: str = field(repr=False)
    adult: bool
    guardian: str = field(repr=False)
    notice: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """What became of it; `person` only where somebody is known now."""

    result: Enrolment
    person: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetPerson:
    """Know this person no longer."""

    person: bytes


Persons: TypeAlias = AskFaces | Faces | AskPeople | People | Enrol | Enrolled | ForgetPerson

_ALBUM, _PHOTO, _PERSON = octets(DIGEST_BYTES), octets(PHOTO_BYTES), octets(PERSON_BYTES)
_FACE = row(Face, *(whole(WHOLE) for _ in range(4)))
_KNOWN = row(
    Known,
    _PERSON,
    text(SIGNED_CHARACTERS),
    whole(),
    whole(),
    flag(),
    choice(Agreed, Agreed.AT_THE_FRAME),
)
_ENROL = (
    text(NAME_CHARACTERS),
    array(row(Sample, _ALBUM, _PHOTO, whole(FACES - 1)), SAMPLES, least=1),
    choice(Agreed, Agreed.NOTE),
    text(SIGNED_CHARACTERS),
    flag(),
    text(SIGNED_CHARACTERS),
    octets(DIGEST_BYTES),
)
PERSONS: Final[dict[Kind, tuple[type[Any], tuple[Part, ...]]]] = {
    Kind.ASK_FACES: (AskFaces, (_ALBUM, _PHOTO)),
    Kind.FACES: (
        Faces,
        (_ALBUM, _PHOTO, array(_FACE, FACES), flag()._replace(optional=True)),
    ),
    Kind.ASK_PEOPLE: (AskPeople, ()),
    Kind.PEOPLE: (People, (array(_KNOWN, PEOPLE),)),
    Kind.ENROL: (Enrol, _ENROL),
    Kind.ENROLLED: (
        Enrolled,
        (choice(Enrolment, max(Enrolment)), _PERSON._replace(optional=True)),
    ),
    Kind.FORGET: (ForgetPerson, (_PERSON,)),
}
"""How each is spelt: its noun, and its fields in their order from 10."""


def is_sensible(message: object) -> None:
    """Refuse a person who was not enrolled, or one without a name; raise BadMessage."""
    if not isinstance(message, Enrolled):
        return
    if (message.person is not None) != (message.result is Enrolment.ENROLLED):
        raise BadMessage("a person has a name between devices once they are enrolled")
