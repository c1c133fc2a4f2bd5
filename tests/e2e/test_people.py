"""People as an owner meets them: real commands, real models, real faces."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from frame.services import household
from frame.vision.runtime import installed
from tests.e2e.conftest import Command
from tests.services.portraits import portrait

_NAME = "Annemarie Hofstetter"
_YES = ("--consent", "yes", "--adult", "yes")


@pytest.fixture
def faces(testdata: Path) -> Path:
    """Public figures, to be told apart and nothing else."""
    if not installed():
        pytest.skip("no TFLite interpreter is installed")
    return testdata / "faces"


def _answer(done: "subprocess.CompletedProcess[str]") -> dict[str, object]:
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


@pytest.mark.promise("P11")
def test_a_person_is_enrolled_found_and_forgotten_and_nothing_readable_is_left(
    frame: Command, faces: Path, state: Path
) -> None:
    shown = ("obama.jpg", "obama2.jpg", "biden.jpg")
    assert frame("import", *(faces / name for name in shown), "--album", "Test").returncode == 0
    enrolled = frame(
        "people", "enrol", _NAME, faces / "obama3.jpg", *_YES, "--json", SYSTEMD_LOG_LEVEL="debug"
    )
    answer = _answer(enrolled)
    assert isinstance(answer["photos"], int)
    assert isinstance(answer["suggestions"], int)
    assert answer["photos"] + answer["suggestions"] == 2
    assert "never leaves the frame" in enrolled.stderr
    (row,) = _rows(frame("people", "--json"), "people")
    assert (row["name"], row["examples"]) == (_NAME, 1)
    with household.opened(state) as home:
        (person,) = home.vault.persons()
        code = home.vault.templates(person.id)[0]
    _nowhere(state, _NAME.encode(), b"Hofstetter", code, code[:24], code.hex().encode())
    assert _NAME not in enrolled.stderr.replace(f"{_NAME} is enrolled", "").replace(
        f"Does {_NAME}", ""
    )
    forgotten = _answer(frame("people", "forget", _NAME, "--json"))
    receipt = forgotten["receipt"]
    assert isinstance(receipt, dict)
    assert (receipt["scope"], receipt["photos"]) == ("person", 2)
    assert _rows(frame("people", "--json"), "people") == []
    _nowhere(state, _NAME.encode(), code, code[:24])


def _rows(done: "subprocess.CompletedProcess[str]", name: str) -> list[dict[str, object]]:
    rows = _answer(done)[name]
    assert isinstance(rows, list)
    return rows


def _nowhere(folder: Path, *marks: bytes) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    found = [(path.name, mark) for path in files for mark in marks if mark in path.read_bytes()]
    assert found == []


@pytest.mark.promise("P11")
@pytest.mark.parametrize(
    ("said", "because"),
    [
        ((), "without their yes"),
        (("--consent", "yes"), "children are not enrolled"),
        (("--consent", "yes", "--adult", "no"), "children are not enrolled"),
    ],
)
def test_nobody_is_enrolled_without_a_yes_nor_a_child_without_a_guardian(
    frame: Command, tmp_path: Path, said: tuple[str, ...], because: str
) -> None:
    frame("init")
    photo = portrait(tmp_path / "one.jpg", 5)
    done = frame("people", "enrol", "Mia", photo, *said)
    assert done.returncode == 2
    assert because in done.stderr
    assert _rows(frame("people", "--json"), "people") == []


@pytest.mark.promise("P11")
@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ("no\n", "without their yes"),
        ("y\n", "without their yes"),
        ("yes\nno\n", "children are not enrolled"),
        ("yes\nyes\n", "neither a file nor the id"),
    ],
)
def test_on_a_terminal_a_yes_is_typed(state: Path, typed: str, because: str) -> None:
    household.make(state)
    ours, theirs = pty.openpty()
    os.write(ours, typed.encode())
    done = subprocess.run(
        [sys.executable, "-m", "frame.cli.main", "people", "enrol", "Mia", "not-there.jpg"],
        env={**os.environ, "FRAME_STATE": str(state)},
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(ours)
    os.close(theirs)
    assert (done.returncode, done.stdout) == (2, "")
    assert because in done.stderr
    assert done.stderr.index("How to take it back") < done.stderr.index("Does Mia agree")


def test_photos_of_two_people_are_refused(frame: Command, faces: Path) -> None:
    frame("init")
    done = frame("people", "enrol", "Somebody", faces / "obama.jpg", faces / "biden.jpg", *_YES)
    assert done.returncode == 2
    assert "same person" in done.stderr
    assert _rows(frame("people", "--json"), "people") == []


@pytest.mark.parametrize(
    "words",
    [
        ("people", "forget", "Nobody"),
        ("people", "less", "Nobody", "on"),
        ("people", "confirm", "0" * 32, "Nobody"),
        ("people", "enrol", "Mia", "not-there.jpg", *_YES),
        ("guest", "hide", "--photo", "0" * 32),
        ("guest", "hide", "--album", "Nothing"),
        ("mark", "0" * 32, "--favourite"),
        ("guest",),
        ("guest", "hide"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(frame: Command, words: tuple[str, ...]) -> None:
    frame("init")
    done = frame(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.fixture
def running(frame: Command, stick: Path, state: Path) -> Iterator["subprocess.Popen[str]"]:
    assert frame("import", stick, "--album", "Test").returncode == 0
    core = subprocess.Popen(
        [sys.executable, "-m", "frame.cli.main", "run", "core"],
        env={**os.environ, "FRAME_STATE": str(state)},
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not (state / "run" / "core.sock").exists():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    yield core
    core.send_signal(signal.SIGTERM)
    core.communicate(timeout=20)


@pytest.mark.usefixtures("running")
def test_guests_marks_and_people_are_told_to_the_frame_that_runs(frame: Command) -> None:
    assert _answer(frame("guest", "on", "--json")) == {"guests": True, "kept_back": 0}
    refused = frame("mark", "0" * 32, "--favourite")
    assert refused.returncode == 2
    assert "no such photo" in refused.stderr
    assert frame("guest", "hide", "--album", "Test").returncode == 0
    assert _answer(frame("guest", "status", "--json")) == {"guests": True, "kept_back": 5}
    assert _rows(frame("people", "list", "--json"), "people") == []
    assert _rows(frame("held", "--json"), "held") == []
    assert _answer(frame("guest", "off", "--json"))["guests"] is False
    busy = frame("people", "enrol", "Mia", "some.jpg", *_YES)
    assert busy.returncode == 1
    assert "frame's service" in busy.stderr
