from pathlib import Path

import pytest

from frame.devices.autoboot_files import BootConfig, Card, read_boot
from frame.errors import DeviceFailed
from frame.upkeep.autoboot import Autoboot, Slot, render


class Watched(Card):
    """Counts what is done to the card."""

    def __init__(self) -> None:
        self.did: list[str] = []

    def change(self, path: Path, data: bytes) -> None:
        self.did.append("change")
        super().change(path, data)

    def create(self, path: Path, data: bytes) -> None:
        self.did.append("create")
        super().create(path, data)

    def sync(self, path: Path) -> None:
        self.did.append(f"sync {path.name}")
        super().sync(path)

    def rename(self, old: Path, new: Path) -> None:
        self.did.append("rename")
        super().rename(old, new)


class Broken(Card):
    """Takes a write and keeps the old bytes, as worn flash does."""

    def change(self, path: Path, data: bytes) -> None:
        del path, data


def test_a_file_is_changed_where_it_lies_and_read_back(tmp_path: Path) -> None:
    (tmp_path / "autoboot.txt").write_bytes(render(Autoboot.of(Slot.A)))
    before = (tmp_path / "autoboot.txt").stat().st_ino
    card = Watched()
    BootConfig(tmp_path, card).write(Autoboot.of(Slot.B))
    assert card.did == ["change", "sync autoboot.txt"]
    assert (tmp_path / "autoboot.txt").read_bytes() == render(Autoboot.of(Slot.B))
    assert (tmp_path / "autoboot.txt").stat().st_ino == before
    BootConfig(tmp_path, card).write(Autoboot.of(Slot.B))
    assert len(card.did) == 2


@pytest.mark.parametrize("before", [None, b"", b"rubbish" * 200])
def test_a_file_that_is_not_ours_is_made_anew_and_synced_before_its_name(
    tmp_path: Path, before: bytes | None
) -> None:
    if before is not None:
        (tmp_path / "autoboot.txt").write_bytes(before)
    card = Watched()
    config = BootConfig(tmp_path, card)
    assert config.read() is None
    config.write(Autoboot.of(Slot.A))
    assert card.did == ["create", "sync autoboot.new", "rename", f"sync {tmp_path.name}"]
    assert config.read() == Autoboot.of(Slot.A)
    assert [path.name for path in tmp_path.iterdir()] == ["autoboot.txt"]


def test_a_card_that_does_not_keep_it_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "autoboot.txt").write_bytes(render(Autoboot.of(Slot.A)))
    with pytest.raises(DeviceFailed, match="does not hold"):
        BootConfig(tmp_path, Broken()).write(Autoboot.of(Slot.B))


def test_a_partition_that_is_not_there_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(DeviceFailed, match="no such file"):
        BootConfig(tmp_path / "missing").write(Autoboot.of(Slot.B))


def _proc(folder: Path, cmdline: str, **cells: bytes) -> Path:
    chosen = folder / "device-tree" / "chosen" / "bootloader"
    chosen.mkdir(parents=True)
    (folder / "cmdline").write_text(cmdline)
    for name, cell in cells.items():
        (chosen / name).write_bytes(cell)
    return folder


def test_the_firmware_says_what_it_booted_and_whether_that_was_a_try(tmp_path: Path) -> None:
    proc = _proc(
        tmp_path, "ro hearthframe.slot=b quiet", partition=b"\0\0\0\3", tryboot=b"\0\0\0\1"
    )
    boot = read_boot(BootConfig(tmp_path), proc)
    assert (boot.slot, boot.tried, boot.autoboot) == (Slot.B, True, None)


def test_an_emulator_says_it_on_the_command_line(tmp_path: Path) -> None:
    proc = _proc(tmp_path, "hearthframe.slot=b hearthframe.tryboot=1\n")
    assert read_boot(BootConfig(tmp_path), proc).tried
    proc = _proc(tmp_path / "plain", "hearthframe.slot=a\n", tryboot=b"\0\0\0\0")
    assert not read_boot(BootConfig(tmp_path), proc).tried


@pytest.mark.parametrize(
    "cmdline",
    ["", "hearthframe.slot=c", "hearthframe.slot=a hearthframe.slot=b", "xhearthframe.slot=a"],
)
def test_what_was_not_booted_from_a_slot_is_not_updated(tmp_path: Path, cmdline: str) -> None:
    with pytest.raises(DeviceFailed, match="two slots"):
        read_boot(BootConfig(tmp_path), _proc(tmp_path, cmdline))


def test_boot_partitions_that_were_exchanged_are_noticed(tmp_path: Path) -> None:
    proc = _proc(tmp_path, "hearthframe.slot=a", partition=b"\0\0\0\3")
    with pytest.raises(DeviceFailed, match="names the other"):
        read_boot(BootConfig(tmp_path), proc)


@pytest.mark.parametrize(
    ("board", "devices", "can"),
    [
        ("raspberrypi,4-model-b\0brcm,bcm2711\0", "120 vcio\n 10 rfkill\n", True),
        ("raspberrypi,4-model-b\0brcm,bcm2711\0", " 10 rfkill\n126 vcsm\n", False),
        ("linux,dummy-virt\0", " 10 rfkill\n", True),
        ("", "", True),
    ],
    ids=["vendor", "debian", "emulator", "none"],
)
def test_a_raspberry_pi_tries_with_its_vendors_kernel_only(
    tmp_path: Path, board: str, devices: str, *, can: bool
) -> None:
    proc = _proc(tmp_path, "hearthframe.slot=a")
    (proc / "device-tree" / "compatible").write_text(board)
    (proc / "misc").write_text(devices)
    assert read_boot(BootConfig(tmp_path), proc).can_try is can
