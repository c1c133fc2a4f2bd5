"""Guests: what they do not see, and whose faces stay clear."""

from dataclasses import replace
from pathlib import Path

import pytest

from frame.config import Config, parse
from frame.devices.sim.clock import SimClock
from frame.errors import BadRequest
from frame.model import Box, Face, Likeness, Looks, Person, PersonId, PhotoId
from frame.services import guests, household
from frame.services.choosing import read_library
from frame.services.household import Household
from frame.services.ingest import Importer, Report, find_files
from frame.services.wish import (
    Decide,
    ForgetPerson,
    Guests,
    KeepPrivate,
    Less,
    ListHeld,
    ListPeople,
    ListSuggestions,
    Mark,
    Wish,
    only_asks,
)
from frame.services.wishes import Document, perform
from frame.slideshow.fit import head_of
from frame.store.rows import Template
from tests.services.conftest import NOON

_LEFT, _RIGHT = (
    Face(box=Box(left=left, top=0.3, width=0.1, height=0.2), score=0.9) for left in (0.1, 0.7)
)
_MAYBE = Box(left=0.45, top=0.1, width=0.05, height=0.05)
ANA = Person(id=PersonId("a" * 32), name="Ana", consented_at=NOON, notice="")


@pytest.fixture
def photos(home: Household, importer: Importer, stick: Path) -> list[PhotoId]:
    album = household.album_called(home.vault, "Test")
    report = Report()
    for _ in importer.steps(album.id, find_files([stick], report), report):
        pass
    return [photo.id for photo in home.vault.photos()]


def _looks(home: Household, photos: list[PhotoId]) -> Looks:
    seen = home.vault.looks()[photos[0]]
    return replace(seen, faces=(_LEFT, _RIGHT), glimpses=(_MAYBE,))


def _likeness(face: int, *, sure: bool = True) -> Likeness:
    return Likeness(person=ANA.id, face=face, score=0.8, sure=sure)


def test_without_anybody_enrolled_every_face_is_veiled(
    home: Household, photos: list[PhotoId]
) -> None:
    maybe = head_of(Face(box=_MAYBE, score=0.0))
    everybody = (head_of(_LEFT), head_of(_RIGHT), maybe)
    assert guests.veils(_looks(home, photos), (), ()) == everybody


def test_only_people_known_for_certain_who_are_not_private_stay_clear(
    home: Household, photos: list[PhotoId]
) -> None:
    looks = _looks(home, photos)
    maybe = head_of(Face(box=_MAYBE, score=0.0))
    assert guests.veils(looks, [_likeness(1)], [ANA]) == (head_of(_LEFT), maybe)
    everybody = (head_of(_LEFT), head_of(_RIGHT), maybe)
    assert guests.veils(looks, [_likeness(1, sure=False)], [ANA]) == everybody
    assert guests.veils(looks, [_likeness(1)], [replace(ANA, private=True)]) == everybody
    assert guests.veils(looks, [_likeness(1)], []) == everybody


def test_a_glimpse_of_a_known_face_is_that_face(home: Household, photos: list[PhotoId]) -> None:
    looks = replace(_looks(home, photos), glimpses=(replace(_RIGHT.box, width=0.11), _MAYBE))
    veiled = guests.veils(looks, [_likeness(1)], [ANA])
    assert veiled == (head_of(_LEFT), head_of(Face(box=_MAYBE, score=0.0)))


def test_strangers_are_blurred_only_where_the_owner_wants_it_and_guests_are_here(
    home: Household,
) -> None:
    wanted = parse("[guests]\nblur_unknown = true")
    assert not guests.blurs_strangers(home.vault, wanted)
    guests.set_here(home.vault, here=True)
    assert guests.blurs_strangers(home.vault, wanted)
    assert not guests.blurs_strangers(home.vault, Config())


def test_guests_miss_private_photos_albums_and_people(
    home: Household, photos: list[PhotoId]
) -> None:
    vault = home.vault
    ana = vault.add_person("Ana", [Template(b"\1" * 128)], "", NOON)
    vault.note_who(photos[1], [replace(_likeness(0), person=ana.id)])
    vault.note_who(photos[2], [replace(_likeness(0, sure=False), person=ana.id)])
    assert guests.withheld(read_library(vault)) == frozenset()
    _wish(home, KeepPrivate(scope="photo", name=photos[0], private=True))
    _wish(home, KeepPrivate(scope="person", name="ANA", private=True))
    _wish(home, Mark(photos=(photos[3],), hidden=True))
    assert guests.withheld(read_library(vault)) == {photos[3]}
    assert _wish(home, Guests(here=True)) == {"guests": True, "kept_back": 2}
    assert guests.withheld(read_library(vault)) == {photos[0], photos[1], photos[3]}
    _wish(home, KeepPrivate(scope="album", name="Test", private=True))
    assert guests.withheld(read_library(vault)) == set(photos)
    _wish(home, Guests(here=False))
    assert guests.withheld(read_library(vault)) == {photos[3]}


def _wish(home: Household, wish: Wish) -> Document:
    return perform(home.vault, wish, NOON)


def test_marks_change_what_is_said_and_nothing_else(
    home: Household, photos: list[PhotoId]
) -> None:
    one, other, *_ = photos
    _wish(home, Mark(photos=(one, other, one), favourite=True, approved=True))
    _wish(home, Mark(photos=(other,), favourite=False, private=True, hidden=True))
    photo = home.vault.photo(one)
    assert (photo.favourite, photo.approved, photo.hidden) == (True, True, False)
    photo = home.vault.photo(other)
    assert (photo.favourite, photo.approved, photo.private, photo.hidden) == (
        False,
        True,
        True,
        True,
    )


def test_a_mark_on_an_unknown_photo_or_without_a_word_changes_nothing(
    home: Household, photos: list[PhotoId]
) -> None:
    with pytest.raises(BadRequest):
        _wish(home, Mark(photos=(photos[0], "0" * 32), favourite=True))
    with pytest.raises(BadRequest, match="nothing was said"):
        _wish(home, Mark(photos=(photos[0],)))
    assert not home.vault.photo(photos[0]).favourite


def test_people_are_listed_changed_and_forgotten_by_name(
    home: Household, photos: list[PhotoId], clock: SimClock
) -> None:
    ana = home.vault.add_person("Ana", [Template(b"\1" * 128)], "", clock.now(), "Ida")
    home.vault.note_who(photos[0], [replace(_likeness(0, sure=False), person=ana.id)])
    _wish(home, Less(name="ana", less=True))
    (row,) = _rows(home, ListPeople(), "people")
    assert (row["name"], row["guardian"], row["less"], row["photos"]) == ("Ana", "Ida", True, 0)
    (asked,) = _rows(home, ListSuggestions(), "suggestions")
    assert (asked["photo"], asked["name"], asked["score"]) == (photos[0], "Ana", 0.8)
    _wish(home, Decide(photo=photos[0], name="Ana", yes=True))
    assert _rows(home, ListSuggestions(), "suggestions") == []
    receipt = _wish(home, ForgetPerson(name="Ana"))["receipt"]
    assert isinstance(receipt, dict)
    assert (receipt["scope"], receipt["id"], receipt["photos"]) == ("person", ana.id, 1)
    assert _rows(home, ListPeople(), "people") == []
    with pytest.raises(BadRequest, match="nobody of that name"):
        _wish(home, ForgetPerson(name="Ana"))


def _rows(home: Household, wish: Wish, name: str) -> list[dict[str, object]]:
    rows = _wish(home, wish)[name]
    assert isinstance(rows, list)
    return rows


def test_a_photo_that_may_show_nudity_is_held_until_it_is_approved(
    home: Household, photos: list[PhotoId]
) -> None:
    assert _rows(home, ListHeld(), "held") == []
    home.vault.note(photos[0], replace(home.vault.looks()[photos[0]], nudity=0.9))
    (held,) = _rows(home, ListHeld(), "held")
    assert held["photo"] == photos[0]
    assert "decide" in str(held["because"])
    _wish(home, Mark(photos=(photos[0],), approved=True))
    assert _rows(home, ListHeld(), "held") == []


def test_questions_change_nothing() -> None:
    assert all(only_asks(wish) for wish in (ListPeople(), ListSuggestions(), ListHeld(), Guests()))
    assert not only_asks(Guests(here=False))
    assert not only_asks(Mark(photos=(), hidden=True))
