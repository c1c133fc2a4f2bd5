"""The histories that two programs have to judge in the same way, heard by this one."""

import json
from collections import Counter
from random import Random
from typing import Any

import pytest

from frame.errors import BadMessage
from frame.protocol.consent import Ledger
from frame.protocol.lines import Line, read_line
from tests.protocol.people import Family
from tests.vectors.make_ledger import FILE, cases, effect, state

TOLD: dict[str, Any] = json.loads(FILE.read_text(encoding="ascii"))
HISTORIES: list[dict[str, Any]] = TOLD["histories"]

each = pytest.mark.parametrize("told", HISTORIES, ids=range(len(HISTORIES)))


def _heard(ledger: Ledger, line: Line) -> tuple[Ledger, list[str]]:
    try:
        ledger, effects = ledger.hear(line)
    except BadMessage:
        return ledger, ["refuse"]
    return ledger, [effect(one) for one in effects]


def _lines(told: dict[str, Any]) -> list[Line]:
    return [read_line(bytes.fromhex(one)) for one in told["lines"]]


def test_the_vectors_are_what_the_script_writes() -> None:
    assert cases() == TOLD


def test_everything_that_can_happen_happens_in_them() -> None:
    words = Counter(one.split()[0] for told in HISTORIES for some in told["then"] for one in some)
    assert set(words) == {"keep", "withdraw", "ask", "split", "acknowledge", "refuse"}
    for part in ("half", "whole"):
        for what in HISTORIES[0][part]:
            assert any(told[part][what] for told in HISTORIES), (part, what)
    assert any(told["missing"] for told in HISTORIES)
    assert any(told["unwarned"] for told in HISTORIES)


@each
def test_a_ledger_says_what_the_vector_says(told: dict[str, Any]) -> None:
    lines, ledger = _lines(told), Ledger(album=bytes.fromhex(told["album"]))
    half = ledger
    for heard, (place, then) in enumerate(zip(told["order"], told["then"], strict=True), 1):
        ledger, effects = _heard(ledger, lines[place])
        assert effects == then
        if heard == len(told["order"]) // 2:
            half = ledger
    assert state(half, Family()) == told["half"]
    assert state(ledger, Family()) == told["whole"]


@each
def test_another_order_says_the_same(told: dict[str, Any]) -> None:
    lines, ledger = _lines(told), Ledger(album=bytes.fromhex(told["album"]))
    Random(1).shuffle(lines)
    for line in lines:
        ledger, _ = _heard(ledger, line)
    assert state(ledger, Family()) == told["whole"]
