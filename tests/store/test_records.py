import tempfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frame.errors import BadRequest, DiskFull, StoreDamaged
from frame.model import PhotoId, PhotoState
from frame.store import catalogue, rows
from frame.store.keyring import HOUSEHOLD, PEOPLE
from frame.store.receipts import is_genuine
from frame.store.records import RECORD_BYTES, Change, Erase
from frame.store.rows import Origin
from frame.store.tables import RecordSealed
from frame.store.vault import Vault
from tests.store.storekit import (
    NOW,
    FullDisk,
    add,
    clean,
    digest,
    files_of,
    make,
    reopen,
    with_album,
)
from tests.store.test_secrets_on_disk import found_in


def opened(vault: Vault, row: RecordSealed) -> bytes:
    whose = rows.whose_record(row.kind, row.n)
    return vault._parts.sealer.open(rows.RECORD, row.sheet, whose, row.sealed)


def test_records_are_kept_by_kind_in_the_order_they_came(work: Path) -> None:
    with make(work) as vault:
        first = vault.commit(Change(add=[("line", b"a"), ("device", b"b"), ("line", b"c")]))
        assert list(first) == sorted(set(first))
        (later,) = vault.commit(Change(add=[("line", b"d")], replace={first[0]: b"e"}))
        lines = {first[0]: b"e", first[2]: b"c", later: b"d"}
        assert list(vault.records("line").items()) == list(lines.items())
        assert vault.records("device") == {first[1]: b"b"}
        assert vault.records("offer") == {}
        seen = vault.records("line")
        assert vault.commit(Change(drop=[first[2], 999])) == ()
        assert seen == lines
        del lines[first[2]]
    with reopen(work) as vault:
        assert list(vault.records("line").items()) == list(lines.items())
        assert vault.records("device") == {first[1]: b"b"}
        assert vault.lost_records == 0


def test_a_number_is_not_given_twice_while_the_store_is_open(work: Path) -> None:
    with make(work) as vault:
        (one,) = vault.commit(Change(add=[("line", b"a")]))
        vault.commit(Change(drop=[one]))
        assert vault.commit(Change(add=[("line", b"b")])) == (one + 1,)


def test_an_empty_change_changes_nothing(work: Path) -> None:
    with make(work) as vault:
        generation = vault.generation
        assert vault.commit(Change()) == ()
        vault.pay()
        assert vault.generation == generation


@pytest.mark.parametrize("kind", ["", "Line", "li ne", "1line", "line\n", "a" * 21, "é"])
def test_a_kind_of_record_is_a_plain_word(work: Path, kind: str) -> None:
    with make(work) as vault:
        with pytest.raises(ValueError, match="lower-case"):
            vault.commit(Change(add=[("line", b"a"), (kind, b"b")]))
        assert vault.records("line") == {}


def test_a_change_that_cannot_be_made_changes_nothing(work: Path) -> None:
    with make(work) as vault:
        photo = add(vault, with_album(vault), 1)
        (one,) = vault.commit(Change(add=[("line", b"a")]))
        good = [("line", b"b")]
        with pytest.raises(BadRequest, match="no such record"):
            vault.commit(Change(add=good, replace={one + 1: b"c"}))
        with pytest.raises(BadRequest, match="ready or rests"):
            vault.commit(Change(add=good, photos={photo.id: PhotoState.ERASED}))
        with pytest.raises(ValueError, match="not both"):
            vault.commit(Change(replace={one: b"c"}, drop=[one]))
        with pytest.raises(ValueError, match="needs a time"):
            vault.commit(Change(add=good, erase=[Erase("photo", photo.id)]))
        with pytest.raises(ValueError, match="time zone"):
            vault.commit(
                Change(add=good, erase=[Erase("photo", photo.id)], at=datetime(2026, 1, 1))
            )
        with pytest.raises(ValueError, match="bytes at most"):
            vault.commit(Change(add=[*good, ("line", bytes(RECORD_BYTES + 1))]))
        assert vault.records("line") == {one: b"a"}
    with reopen(work) as vault:
        assert vault.records("line") == {one: b"a"}
        assert vault.photos() == (photo,)


@pytest.mark.promise("P8")
def test_what_a_change_erases_is_gone_at_once_and_paid_for_later(work: Path) -> None:
    with make(work) as vault:
        sea = with_album(vault)
        hills = vault.add_album(sea.owner, "Hills")
        gone, kept, also = add(vault, sea, 1), add(vault, sea, 2), add(vault, hills, 3)
        (grant,) = vault.commit(Change(add=[("grant", b"yes")]))
        erase = [Erase("photo", gone.id), Erase("album", hills.id), Erase("owner", "0" * 32)]
        erase += [Erase("photo", gone.id), Erase("photo", "../../etc")]
        change = Change(add=[("revoke", b"no")], drop=[grant], erase=erase, at=NOW)
        generation = vault.generation
        vault.commit(change)
        assert vault.photos() == (kept,)
        assert vault.albums() == (sea,)
        assert vault.generation == generation
        with pytest.raises(BadRequest):
            vault.master(gone.id)
        assert vault.receipt(gone.id) is None
        assert vault.commit(Change(erase=erase, at=NOW)) == ()
        vault.pay()
        receipt = vault.receipt(gone.id)
        assert receipt is not None
        assert is_genuine(receipt)
        album = vault.receipt(hills.id)
        assert album is not None
        assert (album.scope, album.photos, album.erased_at) == ("album", 1, NOW)
        assert len(vault.receipts()) == 2
        assert vault.receipt("0" * 32) is None
        assert vault.receipt("../x") is None
        assert not list(work.rglob(gone.id))
        assert not list(work.rglob(also.id))
    with reopen(work) as vault:
        assert vault.photos() == (kept,)
        assert vault.records("grant") == {}
        assert list(vault.records("revoke").values()) == [b"no"]
        assert vault.receipt(gone.id) == receipt


@pytest.mark.parametrize("then", ["pay", "add", "erase", "open"])
def test_an_erasure_is_finished_by_whatever_comes_next(work: Path, then: str) -> None:
    with make(work) as vault:
        album = with_album(vault)
        photos = [add(vault, album, n) for n in range(3)]
        vault.commit(Change(erase=[Erase("photo", photos[0].id)], at=NOW))
        if then == "pay":
            vault.pay()
        elif then == "add":
            add(vault, album, 5)
        elif then == "erase":
            vault.erase_photo(photos[1].id, NOW)
        assert (vault.receipt(photos[0].id) is None) is (then == "open")
    with reopen(work) as vault:
        assert vault.receipt(photos[0].id) is not None
        assert photos[2] in vault.photos()


def test_a_change_lets_photos_rest_and_wakes_them(work: Path) -> None:
    with make(work) as vault:
        album = with_album(vault)
        first, second = add(vault, album, 1), add(vault, album, 2)
        resting = {first.id: PhotoState.RESTING, PhotoId("0" * 32): PhotoState.READY}
        vault.commit(Change(photos=resting))
        assert vault.photo(first.id).state is PhotoState.RESTING
        assert vault.photo(second.id) == second
    with reopen(work) as vault:
        assert vault.photo(first.id).state is PhotoState.RESTING
        erase = [Erase("photo", second.id)]
        both = {first.id: PhotoState.READY, second.id: PhotoState.RESTING}
        vault.commit(Change(photos=both, erase=erase, at=NOW))
        assert vault.photos() == (first,)


@pytest.mark.promise("P8")
@pytest.mark.parametrize("how", ["renew", "owed", "erase"])
def test_a_dropped_record_does_not_open_with_the_keys_that_are_left(work: Path, how: str) -> None:
    with make(work) as vault:
        photo = add(vault, with_album(vault), 1)
        kept, key, note = vault.commit(
            Change(add=[("line", b"kept"), ("key", b"album key"), ("note", b"old words")])
        )
        copies = {row.n: row for row in vault._parts.catalogue.records()}
        old = {sheet.key for sheet in vault._parts.keyring._ring.sheets.values()}
        vault.remember("seed", b"seed")
        change = Change(drop=[key], replace={note: b"new words"}, renew=how == "owed")
        vault.commit(change)
        assert opened(vault, copies[key]) == b"album key"
        if how == "renew":
            vault.renew()
        elif how == "erase":
            vault.erase_photo(photo.id, NOW)
        vault.pay()
        for n in (key, note):
            with pytest.raises(StoreDamaged):
                opened(vault, copies[n])
            assert copies[n].sealed not in b"".join(p.read_bytes() for p in files_of(work))
        held = vault._parts.keyring._ring.sheets
        assert len(old & {sheet.key for sheet in held.values()}) == (how != "erase")
        assert len(vault.receipts()) == (how == "erase")
    with reopen(work) as vault:
        assert vault.records("line") == {kept: b"kept"}
        assert vault.records("note") == {note: b"new words"}
        assert vault.recall("seed") == b"seed"
        assert vault.lost_records == 0


def test_a_renewal_that_was_owed_is_paid_when_the_store_opens(work: Path) -> None:
    with make(work) as vault:
        (one,) = vault.commit(Change(add=[("key", b"album key")]))
        (copy,) = vault._parts.catalogue.records()
        vault.commit(Change(drop=[one], renew=True))
    with reopen(work) as vault:
        with pytest.raises(StoreDamaged):
            opened(vault, copy)
        assert vault._parts.catalogue.erasures() == []
        generation = vault.generation
    with reopen(work) as vault:
        assert vault.generation == generation


def test_a_record_that_does_not_open_is_left_out_and_counted(work: Path) -> None:
    with make(work) as vault:
        first, second = vault.commit(Change(add=[("line", b"a"), ("line", b"b")]))
        held = vault._parts.catalogue.records()
        with vault._parts.catalogue.change():
            vault._parts.catalogue.put_record(held[0]._replace(n=second))
    with reopen(work) as vault:
        assert vault.records("line") == {first: b"a"}
        assert vault.lost_records == 1
        assert vault.commit(Change(add=[("line", b"c")])) == (second + 1,)
        vault.renew()
    with reopen(work) as vault:
        assert vault.lost_records == 1
        vault.commit(Change(drop=[second]))
    with reopen(work) as vault:
        assert vault.lost_records == 0


def test_a_fresh_key_that_nothing_moved_to_costs_no_record(work: Path) -> None:
    with make(work) as vault:
        (one,) = vault.commit(Change(add=[("line", b"a")]))
        vault._parts.keyring.add_sheets((HOUSEHOLD, PEOPLE))
    with reopen(work) as vault:
        assert vault.records("line") == {one: b"a"}
        assert vault._parts.keyring.sheets_of(PEOPLE) == ()
    with reopen(work) as vault:
        assert vault.records("line") == {one: b"a"}
        assert vault.lost_records == 0


def test_no_record_is_readable_in_a_file(work: Path) -> None:
    marks = {"line": b"GRANTED-TO-THE-FRAME", "key": b"the key of an album", "name": b"N" * 16}
    with make(work) as vault:
        album = with_album(vault)
        vault.commit(Change(add=[("line", marks["line"]), ("key", marks["key"])]))
        origin = Origin(name=marks["name"], sender=b"S" * 32)
        vault.add_photo(album.id, clean(1), digest(1), NOW, origin=origin)
        assert found_in(work, marks) == set()
        vault.renew()
        assert found_in(work, marks) == set()
    assert found_in(work, marks) == set()


def test_a_store_of_the_second_schema_is_opened_and_keeps_records(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = catalogue._schema()
    with monkeypatch.context() as patch:
        patch.setattr(catalogue, "_schema", lambda: steps[:2])
        with make(work) as vault:
            photo = add(vault, with_album(vault), 1)
    with reopen(work) as vault:
        assert vault.photos() == (photo,)
        (one,) = vault.commit(Change(add=[("line", b"a")]))
        vault.erase_photo(photo.id, NOW)
    with reopen(work) as vault:
        assert vault.records("line") == {one: b"a"}


@pytest.mark.parametrize("room", range(6))
def test_a_payment_the_disk_interrupts_is_finished_when_there_is_room(
    work: Path, room: int
) -> None:
    disk = FullDisk()
    with make(work, disk) as vault:
        photo = add(vault, with_album(vault), 1)
        kept, gone = vault.commit(Change(add=[("line", b"a"), ("key", b"b")]))
        (_, copy) = vault._parts.catalogue.records()
        vault.commit(Change(drop=[gone], erase=[Erase("photo", photo.id)], at=NOW))
        disk.room = room
        try:
            vault.pay()
        except DiskFull:
            assert vault.commit(Change(add=[("line", b"c")])) == (gone + 1,)
        disk.room = None
        vault.pay()
        assert vault.receipt(photo.id) is not None
        with pytest.raises(StoreDamaged):
            opened(vault, copy)
        held = vault.records("line")
    with reopen(work) as vault:
        assert vault.records("line") == held
        assert held[kept] == b"a"


_KINDS = st.sampled_from(["line", "key", "offer-waiting"])
_STEP = st.tuples(
    st.lists(st.tuples(_KINDS, st.binary(max_size=200)), max_size=3),
    st.lists(st.integers(0, 20), max_size=3),
    st.lists(st.integers(0, 20), max_size=3),
    st.sampled_from(["", "renew", "owe", "reopen"]),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(_STEP, max_size=6))
def test_any_commits_leave_what_a_dictionary_would_hold(
    work: Path, steps: list[tuple[list[tuple[str, bytes]], list[int], list[int], str]]
) -> None:
    folder = Path(tempfile.mkdtemp(dir=work)) / "state"
    model: dict[int, tuple[str, bytes]] = {}
    vault = make(folder)
    for adds, drops, replaced, then in steps:
        numbers = list(model)
        drop = {numbers[place] for place in drops if place < len(numbers)}
        replace = {numbers[n]: bytes([n]) for n in replaced if n < len(numbers)}
        replace = {number: held for number, held in replace.items() if number not in drop}
        change = Change(add=adds, drop=drop, replace=replace, renew=then == "owe")
        added = vault.commit(change)
        model = {n: held for n, held in model.items() if n not in drop}
        model |= {n: (model[n][0], held) for n, held in replace.items()}
        model |= dict(zip(added, adds, strict=True))
        if then == "renew":
            vault.renew()
        if then == "reopen":
            vault.close()
            vault = reopen(folder)
        assert held_by(vault) == model
    vault.close()
    with reopen(folder) as vault:
        assert held_by(vault) == model


def held_by(vault: Vault) -> dict[int, tuple[str, bytes]]:
    kinds = ("line", "key", "offer-waiting")
    return {n: (kind, held) for kind in kinds for n, held in vault.records(kind).items()}
