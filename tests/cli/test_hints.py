"""What is to be done about a fault can be done, and does not lead back to the fault."""

from pathlib import Path

import pytest

from frame.cli.main import main
from frame.config import Config, parse
from frame.errors import BadRequest, DiskFull, WrongKey
from frame.services import household
from frame.store.vault import Vault
from tests.services.conftest import NOON


@pytest.fixture
def state(tmp_path: Path) -> Path:
    household.make(tmp_path / "state")
    return tmp_path / "state"


def _hint(capsys: pytest.CaptureFixture[str], *words: str | Path) -> str:
    assert main([str(word) for word in words]) in {1, 2}
    _sentence, hint = capsys.readouterr().err.splitlines()
    return hint.strip()


@pytest.mark.parametrize("fault", [b"[show]\nsecnds = 3", b"[[[", b"\xff"])
def test_settings_with_a_fault_do_not_keep_the_defaults_from_being_printed(
    state: Path, capsys: pytest.CaptureFixture[str], fault: bytes
) -> None:
    (state / "frame.toml").write_bytes(fault)
    assert main(["--state", str(state), "config"]) == 2
    said = capsys.readouterr()
    assert parse(said.out) == Config()
    assert said.err.startswith("frame: frame.toml ")
    assert "every setting with its default" in said.err


def test_erasing_on_a_full_disk_does_not_ask_for_photos_to_be_erased(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_words: object) -> None:
        raise DiskFull("the disk is full")

    monkeypatch.setattr(Vault, "erase_photo", full)
    assert "erase" not in _hint(capsys, "--state", state, "erase", "0" * 32)


def test_a_lost_device_key_is_not_to_be_made_anew(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (state / "device.key").unlink()
    assert _hint(capsys, "--state", state, "photos") == WrongKey.hint


@pytest.mark.parametrize("act", ["forget", "code"])
def test_the_name_of_a_network_is_asked_for_by_the_same_verb(
    capsys: pytest.CaptureFixture[str], act: str
) -> None:
    assert _hint(capsys, "wifi", act) == f"frame wifi {act} NAME"


def test_a_title_that_is_too_long_is_to_be_shortened(state: Path) -> None:
    with household.opened(state) as home, pytest.raises(BadRequest) as said:
        home.vault.add_owner("A" * 201, NOON)
    assert said.value.hint == "Choose a shorter one."
