"""Real RAUC beyond the contract: who may sign, the old format, and a real installation."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from frame.devices.autoboot_files import BootConfig
from frame.devices.rauc import Bundle, Rauc
from frame.errors import BadRequest, DeviceFailed
from frame.services.update_book import UpdateBook
from frame.upkeep.autoboot import Autoboot, Slot, render
from frame.upkeep.updating import Phase
from tests.devices.rauc_kit import Signers, bundle_by, conf_for, needs

_ABOUT = Bundle(compatible="hearthframe-arm64", version="1.4")
_PAYLOAD = hashlib.shake_256(b"a system").digest(16384)
_BACKEND = """#!{python}
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from frame.cli import update
from frame.cli.main import main
from frame.devices.autoboot_files import BootConfig
from frame.services import boot_backend, update_book
there = Path({there!r})
update_book.UpdateBook.__init__.__defaults__ = (there / "setup", None)
boot_backend.BootBackend.__init__.__defaults__ = (BootConfig(there / "config"), there / "proc")
print(*sys.argv[1:], file=(there / "calls").open("a"))
raise SystemExit(main(["update", "boot-backend", *sys.argv[1:]]))
"""


def test_a_certificate_for_something_else_signs_no_update(tmp_path: Path) -> None:
    needs()
    web = Signers.made(tmp_path, signs_code=False)
    bundle = bundle_by(tmp_path, web, _ABOUT, _PAYLOAD)
    with pytest.raises(BadRequest, match="trusts"):
        Rauc(conf=conf_for(tmp_path, web)).info(bundle)


def test_the_old_format_is_refused(tmp_path: Path) -> None:
    needs()
    release = Signers.made(tmp_path)
    bundle = bundle_by(tmp_path, release, _ABOUT, _PAYLOAD, kind="plain")
    with pytest.raises(BadRequest, match="trusts"):
        Rauc(conf=conf_for(tmp_path, release)).info(bundle)


def test_without_rauc_there_is_one_clear_sentence(tmp_path: Path) -> None:
    rauc = Rauc(program=str(tmp_path / "missing"))
    for ask in (rauc.info, rauc.install):
        with pytest.raises(DeviceFailed, match="no RAUC"):
            ask(tmp_path / "x.raucb")


def test_an_installation_that_fails_is_one_clear_sentence(tmp_path: Path) -> None:
    fake = tmp_path / "rauc"
    fake.write_text("#!/bin/sh\necho ' 40% Checking'\nexit 1\n")
    fake.chmod(0o755)
    heard: list[int] = []
    with pytest.raises(DeviceFailed, match="untouched"):
        Rauc(program=str(fake)).install(tmp_path / "x.raucb", heard.append)
    assert heard == [40]


class Installed:
    """A frame whose slots are files, its own backend, and RAUC's real service on a bus."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        release = Signers.made(folder)
        for name in ("setup", "config", "proc", "data"):
            (folder / name).mkdir()
        for name in ("system_a", "system_b", "boot_a", "boot_b"):
            (folder / name).write_bytes(bytes(65536))
        self.runs(Slot.A)
        backend = folder / "backend"
        backend.write_text(
            _BACKEND.format(
                python=sys.executable, root=str(Path(__file__).parents[2]), there=str(folder)
            )
        )
        backend.chmod(0o755)
        changes = {
            "/usr/lib/hearthframe-image/rauc-bootloader": str(backend),
            "/dev/disk/by-partlabel/": f"{folder}/",
            "type=vfat": "type=raw",
            # This kernel may not have dm-verity; what is tried here is who may write where.
            "bundle-formats=verity": f"bundle-formats=plain\nmountprefix={folder}/mount",
        }
        self.conf = conf_for(folder, release, **changes)
        self.bundle = bundle_by(folder, release, _ABOUT, _PAYLOAD, kind="plain")

    def runs(self, slot: Slot, *, default: Slot = Slot.A) -> None:
        (self.folder / "proc" / "cmdline").write_text(f"hearthframe.slot={slot} ")
        (self.folder / "config" / "autoboot.txt").write_bytes(render(Autoboot.of(default)))
        self.slot = slot

    def rauc(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command against a service that runs just for it."""
        script = (
            "export DBUS_STARTER_BUS_TYPE=session;"
            ' rauc --conf="$1" --override-boot-slot="$2" service >"$3" 2>&1 & there=$!; shift 3;'
            " for _ in $(seq 100); do rauc status >/dev/null 2>&1 && break; sleep 0.1; done;"
            ' "$@"; code=$?; kill $there; exit $code'
        )
        place = [str(self.conf), self.slot.value, str(self.folder / "log")]
        return subprocess.run(
            ["dbus-run-session", "--", "sh", "-c", script, "sh", *place, *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def phase(self) -> Phase:
        return UpdateBook(self.folder / "setup").read().progress.phase


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    needs({"rauc": "rauc", "mksquashfs": "squashfs-tools", "dbus-run-session": "dbus"})
    return Installed(tmp_path)


def test_rauc_reads_and_sets_states_through_our_backend(installed: Installed) -> None:
    said = installed.rauc("rauc", "status", "--output-format=json")
    assert said.returncode == 0, said.stderr
    told = json.loads(said.stdout)
    assert (told["compatible"], told["booted"]) == ("hearthframe-arm64", "a")
    assert told["boot_primary"] == "system.0"
    assert installed.rauc("rauc", "status", "mark-good").returncode == 0
    assert installed.rauc("rauc", "status", "mark-good", "other").returncode != 0


def test_rauc_writes_the_spare_slot_and_has_it_tried(installed: Installed) -> None:
    if os.geteuid() != 0 or not Path("/dev/loop-control").exists():
        pytest.skip("installing needs root and loop devices")
    said = installed.rauc("rauc", "install", str(installed.bundle))
    if "Failed to" in said.stdout and "mount" in said.stdout:
        pytest.skip("this kernel does not mount a bundle")
    assert said.returncode == 0, said.stdout
    assert (installed.folder / "system_b").read_bytes()[: len(_PAYLOAD)] == _PAYLOAD
    assert installed.phase() is Phase.WRITTEN
    assert BootConfig(installed.folder / "config").read() == Autoboot.of(Slot.A)
    calls = (installed.folder / "calls").read_text().splitlines()
    assert [call for call in calls if call.startswith("set-")] == [
        "set-state b bad",
        "set-primary b",
    ]


def test_rauc_writes_nothing_while_the_other_slot_is_on_trial(installed: Installed) -> None:
    if os.geteuid() != 0 or not Path("/dev/loop-control").exists():
        pytest.skip("installing needs root and loop devices")
    installed.runs(Slot.B)
    assert installed.rauc("rauc", "install", str(installed.bundle)).returncode != 0
    assert (installed.folder / "system_a").read_bytes() == bytes(65536)
