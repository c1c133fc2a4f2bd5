"""Meeting a frame: from the address on its card to a device it knows (docs/protocol.md §4).

Rule 1: a person compares six digits before anything of this device is believed.
Rule 2: what a frame is, and where it is met, is stored before the person hears that it worked.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from frame.errors import BadMessage, BadRequest, Offline, Weather
from frame.owner import journal
from frame.owner.reach import PAIRING_USER
from frame.ports import Clock, Entropy, Link
from frame.post.books import Books
from frame.post.correspondence import in_ms
from frame.post.draft import Draft
from frame.post.links import Connect, Reach
from frame.post.rows import Paired as Row
from frame.protocol.addresses import Lane, inbox
from frame.protocol.card import Card, broker_of, read_card
from frame.protocol.envelope import Rank
from frame.protocol.hello import Gadget, introduce
from frame.protocol.pairing import Guest
from frame.protocol.steps import Compare, Effects, Failed, Paired, Send

_TICK_S = 0.2
_EXPIRY_S = 180
_AGAIN = "Show a new card on the frame and run the command again with its address."


class NotPaired(Weather):
    """A frame did not let this device in, or a person said no."""

    hint = _AGAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduced:
    """What this device says of itself: whose it is and what it is called."""

    person: str
    label: str


@dataclass(slots=True)
class Meeting:
    """One attempt to pair; `agree` shows digits and the frame's name and returns yes or no.

    `patience_s` is how long to wait for the broker.
    """

    books: Books
    connect: Connect
    clock: Clock
    entropy: Entropy
    agree: Callable[[str, str], bool]
    patience_s: float = 20.0
    _inbox: SimpleQueue[bytes | bool] = field(default_factory=SimpleQueue, init=False)

    def pair(self, url: str, me: Introduced) -> Row:
        """Pair with the frame whose card has this address, and return what is kept of it.

        Raises:
            BadRequest: this is not the address of a card.
            NotPaired: somebody said no, or it was too late, in words.
            Offline: its broker, or the frame, cannot be reached.
        """
        card = _read(url.strip())
        broker = broker_of(card, url.strip())
        guest = Guest(
            card=card,
            me=introduce(
                self.books.me.signer,
                self.books.me.opener,
                Gadget.TERMINAL,
                me.person,
                me.label,
            ),
            signer=self.books.me.signer,
            static=self.books.me.static,
            fresh=self.entropy.fresh,
            begun_ms=in_ms(self.clock.now()),
        )
        reach = Reach(url=broker, user=PAIRING_USER, password=card.broker_password)
        link = self.connect(reach, self._heard, self._turned)
        try:
            link.hear([inbox(card.phone_id, card.frame_id, Lane.PAIRING)])
            return self._keep(self._talk(guest, card, link), broker)
        finally:
            link.close()

    def _heard(self, _topic: str, payload: bytes) -> None:
        self._inbox.put(payload)

    def _turned(self, is_up: bool) -> None:  # noqa: FBT001  # the port says it this way
        self._inbox.put(is_up)

    def _talk(self, guest: Guest, card: Card, link: Link) -> Paired:
        topic = inbox(card.frame_id, card.phone_id, Lane.PAIRING)
        begun_s, is_up = self.clock.monotonic_s(), False
        while True:
            effects, came = self._next(guest)
            if came is True:
                is_up, effects = True, guest.begin() if not is_up else ()
            if not is_up and self.clock.monotonic_s() - begun_s > self.patience_s:
                raise _unreachable(link)
            while effects:
                effects, done = self._perform(guest, effects, link, topic)
                if done is not None:
                    return done

    def _next(self, guest: Guest) -> tuple[Effects, bytes | bool | None]:
        """Wait a moment for what comes, and return what follows from it or from the time."""
        try:
            came = self._inbox.get(timeout=_TICK_S)
        except Empty:
            return guest.tick(in_ms(self.clock.now())), None
        if isinstance(came, bytes):
            return guest.hear(came, in_ms(self.clock.now())), came
        return (), came

    def _perform(
        self, guest: Guest, effects: Effects, link: Link, topic: str
    ) -> tuple[Effects, Paired | None]:
        more: Effects = ()
        for effect in effects:
            match effect:
                case Send(message=message):
                    link.tell(topic, message, expires_s=_EXPIRY_S)
                case Compare(digits=digits, host=host):
                    yes = self.agree(digits, host.label)
                    more = (*more, *guest.agree(yes, in_ms(self.clock.now())))
                case Failed(because=because):
                    sentence, _, hint = because.partition(". ")
                    raise NotPaired(sentence[:1].lower() + sentence[1:], hint=hint or _AGAIN)
                case Paired():
                    return (), effect
        return more, None

    def _keep(self, paired: Paired, broker: str) -> Row:
        """Store a frame, in the place of what was known of it; its old letters stay taken."""
        host, admission, draft = paired.host, paired.admission, Draft()
        before = self.books.devices().get(host.name)
        if before is not None:
            draft.drop.add(self.books.device_number(host.name))
        journal.forget(self.books, host.name, draft)
        row = Row(
            name=host.name,
            suite=host.suite,
            seal_key=host.seal_key,
            static=paired.static,
            secret=admission.pair.secret,
            rank=Rank.FRAME,
            gadget=host.kind,
            owner=admission.owner,
            person="",
            label=host.label,
            added_ms=in_ms(self.clock.now()),
            presence=admission.presence.secret,
            broker=broker,
            role=admission.role,
            sent=before.sent if before else -1,
            taken=before.taken if before else -1,
        )
        draft.add.append(row)
        self.books.commit(draft, self.clock.now())
        return row


def _read(url: str) -> Card:
    try:
        return read_card(url)
    except BadMessage as problem:
        raise BadRequest(str(problem), hint=problem.hint) from problem


def _unreachable(link: Link) -> Offline:
    trouble = getattr(link, "trouble", None)
    if isinstance(trouble, Offline):
        return trouble
    return Offline(
        "the broker on this card cannot be reached",
        hint="See that this machine is in the same network as the frame, and try again.",
    )
