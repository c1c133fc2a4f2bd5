"""autoboot.txt where the firmware reads it, and what the firmware said of this boot.

Sources: Raspberry Pi documentation, "autoboot.txt"; Linux, Documentation/filesystems/vfat.rst, and
drivers/char/broadcom/vcio.c of Raspberry Pi's kernel.

Rule 1: a file of the right length is changed where it lies. Renaming on FAT is several writes in
        no order; two digits within one sector are one write, and every mixture of old and new
        names slots that are good (`frame.upkeep.autoboot`).
Rule 2: only where there is no such file is one made, whole and synced before it gets its name.
Rule 3: what was written is read back. Who asks for it hears that it is on the card, or an error.
"""

import os
import re
from pathlib import Path
from typing import Final

from frame.errors import DeviceFailed
from frame.upkeep.autoboot import LIMIT_BYTES, Autoboot, Slot, parse, render
from frame.upkeep.updating import Boot

FOLDER: Final = Path("/boot/config")
NAME: Final = "autoboot.txt"
_NEW: Final = "autoboot.new"
_SLOT: Final = re.compile(r"hearthframe\.slot=([ab])")
_TRIED: Final = "hearthframe.tryboot=1"
_MAILBOX: Final = "vcio"


class Card:
    """Every step that touches the FAT partition, one method each."""

    def read(self, path: Path) -> bytes | None:
        """Return a file, at most one byte more than the firmware reads; None where none is."""
        try:
            with path.open("rb") as file:
                return file.read(LIMIT_BYTES + 1)
        except OSError:
            return None

    def change(self, path: Path, data: bytes) -> None:
        """Write over the begin of a file that is there."""
        number = os.open(path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            os.pwrite(number, data, 0)
        finally:
            os.close(number)

    def create(self, path: Path, data: bytes) -> None:
        """Make a file of this content, in place of an older one of this name."""
        path.write_bytes(data)

    def sync(self, path: Path) -> None:
        """Wait until a file or a folder is on the card."""
        number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(number)
        finally:
            os.close(number)

    def rename(self, old: Path, new: Path) -> None:
        """Let `new` be what `old` was."""
        old.replace(new)


class BootConfig:
    """The partition that holds autoboot.txt."""

    def __init__(self, folder: Path = FOLDER, card: Card | None = None) -> None:
        self._path = folder / NAME
        self._card = card or Card()

    def read(self) -> Autoboot | None:
        """Return what the firmware would do, or None where the file tells it nothing."""
        data = self._card.read(self._path)
        return None if data is None else parse(data)

    def write(self, autoboot: Autoboot) -> None:
        """Have the next boots be so; durable on return.

        Raises:
            DeviceFailed: the partition cannot be written. It is as it was, or as wanted.
        """
        data = render(autoboot)
        try:
            before = self._card.read(self._path)
            if before == data:
                return
            if before is not None and len(before) == len(data):
                self._card.change(self._path, data)
                self._card.sync(self._path)
            else:
                self._make(data)
        except OSError as problem:
            raise _unwritten(os.strerror(problem.errno or 0).lower()) from problem
        if self._card.read(self._path) != data:
            raise _unwritten("it does not hold what was written")

    def _make(self, data: bytes) -> None:
        new = self._path.with_name(_NEW)
        self._card.create(new, data)
        self._card.sync(new)
        self._card.rename(new, self._path)
        self._card.sync(self._path.parent)


def read_boot(config: BootConfig, proc: Path = Path("/proc")) -> Boot:
    """Return how this boot came about.

    The kernel command line says which slot it belongs to. Whether it is a try, the firmware says
    in the device tree; where there is no such firmware, the command line may (an emulator's does).

    Raises:
        DeviceFailed: this system was not booted from a slot.
    """
    words = _text(proc / "cmdline").split()
    told = [found[1] for word in words if (found := _SLOT.fullmatch(word))]
    if len(told) != 1:
        raise DeviceFailed(
            "this system was not started from one of two slots, so it cannot be updated",
            hint="Updates are for the Hearthframe image; elsewhere update the package.",
        )
    chosen = proc / "device-tree" / "chosen" / "bootloader"
    slot, partition = Slot(told[0]), _number(chosen / "partition")
    if partition not in {None, 0, slot.number}:
        raise DeviceFailed(
            "the firmware booted one slot, and the command line names the other",
            hint="Flash this frame again: its boot partitions were exchanged.",
        )
    tried = bool(_number(chosen / "tryboot")) or _TRIED in words
    return Boot(slot=slot, tried=tried, autoboot=config.read(), can_try=_can_try(proc))


def _can_try(proc: Path) -> bool:
    """Say whether this kernel hands `reboot "0 tryboot"` on to a firmware.

    On a Raspberry Pi only the vendor's kernel does, and it alone has a mailbox to the firmware
    among its devices. Elsewhere, as in an emulator, somebody else sees to it.
    """
    board = _text(proc / "device-tree" / "compatible")
    devices = _text(proc / "misc").split()
    return not board.startswith("raspberrypi,") or _MAILBOX in devices


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _number(path: Path) -> int | None:
    """Return a cell of the device tree: 32 bits, big-endian (Devicetree Specification §2.2.4)."""
    try:
        cell = path.read_bytes()
    except OSError:
        return None
    return int.from_bytes(cell, "big") if len(cell) == 4 else None


def _unwritten(why: str) -> DeviceFailed:
    return DeviceFailed(
        f"autoboot.txt cannot be changed: {why}",
        hint="Nothing is lost, the frame boots what it booted before; check its card.",
    )
