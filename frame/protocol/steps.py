"""The steps of pairing as data: states, events, moves and effects (docs/protocol.md §4.3).

Rule 1: the tables are the law. The code moves by them and the diagrams in the document are
        drawn from them.
Rule 2: an effect may be performed twice and changes nothing more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from frame.protocol.hello import Admission, Introduction


class HostState(StrEnum):
    """Where the frame is; closed is before and after all the others."""

    OFFERING = "Offering"
    CHECKING = "Checking"
    GUEST_AGREED = "Checking (phone agreed)"
    FRAME_AGREED = "Checking (frame agreed)"
    PAIRED = "Paired"
    REFUSED = "Refused"
    CLOSED = "Closed"


class HostEvent(StrEnum):
    """What moves the frame."""

    GREETED = "message 1 that opens"
    GARBLED = "message 1 that does not open"
    CONFIRMED = "valid CONFIRM"
    MISTAKEN = "wrong CONFIRM"
    YES = "yes"
    NO = "no"
    OVER = "180 s are over"


HOST_MOVES: Mapping[tuple[HostState, HostEvent], HostState] = MappingProxyType({
    (HostState.OFFERING, HostEvent.GREETED): HostState.CHECKING,
    (HostState.OFFERING, HostEvent.GARBLED): HostState.REFUSED,
    (HostState.OFFERING, HostEvent.NO): HostState.REFUSED,
    (HostState.OFFERING, HostEvent.OVER): HostState.CLOSED,
    (HostState.CHECKING, HostEvent.CONFIRMED): HostState.GUEST_AGREED,
    (HostState.CHECKING, HostEvent.YES): HostState.FRAME_AGREED,
    (HostState.CHECKING, HostEvent.MISTAKEN): HostState.REFUSED,
    (HostState.CHECKING, HostEvent.NO): HostState.REFUSED,
    (HostState.CHECKING, HostEvent.OVER): HostState.CLOSED,
    (HostState.GUEST_AGREED, HostEvent.YES): HostState.PAIRED,
    (HostState.GUEST_AGREED, HostEvent.NO): HostState.REFUSED,
    (HostState.GUEST_AGREED, HostEvent.OVER): HostState.CLOSED,
    (HostState.FRAME_AGREED, HostEvent.CONFIRMED): HostState.PAIRED,
    (HostState.FRAME_AGREED, HostEvent.MISTAKEN): HostState.REFUSED,
    (HostState.FRAME_AGREED, HostEvent.NO): HostState.REFUSED,
    (HostState.FRAME_AGREED, HostEvent.OVER): HostState.CLOSED,
    (HostState.PAIRED, HostEvent.OVER): HostState.CLOSED,
    (HostState.REFUSED, HostEvent.OVER): HostState.CLOSED,
})  # fmt: skip
CHECKING = frozenset({HostState.CHECKING, HostState.GUEST_AGREED, HostState.FRAME_AGREED})
"""While digits are compared."""


class GuestState(StrEnum):
    """Where the device is that scanned the card."""

    WAITING = "Waiting"
    COMPARING = "Comparing"
    AGREED = "Agreed"
    PAIRED = "Paired"
    FAILED = "Failed"


class GuestEvent(StrEnum):
    """What moves the device."""

    WELCOMED = "message 2 that opens"
    YES = "yes"
    NO = "no"
    ADMITTED = "ADMITTED with a good signature"
    REFUSED = "REFUSED"
    GARBLED = "a bad message"
    OVER = "180 s are over"


GUEST_MOVES: Mapping[tuple[GuestState, GuestEvent], GuestState] = MappingProxyType({
    (GuestState.WAITING, GuestEvent.WELCOMED): GuestState.COMPARING,
    (GuestState.WAITING, GuestEvent.GARBLED): GuestState.FAILED,
    (GuestState.WAITING, GuestEvent.OVER): GuestState.FAILED,
    (GuestState.COMPARING, GuestEvent.YES): GuestState.AGREED,
    (GuestState.COMPARING, GuestEvent.NO): GuestState.FAILED,
    (GuestState.COMPARING, GuestEvent.REFUSED): GuestState.FAILED,
    (GuestState.COMPARING, GuestEvent.GARBLED): GuestState.FAILED,
    (GuestState.COMPARING, GuestEvent.OVER): GuestState.FAILED,
    (GuestState.AGREED, GuestEvent.ADMITTED): GuestState.PAIRED,
    (GuestState.AGREED, GuestEvent.REFUSED): GuestState.FAILED,
    (GuestState.AGREED, GuestEvent.GARBLED): GuestState.FAILED,
    (GuestState.AGREED, GuestEvent.OVER): GuestState.FAILED,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Send:
    """Publish this to the other side on the pairing topic."""

    message: bytes


@dataclass(frozen=True, slots=True)
class ShowDigits:
    """Show "123 456" and who asks, and ask for yes or no."""

    digits: str
    guest: Introduction


@dataclass(frozen=True, slots=True)
class Add:
    """Store this device; `static` is its X25519 public key, 32 bytes."""

    guest: Introduction
    static: bytes
    admission: Admission


@dataclass(frozen=True, slots=True)
class Hide:
    """Take the card off the glass; the sentence says why."""

    because: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Stop listening on the pairing topics and take the broker's password back."""


@dataclass(frozen=True, slots=True)
class Compare:
    """Show the digits and the frame that answered, and ask whether it shows the same ones."""

    digits: str
    host: Introduction
    claimed: bool


@dataclass(frozen=True, slots=True)
class Paired:
    """Store this frame; `static` is its X25519 public key, `time_ms` what it thinks it is."""

    host: Introduction
    static: bytes
    admission: Admission
    time_ms: int


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not work; the words say why and what to do."""

    because: str


Effect: TypeAlias = Send | ShowDigits | Add | Hide | Leave | Compare | Paired | Failed
Effects: TypeAlias = tuple[Effect, ...]
