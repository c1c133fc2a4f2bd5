"""Enrolling, recognising, asking and forgetting, with twins instead of models."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from frame.devices.sim.clock import SimClock
from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.seer import SimSeer
from frame.errors import BadRequest, DeviceFailed, NotAPhoto
from frame.model import Box, Face, Looks, PhotoId, Pixels, Size
from frame.services.household import Household
from frame.services.ingest import Importer
from frame.services.people import (
    NOTICE,
    Consent,
    Sample,
    enrol,
    lookalikes,
    person_called,
    photos_with,
    suggestions,
)
from frame.services.recognition import codes_of, due, note_codes, recognise_photos
from frame.services.wish import ListPeople
from frame.services.wishes import perform
from frame.store.rows import Template
from tests.services.people_kit import ADULT, Album, Counting, Never
from tests.services.portraits import ANA, BEN, portrait

_UNSURE = ANA + 8
_BLANK = Pixels(size=Size(width_px=1, height_px=1), rgb=bytes(3))


class Crowd(SimSeer):
    """Sees other people beside the one who is there."""

    def __init__(self, *widths: float) -> None:
        self._widths = widths

    def look(self, study: Pixels) -> Looks:
        seen = super().look(study)
        others = (
            Face(box=Box(left=0.0, top=0.0, width=width, height=width), score=0.9)
            for width in self._widths
        )
        return replace(seen, faces=(*others, *seen.faces))


@pytest.fixture
def album(home: Household, importer: Importer, tmp_path: Path) -> Album:
    (tmp_path / "photos").mkdir()
    return Album(home, replace(importer, workers=1), tmp_path / "photos")


@pytest.mark.promise("P11")
def test_without_an_enrolment_no_face_is_ever_compared(album: Album) -> None:
    photos = album.bring(ANA, BEN, None)
    assert all(album.vault.looks()[photo].faces for photo in photos[:2])
    assert list(recognise_photos(album.vault, SimDecoder(), Never(), photos)) == []
    assert due(album.vault) == ()
    assert album.vault.who() == {}
    assert album.vault._parts.catalogue.who() == []


@pytest.mark.promise("P11")
def test_an_import_never_asks_for_codes(album: Album) -> None:
    album.importer = replace(album.importer, seer=Never())
    album.enrol("Ana", ANA)
    assert len(album.bring(ANA)) == 1


def test_a_person_is_found_in_the_photos_that_show_them(album: Album) -> None:
    one, other, nobody, again = album.bring(ANA, BEN, None, ANA)
    ana = album.enrol("Ana", ANA)
    assert set(due(album.vault)) == {one, other, again}
    assert album.recognise() == 3
    who = album.vault.who()
    assert {photo: [seen.person for seen in found] for photo, found in who.items()} == {
        one: [ana.id],
        again: [ana.id],
    }
    assert all(seen.sure for found in who.values() for seen in found)
    assert photos_with(album.vault) == {ana.id: 2}
    assert nobody not in who


def test_recognising_is_resumed_where_it_was_stopped(album: Album) -> None:
    album.bring(ANA, ANA, BEN, ANA)
    album.enrol("Ana", ANA)
    steps = recognise_photos(album.vault, SimDecoder(), album.seer, due(album.vault))
    asked = album.seer.asked
    assert [next(steps), next(steps)] == [1, 2]
    assert len(due(album.vault)) == 2
    assert album.recognise() == 2
    assert album.seer.asked - asked == 4
    assert album.recognise() == 0


@pytest.mark.promise("P11")
def test_the_code_of_a_stranger_is_nowhere_after_comparing(album: Album) -> None:
    ((_, stranger),) = [album.bring(ANA, BEN)]
    ana = album.enrol("Ana", ANA)
    album.recognise()
    kept = {code for person in album.vault.persons() for code in album.vault.templates(person.id)}
    assert len(kept) == 1
    code = album.sample(stranger).template.code
    assert code not in kept
    rows = [*album.vault._shelf.who.values(), *album.vault._shelf.persons.values()]
    assert code not in repr(rows).encode()
    assert album.vault.templates(ana.id) == tuple(kept)


def test_a_photo_that_cannot_be_opened_is_passed_over(album: Album) -> None:
    class Broken(Counting):
        def codes(self, study: Pixels, faces: tuple[Face, ...]) -> tuple[bytes, ...]:
            if self.asked == 0:
                self.asked += 1
                raise DeviceFailed("the vision process ended twice")
            return super().codes(study, faces)

    album.bring(ANA, ANA, ANA)
    album.enrol("Ana", ANA)
    assert album.recognise(Broken()) == 3
    assert len(album.vault.who()) == 2
    assert len(due(album.vault)) == 1


def test_a_photo_whose_faces_changed_while_it_was_looked_at_stays_due(album: Album) -> None:
    (photo,) = album.bring(ANA)
    ana = album.enrol("Ana", ANA)
    looks = album.vault.looks()[photo]
    codes = codes_of(album.vault, SimDecoder(), album.seer, photo, looks.faces)
    album.vault.note(photo, replace(looks, faces=(*Crowd(0.2).look(_BLANK).faces, *looks.faces)))
    note_codes(album.vault, photo, looks.faces, codes)
    assert due(album.vault) == (photo,)
    album.vault.note(photo, looks)
    note_codes(album.vault, photo, looks.faces, codes)
    assert [one.person for one in album.vault.who()[photo]] == [ana.id]


@pytest.mark.parametrize(("facing", "sure"), [(None, False), (0.2, False), (0.9, True)])
def test_by_a_face_that_is_turned_away_nothing_is_decided(
    album: Album, facing: float | None, *, sure: bool
) -> None:
    (photo,) = album.bring(ANA)
    ana = album.enrol("Ana", ANA)
    looks = album.vault.looks()[photo]
    faces = tuple(replace(face, facing=facing) for face in looks.faces)
    album.vault.note(photo, replace(looks, faces=faces, edition=2))
    album.recognise()
    assert [one.sure for one in album.vault.who()[photo]] == [sure]
    album.vault.answer(photo, ana.id, yes=True)
    album.recognise()
    assert [one.sure for one in album.vault.who()[photo]] == [True]


def test_an_unsure_likeness_is_asked_about_and_the_answer_stays(album: Album) -> None:
    one, other = album.bring(_UNSURE, _UNSURE)
    ana = album.enrol("Ana", ANA)
    album.recognise()
    assert {(asked.photo, asked.person) for asked in suggestions(album.vault)} == {
        (one, ana),
        (other, ana),
    }
    assert photos_with(album.vault) == {ana.id: 0}
    album.vault.answer(other, ana.id, yes=False)
    album.vault.answer(one, ana.id, yes=True)
    assert list(suggestions(album.vault)) == []
    album.recognise()
    # the confirmed face was learned, so the denied one looks just like it, and still is not her
    assert album.vault.learned_from(ana.id) == {one}
    assert set(album.vault.who()) == {one}
    assert photos_with(album.vault) == {ana.id: 1}
    (third,) = album.bring(_UNSURE)
    album.recognise()
    assert album.vault.who()[third][0].sure


@pytest.mark.promise("P11")
def test_a_no_after_a_mistaken_yes_unlearns_the_wrong_face_everywhere(album: Album) -> None:
    wrong, same, hers = album.bring(BEN, BEN, ANA)
    ana = album.enrol("Ana", ANA)
    album.vault.answer(wrong, ana.id, yes=True)
    album.recognise()
    album.recognise()
    assert set(album.vault.who()) == {wrong, same, hers}
    bens = album.sample(wrong).template.code
    assert bens in album.vault.templates(ana.id)
    album.vault.answer(wrong, ana.id, yes=False)
    assert bens not in album.vault.templates(ana.id)
    assert set(due(album.vault)) == {wrong, same, hers}
    album.recognise()
    assert set(album.vault.who()) == {hers}
    assert due(album.vault) == ()


@pytest.mark.promise("P11")
def test_confirming_somebody_else_corrects_a_mistaken_yes(album: Album) -> None:
    (photo,) = album.bring(BEN)
    ana = album.enrol("Ana", ANA)
    album.vault.answer(photo, ana.id, yes=True)
    album.recognise()
    album.recognise()
    ben = album.enrol("Ben", BEN)
    album.vault.answer(photo, ben.id, yes=True)
    album.recognise()
    album.recognise()
    code = album.sample(photo).template.code
    assert code not in album.vault.templates(ana.id)
    assert code in album.vault.templates(ben.id)
    assert [one.person for one in album.vault.who()[photo]] == [ben.id]


def _two_faces(album: Album, photo: PhotoId) -> tuple[Face, ...]:
    """Let a photo have a second face, so that only comparing tells whose face is whose."""
    looks = album.vault.looks()[photo]
    faces = (*looks.faces, replace(looks.faces[0], box=Box(left=0, top=0, width=0.2, height=0.2)))
    album.vault.note(photo, replace(looks, faces=faces))
    return faces


def test_among_two_faces_the_newest_yes_takes_the_one_that_is_more_like_it(album: Album) -> None:
    (photo,) = album.bring(ANA)
    ana, ben = album.enrol("Ana", ANA), album.enrol("Ben", BEN)
    faces = _two_faces(album, photo)
    (anas,), (bens,) = album.vault.templates(ana.id), album.vault.templates(ben.id)
    stranger = bytes(232 if byte == 24 else 24 for byte in anas)
    album.vault.answer(photo, ana.id, yes=True)
    note_codes(album.vault, photo, faces, {0: bens, 1: stranger})
    assert album.vault.templates(ana.id) == (anas, bens)
    album.vault.answer(photo, ben.id, yes=True)
    note_codes(album.vault, photo, faces, {0: bens, 1: stranger})
    assert album.vault.templates(ana.id) == (anas,)
    assert {one.person: one.face for one in album.vault.who()[photo]}[ben.id] == 0


def test_two_people_who_are_both_there_are_both_confirmed(album: Album) -> None:
    (photo,) = album.bring(ANA)
    ana, ben = album.enrol("Ana", ANA), album.enrol("Ben", BEN)
    faces = _two_faces(album, photo)
    (anas,), (bens,) = album.vault.templates(ana.id), album.vault.templates(ben.id)
    for person in (ana, ben, ana):
        album.vault.answer(photo, person.id, yes=True)
        note_codes(album.vault, photo, faces, {0: anas, 1: bens})
    found = {one.person: one.face for one in album.vault.who()[photo]}
    assert found == {ana.id: 0, ben.id: 1}
    assert dict(album.vault.answers(photo)) == {ana.id: True, ben.id: True}


def test_only_photos_that_surely_show_somebody_are_counted(album: Album) -> None:
    album.bring(ANA, _UNSURE, _UNSURE)
    ana = album.enrol("Ana", ANA)
    album.recognise()
    assert len(list(suggestions(album.vault))) == 2
    answer = perform(album.vault, ListPeople(), album.now)
    assert [(row["id"], row["photos"]) for row in answer["people"]] == [(ana.id, 1)]  # type: ignore[attr-defined]  # a document


def test_a_face_that_cannot_be_told_enrols_nobody(album: Album) -> None:
    class Blank(SimSeer):
        def codes(self, study: Pixels, faces: tuple[Face, ...]) -> tuple[bytes, ...]:
            return tuple(bytes(len(code)) for code in super().codes(study, faces))

    photo = portrait(album.folder / "blank.jpg", ANA)
    with pytest.raises(BadRequest, match="cannot be told from others"):
        album.sample(photo, Blank())
    blank = Sample(source="blank.jpg", template=Template(bytes(128)))
    with pytest.raises(BadRequest, match=r"blank\.jpg cannot be told"):
        enrol(album.vault, "Ana", [album.sample(photo), blank], ADULT, album.now)
    assert album.vault.persons() == ()


def test_erasing_the_photo_a_face_was_learned_from_unlearns_it(album: Album) -> None:
    one, other = album.bring(_UNSURE, _UNSURE)
    ana = album.enrol("Ana", ANA)
    album.vault.answer(one, ana.id, yes=True)
    album.recognise()
    album.recognise()
    assert len(album.vault.templates(ana.id)) == 2
    assert album.vault.who()[other][0].sure
    album.vault.erase_photo(one, album.now)
    assert len(album.vault.templates(ana.id)) == 1


def test_the_words_agreed_to_are_remembered_by_their_hash(album: Album) -> None:
    ana = album.enrol("Ana", ANA)
    assert ana.notice == hashlib.sha256(NOTICE.encode()).hexdigest()
    for promise in ("never leaves the frame", "frame people forget", "guardian", "thrown away"):
        assert promise in NOTICE.replace("\n", " ").replace("It never", "it never")


@pytest.mark.promise("P11")
def test_a_child_is_not_enrolled_without_a_guardian(album: Album) -> None:
    for guardian in ("", "  "):
        with pytest.raises(BadRequest, match="children are not enrolled"):
            album.enrol("Mia", ANA, Consent(adult=False, guardian=guardian))
    assert album.vault.persons() == ()
    mia = album.enrol("Mia", ANA, Consent(adult=False, guardian="Ana"))
    assert album.vault.guardian(mia.id) == "Ana"


def test_photos_that_show_different_people_are_refused_and_the_odd_one_is_named(
    album: Album,
) -> None:
    files = [
        portrait(album.folder / f"p{n}.jpg", shade, ground=n)
        for n, shade in enumerate((ANA, ANA, BEN, ANA))
    ]
    samples = [album.sample(path) for path in files]
    with pytest.raises(BadRequest, match="same person") as refused:
        enrol(album.vault, "Ana", samples, ADULT, album.now)
    assert "p2.jpg" in str(refused.value)
    assert "p1.jpg" not in str(refused.value)
    ana = enrol(album.vault, "Ana", [*samples[:2], samples[3]], ADULT, album.now)
    assert 1 <= len(album.vault.templates(ana.id)) <= 3


def test_a_photo_must_show_one_face_that_is_large_enough(album: Album) -> None:
    alone = portrait(album.folder / "alone.jpg", ANA)
    for name, seer, shade, side, match in (
        ("nobody", None, None, 160, "no face is found"),
        ("small", None, ANA, 40, "too small"),
        ("two", Crowd(0.3), ANA, 160, "2 faces"),
    ):
        path = portrait(album.folder / f"{name}.jpg", shade, side=side)
        with pytest.raises(BadRequest, match=match):
            album.sample(path, seer)
    passer_by = album.sample(alone, Crowd(0.1))
    assert passer_by.template.code == album.sample(alone).template.code


def test_what_is_no_photo_is_one_clear_error(album: Album, tmp_path: Path) -> None:
    text = tmp_path / "words.jpg"
    text.write_text("words")
    with pytest.raises(NotAPhoto, match=r"words\.jpg cannot be used"):
        album.sample(text)
    with pytest.raises(BadRequest, match="neither a file nor the id"):
        album.sample("x" * 5000)
    with pytest.raises(BadRequest, match="neither a file nor the id"):
        album.sample(tmp_path / "not there.jpg")


def test_a_stored_photo_can_teach_a_face_and_is_remembered_as_its_source(album: Album) -> None:
    (photo,) = album.bring(ANA)
    sample = album.sample(photo)
    assert sample.template.photo == photo
    ana = enrol(album.vault, "Ana", [sample], ADULT, album.now)
    assert album.vault.learned_from(ana.id) == {photo}


def test_somebody_who_looks_like_an_enrolled_person_is_named(
    album: Album, clock: SimClock
) -> None:
    album.enrol("Ana", ANA)
    twin = album.sample(portrait(album.folder / "twin.jpg", ANA, ground=3))
    other = album.sample(portrait(album.folder / "other.jpg", BEN))
    assert lookalikes(album.vault, [twin]) == ("Ana",)
    assert lookalikes(album.vault, [other]) == ()
    assert person_called(album.vault, "ANA").consented_at == clock.now()
    with pytest.raises(BadRequest):
        person_called(album.vault, "Ben")
