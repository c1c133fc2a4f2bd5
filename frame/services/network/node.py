"""The node: a frame's whole side of the network, in the thread that owns the store.

Rule 1: before the first slide, what consent does not allow any more rests, what is owed is
        erased, and what was acknowledged stays so.
Rule 2: links report from their own threads, and that only posts to core's inbox.
Rule 3: nobody can reach it is a sentence on the glass, and never a dark one.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from frame.devices.qr import modules
from frame.errors import BadRequest
from frame.log import event
from frame.ports import Clock, Decoder, Entropy, Seer
from frame.post.books import Books
from frame.post.correspondence import Correspondence, in_ms
from frame.post.draft import Draft
from frame.post.links import HOME, Connect, Links
from frame.post.rows import Paired
from frame.protocol.addresses import month_of, presence_topic
from frame.protocol.card import Card
from frame.protocol.envelope import Rank
from frame.protocol.messages import Message, Remove
from frame.services.disclosure import Reached
from frame.services.network import noting, withdrawal
from frame.services.network.answers import Answers
from frame.services.network.arriving import Arriving
from frame.services.network.bureau import Bureau
from frame.services.network.frame_ways import FrameWays, Rooms
from frame.services.network.front import Front
from frame.services.network.joining import Attempt, Doorstep, Joining
from frame.services.network.pairing import Doormat, Newcomer, PairingDesk, Showing
from frame.services.network.sharing import Sharing
from frame.services.network.stage import Grounds, Stage
from frame.slideshow.pairing_card import PairingView
from frame.store.vault import Vault

_LOG = logging.getLogger("frame.network")
_TICK_S = 0.25
_PATIENCE_S = 30.0
_SETTLE_S = 1.0
_PAUSE_S = 2.0
_AGAIN_S = 10.0
_REDRAW_S = 3.0
_DONE_S = 4.0
_SALT_BYTES = 32
_PAIRING_EXPIRY_S = 180
_SILENT = "its broker does not answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a frame stands in the network, in plain values.

    label   its own name; `origin` is where its page is, and `broker` goes on the card
    granted called with all devices and the card whenever who may use the broker changes
    certificate gives the fingerprint of the frame's own certificate, None where it has none
    """

    label: str
    origin: str
    broker: str
    granted: Callable[[Books, Card | None, datetime], None]
    certificate: Callable[[], str | None] = lambda: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a node works with."""

    decoder: Decoder
    seer: Seer
    clock: Clock
    entropy: Entropy
    connect: Connect


class Node:
    """A frame among others; make it in core's thread before core runs."""

    def __init__(self, stage: Stage, vault: Vault, tools: Tools, place: Place) -> None:
        self._stage, self._tools, self._place = stage, tools, place
        self._clock = tools.clock
        self._reset()
        self.books = Books(vault, tools.entropy)
        self.pairing = PairingDesk(
            self.books,
            tools.entropy,
            Doormat(send=self._send_pairing, show=self._show, listen=self.relisten),
            origin=place.origin,
            broker=place.broker,
        )
        self.answers = Answers(self.books, self.pairing, tools.clock, place.label)
        self.grounds = self._ground()
        self._front = Front(
            self.grounds,
            salt=tools.entropy.fresh(_SALT_BYTES),
            certificate=place.certificate,
        )
        self.answers.open(self._front)
        self._arriving = Arriving(tools.decoder, self._posted, tools.clock, self._touch)
        self._ways = FrameWays(self._rooms())
        self.joining = Joining(
            self.books, tools.entropy, tools.clock, self._doorstep(), place.label
        )
        self._links = Links(tools.connect, self._heard, self._turned)
        self.correspondence = Correspondence(
            self.books, self._ways, self._links.tell, tools.entropy
        )
        self._ways.correspondence = self.correspondence
        self._sharing = Sharing(
            self.correspondence, (tools.decoder, tools.seer), self._posted, tools.clock
        )
        self._ways.sharing = self._sharing
        self.bureau: Bureau | None = None
        self._boot()

    def _ground(self) -> Grounds:
        return Grounds(
            books=self.books,
            stage=self._stage,
            clock=self._clock,
            say=self._say,
            finish=lambda draft: self.correspondence.finish(draft, self._clock.now()),
            touched=self._touch,
        )

    def _rooms(self) -> Rooms:
        return Rooms(
            books=self.books,
            stage=self._stage,
            clock=self._clock,
            arriving=self._arriving,
            answers=self.answers,
            relisten=self.relisten,
            touched=self._touch,
        )

    def _doorstep(self) -> Doorstep:
        return Doorstep(
            connect=self._tools.connect,
            heard=self._posted,
            show=self._show_attempt,
            listen=self.start,
        )

    def _reset(self) -> None:
        self._started = self._touched = False
        self._up: set[bytes] = set()
        self._down_since_s = self._clock.monotonic_s()
        self._told_trouble = ""
        self._ticked_s = self._settled_s = self._redrawn_s = 0.0
        self._missed_s: float | None = None

    def _boot(self) -> None:
        now, draft = self._clock.now(), Draft()
        withdrawal.acknowledge(self.correspondence, now)
        self.correspondence.coming.resume(draft, in_ms(now))
        self.correspondence.going.resume(draft, in_ms(now))
        self.correspondence.finish(draft, now)
        for album in tuple(self.books.ledgers):
            self._ways.settle(album, now)
        noting.apply_places(self.books)
        used = self.correspondence.coming.parcels() | self.correspondence.going.parcels()
        self.books.vault.parcels.sweep(used)

    def consult(self, bureau: Bureau) -> None:
        """Have a bureau answer what devices ask about trust, from now on."""
        self.bureau = bureau
        self.answers.open(bureau)

    def start(self) -> None:
        """Connect; from here on others are heard."""
        self._started = True
        self.relisten()

    def close(self) -> None:
        """Say goodbye and write down where every conversation stands."""
        self._carefully(lambda: self.correspondence.close(self._clock.now()))
        self.joining.close()
        if self.bureau is not None:
            self.bureau.close()
        self._sharing.close()
        self._arriving.close()
        self._links.close()

    @property
    def connection(self) -> str:
        """How the broker is reached: "none" is set, "connected", or "away" and why."""
        if not self._started or not self._place.broker:
            return "none"
        return "connected" if HOME in self._up else f"away: {self._why_away()}"

    def reached(self) -> Reached:
        """Return which connections stand now."""
        rows = self.books.of(Paired)
        up = {row.broker for row in rows if row.name in self._up}
        others = {row.broker: row.broker in up for row in rows if row.broker}
        return Reached(home=HOME in self._up, others=others)

    def relisten(self) -> None:
        """Listen to what belongs to the devices that are paired now, and to the card."""
        if not self._started:
            return
        now = self._clock.now()
        self._place.granted(self.books, self.pairing.card, now)
        topics = self.correspondence.topics(now)
        home = bool(self._place.broker)
        self._links.listen(self.books.devices(), topics, self.pairing.topics(), home=home)

    def presence_topic(self) -> str:
        """Return where this frame says whether it is there."""
        return presence_topic(self.books.me.presence, month_of(int(self._clock.now().timestamp())))

    def _heard(self, topic: str, payload: bytes) -> None:
        self._posted(partial(self._hear, topic, payload))

    def _hear(self, topic: str, payload: bytes) -> None:
        now = self._clock.now()
        if not self.pairing.hear(topic, payload, now):
            self.correspondence.hear(topic, payload, now)

    def _turned(self, key: bytes, is_up: bool) -> None:  # noqa: FBT001  # as links report it
        self._posted(partial(self._connection, key, is_up=is_up))

    def _posted(self, work: Callable[[], object]) -> None:
        """Have core's thread do what somebody else brought about."""
        self._stage.post(partial(self._carefully, work))

    def _carefully(self, work: Callable[[], object]) -> None:
        """Do something that others brought about; whatever comes of it, the slideshow goes on.

        What was not written down then is heard again: everybody is asked what was said.
        """
        try:
            work()
        except Exception as problem:  # noqa: BLE001  # nothing a peer says may end core
            event(_LOG, "network.failed", logging.ERROR, error=type(problem).__name__)
            self.books.reload()
            self._missed_s = self._clock.monotonic_s()

    def _catch_up(self, at_s: float) -> None:
        """Compare with everybody what is known, some time after something was missed."""
        if self._missed_s is not None and at_s - self._missed_s >= _AGAIN_S:
            self._missed_s = None
            for device in self.books.devices():
                self.correspondence.greet(device)

    def _connection(self, key: bytes, *, is_up: bool) -> None:
        (self._up.add if is_up else self._up.discard)(key)
        if key == HOME:
            self._down_since_s = self._clock.monotonic_s()
        if is_up:
            if key == HOME:
                self._say_here()
            met = self._links.met_at(key, self.books.devices())
            self.correspondence.connected(met, self._clock.now())

    def _tick(self, at_s: float, now: datetime) -> None:
        self.pairing.tick(now)
        self.joining.tick()
        self.correspondence.tick(now)
        self._front.tick(now)
        if self.bureau is not None:
            self.bureau.tick(now)
        self.answers.say_goodbye(self.correspondence)
        self._sharing.tick(now)
        if self.correspondence.desk.is_outdated(int(now.timestamp())):
            self.relisten()
            self._say_here()
        if at_s - self._settled_s >= _SETTLE_S:
            self._settled_s = at_s
            self._ways.let_leases_end(now)
        self._catch_up(at_s)

    def _say(self, device: bytes, message: Message) -> bool:
        return self.correspondence.say(device, message)

    def _say_here(self) -> None:
        self._links.tell_home(self.presence_topic(), b"1", 86_400, retain=True)

    def tick(self) -> None:
        """Let time pass; call it as often as you like."""
        at_s = self._clock.monotonic_s()
        if at_s - self._ticked_s < _TICK_S:
            return
        self._ticked_s = at_s
        if self._missed_s is None or at_s - self._missed_s >= _PAUSE_S:
            self._carefully(partial(self._tick, at_s, self._clock.now()))
        if self._touched and at_s - self._redrawn_s >= _REDRAW_S:
            self._touched, self._redrawn_s = False, at_s
            self._stage.library_changed()
            self._stage.look_again()
        self._tell_trouble(at_s)

    def _touch(self) -> None:
        self._touched = True
        self._front.review()

    def _why_away(self) -> str:
        trouble = self._links.trouble_at_home()
        return str(trouble) if trouble is not None else _SILENT

    def _tell_trouble(self, at_s: float) -> None:
        is_away = self._started and bool(self._place.broker) and HOME not in self._up
        is_long = is_away and at_s - self._down_since_s >= _PATIENCE_S
        trouble = f"Phones cannot reach this frame: {self._why_away()}" if is_long else ""
        if trouble != self._told_trouble:
            self._told_trouble = trouble
            self._stage.show_connection(trouble)

    def open_pairing(self, role: Rank = Rank.CONTRIBUTOR) -> Showing:
        """Show a card because somebody at the frame asked; raise BadRequest."""
        if self.joining.is_open:
            raise BadRequest("this frame is joining another one", hint="Answer the digits first.")
        return self.pairing.open(role, self._place.label, self._clock.now())

    def answer_pairing(self, *, yes: bool) -> None:
        """Take what somebody at the frame says about the digits."""
        if self.joining.is_open:
            self.joining.agree(yes=yes)
            return
        self.pairing.decide(self._clock.now(), yes=yes)

    def join(self, url: str) -> Attempt:
        """Answer the card of another frame; raise BadRequest."""
        if self.pairing.showing is not None:
            raise BadRequest("a card is on the glass", hint="Answer it, or wait until it goes.")
        return self.joining.begin(url)

    def remove(self, label: str) -> None:
        """Forget a device because somebody at the frame said so.

        Raises:
            BadRequest: there is none of that name, or more than one.
        """
        found = [row for row in self.books.of(Paired) if label in {row.label, row.name.hex()}]
        if len(found) != 1:
            trouble = "is no" if not found else "is more than one"
            raise BadRequest(
                f"there {trouble} device {label!r}", hint="`frame devices` lists them."
            )
        draft = Draft()
        self.answers.remove(Remove(device=found[0].name), None, draft)
        self.correspondence.finish(draft, self._clock.now())

    def _send_pairing(self, topic: str, message: bytes) -> None:
        self._links.tell_home(topic, message, _PAIRING_EXPIRY_S)

    def _show(self, view: Showing | Newcomer | None) -> None:
        """Put the card on the glass, what it says of who came, or nothing."""
        at_s = self._clock.monotonic_s()
        match view:
            case Newcomer(who=who, role=role):
                done = PairingView(done=who, role=role, until_s=at_s + _DONE_S)
                self._stage.show_pairing(done)
            case Showing():
                self._stage.show_pairing(self._card_of(view, at_s))
            case None:
                self._stage.show_pairing(None)

    def _show_attempt(self, attempt: Attempt | None) -> None:
        """Put the digits of another frame on the glass, that it worked, or nothing."""
        if attempt is None:
            self._stage.show_pairing(None)
            return
        at_s = self._clock.monotonic_s()
        left_s = (attempt.until_ms - in_ms(self._clock.now())) / 1000
        view = PairingView(
            address=attempt.address,
            role="frame",
            digits=attempt.digits,
            who=attempt.who,
            until_s=at_s + left_s,
        )
        if attempt.done:
            view = PairingView(done=attempt.who, role="frame", until_s=at_s + _DONE_S)
        self._stage.show_pairing(view)

    def _card_of(self, showing: Showing, at_s: float) -> PairingView:
        left_s = (showing.until_ms - in_ms(self._clock.now())) / 1000
        return PairingView(
            qr=() if showing.digits else modules(showing.url),
            address=self._place.origin.partition("//")[2],
            role=showing.role.name.lower(),
            digits=showing.digits or None,
            who=showing.who,
            until_s=at_s + left_s,
            invited=showing.invited,
        )
