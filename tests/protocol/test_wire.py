import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.errors import BadMessage
from frame.protocol.wire import (
    DEPTH,
    ENTRIES,
    ITEMS,
    LARGEST,
    VALUE_BYTES,
    Value,
    decode,
    decode_first,
    encode,
)

_VECTORS = Path(__file__).parents[1] / "vectors" / "protocol" / "wire.json"

_leaves = (
    st.none()
    | st.booleans()
    | st.integers(-LARGEST, LARGEST)
    | st.binary(max_size=30)
    | st.text(max_size=20)
)
values: st.SearchStrategy[Value] = st.recursive(
    _leaves,
    lambda inner: (
        st.lists(inner, max_size=8).map(tuple)
        | st.dictionaries(st.integers(0, 255), inner, max_size=8)
    ),
    max_leaves=15,
).filter(lambda value: _depth(value) <= DEPTH)


def _depth(value: Value) -> int:
    if isinstance(value, tuple):
        return 1 + max(map(_depth, value), default=0)
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return 0


def _same(one: object, other: object) -> bool:
    """Equal, and of equal types: True is not 1 here."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other


@settings(max_examples=80, deadline=None)
@given(values)
def test_what_is_written_is_read_again(value: Value) -> None:
    assert _same(decode(encode(value)), value)


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_one_spelling_of_a_value_or_refused(told: bytes) -> None:
    try:
        value = decode(told)
    except BadMessage:
        return
    assert encode(value) == told


@settings(max_examples=80, deadline=None)
@given(values, st.data())
def test_a_flipped_bit_is_refused_or_means_something_else(
    value: Value, data: st.DataObject
) -> None:
    told = bytearray(encode(value))
    bit = data.draw(st.integers(0, len(told) * 8 - 1))
    told[bit // 8] ^= 1 << bit % 8
    try:
        other = decode(bytes(told))
    except BadMessage:
        return
    assert not _same(other, value)
    assert encode(other) == bytes(told)


@settings(max_examples=80, deadline=None)
@given(values, st.data())
def test_a_value_that_is_cut_is_refused(value: Value, data: st.DataObject) -> None:
    told = encode(value)
    with pytest.raises(BadMessage):
        decode(told[: data.draw(st.integers(0, len(told) - 1))])


@settings(max_examples=80, deadline=None)
@given(values, st.binary(min_size=1, max_size=9))
def test_bytes_behind_a_value_are_refused_or_handed_back(value: Value, rest: bytes) -> None:
    told = encode(value)
    with pytest.raises(BadMessage, match="more bytes"):
        decode(told + rest)
    first, left = decode_first(told + rest)
    assert _same(first, value)
    assert left == rest


# RFC 8949, appendix A: the examples our part of CBOR has.
@pytest.mark.parametrize(
    ("told", "value"),
    [
        ("00", 0),
        ("17", 23),
        ("1818", 24),
        ("1903e8", 1000),
        ("1a000f4240", 1000000),
        ("1b000000e8d4a51000", 1000000000000),
        ("20", -1),
        ("3903e7", -1000),
        ("f4", False),
        ("f5", True),
        ("f6", None),
        ("40", b""),
        ("4401020304", b"\1\2\3\4"),
        ("60", ""),
        ("6161", "a"),
        ("62c3bc", "ü"),
        ("63e6b0b4", "水"),
        ("64f0908591", "\U00010151"),
        ("80", ()),
        ("83010203", (1, 2, 3)),
        ("8301820203820405", (1, (2, 3), (4, 5))),
        ("a0", {}),
        ("a201020304", {1: 2, 3: 4}),
    ],
)
def test_the_examples_of_rfc_8949_agree(told: str, value: Value) -> None:
    assert encode(value).hex() == told
    assert _same(decode(bytes.fromhex(told)), value)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("", "early"),
        ("1817", "spells"),  # 23 in two bytes
        ("190018", "spells"),
        ("1a00000100", "spells"),
        ("1b0000000000010000", "spells"),
        ("1b0020000000000000", "spells"),  # 2^53
        ("3b001fffffffffffff", "spells"),  # -2^53
        ("1c", "form"),
        ("1f", "form"),
        ("5f4101ff", "form"),  # in pieces
        ("9f01ff", "form"),
        ("bf0102ff", "form"),
        ("c001", "form"),  # a tag
        ("f0", "form"),
        ("f7", "form"),  # undefined
        ("f814", "form"),
        ("f97e00", "form"),  # a float
        ("fb3ff199999999999a", "form"),
        ("61ff", "UTF-8"),
        ("63eda080", "UTF-8"),  # half of a pair
        ("41", "early"),
        ("5affffffff", "early"),
        ("991001", "promises"),
        ("9affffffff", "promises"),
        ("b90fff", "promises"),
        ("820101ff", "more bytes"),
        ("a201010101", "ascending"),  # a key twice
        ("a202010101", "ascending"),
        ("a1616101", "ascending"),  # a text as key
        ("a12001", "ascending"),
        ("a119010001", "ascending"),  # 256
    ],
)
def test_every_other_spelling_is_refused(told: str, why: str) -> None:
    with pytest.raises(BadMessage, match=why):
        decode(bytes.fromhex(told))


def test_a_value_is_refused_where_its_bounds_end() -> None:
    deep: Value = ()
    for _ in range(DEPTH - 1):
        deep = (deep,)
    assert decode(encode(deep)) == deep
    with pytest.raises(ValueError, match="levels"):
        encode((deep,))
    assert decode(b"\x81" * DEPTH + b"\x00") != 0
    for innermost in (b"\x81\x00", b"\x80", b"\xa0"):
        with pytest.raises(BadMessage, match="more than"):
            decode(b"\x81" * DEPTH + innermost)
    with pytest.raises(ValueError, match="entries"):
        encode((0,) * (ENTRIES + 1))
    with pytest.raises(ValueError, match="at most"):
        encode(bytes(VALUE_BYTES))
    with pytest.raises(BadMessage, match="longer"):
        decode(bytes(VALUE_BYTES + 1))
    full = (0,) * ENTRIES
    assert decode(encode(full)) == full
    with pytest.raises(BadMessage, match="more than"):
        decode(encode((full,) * (ITEMS // ENTRIES)))


@pytest.mark.parametrize(
    "value",
    [1.5, [1], {"a": 1}, {-1: 1}, {256: 1}, {True: 1}, LARGEST + 1, -LARGEST - 1, "\ud800"],
)
def test_what_the_protocol_does_not_have_is_not_written(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        encode(value)  # type: ignore[arg-type]  # the very mistake under test


def test_hostile_lengths_cost_no_memory() -> None:
    import tracemalloc

    tracemalloc.start()
    for told in ("5b001fffffffffffff", "9b001fffffffffffff", "bb001fffffffffffff", "7affffffff"):
        with pytest.raises(BadMessage):
            decode(bytes.fromhex(told))
    for hostile in (b"\xa0" * VALUE_BYTES, b"\x99\x10\x00" + b"\xa0" * 4096):
        with pytest.raises(BadMessage):
            decode((b"\x99\x10\x00" + hostile)[:VALUE_BYTES])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


def test_the_vectors_say_the_same() -> None:
    cases = json.loads(_VECTORS.read_text())
    for case in cases["good"]:
        told = bytes.fromhex(case["bytes"])
        assert encode(decode(told)) == told
    for case in cases["bad"]:
        with pytest.raises(BadMessage):
            decode(bytes.fromhex(case["bytes"]))
