"""First boot: settings come off the card, the card is cleaned, and no power cut leaves a half."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from frame.config import load
from frame.devices.system_files import SystemFiles
from frame.errors import DeviceFailed
from frame.log import ALLOWED
from frame.services import wifi
from frame.services.first_boot import DONE, Places, Report, faults_found, run
from frame.upkeep.preseed import FILE_NAME, LARGEST_BYTES
from tests.devices.system_kit import CutFiles, ForgetfulFiles, PowerCut, QuickFiles
from tests.upkeep.test_preseed import BY_IMAGER, ED25519

PASSPHRASE = "correct horse battery"
PRESEED = BY_IMAGER.replace("a1" * 32, PASSPHRASE).replace(
    "password_encrypted = true\nhidden", "password_encrypted = false\nhidden"
)
Files = Callable[[Path, Path, int], CutFiles]


def machine(root: Path, preseed: bytes | None = None) -> Places:
    places = Places.under(root)
    places.card.mkdir(parents=True)
    (root / "run").mkdir()
    (places.zones / "Europe").mkdir(parents=True)
    (places.zones / "Europe" / "Berlin").write_bytes(b"TZif")
    (places.zones / "UTC").write_bytes(b"TZif")
    (places.zones / "iso3166.tab").write_text("# codes\nDE\tGermany\nGB\tBritain (UK)\n")
    if preseed is not None:
        (places.card / "rpi-preseed.toml").write_bytes(preseed)
    return places


def contents(root: Path) -> dict[str, bytes | str]:
    """Everything on the machine but the report."""
    found: dict[str, bytes | str] = {}
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file() and path.name != "report.json":
            found[name] = path.read_bytes()
    return found


def test_what_imager_wrote_is_set_and_the_file_is_gone(tmp_path: Path) -> None:
    places = machine(tmp_path, PRESEED.encode())
    report = run(places, QuickFiles())
    assert report.applied == (
        "the frame's name", "the time zone", "the Wi-Fi country", "SSH with a key", "Wi-Fi",
    )  # fmt: skip
    assert report.faults == ()
    assert (places.setup / "hostname").read_text() == "kitchen-frame\n"
    assert (places.setup / "localtime").readlink() == Path("/usr/share/zoneinfo/Europe/Berlin")
    assert (places.setup / "country").read_text() == "DE\n"
    assert (places.setup / "iwd" / "main.conf").read_text() == "[General]\nCountry=DE\n"
    assert (places.setup / "ssh" / "authorized_keys").read_text() == f"{ED25519}\n"
    assert f"Passphrase={PASSPHRASE}" in (places.networks / "Home.psk").read_text()
    assert wifi.is_known(places.setup)
    assert list(places.card.iterdir()) == []


def test_the_language_is_set_and_core_reads_it(tmp_path: Path) -> None:
    places = machine(tmp_path, b'[locale]\nlanguage = "zh"\n')
    assert run(places, QuickFiles()).applied == ("the language",)
    assert load(tmp_path, places.setup).language == "zh"


def test_the_report_names_settings_and_holds_none(tmp_path: Path) -> None:
    places = machine(tmp_path, PRESEED.encode())
    run(places, QuickFiles())
    held = places.report.read_text()
    assert json.loads(held)["found"]
    for secret in (PASSPHRASE, "Home", "kitchen", "Berlin", ED25519, "hash"):
        assert secret not in held
    assert faults_found(places.report) == ()


def test_a_fault_leaves_the_file_and_uses_nothing_of_it(tmp_path: Path) -> None:
    bad = PRESEED.replace('"Europe/Berlin"', '"Europe/Berln"')
    places = machine(tmp_path, bad.encode())
    before = contents(tmp_path)
    report = run(places, QuickFiles())
    assert report.faults == ("locale.timezone names no time zone, did you mean Europe/Berlin?",)
    assert contents(tmp_path) == before
    assert faults_found(places.report) == report.faults


def test_without_a_file_nothing_happens_and_nothing_is_written(tmp_path: Path) -> None:
    places = machine(tmp_path)
    before = contents(tmp_path)
    assert run(places, QuickFiles()) == Report()
    assert contents(tmp_path) == before
    assert not places.report.exists()
    assert faults_found(places.report) == ()


def test_ssh_stays_off_without_a_key_and_wifi_alone_touches_nothing_else(tmp_path: Path) -> None:
    places = machine(tmp_path, b'[ssh]\nenabled = true\n[wlan]\nssid = "Open house"\n')
    report = run(places, QuickFiles())
    assert report.applied == ("Wi-Fi",)
    assert not (places.setup / "ssh").exists()
    assert (places.networks / "Open house.open").exists()


@pytest.mark.parametrize(
    "held",
    [
        b"\xef\xbb\xbf" + PRESEED.encode(),
        PRESEED.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + PRESEED.replace("\n", "\r\n").encode(),
    ],
)
def test_a_file_from_any_editor_is_read(tmp_path: Path, held: bytes) -> None:
    assert run(machine(tmp_path, held), QuickFiles()).faults == ()


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (b"#" * 1_000_000, "larger than 64 KiB"),
        (b"#" * (LARGEST_BYTES + 1), "larger than 64 KiB"),
        (PRESEED.encode("utf-16"), "not saved as UTF-8"),
        (b"a = " + b"[" * 60_000, "not valid TOML"),
        (b"a = " + b"9" * 60_000, "not valid TOML"),
        (b'[wlan]\nssid = "x\n', "line 2 is not valid TOML"),
        (f"[wlan]\npassword = {PASSPHRASE}".encode(), "line 2 is not valid TOML"),
        (b"[wlan", "ends too early"),
        (b"\xff\xfe\x00", "not saved as UTF-8"),
        (b"a = 1\0", "line 1 is not valid TOML"),
    ],
)
def test_a_hostile_file_is_one_sentence_and_stays(tmp_path: Path, held: bytes, said: str) -> None:
    places = machine(tmp_path, held)
    report = run(places, QuickFiles())
    assert len(report.faults) == 1
    assert said in report.faults[0]
    assert PASSPHRASE not in report.faults[0]
    assert (places.card / "rpi-preseed.toml").read_bytes() == held


@pytest.mark.parametrize(
    "name",
    ["rpi-preseed.toml.txt", "rpi-preseed.toml.TXT", "RPI-PRESEED.TOML.TXT", "RPI-Preseed.toml"],
)
def test_a_file_with_a_hidden_ending_is_used_and_gone_like_the_real_one(
    tmp_path: Path, name: str
) -> None:
    places = machine(tmp_path)
    (places.card / name).write_text(PRESEED)
    same_blocks = tmp_path / "same-blocks"
    os.link(places.card / name, same_blocks)
    report = run(places, QuickFiles())
    assert (report.faults, len(report.applied)) == ((), 5)
    assert list(places.card.iterdir()) == []
    assert same_blocks.read_bytes().strip(b"\0") == b""


def test_a_misnamed_file_with_a_fault_stays_as_the_real_one_does(tmp_path: Path) -> None:
    places = machine(tmp_path)
    (places.card / "rpi-preseed.toml.txt").write_text(PRESEED.replace("Berlin", "Berln"))
    before = contents(tmp_path)
    assert "did you mean Europe/Berlin?" in run(places, QuickFiles()).faults[0]
    assert contents(tmp_path) == before


@pytest.mark.parametrize("real", [PRESEED, "nonsense", ""])
def test_two_files_are_a_fault_and_neither_is_touched(tmp_path: Path, real: str) -> None:
    places = machine(tmp_path, real.encode())
    (places.card / "rpi-preseed.toml.txt").write_text(PRESEED)
    before = contents(tmp_path)
    report = run(places, QuickFiles())
    assert report.applied == ()
    assert "there are two of them" in report.faults[0]
    assert contents(tmp_path) == before
    assert faults_found(places.report) == report.faults
    (places.card / "rpi-preseed.toml").unlink()
    assert run(places, QuickFiles()).faults == ()
    assert list(places.card.iterdir()) == []


def test_a_machine_without_that_part_of_a_card_is_left_alone(tmp_path: Path) -> None:
    places = machine(tmp_path)
    places.card.rmdir()
    assert run(places, QuickFiles()) == Report()


def test_the_service_starts_for_every_name_that_is_looked_for() -> None:
    unit = Path(__file__).parents[2] / "systemd" / "system" / "hearthframe-first-boot.service"
    asked = [
        line.removeprefix("ConditionPathExists=|/boot/config/")
        for line in unit.read_text(encoding="utf-8").splitlines()
        if line.startswith("Condition")
    ]
    assert asked == [FILE_NAME, f"{FILE_NAME}.txt", DONE]


def test_no_other_name_is_taken_for_the_file(tmp_path: Path) -> None:
    places = machine(tmp_path)
    for name in ("rpi-preseed.toml.bak", "rpi-preseed.txt", "xrpi-preseed.toml", "config.txt"):
        (places.card / name).write_text(PRESEED)
    before = contents(tmp_path)
    assert run(places, QuickFiles()) == Report()
    assert contents(tmp_path) == before


def test_a_card_that_cannot_be_cleaned_is_a_fault_and_is_tried_again(tmp_path: Path) -> None:
    class ReadOnlyCard(QuickFiles):
        def rename(self, old: Path, new: Path) -> None:
            if old.name == "rpi-preseed.toml":
                raise OSError(30, os.strerror(30))
            super().rename(old, new)

    places = machine(tmp_path, PRESEED.encode())
    report = run(places, ReadOnlyCard())
    assert report.faults == ("a file of the machine could not be moved: read-only file system",)
    assert "Wi-Fi" in report.applied
    assert run(places, QuickFiles()).faults == ()


def test_running_twice_changes_nothing(tmp_path: Path) -> None:
    places = machine(tmp_path, PRESEED.encode())
    run(places, QuickFiles())
    once = contents(tmp_path)
    (places.card / "rpi-preseed.toml").write_text(PRESEED)
    run(places, QuickFiles())
    assert contents(tmp_path) == once


def _steps(tmp_path: Path) -> int:
    files = QuickFiles()
    run(machine(tmp_path / "counted", PRESEED.encode()), files)
    return len(files.steps)


def _cuts(tmp_path: Path, kind: Files, name: str) -> Iterator[tuple[int, Path]]:
    """Run with the power cut at every step; give what each cut left behind."""
    for at in range(1, _steps(tmp_path) + 1):
        root, left = tmp_path / f"{at}", tmp_path / f"{at}-left"
        places = machine(root)
        (places.card / name).write_text(PRESEED)
        with pytest.raises(PowerCut):
            run(places, kind(root, left, at))
        yield at, left
        shutil.rmtree(root)
        shutil.rmtree(left)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (CutFiles, "rpi-preseed.toml"),
        (ForgetfulFiles, "rpi-preseed.toml"),
        (ForgetfulFiles, "rpi-preseed.toml.txt"),
    ],
)
def test_cut_anywhere_the_next_start_repeats_or_finishes(
    tmp_path: Path, kind: Files, name: str
) -> None:
    whole = machine(tmp_path / "whole", PRESEED.encode())
    run(whole, QuickFiles())
    expected = contents(tmp_path / "whole")
    stages = set()
    for at, left in _cuts(tmp_path, kind, name):
        places = Places.under(left)
        asked = places.card / name
        kept = asked.exists() and asked.read_bytes() == PRESEED.encode()
        settled = {name: held for name, held in contents(left).items() if "boot/" not in name}
        done = settled == expected
        assert kept or done, f"step {at} lost settings that were not durable"
        stages.add((kept, done))
        report = run(places, QuickFiles())
        assert report.faults == (), at
        clean = {name: held for name, held in contents(left).items() if not name.endswith(".t")}
        assert clean == expected, at
        assert list(places.card.iterdir()) == [], at
    assert stages == {(True, False), (True, True), (False, True)}


def test_what_is_logged_is_allowed() -> None:
    assert {"count", "refused", "state", "error"} <= ALLOWED


def test_the_real_disk_does_it_too(tmp_path: Path) -> None:
    places = machine(tmp_path, PRESEED.encode())
    assert run(places, SystemFiles()).faults == ()
    assert list(places.card.iterdir()) == []


def test_a_report_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    places = machine(tmp_path, PRESEED.encode())
    places.report.parent.write_text("in the way")
    with pytest.raises(DeviceFailed):
        run(places, QuickFiles())
