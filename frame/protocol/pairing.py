"""Pairing: from a card on the glass to two devices that know each other (docs/protocol.md §4).

    1  guest → host   HELLO       the guest saw the card
    2  host → guest   WELCOME     now both show six digits
    3  guest → host   CONFIRM     its person says that the digits agree
    4  host → guest   ADMITTED    so did somebody at the frame; or REFUSED

The frame that shows the card is the host; a phone, a terminal or another frame is the guest.

Rule 1: one guess. The first message 1 uses the card up, whether it opens or not.
Rule 2: a device is stored before it is told that it was admitted.
Rule 3: every move is a row of a table in `steps`; what has no row changes nothing.
Rule 4: nothing that a peer sends raises here, and what came before is answered as before.
"""

from dataclasses import dataclass, field, replace

from frame.crypto.keys import Fresh
from frame.crypto.noise import (
    EphemeralKey,
    Initiator,
    Pattern,
    Responder,
    Session,
    StaticKey,
    Terms,
    public_of,
)
from frame.crypto.sign import Signer, is_signed_by
from frame.errors import BadMessage
from frame.protocol.card import VALID_S, Card, six_digits
from frame.protocol.envelope import Rank
from frame.protocol.hello import (
    Admission,
    Admittance,
    Gadget,
    Introduction,
    Reason,
    read_confirm,
    read_hello,
    read_verdict,
    read_welcome,
    write_admitted,
    write_confirm,
    write_hello,
    write_refused,
    write_welcome,
)
from frame.protocol.steps import (
    CHECKING,
    GUEST_MOVES,
    HOST_MOVES,
    Add,
    Compare,
    Effects,
    Failed,
    GuestEvent,
    GuestState,
    Hide,
    HostEvent,
    HostState,
    Leave,
    Paired,
    Send,
    ShowDigits,
)

AGAIN_MS = 3_000
_VALID_MS = VALID_S * 1000
_HELLO, _WELCOME, _CONFIRM, _VERDICT = b"\1", b"\2", b"\3", b"\4"
_PROLOGUE = b"hf1/pair"
_BY_GUEST, _BY_HOST = b"hf1/pair/phone\0", b"hf1/pair/frame\0"

_ANEW = "Show a new card on the frame and scan it again."
_REFUSALS = {
    Reason.DECLINED: f"Somebody at the frame said no. If that was a mistake: {_ANEW}",
    Reason.TOO_LATE: f"The three minutes of the card are over. {_ANEW}",
    Reason.NOT_INVITED: "This card is for another kind of device. "
    "Ask the owner of the frame for a card of your own.",
}
_GARBLED = (
    f"What came back was not from the frame of this card, or was damaged on the way. {_ANEW}"
)
_DIFFERENT = f"The digits were not the same, so somebody else may have scanned the card. {_ANEW}"


@dataclass(frozen=True, slots=True)
class _Meeting:
    """The one device whose message 1 opened."""

    guest: Introduction
    session: Session
    answer: bytes
    digits: str


def _is_over(since_ms: int, now_ms: int) -> bool:
    """Return whether the card is too old, or the clock was set back so that nobody knows."""
    return not 0 <= now_ms - since_ms < _VALID_MS


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Host:
    """The side that shows the card: a frame. It begins by offering.

    admission  what the guest gets; another frame gets the role of a frame instead
    claimed    whether the frame has an owner
    opened_ms  when the card appeared, in milliseconds like every `now_ms`

    Raises ValueError for a card or an introduction that is not of these keys.
    """

    me: Introduction
    signer: Signer
    static: StaticKey
    fresh: Fresh
    card: Card
    admission: Admission
    claimed: bool
    opened_ms: int
    state: HostState = field(default=HostState.OFFERING, init=False)
    _handshake: Responder = field(init=False)
    _first: bytes | None = field(default=None, init=False)
    _meeting: _Meeting | None = field(default=None, init=False)
    _last_word: tuple[Send, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        if self.card.frame != public_of(self.static) or self.me.name != self.signer.public:
            raise ValueError("a card and an introduction are of the keys that stand behind them")
        self._handshake = Responder(_terms(self.card, self.static, self.fresh, None))

    @property
    def digits(self) -> str | None:
        """The digits to compare, while they are compared."""
        return self._meeting.digits if self._meeting and self.state in CHECKING else None

    @property
    def guest(self) -> Introduction | None:
        """Who asks, once somebody does."""
        return self._meeting.guest if self._meeting else None

    def hear(self, message: bytes, now_ms: int) -> Effects:
        """Return what follows from bytes that came on the pairing topic."""
        if over := self.tick(now_ms):
            return over
        match message[:1]:
            case b"\1":
                return self._greeted(message[1:])
            case b"\3":
                return self._confirmed(message[1:], now_ms)
            case _:
                return ()

    def decide(self, yes: bool, now_ms: int) -> Effects:  # noqa: FBT001  # it is the decision itself
        """Return what follows when somebody at the frame, or an owner, says yes or no."""
        if over := self.tick(now_ms):
            return over
        if yes:
            return self._settle(HostEvent.YES, now_ms)
        return self._refuse(HostEvent.NO, Reason.DECLINED, "Somebody said no.")

    def tick(self, now_ms: int) -> Effects:
        """Return what follows from the time alone."""
        if self.state is HostState.CLOSED or not _is_over(self.opened_ms, now_ms):
            return ()
        told: Effects = ()
        if self.state in CHECKING:
            told = (self._say(write_refused(Reason.TOO_LATE)),)
        if self.state in CHECKING or self.state is HostState.OFFERING:
            told = (*told, Hide("The three minutes of the card are over."))
        self._move(HostEvent.OVER)
        self._meeting, self._first, self._last_word = None, None, ()
        return (*told, Leave())

    def _move(self, event: HostEvent) -> bool:
        """Move if the table has a row for it."""
        then = HOST_MOVES.get((self.state, event))
        self.state = then or self.state
        return then is not None

    def _greeted(self, body: bytes) -> Effects:
        if self.state is not HostState.OFFERING:
            return self._repeated() if body == self._first else ()
        try:
            self._meeting = self._meet(body)
        except BadMessage:
            self._move(HostEvent.GARBLED)
            return Hide("Somebody answered who had not seen this card."), Leave()
        self._first = body
        self._move(HostEvent.GREETED)
        return Send(self._meeting.answer), ShowDigits(self._meeting.digits, self._meeting.guest)

    def _meet(self, body: bytes) -> _Meeting:
        payload, _ = self._handshake.hear(body)
        guest = read_hello(payload)
        if guest.name == self.me.name:
            raise BadMessage("a frame does not pair with itself")
        answer, session = self._handshake.answer(write_welcome(self.me, claimed=self.claimed))
        return _Meeting(guest, session, _WELCOME + answer, six_digits(session.transcript))

    def _repeated(self) -> Effects:
        """Answer a message 1 again, and behind it a refusal that may have been lost."""
        again = () if self._meeting is None else (Send(self._meeting.answer),)
        return (*again, *self._last_word) if self.state is HostState.REFUSED else again

    def _confirmed(self, body: bytes, now_ms: int) -> Effects:
        if self.state not in {HostState.CHECKING, HostState.FRAME_AGREED}:
            return self._last_word
        if not self._agrees(body):
            why = "The other device did not say what it should."
            return self._refuse(HostEvent.MISTAKEN, Reason.DECLINED, why)
        if self._given().role is Rank.FRAME and self._met().guest.kind is not Gadget.FRAME:
            why = "This card was for another frame."
            return self._refuse(HostEvent.MISTAKEN, Reason.NOT_INVITED, why)
        return self._settle(HostEvent.CONFIRMED, now_ms)

    def _agrees(self, body: bytes) -> bool:
        met = self._met()
        try:
            signature = read_confirm(met.session.opening.open(body))
        except BadMessage:
            return False
        return is_signed_by(met.guest.name, _BY_GUEST + met.session.transcript, signature)

    def _given(self) -> Admission:
        is_frame = self._met().guest.kind is Gadget.FRAME
        return replace(self.admission, role=Rank.FRAME) if is_frame else self.admission

    def _settle(self, event: HostEvent, now_ms: int) -> Effects:
        """Take one side's agreement; when it is the second, pair."""
        if not self._move(event) or self.state is not HostState.PAIRED:
            return ()
        met, given = self._met(), self._given()
        signature = self.signer.sign(_BY_HOST + met.session.transcript)
        word = self._say(write_admitted(Admittance(signature, given, now_ms)))
        return Add(met.guest, met.session.peer, given), word, Hide("Paired.")

    def _refuse(self, event: HostEvent, reason: Reason, why: str) -> Effects:
        if not self._move(event):
            return ()
        if self._meeting is None:
            return Hide(why), Leave()
        return self._say(write_refused(reason)), Hide(why)

    def _say(self, plain: bytes) -> Send:
        """Seal the last word, and keep it for whoever asks again."""
        word = Send(_VERDICT + self._met().session.sealing.seal(plain))
        self._last_word = (word,)
        return word

    def _met(self) -> _Meeting:
        assert self._meeting is not None, "somebody was met in every checking state"  # noqa: S101
        return self._meeting


@dataclass(slots=True, kw_only=True, eq=False, repr=False)
class Guest:
    """The side that scanned the card: a phone, a terminal or another frame. It begins by waiting.

    begun_ms  when the card was scanned, in milliseconds like every `now_ms`

    Raises ValueError for an introduction that is not of this signer.
    """

    card: Card
    me: Introduction
    signer: Signer
    static: StaticKey
    fresh: Fresh
    begun_ms: int
    state: GuestState = field(default=GuestState.WAITING, init=False)
    _handshake: Initiator = field(init=False)
    _unanswered: Send = field(init=False)
    _sent_ms: int = field(init=False)
    _session: Session | None = field(default=None, init=False)
    _host: Introduction | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if self.me.name != self.signer.public:
            raise ValueError("an introduction is of the key that stands behind it")
        self._handshake = Initiator(_terms(self.card, self.static, self.fresh, self.card.frame))
        self._unanswered = Send(_HELLO + self._handshake.begin(write_hello(self.me)))
        self._sent_ms = self.begun_ms

    def begin(self) -> Effects:
        """Return the first message, to be sent now."""
        return (self._unanswered,)

    def hear(self, message: bytes, now_ms: int) -> Effects:
        """Return what follows from bytes that came on the pairing topic."""
        if self._is_late(now_ms):
            return self._fail(GuestEvent.OVER, _REFUSALS[Reason.TOO_LATE])
        try:
            match message[:1], self.state:
                case b"\2", GuestState.WAITING:
                    return self._welcomed(message[1:])
                case b"\4", GuestState.COMPARING | GuestState.AGREED:
                    return self._told(message[1:])
        except BadMessage:
            return self._fail(GuestEvent.GARBLED, _GARBLED)
        return ()

    def agree(self, yes: bool, now_ms: int) -> Effects:  # noqa: FBT001  # it is the decision itself
        """Return what follows when the person says whether both show the same digits."""
        if self._is_late(now_ms):
            return self._fail(GuestEvent.OVER, _REFUSALS[Reason.TOO_LATE])
        if not yes:
            return self._fail(GuestEvent.NO, _DIFFERENT)
        if not self._move(GuestEvent.YES):
            return ()
        session = self._opened()
        signature = self.signer.sign(_BY_GUEST + session.transcript)
        self._unanswered = Send(_CONFIRM + session.sealing.seal(write_confirm(signature)))
        self._sent_ms = now_ms
        return (self._unanswered,)

    def tick(self, now_ms: int) -> Effects:
        """Return what follows from the time alone: failure, or the same message once more."""
        if self._is_late(now_ms):
            return self._fail(GuestEvent.OVER, _REFUSALS[Reason.TOO_LATE])
        waits = self.state in {GuestState.WAITING, GuestState.AGREED}
        if not waits or abs(now_ms - self._sent_ms) < AGAIN_MS:
            return ()
        self._sent_ms = now_ms
        return (self._unanswered,)

    def _is_late(self, now_ms: int) -> bool:
        return _is_over(self.begun_ms, now_ms)

    def _move(self, event: GuestEvent) -> bool:
        """Move if the table has a row for it."""
        then = GUEST_MOVES.get((self.state, event))
        self.state = then or self.state
        return then is not None

    def _fail(self, event: GuestEvent, because: str) -> Effects:
        return (Failed(because),) if self._move(event) else ()

    def _welcomed(self, body: bytes) -> Effects:
        payload, session = self._handshake.finish(body)
        host, claimed = read_welcome(payload)
        if host.name == self.me.name:
            raise BadMessage("a frame does not pair with itself")
        self._session, self._host = session, host
        self._move(GuestEvent.WELCOMED)
        return (Compare(six_digits(session.transcript), host, claimed),)

    def _told(self, body: bytes) -> Effects:
        verdict = read_verdict(self._opened().opening.open(body))
        if isinstance(verdict, Reason):
            return self._fail(GuestEvent.REFUSED, _REFUSALS[verdict])
        return self._admitted(verdict)

    def _admitted(self, told: Admittance) -> Effects:
        host, session, given = self._host, self._opened(), told.admission
        fits = (given.role is Rank.FRAME) == (self.me.kind is Gadget.FRAME)
        signed = _BY_HOST + session.transcript
        if host is None or not fits or not is_signed_by(host.name, signed, told.signature):
            raise BadMessage("an admission is not the frame's, or is for another kind of device")
        if not self._move(GuestEvent.ADMITTED):
            raise BadMessage("an admission came before anybody agreed")
        return (Paired(host, session.peer, given, told.time_ms),)

    def _opened(self) -> Session:
        assert self._session is not None, "there is a session once digits are shown"  # noqa: S101
        return self._session


def _terms(card: Card, static: StaticKey, fresh: Fresh, peer: bytes | None) -> Terms:
    return Terms(
        pattern=Pattern.IK_PSK1,
        static=static,
        ephemeral=EphemeralKey.made(fresh),
        peer=peer,
        psk=card.psk,
        prologue=_PROLOGUE,
    )
