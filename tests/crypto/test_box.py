import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.crypto.box import Opener, SealingSeed, Suite, seal
from frame.errors import BadMessage

_VECTORS = Path(__file__).parents[1] / "vectors" / "protocol" / "box.json"
_SEED = SealingSeed(b"\x17" * 32)
_OPENERS = {suite: Opener(_SEED, suite) for suite in Suite}
_INFO = b"test"

suites = pytest.mark.parametrize("suite", list(Suite), ids=lambda suite: suite.name)


@suites
def test_what_is_sealed_to_somebody_opens_there(suite: Suite) -> None:
    opener = _OPENERS[suite]
    box = seal(opener.public, suite, b"album key", _INFO)
    assert opener.open(box, _INFO) == b"album key"
    assert len(opener.public) == suite.public_bytes
    assert len(box) == len(b"album key") + suite.overhead_bytes


@suites
def test_the_same_words_never_look_the_same(suite: Suite) -> None:
    public = _OPENERS[suite].public
    assert seal(public, suite, b"x", _INFO) != seal(public, suite, b"x", _INFO)


@suites
def test_a_seed_always_has_the_same_public_key(suite: Suite) -> None:
    assert Opener(_SEED, suite).public == _OPENERS[suite].public
    assert Opener(SealingSeed(b"\x18" * 32), suite).public != _OPENERS[suite].public


@suites
def test_a_box_opens_only_for_its_purpose_and_its_person(suite: Suite) -> None:
    box = seal(_OPENERS[suite].public, suite, b"x", _INFO)
    with pytest.raises(BadMessage):
        _OPENERS[suite].open(box, b"another purpose")
    with pytest.raises(BadMessage):
        Opener(SealingSeed(b"\x18" * 32), suite).open(box, _INFO)


def test_a_box_of_one_suite_does_not_open_in_the_other() -> None:
    for suite, other in ((Suite.X25519, Suite.HYBRID), (Suite.HYBRID, Suite.X25519)):
        with pytest.raises(BadMessage):
            _OPENERS[other].open(seal(_OPENERS[suite].public, suite, b"x", _INFO), _INFO)


@suites
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_flipped_bit_anywhere_is_refused(suite: Suite, data: st.DataObject) -> None:
    box = bytearray(seal(_OPENERS[suite].public, suite, b"album key", _INFO))
    # The top bit of an X25519 key means nothing to the curve, but the KEM hashes all of it.
    bit = data.draw(st.integers(0, len(box) * 8 - 1))
    box[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadMessage):
        _OPENERS[suite].open(bytes(box), _INFO)


@suites
@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=1200))
def test_any_bytes_are_a_box_or_refused(suite: Suite, box: bytes) -> None:
    with pytest.raises(BadMessage):
        _OPENERS[suite].open(box, _INFO)


@suites
@pytest.mark.parametrize("public", [b"", bytes(31), bytes(32), b"\xff" * 1216, bytes(1217)])
def test_a_public_key_that_is_none_cannot_be_sealed_to(suite: Suite, public: bytes) -> None:
    with pytest.raises(BadMessage, match="sealed to"):
        seal(public, suite, b"x", _INFO)


def test_our_own_boxes_still_open() -> None:
    cases = json.loads(_VECTORS.read_text())["boxes"]
    assert {case["suite"] for case in cases} == set(Suite)
    for case in cases:
        opener = Opener(SealingSeed(bytes.fromhex(case["seed"])), Suite(case["suite"]))
        assert opener.public.hex() == case["public"]
        box, info = bytes.fromhex(case["box"]), bytes.fromhex(case["info"])
        assert opener.open(box, info).hex() == case["plain"]
