import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.crypto.keys import SigningSeed
from frame.crypto.sign import Signer
from frame.errors import BadMessage
from frame.protocol.fields import Fields
from frame.protocol.notes import (
    AHEAD_MS,
    NOTE_BYTES,
    About,
    Board,
    Keep,
    Note,
    NoteDraft,
    Said,
    read_note,
    recall_note,
    write_note,
)
from frame.protocol.turns import unturned
from frame.protocol.wire import Value, decode, encode
from tests.protocol.texts import texts, turned_texts

_VECTORS = Path(__file__).parents[1] / "vectors" / "protocol" / "notes.json"
_ME, _YOU = (Signer(SigningSeed(bytes([name]) * 32)) for name in (1, 2))
_ALBUM, _OTHER, _PHOTO = b"a" * 32, b"b" * 32, b"p" * 16
_NOW = 1_800_000_000_000
_CAPTION = NoteDraft(
    album=_ALBUM, photo=_PHOTO, clock=_NOW, about=About.CAPTION, value="Anna am See"
)


def _anybody(_author: bytes, _about: About, _photo: bytes | None) -> bool:
    return True


def _note(signer: Signer = _ME, draft: NoteDraft = _CAPTION) -> Note:
    return read_note(write_note(draft, signer))


_VALUES: dict[About, st.SearchStrategy[Said]] = {
    About.CAPTION: texts(2_000),
    About.FAVOURITE: st.booleans(),
    About.HIDDEN: st.booleans(),
    About.PLACE: st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=64),
    About.PRIVATE: st.booleans(),
    About.TITLE: texts(200),
}


@st.composite
def _drafts(draw: st.DrawFn) -> NoteDraft:
    about = draw(st.sampled_from(About))
    photo = draw(st.sampled_from([_PHOTO, b"q" * 16]))
    of_album = about is About.TITLE or (about is About.PRIVATE and draw(st.booleans()))
    return NoteDraft(
        album=draw(st.sampled_from([_ALBUM, _OTHER])),
        photo=None if of_album else photo,
        clock=_NOW + draw(st.integers(-3, 3)),
        about=about,
        value=draw(_VALUES[about]),
    )


@given(_drafts())
def test_what_was_written_is_read(draft: NoteDraft) -> None:
    told = write_note(draft, _ME)
    note = read_note(told)
    assert (note.album, note.photo, note.clock) == (draft.album, draft.photo, draft.clock)
    assert (note.about, note.value, note.author) == (draft.about, draft.value, _ME.public)
    assert note.told == told
    assert recall_note(told) == note


def test_the_longest_note_fits() -> None:
    longest = replace(_CAPTION, clock=2**53 - 1, value="\U0001f600" * 2_000)
    assert len(write_note(longest, _ME)) <= NOTE_BYTES


def test_two_thousand_flipped_bits_are_refused() -> None:
    chance, told = random.Random(3), write_note(_CAPTION, _ME)
    for _ in range(2000):
        flipped, bit = bytearray(told), chance.randrange(len(told) * 8)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadMessage):
            read_note(bytes(flipped))


def _signed(value: Value) -> bytes:
    body = encode(value)
    return _ME.sign(b"hf1/note\0" + body) + body


def _fields() -> dict[int, Value]:
    fields = decode(write_note(_CAPTION, _ME)[64:])
    assert isinstance(fields, dict)
    return fields


_Forgery = Callable[[dict[int, Value]], Value]
_FORGERIES: dict[str, _Forgery] = {
    "a later version": lambda note: note | {0: 2},
    "a short album": lambda note: note | {2: b"a" * 31},
    "somebody else's name": lambda note: note | {3: _YOU.public},
    "a clock before 1970": lambda note: note | {6: -1},
    "a short photo": lambda note: note | {10: b"p" * 15},
    "a caption without a photo": lambda note: {key: note[key] for key in note if key != 10},
    "a title of a photo": lambda note: note | {11: 6},
    "an unknown field": lambda note: note | {11: 7},
    "a field that is true": lambda note: note | {11: True},
    "a caption that is true": lambda note: note | {12: True},
    "a favourite in words": lambda note: note | {11: 2, 12: "yes"},
    "a favourite in numbers": lambda note: note | {11: 2, 12: 1},
    "a long caption": lambda note: note | {12: "c" * 2_001},
    "no place": lambda note: note | {11: 4, 12: ""},
    "a place in capitals": lambda note: note | {11: 4, 12: "A"},
    "a place in other digits": lambda note: note | {11: 4, 12: "٣"},
    "a long place": lambda note: note | {11: 4, 12: "a" * 65},
    "a caption that turns": lambda note: note | {12: "Anna \u202eee\u202c"},
    "a caption that is turned apart": lambda note: note | {12: "\u2066Anna\u2069"},
    "a field that nobody knows": lambda note: note | {13: 0},
    "null": lambda note: note | {12: None},
    "no map": lambda note: tuple(note.values()),
}


@pytest.mark.parametrize("forge", _FORGERIES.values(), ids=_FORGERIES)
def test_a_forged_note_is_refused(forge: _Forgery) -> None:
    read_note(_signed(_fields()))
    with pytest.raises(BadMessage):
        read_note(_signed(forge(_fields())))


def test_a_note_of_the_wrong_length_is_refused_unread() -> None:
    for told in (b"", bytes(64), bytes(NOTE_BYTES + 1)):
        with pytest.raises(BadMessage, match="length"):
            read_note(told)


def test_a_note_that_breaks_a_bound_is_not_written() -> None:
    for draft in (
        replace(_CAPTION, photo=None),
        replace(_CAPTION, value="c" * 2_001),
        replace(_CAPTION, about=About.PLACE, value="Ä"),
    ):
        with pytest.raises(BadMessage):
            write_note(draft, _ME)


@given(turned_texts(200), st.sampled_from([About.CAPTION, About.TITLE]))
def test_what_a_person_typed_is_freed_before_it_is_signed(text: str, about: About) -> None:
    photo = None if about is About.TITLE else _PHOTO
    note = _note(draft=replace(_CAPTION, photo=photo, about=about, value=text))
    assert note.value == unturned(text) != text


def test_marks_that_only_stand_beside_a_letter_are_kept() -> None:
    words = "\u200fאנה\u200e \u061cمطبخ"
    assert _note(draft=replace(_CAPTION, value=words)).value == words


def test_a_note_that_was_kept_before_turning_was_refused_is_still_there() -> None:
    told = _signed(_fields() | {12: "\u202eAnna"})
    assert recall_note(told).value == "\u202eAnna"
    with pytest.raises(BadMessage, match="turn"):
        read_note(told)


def test_a_caption_is_not_shown_in_a_log() -> None:
    assert "Anna" not in repr(_note())
    assert "Anna" not in repr(_CAPTION)


@given(st.lists(st.tuples(st.sampled_from([_ME, _YOU]), _drafts()), max_size=8), st.randoms())
def test_any_order_and_any_repetition_makes_the_same_board(
    said: list[tuple[Signer, NoteDraft]], chance: random.Random
) -> None:
    notes = [_note(signer, draft) for signer, draft in said]
    board, _ = Board().hear_all(notes, _NOW, _anybody)
    again = notes + chance.choices(notes, k=len(notes)) if notes else []
    chance.shuffle(again)
    other = Board()
    for note in again:
        other, kept = other.hear(note, _NOW, _anybody)
        assert kept in {(), (Keep(note),)}
    assert other == board
    assert [other.digest(album) for album in (_ALBUM, _OTHER)] == [
        board.digest(album) for album in (_ALBUM, _OTHER)
    ]
    assert board.hear_all(again, _NOW, _anybody) == (board, ())


@given(st.lists(st.tuples(st.sampled_from([_ME, _YOU]), _drafts()), max_size=8))
def test_the_greatest_clock_stays_then_the_greatest_author_then_the_greatest_value(
    said: list[tuple[Signer, NoteDraft]],
) -> None:
    notes = [_note(signer, draft) for signer, draft in said]
    board, kept = Board().hear_all(notes, _NOW, _anybody)
    places = {(one.album, one.photo, one.about) for one in notes}
    assert {(one.note.album, one.note.photo, one.note.about) for one in kept} == places
    for album, photo, about in places:
        there = [
            one for one in notes if (one.album, one.photo, one.about) == (album, photo, about)
        ]
        most = max(there, key=lambda one: (one.clock, one.author, encode(one.value)))
        assert board.value(album, photo, about) == most.value
        assert board.clock_for(album, photo, about, 0) == most.clock + 1
        assert board.clock_for(album, photo, about, _NOW + 99) == _NOW + 99


def test_what_replaces_holds_even_when_the_own_clock_is_slow() -> None:
    board, _ = Board().hear(_note(), _NOW, _anybody)
    slow = _NOW - 3_600_000
    clock = board.clock_for(_ALBUM, _PHOTO, About.CAPTION, slow)
    mine = _note(_YOU, replace(_CAPTION, clock=clock, value="Anna am Meer"))
    board, kept = board.hear(mine, slow, _anybody)
    assert kept == (Keep(mine),)
    assert board.value(_ALBUM, _PHOTO, About.CAPTION) == "Anna am Meer"


def test_a_note_from_the_day_after_tomorrow_is_not_taken_yet() -> None:
    note = _note(draft=replace(_CAPTION, clock=_NOW + AHEAD_MS + 1))
    assert Board().hear(note, _NOW, _anybody) == (Board(), ())
    assert Board().hear(note, _NOW + 1, _anybody)[1] == (Keep(note),)


def test_a_board_is_made_again_of_the_notes_that_held() -> None:
    title = _note(draft=replace(_CAPTION, photo=None, about=About.TITLE, value="Sommer"))
    board, _ = Board().hear_all((_note(), title), _NOW, _anybody)
    again = Board()
    for note in reversed(board.about(_ALBUM)):
        assert again.holding(note) is None
        again = again.keep(recall_note(note.told))
        assert again.holding(note) == note
    assert again == board
    assert (
        again.digest(_ALBUM)
        == board.digest(_ALBUM)
        != again.where(lambda note: not note.photo).digest(_ALBUM)
    )


def test_an_author_who_may_not_say_it_says_nothing() -> None:
    def may(author: bytes, about: About, photo: bytes | None) -> bool:
        return (author, about, photo) == (_ME.public, About.CAPTION, _PHOTO)

    mine, yours = _note(_ME), _note(_YOU, replace(_CAPTION, clock=_NOW + 1, value="Nein"))
    board, kept = Board().hear_all((mine, yours), _NOW, may)
    assert kept == (Keep(mine),)
    assert board.value(_ALBUM, _PHOTO, About.CAPTION) == "Anna am See"


def test_what_was_erased_is_not_talked_about() -> None:
    title = _note(draft=replace(_CAPTION, photo=None, about=About.TITLE, value="Sommer"))
    other = _note(draft=replace(_CAPTION, album=_OTHER, photo=b"q" * 16))
    board, _ = Board().hear_all((_note(), title, other), _NOW, _anybody)
    assert set(board.about(_ALBUM)) == {_note(), title}
    left = board.where(lambda note: note.photo != _PHOTO)
    assert left.about(_ALBUM) == (title,)
    assert left.value(_ALBUM, _PHOTO, About.CAPTION) is None
    left = left.where(lambda note: note.album != _ALBUM)
    assert left == Board().hear(other, _NOW, _anybody)[0]


def test_the_vectors_say_the_same() -> None:
    told = json.loads(_VECTORS.read_text())
    board = Board()
    for one in told["notes"]:
        note = read_note(bytes.fromhex(one["note"]))
        assert Fields.of(note.told[64:]).whole(11) == one["field"] == note.about
        board, _ = board.hear(note, told["now"], _anybody)
    held = [
        {
            "album": note.album.hex(),
            "photo": note.photo.hex() if note.photo else None,
            "field": int(note.about),
            "value": note.value,
        }
        for album in sorted(board.albums)
        for note in sorted(board.about(album), key=lambda one: (one.photo or b"", one.about))
    ]
    assert held == told["then"]
    assert board.digest(_ALBUM).hex() == told["digest"]
    for one in told["refused"]:
        with pytest.raises(BadMessage):
            read_note(bytes.fromhex(one["note"]))
