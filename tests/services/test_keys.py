"""The device key of a frame moves from tier to tier, and opens as each of them says."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from frame.crypto.keys import DeviceKey
from frame.errors import BadRequest, Locked, WrongKey
from frame.post.rows import Split
from frame.services import household, key_desk, keys, wiping
from frame.services.key_desk import document
from frame.services.key_moving import Wanted, check, move
from frame.services.keys import Given, Kit
from frame.services.trust import wipe_frame
from frame.store.device_key import FILE
from frame.store.records import Change
from frame.upkeep.keys_ladder import Tier
from tests.services.keys_kit import BY_ROOT, PASSPHRASE, machine


@pytest.fixture
def frame(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    household.make(folder)
    return folder


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return machine(tmp_path)


def key_of(folder: Path) -> DeviceKey:
    return DeviceKey((folder / FILE).read_bytes())


def to(tier: Tier) -> Wanted:
    return Wanted(to=tier, passphrase=PASSPHRASE, burn=True)


@pytest.mark.parametrize("tier", BY_ROOT)
def test_a_chip_gives_the_key_to_whoever_may_ask_it(frame: Path, kit: Kit, tier: Tier) -> None:
    key = key_of(frame)
    move(frame, key, to(tier), kit)
    assert not (frame / FILE).exists()
    found = keys.found(frame, kit=kit)
    assert (found.key, found.tier, found.kept) == (key, tier.known_as, tier)
    move(frame, key, to(Tier.FILE), kit)
    assert key_of(frame) == key


@pytest.mark.parametrize("tier", BY_ROOT)
def test_another_board_does_not_open_it(frame: Path, kit: Kit, tmp_path: Path, tier: Tier) -> None:
    move(frame, key_of(frame), to(tier), kit)
    elsewhere = machine(tmp_path / "other", seed=12)
    if tier is Tier.FIRMWARE:
        elsewhere.board.burn()
    with pytest.raises(WrongKey):
        keys.found(frame, kit=elsewhere)


@pytest.mark.parametrize("tier", BY_ROOT)
def test_root_hands_over_what_a_core_may_not_ask(
    frame: Path, kit: Kit, tmp_path: Path, tier: Tier
) -> None:
    key = key_of(frame)
    move(frame, key, to(tier), kit)
    assert keys.hand_over(frame, kit)
    assert kit.handed_over.stat().st_mode & 0o077 == 0
    core = machine(tmp_path, missing="core may not")
    assert keys.found(frame, kit=core).key == key
    move(frame, key, to(Tier.FILE), kit)
    assert not keys.hand_over(frame, kit)
    assert not kit.handed_over.exists()


def test_what_was_handed_over_and_is_damaged_is_said(frame: Path, kit: Kit) -> None:
    move(frame, key_of(frame), to(Tier.TPM2), kit)
    kit.handed_over.write_bytes(b"x")
    with pytest.raises(WrongKey, match="handed over"):
        keys.found(frame, kit=kit)


def test_a_passphrase_opens_the_key_however_its_letters_are_composed(
    frame: Path, kit: Kit
) -> None:
    key = key_of(frame)
    composed, decomposed = "Großmutters Caf\u00e9 am See", "Großmutters Cafe\u0301 am See"
    move(frame, key, Wanted(to=Tier.PASSPHRASE, passphrase=composed), kit)
    assert keys.found(frame, Given(passphrase=decomposed), kit).key == key
    with pytest.raises(WrongKey) as mistyped:
        keys.found(frame, Given(passphrase="grossmutters cafe"), kit)
    assert mistyped.value.hint == "Type it again."
    with pytest.raises(Locked, match="passphrase"):
        keys.found(frame, kit=kit)
    waits = keys.waits_for(frame)
    assert waits is not None
    assert waits.tier is Tier.PASSPHRASE


def test_whoever_sits_at_the_process_is_asked(frame: Path, kit: Kit, tmp_path: Path) -> None:
    move(frame, key_of(frame), to(Tier.PASSPHRASE), kit)
    assert keys.found(frame, kit=machine(tmp_path, typed=PASSPHRASE)).kept is Tier.PASSPHRASE


def test_another_passphrase_takes_the_place_of_the_old_one(frame: Path, kit: Kit) -> None:
    key = key_of(frame)
    move(frame, key, to(Tier.PASSPHRASE), kit)
    move(frame, key, Wanted(to=Tier.PASSPHRASE, passphrase="another few good words"), kit)
    assert keys.found(frame, Given(passphrase="another few good words"), kit).key == key
    with pytest.raises(WrongKey):
        keys.found(frame, Given(passphrase=PASSPHRASE), kit)


@pytest.mark.parametrize("short", ["", "hunter2", "aaaaaaaaaaaaaaaa"])
def test_a_passphrase_that_can_be_guessed_is_refused(frame: Path, kit: Kit, short: str) -> None:
    with pytest.raises(BadRequest, match="at least 12"):
        move(frame, key_of(frame), Wanted(to=Tier.PASSPHRASE, passphrase=short), kit)
    assert [path.name for path in frame.glob("device.key*")] == [FILE]


def test_no_key_is_burnt_into_a_board_without_a_word(frame: Path, kit: Kit) -> None:
    before = kit.board.state()
    with pytest.raises(BadRequest, match="only once"):
        move(frame, key_of(frame), Wanted(to=Tier.FIRMWARE), kit)
    assert kit.board.state() is before
    kit.board.burn()
    move(frame, key_of(frame), Wanted(to=Tier.FIRMWARE), kit)
    assert keys.found(frame, kit=kit).kept is Tier.FIRMWARE


def test_what_a_machine_cannot_do_is_refused_before_anything_is_begun(
    frame: Path, tmp_path: Path
) -> None:
    bare = machine(tmp_path, missing="this machine has none")
    for tier in (Tier.CREDENTIAL, Tier.TPM2):
        with pytest.raises(BadRequest, match="this machine has none"):
            check(tier, Tier.FILE, bare, 1)
        with pytest.raises(BadRequest, match="this machine has none"):
            move(frame, key_of(frame), to(tier), bare)
    with pytest.raises(BadRequest, match="no phone owns"):
        check(Tier.PHONES, Tier.FILE, bare, 0)
    with pytest.raises(BadRequest, match="kept so already"):
        check(Tier.FILE, Tier.FILE, bare, 0)
    assert [path.name for path in frame.glob("device.key*")] == [FILE]


def test_a_household_opens_with_what_was_given_and_tidies_up(frame: Path, kit: Kit) -> None:
    key = key_of(frame)
    move(frame, key, to(Tier.PASSPHRASE), kit)
    (frame / "device.key.sealed.new").write_bytes(b"left by a power cut")
    with household.opened(frame, Given(passphrase=PASSPHRASE)) as home:
        assert home.key_tier == "passphrase"
    assert not (frame / "device.key.sealed.new").exists()
    with household.opened(frame, Given(key=key)) as home:
        assert home.key_tier == "passphrase"
    with pytest.raises(Locked), household.opened(frame, Given(key=DeviceKey(bytes(32)))):
        pass


@pytest.mark.promise("P13")
@pytest.mark.parametrize("tier", [*BY_ROOT, Tier.PASSPHRASE])
def test_a_wipe_leaves_no_way_to_the_key(frame: Path, kit: Kit, tier: Tier) -> None:
    move(frame, key_of(frame), to(tier), kit)
    document = wipe_frame(frame)
    assert [path.name for path in frame.iterdir()] == ["frame.toml"]
    assert document["signature"] is None


def test_a_wipe_says_what_the_system_still_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "frame.key").write_bytes(bytes(range(32)))
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    household.make(tmp_path / "state")
    document = wipe_frame(tmp_path / "state")
    assert document["left"] == list(wiping.out_of_reach())
    assert "frame.key" in str(document["left"])


def test_what_is_said_names_the_active_tier_and_every_other(kit: Kit) -> None:
    told = document(Tier.PASSPHRASE, kit, owners=0)
    tiers = told["tiers"]
    assert isinstance(tiers, list)
    assert [one["tier"] for one in tiers if one["active"]] == ["passphrase"]
    assert {one["tier"] for one in tiers} == set(Tier)
    assert {one["tier"]: one["possible"] for one in tiers}["phones"] is False


_NOBODY = 65534
_AS_THE_UNIT = """
import sys
from pathlib import Path
from frame.devices import privilege
from frame.services import keys
from tests.services.keys_kit import machine
privilege._may_run = lambda: None
top = Path(sys.argv[1])
assert keys.hand_over(top / "state", machine(top))
"""


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that every user may enter, as /var/lib is."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.mark.skipif(os.getuid() != 0, reason="only root hands a key over")
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv is not installed")
@pytest.mark.parametrize("tier", [Tier.CREDENTIAL, Tier.TPM2])
def test_root_without_a_right_over_files_hands_the_key_over(reachable: Path, tier: Tier) -> None:
    """As hearthframe-keys.service runs: it may become the owner of the folder, and no more."""
    state, kit = reachable / "state", machine(reachable)
    household.make(state)
    key = key_of(state)
    move(state, key, to(tier), kit)
    for path in (state, *state.rglob("*")):
        os.chown(path, _NOBODY, _NOBODY)
    rights = ("--bounding-set", "-all,+setuid,+setgid,+chown", "--inh-caps", "-all")
    done = subprocess.run(
        ["setpriv", *rights, "--", sys.executable, "-c", _AS_THE_UNIT, str(reachable)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert (kit.handed_over.stat().st_uid, kit.handed_over.stat().st_mode & 0o777) == (
        _NOBODY,
        0o600,
    )
    assert keys.found(state, kit=machine(reachable, missing="core may not")).key == key


def test_a_key_that_root_moved_is_handed_over_anew(
    frame: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unit that hands over ran at this start, and does not run again before the next one."""
    (tmp_path / "run").mkdir()
    kit = machine(tmp_path / "run")
    monkeypatch.setattr(key_desk, "real_kit", lambda: kit)
    monkeypatch.setattr(key_desk, "ask_core", lambda *_words: None)
    monkeypatch.setattr(keys, "real_kit", lambda: kit)
    key = key_of(frame)
    key_desk.move_key(frame, to(Tier.CREDENTIAL))
    keys.hand_over(frame, kit)
    folder_of_root(monkeypatch, kit)
    key_desk.move_key(frame, to(Tier.TPM2))
    core = machine(tmp_path / "run", missing="core may not")
    assert keys.found(frame, kit=core).key == key


def folder_of_root(monkeypatch: pytest.MonkeyPatch, kit: Kit) -> None:
    """Have the owner of the state folder take nothing away where root hands over."""
    unlink = Path.unlink

    def refused(path: Path, *, missing_ok: bool = False) -> None:
        if path == kit.handed_over:
            raise PermissionError
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refused)


def test_a_key_that_was_moved_while_the_frame_was_off_stays_where_it_was_moved(
    frame: Path, kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone that was asked before to keep a part says so later, and the frame splits nothing."""
    monkeypatch.setattr(key_desk, "real_kit", lambda: kit)
    monkeypatch.setattr(key_desk, "ask_core", lambda *_words: None)
    with household.opened(frame) as home:
        home.vault.commit(Change(add=[(Split.kind, b"a part that no phone kept yet")]))
    key_desk.move_key(frame, to(Tier.PASSPHRASE))
    with household.opened(frame, Given(passphrase=PASSPHRASE)) as home:
        assert not home.vault.records(Split.kind)
