"""The Noise handshakes of cacophony: two of its 944 vectors are of our suite and patterns."""

import json
from pathlib import Path

import pytest

from frame.crypto.noise import Pattern
from frame.errors import BadMessage
from tests.vectors.handshakes import replay, said, sides
from tests.vectors.published import Case, shared

_CARRIED = Path(__file__).parent / "cacophony.json"
OURS = {pattern.value for pattern in Pattern}
CASES: list[Case] = json.loads(_CARRIED.read_text())["vectors"]

each = pytest.mark.parametrize("case", CASES, ids=lambda case: case["protocol_name"])


def test_the_vectors_we_carry_are_the_published_ones(testdata: Path) -> None:
    published = shared(testdata, "crypto/noise/cacophony.txt")["vectors"]
    assert len(published) == 944
    assert [case for case in published if case["protocol_name"] in OURS] == CASES


def test_we_carry_one_vector_for_each_handshake() -> None:
    assert sorted(case["protocol_name"] for case in CASES) == sorted(OURS)


@each
def test_a_published_handshake_replays_byte_for_byte(case: Case) -> None:
    assert replay(case) == 6


@each
def test_no_flipped_bit_of_a_published_handshake_is_taken(case: Case) -> None:
    (hello, first), (_, second) = said(case)[:2]
    for bit in range(0, len(first) * 8, 5):
        with pytest.raises(BadMessage):
            sides(case)[1].hear(_flipped(first, bit))
    for bit in range(0, len(second) * 8, 5):
        initiator, _ = sides(case)
        initiator.begin(hello)
        with pytest.raises(BadMessage):
            initiator.finish(_flipped(second, bit))


def _flipped(told: bytes, bit: int) -> bytes:
    out = bytearray(told)
    out[bit // 8] ^= 1 << bit % 8
    return bytes(out)
