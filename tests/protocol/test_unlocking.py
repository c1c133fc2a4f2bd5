"""How a locked frame asks for its part of the key, and how a phone gives it (§13)."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.crypto.box import Opener, SealingSeed, Suite
from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer
from frame.errors import BadMessage
from frame.protocol.addresses import is_id, month_of, read_inbox
from frame.protocol.unlocking import (
    MeetingSecret,
    Question,
    answer,
    answering_topic,
    ask,
    asked_at,
    asking_topic,
    heard_by_frame,
    heard_by_phones,
    read_answer,
    read_question,
)
from tests.vectors.make_unlocking import FILE, unlocking

VECTORS: dict[str, Any] = json.loads(FILE.read_text(encoding="ascii"))
ASKER = Signer(SigningSeed(b"a" * 32))
OPENER = Opener(SealingSeed(b"o" * 32))
MEETING, SECRET, NONCE = MeetingSecret(b"m" * 32), b"s" * 32, b"n" * 32
NOW_S = 1_800_000_000
NOW_MS = NOW_S * 1000
ASKED = ask(ASKER, OPENER, NONCE, NOW_MS)
QUESTION = read_question(ASKED, ASKER.public)
ANSWERED = answer(QUESTION, ASKER.public, SECRET, NOW_MS)


def test_what_a_phone_gives_is_what_the_frame_gets() -> None:
    assert Question(nonce=NONCE, suite=Suite.HYBRID, seal_key=OPENER.public) == QUESTION
    assert read_answer(ANSWERED, OPENER, QUESTION, ASKER.public) == SECRET


def test_the_part_does_not_show_on_the_wire_and_every_answer_is_equally_long() -> None:
    other = answer(QUESTION, ASKER.public, b"x" * 32, NOW_MS + 10**9)
    assert SECRET not in ANSWERED
    assert len(other) == len(ANSWERED)


def test_an_answer_opens_only_for_the_start_that_asked() -> None:
    later = Opener(SealingSeed(b"p" * 32))
    with pytest.raises(BadMessage):
        read_answer(ANSWERED, later, QUESTION, ASKER.public)


def test_an_answer_belongs_to_one_question_and_one_frame() -> None:
    again = Question(nonce=b"N" * 32, suite=QUESTION.suite, seal_key=QUESTION.seal_key)
    with pytest.raises(BadMessage):
        read_answer(ANSWERED, OPENER, again, ASKER.public)
    with pytest.raises(BadMessage):
        read_answer(ANSWERED, OPENER, QUESTION, Signer(SigningSeed(b"b" * 32)).public)


def test_a_question_of_somebody_else_is_no_question() -> None:
    forged = ask(Signer(SigningSeed(b"b" * 32)), OPENER, NONCE, NOW_MS)
    with pytest.raises(BadMessage, match="signed"):
        read_question(forged, ASKER.public)


@given(st.data())
def test_a_flipped_bit_anywhere_is_refused(data: st.DataObject) -> None:
    told = data.draw(st.sampled_from((ASKED, ANSWERED)))
    at = data.draw(st.integers(0, 8 * len(told) - 1))
    spoiled = bytearray(told)
    spoiled[at // 8] ^= 1 << at % 8
    with pytest.raises(BadMessage):
        _read(bytes(spoiled), is_question=told is ASKED)


def _read(told: bytes, *, is_question: bool) -> object:
    if is_question:
        return read_question(told, ASKER.public)
    return read_answer(told, OPENER, QUESTION, ASKER.public)


@given(st.binary(max_size=3_000))
def test_anything_else_is_refused_in_words(told: bytes) -> None:
    with pytest.raises(BadMessage):
        read_question(told, ASKER.public)
    with pytest.raises(BadMessage):
        read_answer(told, OPENER, QUESTION, ASKER.public)


def test_frame_and_phones_find_each_other_in_each_others_months() -> None:
    asks = asked_at(MEETING, NOW_S)
    for clock_s in (NOW_S - 28 * 86_400, NOW_S, NOW_S + 28 * 86_400):
        answers = heard_by_phones(MEETING, clock_s)[asks]
        assert answers in heard_by_frame(MEETING, NOW_S)
    assert asks not in heard_by_phones(MeetingSecret(b"M" * 32), NOW_S)


def test_topics_are_of_the_form_that_brokers_know_and_tell_nothing() -> None:
    month = month_of(NOW_S)
    topics = [
        make(MEETING, at) for make in (asking_topic, answering_topic) for at in (month, month + 1)
    ]
    assert len(set(topics)) == len(topics)
    for topic in topics:
        receiver, sender, _ = read_inbox(topic)
        assert is_id(receiver)
        assert is_id(sender)


def test_the_vectors_are_what_the_script_writes() -> None:
    assert unlocking(VECTORS) == VECTORS
    assert [one["suite"] for one in VECTORS["exchanges"]] == [1, 2]


@pytest.mark.parametrize("case", VECTORS["refused"], ids=lambda case: case["because"])
def test_what_the_vectors_refuse_is_no_question(case: dict[str, str]) -> None:
    with pytest.raises(BadMessage):
        read_question(bytes.fromhex(case["question"]), bytes.fromhex(VECTORS["asker"]))


@pytest.mark.parametrize("case", VECTORS["unanswerable"], ids=lambda case: case["because"])
def test_a_key_that_nobody_can_seal_to_is_not_answered(case: dict[str, str]) -> None:
    asker = bytes.fromhex(VECTORS["asker"])
    question = read_question(bytes.fromhex(case["question"]), asker)
    with pytest.raises(BadMessage):
        answer(question, asker, SECRET, NOW_MS)
