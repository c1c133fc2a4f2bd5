"""Nothing is received, shown, looked at, recognised or sent on without a live grant (P7)."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from frame.devices.heat import Warmth
from frame.devices.sim.seer import SimSeer
from frame.errors import BadRequest
from frame.model import UNTOUCHED, Likeness, Looks, PersonId, PhotoState, Pixels, Remedy, Size
from frame.protocol.lines import Purpose, RevokePurposes, Role
from frame.protocol.messages import Lines, Result
from frame.services.calm import Calm
from frame.services.choosing import Chooser, Circumstances, read_library
from frame.services.indexing import Indexer, unseen
from frame.services.ingest import study_of
from frame.services.people import portrait_of
from frame.services.recognition import due
from frame.store.rows import Template
from tests.services.network.kit import ALL, DAY_S, USUAL, Family, Phone, Village, photo
from tests.store.test_people import code

CIRCUMSTANCES = Circumstances(
    screen=Size(width_px=160, height_px=90), every=timedelta(seconds=5), pairs=False, seed=1
)
MENDED = Remedy(exposure=0.5)
WITHOUT_FACES = (Purpose.DISPLAY, Purpose.SCORE)


def ready(family: Family) -> list[bool]:
    return [family.hall.vault.photo(one).state is PhotoState.READY for one in family.photos]


@pytest.mark.promise("P7")
@pytest.mark.parametrize("purposes", [(), (Purpose.ENHANCE, Purpose.SCORE, Purpose.FACES)])
def test_nothing_is_received_without_a_grant_that_says_display(
    village: Village, purposes: tuple[Purpose, ...]
) -> None:
    hall, anna = village.house(), village.phone()
    village.paired(hall, anna)
    album = anna.album(hall)
    if purposes:
        anna.grant(album, hall.name, purposes)
    anna.say(hall, lines_of(anna, album))
    name = anna.send(hall, album, photo(1))
    village.settle()
    assert anna.result(hall, name) is Result.NO_CONSENT
    assert hall.photos() == set()
    assert hall.vault.parcels.stored_bytes() == 0


def lines_of(phone: Phone, album: bytes) -> Lines:
    chain = phone.books.lines[album][phone.name]
    return Lines(lines=tuple(one.told for held in chain.values() for one in held))


@pytest.mark.promise("P7")
def test_nothing_is_received_after_the_lease_ended(village: Village) -> None:
    family = Family(village)
    village.wait(30 * DAY_S)
    name = family.anna.send(family.hall, family.album, photo(3))
    village.settle()
    assert family.anna.result(family.hall, name) is Result.NO_CONSENT
    assert family.hall.called(name) is None


@pytest.mark.promise("P7")
def test_photos_rest_in_the_minute_in_which_the_lease_ends_and_come_back_renewed(
    village: Village,
) -> None:
    family = Family(village, glass=True)
    hall = family.hall
    village.settle(20.0)
    assert any(hall.on_glass(one) for one in family.photos)
    left = 30 * DAY_S - (village.now.timestamp() - granted_at(family))
    village.clock.pass_time(left - 60)
    village.settle(1.0)
    assert ready(family) == [True, True]
    village.settle(62.0)
    assert ready(family) == [False, False]
    assert not any(hall.on_glass(one) for one in family.photos)
    first = len(hall.scenes)
    village.settle(60.0)
    assert not any(hall.was_shown(one, first) for one in family.photos)
    family.anna.grant(family.album, hall.name)
    village.settle(20.0)
    assert ready(family) == [True, True]
    assert any(hall.was_shown(one, first) for one in family.photos)


def granted_at(family: Family) -> int:
    (one,) = family.anna.books.ledgers[family.album].granted
    return one.says.from_s


@pytest.mark.promise("P7")
def test_a_frame_that_was_off_when_the_lease_ended_does_not_show_the_photo_first(
    village: Village,
) -> None:
    family = Family(village)
    family.hall.off()
    village.clock.pass_time(31 * DAY_S)
    hall = family.hall.again(glass=True)
    village.settle(30.0)
    assert hall.scenes
    assert not any(hall.was_shown(one) for one in family.photos)


@pytest.mark.promise("P7")
def test_a_closed_store_forgets_the_lease_before_anything_is_planned(village: Village) -> None:
    family = Family(village)
    family.hall.off()
    village.clock.pass_time(31 * DAY_S)
    vault = family.hall._opened(village)
    try:
        library = read_library(vault)
        chooser = Chooser.of(vault, CIRCUMSTANCES, village.now)
        assert library.photos
        assert chooser.next_slide(village.now) is None
    finally:
        vault.close()


@pytest.mark.promise("P7")
def test_a_lease_that_begins_later_does_not_count_before(village: Village) -> None:
    hall, anna = village.house(), village.phone()
    village.paired(hall, anna)
    album = anna.album(hall)
    village.clock.pass_time(3600)
    anna.grant(album, hall.name)
    village.clock.pass_time(-3600)
    village.settle()
    early = anna.send(hall, album, photo(1))
    village.settle()
    assert anna.result(hall, early) is Result.NO_CONSENT
    village.wait(3600)
    assert hall.books.albums()[album].here
    later = anna.send(hall, album, photo(2))
    village.settle()
    assert anna.result(hall, later) is Result.KEPT


@pytest.mark.promise("P7")
def test_without_score_nobody_looks_at_a_photo(village: Village) -> None:
    family = Family(village, (Purpose.DISPLAY, Purpose.ENHANCE))
    assert unseen(family.hall.vault) == []
    family.hall.index()
    assert not set(family.hall.vault.looks()) & set(family.photos)


@pytest.mark.promise("P7")
def test_without_enhance_a_photo_is_shown_as_it_is(village: Village) -> None:
    family = Family(village, (Purpose.DISPLAY, Purpose.SCORE))
    hall = family.hall
    for one in family.photos:
        looks = hall.seer.look(study_of(hall.vault, hall.decoder, one))
        hall.vault.note(one, replace(looks, remedy=MENDED))
    assert remedies(family) == {UNTOUCHED}
    family.anna.grant(family.album, hall.name, USUAL, serial=2)
    village.settle()
    assert remedies(family) == {MENDED}


def remedies(family: Family) -> set[Remedy]:
    """How the next slide's photos would be mended."""
    slide = Chooser.of(family.hall.vault, CIRCUMSTANCES, family.village.now).next_slide(
        family.village.now
    )
    assert slide is not None
    return {shot.remedy for shot in slide.shots}


def with_person(family: Family) -> PersonId:
    """Enrol somebody who learned from the first photo and is recognised in both."""
    vault = family.hall.vault
    family.hall.index()
    person = vault.add_person(
        "Mia", (Template(code=code(1)), Template(code=code(2), photo=family.photos[0])),
        "0" * 64, family.village.now,
    )  # fmt: skip
    for one in family.photos:
        vault.note_who(one, [Likeness(person=person.id, face=0, score=0.9, sure=True)])
    return person.id


@pytest.mark.promise("P7")
@pytest.mark.promise("P11")
def test_without_faces_no_photo_is_compared_with_enrolled_people(village: Village) -> None:
    family = Family(village, WITHOUT_FACES)
    family.hall.index()
    family.hall.vault.add_person("Mia", (Template(code=code(1)),), "0" * 64, village.now)
    assert due(family.hall.vault) == ()


@pytest.mark.promise("P11")
def test_nobody_is_enrolled_from_a_photo_whose_album_does_not_allow_it(village: Village) -> None:
    family = Family(village, WITHOUT_FACES)
    hall = family.hall
    with pytest.raises(BadRequest, match="does not allow"):
        portrait_of(hall.vault, family.photos[0], hall.decoder)
    family.anna.grant(family.album, hall.name, ALL, serial=2)
    village.settle()
    assert portrait_of(hall.vault, family.photos[0], hall.decoder).photo == family.photos[0]


@pytest.mark.promise("P7")
@pytest.mark.promise("P8")
def test_taking_back_score_takes_what_was_seen(village: Village) -> None:
    family = Family(village, ALL)
    person = with_person(family)
    vault = family.hall.vault
    revoke(family, Purpose.SCORE)
    assert not vault.looks()
    assert not any(vault.embedding(one) for one in family.photos)
    assert not vault.who()
    assert vault.learned_from(person) == frozenset()
    assert ready(family) == [True, True]
    assert unseen(vault) == []


@pytest.mark.promise("P7")
@pytest.mark.promise("P11")
def test_taking_back_faces_takes_who_was_recognised_and_what_was_learned(
    village: Village,
) -> None:
    family = Family(village, ALL)
    person = with_person(family)
    vault = family.hall.vault
    revoke(family, Purpose.FACES)
    assert set(vault.looks()) == set(family.photos)
    assert not vault.who()
    assert vault.templates(person) == (code(1),)
    assert due(vault) == ()


@pytest.mark.promise("P7")
def test_taking_back_enhance_leaves_the_photo_and_mends_it_no_more(village: Village) -> None:
    family = Family(village, ALL)
    revoke(family, Purpose.ENHANCE)
    (album,) = family.hall.vault.albums()
    assert (album.enhance, album.score, album.faces) == (False, True, True)


@pytest.mark.promise("P7")
@pytest.mark.promise("P8")
def test_taking_back_display_erases_the_photos(village: Village) -> None:
    family = Family(village, ALL)
    revoke(family, Purpose.DISPLAY)
    assert family.hall.photos() == set()
    receipts = family.anna.receipts(family.album, family.hall)
    assert [one.photos for one in receipts.values()] == [2]


def revoke(family: Family, *purposes: Purpose) -> None:
    says = RevokePurposes(frame=family.hall.name, purposes=purposes, serial=1)
    family.anna.sign(family.album, says)
    family.village.settle()
    answers = family.anna.last_line(family.album).digest
    assert answers in family.anna.receipts(family.album, family.hall)


def test_a_contributor_sends_to_an_album_that_admitted_them_and_nobody_else_does(
    village: Village,
) -> None:
    family = Family(village)
    hall, ben, carl = family.hall, village.phone("Ben"), village.phone("Carl")
    for phone in (ben, carl):
        village.wait(181)
        village.paired(hall, phone)
    family.anna.admit(family.album, ben.name, Role.CONTRIBUTOR)
    village.settle()
    assert family.album in ben.books.ledgers
    assert family.album not in carl.books.ledgers
    mine = ben.send(hall, family.album, photo(5))
    carl.books.ledgers[family.album] = ben.books.ledgers[family.album]
    carl.books.lines[family.album] = ben.books.lines[family.album]
    theirs = carl.send(hall, family.album, photo(6))
    village.settle()
    assert ben.result(hall, mine) is Result.KEPT
    assert carl.result(hall, theirs) is Result.NO_CONSENT


@pytest.mark.promise("P8")
def test_what_rested_for_ninety_days_is_erased_with_a_receipt_that_names_the_last_grant(
    village: Village,
) -> None:
    family = Family(village)
    village.wait(10 * DAY_S)
    last = family.anna.grant(family.album, family.hall.name)
    village.settle()
    village.wait(119 * DAY_S)
    assert len(family.hall.photos()) == 2
    village.wait(1 * DAY_S)
    village.settle(120.0)
    assert family.hall.photos() == set()
    assert family.hall.vault.albums() == ()
    receipts = family.anna.receipts(family.album, family.hall)
    assert {answers: one.photos for answers, one in receipts.items()} == {last: 2}
    generation = family.hall.vault.generation
    village.settle(200.0)
    assert family.hall.vault.generation == generation, "nothing more is owed"
    family.anna.grant(family.album, family.hall.name)
    village.settle()
    name = family.anna.send(family.hall, family.album, photo(4))
    village.settle()
    assert family.anna.result(family.hall, name) is Result.KEPT


class SlowSeer(SimSeer):
    """A seer that looks until it is let go."""

    def __init__(self) -> None:
        self.begun, self.over = threading.Event(), threading.Event()

    def look(self, study: Pixels) -> Looks:
        self.begun.set()
        self.over.wait(10)
        return super().look(study)

    def close(self) -> None:
        """Have no process to end."""


class Cool:
    """A machine that is never hot."""

    def read(self) -> Warmth:
        return Warmth(celsius=None, throttled=False, load=0.0)


@pytest.mark.promise("P7")
def test_what_is_seen_while_score_is_taken_back_is_not_kept(village: Village) -> None:
    family = Family(village)
    seer = SlowSeer()
    looking = Indexer(
        vault=family.hall.vault,
        decoder=family.hall.decoder,
        seer=seer,
        thermometer=Cool(),
        told=lambda: None,
        calm=Calm(hottest_c=70.0),
        monotonic_s=lambda: 0.0,
    ).steps()
    while not seer.begun.is_set():
        next(looking)
    revoke(family, Purpose.SCORE)
    seer.over.set()
    for _ in looking:
        pass
    assert not family.hall.vault.looks()
