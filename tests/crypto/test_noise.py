import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.crypto.noise import (
    LAST_NUMBER,
    MESSAGE_BYTES,
    EphemeralKey,
    Initiator,
    Opening,
    Pattern,
    Responder,
    Sealing,
    Session,
    SharedKey,
    StaticKey,
    Terms,
    TransportKey,
    public_of,
)
from frame.errors import BadMessage
from tests.vectors.handshakes import replay

_VECTORS = Path(__file__).parents[1] / "vectors" / "protocol" / "noise.json"
_PHONE, _FRAME = StaticKey(b"\x11" * 32), StaticKey(b"\x22" * 32)
_CARD = SharedKey(b"\x33" * 32)


def _phone(pattern: Pattern = Pattern.IK_PSK1, psk: SharedKey | None = _CARD) -> Initiator:
    terms = Terms(
        pattern=pattern,
        static=_PHONE,
        ephemeral=EphemeralKey(b"\x44" * 32),
        peer=public_of(_FRAME),
        psk=psk,
        prologue=b"test",
    )
    return Initiator(terms)


def _frame(
    pattern: Pattern = Pattern.IK_PSK1,
    psk: SharedKey | None = _CARD,
    prologue: bytes = b"test",
    static: StaticKey = _FRAME,
) -> Responder:
    ephemeral = EphemeralKey(b"\x55" * 32)
    return Responder(
        Terms(pattern=pattern, static=static, ephemeral=ephemeral, psk=psk, prologue=prologue)
    )


def _pair() -> tuple[Session, Session]:
    phone, frame = _phone(), _frame()
    assert frame.hear(phone.begin(b"hello")) == (b"hello", public_of(_PHONE))
    answer, at_frame = frame.answer(b"welcome")
    payload, at_phone = phone.finish(answer)
    assert payload == b"welcome"
    return at_phone, at_frame


def test_our_own_vectors_replay_byte_for_byte() -> None:
    cases = json.loads(_VECTORS.read_text())["vectors"]
    assert {case["protocol_name"] for case in cases} == {one.value for one in Pattern}
    for case in cases:
        replay(case)


def test_both_sides_end_with_one_transcript_and_know_each_other() -> None:
    at_phone, at_frame = _pair()
    assert at_phone.transcript == at_frame.transcript
    assert (at_phone.peer, at_frame.peer) == (public_of(_FRAME), public_of(_PHONE))
    assert at_frame.opening.open(at_phone.sealing.seal(b"one")) == b"one"
    assert at_phone.opening.open(at_frame.sealing.seal(b"two")) == b"two"


@pytest.mark.parametrize(
    "frame",
    [
        _frame(psk=SharedKey(b"\x34" * 32)),
        _frame(prologue=b"other"),
        _frame(static=StaticKey(b"\x23" * 32)),
        _frame(pattern=Pattern.IK, psk=None),
    ],
    ids=["another card", "another prologue", "another frame", "another pattern"],
)
def test_who_did_not_see_the_card_is_refused_at_the_first_message(frame: Responder) -> None:
    with pytest.raises(BadMessage):
        frame.hear(_phone().begin())


def test_a_handshake_has_one_guess() -> None:
    frame, good = _frame(), _phone().begin(b"hello")
    with pytest.raises(BadMessage):
        frame.hear(good[:-1] + bytes([good[-1] ^ 1]))
    with pytest.raises(BadMessage, match="over"):
        frame.hear(good)
    with pytest.raises(BadMessage, match="over"):
        frame.answer()


def test_steps_out_of_turn_are_refused() -> None:
    phone, frame = _phone(), _frame()
    with pytest.raises(BadMessage, match="over"):
        phone.finish(bytes(48))
    with pytest.raises(BadMessage, match="over"):
        frame.answer()
    first = phone.begin()
    with pytest.raises(BadMessage, match="over"):
        phone.begin()
    frame.hear(first)
    with pytest.raises(BadMessage, match="over"):
        frame.hear(first)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, (96 + 5) * 8 - 1), st.integers(0, (48 + 7) * 8 - 1))
def test_a_flipped_bit_anywhere_is_refused(first_bit: int, second_bit: int) -> None:
    def flipped(message: bytes, bit: int) -> bytes:
        out = bytearray(message)
        out[bit // 8] ^= 1 << bit % 8
        return bytes(out)

    first = _phone().begin(b"hello")
    # The top bit of an X25519 key means nothing (RFC 7748), yet here it is part of the hash.
    with pytest.raises(BadMessage):
        _frame().hear(flipped(first, first_bit))
    phone, frame = _phone(), _frame()
    frame.hear(phone.begin(b"hello"))
    answer, _ = frame.answer(b"welcome")
    with pytest.raises(BadMessage):
        phone.finish(flipped(answer, second_bit))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_refused(message: bytes) -> None:
    with pytest.raises(BadMessage):
        _frame().hear(message)
    phone = _phone()
    phone.begin()
    with pytest.raises(BadMessage):
        phone.finish(message)


@pytest.mark.parametrize("point", [bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"])
def test_a_low_order_point_is_refused(point: bytes) -> None:
    with pytest.raises(BadMessage, match="not usable"):
        _frame().hear(point + bytes(64))


def test_too_long_a_message_is_refused_before_it_is_opened() -> None:
    with pytest.raises(BadMessage, match="length"):
        _frame().hear(bytes(MESSAGE_BYTES + 1))
    at_phone, at_frame = _pair()
    with pytest.raises(BadMessage, match="longer"):
        at_frame.opening.open(bytes(MESSAGE_BYTES + 1))
    with pytest.raises(ValueError, match="at most"):
        at_phone.sealing.seal(bytes(MESSAGE_BYTES - 15))
    assert len(at_phone.sealing.seal(bytes(MESSAGE_BYTES - 16))) == MESSAGE_BYTES


def test_a_repeated_or_swapped_message_does_not_open() -> None:
    at_phone, at_frame = _pair()
    one, two = at_phone.sealing.seal(b"one"), at_phone.sealing.seal(b"two")
    with pytest.raises(BadMessage):
        at_frame.opening.open(two)
    assert at_frame.opening.open(one) == b"one"
    with pytest.raises(BadMessage):
        at_frame.opening.open(one)
    assert at_frame.opening.open_at(1, two) == b"two"
    with pytest.raises(BadMessage):
        at_phone.opening.open(one)


def test_a_session_ends_before_its_numbers_do() -> None:
    sealing, opening = Sealing(TransportKey(bytes(32))), Opening(TransportKey(bytes(32)))
    sealing.number = LAST_NUMBER
    assert opening.open_at(LAST_NUMBER, sealing.seal(b"last")) == b"last"
    with pytest.raises(BadMessage, match="used up"):
        sealing.seal(b"one more")
    with pytest.raises(BadMessage, match="used up"):
        opening.open_at(-1, bytes(16))


def test_terms_that_make_no_sense_are_refused_at_once() -> None:
    with pytest.raises(ValueError, match="takes a psk"):
        _phone(psk=None)
    with pytest.raises(ValueError, match="takes a psk"):
        _frame(pattern=Pattern.IK)
    with pytest.raises(ValueError, match="32 bytes"):
        Initiator(
            Terms(pattern=Pattern.IK, static=_PHONE, ephemeral=EphemeralKey(bytes(32)), peer=b"")
        )


def test_no_secret_is_printed() -> None:
    terms = Terms(pattern=Pattern.IK, static=_PHONE, ephemeral=EphemeralKey(b"\x44" * 32))
    told = repr(terms) + repr(_phone()._state) + repr(_pair()[0])
    assert "11111" not in told
    assert "\\x11" not in told
    assert "chaining" not in told
