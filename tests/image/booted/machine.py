"""A machine for a card: the twin of Raspberry Pi's firmware, and QEMU for the rest of the board.

Rule 1: the twin decides as the firmware does, by autoboot.txt alone (frame/upkeep/autoboot.py),
        and starts that slot's kernel with that slot's cmdline.txt.
Rule 2: it adds to the command line only what the board would tell otherwise: where the serial
        port is, and whether this is a try (on a Pi that stands in the device tree).
Rule 3: a restart is a restart: QEMU ends, and the twin begins anew. `reboot "0 tryboot"` is heard
        from the kernel's last line; a Pi's kernel tells its firmware.
"""

import json
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from frame.upkeep.autoboot import boot_partition
from tests.image.booted.card import Card

_SLOTS = {2: "boot_a", 3: "boot_b"}
_INSIDE = {"page": 80, "secure": 443, "login": 22}
_TRY = "Restarting system with command '0 tryboot'"


class DidNotHappenError(AssertionError):
    """What was waited for did not come in time; tells how the machine's last lines read."""


@dataclass(slots=True)
class Machine:
    """One board. `work` is a folder of its own; what it offers is found at `address`."""

    card: Card
    work: Path
    address: str = "127.0.0.77"
    memory_mib: int = 1024
    extra: str = ""
    boots: list[str] = field(default_factory=list)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def ports(self) -> dict[str, int]:
        """Where its page, its secure page and its SSH are found."""
        return {"page": 80, "secure": 443, "login": 2222}

    @property
    def runs(self) -> bool:
        """Whether it is on."""
        return self._process is not None and self._process.poll() is None

    @property
    def console(self) -> Path:
        """What the serial port of this boot said."""
        return self.work / f"console-{len(self.boots)}.txt"

    def start(self, *, tryboot: bool = False) -> str:
        """Let the firmware start a slot, and say which."""
        told = self.card.read("bootconfig", "autoboot.txt")
        slot = _SLOTS[boot_partition(told, tryboot=tryboot)]
        for name in ("vmlinuz", "initrd.img"):
            (self.work / name).write_bytes(self.card.read(slot, name))
        words = self.card.read(slot, "cmdline.txt").decode().strip()
        words += " console=ttyAMA0 " + ("hearthframe.tryboot=1 " if tryboot else "") + self.extra
        self.boots.append(slot)
        with self.console.open("wb") as console:
            self._process = subprocess.Popen(
                self._words(words), stdin=subprocess.DEVNULL, stdout=console, stderr=console
            )
        return slot

    def _words(self, cmdline: str) -> list[str]:
        forwards = "".join(
            f",hostfwd=tcp:{self.address}:{self.ports[name]}-:{inside}"
            for name, inside in _INSIDE.items()
        )
        qemu = shutil.which("qemu-system-aarch64") or "qemu-system-aarch64"
        return [
            qemu, "-M", "virt", "-cpu", "cortex-a72", "-accel", "tcg,thread=multi", "-smp", "2",
            "-m", str(self.memory_mib), "-no-reboot", "-display", "none", "-serial", "stdio",
            "-monitor", "none", "-qmp", f"unix:{self.work}/qmp,server=on,wait=off",
            "-kernel", str(self.work / "vmlinuz"), "-initrd", str(self.work / "initrd.img"),
            "-append", cmdline,
            "-drive", f"file={self.card.file},format=raw,if=none,id=card,discard=unmap",
            "-device", "virtio-blk-pci,drive=card", "-device", "virtio-rng-pci",
            "-device", "virtio-gpu-pci,xres=1280,yres=800",
            "-device", "virtio-keyboard-pci",
            "-netdev", f"user,id=net{forwards}", "-device", "virtio-net-pci,netdev=net,romfile=",
        ]  # fmt: skip

    def ended(self, timeout_s: float) -> bool:
        """Wait until the machine restarts or is off; say whether it restarts for a try."""
        if self._process is None:
            raise DidNotHappenError("it was never started")
        self._process.wait(timeout_s)
        return _TRY in self.said()

    def said(self) -> str:
        """Return what the serial port said."""
        return self.console.read_text(encoding="utf-8", errors="replace")

    def wait(self, words: str, timeout_s: float) -> None:
        """Wait until the serial port says something."""
        until = time.monotonic() + timeout_s
        while words not in self.said():
            if (
                time.monotonic() > until
                or self._process is None
                or self._process.poll() is not None
            ):
                last = "\n".join(self.said().splitlines()[-25:])
                raise DidNotHappenError(f"{words!r} was not said. At last:\n{last}")
            time.sleep(2)

    def stop(self) -> None:
        """Pull the plug."""
        if self._process is not None and self.runs:
            self._process.kill()
            self._process.wait()

    def picture(self, file: Path) -> Path:
        """Write what the screen shows as PPM (QMP, screendump)."""
        self._ask("screendump", filename=str(file))
        return file

    def press(self, key: str) -> None:
        """Press a key of the keyboard that is plugged in."""
        self._ask("send-key", keys=[{"type": "qcode", "data": key}])

    def _ask(self, command: str, **words: Any) -> Any:
        """Say something to QEMU and return its answer (QMP, docs/interop/qmp-spec)."""
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(f"{self.work}/qmp")
            with link.makefile("rw") as lines:
                lines.readline()
                _said(lines, "qmp_capabilities", {})
                return _said(lines, command, words)


def _said(lines: TextIO, command: str, words: dict[str, Any]) -> Any:
    lines.write(json.dumps({"execute": command, "arguments": words}) + "\n")
    lines.flush()
    while "event" in (answer := json.loads(lines.readline())):
        pass
    return answer
