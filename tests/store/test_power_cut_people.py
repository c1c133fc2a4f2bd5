"""The power goes at every step while people are enrolled, recognised and forgotten."""

from pathlib import Path

import pytest

from frame.model import PersonId, PhotoId
from frame.store.receipts import is_genuine
from frame.store.recognised import own_sheet
from frame.store.rows import Template
from frame.store.vault import Vault
from tests.store.storekit import NOW, files_of, reopen
from tests.store.test_people import code, likeness
from tests.store.test_power_cut import Before, cut_everywhere, slots


class Household(Before):
    """The small store, with two people in it who were recognised in three photos."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        with reopen(folder, seed=7) as vault:
            learned = Template(code(2), self.photos[1].id)
            self.mia = vault.add_person("Mia", [Template(code(1)), learned], "ab" * 32, NOW)
            self.leo = vault.add_person("Leo", [Template(code(3))], "ab" * 32, NOW)
            for photo in self.photos[:2]:
                vault.note_who(photo.id, [likeness(self.mia), likeness(self.leo, face=1)])
            vault.note_who(self.photos[4].id, [likeness(self.leo)])
            self.all_sealed = {
                *(row.sealed for row in vault._parts.catalogue.persons()),
                *(row.sealed for row in vault._parts.catalogue.who()),
            }
            self.mias_row = vault._parts.catalogue.persons()[0].sealed
            ring = vault._parts.keyring._ring
            own = own_sheet(self.mia.id)
            (self.mias_key,) = (one.key for one in ring.sheets.values() if one.album == own)
            self.own_keys = self.keys_of(vault, self.mia.id)

    @staticmethod
    def keys_of(vault: Vault, person: PersonId) -> set[bytes]:
        ring = vault._parts.keyring._ring
        return {sheet.key for sheet in ring.sheets.values() if sheet.album in {person, "people"}}


def enrols(vault: Vault, before: Before) -> None:
    person = vault.add_person("Ben", [Template(code(5))], "ab" * 32, NOW)
    vault.note_who(before.photos[3].id, [likeness(person)])


def forgets(vault: Vault, before: Before) -> None:
    assert isinstance(before, Household)
    before.receipts.append(vault.erase_person(before.mia.id, NOW))


def erases_the_photo_a_code_is_from(vault: Vault, before: Before) -> None:
    before.doomed = {before.photos[1].id}
    before.receipts.append(vault.erase_photo(before.photos[1].id, NOW))


def denies_the_photo_a_code_is_from(vault: Vault, before: Before) -> None:
    assert isinstance(before, Household)
    vault.answer(before.photos[1].id, before.mia.id, yes=False)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Household:
    return Household(tmp_path_factory.mktemp("people") / "state")


@pytest.mark.promise("P14")
def test_a_cut_while_somebody_is_enrolled_costs_nobody_else_anything(
    small: Household, work: Path
) -> None:
    cut_everywhere(enrols, small, work, knows_everybody_from_before)


@pytest.mark.promise("P8")
@pytest.mark.promise("P11")
def test_a_person_who_is_forgotten_stays_forgotten_whatever_step_is_cut(
    small: Household, work: Path
) -> None:
    steps = cut_everywhere(forgets, small, work, mia_is_whole_or_gone)
    assert {"torn write", "torn commit", "checkpoint", "torn checkpoint"} <= steps


@pytest.mark.promise("P8")
def test_a_code_goes_with_its_photo_whatever_step_is_cut(small: Household, work: Path) -> None:
    cut_everywhere(erases_the_photo_a_code_is_from, small, work, the_code_went_with_the_photo)


@pytest.mark.promise("P11")
def test_a_mistaken_code_is_whole_or_gone_with_its_key_whatever_step_is_cut(
    small: Household, work: Path
) -> None:
    steps = cut_everywhere(
        denies_the_photo_a_code_is_from, small, work, the_code_is_there_or_gone_for_good
    )
    assert {"torn write", "torn commit", "checkpoint", "torn checkpoint"} <= steps


def the_code_is_there_or_gone_for_good(vault: Vault, before: Before) -> None:
    assert isinstance(before, Household)
    photo = before.photos[1].id
    denied = vault.answers(photo) == {before.mia.id: False}
    assert vault.templates(before.mia.id) == ((code(1),) if denied else (code(1), code(2)))
    named = {one.person for one in vault.who()[photo]}
    assert named == ({before.leo.id} if denied else {before.mia.id, before.leo.id})
    if denied:
        assert vault.uncompared() == tuple(one.id for one in before.photos)
        held = b"".join(path.read_bytes() for path in files_of(vault._parts.folder))
        assert before.mias_row not in held
        for ring in slots(vault):
            assert before.mias_key not in {sheet.key for sheet in ring.sheets.values()}


def knows_everybody_from_before(vault: Vault, before: Before) -> None:
    assert isinstance(before, Household)
    assert vault.persons()[:2] == (before.mia, before.leo)
    assert vault.templates(before.mia.id) == (code(1), code(2))
    who = vault.who()
    assert who[before.photos[0].id] == (likeness(before.mia), likeness(before.leo, face=1))
    assert set(who) - {before.photos[3].id} == shown_photos(before)
    if before.photos[3].id in who:
        assert [person.name for person in vault.persons()] == ["Mia", "Leo", "Ben"]


def shown_photos(before: Before) -> set[PhotoId]:
    return {before.photos[number].id for number in (0, 1, 4)}


def mia_is_whole_or_gone(vault: Vault, before: Before) -> None:
    assert isinstance(before, Household)
    gone = before.mia.id not in {person.id for person in vault.persons()}
    assert gone or not before.receipts
    assert before.leo in vault.persons()
    assert vault.templates(before.leo.id) == (code(3),)
    assert set(vault.who()) == shown_photos(before)
    named = {one.person for likenesses in vault.who().values() for one in likenesses}
    if not gone:
        assert named == {before.mia.id, before.leo.id}
        return
    assert named == {before.leo.id}
    (receipt,) = vault.receipts()
    assert is_genuine(receipt)
    assert (receipt.scope, receipt.id, receipt.photos) == ("person", before.mia.id, 2)
    for ring in slots(vault):
        assert before.own_keys.isdisjoint(sheet.key for sheet in ring.sheets.values())
    held = b"".join(path.read_bytes() for path in files_of(vault._parts.folder))
    (leos,) = [row.sealed for row in vault._parts.catalogue.persons()]
    assert not [sealed for sealed in before.all_sealed - {leos} if sealed in held]


def the_code_went_with_the_photo(vault: Vault, before: Before) -> None:
    assert isinstance(before, Household)
    photo = before.photos[1].id
    gone = photo not in {one.id for one in vault.photos()}
    assert gone or not before.receipts
    expected = (code(1),) if gone else (code(1), code(2))
    assert vault.templates(before.mia.id) == expected
    assert (photo in vault.who()) is not gone
    assert vault.templates(before.leo.id) == (code(3),)
