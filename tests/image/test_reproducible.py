"""The same tree gives the same bytes, and one changed byte is noticed."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from steps import boot, disk, system
from steps.settings import Settings
from steps.system import Sealed
from steps.tools import ToolFailed

_TOOLS = ("mkfs.erofs", "veritysetup", "genimage", "mkdosfs", "mcopy", "faketime")


def _build(settings: Settings, root: Path, work: Path) -> tuple[Path, Sealed]:
    work.mkdir()
    sealed = system.make(settings, root, work / "system.img")
    kernel, workshop = work / "kernel", work / "workshop"
    firmware = workshop / "usr/lib/raspi-firmware"
    (firmware / "overlays").mkdir(parents=True)
    kernel.mkdir()
    for path in (kernel / "vmlinuz", kernel / "initrd.img", firmware / "start4.elf"):
        path.write_bytes(path.name.encode() * 999)
    boot.make(kernel, workshop, sealed, work / "boot")
    disk.make(settings, work / "boot", work / "system.img", work / "genimage", work / "out")
    return work / "out" / disk.NAME, sealed


@pytest.fixture
def built(
    small: Settings, root: Path, tmp_path: Path, needs: Callable[..., None]
) -> tuple[Path, Sealed]:
    needs(*_TOOLS)
    return _build(small, root, tmp_path / "first")


def test_two_images_of_one_tree_are_the_same_bytes(
    built: tuple[Path, Sealed], small: Settings, root: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(root, copy, symlinks=True)
    for path in copy.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)
    again, sealed = _build(small, copy, tmp_path / "second")
    assert sealed == built[1]
    assert again.read_bytes() == built[0].read_bytes()


def test_another_file_in_the_tree_is_another_root_hash(
    built: tuple[Path, Sealed], small: Settings, root: Path, tmp_path: Path
) -> None:
    (root / "etc/hostname").write_text("somebody-else\n")
    assert system.make(small, root, tmp_path / "other.img").roothash != built[1].roothash


@pytest.mark.parametrize("place", [0, 5000, -1], ids=["first", "middle", "last"])
def test_one_changed_byte_of_a_sealed_system_is_noticed(
    built: tuple[Path, Sealed], tmp_path: Path, place: int
) -> None:
    file = tmp_path / "first/system.img"
    built[1].write(tmp_path / "sealed")
    sealed = Sealed.read(tmp_path / "sealed")
    system.verify(file, sealed)
    data = bytearray(file.read_bytes())
    data[place if place >= 0 else sealed.hashoffset - 1] ^= 1
    file.write_bytes(data)
    with pytest.raises(ToolFailed):
        system.verify(file, sealed)


def test_a_system_that_does_not_fit_its_partition_is_refused(
    small: Settings, root: Path, tmp_path: Path, needs: Callable[..., None]
) -> None:
    needs(*_TOOLS)
    (root / "large").write_bytes(os.urandom(5 * 1024 * 1024))
    with pytest.raises(ToolFailed, match="MiB"):
        system.make(small, root, tmp_path / "system.img")


def test_the_two_slots_differ_in_the_letter_only() -> None:
    sealed = Sealed("ab" * 32, 4096)
    a, b = boot.cmdline("a", sealed), boot.cmdline("b", sealed)
    assert a.replace(".slot=a", ".slot=b") == b
    assert {"hearthframe.slot=a", "rauc.slot=a"} <= set(a.split())
    assert a.count("\n") == 1
    assert f"hearthframe.roothash={sealed.roothash} hearthframe.hashoffset=4096" in a
