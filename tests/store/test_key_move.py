"""The device key moves from one wrapping to another, and the power may go at every step."""

import os
import shutil
from contextlib import suppress
from itertools import permutations
from pathlib import Path

import pytest

from frame.crypto.keys import DeviceKey
from frame.crypto.wrapping import WrappingKey, by_shares
from frame.errors import Ours, StoreDamaged, WrongKey
from frame.store import device_key, key_move, sealed_key
from frame.store.device_key import Found, find
from frame.store.disk import Disk
from frame.store.sealed_key import (
    BLOBS,
    ByBoard,
    ByCredential,
    ByPassphrase,
    ByPhones,
    ByTpm,
    Opening,
    Sealed,
)
from frame.upkeep.keys_ladder import Tier
from tests.store.storekit import KEY, CutDisk, ForgetfulDisk, PowerCut, QuickDisk, SeededEntropy

WAYS: dict[Tier, Opening] = {
    Tier.CREDENTIAL: ByCredential(),
    Tier.TPM2: ByTpm(),
    Tier.FIRMWARE: ByBoard(question=bytes(32)),
    Tier.PASSPHRASE: ByPassphrase(salt=bytes(16), memory_kib=8192, passes=1),
    Tier.PHONES: ByPhones(share=bytes(32), signing=bytes(32), meeting=bytes(32)),
}
UNDER = {tier: WrappingKey(bytes([number] * 32)) for number, tier in enumerate(WAYS)}
FRESH = SeededEntropy(7).fresh


def prove(what: Sealed) -> DeviceKey:
    return what.opened(UNDER[what.tier])


def move(folder: Path, to: Tier, disk: Disk) -> None:
    if to is Tier.FILE:
        key_move.move_to_file(folder, KEY, disk, FRESH)
        return
    if to in BLOBS:
        key_move.write_blobs(folder, {to: b"sealed by somebody else"}, disk)
    wrapping = sealed_key.sealed(KEY, WAYS[to], UNDER[to], FRESH)
    key_move.move_to_wrapping(folder, wrapping, prove, disk, FRESH)


def tier_of(folder: Path) -> Tier:
    """The tier the key is found in; the key has to be the right one."""
    found = find(folder)
    if isinstance(found, Found):
        assert found.key == KEY
        return Tier.FILE
    if found.tier in BLOBS:
        assert (folder / BLOBS[found.tier]).read_bytes() == b"sealed by somebody else"
    assert prove(found) == KEY
    return found.tier


def in_tier(folder: Path, tier: Tier) -> None:
    folder.mkdir()
    QuickDisk().write_whole(folder / device_key.FILE, KEY.secret)
    if tier is not Tier.FILE:
        move(folder, tier, QuickDisk())
    assert tier_of(folder) is tier


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def only(tier: Tier) -> set[str]:
    if tier is Tier.FILE:
        return {device_key.FILE}
    return {sealed_key.FILE} | ({BLOBS[tier]} if tier in BLOBS else set())


class Cuts(CutDisk):
    """A disk that keeps two names of one file together when it is looked at after the cut."""

    def link(self, path: Path, other: Path) -> None:
        self._step("link")
        super().link(path, other)

    def lose(self) -> None:
        super().lose()
        rejoin(self.folder, self.left)


class Forgets(ForgetfulDisk):
    """The same, that loses names that were not synced."""

    def link(self, path: Path, other: Path) -> None:
        self._step("link")
        self._remember(other)
        super().link(path, other)

    def lose(self) -> None:
        rejoin(self.folder, self.left)
        super().lose()


def rejoin(folder: Path, left: Path) -> None:
    new, old = folder / sealed_key.FILE, folder / key_move.OLD
    if new.exists() and old.exists() and new.samefile(old):
        (left / key_move.OLD).unlink()
        os.link(left / sealed_key.FILE, left / key_move.OLD)


@pytest.mark.parametrize(("start", "to"), list(permutations(Tier, 2)))
def test_the_key_moves_from_any_tier_to_any_other_and_only_the_new_way_is_left(
    tmp_path: Path, start: Tier, to: Tier
) -> None:
    folder = tmp_path / "state"
    in_tier(folder, start)
    move(folder, to, QuickDisk())
    assert tier_of(folder) is to
    assert names(folder) == only(to)


@pytest.mark.promise("P14")
@pytest.mark.parametrize("kind", [Cuts, Forgets])
@pytest.mark.parametrize(
    ("start", "to"),
    [
        (Tier.FILE, Tier.PASSPHRASE),
        (Tier.FILE, Tier.TPM2),
        (Tier.PASSPHRASE, Tier.FILE),
        (Tier.PASSPHRASE, Tier.PHONES),
        (Tier.CREDENTIAL, Tier.TPM2),
        (Tier.TPM2, Tier.FILE),
    ],
)
def test_a_cut_at_any_step_leaves_a_key_that_opens_by_the_old_way_or_the_new(
    tmp_path: Path, kind: type[CutDisk], start: Tier, to: Tier
) -> None:
    begun, seen = tmp_path / "begun", set[str]()
    in_tier(begun, start)
    for at in range(1, 200):
        running, left = tmp_path / "running", tmp_path / "left"
        shutil.rmtree(running, ignore_errors=True)
        shutil.copytree(begun, running)
        disk = kind(running, left, at)
        try:
            move(running, to, disk)
        except PowerCut as cut:
            seen.add(str(cut))
        if not left.exists():
            assert {"rename", "sync folder", "torn write", "unlink"} <= seen
            return
        goes_on(left, tmp_path / "again", {start, to}, at)
        shutil.rmtree(left)
    pytest.fail("it never ends")


def goes_on(left: Path, again: Path, expected: set[Tier], at: int) -> None:
    """Open what is left and tidy up, cut once more on the way; one way has to be left."""
    tier = tier_of(left)
    assert tier in expected
    found = Found(key=KEY, tier=tier.known_as, kept=tier)
    with suppress(PowerCut):
        key_move.tidy_after(left, found, Cuts(left, again, 1 + at % 7), FRESH)
    place = again if again.exists() else left
    assert tier_of(place) in expected
    tier = tier_of(place)
    found = Found(key=KEY, tier=tier.known_as, kept=tier)
    key_move.tidy_after(place, found, QuickDisk(), FRESH)
    assert tier_of(place) is tier
    assert names(place) == only(tier)
    shutil.rmtree(again, ignore_errors=True)


def test_what_the_old_way_lay_in_is_overwritten(tmp_path: Path) -> None:
    for start, name in ((Tier.FILE, device_key.FILE), (Tier.PASSPHRASE, sealed_key.FILE)):
        folder = tmp_path / start
        in_tier(folder, start)
        before = (folder / name).read_bytes()
        os.link(folder / name, tmp_path / f"{start}-blocks")
        move(folder, Tier.PHONES, QuickDisk())
        after = (tmp_path / f"{start}-blocks").read_bytes()
        assert after != before
        assert len(after) == len(before)


def test_a_way_that_does_not_give_the_key_back_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    in_tier(folder, Tier.FILE)
    wrapping = sealed_key.sealed(KEY, WAYS[Tier.TPM2], UNDER[Tier.TPM2], FRESH)
    another = DeviceKey(b"z" * 32)
    for problem, proving in (
        (Ours, lambda _: another),
        (WrongKey, lambda what: what.opened(UNDER[Tier.PHONES])),
    ):
        with pytest.raises(problem):
            key_move.move_to_wrapping(folder, wrapping, proving, QuickDisk(), FRESH)
        assert names(folder) == {device_key.FILE}
        assert tier_of(folder) is Tier.FILE


def test_a_wrapping_opens_for_no_other_frame_and_by_no_other_way() -> None:
    one = sealed_key.sealed(KEY, WAYS[Tier.PHONES], UNDER[Tier.PHONES], FRESH)
    other = sealed_key.sealed(DeviceKey(b"o" * 32), WAYS[Tier.PHONES], UNDER[Tier.PHONES], FRESH)
    swapped = ByPhones(share=bytes(32), signing=bytes(32), meeting=b"m" * 32)
    for altered in (
        Sealed(folder=other.folder, opening=one.opening, wrapped=one.wrapped),
        Sealed(folder=one.folder, opening=swapped, wrapped=one.wrapped),
        Sealed(folder=one.folder, opening=ByTpm(), wrapped=one.wrapped),
        Sealed(folder=one.folder, opening=one.opening, wrapped=other.wrapped),
    ):
        with pytest.raises(WrongKey):
            altered.opened(UNDER[Tier.PHONES])
    assert one.opened(UNDER[Tier.PHONES]) == KEY


def test_either_half_of_a_split_key_alone_opens_nothing() -> None:
    share, secret, folder = b"s" * 32, b"p" * 32, bytes(16)
    whole = by_shares(share, secret, folder)
    assert by_shares(share, secret, folder) == whole
    assert by_shares(share, bytes(32), folder) != whole
    assert by_shares(bytes(32), secret, folder) != whole
    assert by_shares(share, secret, bytes([1] * 16)) != whole
    with pytest.raises(WrongKey):
        by_shares(share + b"p", secret[1:], folder)


@pytest.mark.parametrize(
    "held",
    [
        b"",
        b"{}",
        b"\xff\xfe",
        b'{"version":2}',
        b"x" * 20_000,
        (
            b'{"folder":"AAAAAAAAAAAAAAAAAAAAAA==","opening":{"type":"passphrase","salt":'
            b'"AAAAAAAAAAAAAAAAAAAAAA==","memory_kib":99999999,"passes":1},"wrapped":"AAAA"}'
        ),
    ],
)
def test_a_wrapping_that_somebody_altered_is_one_sentence(tmp_path: Path, held: bytes) -> None:
    (tmp_path / sealed_key.FILE).write_bytes(held)
    with pytest.raises(StoreDamaged):
        find(tmp_path)
    (tmp_path / device_key.FILE).write_bytes(KEY.secret)
    assert tier_of(tmp_path) is Tier.FILE


def test_a_folder_without_any_key_says_so(tmp_path: Path) -> None:
    with pytest.raises(WrongKey, match="no device key"):
        find(tmp_path)
