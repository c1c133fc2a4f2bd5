"""What two devices say while they pair, inside the handshake (docs/protocol.md §4.2).

    HELLO     {0: 1, 10: signing public, 11: suite, 12: sealing public, 13: kind, 14: person,
              15: label}                                        zeros up to 3,072 bytes
    WELCOME   {0: 1, 10: signing public, 11: suite, 12: sealing public, 13: claimed, 14: label}
                                                                zeros up to 3,072 bytes
    CONFIRM   {0: 1, 10: signature}
    ADMITTED  {0: 1, 10: signature, 11: role, 12: owner, 13: pair secret, 14: presence secret,
              15: time}
    REFUSED   {0: 1, 10: reason}

Rule 1: names are shown and do nothing else. They are as long as the protocol allows, or the
        whole message is refused.
Rule 2: the two long messages have one length, so it tells neither kinds nor names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from frame.crypto.box import Opener, Suite
from frame.crypto.keys import KEY_BYTES
from frame.crypto.sign import Signer
from frame.errors import BadMessage, BadRequest
from frame.protocol.addresses import PairSecret, PresenceSecret
from frame.protocol.envelope import Rank
from frame.protocol.fields import Fields
from frame.protocol.turns import typed
from frame.protocol.wire import Value, decode, decode_first, encode

PAYLOAD_BYTES = 3_072
PERSON_CHARACTERS = 200
LABEL_CHARACTERS = 64
OWNER_BYTES = 16
SIGNATURE_BYTES = 64
_VERSION = 1


class Gadget(IntEnum):
    """What sort of device somebody pairs."""

    PHONE = 1
    TERMINAL = 2
    FRAME = 3


class Reason(IntEnum):
    """Why a frame did not admit a device."""

    DECLINED = 1
    TOO_LATE = 2
    NOT_INVITED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """What a device says of itself; `introduce` makes one of what a person typed.

    name      its signing public key, 32 bytes
    seal_key  what others seal to, as long as `suite` says
    person    its owner's name, at most 200 characters; empty for the frame that is scanned
    label     its own, at most 64 characters
    """

    name: bytes
    suite: Suite
    seal_key: bytes
    kind: Gadget
    person: str = field(default="", repr=False)
    label: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What a frame gives to a device it admits; `owner` is 16 bytes."""

    role: Rank
    owner: bytes
    pair: PairSecret
    presence: PresenceSecret


class Admittance(NamedTuple):
    """ADMITTED as it was read; the signature is yet to be checked. Milliseconds since 1970."""

    signature: bytes
    admission: Admission
    time_ms: int


def introduce(
    signer: Signer, opener: Opener, kind: Gadget, person: str, label: str
) -> Introduction:
    """Return what a device says of itself; raise BadRequest for names that are too long."""
    return Introduction(
        name=signer.public,
        suite=opener.suite,
        seal_key=opener.public,
        kind=kind,
        person=_typed(person, "a person's name", PERSON_CHARACTERS),
        label=_typed(label, "a device's name", LABEL_CHARACTERS),
    )


def _typed(text: str, what: str, most: int) -> str:
    kept = typed(text)
    if len(kept) > most:
        raise BadRequest(
            f"{what} has at most {most} characters, and this one has {len(kept)}",
            hint="Choose a shorter one.",
        )
    if any("\ud800" <= one <= "\udfff" for one in kept):
        raise BadRequest(f"{what} holds characters that no text has", hint="Type it again.")
    return kept


def write_hello(me: Introduction) -> bytes:
    """Return the first message's payload, 3,072 bytes."""
    return _padded({**_keys(me), 13: int(me.kind), 14: me.person, 15: me.label})


def read_hello(payload: bytes) -> Introduction:
    """Return who speaks; raise BadMessage."""
    fields = _unpadded(payload)
    name, suite, seal_key = _read_keys(fields)
    guest = Introduction(
        name=name,
        suite=suite,
        seal_key=seal_key,
        kind=Gadget(fields.whole(13, min(Gadget), max(Gadget))),
        person=fields.text(14, PERSON_CHARACTERS),
        label=fields.text(15, LABEL_CHARACTERS),
    )
    fields.end()
    return guest


def write_welcome(me: Introduction, *, claimed: bool) -> bytes:
    """Return the second message's payload, 3,072 bytes; `claimed` where there is an owner."""
    return _padded({**_keys(me), 13: claimed, 14: me.label})


def read_welcome(payload: bytes) -> tuple[Introduction, bool]:
    """Return the frame, and whether it has an owner; raise BadMessage."""
    fields = _unpadded(payload)
    name, suite, seal_key = _read_keys(fields)
    claimed, label = fields.flag(13), fields.text(14, LABEL_CHARACTERS)
    fields.end()
    host = Introduction(name=name, suite=suite, seal_key=seal_key, kind=Gadget.FRAME, label=label)
    return host, claimed


def _keys(me: Introduction) -> dict[int, Value]:
    return {0: _VERSION, 10: me.name, 11: int(me.suite), 12: me.seal_key}


def _read_keys(fields: Fields) -> tuple[bytes, Suite, bytes]:
    name, suite = fields.octets(10, KEY_BYTES), Suite(fields.whole(11, min(Suite), max(Suite)))
    return name, suite, fields.octets(12, suite.public_bytes)


def _padded(value: Mapping[int, Value]) -> bytes:
    told = encode(value)
    if len(told) > PAYLOAD_BYTES:
        raise ValueError(f"an introduction has at most {PAYLOAD_BYTES} bytes")
    return told.ljust(PAYLOAD_BYTES, b"\0")


def _unpadded(payload: bytes) -> Fields:
    if len(payload) != PAYLOAD_BYTES:
        raise BadMessage("an introduction has the wrong length")
    value, rest = decode_first(payload)
    if any(rest):
        raise BadMessage("an introduction is not filled with zeros")
    return _versioned(value)


def _versioned(value: Value) -> Fields:
    fields = Fields(value)
    fields.whole(0, _VERSION, _VERSION)
    return fields


def write_confirm(signature: bytes) -> bytes:
    """Return what a device says when its person agreed to the digits."""
    return encode({0: _VERSION, 10: signature})


def read_confirm(plain: bytes) -> bytes:
    """Return the signature, yet to be checked; raise BadMessage."""
    fields = _versioned(decode(plain))
    signature = fields.octets(10, SIGNATURE_BYTES)
    fields.end()
    return signature


def write_admitted(told: Admittance) -> bytes:
    """Return what a frame says to a device that it has stored."""
    given = told.admission
    return encode(
        {
            0: _VERSION,
            10: told.signature,
            11: int(given.role),
            12: given.owner,
            13: given.pair.secret,
            14: given.presence.secret,
            15: told.time_ms,
        }
    )


def write_refused(reason: Reason) -> bytes:
    """Return what a frame says to a device that it does not admit."""
    return encode({0: _VERSION, 10: int(reason)})


def read_verdict(plain: bytes) -> Admittance | Reason:
    """Return ADMITTED or the reason of REFUSED; raise BadMessage."""
    value = decode(plain)
    fields = _versioned(value)
    if isinstance(value, Mapping) and isinstance(value.get(10), int):
        verdict: Admittance | Reason = Reason(fields.whole(10, min(Reason), max(Reason)))
    else:
        verdict = _read_admitted(fields)
    fields.end()
    return verdict


def _read_admitted(fields: Fields) -> Admittance:
    signature = fields.octets(10, SIGNATURE_BYTES)
    given = Admission(
        role=Rank(fields.whole(11, min(Rank), max(Rank))),
        owner=fields.octets(12, OWNER_BYTES),
        pair=PairSecret(fields.octets(13, KEY_BYTES)),
        presence=PresenceSecret(fields.octets(14, KEY_BYTES)),
    )
    return Admittance(signature, given, fields.whole(15))
