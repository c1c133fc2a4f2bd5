"""A wipe destroys the keys first, and whatever cuts it off, the next start goes on with it."""

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from frame.devices.clock import KernelEntropy
from frame.errors import FrameError, Offline, StoreBusy
from frame.services import asking_steward, deeds, household, wiping
from frame.services.trust import wipe_frame
from tests.services.conftest import NOON

pytestmark = [pytest.mark.promise("P13")]


class _CutError(Exception):
    pass


@contextmanager
def _cut_after(steps: int) -> Iterator[list[int]]:
    """Have the power cut at a disk step: before it is done."""
    left, real = [steps], {name: getattr(os, name) for name in ("fsync", "unlink", "rmdir")}

    def cutting(name: str) -> Callable[..., object]:
        def step(*words: object, **more: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                raise _CutError
            return real[name](*words, **more)

        return step

    with pytest.MonkeyPatch.context() as patch:
        for name in real:
            patch.setattr(os, name, cutting(name))
        yield left


@pytest.fixture
def frame(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    household.make(folder)
    (folder / "web").mkdir()
    (folder / "web" / "key.pem").write_text("secret")
    (folder / "web-ca.key").write_bytes(b"secret")
    return folder


def _is_readable(folder: Path) -> bool:
    try:
        with household.opened(folder):
            return True
    except FrameError:
        return False


def test_after_a_wipe_only_the_settings_are_there(frame: Path) -> None:
    document = wipe_frame(frame)
    assert [path.name for path in frame.iterdir()] == ["frame.toml"]
    assert document["photos"] == 0
    assert len(str(document["signature"])) == 128


def test_a_frame_can_be_made_again_after_a_wipe(frame: Path) -> None:
    wipe_frame(frame)
    household.make(frame)
    with household.opened(frame) as home:
        assert home.vault.photos() == ()


def test_the_device_key_is_overwritten_before_it_is_unlinked(frame: Path, tmp_path: Path) -> None:
    before = (frame / "device.key").read_bytes()
    other = tmp_path / "same-blocks"
    os.link(frame / "device.key", other)
    wipe_frame(frame)
    assert other.read_bytes() != before
    assert len(other.read_bytes()) == len(before)


def _wipe(folder: Path) -> None:
    wiping.begin(folder)
    wiping.finish(folder, KernelEntropy())


@pytest.mark.parametrize("steps", [*range(16), 60, 300])
def test_power_cut_at_a_step_leaves_a_frame_that_goes_on_wiping(frame: Path, steps: int) -> None:
    with pytest.raises(_CutError), _cut_after(steps):
        _wipe(frame)
    if not wiping.is_begun(frame):
        assert _is_readable(frame)
        return
    if len(list(frame.rglob("keyring.*"))) < 2:
        assert not (frame / "device.key").exists()
    wiping.finish(frame, KernelEntropy())
    assert [path.name for path in frame.iterdir()] == ["frame.toml"]


def test_wiping_a_wiped_frame_is_refused_in_words(frame: Path) -> None:
    wipe_frame(frame)
    with pytest.raises(FrameError):
        wipe_frame(frame)


def test_nothing_is_wiped_that_nobody_decided(frame: Path) -> None:
    wiping.finish(frame, KernelEntropy())
    assert _is_readable(frame)


def test_a_store_that_is_open_is_not_wiped(frame: Path) -> None:
    with household.opened(frame):
        wiping.begin(frame)
        with pytest.raises(StoreBusy):
            wiping.finish(frame, KernelEntropy())
        assert (frame / "device.key").exists()
    wiping.finish(frame, KernelEntropy())
    assert not household.exists(frame)


def test_two_do_not_wipe_at_once(frame: Path) -> None:
    wiping.begin(frame)

    def second() -> None:
        with pytest.raises(StoreBusy):
            wiping.finish(frame, KernelEntropy())

    wiping.finish(frame, KernelEntropy(), second)
    assert [path.name for path in frame.iterdir()] == ["frame.toml"]


def test_whoever_comes_late_to_a_wipe_leaves_the_new_frame_alone(
    frame: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiping.begin(frame)
    real = fcntl.flock

    def late(number: int, how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", real)
        household.begin_anew(frame)
        real(number, how)

    monkeypatch.setattr(fcntl, "flock", late)
    wiping.finish(frame, KernelEntropy())
    assert _is_readable(frame)


def test_a_frame_that_was_being_wiped_opens_as_a_new_one(frame: Path) -> None:
    with household.opened(frame) as home:
        before = home.vault.public_key
        home.vault.add_owner("Anna", NOON)
    wiping.begin(frame)
    with household.opened(frame) as home:
        assert home.vault.public_key != before
        assert [one.name for one in home.vault.owners()] == ["Family"]
    assert not wiping.is_begun(frame)


@pytest.mark.parametrize("steps", [*range(0, 40, 3), 60, 90, 120, 200])
def test_beginning_anew_never_leaves_no_frame_behind(frame: Path, steps: int) -> None:
    wiping.begin(frame)
    with suppress(_CutError), _cut_after(steps):
        household.begin_anew(frame)
    assert wiping.is_begun(frame) or household.exists(frame)
    with household.opened(frame) as home:
        assert home.vault.photos() == ()
    assert not wiping.is_begun(frame)


def test_the_key_of_the_page_is_overwritten_too(frame: Path, tmp_path: Path) -> None:
    for number, name in enumerate(("web/key.pem", "web-ca.key")):
        os.link(frame / name, tmp_path / str(number))
    wipe_frame(frame)
    assert b"secret" not in (tmp_path / "0").read_bytes() + (tmp_path / "1").read_bytes()


def test_what_the_disk_refuses_is_said_in_words(frame: Path) -> None:
    with pytest.raises(FrameError, match="the disk refused to work"):
        wiping.begin(frame / "not-there")


@pytest.mark.parametrize("steps", [*range(0, 40, 3), 60, 90, 120, 200])
def test_a_machine_that_goes_too_is_owed_to_the_steward_wherever_power_is_cut(
    frame: Path, steps: int
) -> None:
    """Nobody is asked meanwhile: this machine has no steward, and the new frame is there."""
    wiping.begin(frame, machine=True)
    with suppress(_CutError), _cut_after(steps):
        household.begin_anew(frame)
    assert wiping.is_of_machine(frame) or wiping.is_reset_owed(frame)
    with household.opened(frame):
        assert wiping.is_reset_owed(frame)
        wiping.reset_passed_on(frame)
        assert not wiping.is_reset_owed(frame)


def test_what_is_owed_is_not_forgotten_by_another_wipe(frame: Path) -> None:
    wiping.owe_reset(frame)
    wiping.begin(frame)
    assert wiping.is_of_machine(frame)
    household.begin_anew(frame)
    assert wiping.is_reset_owed(frame)


def test_a_folder_where_nothing_may_be_written_is_not_said_to_be_wiped(frame: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "open", _refused)
        with pytest.raises(FrameError, match="the disk refused to work"):
            wiping.begin(frame)
    assert not wiping.is_begun(frame)


def _refused(*_words: object) -> int:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def test_a_steward_that_refuses_a_command_leaves_a_wipe_that_goes_on(
    frame: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[deeds.Deed] = []

    def refuse(deed: deeds.Deed) -> str:
        asked.append(deed)
        raise Offline("the steward of this machine does not answer")

    monkeypatch.setattr(asking_steward, "is_there", lambda: True)
    monkeypatch.setattr(asking_steward, "ask", refuse)
    with pytest.raises(Offline):
        wipe_frame(frame, machine=True)
    assert wiping.is_of_machine(frame)
    assert not household.exists(frame)
    monkeypatch.setattr(asking_steward, "ask", asked.append)
    wipe_frame(frame, machine=True)
    assert asked == [deeds.FactoryReset(), deeds.FactoryReset(), deeds.Restart()]
    assert [path.name for path in frame.iterdir()] == ["frame.toml"]
