"""A frame with two slots, a firmware that reads autoboot.txt, and a plug that can be pulled.

The program is the real one; the firmware, RAUC, the glass and the power are twins. Every step that
touches the card goes through `Plug`, which checks that a boot right now would succeed, and stops
the world where it was told to.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from frame.devices.autoboot_files import BootConfig, Card
from frame.devices.rauc import Bundle
from frame.devices.sim.clock import SimClock
from frame.devices.sim.rauc import SimRauc, make_bundle
from frame.errors import DeviceFailed
from frame.services.boot_backend import BootBackend
from frame.services.marking_good import Judge, Outcome, Waiting
from frame.services.release import Built
from frame.services.update_book import UpdateBook
from frame.services.updating import Tools, Updates
from frame.store.disk import Disk
from frame.upkeep.autoboot import Autoboot, Slot, render
from tests.upkeep.firmware import partition_for

NIGHT = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)
COMPATIBLE = "hearthframe-arm64"
CONTENT = b"sixteen or so bytes of system"
ON_CARD = frozenset({"change", "create", "sync", "rename"})
"""Steps of which a cut leaves a part."""
HOW_TORN = range(6)


class PowerCut(BaseException):
    """The plug was pulled."""


@dataclass
class Plug:
    """Counts steps; at step `at` the power goes. `torn` says what that makes of a sector."""

    at: int = 0
    torn: int = 0
    steps: list[str] = field(default_factory=list)
    check: Callable[[], None] = lambda: None

    def step(self, name: str, tear: Callable[[], None] = lambda: None) -> None:
        self.steps.append(name)
        self.check()
        if len(self.steps) == self.at:
            tear()
            self.check()
            raise PowerCut(name)


class PluggedCard(Card):
    """The FAT partition; a torn sector is old, new, any mixture of both, or unreadable."""

    def __init__(self, plug: Plug) -> None:
        self._plug = plug
        self._before: bytes | None = None

    def change(self, path: Path, data: bytes) -> None:
        self._before = path.read_bytes()
        self._plug.step("change", lambda: self._tear(path, data))
        super().change(path, data)

    def create(self, path: Path, data: bytes) -> None:
        part = 11 * self._plug.torn
        self._plug.step("create", lambda: super(PluggedCard, self).create(path, data[:part]))
        super().create(path, data)

    def sync(self, path: Path) -> None:
        data = path.read_bytes() if path.is_file() else b""
        changed = self._before is not None and path.name == "autoboot.txt"
        self._plug.step("sync", lambda: self._tear(path, data) if changed else None)
        self._before = None

    def rename(self, old: Path, new: Path) -> None:
        self._plug.step("rename", lambda: self._half_renamed(old, new))
        super().rename(old, new)

    def _tear(self, path: Path, data: bytes) -> None:
        before = self._before or b""
        places = [at for at, byte in enumerate(before) if byte != data[at]]
        if self._plug.torn >= 1 << len(places):
            path.write_bytes(b"\xff" * len(data))
            return
        torn = bytearray(before)
        for bit, at in enumerate(places):
            if self._plug.torn >> bit & 1:
                torn[at] = data[at]
        path.write_bytes(bytes(torn))

    def _half_renamed(self, old: Path, new: Path) -> None:
        if self._plug.torn % 3 == 1:
            new.unlink(missing_ok=True)
        elif self._plug.torn % 3 == 2:
            shutil.copyfile(old, new)


class PluggedDisk(Disk):
    """The data partition."""

    def __init__(self, plug: Plug) -> None:
        self._plug = plug

    def create(self, path: Path) -> int:
        self._plug.step("create book")
        return super().create(path)

    def write(self, number: int, data: bytes | bytearray | memoryview) -> None:
        self._plug.step(
            "write book", lambda: Disk.write(self, number, bytes(data)[: len(data) // 2])
        )
        super().write(number, data)

    def sync(self, number: int) -> None:  # noqa: ARG002  # a twin's disk is always in step
        self._plug.step("sync book")

    def rename(self, old: Path, new: Path) -> None:
        self._plug.step("rename book")
        super().rename(old, new)

    def sync_dir(self, folder: Path) -> None:  # noqa: ARG002  # as above
        self._plug.step("sync folder")


@dataclass
class System:
    """What lies in a slot: whole or not, able to show a photo or not, and whether it ever did."""

    version: str
    whole: bool = True
    able: bool = True
    proven: bool = False


class House:
    """One frame: `running` is the slot that runs, or None while it is off."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.plug = Plug(check=self.check)
        self.systems = {
            Slot.A: System("1.0", proven=True),
            Slot.B: System("", whole=False, able=False),
        }
        self.flag = self.refuses = False
        self.running: Slot | None = None
        self.restarted = False
        self.clock = SimClock(NIGHT)
        for name in ("config", "state", "proc/device-tree/chosen/bootloader", "place", "setup"):
            (folder / name).mkdir(parents=True)
        (folder / "config" / "autoboot.txt").write_bytes(render(Autoboot.of(Slot.A)))
        self._incoming = System("")
        self.start()

    # what the firmware does

    def check(self) -> None:
        """Whatever happens now, the next boot succeeds, with a system that showed a photo."""
        system = self.systems[self.default()]
        assert system.whole, "the next boot fails"
        assert system.proven, "the next boot is of a system that never showed a photo"

    def default(self) -> Slot:
        return self._firmware(tryboot=False)

    def start(self) -> None:
        """Boot as the firmware does; a try that panics is followed by a plain boot."""
        tried, self.flag, self.restarted = self.flag, False, False
        self.running = self._firmware(tryboot=tried)
        if not self.systems[self.running].whole:
            assert tried, "the frame does not boot any more"
            tried, self.running = False, self._firmware(tryboot=False)
        self._describe(self.running, tried=tried)

    def cut(self) -> None:
        """Pull the plug, and plug it in again: nobody told the firmware to try anything."""
        self.flag = False
        self.plug.at = 0
        self.start()

    def _firmware(self, *, tryboot: bool) -> Slot:
        path = self.folder / "config" / "autoboot.txt"
        data = path.read_bytes() if path.exists() else None
        return {2: Slot.A, 3: Slot.B}[partition_for(data, tryboot=tryboot)]

    def _describe(self, slot: Slot, *, tried: bool) -> None:
        proc = self.folder / "proc"
        (proc / "cmdline").write_text(f"quiet hearthframe.slot={slot} ro\n")
        chosen = proc / "device-tree" / "chosen" / "bootloader"
        (chosen / "partition").write_bytes(slot.number.to_bytes(4, "big"))
        (chosen / "tryboot").write_bytes(int(tried).to_bytes(4, "big"))
        built = Built(
            version=self.systems[slot].version,
            compatible=COMPATIBLE,
            released=date(2026, 11, 1),
            supported_until=date(2028, 11, 1),
        )
        (self.folder / "place" / "release.json").write_bytes(msgspec.json.encode(built))

    # what runs on it

    @property
    def system(self) -> System:
        assert self.running is not None
        return self.systems[self.running]

    def book(self) -> UpdateBook:
        return UpdateBook(self.folder / "setup", PluggedDisk(self.plug))

    def config(self) -> BootConfig:
        return BootConfig(self.folder / "config", PluggedCard(self.plug))

    def backend(self) -> BootBackend:
        return BootBackend(self.book(), self.config(), self.folder / "proc")

    def rauc(self) -> SimRauc:
        return SimRauc(self.backend(), self._write)

    def updates(self, **tools: object) -> Updates:
        world = Tools(
            rauc=tools.pop("rauc", None) or self.rauc(),  # type: ignore[arg-type]  # a test's own
            machine=self,
            clock=self.clock,
            config=self.config(),
            place=self.folder / "place",
            proc=self.folder / "proc",
            **tools,  # type: ignore[arg-type]  # what a test puts in another's place
        )
        return Updates(self.folder / "state", self.book(), world)

    def judge(self) -> Judge:
        return Judge(
            book=self.book(),
            config=self.config(),
            place=self.folder / "place",
            proc=self.folder / "proc",
        )

    def bundle(self, version: str, *, able: bool = True) -> Path:
        """Return an update; one that is not able boots, and shows nothing."""
        self._incoming = System(version, able=able)
        about = Bundle(compatible=COMPATIBLE, version=version)
        return make_bundle(self.folder / f"{version}.raucb", about, CONTENT)

    def restart(self, *, tries: bool) -> None:
        if self.refuses:
            raise DeviceFailed("the machine did not do what it was asked")
        self.plug.step("restart")
        self.flag = self.restarted = tries

    def decide(self) -> Outcome:
        """Start `frame update mark-good`; what came too late is restarted by its unit."""
        outcome = self.judge().decide(
            Waiting(
                shown=self._shown,
                rest=self.clock.pass_time,
                at_s=self.clock.monotonic_s,
                patience_s=4.0,
            )
        )
        if outcome is Outcome.LATE:
            self.plug.step("restart")
            self.restarted = True
        return outcome

    def _shown(self) -> bool:
        self.plug.step("look at the glass")
        self.system.proven = self.system.proven or self.system.able
        return self.system.able

    def _write(self, slot: Slot, at: int, piece: bytes) -> None:
        assert slot is not self.running, "what runs is overwritten"
        if at == 0:
            self.systems[slot] = System(self._incoming.version, whole=False)
        self.plug.step("write a piece")
        if at + len(piece) == len(CONTENT):
            self.systems[slot] = System(self._incoming.version, able=self._incoming.able)


@contextmanager
def pulled(house: House, at: int, torn: int = 0) -> Iterator[None]:
    """Let the power go at a step from now on, if it comes to that; then start again."""
    house.plug.at, house.plug.torn = len(house.plug.steps) + at, torn
    try:
        yield
    except PowerCut:
        house.cut()
    finally:
        house.plug.at = 0


def settled(house: House) -> None:
    """Let a frame that was started come to rest: it decides, and restarts where it has to."""
    for _ in range(4):
        house.decide()
        if not house.restarted:
            return
        house.start()
    raise AssertionError("it restarts again and again")
