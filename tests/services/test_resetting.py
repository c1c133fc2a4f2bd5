"""A machine that is to begin anew keeps nothing, wherever power is cut on the way."""

import errno
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from frame.devices.clock import KernelEntropy
from frame.errors import DeviceFailed, FrameError
from frame.services import resetting, wiping
from frame.services.resetting import FORGET_UNIT, MARK, TRIM_UNIT, Means, Places
from frame.store.disk import Disk
from frame.store.keyring import SLOTS
from tests.devices.system_kit import CutFiles, PowerCut, QuickFiles

pytestmark = [pytest.mark.promise("P13")]
SECRET = "correct horse"
_ANOTHER = 65534


class Commands:
    """What was run; `refuses` says that nothing works."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.run: list[str] = []
        self._refuses = refuses

    def __call__(self, words: Sequence[str]) -> None:
        if self._refuses:
            raise DeviceFailed("the machine did not do what it was asked")
        self.run.append(words[-1])


def lived_in(root: Path) -> Places:
    """A machine that was set up, and has a frame with keys."""
    places = Places.under(root)
    (places.state / "web").mkdir(parents=True)
    (places.state / "frame.toml").write_text("")
    (places.state / "device.key").write_bytes(bytes(32))
    (places.state / "web" / "key.pem").write_text(SECRET)
    (places.setup / "ssh").mkdir(parents=True)
    (places.setup / "ssh" / "host_ed25519").write_text(SECRET)
    (places.setup / "hostname").write_text("kitchen\n")
    (places.setup / "localtime").symlink_to("/usr/share/zoneinfo/Europe/Paris")
    (places.setup / "wifi-known").write_text("yes\n")
    places.networks.mkdir(parents=True)
    (places.networks / "Home.psk").write_text(f"[Security]\nPassphrase={SECRET}\n")
    for folder in places.kept:
        (folder / "deep").mkdir(parents=True)
        (folder / "deep" / "file").write_text(SECRET)
    return places


def left(places: Places) -> set[str]:
    """What is there but empty folders."""
    root = places.setup.parents[2]
    return {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if not path.is_dir() or path.is_symlink()
    }


def image(places: Places) -> None:
    places.forgets.parent.mkdir(parents=True)
    places.forgets.write_text("#!/bin/sh\n")


def means(commands: Commands) -> Means:
    return Means(files=QuickFiles(), entropy=KernelEntropy(), run=commands)


def test_nothing_is_erased_that_nobody_decided(tmp_path: Path) -> None:
    places = lived_in(tmp_path)
    before = left(places)
    assert not resetting.finish(places, means(Commands()))
    assert left(places) == before


def test_passphrases_go_at_once_and_all_else_at_the_next_start(tmp_path: Path) -> None:
    places, commands = lived_in(tmp_path), Commands()
    resetting.reset(places, means(commands))
    assert resetting.is_begun(places.setup)
    assert list(places.networks.iterdir()) == []
    assert (places.state / "device.key").exists()
    assert resetting.finish(places, means(commands))
    assert left(places) == {"var/lib/hearthframe/frame.toml"}
    assert commands.run == [TRIM_UNIT]


def test_on_an_image_the_whole_partition_is_forgotten_and_the_mark_goes_with_it(
    tmp_path: Path,
) -> None:
    places, commands = lived_in(tmp_path), Commands()
    image(places)
    resetting.reset(places, means(commands))
    assert resetting.finish(places, means(commands))
    assert commands.run == [FORGET_UNIT]
    assert resetting.is_begun(places.setup)
    assert not (places.setup / "hostname").exists()


def test_a_partition_that_is_not_forgotten_is_tried_again(tmp_path: Path) -> None:
    places = lived_in(tmp_path)
    image(places)
    resetting.reset(places, means(Commands()))
    with pytest.raises(DeviceFailed):
        resetting.finish(places, means(Commands(refuses=True)))
    commands = Commands()
    assert resetting.finish(places, means(commands))
    assert commands.run == [FORGET_UNIT]


def test_a_card_that_cannot_discard_is_no_fault(tmp_path: Path) -> None:
    places = lived_in(tmp_path)
    resetting.reset(places, means(Commands()))
    assert resetting.finish(places, means(Commands(refuses=True)))
    assert not resetting.is_begun(places.setup)


def test_a_file_that_a_link_leads_to_is_not_touched(tmp_path: Path) -> None:
    places = lived_in(tmp_path / "root")
    other = tmp_path / "elsewhere"
    other.write_text("mine")
    (places.setup / "link").symlink_to(other)
    resetting.reset(places, means(Commands()))
    resetting.finish(places, means(Commands()))
    assert other.read_text() == "mine"


def test_a_store_that_was_being_wiped_goes_too(tmp_path: Path) -> None:
    places = lived_in(tmp_path)
    wiping.begin(places.state, machine=True)
    assert wiping.is_of_machine(places.state)
    resetting.reset(places, means(Commands()))
    resetting.finish(places, means(Commands()))
    assert not wiping.is_begun(places.state)


def test_what_was_owed_is_paid_and_no_machine_begins_anew_twice(tmp_path: Path) -> None:
    places = lived_in(tmp_path)
    wiping.owe_reset(places.state)
    resetting.reset(places, means(Commands()))
    resetting.finish(places, means(Commands()))
    assert not wiping.is_reset_owed(places.state)


def cut_anywhere(root: Path, found: Path, at: int) -> bool:
    """Cut power at one step of reset and finish; return whether there was such a step."""
    places = lived_in(root)
    files = CutFiles(root, found, at)
    cutting = Means(files=files, entropy=KernelEntropy(), run=Commands())
    try:
        resetting.reset(places, cutting)
        resetting.finish(places, cutting)
    except PowerCut:
        return True
    return False


@pytest.mark.parametrize("at", range(1, 60))
def test_power_cut_at_any_step_is_finished_at_the_next_start(tmp_path: Path, at: int) -> None:
    if not cut_anywhere(tmp_path / "root", tmp_path / "found", at):
        assert at > 20
        return
    places = Places.under(tmp_path / "found")
    if not resetting.is_begun(places.setup):
        decided = not (places.networks / "Home.psk").exists()
        assert not decided or left(places) <= {"var/lib/hearthframe/frame.toml"}
        return
    assert resetting.finish(places, means(Commands()))
    assert left(places) == {"var/lib/hearthframe/frame.toml"}


def test_the_mark_is_the_last_to_go(tmp_path: Path) -> None:
    places = lived_in(tmp_path)
    files = QuickFiles()
    seen: list[bool] = []

    class Watching(QuickFiles):
        def unlink(self, path: Path) -> None:
            seen.append(path.name == MARK)
            super().unlink(path)

    resetting.reset(places, means(Commands()))
    resetting.finish(places, Means(files=Watching(), entropy=KernelEntropy(), run=Commands()))
    assert seen[-1]
    assert sum(seen) == 1
    assert files.steps == []


def test_what_a_core_that_was_taken_over_left_there_leads_root_nowhere(tmp_path: Path) -> None:
    """The state folder belongs to core, and root erases it with a right over every file."""
    places, commands = lived_in(tmp_path), Commands()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in SLOTS:
        (elsewhere / name).write_text(SECRET)
    (places.state / wiping.MARK).symlink_to(elsewhere / "made-by-root")
    (places.state / "store").symlink_to(elsewhere)
    resetting.reset(places, means(commands))
    assert resetting.finish(places, means(commands))
    assert sorted(path.name for path in elsewhere.iterdir()) == sorted(SLOTS)
    assert {(elsewhere / name).read_text() for name in SLOTS} == {SECRET}
    assert not resetting.is_begun(places.setup)


@pytest.mark.parametrize("machine", [False, True])
@pytest.mark.parametrize("at", range(1, 7))
def test_what_root_left_when_it_was_cut_off_the_frame_s_own_user_finishes(
    at: int, *, machine: bool
) -> None:
    """Root makes the mark and a lock in a folder that is not its own, and may not give them away.

    A reset that fails stays undone until the next start of the machine; core starts before that.
    """
    if os.geteuid() != 0:
        pytest.skip("only root leaves what others may not touch")
    with tempfile.TemporaryDirectory() as name:
        state = owned_by_another(Path(name))
        fail_while_wiping(Places.under(Path(name)), at)
        assert wiping.is_begun(state) == (at < 6)  # the last step is after the mark went
        if wiping.is_begun(state):
            assert (state / wiping.MARK).stat().st_uid == 0
            assert as_user_of(state, lambda: wipe_as_core(state, machine=machine))
            assert wiping.is_reset_owed(state) == machine
        assert not wiping.is_begun(state)
        assert {path.name for path in state.iterdir()} <= {"frame.toml", wiping.OWED}


def owned_by_another(root: Path) -> Path:
    """A state folder with a store that nobody opened; all of it belongs to another user."""
    places = lived_in(root)
    store = places.state / "store"
    store.mkdir()
    (store / SLOTS[0]).write_bytes(bytes(64))
    for path in (places.state, *places.state.rglob("*")):
        os.chown(path, _ANOTHER, _ANOTHER)
        path.chmod(0o700 if path.is_dir() else 0o600)
    for folder in places.state.parents:
        if folder.is_relative_to(root):
            folder.chmod(0o755)
    return places.state


def fail_while_wiping(places: Places, at: int) -> None:
    """Have root's reset fail at a step of what it does in the state folder; its unit's mask."""
    steps = iter(range(1, at))
    real = Disk.sync_dir

    def sync_dir(disk: Disk, folder: Path) -> None:
        if next(steps, None) is None:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(disk, folder)

    before = os.umask(0o077)
    resetting.reset(places, means(Commands()))
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Disk, "sync_dir", sync_dir)
            with pytest.raises(FrameError):
                resetting.finish(places, means(Commands()))
    finally:
        os.umask(before)


def as_user_of(folder: Path, work: Callable[[], None]) -> bool:
    """Do it in a child that is the user whose folder it is; say whether it went well."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(folder.stat().st_gid)
            os.setuid(folder.stat().st_uid)
            work()
        except BaseException:  # noqa: BLE001  # whatever it is, it must not get into the tests
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def wipe_as_core(state: Path, *, machine: bool) -> None:
    """What core's start does; `machine` says that a person asked to take the machine along."""

    def afterwards() -> None:
        if wiping.is_of_machine(state):
            wiping.owe_reset(state)

    if machine:
        wiping.begin(state, machine=True)
    wiping.finish(state, KernelEntropy(), afterwards)


@pytest.mark.parametrize("what", ["folder", "pipe", "link"])
@pytest.mark.parametrize("name", [wiping.MARK, "store/lock"])
def test_nothing_that_stands_where_a_mark_should_keeps_a_machine_from_beginning_anew(
    tmp_path: Path, what: str, name: str
) -> None:
    places, commands = lived_in(tmp_path), Commands()
    (places.state / "store").mkdir()
    path = places.state / name
    match what:
        case "folder":
            (path / "deep").mkdir(parents=True)
        case "pipe":
            os.mkfifo(path)
        case _:
            path.symlink_to(tmp_path / "nowhere")
    resetting.reset(places, means(commands))
    assert resetting.finish(places, means(commands))
    assert left(places) == {"var/lib/hearthframe/frame.toml"}
