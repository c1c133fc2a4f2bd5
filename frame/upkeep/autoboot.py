"""autoboot.txt: from which of two slots the Raspberry Pi firmware boots.

Sources: Raspberry Pi documentation, "autoboot.txt" and "Fail-safe OS updates (TRYBOOT)"; the
conditional filters of config.txt.

    [all]                 how every boot begins
    tryboot_a_b=1         a try is of a whole partition, not of a file tryboot.txt
    boot_partition=2      the slot that is known to be good
    [tryboot]             only for the one boot after `reboot "0 tryboot"`
    boot_partition=3      the other slot

Rule 1: every file we write has the same length and differs from every other one in two digits.
        So it is changed where it lies, within one sector, and nothing of a file system moves.
Rule 2: it is changed only while both slots are good. Whatever part of a change reaches the disk,
        both digits then name a slot that boots.
Rule 3: a file that cannot be read means what the firmware makes of it: the first partition with a
        system on it, which is slot a. The partition of this file has no system on it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LIMIT_BYTES: Final = 512
"""The firmware reads no more."""


class Slot(StrEnum):
    """One of two places for a whole system."""

    A = "a"
    B = "b"

    @property
    def other(self) -> "Slot":
        """The place beside it."""
        return Slot.B if self is Slot.A else Slot.A

    @property
    def number(self) -> int:
        """The number of its FAT partition, from which the firmware boots it."""
        return 2 if self is Slot.A else 3


FALLBACK: Final = Slot.A
"""What the firmware boots where no readable file says otherwise."""


@dataclass(frozen=True, slots=True)
class Autoboot:
    """What a file says.

    default  the slot of every boot
    tried    the slot of the one boot after `reboot "0 tryboot"`
    """

    default: Slot
    tried: Slot

    @classmethod
    def of(cls, default: Slot) -> "Autoboot":
        """Return the file that keeps to a slot, and tries the other when it is told to."""
        return cls(default, default.other)


def render(autoboot: Autoboot) -> bytes:
    """Return the file, always of the same length."""
    return (
        "[all]\ntryboot_a_b=1\n"
        f"boot_partition={autoboot.default.number}\n"
        f"[tryboot]\nboot_partition={autoboot.tried.number}\n"
    ).encode("ascii")


def parse(data: bytes) -> Autoboot | None:
    """Return what the firmware makes of a file, or None where it names no slot for each case."""
    default, tried = (_slot(boot_partition(data, tryboot=flag)) for flag in (False, True))
    if default is None or tried is None or not _tries_partitions(data):
        return None
    return Autoboot(default, tried)


def boot_partition(data: bytes, *, tryboot: bool) -> int:
    """Return the partition that the firmware boots; 0 means the first with a system on it.

    A later line wins over an earlier one, [none] holds nothing, and a filter that autoboot.txt
    does not have passes nothing either.
    """
    return _number(_settings(data, tryboot=tryboot).get("boot_partition", "0"))


def _tries_partitions(data: bytes) -> bool:
    return _settings(data, tryboot=True).get("tryboot_a_b") == "1"


def _settings(data: bytes, *, tryboot: bool) -> dict[str, str]:
    """Return the settings that hold; nothing of a file the firmware would not read whole."""
    if len(data) > LIMIT_BYTES or not data.isascii():
        return {}
    passing = {"[all]": True, "[none]": False, "[tryboot]": tryboot}
    holds, found = True, dict[str, str]()
    for line in data.decode("ascii").split("\n"):
        words = line.partition("#")[0].strip()
        if words.startswith("["):
            holds = passing.get(words.lower(), False)
        elif holds and "=" in words:
            key, _, value = words.partition("=")
            found[key.strip()] = value.strip()
    return found


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 2 else 0


def _slot(partition: int) -> Slot | None:
    return next((slot for slot in Slot if slot.number == partition), None)
