"""The frame's side of pairing: the card on the glass, the handshake, and who comes in.

Rule 1: there is a card only while somebody at the frame, or an owner's device, asked for one.
Rule 2: a device is in the store before it is told that it was admitted.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from frame.crypto.noise import public_of
from frame.errors import BadRequest, FrameError
from frame.log import event
from frame.model import OwnerId
from frame.ports import Entropy
from frame.post.books import Books
from frame.post.correspondence import in_ms
from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.addresses import Lane, PairSecret, inbox
from frame.protocol.card import VALID_S, Card, new_card, write_card
from frame.protocol.envelope import Rank
from frame.protocol.hello import Admission, Gadget, Introduction, introduce
from frame.protocol.pairing import Host
from frame.protocol.steps import Add, Effects, Hide, HostState, Leave, Send, ShowDigits
from frame.store.inside import NAME_LETTERS

_LOG = logging.getLogger("frame.pairing")
DEVICES = 64
_NO_BROKER = "this frame has no broker, so nobody can pair with it"
_HINT = "Set [network] broker in frame.toml (see docs/operations.md) and start the frame again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """What the glass shows of a pairing; `digits` once a device has answered the card."""

    url: str
    role: Rank
    until_ms: int
    invited: bool
    digits: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who came in, and in which role, in words."""

    who: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doormat:
    """What pairing needs of the world around it.

    send    says something on a pairing topic
    show    puts the card on the glass, changes it, says who came or (None) takes it away
    listen  is called when topics, or who may log on to the broker, changed
    """

    send: Callable[[str, bytes], None]
    show: Callable[[Showing | Newcomer | None], None]
    listen: Callable[[], None]


class PairingDesk:
    """Opens a card and sees it through; there is one at a time."""

    def __init__(
        self, books: Books, entropy: Entropy, doormat: Doormat, *, origin: str, broker: str
    ) -> None:
        self._books = books
        self._fresh = entropy.fresh
        self._doormat = doormat
        self._origin = origin
        self._broker = broker
        self._host: Host | None = None
        self._card: Card | None = None
        self._showing: Showing | None = None

    @property
    def card(self) -> Card | None:
        """The card that is on the glass."""
        return self._card

    @property
    def showing(self) -> Showing | None:
        """What the glass shows of it."""
        return self._showing

    def topics(self) -> tuple[str, ...]:
        """Return the topic on which a device answers the card."""
        card = self._card
        return (inbox(card.frame_id, card.phone_id, Lane.PAIRING),) if card else ()

    def open(self, role: Rank, label: str, now: datetime, *, invited: bool = False) -> Showing:
        """Show a new card for a device of this role; the first one always becomes owner.

        Raises:
            BadRequest: 64 devices are paired, or this frame speaks to no broker.
        """
        if not self._broker:
            raise BadRequest(_NO_BROKER, hint=_HINT)
        if len(self._books.devices()) >= DEVICES:
            raise BadRequest("64 devices are paired already", hint="Remove one of them first.")
        claimed = any(one.rank == Rank.OWNER for one in self._books.devices().values())
        me = self._books.me
        role = role if claimed else Rank.OWNER
        self._card = new_card(public_of(me.static), self._fresh, self._broker)
        self._host = Host(
            me=introduce(me.signer, me.opener, Gadget.FRAME, "", label),
            signer=me.signer,
            static=me.static,
            fresh=self._fresh,
            card=self._card,
            admission=self._admission(role),
            claimed=claimed,
            opened_ms=in_ms(now),
        )
        self._showing = Showing(
            url=write_card(self._card, self._origin),
            role=role,
            until_ms=in_ms(now) + VALID_S * 1000,
            invited=invited,
        )
        self._doormat.show(self._showing)
        self._doormat.listen()
        return self._showing

    def _admission(self, role: Rank) -> Admission:
        return Admission(
            role=role,
            owner=self._fresh(16),
            pair=PairSecret(self._fresh(32)),
            presence=self._books.me.presence,
        )

    def hear(self, topic: str, payload: bytes, now: datetime) -> bool:
        """Take a packet if it is for the card; say whether it was."""
        if topic not in self.topics() or self._host is None:
            return False
        self._perform(self._host.hear(payload, in_ms(now)), now)
        return True

    def decide(self, now: datetime, *, yes: bool) -> None:
        """Take what somebody at the frame says about the digits; no also closes the card."""
        if self._host is not None:
            self._perform(self._host.decide(yes, in_ms(now)), now)

    def approve(self, digits: int, now: datetime) -> None:
        """Take the yes of an owner's device, if these are the digits."""
        shown = self._host.digits if self._host else None
        if shown is not None and int(shown.replace(" ", "")) == digits:
            self.decide(now, yes=True)

    def tick(self, now: datetime) -> None:
        """Let time pass; what was said last is repeated for whoever asks until the card is old."""
        if self._host is not None:
            self._perform(self._host.tick(in_ms(now)), now)

    def _perform(self, effects: Effects, now: datetime) -> None:
        for effect in effects:
            match effect:
                case Send(message=message):
                    self._send(message)
                case ShowDigits():
                    self._show_digits(effect)
                case Add():
                    self._admit(effect, now)
                case Hide():
                    self._close()
                case Leave():
                    self._leave()

    def _send(self, message: bytes) -> None:
        if self._card is not None:
            topic = inbox(self._card.phone_id, self._card.frame_id, Lane.PAIRING)
            self._doormat.send(topic, message)

    def _recognise(self, guest: Introduction) -> None:
        """Let a device that was paired before stay the same owner: its albums are theirs."""
        before = self._books.devices().get(guest.name)
        if before is not None and self._host is not None:
            self._host.admission = replace(self._host.admission, owner=before.owner)

    def _show_digits(self, effect: ShowDigits) -> None:
        self._recognise(effect.guest)
        if self._showing is not None:
            self._showing = Showing(
                url="",
                role=self._showing.role,
                until_ms=self._showing.until_ms,
                invited=self._showing.invited,
                digits=effect.digits,
                who=_in_words(effect.guest),
            )
            self._doormat.show(self._showing)

    def _admit(self, effect: Add, now: datetime) -> None:
        """Store a device; where that fails nobody is told that they were admitted."""
        try:
            self._add(effect, now)
        except FrameError:
            self._leave()
            raise

    def _add(self, effect: Add, now: datetime) -> None:
        """Store a device and whose it is; the same device pairs anew in place of before."""
        guest, admission = effect.guest, effect.admission
        draft, before = Draft(), self._books.devices().get(guest.name)
        if before is not None:
            draft.drop.add(self._books.device_number(guest.name))
        draft.add.append(
            Paired(
                name=guest.name,
                suite=guest.suite,
                seal_key=guest.seal_key,
                static=effect.static,
                secret=admission.pair.secret,
                rank=admission.role,
                gadget=guest.kind,
                owner=admission.owner,
                person=guest.person,
                label=guest.label,
                added_ms=in_ms(now),
                sent=before.sent if before else -1,
                taken=before.taken if before else -1,
            )
        )
        if admission.role is not Rank.VIEWER:
            self._add_owner(guest, OwnerId(admission.owner.hex()), now)
        self._books.commit(draft, now)
        self._doormat.listen()
        event(_LOG, "device.paired", count=len(self._books.devices()))

    def _add_owner(self, guest: Introduction, owner: OwnerId, now: datetime) -> None:
        """Keep whose photos will come; of a name only what a store takes, for it is only shown."""
        if any(one.id == owner for one in self._books.vault.owners()):
            return
        name = (guest.person or guest.label).strip()[:NAME_LETTERS] or "Somebody"
        self._books.vault.add_owner(name, now, owner)

    def _close(self) -> None:
        host, showing = self._host, self._showing
        paired = host is not None and host.state is HostState.PAIRED
        self._showing = None
        event(_LOG, "pairing.closed", state="paired" if paired else "refused")
        if host is not None and paired and host.guest and showing:
            self._doormat.show(Newcomer(_in_words(host.guest), showing.role.name.lower()))
        else:
            self._doormat.show(None)

    def _leave(self) -> None:
        """Stop listening: whoever pairs from now on needs a new card."""
        if self._showing is not None:
            self._doormat.show(None)
        self._host = self._card = self._showing = None
        self._doormat.listen()


def _in_words(guest: Introduction) -> str:
    """Return who a device says it is; only ever shown."""
    return ", ".join(part for part in (guest.person, guest.label) if part) or "A device"
