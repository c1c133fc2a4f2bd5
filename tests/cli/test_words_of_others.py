"""What others called their albums and people reaches a terminal as letters, never as commands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from frame.cli.main import main
from frame.cli.output import remark, table
from frame.devices.sim.clock import SimClock
from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.pictures import photo_like
from frame.devices.sim.seer import SimSeer
from frame.services import household
from frame.services.ingest import Importer, Report
from tests.services.conftest import NOON

_EVIL = "\x1b]0;mine\x07Sum\u202emer"
_SAFE = "]0;mineSummer"

Printed = Callable[..., str]


@pytest.fixture
def printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Printed:
    """A frame with one photo of somebody with an evil name; run a verb, return its stdout."""
    state, stick = tmp_path / "state", tmp_path / "stick"
    household.make(state)
    stick.mkdir()
    (stick / "a.jpg").write_bytes(photo_like(320, 240, seed=1))
    with household.opened(state) as home:
        owner = home.vault.add_owner(_EVIL, NOON)
        album = home.vault.add_album(owner.id, _EVIL)
        work = Importer(
            vault=home.vault, decoder=SimDecoder(), seer=SimSeer(), clock=SimClock(NOON), workers=1
        )
        assert list(work.steps(album.id, [stick / "a.jpg"], Report()))

    def run(*words: str) -> str:
        assert main(["--state", str(state), *words]) == 0
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize("verb", ["albums", "owners", "photos"])
def test_a_list_holds_no_command_for_the_terminal(printed: Printed, verb: str) -> None:
    said = printed(verb)
    assert _SAFE in said
    assert not set("\x1b\x07\u202e") & set(said)


def test_a_title_that_is_hidden_from_guests_is_said_in_letters(printed: Printed) -> None:
    assert printed("guest", "hide", "--album", _EVIL).startswith(f"{_SAFE} is not shown")


@pytest.mark.parametrize("verb", ["playlist", "why", "taste"])
def test_a_reason_holds_no_command_for_the_terminal(
    printed: Printed, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    photo = printed("photos").splitlines()[1].split()[0]
    printed("mark", photo, "--favourite")
    monkeypatch.setattr("frame.services.listing.why", lambda *_: [_EVIL])
    monkeypatch.setattr("frame.curate.playlist.Playlist.picks", lambda _: iter([_Pick()]))
    monkeypatch.setattr("frame.services.taste_report.read_report", lambda _: _Report())
    said = printed(verb, *([photo] if verb == "why" else []))
    assert _SAFE in said
    assert not set("\x1b\x07\u202e") & set(said)


class _Pick:
    photos = ("0" * 32,)
    because = _EVIL


class _One:
    says = told = _EVIL
    photo = "0" * 32
    agreeing = opinions = 1
    liking = 0.5

    @property
    def examples(self) -> "list[_One]":
        return [self]


class _Report:
    opinions = {"favourite": 1}  # noqa: RUF012  # as the report has it
    leanings = likely = (_One(),)


def test_a_table_keeps_how_far_a_cell_is_moved_in(capsys: pytest.CaptureFixture[str]) -> None:
    table([("  a\x1b[2J", "b"), ("  cc", "d")])
    assert capsys.readouterr().out == "  a[2J  b\n  cc    d\n"


def test_a_remark_keeps_its_lines_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    remark("one\x1b[2J\n  two\r\n\nthree")
    assert capsys.readouterr().err == "one[2J\n  two\n\nthree\n"
