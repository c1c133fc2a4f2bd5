from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.crypto.noise import EphemeralKey, Initiator, Pattern, Responder, Terms
from frame.errors import BadMessage
from frame.protocol.envelope import Rank
from frame.protocol.hello import (
    PAYLOAD_BYTES,
    Admittance,
    Reason,
    write_admitted,
    write_confirm,
    write_hello,
    write_refused,
    write_welcome,
)
from frame.protocol.pairing import AGAIN_MS, Guest, Host
from frame.protocol.steps import (
    Add,
    Compare,
    Effects,
    Failed,
    GuestState,
    Hide,
    HostState,
    Leave,
    Paired,
    Send,
    ShowDigits,
)
from frame.protocol.wire import encode
from tests.protocol.pairs import (
    FRAME,
    LATE,
    NOW,
    OTHER,
    PHONE,
    THIEF,
    Story,
    admission,
    flipped,
    messages,
    only,
    sent,
    story,
)


def test_one_guess_at_the_token_uses_the_card_up() -> None:
    host, guess = FRAME.shows(), THIEF.scans(FRAME.card(b"T" * 16))
    effects = host.hear(sent(guess.begin()), NOW)
    assert [type(one) for one in effects] == [Hide, Leave]
    assert host.state is HostState.REFUSED
    honest = sent(PHONE.scans(FRAME.card()).begin())
    assert host.hear(honest, NOW) == host.decide(yes=True, now_ms=NOW) == ()
    assert (host.guest, host.digits) == (None, None)


def test_whoever_photographed_the_card_and_was_faster_shows_in_the_digits() -> None:
    thief, phone, host = THIEF.scans(FRAME.card()), PHONE.scans(FRAME.card()), FRAME.shows()
    answered = host.hear(sent(thief.begin()), NOW)
    assert only(ShowDigits, answered).guest == THIEF.me
    assert host.hear(sent(phone.begin()), NOW) == ()
    only(Failed, phone.hear(sent(answered), NOW))
    assert host.guest == THIEF.me


def test_somebody_in_the_middle_makes_two_different_numbers() -> None:
    """The thief shows the phone a card of their own, and scans the frame's."""
    lure, thief = THIEF.shows(), THIEF.scans(FRAME.card())
    phone, host = PHONE.scans(THIEF.card()), FRAME.shows()
    seen = only(Compare, phone.hear(sent(lure.hear(sent(phone.begin()), NOW)), NOW))
    answered = host.hear(sent(thief.begin()), NOW)
    assert only(ShowDigits, answered).digits != seen.digits


def test_a_photographed_card_does_not_make_anybody_the_frame() -> None:
    phone = PHONE.scans(FRAME.card())
    first = sent(phone.begin())
    thief = Responder(
        Terms(
            pattern=Pattern.IK_PSK1,
            static=THIEF.static,
            ephemeral=EphemeralKey(b"e" * 32),
            psk=FRAME.card().psk,
            prologue=b"hf1/pair",
        )
    )
    with pytest.raises(BadMessage):
        thief.hear(first[1:])
    lure = THIEF.shows(THIEF.card())
    forged = sent(lure.hear(sent(PHONE.scans(THIEF.card()).begin()), NOW))
    assert "not from the frame" in only(Failed, phone.hear(forged, NOW)).because


def test_a_frame_does_not_pair_with_itself() -> None:
    host, mirror = FRAME.shows(), FRAME.scans(FRAME.card())
    assert [type(one) for one in host.hear(sent(mirror.begin()), NOW)] == [Hide, Leave]
    guest, liar = FRAME.scans(OTHER.card()), Responder(OTHER.shows()._handshake._terms)
    liar.hear(sent(guest.begin())[1:])
    answer, _ = liar.answer(write_welcome(FRAME.me, claimed=True))
    only(Failed, guest.hear(b"\2" + answer, NOW))


@pytest.mark.parametrize("version", [0, 2])
def test_another_version_of_the_first_message_is_refused(version: int) -> None:
    host = FRAME.shows()
    hello = write_hello(PHONE.me).replace(b"\xa7\0\1", bytes([0xA7, 0, version]), 1)
    assert hello != write_hello(PHONE.me)
    phone = Initiator(PHONE.scans(FRAME.card())._handshake._terms)
    assert [type(one) for one in host.hear(b"\1" + phone.begin(hello), NOW)] == [Hide, Leave]


@pytest.mark.parametrize("version", [0, 2])
def test_another_version_of_the_answer_is_refused(version: int) -> None:
    phone, frame = PHONE.scans(FRAME.card()), Responder(FRAME.shows()._handshake._terms)
    frame.hear(sent(phone.begin())[1:])
    welcome = write_welcome(FRAME.me, claimed=True)
    answer, _ = frame.answer(welcome.replace(b"\xa6\0\1", bytes([0xA6, 0, version]), 1))
    only(Failed, phone.hear(b"\2" + answer, NOW))


@pytest.mark.parametrize("prologue", [b"hf0/pair", b"hf2/pair", b""])
def test_a_handshake_of_another_protocol_is_refused(prologue: bytes) -> None:
    terms = PHONE.scans(FRAME.card())._handshake._terms
    first = Initiator(replace(terms, prologue=prologue)).begin(write_hello(PHONE.me))
    host = FRAME.shows()
    host.hear(b"\1" + first, NOW)
    assert host.state is HostState.REFUSED


def _transcript(told: Story) -> bytes:
    assert told.guest._session is not None
    return told.guest._session.transcript


@pytest.mark.parametrize("lie", ["another signer", "another domain", "another meeting", "no form"])
def test_a_confirmation_that_is_not_the_phones_ends_it(lie: str) -> None:
    told = story().meets()
    transcript, sign = _transcript(told), PHONE.signer.sign
    plain = {
        "another signer": write_confirm(THIEF.signer.sign(b"hf1/pair/phone\0" + transcript)),
        "another domain": write_confirm(sign(b"hf1/pair/frame\0" + transcript)),
        "another meeting": write_confirm(sign(b"hf1/pair/phone\0" + bytes(32))),
        "no form": encode({0: 1}),
    }[lie]
    assert told.guest._session is not None
    forged = b"\3" + told.guest._session.sealing.seal(plain)
    effects = told.host.hear(forged, NOW)
    assert [type(one) for one in effects] == [Send, Hide]
    assert told.host.decide(yes=True, now_ms=NOW) == ()
    assert "said no" in only(Failed, told.guest.hear(sent(effects), NOW)).because


@pytest.mark.parametrize(
    "lie", ["another signer", "another domain", "another meeting", "another role", "no form"]
)
def test_an_admission_that_is_not_the_frames_ends_it(lie: str) -> None:
    told = story().meets().agrees()
    transcript, sign = _transcript(told), FRAME.signer.sign
    right = sign(b"hf1/pair/frame\0" + transcript)
    given = admission(Rank.FRAME if lie == "another role" else Rank.OWNER)
    signature = {
        "another signer": THIEF.signer.sign(b"hf1/pair/frame\0" + transcript),
        "another domain": sign(b"hf1/pair/phone\0" + transcript),
        "another meeting": sign(b"hf1/pair/frame\0" + bytes(32)),
    }.get(lie, right)
    plain = write_admitted(Admittance(signature, given, NOW))
    assert told.host._meeting is not None
    seal = told.host._meeting.session.sealing.seal
    effects = told.guest.hear(b"\4" + seal(encode({0: 1}) if lie == "no form" else plain), NOW)
    assert "was damaged" in only(Failed, effects).because
    assert told.guest.state is GuestState.FAILED


def test_an_admission_before_anybody_agreed_ends_it() -> None:
    told = story().meets()
    signature = FRAME.signer.sign(b"hf1/pair/frame\0" + _transcript(told))
    plain = write_admitted(Admittance(signature, admission(Rank.OWNER), NOW))
    assert told.host._meeting is not None
    only(Failed, told.guest.hear(b"\4" + told.host._meeting.session.sealing.seal(plain), NOW))


def test_an_answer_to_another_phone_is_not_taken() -> None:
    told = story().meets()
    other = Story(PHONE.scans(FRAME.card()), FRAME.shows())
    other.told = [sent(other.guest.begin())]
    assert other.guest.hear(b"\4" + bytes(100), NOW) == ()
    other.guest._handshake = Initiator(
        replace(other.guest._handshake._terms, ephemeral=EphemeralKey(b"f" * 32))
    )
    other.guest._handshake.begin(write_hello(PHONE.me))
    only(Failed, other.guest.hear(told.told[1], NOW))


def _hears(told: Story, step: int, message: bytes) -> None:
    (told.guest.hear if step % 2 else told.host.hear)(message, NOW)


_UNTIL: tuple[Callable[[Story], object], ...] = (
    lambda told: told.told.append(sent(told.guest.begin())),
    lambda told: told.told.extend(
        [sent(told.guest.begin()), sent(told.host.hear(sent(told.guest.begin()), NOW))]
    ),
    lambda told: told.meets().agrees().host.decide(yes=True, now_ms=NOW),
    lambda told: told.meets().confirms().approves(),
)


@pytest.mark.parametrize("step", range(4))
def test_a_flipped_bit_never_pairs_and_never_raises(step: int) -> None:
    """500 bits of each message, all of its first byte among them; 2,000 in all."""
    for number in range(500):
        told = story()
        _UNTIL[step](told)
        bits = len(told.told[step]) * 8
        bit = number if number < 8 else 8 + number * 7919 % (bits - 8)
        _hears(told, step, flipped(told.told[step], bit))
        heard = told.guest.state if step % 2 else told.host.state
        assert heard.value != "Paired"
        is_first_byte = bit < 8
        if not is_first_byte:
            assert heard.value in {"Refused", "Failed"}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.binary(max_size=80)), max_size=4))
def test_any_bytes_in_any_state_never_raise_and_never_pair(
    noise: list[tuple[int, bytes]],
) -> None:
    for told in (story(), story().meets(), story().meets().confirms()):
        for kind, body in noise:
            told.host.hear(bytes([kind]) + body, NOW)
            told.guest.hear(bytes([kind]) + body, NOW)
            told.host.hear(body, NOW)
            told.guest.hear(body, NOW)
        assert told.host.state is not HostState.PAIRED
        assert told.guest.state is not GuestState.PAIRED


@dataclass
class _Broker:
    """Between two sides: it may lose, repeat and turn round everything."""

    guest: Guest
    host: Host
    now: int = NOW
    to_host: list[bytes] = field(default_factory=list)
    to_guest: list[bytes] = field(default_factory=list)
    followed: list[object] = field(default_factory=list)

    def by_guest(self, effects: Effects) -> None:
        self.to_host += messages(effects)
        self.followed += effects

    def by_host(self, effects: Effects) -> None:
        self.to_guest += messages(effects)
        self.followed += effects

    def does(self, what: str, which: int) -> None:
        """Take one step of chance; `which` chooses a message, or how long to wait."""
        queue = self.to_guest if which % 2 else self.to_host
        place = which // 2 % len(queue) if queue else 0
        match what:
            case "deliver" if queue:
                self.carries(queue.pop(place), to_guest=which % 2 == 1)
            case "repeat" if queue:
                self.carries(queue[place], to_guest=which % 2 == 1)
            case "lose" if queue:
                queue.pop(place)
            case "wait":
                self.waits(which * 100)
            case "guest yes" | "guest no":
                self.by_guest(self.guest.agree(yes="yes" in what, now_ms=self.now))
            case "host yes" | "host no":
                self.by_host(self.host.decide(yes="yes" in what, now_ms=self.now))

    def carries(self, message: bytes, *, to_guest: bool) -> None:
        if to_guest:
            self.by_guest(self.guest.hear(message, self.now))
        else:
            self.by_host(self.host.hear(message, self.now))

    def waits(self, milliseconds: int) -> None:
        self.now += milliseconds
        self.by_guest(self.guest.tick(self.now))
        self.by_host(self.host.tick(self.now))

    def behaves(self) -> None:
        """Carry everything, once and in order, while both people say yes, until time is up."""
        while self.now < LATE:
            self.by_guest(self.guest.agree(yes=True, now_ms=self.now))
            if self.host.digits is not None:
                self.by_host(self.host.decide(yes=True, now_ms=self.now))
            while self.to_host or self.to_guest:
                if self.to_host:
                    self.carries(self.to_host.pop(0), to_guest=False)
                if self.to_guest:
                    self.carries(self.to_guest.pop(0), to_guest=True)
            self.waits(AGAIN_MS)

    def all_of(self, kind: type) -> list[object]:
        return [one for one in self.followed if isinstance(one, kind)]


_CHAOS = ("deliver", "deliver", "deliver", "repeat", "lose", "wait", "guest yes", "host yes")
_steps = st.lists(st.tuples(st.sampled_from(_CHAOS), st.integers(0, 40)), max_size=25)
_ends = st.sampled_from(("guest no", "host no"))


def _after(steps: list[tuple[str, int]]) -> _Broker:
    broker = _Broker(PHONE.scans(FRAME.card()), FRAME.shows())
    broker.by_guest(broker.guest.begin())
    for what, which in steps:
        early = what == "host yes" and broker.host.digits is None
        if not early:
            broker.does(what, which)
    return broker


@settings(max_examples=150, deadline=None)
@given(_steps)
def test_what_a_broker_loses_repeats_and_turns_round_only_costs_time(
    steps: list[tuple[str, int]],
) -> None:
    broker = _after(steps)
    broker.behaves()
    (added,), (paired,) = broker.all_of(Add), broker.all_of(Paired)
    assert isinstance(added, Add)
    assert isinstance(paired, Paired)
    assert added == Add(PHONE.me, PHONE.static_public, paired.admission)
    assert (paired.host.name, paired.static) == (FRAME.me.name, FRAME.static_public)
    assert broker.guest.state is GuestState.PAIRED
    assert broker.all_of(Leave) == [Leave()]


@settings(max_examples=150, deadline=None)
@given(_steps, _ends, _steps)
def test_a_no_on_one_side_is_never_a_yes_on_the_other_with_other_keys(
    before: list[tuple[str, int]], end: str, after: list[tuple[str, int]]
) -> None:
    broker = _after([*before, (end, 0), *after])
    broker.behaves()
    added, paired = broker.all_of(Add), broker.all_of(Paired)
    assert len(paired) <= len(added) <= 1
    for one, other in zip(added, paired, strict=False):
        assert isinstance(one, Add)
        assert isinstance(other, Paired)
        assert one.admission == other.admission
    assert broker.guest.state in {GuestState.PAIRED, GuestState.FAILED}
    assert broker.host.state is HostState.CLOSED


def test_a_device_is_stored_before_it_is_told() -> None:
    told = story().meets().confirms()
    kinds = [type(one) for one in told.host.decide(yes=True, now_ms=NOW)]
    assert kinds.index(Add) < kinds.index(Send)


def test_what_travels_does_not_tell_names_or_kinds() -> None:
    lengths = {tuple(map(len, story(device).pairs().told)) for device in (PHONE, THIEF, OTHER)}
    assert lengths == {(97 + PAYLOAD_BYTES, 49 + PAYLOAD_BYTES, 87, 187)}
    for message in story().pairs().told:
        assert b"Zo" not in message
    assert len(write_refused(Reason.DECLINED)) == 5
