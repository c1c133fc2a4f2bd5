"""Kinds 20 to 49 for tests: what may be said, the most that is allowed, and too much."""

from hypothesis import strategies as st

from frame.protocol.envelope import Kind
from frame.protocol.frame_people import (
    Agreed,
    AskFaces,
    AskPeople,
    Enrol,
    Enrolled,
    Enrolment,
    Face,
    Faces,
    ForgetPerson,
    Known,
    People,
    Sample,
)
from frame.protocol.frame_privacy import (
    AskPrivacy,
    Audit,
    Chain,
    Computed,
    Finding,
    Privacy,
    Reason,
    Stored,
    Wipe,
    Wiped,
    Wire,
)
from frame.protocol.frame_views import (
    Act,
    AskGlass,
    AskPhotos,
    AskSettings,
    Deed,
    Glass,
    GlassKind,
    Kept,
    Look,
    Looks,
    Photos,
    Settings,
    Shown,
    Thumbnail,
)
from frame.protocol.messages import Message
from frame.protocol.unlocking import Keep
from frame.protocol.unlocking import Kept as KeptPart
from frame.protocol.wire import Value
from tests.protocol import picture_messages
from tests.protocol.texts import texts

_KEY, _ALBUM, _PHOTO, _TAG = b"k" * 32, b"a" * 32, b"p" * 16, b"t" * 16
_names, _albums = st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32)
_hashes = st.just(b"") | st.binary(min_size=32, max_size=32)
_counts, _flags = st.integers(0, 2**53 - 1), st.booleans()
_pictures = st.binary(min_size=1, max_size=60)
_taken = st.just("") | st.datetimes().map(lambda one: one.isoformat(timespec="seconds"))
_parts = st.integers(0, 10_000)


def _some(one: st.SearchStrategy[object], most: int = 4) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(one, max_size=most).map(tuple)


def _sorted(one: st.SearchStrategy[object], by: str) -> st.SearchStrategy[tuple[object, ...]]:
    """Several of one kind, ascending, each once."""

    def key(noun: object) -> object:
        return getattr(noun, by)

    many = st.lists(one, max_size=4, unique_by=key)
    return many.map(lambda found: tuple(sorted(found, key=key)))  # type: ignore[arg-type]  # numbers or bytes


_minutes = st.integers(0, 1_439)
_nights = st.tuples(_minutes, _minutes).filter(lambda two: two[0] != two[1])
_settings = (st.just((None, None)) | _nights).flatmap(
    lambda night: st.builds(
        Settings,
        brightness=st.integers(10, 100),
        night_from=st.just(night[0]),
        night_until=st.just(night[1]),
        guests=_flags,
        seconds=st.integers(5, 3_600),
        arranged=_flags,
    )
)
_kept = st.builds(Kept, photo=_names, sender=_albums, taken=_taken, width=_counts, height=_counts)
_known = st.builds(
    Known,
    person=_names,
    name=texts(200),
    since_ms=_counts,
    photos=_counts,
    private=_flags,
    agreed=st.sampled_from(Agreed),
)
_findings = st.builds(
    Finding,
    check=texts(64),
    severity=texts(16),
    means=texts(500),
    advice=texts(500),
)
_sorts = st.integers(1, 255)

SAID: dict[Kind, st.SearchStrategy[Message]] = {
    Kind.VERB: st.builds(Act, verb=st.sampled_from(Deed), tag=st.none() | _names),
    Kind.ASK_GLASS: st.builds(AskGlass, tag=st.none() | _names),
    Kind.GLASS: st.builds(
        Glass,
        tag=_names,
        kind=st.sampled_from(GlassKind),
        photos=_some(st.builds(Shown, album=_albums, photo=_names)),
        paused=_flags,
        original=_flags,
        favourite=_flags,
        because=texts(500),
        caption=texts(2_000),
        picture=st.none() | _pictures,
    ),
    Kind.ASK_SETTINGS: st.just(AskSettings()),
    Kind.SETTINGS: _settings,
    Kind.ASK_PHOTOS: st.builds(AskPhotos, album=_albums, after=st.none() | _names),
    Kind.PHOTOS: st.builds(Photos, album=_albums, photos=_sorted(_kept, "photo"), more=_flags),
    Kind.LOOK: st.builds(
        Look,
        album=_albums,
        photos=st.lists(_names, max_size=32, unique=True).map(lambda one: tuple(sorted(one))),
    ),
    Kind.LOOKS: st.builds(
        Looks,
        album=_albums,
        looks=_sorted(st.builds(Thumbnail, photo=_names, picture=_pictures), "photo"),
    ),
    Kind.ASK_FACES: st.builds(AskFaces, album=_albums, photo=_names),
    Kind.FACES: st.builds(
        Faces,
        album=_albums,
        photo=_names,
        faces=_some(st.builds(Face, left=_parts, top=_parts, width=_parts, height=_parts)),
        looked=st.none() | _flags,
    ),
    Kind.ASK_PEOPLE: st.just(AskPeople()),
    Kind.PEOPLE: st.builds(People, people=_some(_known)),
    Kind.ENROL: st.builds(
        Enrol,
        name=texts(64),
        samples=st.lists(
            st.builds(Sample, album=_albums, photo=_names, face=st.integers(0, 63)),
            min_size=1,
            max_size=8,
        ).map(tuple),
        agreed=st.sampled_from([Agreed.OWN_DEVICE, Agreed.NOTE]),
        signed=texts(200),
        adult=_flags,
        guardian=texts(200),
        notice=_albums,
    ),
    Kind.ENROLLED: st.sampled_from(Enrolment).flatmap(
        lambda one: st.builds(
            Enrolled,
            result=st.just(one),
            person=_names if one is Enrolment.ENROLLED else st.none(),
        )
    ),
    Kind.FORGET: st.builds(ForgetPerson, person=_names),
    Kind.ASK_PRIVACY: st.builds(AskPrivacy, line=st.none() | _counts),
    Kind.PRIVACY: st.builds(
        Privacy,
        stored=_sorted(st.builds(Stored, what=_sorts, count=_counts, bytes=_counts), "what"),
        computed=_sorted(st.builds(Computed, what=_sorts, on=_flags, count=_counts), "what"),
        wires=_some(st.builds(Wire, to=texts(200), why=st.sampled_from(Reason), up=_flags)),
        key_tier=texts(64),
        audit=st.none()
        | st.builds(Audit, at_ms=_counts, checks=_counts, findings=_some(_findings)),
        chain=st.none() | st.builds(Chain, asked=_counts, held=_hashes, line=_counts, end=_hashes),
    ),
    Kind.WIPE: st.builds(Wipe, frame=_albums),
    Kind.WIPED: st.builds(
        Wiped,
        photos=_counts,
        generation=_counts,
        at_ms=_counts,
        signature=st.binary(min_size=64, max_size=64),
    ),
    **picture_messages.SAID,
    Kind.KEEP: st.builds(
        Keep, asker=_albums, meeting=_albums, secret=_albums, still=_some(_albums)
    ),
    Kind.KEPT: st.builds(KeptPart, asker=_albums),
}

_Own = dict[int, Value]
_SAMPLE: Value = (_ALBUM, _PHOTO, 63)


def _names_from(count: int) -> list[bytes]:
    return [number.to_bytes(16, "big") for number in range(count)]


def _kept_rows(count: int) -> tuple[Value, ...]:
    return tuple((name, _KEY, "2024-02-29T23:59:59", 2**53 - 1, 0) for name in _names_from(count))


def _looks(count: int, picture_bytes: int) -> tuple[Value, ...]:
    return tuple((name, bytes(picture_bytes)) for name in _names_from(count))


MOST: dict[Kind, _Own] = {
    Kind.KEEP: {10: _KEY, 11: _KEY, 12: _KEY, 13: (_KEY,) * 4},
    Kind.KEPT: {10: _KEY},
    Kind.VERB: {10: 7, 11: _TAG},
    Kind.ASK_GLASS: {10: _TAG},
    Kind.GLASS: {
        10: _TAG,
        11: 3,
        12: ((_ALBUM, _PHOTO),) * 4,
        13: True,
        14: False,
        15: True,
        16: "水" * 500,
        17: "水" * 2_000,
        18: bytes(100_000),
    },
    Kind.ASK_SETTINGS: {},
    Kind.SETTINGS: {10: 100, 11: 1_439, 12: 0, 13: True, 14: 3_600, 15: True},
    Kind.ASK_PHOTOS: {10: _ALBUM, 11: _PHOTO},
    Kind.PHOTOS: {10: _ALBUM, 11: _kept_rows(1_024), 12: True},
    Kind.LOOK: {10: _ALBUM, 11: tuple(_names_from(32))},
    Kind.LOOKS: {10: _ALBUM, 11: (*_looks(31, 1), (b"z" * 16, bytes(100_000)))},
    Kind.ASK_FACES: {10: _ALBUM, 11: _PHOTO},
    Kind.FACES: {10: _ALBUM, 11: _PHOTO, 12: ((0, 10_000, 10_000, 0),) * 64, 13: False},
    Kind.ASK_PEOPLE: {},
    Kind.PEOPLE: {10: ((_PHOTO, "n" * 200, 0, 2**53 - 1, True, 3),) * 64},
    Kind.ENROL: {
        10: "n" * 64,
        11: (_SAMPLE,) * 8,
        12: 2,
        13: "s" * 200,
        14: False,
        15: "g" * 200,
        16: _KEY,
    },
    Kind.ENROLLED: {10: 1, 11: _PHOTO},
    Kind.FORGET: {10: _PHOTO},
    Kind.ASK_PRIVACY: {10: 2**53 - 1},
    Kind.PRIVACY: {
        10: tuple((what, 0, 2**53 - 1) for what in range(192, 256)),
        11: tuple((what, True, 0) for what in range(192, 256)),
        12: (("t" * 200, 3, False),) * 64,
        13: "k" * 64,
        14: (0, 2**53 - 1, (("c" * 64, "s" * 16, "m" * 500, "d" * 500),) * 64),
        15: (2**53 - 1, _KEY, 0, b""),
    },
    Kind.WIPE: {10: _KEY},
    Kind.WIPED: {10: 1, 11: 2, 12: 3, 13: bytes(64)},
    **picture_messages.MOST,
}
OPTIONAL: dict[Kind, set[int]] = {
    Kind.VERB: {11},
    Kind.ASK_GLASS: {10},
    Kind.GLASS: {18},
    Kind.SETTINGS: {11, 12},
    Kind.ASK_PHOTOS: {11},
    Kind.FACES: {13},
    Kind.ENROLLED: {11},
    Kind.ASK_PRIVACY: {10},
    Kind.PRIVACY: {14, 15},
}
TOO_MUCH: tuple[tuple[Kind, _Own], ...] = (
    (Kind.KEEP, {12: b"s" * 31}),
    (Kind.KEEP, {13: (_KEY,) * 5}),
    (Kind.KEPT, {10: b"k" * 33}),
    (Kind.VERB, {10: 0}),
    (Kind.VERB, {10: 8}),
    (Kind.VERB, {10: "next"}),
    (Kind.VERB, {11: b"t" * 17}),
    (Kind.ASK_GLASS, {10: None}),
    (Kind.GLASS, {11: 0}),
    (Kind.GLASS, {11: 4}),
    (Kind.GLASS, {12: ((_ALBUM, _PHOTO),) * 5}),
    (Kind.GLASS, {12: ((_PHOTO, _ALBUM),)}),
    (Kind.GLASS, {13: 0}),
    (Kind.GLASS, {14: None}),
    (Kind.GLASS, {15: "yes"}),
    (Kind.GLASS, {16: "w" * 501}),
    (Kind.GLASS, {17: "w" * 2_001}),
    (Kind.GLASS, {18: bytes(100_001)}),
    (Kind.GLASS, {18: b""}),
    (Kind.SETTINGS, {10: 9}),
    (Kind.SETTINGS, {10: 101}),
    (Kind.SETTINGS, {11: 1_440}),
    (Kind.SETTINGS, {11: 0}),
    (Kind.SETTINGS, {13: 1}),
    (Kind.SETTINGS, {14: 4}),
    (Kind.SETTINGS, {14: 3_601}),
    (Kind.SETTINGS, {15: 0}),
    (Kind.ASK_PHOTOS, {11: b"p" * 15}),
    (Kind.PHOTOS, {11: _kept_rows(1_025)}),
    (Kind.PHOTOS, {11: ((_PHOTO, _KEY, "", 1, 1),) * 2}),
    (Kind.PHOTOS, {11: ((_PHOTO, _KEY, "2024-02-30T00:00:00", 1, 1),)}),
    (Kind.PHOTOS, {11: ((_PHOTO, _KEY, "", -1, 1),)}),
    (Kind.PHOTOS, {12: 0}),
    (Kind.LOOK, {11: tuple(_names_from(33))}),
    (Kind.LOOK, {11: (_PHOTO, _PHOTO)}),
    (Kind.LOOK, {11: (b"q" * 16, _PHOTO)}),
    (Kind.LOOKS, {11: _looks(33, 1)}),
    (Kind.LOOKS, {11: _looks(1, 100_001)}),
    (Kind.LOOKS, {11: _looks(1, 0)}),
    (Kind.LOOKS, {11: (*_looks(1, 1), *_looks(1, 1))}),
    (Kind.FACES, {12: ((0, 0, 1, 1),) * 65}),
    (Kind.FACES, {12: ((0, 0, 1),)}),
    (Kind.FACES, {12: ((10_001, 0, 1, 1),)}),
    (Kind.FACES, {13: 1}),
    (Kind.PEOPLE, {10: ((_PHOTO, "n", 0, 0, True, 3),) * 65}),
    (Kind.PEOPLE, {10: ((_PHOTO, "n", 0, 0, True, 0),)}),
    (Kind.PEOPLE, {10: ((_PHOTO, "n" * 201, 0, 0, True, 1),)}),
    (Kind.PEOPLE, {10: ((_PHOTO, "n", 0, 0, 1, 1),)}),
    (Kind.ENROL, {10: "n" * 65}),
    (Kind.ENROL, {11: ()}),
    (Kind.ENROL, {11: (_SAMPLE,) * 9}),
    (Kind.ENROL, {11: ((_ALBUM, _PHOTO, 64),)}),
    (Kind.ENROL, {12: 3}),
    (Kind.ENROL, {13: "s" * 201}),
    (Kind.ENROL, {14: 1}),
    (Kind.ENROL, {15: "g" * 201}),
    (Kind.ENROL, {16: b"n" * 31}),
    (Kind.ENROLLED, {10: 2}),
    (Kind.ENROLLED, {10: 7}),
    (Kind.FORGET, {10: b"m" * 15}),
    (Kind.PRIVACY, {10: ((1, 0, 0), (1, 0, 0))}),
    (Kind.PRIVACY, {10: ((0, 0, 0),)}),
    (Kind.PRIVACY, {10: ((256, 0, 0),)}),
    (Kind.PRIVACY, {10: tuple((what, 0, 0) for what in range(1, 66))}),
    (Kind.PRIVACY, {11: ((2, True, 0), (1, True, 0))}),
    (Kind.PRIVACY, {11: ((1, 1, 0),)}),
    (Kind.PRIVACY, {12: (("t", 3, False),) * 65}),
    (Kind.PRIVACY, {12: (("t" * 201, 1, False),)}),
    (Kind.PRIVACY, {12: (("t", 0, False),)}),
    (Kind.PRIVACY, {13: "k" * 65}),
    (Kind.PRIVACY, {14: (0, 1, (("c" * 65, "s", "m", "d"),))}),
    (Kind.PRIVACY, {14: (0, 1, (("c", "s" * 17, "m", "d"),))}),
    (Kind.PRIVACY, {14: (0, 1, (("c", "s", "m", "d" * 501),))}),
    (Kind.PRIVACY, {14: (0, 1, (("c", "s", "m", "d"),) * 65)}),
    (Kind.PRIVACY, {15: (0, bytes(33), 0, b"")}),
    (Kind.PRIVACY, {15: (0, b"", 0, bytes(31))}),
    (Kind.PRIVACY, {15: (0, b"", -1, b"")}),
    (Kind.WIPE, {10: b"k" * 31}),
    (Kind.WIPED, {13: bytes(63)}),
    (Kind.WIPED, {10: -1}),
    *picture_messages.TOO_MUCH,
)
