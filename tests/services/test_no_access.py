"""Whoever forgets sudo hears that the folder belongs to another user, and what to do."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from frame import config
from frame.cli.main import main
from frame.devices.clock import KernelEntropy, WallClock
from frame.errors import NoAccess
from frame.owner import place
from frame.services import household, wiping
from frame.services.status import status_of
from tests.strangers import of_somebody_else


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    household.make(tmp_path / "state")
    return tmp_path / "state"


def _open(folder: Path) -> object:
    with household.opened(folder) as home:
        return home


def _open_as_owner(folder: Path) -> object:
    with place.opened(folder, WallClock(), KernelEntropy(), make=True) as books:
        return books


@pytest.mark.parametrize(
    "look",
    [
        household.exists,
        household.make,
        wiping.is_begun,
        status_of,
        _open,
        _open_as_owner,
        place.warning,
        config.load,
    ],
)
def test_a_folder_of_somebody_else_is_said_to_be_one(
    theirs: Path, look: Callable[[Path], object]
) -> None:
    with (
        of_somebody_else(theirs),
        pytest.raises(NoAccess, match="belongs to another user") as said,
    ):
        look(theirs)
    assert "sudo" in said.value.hint


@pytest.mark.parametrize(
    "words",
    [
        "status", "photos", "keys", "audit", "privacy", "check", "settings", "guest status",
        "wipe --yes", "init", "devices", "pair", "keys unlock", "keys move credential", "config",
        "playlist",
    ],
)  # fmt: skip
def test_every_verb_says_it_in_one_sentence(
    theirs: Path,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a passphrase\n"))
    with of_somebody_else(theirs):
        assert main(["--state", str(theirs), *words.split()]) == 1
    sentence, hint = capsys.readouterr().err.splitlines()
    assert "belongs to another user" in sentence
    assert hint == f"  {NoAccess.hint}"


@pytest.mark.parametrize("verb", ["inspect", "clean"])
def test_a_file_in_a_folder_of_somebody_else_is_named(
    tmp_path: Path, verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    file = folder / "a.jpg"
    with of_somebody_else(folder):
        assert (
            main([verb, str(file), *([str(tmp_path / "o.jpg")] if verb == "clean" else [])]) == 1
        )
    said = capsys.readouterr().err
    assert f"frame: {file}: permission denied\n  {NoAccess.hint}\n" in said


def test_a_folder_that_is_not_there_belongs_to_nobody(tmp_path: Path) -> None:
    assert not household.exists(tmp_path / "none")
    assert not wiping.is_begun(tmp_path / "none")
