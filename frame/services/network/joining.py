"""Joining: this frame scans the card of another one and becomes its guest (docs/protocol.md §4.4).

Rule 1: it begins because somebody at this frame gave the address of a card, and ends with a yes
        on both frames to the same six digits, or without anything kept.
Rule 2: the other frame is in the store before anybody is told that it worked.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import urlsplit

from frame.errors import BadMessage, BadRequest, FrameError
from frame.log import event
from frame.model import OwnerId
from frame.ports import Clock, Entropy, Link
from frame.post.books import Books
from frame.post.correspondence import in_ms
from frame.post.draft import Draft
from frame.post.links import Connect, Reach
from frame.post.rows import Paired
from frame.protocol.addresses import Lane, inbox
from frame.protocol.card import VALID_S, Card, broker_of, read_card
from frame.protocol.envelope import Rank
from frame.protocol.hello import OWNER_BYTES, Gadget, introduce
from frame.protocol.pairing import Guest
from frame.protocol.steps import Compare, Effects, Failed, Send
from frame.protocol.steps import Paired as Met

_LOG = logging.getLogger("frame.pairing")
_USER = "pair"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How joining another frame stands.

    address  the host on its card; `who` is what it calls itself, once it answered
    digits   "123 456" from then on; `agreed` once somebody here said yes to them
    done     whether it worked; `because` says in words why it did not
    """

    address: str
    until_ms: int
    digits: str = ""
    who: str = ""
    agreed: bool = False
    done: bool = False
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doorstep:
    """What joining needs of the world around it.

    connect  connects to the broker on the card
    heard    has core's thread do something that came from a connection
    show     puts the attempt on the glass; None takes it away
    listen   is called when another frame was added
    """

    connect: Connect
    heard: Callable[[Callable[[], object]], None]
    show: Callable[[Attempt | None], None]
    listen: Callable[[], None]


class Joining:
    """Sees one card of another frame through; there is one at a time."""

    def __init__(
        self, books: Books, entropy: Entropy, clock: Clock, doorstep: Doorstep, label: str
    ) -> None:
        self._books = books
        self._fresh = entropy.fresh
        self._clock = clock
        self._doorstep = doorstep
        self._label = label
        self._guest: Guest | None = None
        self._card: Card | None = None
        self._link: Link | None = None
        self._broker = ""
        self.attempt: Attempt | None = None

    @property
    def is_open(self) -> bool:
        """Whether an attempt goes on."""
        return self._guest is not None

    def begin(self, url: str) -> Attempt:
        """Answer the card at this address; raise BadRequest where it is none."""
        self._close()
        card, me, now_ms = _read(url.strip()), self._books.me, self._now_ms()
        host = urlsplit(url.strip()).hostname or ""
        self._card, self._broker = card, broker_of(card, url.strip())
        guest = Guest(
            card=card,
            me=introduce(me.signer, me.opener, Gadget.FRAME, "", self._label),
            signer=me.signer,
            static=me.static,
            fresh=self._fresh,
            begun_ms=now_ms,
        )
        self.attempt = Attempt(address=host, until_ms=now_ms + VALID_S * 1000)
        reach = Reach(url=self._broker, user=_USER, password=card.broker_password)
        self._link = self._doorstep.connect(reach, partial(self._heard, guest), self._turned)
        self._link.hear([inbox(card.phone_id, card.frame_id, Lane.PAIRING)])
        self._guest = guest
        return self.attempt

    def _now_ms(self) -> int:
        return in_ms(self._clock.now())

    def _heard(self, guest: Guest, _topic: str, payload: bytes) -> None:
        self._doorstep.heard(lambda: self._hear(guest, payload))

    def _hear(self, guest: Guest, payload: bytes) -> None:
        if guest is self._guest:
            self._perform(guest.hear(payload, self._now_ms()))

    def _turned(self, is_up: bool) -> None:  # noqa: FBT001  # the port says it this way
        if is_up:
            self._doorstep.heard(self._greet)

    def _greet(self) -> None:
        if self._guest is not None and self.attempt is not None and not self.attempt.digits:
            self._perform(self._guest.begin())

    def agree(self, *, yes: bool) -> None:
        """Take what somebody here says about the digits; no also gives the attempt up."""
        if self._guest is None or self.attempt is None:
            return
        if yes and self.attempt.digits:
            self.attempt = replace(self.attempt, agreed=True)
        self._perform(self._guest.agree(yes, self._now_ms()))
        if not yes and self._guest is not None:
            self._fail("Somebody at this frame said no.")

    def tick(self) -> None:
        """Let time pass: say again what was not answered, or give up after three minutes."""
        if self._guest is not None:
            self._perform(self._guest.tick(self._now_ms()))

    def close(self) -> None:
        """Give up without a word."""
        self._close()

    def _perform(self, effects: Effects) -> None:
        for effect in effects:
            match effect:
                case Send(message=message):
                    self._send(message)
                case Compare(digits=digits, host=host):
                    self._compare(digits, host.label)
                case Failed(because=because):
                    self._fail(because)
                case Met():
                    self._admit(effect)

    def _send(self, message: bytes) -> None:
        if self._card is not None and self._link is not None:
            topic = inbox(self._card.frame_id, self._card.phone_id, Lane.PAIRING)
            self._link.tell(topic, message, expires_s=VALID_S)

    def _compare(self, digits: str, who: str) -> None:
        if self.attempt is not None:
            self.attempt = replace(self.attempt, digits=digits, who=who)
            self._doorstep.show(self.attempt)

    def _fail(self, because: str) -> None:
        if self.attempt is not None:
            self.attempt = replace(self.attempt, because=because)
        self._close()
        self._doorstep.show(None)

    def _admit(self, met: Met) -> None:
        """Store the other frame; where that fails, say so."""
        try:
            self._keep(met)
        except FrameError as problem:
            self._fail(f"{problem}. {problem.hint}")
            raise

    def _keep(self, met: Met) -> None:
        """Store the other frame, in the place of what was known of it before."""
        host, admission, draft = met.host, met.admission, Draft()
        before = self._books.devices().get(host.name)
        if before is not None:
            draft.drop.add(self._books.device_number(host.name))
        owner = before.owner if before is not None else self._fresh(OWNER_BYTES)
        draft.add.append(
            Paired(
                name=host.name,
                suite=host.suite,
                seal_key=host.seal_key,
                static=met.static,
                secret=admission.pair.secret,
                rank=Rank.FRAME,
                gadget=host.kind,
                owner=owner,
                person="",
                label=host.label,
                added_ms=self._now_ms(),
                presence=admission.presence.secret,
                broker=self._broker,
                role=admission.role,
                sent=before.sent if before else -1,
                taken=before.taken if before else -1,
            )
        )
        self._add_owner(OwnerId(owner.hex()), host.label)
        self._books.commit(draft, self._clock.now())
        event(_LOG, "frame.joined", count=len(self._books.devices()))
        if self.attempt is not None:
            self.attempt = replace(self.attempt, done=True)
        self._close()
        self._doorstep.show(self.attempt)
        self._doorstep.listen()

    def _add_owner(self, owner: OwnerId, label: str) -> None:
        """Keep whose albums they will be that the other frame brings."""
        if all(one.id != owner for one in self._books.vault.owners()):
            name = label.strip() or "Another frame"
            self._books.vault.add_owner(name, self._clock.now(), owner)

    def _close(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = self._guest = self._card = None


def _read(url: str) -> Card:
    try:
        return read_card(url)
    except BadMessage as problem:
        raise BadRequest(str(problem), hint=problem.hint) from problem
