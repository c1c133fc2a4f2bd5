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
from PIL import Image

from frame.services import household, people
from frame.services.recognition import due
from frame.store.rows import Template
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
        (("--consent", "yes"), "--adult yes"),
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
    ("typed", "code", "because"),
    [
        ("no\n", 1, "nobody was enrolled"),
        ("y\nno\n", 1, "nobody was enrolled"),
        ("\x04", 1, "or no: \nnobody was enrolled"),
        ("yes\nmaybe\nno\n", 2, "children are not enrolled"),
        ("yes\nmaybe\n\x04", 1, "or no: \nnobody was enrolled"),
        ("yes\nyes\n", 2, "no face is found"),
    ],
)
def test_on_a_terminal_a_yes_is_typed(
    state: Path, tmp_path: Path, typed: str, code: int, because: str
) -> None:
    if "face" in because and not installed():
        pytest.skip("no TFLite interpreter is installed")
    household.make(state)
    photo = portrait(tmp_path / "nobody.jpg", None)
    ours, theirs = pty.openpty()
    os.write(ours, typed.encode())
    done = subprocess.run(
        [sys.executable, "-m", "frame.cli.main", "people", "enrol", "Mia", str(photo)],
        env={**os.environ, "FRAME_STATE": str(state)},
        stdin=theirs,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    os.close(ours)
    os.close(theirs)
    assert (done.returncode, done.stdout) == (code, "")
    assert because in done.stderr
    assert "without a terminal" not in done.stderr
    assert done.stderr.count("Type yes or no") == typed.count("\n") + typed.count("\x04")
    assert done.stderr.index("How to take it back") < done.stderr.index("Does Mia agree")


@pytest.mark.parametrize(
    ("name", "photo", "because"),
    [
        ("Mia", "not-there.jpg", "not-there.jpg is neither a file nor the id"),
        ("Mia", "README.md", "README.md cannot be used"),
        ("Mia", ".", ". cannot be used: it is not an ordinary file"),
        ("x" * 5000, "README.md", "may have 200"),
    ],
)
def test_what_cannot_be_enrolled_is_said_before_anybody_is_asked(
    frame: Command, tmp_path: Path, name: str, photo: str, because: str
) -> None:
    frame("init")
    (tmp_path / "README.md").write_text("words")
    file = tmp_path / photo if photo == "README.md" else photo
    done = frame("people", "enrol", name, file)
    assert done.returncode in {1, 2}
    assert because in done.stderr
    assert "How to take it back" not in done.stderr
    assert len(done.stderr) < 500


@pytest.mark.promise("P14")
def test_comparing_that_is_stopped_says_so_and_goes_on(
    frame: Command, faces: Path, state: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "copies"
    stick.mkdir()
    with Image.open(faces / "obama.jpg") as opened:
        for number in range(14):
            opened.resize((400 + number, 500)).save(stick / f"{number}.png")
    assert frame("import", stick, "--album", "Test").returncode == 0
    with household.opened(state) as home:
        people.enrol(
            home.vault,
            "Ana",
            [people.Sample(source="one", template=Template(bytes(range(128))))],
            people.Consent(adult=True),
            home.vault.made_at,
        )
        waiting = len(due(home.vault))
    assert waiting >= 3
    running = subprocess.Popen(
        [sys.executable, "-m", "frame.cli.main", "people", "compare"],
        env={**os.environ, "FRAME_STATE": str(state)},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not _children(running.pid):
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert b"Traceback" not in said
    with household.opened(state) as home:
        left = len(due(home.vault))
    assert 0 < left <= waiting
    done = frame("people", "compare")
    assert done.returncode == 0, done.stderr
    assert f"{left}/{left}" in done.stderr
    with household.opened(state) as home:
        assert due(home.vault) == ()


def _children(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:
        return ""


def test_a_favourite_cannot_be_hidden_in_the_same_breath(frame: Command) -> None:
    frame("init")
    done = frame("mark", "0" * 32, "--favourite", "--hide")
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be both" in done.stderr


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
    assert _answer(frame("settings", "--brightness", "40", "--night", "22:30-7:00", "--json")) == {
        "brightness": 40,
        "night": "22:30-07:00",
        "seconds": 20.0,
        "arranged": False,
        "language": "en",
        "guests": False,
    }
    busy = frame("people", "enrol", "Mia", "some.jpg", *_YES)
    assert busy.returncode == 1
    assert "frame's service" in busy.stderr
