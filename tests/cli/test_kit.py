"""An installer's desk: claim cards and fleets, typed."""

import json
from pathlib import Path

import pytest

from frame.cli.main import main

pytestmark = [pytest.mark.promise("P13")]


def test_a_claim_card_is_of_this_frame_or_of_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "state"
    state.mkdir()
    (state / "frame.toml").write_text(
        '[frame]\nname = "Hall"\n[network]\npage = "http://a.example"\n'
    )
    out = tmp_path / "card.svg"
    assert main(["claim-card", "--state", str(state), "--out", str(out), "--until", "2031"]) == 0
    assert capsys.readouterr().out == f"{out}\n"
    assert all(word in out.read_text() for word in (">Hall<", "http://a.example", ">2031<"))
    assert "Switch it on" in out.read_text()
    words = ["--name", "Kitchen", "--host", "kitchen", "--language", "es"]
    assert main(["claim-card", "--state", str(state), "--out", str(out), *words]) == 0
    assert all(word in out.read_text() for word in (">Kitchen<", "http://kitchen.local"))
    assert "Enciéndelo" in out.read_text()


def test_a_fleet_is_planned_and_faults_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "frames.csv").write_text("name,host\nKitchen,kitchen\n")
    words = ["fleet", "plan", str(tmp_path / "frames.csv"), "--cards", "svg", "--json"]
    assert main([*words, "--out", str(tmp_path / "fleet")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"frames": 1, "manifest": str(tmp_path / "fleet" / "manifest.json")}
    assert main(words) == 2
    (tmp_path / "frames.csv").write_text("name,host\nKitchen,../kitchen\n")
    assert main([*words, "--out", str(tmp_path / "other")]) == 2
    assert "row 1: system.hostname" in capsys.readouterr().err
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("host", ["küche", "kitchen frame", "bad host!", "-a", "a.example", ""])
def test_a_card_is_not_made_for_a_host_that_no_machine_can_be_called(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], host: str
) -> None:
    out = tmp_path / "card.svg"
    words = ["claim-card", "--state", str(tmp_path), "--out", str(out), f"--host={host}"]
    assert main(words) == 2
    assert "a host name has 1 to 63 letters" in capsys.readouterr().err
    assert not out.exists()
    assert main([*words[:-1], "--host", "Kitchen.local"]) == 0
    assert "http://kitchen.local" in out.read_text()
