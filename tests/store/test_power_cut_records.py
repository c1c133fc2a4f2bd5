"""The power goes at every step while records, erasures and photo states change together."""

from pathlib import Path

import pytest

from frame.crypto.keys import RowKey, RowSeal, SheetKey, derive
from frame.errors import StoreDamaged
from frame.model import PhotoState
from frame.store import rows
from frame.store.padding import unpad
from frame.store.records import Change, Erase
from frame.store.rows import Origin
from frame.store.tables import RecordSealed
from frame.store.vault import Vault
from tests.store.storekit import NOW, clean, digest, files_of, reopen
from tests.store.test_people import code, likeness
from tests.store.test_power_cut import (
    Before,
    cut_everywhere,
    holds_what_was_acknowledged,
    is_gone,
    slots,
)
from tests.store.test_power_cut_people import Household

ORIGIN = Origin(name=b"n" * 16, sender=b"s" * 32)


class Letters(Household):
    """The small store, with people in it and records of what other devices said."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        with reopen(folder, seed=8) as vault:
            self.grant, self.key, self.note = vault.commit(
                Change(add=[("grant", b"yes"), ("key", b"album key"), ("note", b"old words")])
            )
            catalogue = vault._parts.catalogue
            self.copies = {row.n: row for row in catalogue.records()}
            (mia, _) = catalogue.persons()
            pair = {photo.id for photo in self.photos[:2]}
            self.seen = {mia.sealed, *(row.sealed for row in catalogue.who() if row.id in pair)}
            self.seen |= {row.looks or b"" for row in catalogue.photos() if row.id in pair}
            self.seen |= {catalogue.embedding(photo) or b"" for photo in pair}
            self.seen_under = {mia.sheet, vault._parts.people}
            self.seen_under |= {self.sheets[photo] for photo in pair}

    def forget(self) -> None:
        super().forget()
        self.told = False


def corresponds(vault: Vault, before: Before) -> None:
    assert isinstance(before, Letters)
    gone, rests = before.photos[1].id, before.photos[3].id
    before.doomed = {gone}
    vault.commit(
        Change(
            add=[("revoke", b"no"), ("line", b"12")],
            replace={before.note: b"new words"},
            drop=[before.grant, before.key],
            erase=[Erase("photo", gone)],
            at=NOW,
            photos={rests: PhotoState.RESTING},
        )
    )
    before.told = True
    vault.pay()
    receipt = vault.receipt(gone)
    assert receipt is not None
    before.receipts.append(receipt)


def renews(vault: Vault, before: Before) -> None:
    assert isinstance(before, Letters)
    vault.commit(Change(drop=[before.grant, before.key], replace={before.note: b"new words"}))
    vault.renew()
    before.told = True


def owes_a_renewal(vault: Vault, before: Before) -> None:
    assert isinstance(before, Letters)
    replaced = {before.note: b"new words"}
    vault.commit(Change(drop=[before.grant, before.key], replace=replaced, renew=True))
    before.told = True
    vault.pay()


def receives(vault: Vault, before: Before) -> None:
    assert isinstance(before, Letters)
    change = Change(drop=[before.grant], add=[("done", b"kept")], replace={before.note: b"new"})
    photo = vault.add_photo(
        before.hills.id, clean(14, 20_000), digest(14), NOW, origin=ORIGIN, change=change
    )
    before.acknowledged.append(photo)
    before.told = True


def unlooks(vault: Vault, before: Before) -> None:
    assert isinstance(before, Letters)
    vault.unlook([photo.id for photo in before.photos[:2]])
    before.told = True


def unrecognises(vault: Vault, before: Before) -> None:
    assert isinstance(before, Letters)
    vault.unrecognise([photo.id for photo in before.photos[:2]])
    before.told = True


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Letters:
    return Letters(tmp_path_factory.mktemp("letters") / "state")


@pytest.mark.promise("P1")
@pytest.mark.promise("P8")
def test_a_change_is_there_as_a_whole_or_not_at_all_whatever_step_is_cut(
    small: Letters, work: Path
) -> None:
    steps = cut_everywhere(corresponds, small, work, all_of_the_change_or_nothing)
    assert {"unlink", "torn write", "torn commit", "checkpoint", "torn checkpoint"} <= steps


@pytest.mark.promise("P8")
def test_a_renewal_that_was_cut_can_be_asked_for_again(small: Letters, work: Path) -> None:
    steps = cut_everywhere(renews, small, work, dropped_and_maybe_renewed)
    assert {"torn write", "torn commit", "checkpoint", "torn checkpoint"} <= steps


@pytest.mark.promise("P8")
def test_what_was_dropped_with_a_renewal_dies_whatever_step_is_cut(
    small: Letters, work: Path
) -> None:
    steps = cut_everywhere(owes_a_renewal, small, work, dropped_and_renewed_or_nothing)
    assert {"torn write", "torn commit", "checkpoint", "torn checkpoint"} <= steps


@pytest.mark.promise("P14")
def test_a_photo_arrives_with_its_records_or_not_at_all(small: Letters, work: Path) -> None:
    steps = cut_everywhere(receives, small, work, arrived_as_a_whole)
    assert {"create", "torn write", "rename", "torn commit", "committed"} <= steps


@pytest.mark.promise("P8")
def test_what_was_seen_is_whole_or_gone_with_its_keys_whatever_step_is_cut(
    small: Letters, work: Path
) -> None:
    steps = cut_everywhere(unlooks, small, work, seen_or_forgotten_for_good)
    assert {"torn write", "torn commit", "checkpoint", "torn checkpoint"} <= steps


@pytest.mark.promise("P11")
def test_who_was_recognised_is_whole_or_gone_with_its_keys_whatever_step_is_cut(
    small: Letters, work: Path
) -> None:
    cut_everywhere(unrecognises, small, work, recognised_or_forgotten_for_good)


def all_of_the_change_or_nothing(vault: Vault, before: Before) -> None:
    assert isinstance(before, Letters)
    there = {photo.id for photo in vault.photos()}
    everything = {photo.id for photo in before.photos}
    assert there in (everything, everything - before.doomed)
    rests = vault.photo(before.photos[3].id).state is PhotoState.RESTING
    if there == everything:
        assert not before.told
        assert not rests
        assert vault.receipts() == ()
        is_as_before(vault, before)
        return
    assert rests
    is_gone(vault, before)
    is_changed(vault, before)
    assert list(vault.records("revoke").values()) == [b"no"]
    assert list(vault.records("line").values()) == [b"12"]
    is_dead(vault, before)


def dropped_and_maybe_renewed(vault: Vault, before: Before) -> None:
    assert isinstance(before, Letters)
    if before.told:
        is_changed(vault, before)
        is_dead(vault, before)
    elif vault.records("grant"):
        is_as_before(vault, before)
    else:
        is_changed(vault, before)
        vault.renew()
        is_dead(vault, before)


def dropped_and_renewed_or_nothing(vault: Vault, before: Before) -> None:
    assert isinstance(before, Letters)
    if vault.records("grant"):
        assert not before.told
        is_as_before(vault, before)
    else:
        is_changed(vault, before)
        is_dead(vault, before)
        assert vault.receipts() == ()


def arrived_as_a_whole(vault: Vault, before: Before) -> None:
    assert isinstance(before, Letters)
    holds_what_was_acknowledged(vault, before)
    photo = vault.named(ORIGIN.name)
    assert (photo is None) == (len(vault.photos()) == len(before.photos))
    if photo is None:
        assert not before.told
        is_as_before(vault, before)
        assert vault.records("done") == {}
    else:
        assert vault.origins() == {photo: ORIGIN}
        assert vault.records("grant") == {}
        assert list(vault.records("done").values()) == [b"kept"]
        assert vault.records("note") == {before.note: b"new"}


def seen_or_forgotten_for_good(vault: Vault, before: Before) -> None:
    assert isinstance(before, Letters)
    pair = {photo.id for photo in before.photos[:2]}
    others = {photo.id for photo in before.photos[2:]}
    seen = set(vault.looks())
    assert seen in (pair | others, others)
    assert all(bool(vault.embedding(one.id)) == (one.id in seen) for one in before.photos)
    assert recognised_or_forgotten(vault, before) == (seen == others)
    if seen == others:
        is_unreadable(vault, before.seen)
        sees_none_of_the_keys(vault, before.seen_under)


def recognised_or_forgotten_for_good(vault: Vault, before: Before) -> None:
    assert isinstance(before, Letters)
    assert set(vault.looks()) == {photo.id for photo in before.photos}
    if recognised_or_forgotten(vault, before):
        of_photos = {before.sheets[one.id] for one in before.photos}
        sees_none_of_the_keys(vault, before.seen_under - of_photos)


def recognised_or_forgotten(vault: Vault, before: Letters) -> bool:
    """Return whether two photos were forgotten; it is both of them, and nothing else."""
    who = vault.who()
    forgotten = before.photos[0].id not in who
    assert forgotten or not before.told
    assert (before.photos[1].id in who) is not forgotten
    assert who[before.photos[4].id] == (likeness(before.leo),)
    assert vault.templates(before.mia.id) == ((code(1),) if forgotten else (code(1), code(2)))
    assert vault.templates(before.leo.id) == (code(3),)
    assert {photo.id for photo in vault.photos()} == {photo.id for photo in before.photos}
    is_as_before(vault, before)
    return forgotten


def is_as_before(vault: Vault, before: Letters) -> None:
    assert vault.lost_records == 0
    assert vault.records("grant") == {before.grant: b"yes"}
    assert vault.records("key") == {before.key: b"album key"}
    assert vault.records("note") == {before.note: b"old words"}
    assert vault.records("revoke") == vault.records("line") == {}


def is_changed(vault: Vault, before: Letters) -> None:
    assert vault.lost_records == 0
    assert vault.records("grant") == vault.records("key") == {}
    assert vault.records("note") == {before.note: b"new words"}
    assert vault.recall("seed") == b"seed"
    assert [owner.name for owner in vault.owners()] == ["Anna", "Ben"]


def is_dead(vault: Vault, before: Letters) -> None:
    """No key that is left opens an older copy of a record, and no file has one."""
    is_unreadable(vault, {row.sealed for row in before.copies.values()})
    keys = {sheet.key for ring in slots(vault) for sheet in ring.sheets.values()}
    for copy in before.copies.values():
        assert [key for key in keys if opens(key, copy)] == []


def opens(key: bytes, row: RecordSealed) -> bool:
    """Say whether a sheet key opens a row; what it opens to is what was written."""
    seal = RowSeal(derive(SheetKey(key), rows.RECORD, RowKey))
    try:
        unpad(seal.open(row.sealed, f"{rows.RECORD}|{row.kind}|{row.n}".encode()))
    except StoreDamaged:
        return False
    return True


def is_unreadable(vault: Vault, sealed: set[bytes]) -> None:
    held = b"".join(path.read_bytes() for path in files_of(vault._parts.folder))
    assert not [one for one in sealed if not one or one in held]


def sees_none_of_the_keys(vault: Vault, sheets: set[int]) -> None:
    for ring in slots(vault):
        assert sheets.isdisjoint(ring.sheets)


def test_the_key_that_is_searched_for_opens_the_copies_before(small: Letters) -> None:
    with reopen(small.folder) as vault:
        key = vault._parts.keyring._ring.sheets[vault._parts.household].key
    assert all(opens(key, copy) for copy in small.copies.values())
