"""People at a frame, enrolled and forgotten from phones, each with a yes that is kept (P11)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from frame.model import PersonId
from frame.protocol import frame_people
from frame.protocol.envelope import Rank
from frame.protocol.frame_people import (
    Agreed,
    AskFaces,
    AskPeople,
    Enrolled,
    Enrolment,
    Faces,
    ForgetPerson,
    People,
)
from frame.protocol.lines import Purpose, RevokePhotos, RevokePurposes
from frame.protocol.messages import Remove
from frame.services.network.persons import WAITING
from frame.store.rows import Template, Yes
from tests.services.network.kit import ALL, Family, Phone, Village
from tests.services.network.persons_kit import (
    NOTICE,
    ask,
    enrolment,
    faces,
    family,
    guest,
    known,
    portraits,
    results,
)
from tests.services.people_kit import Counting, Never
from tests.services.portraits import ANA
from tests.store.storekit import FullDisk
from tests.store.test_people import code

pytestmark = [pytest.mark.promise("P11")]


def test_faces_are_told_as_places_in_the_upright_picture(village: Village) -> None:
    one = family(village)
    (told,) = faces(one, 0)
    (face,) = told.faces
    (seen,) = one.hall.vault.looks()[one.photos[0]].faces
    assert (told.album, told.photo) == (one.album, one.names[0])
    assert face.left == round(seen.box.left * 10_000)
    assert face.height == round(seen.box.height * 10_000)
    assert faces(one, 3)[-1].faces == ()


def test_a_photo_nobody_looked_at_yet_is_told_from_one_without_a_face(village: Village) -> None:
    pictures = portraits(village.folder, ANA, None)
    one = Family(village, ALL, pictures=pictures, bureau=True)
    told = [faces(one, place)[-1] for place in (0, 1)]
    assert [(here.faces, here.looked) for here in told] == [((), False), ((), False)]
    one.hall.index()
    (face, none) = [faces(one, place)[-1] for place in (0, 1)]
    assert (len(face.faces), face.looked) == (1, None)
    assert (none.faces, none.looked) == ((), None)


def test_a_face_that_reaches_over_the_edge_ends_at_it(village: Village) -> None:
    one = family(village, [ANA])
    looks = one.hall.vault.looks()[one.photos[0]]
    (face,) = looks.faces
    over = replace(face, box=replace(face.box, left=-0.1, top=0.9, width=1.4, height=0.3))
    one.hall.vault.note(one.photos[0], replace(looks, faces=(over,)))
    (place,) = faces(one, 0)[-1].faces
    assert (place.left, place.top, place.width, place.height) == (0, 9_000, 10_000, 1_000)


def test_faces_are_told_only_to_whom_the_album_concerns(village: Village) -> None:
    one = family(village)
    ben = guest(one, admitted=False)
    assert faces(one, 0, ben) == []
    one.anna.admit(one.album, ben.name)
    village.settle()
    assert len(faces(one, 0, ben)) == 1
    stranger = AskFaces(album=bytes(32), photo=one.names[0])
    one.anna.say(one.hall, stranger)
    one.anna.say(one.hall, AskFaces(album=one.album, photo=bytes(16)))
    village.settle(1.0)
    (told,) = one.anna.heard(Faces)
    assert isinstance(told, Faces)
    assert told.faces == ()


def test_an_owner_enrols_somebody_by_their_note_and_the_consent_is_kept(village: Village) -> None:
    one = family(village)
    assert ask(one, enrolment(one, name=" Ana ")) == Enrolment.ENROLLED
    (person,) = one.hall.vault.persons()
    assert (person.name, person.notice) == ("Ana", NOTICE.hex())
    kept = one.hall.vault.yes_of(person.id)
    assert kept == Yes(how=Agreed.NOTE, device=one.anna.name, signed="Ana Lindholm")
    assert one.hall.vault.guardian(person.id) == ""
    learned = one.hall.vault.learned_from(person.id)
    assert learned <= set(one.photos[:2])
    assert len(learned) == len(one.hall.vault.templates(person.id)) > 0
    (told,) = known(one)
    assert (told.person.hex(), told.name, told.agreed) == (person.id, "Ana", Agreed.NOTE)
    assert told.since_ms == int(person.consented_at.timestamp() * 1000)
    one.hall = one.hall.again(bureau=True)
    assert one.hall.vault.yes_of(person.id) == kept


def test_a_child_is_enrolled_by_a_guardian_who_signs_by_name(village: Village) -> None:
    one = family(village)
    child = enrolment(one, adult=False, guardian=" Ana's mother ", signed="Ana's mother")
    assert ask(one, child) == Enrolment.ENROLLED
    (person,) = one.hall.vault.persons()
    assert one.hall.vault.guardian(person.id) == "Ana's mother"


def test_an_adult_has_no_guardian_even_if_one_was_named(village: Village) -> None:
    one = family(village)
    assert ask(one, enrolment(one, guardian="Somebody")) == Enrolment.ENROLLED
    (person,) = one.hall.vault.persons()
    assert one.hall.vault.guardian(person.id) == ""


def test_a_contributor_enrols_themselves_and_nobody_by_a_note(village: Village) -> None:
    one = family(village)
    ben = guest(one)
    ben.say(one.hall, enrolment(one, agreed=Agreed.NOTE))
    village.settle(1.0)
    assert results(ben) == []
    assert one.hall.vault.persons() == ()
    mine = enrolment(one, (2, 0), name="Ben", agreed=Agreed.OWN_DEVICE)
    assert ask(one, mine, ben) == Enrolment.ENROLLED
    (person,) = one.hall.vault.persons()
    assert one.hall.vault.yes_of(person.id).device == ben.name


def test_a_contributor_sees_and_forgets_only_whom_they_enrolled(village: Village) -> None:
    one = family(village)
    ben = guest(one)
    assert ask(one, enrolment(one)) == Enrolment.ENROLLED
    mine = enrolment(one, (2, 0), name="Ben", agreed=Agreed.OWN_DEVICE)
    assert ask(one, mine, ben) == Enrolment.ENROLLED
    assert [person.name for person in known(one)] == ["Ana", "Ben"]
    assert [person.name for person in known(one, ben)] == ["Ben"]
    ana, himself = known(one)
    for phone, person in ((ben, ana), (ben, himself)):
        phone.say(one.hall, ForgetPerson(person=person.person))
        village.settle(1.0)
    assert [person.name for person in known(one)] == ["Ana"]


def test_forgetting_erases_codes_and_name_and_answers_with_who_is_left(village: Village) -> None:
    one = family(village)
    assert ask(one, enrolment(one)) == Enrolment.ENROLLED
    (person,) = known(one)
    one.anna.say(one.hall, ForgetPerson(person=person.person))
    village.settle(1.0)
    told = one.anna.heard(People)[-1]
    assert isinstance(told, People)
    assert told.people == ()
    assert one.hall.vault.persons() == ()
    assert one.hall.vault.receipt(PersonId(person.person.hex())) is not None
    one.anna.say(one.hall, ForgetPerson(person=person.person))
    village.settle(1.0)
    assert len(one.anna.heard(People)) == 3
    assert ask(one, enrolment(one)) == Enrolment.ENROLLED


Places = tuple[tuple[int, int], ...]
REFUSED: dict[str, tuple[Places, dict[str, Any], Enrolment]] = {
    "no such face": (((0, 1),), {}, Enrolment.NO_FACE),
    "no face at all": (((3, 0),), {}, Enrolment.NO_FACE),
    "two people": (((0, 0), (2, 0)), {}, Enrolment.NOT_ONE_PERSON),
    "no name": ((), {"name": "  "}, Enrolment.NAME),
    "a name nobody can print": ((), {"name": "A\u200ena"}, Enrolment.NAME),
    "nobody signed": ((), {"signed": " "}, Enrolment.INCOMPLETE),
    "signed with nothing to read": ((), {"signed": "\u200e"}, Enrolment.INCOMPLETE),
    "a child alone": ((), {"adult": False, "guardian": "  "}, Enrolment.INCOMPLETE),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_refusal_says_why_and_leaves_nothing(village: Village, why: str) -> None:
    one = family(village)
    places, other, result = REFUSED[why]
    assert ask(one, enrolment(one, *places, **other)) == result
    assert one.hall.vault.persons() == ()
    told = one.anna.heard(Enrolled)[-1]
    assert isinstance(told, Enrolled)
    assert told.person is None


def test_faces_of_photos_and_albums_that_are_not_theirs_are_refused(village: Village) -> None:
    one = family(village)
    asked = enrolment(one)
    (first, *_) = asked.samples
    no_photo = replace(asked, samples=(replace(first, photo=bytes(16)),))
    assert ask(one, no_photo) == Enrolment.NO_FACE
    no_album = replace(asked, samples=(replace(first, album=bytes(32)),))
    assert ask(one, no_album) == Enrolment.NOT_ALLOWED
    assert one.hall.vault.persons() == ()


def test_a_face_too_small_to_be_told_from_others_is_no_face(village: Village) -> None:
    pictures = portraits(village.folder, ANA, side=30)
    one = Family(village, ALL, pictures=pictures, bureau=True)
    one.hall.index()
    assert len(faces(one, 0)[0].faces) == 1
    assert ask(one, enrolment(one, (0, 0))) == Enrolment.NO_FACE


def test_a_photo_that_does_not_open_has_no_face(village: Village) -> None:
    one = family(village)
    master = next(path for path in one.hall.folder.rglob("o/*/*") if path.name in one.photos[0])
    master.write_bytes(b"")
    assert ask(one, enrolment(one, (0, 0))) == Enrolment.NO_FACE


def test_a_name_that_is_taken_is_refused_however_it_is_written(village: Village) -> None:
    one = family(village)
    assert ask(one, enrolment(one)) == Enrolment.ENROLLED
    assert ask(one, enrolment(one, (2, 0), name="ANA")) == Enrolment.NAME
    assert len(one.hall.vault.persons()) == 1


def test_of_two_enrolments_at_once_each_is_answered_and_a_name_is_given_once(
    village: Village,
) -> None:
    one = family(village)
    ben = guest(one)
    one.anna.say(one.hall, enrolment(one))
    ben.say(one.hall, enrolment(one, (2, 0), agreed=Agreed.OWN_DEVICE))
    village.settle(1.0)
    assert sorted([*results(one.anna), *results(ben)]) == [Enrolment.ENROLLED, Enrolment.NAME]
    assert len(one.hall.vault.persons()) == 1


def test_a_phone_that_asks_without_end_waits_for_few_answers(village: Village) -> None:
    seer = Counting()
    one = family(village, seer=seer)
    for number in range(3 * WAITING):
        one.anna.say(one.hall, enrolment(one, (0, 0), name=f"Ana {number}"))
    village.brokers.settle()
    while one.hall._take():
        village.brokers.settle()
    assert seer.asked <= WAITING
    village.settle(1.0)
    assert len(results(one.anna)) == len(one.hall.vault.persons()) == seer.asked == WAITING
    assert ask(one, enrolment(one, (2, 0), name="Ben")) == Enrolment.ENROLLED


def test_nobody_more_is_enrolled_than_owners_can_be_told_of(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = family(village)
    monkeypatch.setattr(frame_people, "PEOPLE", 1)
    assert ask(one, enrolment(one)) == Enrolment.ENROLLED
    assert ask(one, enrolment(one, (2, 0), name="Ben")) == Enrolment.NAME


USELESS: dict[str, dict[str, Any]] = {
    "a child alone": {"adult": False},
    "nobody signed": {"signed": ""},
    "no name": {"name": " "},
}


@pytest.mark.parametrize("why", USELESS)
def test_nothing_is_computed_before_somebody_agreed(village: Village, why: str) -> None:
    one = family(village, seer=Never())
    faces(one, 0)
    known(one)
    ask(one, enrolment(one, **USELESS[why]))
    assert one.hall.vault.persons() == ()


def test_without_the_consent_to_compare_faces_nothing_is_computed(village: Village) -> None:
    one = family(village, purposes=(Purpose.DISPLAY, Purpose.SCORE), seer=Never())
    assert len(faces(one, 0)[0].faces) == 1
    assert ask(one, enrolment(one)) == Enrolment.NOT_ALLOWED


def change(one: Family, what: str, phone: Phone) -> None:
    match what:
        case "withdrawn":
            says = RevokePurposes(frame=one.hall.name, purposes=(Purpose.FACES,), serial=1)
            one.anna.sign(one.album, says)
        case "erased":
            one.anna.sign(one.album, RevokePhotos(photos=(one.names[0],)))
        case "removed":
            one.anna.say(one.hall, Remove(device=phone.name))
        case "seen anew":
            looks = one.hall.vault.looks()[one.photos[0]]
            (face,) = looks.faces
            moved = replace(face, box=replace(face.box, left=0.0))
            one.hall.vault.note(one.photos[0], replace(looks, faces=(moved,)))


@pytest.mark.parametrize(
    ("what", "answered"),
    [
        ("nothing", [Enrolment.ENROLLED]),
        ("withdrawn", [Enrolment.NOT_ALLOWED]),
        ("erased", [Enrolment.NO_FACE]),
        ("seen anew", [Enrolment.NO_FACE]),
        ("removed", []),
    ],
)
def test_what_changed_while_codes_were_computed_counts(
    village: Village, monkeypatch: pytest.MonkeyPatch, what: str, answered: list[int]
) -> None:
    one = family(village)
    phone = guest(one) if what == "removed" else one.anna
    phone.say(one.hall, enrolment(one, (0, 0), agreed=Agreed.OWN_DEVICE))
    village.brokers.settle()
    held: list[Callable[[], object]] = []
    with monkeypatch.context() as patch:
        patch.setattr(one.hall.core, "post", held.append)
        one.hall._take()
        one.hall.persons._pool.submit(lambda: None).result()
    (finish,) = held
    change(one, what, phone)
    village.settle(1.0)
    finish()
    village.settle(1.0)
    assert results(phone) == answered
    assert len(one.hall.vault.persons()) == (what == "nothing")


def test_on_a_full_disk_nobody_is_enrolled_and_the_frame_goes_on(village: Village) -> None:
    pictures = portraits(village.folder, ANA, ANA)
    disk = FullDisk()
    one = Family(village, ALL, pictures=pictures, bureau=True, disk=disk)
    one.hall.index()
    disk.room = 0
    one.anna.say(one.hall, enrolment(one))
    village.settle(1.0)
    assert results(one.anna) == []
    assert one.hall.vault.persons() == ()
    disk.room = None
    assert ask(one, enrolment(one)) == Enrolment.ENROLLED


def test_a_code_never_leaves_the_frame(village: Village) -> None:
    one = family(village)
    ben = guest(one)
    assert ask(one, enrolment(one)) == Enrolment.ENROLLED
    known(one, ben)
    (person,) = one.hall.vault.persons()
    mark = one.hall.vault.templates(person.id)[0][:16]
    for phone in (one.anna, ben):
        said = repr(phone.ways.told)
        assert mark.hex() not in said
        assert repr(mark)[2:-1] not in said
    carried = b"".join(payload for _, payload in village.brokers.said)
    assert [one for one in (mark, b"Lindholm", b"Ana") if one in carried] == []


def test_whoever_was_enrolled_at_the_frame_is_told_to_owners_alone(village: Village) -> None:
    one = family(village)
    ben = guest(one)
    one.hall.vault.add_person("Oma", [Template(code=code(1))], "0" * 64, village.now)
    (told,) = known(one)
    assert told.agreed is Agreed.AT_THE_FRAME
    assert known(one, ben) == ()


def test_a_viewer_is_told_nothing_of_people(village: Village) -> None:
    one = family(village)
    village.wait(181)
    kiosk = village.phone("Kiosk")
    village.paired(one.hall, kiosk, Rank.VIEWER)
    for message in (AskPeople(), AskFaces(album=one.album, photo=one.names[0]), enrolment(one)):
        kiosk.say(one.hall, message)
    village.settle(1.0)
    assert [*kiosk.heard(People), *kiosk.heard(Faces), *kiosk.heard(Enrolled)] == []
