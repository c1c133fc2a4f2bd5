"""The signatures about which Ed25519 programs disagree: what this house says about each."""

import json
from collections import Counter
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from frame.crypto.sign import is_signed_by
from tests.vectors.make_signatures import (
    _ORDER,
    _PRIME,
    BASE,
    FILE,
    NEUTRAL,
    SMALL,
    signatures,
)

CASES: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="ascii"))["signatures"]


def test_the_vectors_are_what_the_script_writes() -> None:
    assert signatures() == CASES
    assert Counter(case["holds"] for case in CASES) == {True: 7, False: 30}


def test_the_points_they_are_made_of_are_what_they_are_called() -> None:
    assert BASE.told().hex() == "58" + "66" * 31
    assert BASE.times(_ORDER) == NEUTRAL
    orders = [next(n for n in (1, 2, 4, 8) if point.times(n) == NEUTRAL) for point in SMALL]
    assert orders == [1, 8, 4, 8, 2, 8, 4, 8]
    assert len({point.told() for point in SMALL}) == 8
    assert all(point.y < _PRIME for point in SMALL)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["because"])
def test_a_signature_is_judged_as_the_vector_says(case: dict[str, Any]) -> None:
    told = (bytes.fromhex(case[name]) for name in ("public", "message", "signature"))
    assert is_signed_by(*told) == case["holds"]


def test_the_library_alone_believes_what_everybody_can_sign() -> None:
    fooled = 0
    for case in CASES:
        if "small order" in case["because"]:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(case["public"]))
            try:
                key.verify(bytes.fromhex(case["signature"]), bytes.fromhex(case["message"]))
            except InvalidSignature:
                continue
            fooled += 1
    assert fooled == 14
