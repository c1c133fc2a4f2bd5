import random
import shutil
from pathlib import Path

import pytest

from frame.errors import FrameError, Ours, StoreDamaged, WrongKey
from frame.store.keyring import SLOTS, Keyring, Place
from tests.store.storekit import (
    KEY,
    NOW,
    QuickDisk,
    SeededEntropy,
    add,
    clean,
    files_of,
    looks,
    make,
    picture,
    reopen,
    with_album,
)


def flip(path: Path, at: int, bit: int = 1) -> None:
    held = bytearray(path.read_bytes())
    held[at] ^= bit
    path.write_bytes(held)


def file_of(folder: Path, photo: str, kind: str = "o") -> Path:
    return folder / kind / photo[:2] / photo


def test_three_thousand_flipped_bits_in_a_picture_are_refused(work: Path) -> None:
    dice = random.Random(4)
    with make(work) as vault:
        photo = add(vault, with_album(vault), 1, 40_000)
        file = file_of(work, photo.id)
        whole = file.read_bytes()
        for _ in range(3000):
            forged = bytearray(whole)
            forged[dice.randrange(len(forged))] ^= 1 << dice.randrange(8)
            file.write_bytes(forged)
            with pytest.raises(StoreDamaged):
                vault.master(photo.id)
        file.write_bytes(whole)
        assert vault.master(photo.id) == picture(1, 40_000)


def test_a_cut_longer_or_missing_picture_is_refused_and_named(work: Path) -> None:
    dice = random.Random(5)
    with make(work) as vault:
        album = with_album(vault)
        photo, other = add(vault, album, 1, 40_000), add(vault, album, 2)
        file = file_of(work, photo.id)
        whole = file.read_bytes()
        ends = [*range(70), *(dice.randrange(len(whole)) for _ in range(300))]
        for forged in (*(whole[:end] for end in ends), whole + b"\0", whole * 2):
            file.write_bytes(forged)
            with pytest.raises(StoreDamaged):
                vault.master(photo.id)
        file.unlink()
        with pytest.raises(StoreDamaged, match="missing"):
            vault.master(photo.id)
        assert vault.damaged() == (photo.id,)
        assert {c.photo: c.trouble for c in vault.check()}[other.id] == ""
        assert vault.erase_photo(photo.id, NOW).photos == 1
        assert vault.photos() == (other,)


def test_swapped_pictures_are_refused(work: Path) -> None:
    with make(work) as vault:
        album = with_album(vault)
        one, two = (
            vault.add_photo(album.id, clean(n, 200), bytes(32), NOW, caption="same length")
            for n in range(2)
        )
        shutil.copy(file_of(work, two.id), file_of(work, one.id))
        shutil.copy(file_of(work, two.id), file_of(work, two.id, "t"))
        for damaged in (vault.master, vault.thumbnail):
            with pytest.raises(StoreDamaged):
                damaged(one.id if damaged == vault.master else two.id)


def test_the_key_of_a_picture_opens_it_in_its_own_place_only(work: Path) -> None:
    with make(work) as vault:
        album = with_album(vault)
        one, two = add(vault, album, 1), add(vault, album, 2)
        shutil.copy(file_of(work, one.id), file_of(work, two.id))
        shutil.copy(file_of(work, one.id), file_of(work, one.id, "t"))
        blob = vault._shelf.entries[one.id].row.master
        assert vault._parts.blobs.open(one.id, "master", blob) == picture(1)
        with pytest.raises(StoreDamaged):
            vault._parts.blobs.open(two.id, "master", blob)
        with pytest.raises(StoreDamaged):
            vault._parts.blobs.open(one.id, "thumbnail", blob)


def test_no_file_is_swept_away_while_a_row_is_damaged(work: Path) -> None:
    state, cut = work / "state", work / "cut"
    with make(state) as vault:
        album = with_album(vault)
        photos = [add(vault, album, number) for number in range(3)]
        database = vault._parts.catalogue._database
        renamed = (b"?" * 16, bytes.fromhex(photos[1].id))
        database.execute("UPDATE photo SET id = ? WHERE id = ?", renamed)
        shutil.copytree(state, cut)
    with reopen(cut) as vault:
        assert vault.damaged() == ((b"?" * 16).hex(),)
        assert file_of(cut, photos[1].id).exists()


def test_rows_that_were_swapped_or_flipped_are_named_and_the_rest_works(work: Path) -> None:
    with make(work) as vault:
        album = with_album(vault)
        photos = [add(vault, album, n, 100) for n in range(5)]
        catalogue = vault._parts.catalogue
        rows = {row.id: row for row in catalogue.photos()}
        flipped = bytearray(rows[photos[4].id].sealed)
        flipped[20] ^= 1
        with catalogue.change():
            catalogue.put_sealed(photos[0].id, rows[photos[1].id].sealed)
            catalogue.put_sealed(photos[1].id, rows[photos[0].id].sealed)
            catalogue.put_sealed(photos[4].id, bytes(flipped))
    with reopen(work) as vault:
        damaged = {photos[0].id, photos[1].id, photos[4].id}
        assert set(vault.damaged()) == damaged
        assert vault.photos() == tuple(photos[2:4])
        troubles = {checked.photo for checked in vault.check() if checked.trouble}
        assert troubles == damaged
        assert vault.erase_photo(photos[3].id, NOW).photos == 1
        assert set(vault.damaged()) == damaged
        assert vault.erase_album(album.id, NOW).photos == 4
        assert vault.damaged() == ()
    assert not [path for path in files_of(work) if path.parent.parent.name in {"o", "t"}]


def test_looks_and_memory_that_do_not_open_count_as_unknown(work: Path) -> None:
    with make(work) as vault:
        photo = add(vault, with_album(vault), 1)
        vault.note(photo.id, looks(1))
        with vault._parts.catalogue.change():
            vault._parts.catalogue.put_looks(photo.id, b"damaged")
            vault._parts.catalogue.put_memory(photo.id, b"")
            vault._parts.catalogue.put_embedding(photo.id, b"damaged")
    with reopen(work) as vault:
        assert (dict(vault.looks()), dict(vault.shown())) == ({}, {})
        assert vault.embedding(photo.id) == b""
        vault.note(photo.id, looks(2))
        assert vault.embedding(photo.id) == looks(2).embedding


def test_an_album_and_an_owner_that_do_not_open_can_still_be_erased(work: Path) -> None:
    with make(work) as vault:
        album = with_album(vault)
        photo = add(vault, album, 1)
        catalogue = vault._parts.catalogue
        with catalogue.change():
            catalogue.put_album(catalogue.albums()[0]._replace(sealed=b"damaged"))
            catalogue.put_owner(catalogue.owners()[0]._replace(sealed=b"damaged"))
    with reopen(work) as vault:
        assert (vault.albums()[0].title, vault.owners()[0].name) == ("(damaged)", "(damaged)")
        assert vault.photos() == (photo,)
        assert vault.erase_owner(album.owner, NOW).photos == 1
        assert (vault.photos(), vault.albums(), vault.owners()) == ((), (), ())


@pytest.mark.parametrize("slot", SLOTS)
def test_one_damaged_slot_is_repaired_from_the_other(work: Path, slot: str) -> None:
    with make(work) as vault:
        photo = add(vault, with_album(vault), 1)
    for at in (0, 10, 40, 200, -1):
        flip(work / slot, at)
        with reopen(work) as vault:
            assert vault.photos() == (photo,)
        both = [Keyring.open(place(work), 0)._ring for _ in SLOTS]
        assert both[0] == both[1]
    (work / slot).unlink()
    reopen(work).close()
    assert (work / slot).exists()


def place(folder: Path) -> Place:
    return Place(folder, KEY, QuickDisk(), SeededEntropy().fresh)


def test_every_flip_in_both_slots_is_called_damage_and_not_a_wrong_key(work: Path) -> None:
    make(work).close()
    dice, whole = random.Random(6), (work / SLOTS[0]).read_bytes()
    for _ in range(1000):
        forged = bytearray(whole)
        forged[dice.randrange(len(forged))] ^= 1 << dice.randrange(8)
        for slot in SLOTS:
            (work / slot).write_bytes(forged)
        with pytest.raises(StoreDamaged, match="both slots"):
            Keyring.open(place(work), 0)
    for end in (0, 3, 31, 32, 36, 100, len(whole) - 1):
        for slot in SLOTS:
            (work / slot).write_bytes(whole[:end])
        with pytest.raises(StoreDamaged, match="both slots"):
            Keyring.open(place(work), 0)


def test_a_lost_keyring_is_not_replaced_by_a_new_one(work: Path) -> None:
    make(work).close()
    for slot in SLOTS:
        (work / slot).unlink()
    for attempt in (reopen, make):
        with pytest.raises(StoreDamaged, match="keyring of this store is missing"):
            attempt(work)


def refused_untouched(state: Path, forged: bytes) -> None:
    (state / "index.db").write_bytes(forged)
    before = [(path, path.read_bytes()) for path in files_of(state)]
    with pytest.raises(StoreDamaged, match="catalogue of this store"):
        reopen(state)
    assert [(path, path.read_bytes()) for path in files_of(state)] == before


def test_a_damaged_catalogue_gives_one_sentence_and_loses_nothing(work: Path) -> None:
    state, cut = work / "state", work / "cut"
    with make(state) as vault:
        album = with_album(vault)
        for number in range(40):
            add(vault, album, number, 100)
        shutil.copytree(state, cut)
    for folder in (state, cut):
        whole = (folder / "index.db").read_bytes()
        zeros = bytes(len(whole))
        for forged in (b"", b"not a database", zeros, whole[:50] + zeros[50:]):
            refused_untouched(folder, forged)
        (folder / "index.db").unlink()
        with pytest.raises(StoreDamaged, match="missing"):
            reopen(folder)
        (folder / "index.db").write_bytes(whole)
        with reopen(folder) as vault:
            assert len(vault.photos()) == 40
            assert vault.damaged() == ()


@pytest.mark.parametrize("keep", [100, 4096, 9000])
def test_a_catalogue_that_was_cut_off_is_refused_and_left_alone(work: Path, keep: int) -> None:
    with make(work) as vault:
        album = with_album(vault)
        for number in range(40):
            add(vault, album, number, 100)
    refused_untouched(work, (work / "index.db").read_bytes()[:keep])


def test_random_damage_to_the_catalogue_never_ends_in_a_traceback(work: Path) -> None:
    state = work / "state"
    with make(state) as vault:
        album = with_album(vault)
        for number in range(20):
            vault.note(add(vault, album, number, 100).id, looks(number))
    whole, dice = (state / "index.db").read_bytes(), random.Random(7)
    pictures = [path for path in files_of(state) if path.parent.parent.name == "o"]
    outcomes: set[bool | str] = set()
    for _ in range(300):
        forged = bytearray(whole)
        for _ in range(dice.choice((1, 8, 200))):
            forged[dice.randrange(len(forged))] ^= 1 << dice.randrange(8)
        (state / "index.db").write_bytes(forged)
        try:
            with reopen(state) as vault:
                outcomes.add(len(vault.photos()) == 20)
                for _checked in vault.check():
                    pass
        except FrameError as problem:
            outcomes.add(type(problem).__name__)
        assert [path for path in files_of(state) if path.parent.parent.name == "o"] == pictures
    assert {True, False, "StoreDamaged"} <= outcomes


def test_a_catalogue_of_a_newer_version_is_left_alone(work: Path) -> None:
    with make(work) as vault:
        vault._parts.catalogue._database.execute("PRAGMA user_version=99")
    with pytest.raises(Ours, match="newer hearthframe"):
        reopen(work)


def test_files_of_another_catalogue_are_left_alone(work: Path) -> None:
    with make(work) as vault:
        photo = add(vault, with_album(vault), 1)
        for number in range(100):
            stray = file_of(work, f"{number:032x}")
            stray.parent.mkdir(exist_ok=True)
            stray.write_bytes(b"from a newer catalogue")
        shutil.copytree(work, work.with_name(work.name + "-cut"))
    cut = work.with_name(work.name + "-cut")
    with reopen(cut) as vault:
        assert vault._opened.strays == 100
        assert vault.photos() == (photo,)
        assert file_of(cut, f"{5:032x}").exists()
    shutil.rmtree(cut)


def test_wrong_key_and_damage_have_different_sentences(work: Path) -> None:
    make(work).close()
    flip(work / SLOTS[0], 100)
    other = Place(work, type(KEY)(bytes(32)), QuickDisk(), SeededEntropy().fresh)
    with pytest.raises(WrongKey, match="this device key does not open this store"):
        Keyring.open(other, 0)
