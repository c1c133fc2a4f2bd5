"""What `frame update` prints, and with which exit code."""

import json
from pathlib import Path

import pytest

from frame.cli.main import main
from frame.services import boot_backend, updating
from frame.services.update_book import UpdateBook
from frame.services.updating import Tools, Updates
from frame.upkeep.autoboot import Slot
from tests.services.update_kit import House


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    house = House(tmp_path)
    monkeypatch.setattr(updating, "updates_of", lambda _: house.updates())
    monkeypatch.setattr(boot_backend, "BootBackend", lambda _: house.backend())
    return house


def _json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main(["update", *words, "--json"]) == 0
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def test_elsewhere_than_on_an_image_there_is_nothing_to_update(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["update", "status"]) == 1
    assert "does not run the Hearthframe image" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["unpin"], ["defer", "5"], ["defer", "0"]], ids=" ".join)
def test_a_machine_that_is_no_frame_remembers_nothing_about_updates(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    setup = tmp_path / "setup"
    elsewhere = Updates(tmp_path, UpdateBook(setup), Tools(place=tmp_path / "no image"))
    monkeypatch.setattr(updating, "updates_of", lambda _: elsewhere)
    assert main(["update", *words]) == 1
    assert "does not run the Hearthframe image" in capsys.readouterr().err
    assert not setup.exists()


def test_the_status_is_a_table_and_a_document(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _json(capsys, "status")["slot"] == "a"
    assert main(["update"]) == 0
    assert "supported until  2028-11-01" in capsys.readouterr().out
    assert house.running is Slot.A


def test_an_update_is_installed_from_a_file_and_tried_at_once(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _json(capsys, "install", str(house.bundle("1.1")), "--now")
    assert (told["installed"], told["slot"], told["trying"]) == ("1.1", "b", "1.1")
    assert house.restarted


def test_without_now_it_waits_to_be_tried(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["update", "install", str(house.bundle("1.1"))]) == 0
    assert "frame update try" in capsys.readouterr().err
    assert not house.restarted
    assert _json(capsys, "try") == {"trying": "1.1"}


def test_what_is_said_about_updates_is_remembered(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _json(capsys, "pin", "1.4") == {"pinned": "1.4"}
    assert _json(capsys, "defer", "3")["deferred_until"] == "2026-12-03T03:00:00+00:00"
    assert house.updates().status()["pinned"] == "1.4"
    assert _json(capsys, "unpin") == {"pinned": None}
    assert main(["update", "defer", "91"]) == 2
    assert main(["update", "pin", "newest"]) == 2


def test_the_timer_says_why_it_did_nothing(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["update", "check", "--install"]) == 0
    assert capsys.readouterr().out == "no update feed is set\n"
    assert house.running is Slot.A


def test_rauc_gets_one_word_or_an_exit_code(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = ["update", "boot-backend"]
    for words, said in (
        (["get-primary"], "a\n"),
        (["get-current"], "a\n"),
        (["get-state", "a"], "good\n"),
        (["get-state", "b"], "bad\n"),
        (["set-state", "b", "bad"], ""),
        (["set-primary", "b"], ""),
        (["get-primary"], "b\n"),
    ):
        assert main([*ask, *words]) == 0
        assert capsys.readouterr().out == said
    assert main([*ask, "set-state", "a", "bad"]) != 0
    assert main([*ask, "set-state", "b", "good"]) != 0
    assert house.default() is Slot.A
