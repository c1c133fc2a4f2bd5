import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.crypto.box import Opener, SealingSeed, Suite
from frame.errors import BadMessage, BadRequest
from frame.protocol.envelope import Rank
from frame.protocol.hello import (
    LABEL_CHARACTERS,
    PAYLOAD_BYTES,
    PERSON_CHARACTERS,
    Admittance,
    Gadget,
    Introduction,
    Reason,
    introduce,
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
from frame.protocol.turns import typed
from frame.protocol.wire import Value, encode
from tests.protocol.pairs import FRAME, NOW, PHONE, admission
from tests.protocol.texts import texts, turned_texts

_VECTORS = Path(__file__).parents[1] / "vectors" / "protocol" / "pairing.json"
_OPENER = Opener(SealingSeed(b"s" * 32), Suite.X25519)
_ADMITTED = Admittance(b"s" * 64, admission(Rank.VIEWER), NOW)


@st.composite
def _introductions(draw: st.DrawFn) -> Introduction:
    suite = draw(st.sampled_from(Suite))
    return Introduction(
        name=draw(st.binary(min_size=32, max_size=32)),
        suite=suite,
        seal_key=draw(st.sampled_from((b"\0", b"\xff", b"k"))) * suite.public_bytes,
        kind=draw(st.sampled_from(Gadget)),
        person=draw(texts(PERSON_CHARACTERS)),
        label=draw(texts(LABEL_CHARACTERS)),
    )


@settings(deadline=None)
@given(me=_introductions(), claimed=st.booleans())
def test_what_a_device_says_of_itself_is_read_there(*, me: Introduction, claimed: bool) -> None:
    assert read_hello(write_hello(me)) == me
    told = replace(me, kind=Gadget.FRAME, person="")
    assert read_welcome(write_welcome(me, claimed=claimed)) == (told, claimed)


def test_kinds_and_names_do_not_show_in_the_length() -> None:
    longest = replace(PHONE.me, person="\U0001f98a" * 200, label="\U0001f98a" * 64)
    shortest = replace(FRAME.me, suite=Suite.X25519, seal_key=b"k" * 32, person="", label="")
    for one in (longest, shortest):
        assert len(write_hello(one)) == len(write_welcome(one, claimed=True)) == PAYLOAD_BYTES
        assert read_hello(write_hello(one)) == one


def test_an_introduction_that_does_not_fit_is_not_written() -> None:
    with pytest.raises(ValueError, match="at most 3072"):
        write_hello(replace(PHONE.me, person="p" * 3_000))


def test_padding_has_one_form() -> None:
    good = write_hello(PHONE.me)
    for wrong in (good[:-1], good + b"\0", good[:-1] + b"\1", good.rstrip(b"\0"), b""):
        with pytest.raises(BadMessage):
            read_hello(wrong)
        with pytest.raises(BadMessage):
            read_welcome(wrong)


@pytest.mark.parametrize(
    "case", json.loads(_VECTORS.read_text())["spoiled"], ids=lambda case: case["because"]
)
def test_a_spoiled_introduction_is_refused(case: dict[str, str]) -> None:
    with pytest.raises(BadMessage):
        read_hello(bytes.fromhex(case["payload"]).ljust(PAYLOAD_BYTES, b"\0"))


_GOOD_WELCOME: dict[int, Value] = {
    0: 1,
    10: FRAME.me.name,
    11: 2,
    12: FRAME.me.seal_key,
    13: True,
    14: "hall",
}


@pytest.mark.parametrize(
    "change",
    [{0: 2}, {0: True}, {10: b""}, {11: 0}, {12: b""}, {13: 1}, {14: "l" * 65}, {15: ""}],
)
def test_a_spoiled_welcome_is_refused(change: dict[int, Value]) -> None:
    assert read_welcome(encode(_GOOD_WELCOME).ljust(PAYLOAD_BYTES, b"\0"))[1]
    with pytest.raises(BadMessage):
        read_welcome(encode({**_GOOD_WELCOME, **change}).ljust(PAYLOAD_BYTES, b"\0"))


def test_what_ends_a_pairing_is_read_there() -> None:
    assert read_confirm(write_confirm(b"s" * 64)) == b"s" * 64
    assert read_verdict(write_admitted(_ADMITTED)) == _ADMITTED
    for reason in Reason:
        assert read_verdict(write_refused(reason)) is reason


_GOOD_ADMITTED: dict[int, Value] = {
    0: 1,
    10: b"s" * 64,
    11: 1,
    12: b"o" * 16,
    13: b"p" * 32,
    14: b"q" * 32,
    15: NOW,
}


@pytest.mark.parametrize(
    "told",
    [
        (),
        {},
        {0: 2, 10: 1},
        {0: 1, 10: 0},
        {0: 1, 10: 4},
        {0: 1, 10: True},
        {0: 1, 10: 1, 11: 1},
        {0: 1, 10: b"s" * 64},
        *(
            {**_GOOD_ADMITTED, **change}
            for change in (
                {0: 0},
                {10: b"s" * 63},
                {11: 0},
                {11: 5},
                {12: b"o" * 15},
                {13: b"p" * 33},
                {14: ""},
                {15: -1},
                {16: 0},
            )
        ),
    ],
)
def test_a_verdict_of_another_form_is_refused(told: Value) -> None:
    assert isinstance(read_verdict(encode(_GOOD_ADMITTED)), Admittance)
    with pytest.raises(BadMessage):
        read_verdict(encode(told))


@pytest.mark.parametrize("told", [{0: 1}, {0: 2, 10: b"s" * 64}, {0: 1, 10: b"s" * 65}, ()])
def test_a_confirmation_of_another_form_is_refused(told: Value) -> None:
    with pytest.raises(BadMessage):
        read_confirm(encode(told))


@pytest.mark.parametrize("read", [read_hello, read_welcome, read_confirm, read_verdict])
@given(told=st.binary(max_size=400), pad=st.booleans())
def test_any_bytes_are_understood_or_refused(
    read: Callable[[bytes], object], *, told: bytes, pad: bool
) -> None:
    with pytest.raises(BadMessage):
        read(told.ljust(PAYLOAD_BYTES, b"\0") if pad else told)


def test_a_name_that_is_too_long_is_refused_where_it_is_typed() -> None:
    with pytest.raises(BadRequest, match=r"person's name has at most 200 .* has 201") as caught:
        introduce(PHONE.signer, _OPENER, Gadget.PHONE, "p" * 201, "")
    assert "shorter" in caught.value.hint
    with pytest.raises(BadRequest, match=r"device's name has at most 64 .* has 65"):
        introduce(PHONE.signer, _OPENER, Gadget.PHONE, "", "l" * 65)
    with pytest.raises(BadRequest, match="no text has"):
        introduce(PHONE.signer, _OPENER, Gadget.PHONE, "\ud83e", "")


def test_spaces_around_a_typed_name_are_not_part_of_it() -> None:
    me = introduce(PHONE.signer, _OPENER, Gadget.PHONE, "  " + "p" * 200 + "\n", " phone ")
    assert (me.person, me.label) == ("p" * 200, "phone")
    assert (me.name, me.suite, me.seal_key) == (PHONE.me.name, Suite.X25519, _OPENER.public)


@settings(deadline=None)
@given(person=turned_texts(99), label=turned_texts(32))
def test_names_that_turn_are_freed_where_they_are_typed_and_refused_where_they_come(
    person: str, label: str
) -> None:
    me = introduce(PHONE.signer, _OPENER, Gadget.PHONE, person, label)
    assert read_hello(write_hello(me)) == me
    assert (me.person, me.label) == (typed(person), typed(label))
    for wrong in (replace(me, person=person), replace(me, label=label)):
        with pytest.raises(BadMessage, match="turn"):
            read_hello(write_hello(wrong))
    with pytest.raises(BadMessage, match="turn"):
        read_welcome(write_welcome(replace(me, label=label), claimed=True))


def test_names_and_secrets_are_not_printed() -> None:
    me = introduce(PHONE.signer, _OPENER, Gadget.PHONE, "Grandmother", "kitchen")
    assert "Grandmother" not in repr(me)
    assert "kitchen" not in repr(me)
    assert repr(b"p" * 32) not in repr(admission(Rank.OWNER))
