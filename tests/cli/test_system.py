"""What the system refuses is one sentence, and no stream that is missing ends in a traceback."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from frame.cli.main import main

_NO_ROOM = "frame: the system refused what was asked for: no space left on device\n"


def _said(words: str, redirected: str, state: Path, **more: str) -> "tuple[int, str]":
    """Return the exit code of a command in a shell, and what it said on stderr."""
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m frame.cli.main {words} {redirected}"],
        env={**os.environ, "FRAME_STATE": str(state), **more},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_behind_stdout_is_one_sentence(tmp_path: Path, unbuffered: str) -> None:
    code, said = _said("config", ">/dev/full", tmp_path, PYTHONUNBUFFERED=unbuffered)
    assert code == 1
    assert said.startswith(_NO_ROOM)
    assert len(said.splitlines()) == 2


@pytest.mark.parametrize(
    ("words", "redirected", "code"),
    [
        ("config", ">&-", 0),
        ("config", "2>&-", 0),
        ("wipe", "<&-", 2),
        ("keys move passphrase", "<&-", 2),
        ("keys unlock", "<&-", 1),
        ("owner leave", "<&-", 2),
    ],
)
def test_a_stream_that_is_closed_is_an_empty_one(
    tmp_path: Path, words: str, redirected: str, code: int
) -> None:
    found, said = _said(words, redirected, tmp_path, FRAME_OWNER_STATE=str(tmp_path / "owner"))
    assert "Traceback" not in said
    assert found == code


def _refusing(problem: OSError, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_folder: object) -> None:
        raise problem

    monkeypatch.setattr("frame.config.load", refuse)


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (OSError(errno.EIO, "x", "/some/file"), "/some/file: input/output error"),
        (OSError(errno.EACCES, "x", "/some/file"), "/some/file: permission denied"),
        (OSError(errno.EACCES, "x", b"/f\xff"), "/f\\xff: permission denied"),
        (OSError(errno.EIO, "x", 7), "the system refused what was asked for: input/output error"),
        (OSError(errno.EMFILE, "x"), "the system refused what was asked for: too many open files"),
    ],
)
def test_what_the_system_refuses_is_said_in_its_words(
    problem: OSError,
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _refusing(problem, monkeypatch)
    assert main(["config"]) == 1
    said, hint = capsys.readouterr().err.splitlines()
    assert said == f"frame: {sentence}".replace("\\xff", "")
    assert hint.startswith("  ")


def test_an_error_that_no_system_made_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    _refusing(OSError("somebody called read on a stream for writing"), monkeypatch)
    with pytest.raises(OSError, match="a stream for writing"):
        main(["config"])


@pytest.mark.parametrize(
    "words",
    [
        ["import", "/nowhere", "--album", "\udcff"],
        ["erase", "--owner", "M\udcfcller"],
        ["owner", "album", "\udcff"],
        ["owner", "rename", "A", "\udcff"],
        ["owner", "caption", "0", "\udcff"],
        ["guest", "hide", "--album", "\udcff"],
        ["clean", "/nowhere", "/nowhere", "--blur-unknown", "--keep", "\udcff"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_words_that_are_no_text_are_refused_before_anything_is_done(
    words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["--state", str(tmp_path / "none"), *words]) == 2
    assert "is not written in UTF-8" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_the_name_of_a_network_is_bytes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    forgotten: list[bytes] = []
    monkeypatch.setattr("frame.services.wifi.forget", forgotten.append)
    assert main(["wifi", "forget", "caf\udce9"]) == 0
    assert forgotten == [b"caf\xe9"]
    assert capsys.readouterr().err == ""


def test_a_path_that_is_no_text_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inspect", str(tmp_path / "M\udcfcller.jpg")]) == 2
    assert "there is no" in capsys.readouterr().err


def test_a_folder_with_such_a_name_is_made_and_said(tmp_path: Path) -> None:
    code, said = _said(f"--state {tmp_path}/$'caf\\xe9' init", "", tmp_path)
    assert (code, said.count("Traceback")) == (0, 0)
