"""What a frame says about what it keeps, and how all of it goes: kinds 36 to 39 of §7.

Rule: counts and sizes only. No name of a photo, an album or a person is in any of these.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Final, TypeAlias

from frame.protocol.envelope import Kind
from frame.protocol.fields import as_octets
from frame.protocol.lines import DIGEST_BYTES, KEY_BYTES, SIGNATURE_BYTES
from frame.protocol.spelling import Part, array, ascending, choice, flag, octets, row, text, whole
from frame.protocol.wire import Value

SORTS: Final = 64
LARGEST_SORT: Final = 255
TO_CHARACTERS: Final = 200
TIER_CHARACTERS: Final = 64
CHECK_CHARACTERS: Final = 64
SEVERITY_CHARACTERS: Final = 16
ADVICE_CHARACTERS: Final = 500
WIPED_DOMAIN: Final = b"hf1/wiped"


class Store(IntEnum):
    """What is kept. A later frame may name more, up to 255."""

    PHOTOS = 1
    THUMBNAILS = 2
    SIGHT = 3
    FACE_CODES = 4
    LINES = 5
    NOTES = 6
    ON_ITS_WAY = 7
    DEVICES = 8
    TASTE = 9


class Work(IntEnum):
    """What is computed. A later frame may name more, up to 255."""

    LOOKING = 1
    MENDING = 2
    COMPARING_FACES = 3
    LEARNING = 4
    NUDITY_AND_DOCUMENTS = 5
    SOMEBODY_THERE = 6


class Reason(IntEnum):
    """Why there is a connection."""

    OWN_BROKER = 1
    OTHER_FRAME = 2
    PAGE = 3
    UPDATES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPrivacy:
    """What do you keep, compute and connect to?

    line  of the journal: its hash is wanted, and how the journal ends
    """

    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """So many of one sort, in so many bytes; `what` is a `Store`, or a newer one's number."""

    what: int
    count: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """Whether it is done, and how often it was; `what` is a `Work`, or a newer one's number."""

    what: int
    on: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """A connection."""

    to: str = field(repr=False)
    why: Reason
    up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that an audit found, what it means, and what to do about it."""

    check: str
    severity: str
    means: str
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The last audit."""

    at_ms: int
    checks: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The audit journal of a frame, at the line that was asked for and at its end.

    held  the hash of line `asked`, 32 bytes; empty where no unbroken chain runs from it to the end
    end   the hash of the last one, `line`; empty where there is none
    """

    asked: int
    held: bytes
    line: int
    end: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What a frame keeps, computes and connects to; `key_tier` as `frame status` names it.

    chain  told to whoever asked for a line of the journal
    """

    stored: tuple[Stored, ...]
    computed: tuple[Computed, ...]
    wires: tuple[Wire, ...]
    key_tier: str
    audit: Audit | None = None
    chain: Chain | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wipe:
    """Erase everything of everybody; `frame` is the signing public key of which one."""

    frame: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiped:
    """It was erased; `signature` is the frame's over `signed_words`."""

    photos: int
    generation: int
    at_ms: int
    signature: bytes

    @property
    def signed_words(self) -> bytes:
        """What the frame signs: the domain, and three numbers of 64 bits."""
        numbers = (self.photos, self.generation, self.at_ms)
        return WIPED_DOMAIN + b"\0" + b"".join(one.to_bytes(8, "big") for one in numbers)


Accounts: TypeAlias = AskPrivacy | Privacy | Wipe | Wiped

_WHAT = whole(LARGEST_SORT, 1)
_STORED = ascending(row(Stored, _WHAT, whole(), whole()), SORTS, lambda one: one.what)
_COMPUTED = ascending(row(Computed, _WHAT, flag(), whole()), SORTS, lambda one: one.what)
_WIRES = array(row(Wire, text(TO_CHARACTERS), choice(Reason, max(Reason)), flag()), SORTS)
_FINDING = row(
    Finding,
    text(CHECK_CHARACTERS),
    text(SEVERITY_CHARACTERS),
    text(ADVICE_CHARACTERS),
    text(ADVICE_CHARACTERS),
)


def _read_hash(value: Value) -> bytes:
    return b"" if value == b"" else as_octets(value, DIGEST_BYTES)


_HASH = Part(_read_hash)
_CHAIN = row(Chain, whole(), _HASH, whole(), _HASH)._replace(optional=True)
_AUDIT = row(Audit, whole(), whole(), array(_FINDING, SORTS))._replace(optional=True)
ACCOUNTS: Final[dict[Kind, tuple[type[Any], tuple[Part, ...]]]] = {
    Kind.ASK_PRIVACY: (AskPrivacy, (whole()._replace(optional=True),)),
    Kind.PRIVACY: (Privacy, (_STORED, _COMPUTED, _WIRES, text(TIER_CHARACTERS), _AUDIT, _CHAIN)),
    Kind.WIPE: (Wipe, (octets(KEY_BYTES),)),
    Kind.WIPED: (Wiped, (whole(), whole(), whole(), octets(SIGNATURE_BYTES))),
}
"""How each is spelt: its noun, and its fields in their order from 10."""
