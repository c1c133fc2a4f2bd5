"""What `frame first-boot` and `frame wifi` print, and what they refuse."""

import io
import json
import sys
from pathlib import Path

import pytest

from frame.cli.main import main
from frame.services import first_boot, wifi
from frame.services.first_boot import Places
from frame.services.wifi import Radio
from frame.upkeep.wifi_code import read_wifi_code
from tests.devices.system_kit import QuickFiles
from tests.devices.test_interfaces import link_in
from tests.services.test_first_boot import PASSPHRASE, PRESEED, machine


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """This command's machine is a folder."""
    found = machine(tmp_path / "machine")
    radio = Radio(
        networks=found.networks,
        setup=found.setup,
        net=tmp_path / "net",
        files=QuickFiles(),
        wake=lambda: None,
    )
    monkeypatch.setattr(first_boot.run, "__defaults__", (found, None))
    monkeypatch.setattr(wifi, "Radio", lambda: radio)
    link_in(tmp_path / "net", "eth0", "up")
    return found


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_what_was_set_up_is_told_without_a_value(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    (places.card / "rpi-preseed.toml").write_text(PRESEED)
    assert main(["first-boot"]) == 0
    told = capsys.readouterr()
    assert told.out == (
        "set up: the frame's name, the time zone, the Wi-Fi country, SSH with a key, Wi-Fi\n"
    )
    assert "Refused" in told.err
    for secret in (PASSPHRASE, "Home", "kitchen", "Berlin"):
        assert secret not in told.out + told.err


def test_without_a_file_all_is_well(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["first-boot", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["found"] is False
    assert not places.report.exists()


def test_a_fault_is_told_and_the_exit_code_says_so(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    (places.card / "rpi-preseed.toml").write_text("[wlan]\nsid = 1\n")
    assert main(["first-boot"]) == 1
    assert "rpi-preseed.toml: there is no wlan.sid" in capsys.readouterr().err


def test_a_network_is_joined_listed_and_forgotten(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "12345678\n")
    assert main(["wifi", "join", "Käse", "--hidden"]) == 0
    assert "Hidden=true" in (places.networks / "=4bc3a47365.psk").read_text()
    assert main(["wifi", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out.partition("\n")[2])
    assert shown == {
        "links": [{"name": "eth0", "kind": "wired", "up": True}],
        "known": ["Käse"],
    }
    assert main(["wifi", "forget", "Käse"]) == 0
    assert main(["wifi", "forget", "Käse"]) == 2


def test_a_network_is_joined_by_the_code_of_a_phone(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "WIFI:T:WPA;S:Home;P:12345678;;\n")
    assert main(["wifi", "join"]) == 0
    assert (places.networks / "Home.psk").exists()


@pytest.mark.usefixtures("places")
def test_a_code_for_the_camera_is_written_here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "12345678\n")
    assert main(["wifi", "code", "cafe", "--json"]) == 0
    network = read_wifi_code(json.loads(capsys.readouterr().out)["code"])
    assert (network.ssid, network.passphrase) == (b"cafe", "12345678")
    typed(monkeypatch, "12345678\n")
    assert main(["wifi", "code", "cafe"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len({len(line) for line in lines}) == 1
    assert set("".join(lines)) <= set("█▀▄ ")


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("words", "typed_in", "said"),
    [
        (["join", "Home"], "", "passphrase is missing"),
        (["join", "Home"], "short\n", "8 to 63"),
        (["join"], "hello\n", "no Wi-Fi code"),
        (["join", "--open"], "", "name of the network is missing"),
        (["forget"], "", "name of the network is missing"),
        (["code"], "", "name of the network is missing"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(
    words: list[str],
    typed_in: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed(monkeypatch, typed_in)
    assert main(["wifi", *words]) == 2
    assert said in capsys.readouterr().err
