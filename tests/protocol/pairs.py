"""The cast of the pairing tests: devices that have not met, and a frame that shows a card."""

from dataclasses import dataclass, field
from typing import TypeVar

from frame.crypto.box import Opener, SealingSeed, Suite
from frame.crypto.keys import SigningSeed
from frame.crypto.noise import StaticKey, public_of
from frame.crypto.sign import Signer
from frame.protocol.addresses import PairSecret, PresenceSecret
from frame.protocol.card import Card
from frame.protocol.envelope import Rank
from frame.protocol.hello import Admission, Gadget, Introduction, introduce
from frame.protocol.pairing import Guest, Host
from frame.protocol.steps import Effect, Effects, Send

NOW = 1_800_000_000_000
LATE = NOW + 180_000
TOKEN = b"t" * 16
E = TypeVar("E", bound=Effect)


class Device:
    """Keys and names of one side; `number` makes them all."""

    def __init__(self, number: int, kind: Gadget, suite: Suite = Suite.X25519) -> None:
        self.number = number
        self.signer = Signer(SigningSeed(bytes([number]) * 32))
        self.static = StaticKey(bytes([number + 1]) * 32)
        opener = Opener(SealingSeed(bytes([number + 2]) * 32), suite)
        self.me: Introduction = introduce(self.signer, opener, kind, "Zoë", f"device {number}")

    @property
    def static_public(self) -> bytes:
        """What others know it by in handshakes."""
        return public_of(self.static)

    def fresh(self, count: int) -> bytes:
        """Return what stands for randomness."""
        return bytes([self.number + 3]) * count

    def scans(self, card: Card, at: int = NOW) -> Guest:
        """Return this device after it scanned a card."""
        return Guest(
            card=card,
            me=self.me,
            signer=self.signer,
            static=self.static,
            fresh=self.fresh,
            begun_ms=at,
        )

    def card(self, token: bytes = TOKEN) -> Card:
        """Return a card of this device, which is then a frame."""
        return Card(frame=self.static_public, token=token)

    def shows(
        self,
        card: Card | None = None,
        role: Rank = Rank.OWNER,
        at: int = NOW,
        *,
        claimed: bool = False,
    ) -> Host:
        """Return this device while it shows a card."""
        return Host(
            me=self.me,
            signer=self.signer,
            static=self.static,
            fresh=self.fresh,
            card=card or self.card(),
            admission=admission(role),
            claimed=claimed,
            opened_ms=at,
        )


def admission(role: Rank) -> Admission:
    """Return what a frame gives in these tests."""
    return Admission(
        role=role,
        owner=b"o" * 16,
        pair=PairSecret(b"p" * 32),
        presence=PresenceSecret(b"q" * 32),
    )


PHONE, THIEF = Device(10, Gadget.PHONE, Suite.HYBRID), Device(20, Gadget.PHONE)
TERMINAL = Device(30, Gadget.TERMINAL)
FRAME, OTHER = Device(40, Gadget.FRAME, Suite.HYBRID), Device(50, Gadget.FRAME)


def sent(effects: Effects) -> bytes:
    """Return the only message among effects."""
    (message,) = messages(effects)
    return message


def messages(effects: Effects) -> list[bytes]:
    """Return all messages among effects, in order."""
    return [one.message for one in effects if isinstance(one, Send)]


def only(kind: type[E], effects: Effects) -> E:
    """Return the only effect of a kind."""
    (found,) = (one for one in effects if isinstance(one, kind))
    return found


def flipped(message: bytes, bit: int) -> bytes:
    """Return a message with one bit changed."""
    out = bytearray(message)
    out[bit // 8] ^= 1 << bit % 8
    return bytes(out)


@dataclass
class Story:
    """A pairing step by step; each step may find another message than was sent."""

    guest: Guest
    host: Host
    told: list[bytes] = field(default_factory=list)

    def meets(self) -> "Story":
        """Messages 1 and 2: both show digits."""
        self.told.append(sent(self.guest.begin()))
        self.told.append(sent(self.host.hear(self.told[0], NOW)))
        self.guest.hear(self.told[1], NOW)
        return self

    def agrees(self) -> "Story":
        """Message 3, which has not arrived."""
        self.told.append(sent(self.guest.agree(yes=True, now_ms=NOW)))
        return self

    def confirms(self) -> "Story":
        """Message 3 arrives."""
        self.agrees()
        self.host.hear(self.told[2], NOW)
        return self

    def approves(self) -> "Story":
        """The frame says yes, and message 4 is on its way."""
        self.told.append(sent(self.host.decide(yes=True, now_ms=NOW)))
        return self

    def pairs(self) -> "Story":
        """All of it."""
        self.meets().confirms().approves()
        self.guest.hear(self.told[3], NOW)
        return self


def story(guest: Device = PHONE, role: Rank = Rank.OWNER) -> Story:
    """Return a guest that scanned the frame's card, before anything was sent."""
    return Story(guest.scans(FRAME.card()), FRAME.shows(role=role))
