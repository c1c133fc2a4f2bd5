"""The power goes at every step that touches the disk, torn writes included."""

import copy
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from frame.model import Album, Photo, PhotoId, Receipt
from frame.store.keyring import Place, Ring, _read
from frame.store.receipts import is_genuine
from frame.store.vault import Vault
from tests.store.storekit import (
    KEY,
    NOW,
    CutDisk,
    ForgetfulDisk,
    PowerCut,
    SeededEntropy,
    add,
    clean,
    digest,
    files_of,
    looks,
    make,
    reopen,
)

Story = Callable[[Vault, "Before"], None]


class Before:
    """A small store: two owners, three albums, five photos, and what is known about them.

    `acknowledged`, `doomed` and `receipts` are what a story did to a copy of it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with make(folder) as vault:
            anna, ben = vault.add_owner("Anna", NOW), vault.add_owner("Ben", NOW)
            self.sea = vault.add_album(anna.id, "Sea")
            self.hills = vault.add_album(anna.id, "Hills")
            self.town = vault.add_album(ben.id, "Town")
            albums = [self.sea, self.sea, self.sea, self.hills, self.town]
            self.photos = [add(vault, album, n, 200) for n, album in enumerate(albums)]
            for photo in self.photos:
                vault.note(photo.id, looks(1))
            vault.remember("seed", b"seed")
            self.ring = vault._parts.keyring._ring
            self.sheets = {photo.id: vault._shelf.entries[photo.id].sheet for photo in self.photos}
            self.rows = {row.id: row.sealed for row in vault._parts.catalogue.photos()}
        self.forget()

    def forget(self) -> None:
        self.acknowledged: list[Photo] = []
        self.doomed: set[PhotoId] = set()
        self.receipts: list[Receipt] = []
        self.cut_at = ""

    def again(self) -> "Before":
        before = copy.copy(self)
        before.forget()
        return before

    def photos_in(self, *albums: Album) -> set[PhotoId]:
        return {p.id for p in self.photos if p.album in {album.id for album in albums}}


def adds(vault: Vault, before: Before) -> None:
    for number in (10, 11):
        before.acknowledged.append(add(vault, before.hills, number, 40_000))


def fills_a_sheet(vault: Vault, before: Before) -> None:
    for sheet in vault._parts.keyring.sheets_of(before.sea.id):
        vault._shelf.filling[sheet] = 64
    before.acknowledged.append(add(vault, before.sea, 12, 200))


def notes(vault: Vault, before: Before) -> None:
    vault.note(before.photos[0].id, looks(2))
    vault.change(before.photos[1].id, caption="Sand")


def makes_an_album(vault: Vault, before: Before) -> None:
    album = vault.add_album(vault.add_owner("Carl", NOW).id, "Lake")
    before.acknowledged.append(add(vault, album, 13, 200))


def erases_a_photo(vault: Vault, before: Before) -> None:
    before.doomed = {before.photos[1].id}
    before.receipts.append(vault.erase_photo(before.photos[1].id, NOW))


def erases_an_album(vault: Vault, before: Before) -> None:
    before.doomed = before.photos_in(before.sea)
    before.receipts.append(vault.erase_album(before.sea.id, NOW))


def erases_an_owner(vault: Vault, before: Before) -> None:
    before.doomed = before.photos_in(before.sea, before.hills)
    before.receipts.append(vault.erase_owner(before.sea.owner, NOW))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Before:
    return Before(tmp_path_factory.mktemp("before") / "state")


@pytest.mark.promise("P14")
@pytest.mark.parametrize("story", [adds, fills_a_sheet, notes, makes_an_album])
def test_a_cut_at_any_step_loses_no_acknowledged_photo(
    story: Story, small: Before, work: Path
) -> None:
    steps = cut_everywhere(story, small, work, holds_what_was_acknowledged)
    assert {"commit", "torn commit", "committed"} <= steps
    assert story is notes or {"create", "torn write", "sync", "rename", "sync folder"} <= steps


@pytest.mark.promise("P1")
@pytest.mark.promise("P8")
@pytest.mark.parametrize("story", [erases_a_photo, erases_an_album, erases_an_owner])
def test_what_is_erased_stays_erased_whatever_step_is_cut(
    story: Story, small: Before, work: Path
) -> None:
    steps = cut_everywhere(story, small, work, is_whole_or_gone)
    assert {"unlink", "torn write", "torn commit", "checkpoint", "torn checkpoint"} <= steps


def cut_everywhere(
    story: Story, small: Before, work: Path, check: Callable[[Vault, Before], None]
) -> set[str]:
    """Run a story twice for each of its steps, cutting it there; open what is left and check it.

    Once the disk kept every step so far, once it lost the names that were not synced. Mostly the
    power goes a second time while the store is being set right.
    """
    dice, seen, at = random.Random(story.__name__), set[str](), 0
    while True:
        at += 1
        kind = CutDisk if at % 2 else ForgetfulDisk
        disk = kind(work / "running", work / "left", (at + 1) // 2)
        before, left = told_until(story, small, disk)
        if not left.exists():
            return seen
        found = cut_again(left, work / "again", dice.randrange(1, 40)) if at % 3 else left
        with reopen(found) as vault:
            seen.add(before.cut_at)
            check(vault, before)
            is_tidy(vault, found)
        shutil.rmtree(left)


def told_until(story: Story, small: Before, disk: CutDisk) -> tuple[Before, Path]:
    """Tell a story until its disk is cut; return what it had acknowledged, and what was left."""
    shutil.rmtree(disk.folder, ignore_errors=True)
    shutil.copytree(small.folder, disk.folder)
    before = small.again()
    vault = None
    try:
        vault = reopen(disk.folder, disk)
        story(vault, before)
    except PowerCut as cut:
        before.cut_at = str(cut)
    finally:
        if vault is not None:
            vault._parts.catalogue.close()
            vault._opened.lock.release()
    return before, disk.left


def cut_again(left: Path, again: Path, at: int) -> Path:
    """Cut the power once more, while the store is being set right."""
    shutil.rmtree(again, ignore_errors=True)
    with suppress(PowerCut):
        reopen(left, CutDisk(left, again, at)).close()
    return again if again.exists() else left


def holds_what_was_acknowledged(vault: Vault, before: Before) -> None:
    there = {photo.id for photo in vault.photos()}
    assert {photo.id for photo in (*before.photos, *before.acknowledged)} <= there
    assert len(there) <= len(before.photos) + len(before.acknowledged) + 1
    assert all(vault.photo(photo.id) == photo for photo in before.acknowledged)
    assert set(vault.looks()) == {photo.id for photo in before.photos}
    assert vault.recall("seed") == b"seed"


def is_whole_or_gone(vault: Vault, before: Before) -> None:
    there = {photo.id for photo in vault.photos()}
    staying = {photo.id for photo in before.photos} - before.doomed
    assert there in ({photo.id for photo in before.photos}, staying)
    assert set(vault.looks()) == there
    assert all(vault.embedding(photo) == looks(1).embedding for photo in there)
    assert vault.recall("seed") == b"seed"
    if there == staying and before.doomed:
        is_gone(vault, before)
    else:
        assert before.receipts == []
        assert vault.receipts() == ()


def is_gone(vault: Vault, before: Before) -> None:
    """No slot holds a key, and no file a row, of what was erased; the receipt is there."""
    (receipt,) = vault.receipts()
    assert is_genuine(receipt)
    assert receipt.signer == vault.public_key
    assert before.receipts in ([], [receipt])
    dead_keys = {before.ring.sheets[before.sheets[photo]].key for photo in before.doomed}
    for ring in slots(vault):
        assert dead_keys.isdisjoint(sheet.key for sheet in ring.sheets.values())
        assert ring.generation >= receipt.generation
    held = b"".join(path.read_bytes() for path in files_of(vault._parts.folder))
    for photo in before.doomed:
        assert before.rows[photo] not in held
        assert not list(vault._parts.folder.rglob(f"{photo}*"))


def is_tidy(vault: Vault, folder: Path) -> None:
    """Every picture opens, nothing lies about, and both slots say the same."""
    assert vault.damaged() == ()
    assert all(not checked.trouble for checked in vault.check())
    pictures = [path.name for path in files_of(folder) if path.parent.parent.name in {"o", "t"}]
    assert sorted(pictures) == sorted(photo.id for photo in vault.photos() for _ in "ot")
    assert not list(folder.rglob("*.t"))
    first, second = slots(vault)
    assert first == second == vault._parts.keyring._ring


def slots(vault: Vault) -> tuple[Ring, ...]:
    place = Place(vault._parts.folder, KEY, vault._parts.disk, SeededEntropy().fresh)
    found = _read(place)
    assert all(isinstance(slot, Ring) for slot in found)
    return tuple(slot for slot in found if isinstance(slot, Ring))


def test_a_store_that_was_cut_while_it_was_made_can_be_opened_or_made_again(
    work: Path,
) -> None:
    for at in range(1, 60):
        folder, left = work / f"making{at}", work / f"left{at}"
        folder.mkdir()
        try:
            make(folder, CutDisk(folder, left, at)).close()
        except PowerCut:
            made = any((left / f"keyring.{slot}").exists() for slot in "ab")
            with reopen(left) if made else make(left) as vault:
                add(vault, vault.add_album(vault.add_owner("Anna", NOW).id, "Sea"), 1)
                is_tidy(vault, left)
        else:
            assert at > 10
            return


@pytest.mark.promise("P14")
def test_kill_9_during_an_import_loses_no_acknowledged_photo(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[2])\n"
        "from tests.store.storekit import *\n"
        "vault = reopen(pathlib.Path(sys.argv[1]), Disk())\n"
        "for number in range(10**6):\n"
        "    print(add(vault, vault.albums()[0], number, 50_000).id, flush=True)\n"
    )
    with make(tmp_path / "state") as vault:
        vault.add_album(vault.add_owner("Anna", NOW).id, "Sea")
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", program, str(tmp_path / "state"), root]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        told = [child.stdout.readline().strip() for _ in range(30)]
        child.send_signal(signal.SIGKILL)
        told += child.stdout.read().split()
    with reopen(tmp_path / "state") as vault:
        there = [photo.id for photo in vault.photos()]
        assert set(told) <= set(there)
        assert len(there) <= len(told) + 1
        is_tidy(vault, tmp_path / "state")
        assert vault.master(there[0]) == clean(0, 50_000).master
        assert vault.known(vault.albums()[0].id, digest(0)) == there[0]
