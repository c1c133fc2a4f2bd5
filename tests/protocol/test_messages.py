import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.crypto.sign import is_signed_by
from frame.errors import BadMessage
from frame.protocol.envelope import Kind, Letter, Rank, read_body, write_body
from frame.protocol.facts import Ask, Head
from frame.protocol.frame_privacy import Wiped
from frame.protocol.messages import (
    AlbumHeads,
    Approve,
    AskDevices,
    AskHolding,
    AskLines,
    Devices,
    Done,
    Heads,
    Held,
    Holding,
    Invite,
    Leave,
    Left,
    Lines,
    Listed,
    Message,
    NewKey,
    Notes,
    Offer,
    Remove,
    Rename,
    Result,
    State,
    Want,
    from_letter,
    to_letter,
)
from frame.protocol.photos import chunk_count, sealed_bytes
from frame.protocol.turns import unturned
from frame.protocol.wire import Value
from tests.protocol import frame_messages
from tests.protocol.texts import texts, turned_texts

_FOLDER = Path(__file__).parents[1] / "vectors" / "protocol"
_FILES = ("messages", "messages_frame")
_KEY, _ALBUM, _PHOTO, _TRANSFER = b"k" * 32, b"a" * 32, b"p" * 16, b"t" * 8
_DIGEST = b"d" * 16
_OFFER = Offer(
    transfer=_TRANSFER,
    album=_ALBUM,
    epoch=1,
    photo=_PHOTO,
    picture_bytes=300_000,
    sealed_bytes=sealed_bytes(300_000),
    checks=b"c" * 48,
    taken="2024-02-29T23:59:59",
    sender=_KEY,
)

_keys, _albums = st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32)
_transfers = st.binary(min_size=8, max_size=8)
_counts = st.integers(0, 2**53 - 1)
_labels = texts(64)
_heads = st.dictionaries(
    _keys, st.builds(Head, st.integers(0, 65_535), st.binary(min_size=32, max_size=32)), max_size=4
)


def _offer(size: int, taken: str | None) -> Offer:
    sealed = sealed_bytes(size)
    checks = b"c" * 16 * chunk_count(sealed)
    return replace(_OFFER, picture_bytes=size, sealed_bytes=sealed, checks=checks, taken=taken)


def _ascending(albums: Mapping[bytes, Mapping[bytes, Head]]) -> Heads:
    found = (
        AlbumHeads(album=album, heads=heads, notes=album[:16])
        for album, heads in sorted(albums.items())
    )
    return Heads(albums=tuple(found))


def _many(one: st.SearchStrategy[Value], most: int = 5) -> st.SearchStrategy[tuple[Value, ...]]:
    return st.lists(one, max_size=most).map(tuple)


_MESSAGES: dict[Kind, st.SearchStrategy[Message]] = {
    Kind.LINES: st.builds(Lines, lines=_many(st.binary(min_size=65, max_size=99))),
    Kind.HEADS: st.dictionaries(_albums, _heads, max_size=4).map(_ascending),
    Kind.ASK: st.builds(
        AskLines,
        album=_albums,
        wanted=st.lists(st.builds(Ask, _keys, st.integers(0, 65_535))).map(tuple),
    ),
    Kind.KEY: st.builds(NewKey, album=_albums, epoch=st.integers(0, 2**32 - 1), key=_keys),
    Kind.OFFER: st.builds(
        _offer,
        st.integers(1, 2**29),
        st.none() | st.datetimes().map(lambda one: one.isoformat(timespec="seconds")),
    ),
    Kind.WANT: st.builds(
        Want,
        transfer=_transfers,
        bitmap=st.binary(min_size=1, max_size=64),
        window=st.integers(1, 16),
    ),
    Kind.DONE: st.builds(Done, transfer=_transfers, result=st.sampled_from(Result)),
    Kind.NOTES: st.builds(Notes, notes=_many(st.binary(min_size=65, max_size=99))),
    Kind.ASK_HOLDING: st.just(AskHolding()),
    Kind.HOLDING: st.builds(
        Holding,
        albums=st.lists(st.builds(Held, album=_albums, photos=_counts, bytes=_counts)).map(tuple),
    ),
    Kind.INVITE: st.builds(
        Invite, role=st.sampled_from([Rank.OWNER, Rank.CONTRIBUTOR, Rank.VIEWER])
    ),
    Kind.APPROVE: st.builds(Approve, digits=st.integers(0, 999_999)),
    Kind.ASK_DEVICES: st.just(AskDevices()),
    Kind.DEVICES: st.builds(
        Devices,
        devices=st.lists(
            st.builds(Listed, key=_keys, rank=st.sampled_from(Rank), label=_labels, at_ms=_counts)
        ).map(tuple),
    ),
    Kind.RENAME: st.builds(Rename, device=_keys, label=_labels),
    Kind.REMOVE: st.builds(Remove, device=_keys),
    Kind.LEAVE: st.just(Leave()),
    Kind.LEFT: st.builds(Left, photos=_counts, generation=_counts, at_ms=_counts),
    Kind.STATE: st.builds(
        State,
        photos=_counts,
        free_bytes=st.integers(0, 2**26).map(lambda one: one << 26),
        version=texts(64),
    ),
    **frame_messages.SAID,
}


def test_every_kind_of_message_is_tried() -> None:
    assert set(_MESSAGES) == set(Kind)


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
@given(data=st.data(), number=_counts)
def test_what_was_said_is_heard(kind: Kind, data: st.DataObject, number: int) -> None:
    message = data.draw(_MESSAGES[kind])
    letter = to_letter(message, number)
    assert letter.kind is kind
    assert letter.number == number
    assert from_letter(read_body(write_body(letter))) == message


_Own = dict[int, Value]
_MOST: dict[Kind, _Own] = {
    Kind.LINES: {10: (b"l" * 8192,) * 64},
    Kind.HEADS: {10: tuple((bytes([n]) * 32, (), _DIGEST) for n in range(256))},
    Kind.ASK: {10: _ALBUM, 11: ((_KEY, 65_535),) * 64},
    Kind.KEY: {10: _ALBUM, 11: 2**32 - 1, 12: _KEY},
    Kind.OFFER: dict(to_letter(_OFFER, 0).own),
    Kind.WANT: {10: _TRANSFER, 11: b"\xff" * 64, 12: 16},
    Kind.DONE: {10: _TRANSFER, 11: 8},
    Kind.NOTES: {10: (b"n" * 8192,) * 256},
    Kind.HOLDING: {10: ((_ALBUM, 1, 2),) * 256},
    Kind.INVITE: {10: 3},
    Kind.APPROVE: {10: 999_999},
    Kind.DEVICES: {10: ((_KEY, 4, "l" * 64, 0),) * 64},
    Kind.RENAME: {10: _KEY, 11: "l" * 64},
    Kind.REMOVE: {10: _KEY},
    Kind.LEFT: {10: 1, 11: 2, 12: 3},
    Kind.STATE: {10: 1, 11: 2**26, 12: "v" * 64},
    Kind.ASK_HOLDING: {},
    Kind.ASK_DEVICES: {},
    Kind.LEAVE: {},
    **frame_messages.MOST,
}
_HEAD: Value = (_KEY, 0, _KEY)
_TOO_MUCH: tuple[tuple[Kind, _Own], ...] = (
    (Kind.LINES, {10: (b"l" * 65,) * 65}),
    (Kind.LINES, {10: (b"l" * 8193,)}),
    (Kind.LINES, {10: (b"l" * 64,)}),
    (Kind.LINES, {10: b"l" * 65}),
    (Kind.HEADS, {10: tuple((n.to_bytes(32, "big"), (), _DIGEST) for n in range(257))}),
    (Kind.HEADS, {10: ((_ALBUM, (), _DIGEST), (_ALBUM, (), _DIGEST))}),
    (Kind.HEADS, {10: ((b"b" * 32, (), _DIGEST), (_ALBUM, (), _DIGEST))}),
    (Kind.HEADS, {10: ((_ALBUM, (_HEAD, _HEAD), _DIGEST),)}),
    (Kind.HEADS, {10: ((_ALBUM, ((_KEY, 65_536, _KEY),), _DIGEST),)}),
    (Kind.HEADS, {10: ((_ALBUM, ((_KEY, 0),), _DIGEST),)}),
    (Kind.HEADS, {10: ((_ALBUM, ()),)}),
    (Kind.HEADS, {10: ((_ALBUM, (), b"d" * 15),)}),
    (
        Kind.HEADS,
        {10: ((_ALBUM, tuple((bytes([n]) * 32, 0, _KEY) for n in range(129)), _DIGEST),)},
    ),
    (Kind.ASK, {11: ((_KEY, 0),) * 65}),
    (Kind.ASK, {11: ((_KEY, -1),)}),
    (Kind.ASK, {11: ((b"k", 0),)}),
    (Kind.KEY, {11: 2**32}),
    (Kind.KEY, {12: b"k" * 31}),
    (Kind.OFFER, {10: b"t" * 7}),
    (Kind.OFFER, {14: 0}),
    (Kind.OFFER, {15: _OFFER.sealed_bytes + 1}),
    (Kind.OFFER, {16: b"c" * 47}),
    (Kind.OFFER, {16: b"c" * 64}),
    (Kind.OFFER, {17: ""}),
    (Kind.OFFER, {17: "2024-02-30T00:00:00"}),
    (Kind.OFFER, {17: "2024-02-29 00:00:00"}),
    (Kind.OFFER, {17: "٢٠٢٤-02-29T00:00:00"}),
    (Kind.OFFER, {17: None}),
    (Kind.WANT, {11: b""}),
    (Kind.WANT, {11: b"\xff" * 65}),
    (Kind.WANT, {12: 0}),
    (Kind.WANT, {12: 17}),
    (Kind.DONE, {11: 0}),
    (Kind.DONE, {11: 9}),
    (Kind.NOTES, {10: (b"n" * 65,) * 257}),
    (Kind.NOTES, {10: (b"n" * 8193,)}),
    (Kind.HOLDING, {10: ((_ALBUM, 1, 2),) * 257}),
    (Kind.HOLDING, {10: ((_ALBUM, 1, True),)}),
    (Kind.INVITE, {10: 0}),
    (Kind.INVITE, {10: 4}),
    (Kind.APPROVE, {10: 1_000_000}),
    (Kind.DEVICES, {10: ((_KEY, 4, "l", 0),) * 65}),
    (Kind.DEVICES, {10: ((_KEY, 5, "l", 0),)}),
    (Kind.DEVICES, {10: ((_KEY, 4, "l" * 65, 0),)}),
    (Kind.RENAME, {11: "l" * 65}),
    (Kind.REMOVE, {10: b"k" * 33}),
    (Kind.LEFT, {12: -1}),
    (Kind.STATE, {11: 2**26 + 1}),
    (Kind.STATE, {12: "v" * 65}),
    *frame_messages.TOO_MUCH,
)
_OPTIONAL = {Kind.OFFER: {17}, **frame_messages.OPTIONAL}


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_the_most_that_is_allowed_is_heard_and_said_with_the_same_bytes(kind: Kind) -> None:
    own = _MOST[kind]
    assert to_letter(from_letter(Letter(kind=kind, number=7, own=own)), 7).own == own


@pytest.mark.parametrize(("kind", "own"), _TOO_MUCH, ids=lambda one: str(one)[:40])
def test_what_is_out_of_bounds_is_refused(kind: Kind, own: _Own) -> None:
    with pytest.raises(BadMessage):
        from_letter(Letter(kind=kind, number=0, own=_MOST[kind] | own))


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_a_missing_or_unknown_field_makes_a_message_invalid(kind: Kind) -> None:
    own = _MOST[kind]
    with pytest.raises(BadMessage, match="unknown"):
        from_letter(Letter(kind=kind, number=0, own=own | {19: 0}))
    for key in set(own) - _OPTIONAL.get(kind, set()):
        with pytest.raises(BadMessage, match="missing"):
            from_letter(Letter(kind=kind, number=0, own={at: own[at] for at in own if at != key}))


def test_a_photo_without_a_time_is_offered_without_the_field() -> None:
    letter = to_letter(replace(_OFFER, taken=None), 0)
    assert 17 not in letter.own
    assert from_letter(letter) == replace(_OFFER, taken=None)


def test_a_message_that_breaks_a_bound_is_not_written() -> None:
    for message in (
        Approve(digits=1_000_000),
        Rename(device=_KEY, label="l" * 65),
        Invite(role=Rank.FRAME),
        State(photos=1, free_bytes=1, version=""),
    ):
        with pytest.raises(BadMessage):
            to_letter(message, 0)


@given(turned_texts(64))
def test_a_text_that_turns_is_freed_where_it_is_said_and_refused_where_it_comes(text: str) -> None:
    letter = to_letter(Rename(device=_KEY, label=text), 0)
    assert letter.own[11] == unturned(text) != text
    with pytest.raises(BadMessage, match="turn"):
        from_letter(replace(letter, own={**letter.own, 11: text}))


def _turned(value: Any) -> list[Any]:
    """Return a value as often as it holds texts, with another one of them turning each time."""
    match value:
        case str():
            return ["\u202e" + value[1:]]
        case tuple():
            spoiled = [(at, bad) for at, one in enumerate(value[:3]) for bad in _turned(one)]
            return [(*value[:at], bad, *value[at + 1 :]) for at, bad in spoiled]
        case dict():
            return [value | {key: bad} for key, one in value.items() for bad in _turned(one)]
        case _:
            return []


_TURNED = [(kind, own) for kind in Kind for own in _turned(_MOST[kind])]


@pytest.mark.parametrize(("kind", "own"), _TURNED, ids=lambda one: str(one)[:40])
def test_no_text_of_any_message_may_turn(kind: Kind, own: _Own) -> None:
    with pytest.raises(BadMessage, match=r"turn|form of one"):
        from_letter(Letter(kind=kind, number=0, own=own))


def test_a_key_is_not_shown() -> None:
    assert "k" * 8 not in repr(NewKey(album=_ALBUM, epoch=1, key=_KEY))


def test_the_vectors_say_the_same() -> None:
    files = [json.loads((_FOLDER / f"{name}.json").read_text()) for name in _FILES]
    told = {key: [one for file in files for one in file[key]] for key in ("good", "refused")}
    assert {one["kind"] for one in told["good"]} == set(map(int, Kind))
    for one in told["good"]:
        letter = read_body(bytes.fromhex(one["body"]))
        message = from_letter(letter)
        assert type(message).__name__ == one["says"]
        assert write_body(to_letter(message, letter.number)).hex() == one["body"]
    for one in told["refused"]:
        with pytest.raises(BadMessage):
            from_letter(read_body(bytes.fromhex(one["body"])))


def test_the_statement_of_the_vectors_is_signed_by_its_frame() -> None:
    told = json.loads((_FOLDER / "messages_frame.json").read_text())
    (said,) = [
        from_letter(read_body(bytes.fromhex(one["body"])))
        for one in told["good"]
        if one["says"] == "Wiped"
    ]
    assert isinstance(said, Wiped)
    frame, words = (bytes.fromhex(told["wiped"][key]) for key in ("frame", "signed"))
    assert said.signed_words == words
    assert words.startswith(b"hf1/wiped\0")
    assert is_signed_by(frame, words, said.signature)
    assert not is_signed_by(frame, replace(said, photos=13).signed_words, said.signature)
