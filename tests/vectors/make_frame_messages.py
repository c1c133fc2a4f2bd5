"""Write the vectors of kinds 20 to 49, and who may say what: `… make_frame_messages.py`.

Everything follows from fixed keys.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer
from frame.protocol.envelope import Kind, Letter, Rank, may_send, write_body
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
    Store,
    Stored,
    Wipe,
    Wiped,
    Wire,
    Work,
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
from frame.protocol.messages import Message, to_letter
from frame.protocol.wire import Value
from tests.vectors import key_messages, picture_messages

_FILE = Path(__file__).parent / "protocol" / "messages_frame.json"
_NOW_MS = 1_800_000_000_000
_ALBUM, _OTHER, _PHOTO, _NEXT = b"a" * 32, b"b" * 32, b"p" * 16, b"q" * 16
_HERE, _PERSON, _TAG = b"h" * 32, b"m" * 16, b"t" * 16
_FRAME = Signer(SigningSeed(bytes([4]) * 32))

_SLIDE = Glass(
    tag=_TAG,
    kind=GlassKind.SLIDE,
    photos=(Shown(album=_OTHER, photo=_NEXT), Shown(album=_ALBUM, photo=_PHOTO)),
    paused=True,
    original=False,
    favourite=True,
    because="Three years ago today",
    caption="Anna am See 水",
    picture=b"\xff\xd8\xff\xd9",
)
_NIGHT = Glass(
    tag=_TAG,
    kind=GlassKind.NIGHT,
    photos=(),
    paused=False,
    original=False,
    favourite=False,
    because="",
    caption="",
)
_PRIVACY = Privacy(
    stored=tuple(Stored(what=one, count=7, bytes=2**40) for one in Store),
    computed=tuple(Computed(what=one, on=one is Work.LOOKING, count=3) for one in Work),
    wires=tuple(Wire(to=f"host {one}", why=one, up=one is Reason.PAGE) for one in Reason),
    key_tier="software",
    audit=Audit(
        at_ms=_NOW_MS,
        checks=12,
        findings=(
            Finding(
                check="swap",
                severity="warning",
                means="Memory may be written to the disk.",
                advice="Turn swap off.",
            ),
        ),
    ),
)


def _wiped() -> Wiped:
    said = Wiped(photos=12, generation=9, at_ms=_NOW_MS, signature=bytes(64))
    return replace(said, signature=_FRAME.sign(said.signed_words))


_MESSAGES: tuple[Message, ...] = (
    *(Act(verb=deed) for deed in Deed),
    Act(verb=Deed.HIDE, tag=_TAG),
    AskGlass(),
    AskGlass(tag=_TAG),
    _SLIDE,
    _NIGHT,
    AskSettings(),
    Settings(
        brightness=10, night_from=1_350, night_until=420, guests=True, seconds=5, arranged=True
    ),
    Settings(
        brightness=100,
        night_from=0,
        night_until=1_439,
        guests=False,
        seconds=3_600,
        arranged=False,
    ),
    Settings(brightness=55, guests=False, seconds=12, arranged=False),
    AskPhotos(album=_ALBUM),
    AskPhotos(album=_ALBUM, after=_PHOTO),
    Photos(
        album=_ALBUM,
        photos=(
            Kept(photo=_PHOTO, sender=_HERE, taken="", width=4_000, height=3_000),
            Kept(photo=_NEXT, sender=_HERE, taken="2024-02-29T23:59:59", width=1, height=1),
        ),
        more=True,
    ),
    Photos(album=_ALBUM, photos=(), more=False),
    Look(album=_ALBUM, photos=(_PHOTO, _NEXT)),
    Looks(album=_ALBUM, looks=(Thumbnail(photo=_PHOTO, picture=b"\xff\xd8\xff\xd9"),)),
    AskFaces(album=_ALBUM, photo=_PHOTO),
    Faces(album=_ALBUM, photo=_PHOTO, faces=(Face(left=0, top=10_000, width=1, height=2_500),)),
    Faces(album=_ALBUM, photo=_PHOTO, faces=(), looked=False),
    Faces(album=_ALBUM, photo=_PHOTO, faces=(), looked=True),
    AskPeople(),
    People(
        people=tuple(
            Known(
                person=_PERSON,
                name="Änne",
                since_ms=_NOW_MS,
                photos=40,
                private=one is Agreed.NOTE,
                agreed=one,
            )
            for one in Agreed
        )
    ),
    Enrol(
        name="Änne",
        samples=(Sample(album=_ALBUM, photo=_PHOTO, face=63),),
        agreed=Agreed.NOTE,
        signed="Änne M.",
        adult=False,
        guardian="Ben M.",
        notice=b"n" * 32,
    ),
    Enrolled(result=Enrolment.ENROLLED, person=_PERSON),
    *(Enrolled(result=one) for one in Enrolment if one is not Enrolment.ENROLLED),
    ForgetPerson(person=_PERSON),
    AskPrivacy(),
    AskPrivacy(line=0),
    _PRIVACY,
    Privacy(stored=(), computed=(), wires=(), key_tier=""),
    *(
        Privacy(stored=(), computed=(), wires=(), key_tier="", chain=one)
        for one in (
            Chain(asked=7, held=b"c" * 32, line=9, end=b"e" * 32),
            Chain(asked=7, held=b"", line=3, end=b"e" * 32),
            Chain(asked=0, held=b"", line=0, end=b""),
        )
    ),
    Wipe(frame=_FRAME.public),
    _wiped(),
    *picture_messages.SAID,
    *key_messages.SAID,
)


def _own(message: Message) -> dict[int, Value]:
    return dict(to_letter(message, 1).own)


_Refused = tuple[str, Kind, dict[int, Value]]


def _refused_glass() -> tuple[_Refused, ...]:
    slide = _own(_SLIDE)
    return (
        ("a verb that there is not", Kind.VERB, {10: 8}),
        ("a tag of 15 bytes", Kind.VERB, {10: 1, 11: b"t" * 15}),
        ("a tag that is null", Kind.ASK_GLASS, {10: None}),
        ("a picture without bytes", Kind.GLASS, slide | {18: b""}),
        ("five photos on the glass", Kind.GLASS, slide | {12: ((_ALBUM, _PHOTO),) * 5}),
        ("paused as a number", Kind.GLASS, slide | {13: 1}),
        ("a kind that there is not", Kind.GLASS, slide | {11: 4}),
        ("a reason of 501 characters", Kind.GLASS, slide | {16: "w" * 501}),
        ("a caption of 2,001 characters", Kind.GLASS, slide | {17: "w" * 2_001}),
        ("a reason that turns writing", Kind.GLASS, slide | {16: "5 \u202esraey\u202c ago"}),
        ("a caption that is turned apart", Kind.GLASS, slide | {17: "\u2068Anna\u2069"}),
        ("an unknown field of the glass", Kind.GLASS, slide | {19: 0}),
    )


def _refused_settings() -> tuple[_Refused, ...]:
    settings: dict[int, Value] = {10: 50, 13: False, 14: 10, 15: True}
    return (
        ("a question with a field", Kind.ASK_SETTINGS, {10: 0}),
        ("too dark", Kind.SETTINGS, settings | {10: 9}),
        ("too bright", Kind.SETTINGS, settings | {10: 101}),
        ("a night without an end", Kind.SETTINGS, settings | {11: 60}),
        ("a night without a beginning", Kind.SETTINGS, settings | {12: 60}),
        ("a night that ends when it begins", Kind.SETTINGS, settings | {11: 60, 12: 60}),
        ("a night from null", Kind.SETTINGS, settings | {11: None, 12: 60}),
        ("minute 1,440", Kind.SETTINGS, settings | {11: 1_440, 12: 60}),
        ("guests as a number", Kind.SETTINGS, settings | {13: 0}),
        ("four seconds", Kind.SETTINGS, settings | {14: 4}),
        ("more than an hour", Kind.SETTINGS, settings | {14: 3_601}),
        ("arranged as a number", Kind.SETTINGS, settings | {15: 1}),
        ("nothing about the order", Kind.SETTINGS, {key: settings[key] for key in (10, 13, 14)}),
    )


def _refused_photos() -> tuple[_Refused, ...]:
    kept: Value = (_PHOTO, _HERE, "", 1, 1)
    picture: Value = (_PHOTO, b"\xff")
    return (
        ("after half a name", Kind.ASK_PHOTOS, {10: _ALBUM, 11: b"p" * 8}),
        ("a photo twice", Kind.PHOTOS, {10: _ALBUM, 11: (kept, kept), 12: False}),
        (
            "a day that there was not",
            Kind.PHOTOS,
            {10: _ALBUM, 11: ((_PHOTO, _HERE, "2023-02-29T12:00:00", 1, 1),), 12: False},
        ),
        ("looking at photos out of order", Kind.LOOK, {10: _ALBUM, 11: (_NEXT, _PHOTO)}),
        (
            "looking at 33",
            Kind.LOOK,
            {10: _ALBUM, 11: tuple(n.to_bytes(16, "big") for n in range(33))},
        ),
        ("a thumbnail twice", Kind.LOOKS, {10: _ALBUM, 11: (picture, picture)}),
        ("a thumbnail without bytes", Kind.LOOKS, {10: _ALBUM, 11: ((_PHOTO, b""),)}),
    )


def _refused_people() -> tuple[_Refused, ...]:
    enrol = _own(next(one for one in _MESSAGES if isinstance(one, Enrol)))
    sample: Value = (_ALBUM, _PHOTO, 0)
    return (
        ("faces of no photo", Kind.ASK_FACES, {10: _ALBUM}),
        (
            "a face outside",
            Kind.FACES,
            {10: _ALBUM, 11: _PHOTO, 12: ((0, 0, 10_001, 1),)},
        ),
        ("looked at as a number", Kind.FACES, {10: _ALBUM, 11: _PHOTO, 12: (), 13: 0}),
        ("looked at as null", Kind.FACES, {10: _ALBUM, 11: _PHOTO, 12: (), 13: None}),
        ("65 faces", Kind.FACES, {10: _ALBUM, 11: _PHOTO, 12: ((0, 0, 1, 1),) * 65}),
        (
            "agreed in no known way",
            Kind.PEOPLE,
            {10: ((_PERSON, "Anna", 0, 0, False, 4),)},
        ),
        ("no samples", Kind.ENROL, enrol | {11: ()}),
        ("nine samples", Kind.ENROL, enrol | {11: (sample,) * 9}),
        ("face 64", Kind.ENROL, enrol | {11: ((_ALBUM, _PHOTO, 64),)}),
        ("agreed at the frame, from a phone", Kind.ENROL, enrol | {12: 3}),
        ("a name of 65 characters", Kind.ENROL, enrol | {10: "n" * 65}),
        ("enrolled as nobody", Kind.ENROLLED, {10: 1}),
        ("not enrolled, as somebody", Kind.ENROLLED, {10: 2, 11: _PERSON}),
    )


def _refused_privacy() -> tuple[_Refused, ...]:
    privacy = _own(Privacy(stored=(), computed=(), wires=(), key_tier=""))
    return (
        ("stored out of order", Kind.PRIVACY, privacy | {10: ((2, 0, 0), (1, 0, 0))}),
        ("stored number 0", Kind.PRIVACY, privacy | {10: ((0, 0, 0),)}),
        ("computed twice", Kind.PRIVACY, privacy | {11: ((1, True, 0), (1, True, 0))}),
        ("a connection for no reason", Kind.PRIVACY, privacy | {12: (("x", 5, True),)}),
        ("an audit that is null", Kind.PRIVACY, privacy | {14: None}),
        ("half an audit", Kind.PRIVACY, privacy | {14: (0, 1)}),
        ("a line before the first", Kind.ASK_PRIVACY, {10: -1}),
        ("half a hash of the journal", Kind.PRIVACY, privacy | {15: (1, bytes(16), 2, bytes(32))}),
        ("a journal without its end", Kind.PRIVACY, privacy | {15: (1, bytes(32), 2)}),
        ("a journal that is null", Kind.PRIVACY, privacy | {15: None}),
        ("wiping nobody", Kind.WIPE, {}),
        ("half a signature", Kind.WIPED, {10: 1, 11: 2, 12: 3, 13: bytes(32)}),
    )


_REFUSED = (
    _refused_glass,
    _refused_settings,
    _refused_photos,
    _refused_people,
    _refused_privacy,
    picture_messages.refused,
    key_messages.refused,
)


def _told() -> dict[str, Any]:
    letters = [to_letter(message, _NOW_MS + place) for place, message in enumerate(_MESSAGES)]
    return {
        "good": [
            {
                "says": type(message).__name__,
                "kind": int(letter.kind),
                "body": write_body(letter).hex(),
            }
            for message, letter in zip(_MESSAGES, letters, strict=True)
        ],
        "refused": [
            {"because": why, "body": write_body(Letter(kind=kind, number=1, own=own)).hex()}
            for part in _REFUSED
            for why, kind, own in part()
        ],
        "wiped": {"frame": _FRAME.public.hex(), "signed": _wiped().signed_words.hex()},
        "may_send": {
            str(int(kind)): [int(rank) for rank in Rank if may_send(rank, kind)] for kind in Kind
        },
    }


def main() -> None:
    """Write the file."""
    _FILE.write_text(json.dumps(_told(), indent=1, ensure_ascii=True) + "\n", encoding="ascii")


if __name__ == "__main__":
    main()
