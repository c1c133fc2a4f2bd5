"""Kinds 40 to 43 for tests: what may be said, the most that is allowed, and too much."""

from hypothesis import strategies as st

from frame.protocol.envelope import Kind
from frame.protocol.frame_pictures import (
    PART_BYTES,
    AskPart,
    Copied,
    Copy,
    CopyResult,
    NewName,
    Outcome,
    PicturePart,
)
from frame.protocol.messages import Message
from frame.protocol.wire import Value

_KEY, _ALBUM, _PHOTO = b"k" * 32, b"a" * 32, b"p" * 16
_names, _albums = st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32)
_pictures = st.binary(min_size=1, max_size=60)
_starts = st.integers(0, 300).map(lambda one: one * PART_BYTES)

SAID: dict[Kind, st.SearchStrategy[Message]] = {
    Kind.COPY: st.builds(
        Copy,
        from_album=_albums,
        to_album=_albums,
        photos=st.lists(
            st.builds(NewName, photo=_names, name=_names),
            min_size=1,
            max_size=4,
            unique_by=(lambda one: one.photo, lambda one: one.name),
        ).map(lambda found: tuple(sorted(found, key=lambda one: one.photo))),
    ),
    Kind.COPIED: st.builds(
        Copied,
        to_album=_albums,
        outcomes=st.lists(
            st.builds(Outcome, name=_names, result=st.sampled_from(CopyResult)),
            max_size=4,
            unique_by=lambda one: one.name,
        ).map(lambda found: tuple(sorted(found, key=lambda one: one.name))),
    ),
    Kind.ASK_PART: st.builds(AskPart, album=_albums, photo=_names, offset=_starts),
    Kind.PART: st.tuples(_starts, _pictures).flatmap(
        lambda part: st.builds(
            PicturePart,
            album=_albums,
            photo=_names,
            offset=st.just(part[0]),
            size=st.just(part[0] + len(part[1])),
            data=st.just(part[1]),
        )
    ),
}

_Own = dict[int, Value]


def _names_from(count: int) -> list[bytes]:
    return [number.to_bytes(16, "big") for number in range(count)]


MOST: dict[Kind, _Own] = {
    Kind.COPY: {10: _ALBUM, 11: _KEY, 12: tuple((name, name) for name in _names_from(32))},
    Kind.COPIED: {10: _ALBUM, 11: tuple((name, 4) for name in _names_from(32))},
    Kind.ASK_PART: {10: _ALBUM, 11: _PHOTO, 12: 384 * PART_BYTES},
    Kind.PART: {
        10: _ALBUM,
        11: _PHOTO,
        12: 383 * PART_BYTES,
        13: 50_000_000,
        14: bytes(PART_BYTES),
    },
}
TOO_MUCH: tuple[tuple[Kind, _Own], ...] = (
    (Kind.COPY, {12: ()}),
    (Kind.COPY, {12: tuple((name, name) for name in _names_from(33))}),
    (Kind.COPY, {12: tuple((name, _PHOTO) for name in _names_from(2))}),
    (Kind.COPIED, {11: tuple((name, 1) for name in _names_from(33))}),
    (Kind.COPIED, {11: ((_PHOTO, 0),)}),
    (Kind.COPIED, {11: ((_PHOTO, 5),)}),
    (Kind.ASK_PART, {12: 385 * PART_BYTES}),
    (Kind.ASK_PART, {12: 1}),
    (Kind.PART, {13: 50_000_001}),
    (Kind.PART, {14: bytes(PART_BYTES - 1)}),
    (Kind.PART, {14: bytes(PART_BYTES + 1)}),
    (Kind.PART, {12: 0, 13: PART_BYTES - 1}),
)
