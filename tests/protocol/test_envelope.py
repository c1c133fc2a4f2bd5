import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.crypto.box import Opener, SealingSeed, Suite, seal
from frame.errors import BadMessage
from frame.protocol.envelope import (
    AHEAD_MS,
    BODY_BYTES,
    NUMBERS_KEPT,
    SIZES,
    Kind,
    Letter,
    Peer,
    Rank,
    Taken,
    close,
    may_send,
    next_number,
    open_envelope,
    read_body,
    write_body,
)
from frame.protocol.wire import Value, encode
from tests.protocol.people import Author

_VECTORS = Path(__file__).parents[1] / "vectors" / "protocol" / "envelopes.json"
_PHONE, _FRAME, _OTHER = Author(1), Author(6), Author(7)
_OPENERS = {suite: Opener(SealingSeed(b"\x21" * 32), suite) for suite in Suite}
_LETTER = Letter(kind=Kind.NOTES, number=1_800_000_000_000, own={10: (b"a note",)})

suites = pytest.mark.parametrize("suite", list(Suite), ids=lambda suite: suite.name)


def _to(suite: Suite = Suite.HYBRID, name: bytes = _FRAME.key) -> Peer:
    return Peer(name=name, suite=suite, seal_key=_OPENERS[suite].public)


def _open(told: bytes, suite: Suite = Suite.HYBRID, sender: bytes = _PHONE.key) -> Letter:
    return open_envelope(told, _OPENERS[suite], _FRAME.key, sender)


def _filled(plain: bytes) -> bytes:
    """Seal any plaintext at all."""
    info = b"hf1/envelope\0" + bytes([Suite.HYBRID]) + _PHONE.key + _FRAME.key
    return b"\1\2" + seal(_OPENERS[Suite.HYBRID].public, Suite.HYBRID, plain, info)


def _plain(body: bytes, author: Author = _PHONE, receiver: bytes = _FRAME.key) -> bytes:
    signed = b"hf1/envelope\0" + _PHONE.key + receiver + body
    return author.signer.sign(signed) + len(body).to_bytes(4, "big") + body


@suites
def test_what_is_sealed_to_a_device_is_read_there(suite: Suite) -> None:
    assert _open(close(_LETTER, _PHONE.signer, _to(suite)), suite) == _LETTER


@pytest.mark.promise("P8")
def test_a_withdrawal_looks_like_anything_else() -> None:
    sizes = {
        len(close(Letter(kind=kind, number=number, own=own), _PHONE.signer, _to()))
        for kind, number, own in (
            (Kind.HEADS, 1, {}),
            (Kind.LINES, 1_800_000_000_000, {10: (bytes(400),)}),
            (Kind.OFFER, 2**53 - 1, {10: bytes(8), 16: bytes(500)}),
        )
    }
    assert sizes == {SIZES[0] + 2 + Suite.HYBRID.overhead_bytes}


@pytest.mark.parametrize("size", SIZES)
def test_an_envelope_has_one_of_five_sizes(size: int) -> None:
    head = len(write_body(Letter(kind=Kind.LINES, number=0, own={10: bytes(500)}))) - 500
    room = size - 68 - head - 2 * (size > 66_000)
    for length, wanted in ((room - 10, size), (room + 10, None)):
        letter = Letter(kind=Kind.LINES, number=0, own={10: bytes(length)})
        if wanted is None and size == SIZES[-1]:
            with pytest.raises(ValueError, match="at most"):
                close(letter, _PHONE.signer, _to())
            continue
        told = close(letter, _PHONE.signer, _to())
        padded = len(told) - 2 - Suite.HYBRID.overhead_bytes
        assert padded == (wanted or SIZES[SIZES.index(size) + 1])
        assert _open(told) == letter
    assert len(close(_LETTER, _PHONE.signer, _to())) < 300_000


@suites
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_flipped_bit_anywhere_is_refused(suite: Suite, data: st.DataObject) -> None:
    told = bytearray(close(_LETTER, _PHONE.signer, _to(suite)))
    bit = data.draw(st.integers(0, len(told) * 8 - 1))
    told[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadMessage):
        _open(bytes(told), suite)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_an_envelope_or_refused(told: bytes) -> None:
    with pytest.raises(BadMessage):
        _open(told)
    with pytest.raises(BadMessage):
        _open(b"\1\2" + told.ljust(SIZES[0] + Suite.HYBRID.overhead_bytes, b"x"))


def test_an_envelope_is_for_one_receiver_from_one_sender() -> None:
    told = close(_LETTER, _PHONE.signer, _to())
    with pytest.raises(BadMessage):
        _open(told, sender=_OTHER.key)
    with pytest.raises(BadMessage):
        open_envelope(told, _OPENERS[Suite.HYBRID], _OTHER.key, _PHONE.key)
    with pytest.raises(BadMessage):
        _open(close(_LETTER, _OTHER.signer, _to()))


def test_nobody_can_ask_for_the_weaker_suite() -> None:
    told = close(_LETTER, _PHONE.signer, _to(Suite.X25519))
    for forged in (told, b"\1\2" + told[2:], b"\2\2" + told[2:], b"\0\2" + told[2:]):
        with pytest.raises(BadMessage):
            _open(forged)


def test_a_receiver_cannot_pass_a_message_on_as_if_it_were_for_another() -> None:
    body = write_body(_LETTER)
    assert _open(_filled(_plain(body).ljust(SIZES[0], b"\0"))) == _LETTER
    for plain in (_plain(body, receiver=_OTHER.key), _plain(body, author=_OTHER)):
        with pytest.raises(BadMessage, match="not signed"):
            _open(_filled(plain.ljust(SIZES[0], b"\0")))


def test_padding_has_one_form() -> None:
    plain = _plain(write_body(_LETTER))
    wrong = (
        plain,
        plain.ljust(SIZES[0] - 1, b"\0") + b"\1",
        plain.ljust(SIZES[0] + 1, b"\0"),
        plain.ljust(SIZES[1], b"\0"),
        plain[:64] + b"\xff" * 4 + plain[68:].ljust(SIZES[0] - 68, b"\0"),
    )
    for one in wrong:
        with pytest.raises(BadMessage):
            _open(_filled(one))


@pytest.mark.parametrize(
    "body",
    [
        (),
        {},
        {0: 2, 1: 1, 2: 1},
        {0: 1, 1: 0, 2: 1},
        {0: 1, 1: 44, 2: 1},
        {0: 1, 1: 1},
        {0: 1, 1: 1, 2: -1},
        {0: 1, 1: 1, 2: True},
        {0: 1, 1: 1, 2: 1, 3: 1},
    ],
)
def test_a_body_that_is_not_of_this_version_is_refused(body: Value) -> None:
    with pytest.raises(BadMessage):
        read_body(encode(body))


def test_the_first_ten_fields_belong_to_the_protocol() -> None:
    with pytest.raises(ValueError, match="from 10"):
        write_body(Letter(kind=Kind.LINES, number=1, own={3: 1}))
    with pytest.raises(ValueError, match="at most"):
        write_body(Letter(kind=Kind.LINES, number=1, own={10: bytes(BODY_BYTES - 12)}))


def test_a_number_grows_whatever_the_clock_does() -> None:
    assert next_number(-1, 5) == 5
    assert next_number(5, 5) == 6
    assert next_number(1_000, 5) == 1_001


@given(st.lists(st.integers(0, 3_000), max_size=200))
@settings(deadline=None)
def test_a_number_is_taken_once(numbers: list[int]) -> None:
    taken, accepted = Taken(), []
    for number in numbers:
        try:
            taken = taken.take(number, None)
        except BadMessage:
            continue
        accepted.append(number)
    assert accepted == list(dict.fromkeys(numbers))


def test_only_the_newest_numbers_are_remembered() -> None:
    taken = Taken()
    for number in range(0, 2 * (NUMBERS_KEPT + 10), 2):
        taken = taken.take(number, None)
    assert len(taken.numbers) == NUMBERS_KEPT
    assert taken.floor == 18
    for late in (0, 17, 18, 20):
        with pytest.raises(BadMessage, match="twice or much too late"):
            taken.take(late, None)
    assert taken.take(21, None).floor == 20


def test_a_number_from_the_future_is_refused_by_whoever_knows_the_time() -> None:
    assert Taken().take(AHEAD_MS + 5, 5).numbers == (AHEAD_MS + 5,)
    with pytest.raises(BadMessage, match="future"):
        Taken().take(AHEAD_MS + 6, 5)
    assert Taken().take(AHEAD_MS + 6, None).numbers == (AHEAD_MS + 6,)


def test_each_rank_says_what_its_role_allows() -> None:
    told = {rank: {kind for kind in Kind if may_send(rank, kind)} for rank in Rank}
    assert told[Rank.VIEWER] < told[Rank.CONTRIBUTOR] < told[Rank.OWNER]
    assert Kind.OFFER not in told[Rank.VIEWER]
    assert Kind.LINES not in told[Rank.VIEWER]
    assert not told[Rank.CONTRIBUTOR] & {Kind.INVITE, Kind.APPROVE, Kind.LEAVE}
    assert Kind.STATE not in told[Rank.OWNER]
    assert not told[Rank.FRAME] & {Kind.INVITE, Kind.APPROVE, Kind.LEAVE, Kind.VERB}
    assert not told[Rank.VIEWER] & {Kind.LOOK, Kind.ASK_PHOTOS, Kind.ENROL, Kind.ASK_PEOPLE}
    assert {Kind.COPY, Kind.ASK_PART} < told[Rank.CONTRIBUTOR] - told[Rank.VIEWER]
    assert {rank for rank in Rank if Kind.PART in told[rank]} == {Rank.FRAME}
    assert {Kind.ASK_GLASS, Kind.ASK_SETTINGS, Kind.ASK_PRIVACY} < told[Rank.VIEWER]
    assert {rank for rank in Rank if Kind.SETTINGS in told[rank]} == {Rank.OWNER, Rank.FRAME}
    assert {rank for rank in Rank if Kind.WIPE in told[rank]} == {Rank.OWNER}
    assert set().union(*told.values()) == set(Kind)


def test_the_vectors_name_who_may_say_what() -> None:
    told = json.loads(_VECTORS.with_name("messages_frame.json").read_text())["may_send"]
    assert told == {
        str(int(kind)): [int(rank) for rank in Rank if may_send(rank, kind)] for kind in Kind
    }


def test_the_vectors_say_the_same() -> None:
    cases = json.loads(_VECTORS.read_text())
    for case in cases["good"]:
        opener = Opener(SealingSeed(bytes.fromhex(case["seed"])), Suite(case["suite"]))
        sides = bytes.fromhex(case["to"]), bytes.fromhex(case["from"])
        letter = open_envelope(bytes.fromhex(case["envelope"]), opener, *sides)
        assert write_body(letter).hex() == case["body"]
        assert (letter.kind, letter.number) == (case["kind"], case["number"])


def test_letters_hold_what_they_are_given() -> None:
    own: Mapping[int, Value] = {10: (1, b"2", "3", None, True)}
    assert read_body(write_body(Letter(kind=Kind.ASK, number=7, own=own))).own == own
