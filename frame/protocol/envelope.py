"""Envelopes: what one device says to another, sealed and signed (docs/protocol.md §6).

    envelope  = 01 | suite | HPKE box           info = "hf1/envelope" | 00 | suite | from | to
    plaintext = signature 64 | u32 length | body | zeros up to one of five sizes
    body      = {0: 1, 1: kind, 2: number, 10…: its own fields}

Rule 1: the signature names both sides and lies inside, so nobody sees who signed and no
        receiver can pass a message on as if it had been meant for another.
Rule 2: a number is taken once. It grows, survives a restored backup, and tells the time.
Rule 3: a device opens boxes of its own suite only.
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import assert_never

from frame.crypto.box import Opener, Suite, seal
from frame.crypto.sign import Signer, is_signed_by
from frame.errors import BadMessage
from frame.protocol.fields import Fields
from frame.protocol.wire import LARGEST, Value, decode, encode

SIZES = (1_024, 4_096, 16_384, 65_536, 131_072)
NUMBERS_KEPT = 1_024
AHEAD_MS = 24 * 3_600_000
OWN_FIELDS = 10
_VERSION = 1
_SIGNATURE_BYTES, _LENGTH_BYTES = 64, 4
_HEAD_BYTES = _SIGNATURE_BYTES + _LENGTH_BYTES
BODY_BYTES = SIZES[-1] - _HEAD_BYTES
_DOMAIN = b"hf1/envelope\0"


class Rank(IntEnum):
    """What a device is to a frame."""

    OWNER = 1
    CONTRIBUTOR = 2
    VIEWER = 3
    FRAME = 4


class Kind(IntEnum):
    """What a message is about."""

    LINES = 1
    HEADS = 2
    ASK = 3
    KEY = 4
    OFFER = 5
    WANT = 6
    DONE = 7
    NOTES = 8
    ASK_HOLDING = 9
    HOLDING = 10
    INVITE = 11
    APPROVE = 12
    ASK_DEVICES = 13
    DEVICES = 14
    RENAME = 15
    REMOVE = 16
    LEAVE = 17
    LEFT = 18
    STATE = 19
    VERB = 20
    ASK_GLASS = 21
    GLASS = 22
    ASK_SETTINGS = 23
    SETTINGS = 24
    ASK_PHOTOS = 25
    PHOTOS = 26
    LOOK = 27
    LOOKS = 28
    ASK_FACES = 29
    FACES = 30
    ASK_PEOPLE = 31
    PEOPLE = 32
    ENROL = 33
    ENROLLED = 34
    FORGET = 35
    ASK_PRIVACY = 36
    PRIVACY = 37
    WIPE = 38
    WIPED = 39
    COPY = 40
    COPIED = 41
    ASK_PART = 42
    PART = 43
    KEEP = 48
    KEPT = 49


_EVERYBODY = frozenset({Kind.HEADS, Kind.ASK, Kind.NOTES, Kind.RENAME, Kind.REMOVE})
_SENDING = frozenset({Kind.LINES, Kind.KEY, Kind.OFFER, Kind.WANT, Kind.DONE})
_ASKING = frozenset(
    {Kind.ASK_HOLDING, Kind.ASK_DEVICES, Kind.VERB, Kind.ASK_GLASS, Kind.ASK_SETTINGS}
    | {Kind.ASK_PRIVACY}
)
_LOOKING = frozenset(
    {Kind.ASK_PHOTOS, Kind.LOOK, Kind.ASK_FACES, Kind.ASK_PEOPLE, Kind.ENROL, Kind.FORGET}
    | {Kind.COPY, Kind.ASK_PART}
)
_TELLING = frozenset(
    {Kind.HOLDING, Kind.DEVICES, Kind.LEFT, Kind.STATE, Kind.GLASS, Kind.PHOTOS, Kind.LOOKS}
    | {Kind.FACES, Kind.PEOPLE, Kind.ENROLLED, Kind.PRIVACY, Kind.WIPED}
    | {Kind.COPIED, Kind.PART, Kind.KEEP}
)
_KINDS = frozenset(Kind)


def may_send(rank: Rank, kind: Kind) -> bool:
    """Return whether a device of this rank may send such a message at all."""
    match rank:
        case Rank.OWNER:
            return kind not in _TELLING
        case Rank.CONTRIBUTOR:
            return kind in _EVERYBODY | _SENDING | _ASKING | _LOOKING
        case Rank.VIEWER:
            return kind in _EVERYBODY | _ASKING
        case Rank.FRAME:
            return kind in _EVERYBODY | _SENDING | _TELLING | {Kind.SETTINGS}
        case _:
            assert_never(rank)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Whom to seal to: the signing public key that names a device, and its sealing key."""

    name: bytes
    suite: Suite
    seal_key: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message; `own` holds the fields of its kind, numbered from 10."""

    kind: Kind
    number: int
    own: Mapping[int, Value] = field(default_factory=dict)


def close(letter: Letter, signer: Signer, to: Peer) -> bytes:
    """Return the envelope; raise ValueError for too much, BadMessage for an unusable key."""
    body = write_body(letter)
    signature = signer.sign(_signed(signer.public, to.name, body))
    plain = signature + len(body).to_bytes(_LENGTH_BYTES, "big") + body
    padded = plain.ljust(_size_for(len(plain)), b"\0")
    box = seal(to.seal_key, to.suite, padded, _info(to.suite, signer.public, to.name))
    return bytes([_VERSION, to.suite]) + box


def open_envelope(told: bytes, opener: Opener, mine: bytes, sender: bytes) -> Letter:
    """Return what `sender` said to `mine` (signing public keys); raise BadMessage."""
    if told[:2] != bytes([_VERSION, opener.suite]):
        raise BadMessage("an envelope is of another version or was sealed to another key")
    if len(told) - 2 - opener.suite.overhead_bytes not in SIZES:
        raise BadMessage("an envelope has a size that none has")
    plain = opener.open(told[2:], _info(opener.suite, sender, mine))
    body = _body_of(plain)
    if not is_signed_by(sender, _signed(sender, mine, body), plain[:_SIGNATURE_BYTES]):
        raise BadMessage("an envelope is not signed by its sender")
    return read_body(body)


def write_body(letter: Letter) -> bytes:
    """Return the bytes of a message; raise ValueError for one that is too large."""
    if any(key < OWN_FIELDS for key in letter.own):
        raise ValueError(f"the fields of a message are numbered from {OWN_FIELDS}")
    body = encode({0: _VERSION, 1: int(letter.kind), 2: letter.number, **letter.own})
    if len(body) > BODY_BYTES:
        raise ValueError(f"a message has at most {BODY_BYTES} bytes")
    return body


def read_body(body: bytes) -> Letter:
    """Return the message; its own fields are yet to be looked at; raise BadMessage."""
    whole = decode(body)
    if not isinstance(whole, Mapping):
        raise BadMessage("a message is not a map of fields")
    fields = Fields({key: value for key, value in whole.items() if key < OWN_FIELDS})
    fields.whole(0, _VERSION, _VERSION)
    kind, number = fields.whole(1, min(Kind), max(Kind)), fields.whole(2)
    if kind not in _KINDS:
        raise BadMessage("a message is of a kind that this version does not know")
    fields.end()
    own = {key: value for key, value in whole.items() if key >= OWN_FIELDS}
    return Letter(kind=Kind(kind), number=number, own=own)


def _info(suite: Suite, sender: bytes, receiver: bytes) -> bytes:
    return _DOMAIN + bytes([suite]) + sender + receiver


def _signed(sender: bytes, receiver: bytes, body: bytes) -> bytes:
    return _DOMAIN + sender + receiver + body


def _size_for(plain_bytes: int) -> int:
    return SIZES[bisect_left(SIZES, plain_bytes)]


def _body_of(plain: bytes) -> bytes:
    length = int.from_bytes(plain[_SIGNATURE_BYTES:_HEAD_BYTES], "big")
    end = _HEAD_BYTES + length
    if end > len(plain) or _size_for(end) != len(plain) or any(plain[end:]):
        raise BadMessage("an envelope is not filled the way the protocol says")
    return plain[_HEAD_BYTES:end]


def next_number(last: int, now_ms: int) -> int:
    """Return the number of the next message after `last` (-1: none yet)."""
    return max(last + 1, now_ms)


@dataclass(frozen=True, slots=True)
class Taken:
    """Which numbers of one sender were taken: the newest 1,024, and none up to `floor`."""

    floor: int = -1
    numbers: tuple[int, ...] = ()

    def take(self, number: int, now_ms: int | None) -> "Taken":
        """Return this with one number more.

        `now_ms` is None while the frame's own clock was not set by the network. Raises
        BadMessage for a number that was taken, is too old to know, or is from the future.
        """
        at = bisect_left(self.numbers, number)
        if number <= self.floor or self.numbers[at : at + 1] == (number,):
            raise BadMessage("a message came twice or much too late")
        if number > LARGEST or (now_ms is not None and number > now_ms + AHEAD_MS):
            raise BadMessage("a message comes from the future: check both clocks")
        more = (*self.numbers[:at], number, *self.numbers[at:])
        if len(more) <= NUMBERS_KEPT:
            return Taken(self.floor, more)
        return Taken(more[0], more[1:])
