"""The real processes: core, display, a command that asks them, and what happens when one dies."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from frame.services import household
from tests.e2e.conftest import Command


class Frame:
    """`frame run core` and `frame run display`, as systemd would start them."""

    def __init__(self, state: Path) -> None:
        self._environment = {
            **os.environ,
            "FRAME_STATE": str(state),
            "SDL_VIDEODRIVER": "dummy",
            "SYSTEMD_LOG_LEVEL": "info",
        }
        self.core = self.start("core")
        self.display = self.start("display")

    def start(self, process: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "frame.cli.main", "run", process],
            env=self._environment,
            stderr=subprocess.PIPE,
            text=True,
        )

    def stop(self) -> list[tuple[int, str]]:
        ends = []
        for process in (self.display, self.core):
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=10)
            ends.append((process.returncode, said))
        return ends


@pytest.fixture
def running(frame: Command, stick: Path, state: Path) -> Iterator[Frame]:
    assert frame("import", stick, "--album", "Test").returncode == 0
    settings = (
        "[screen]\nwidth_px = 320\nheight_px = 180\n[show]\nseconds = 2\nfade_seconds = 0.2\n"
    )
    (state / "frame.toml").write_text(settings)
    processes = Frame(state)
    yield processes
    for process in (processes.core, processes.display):
        if process.poll() is None:
            process.kill()
        process.communicate()


def _until(so: Callable[[], bool], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.2)


def _status(frame: Command) -> dict[str, object]:
    done = frame("status", "--json")
    document: dict[str, object] = json.loads(done.stdout) if done.returncode == 0 else {}
    return document


def _has_display(frame: Command) -> bool:
    memory = _status(frame).get("memory_bytes")
    return isinstance(memory, dict) and bool(memory["display"])


def test_a_running_frame_tells_its_status_and_ends_at_once(frame: Command, running: Frame) -> None:
    _until(lambda: _has_display(frame))
    assert _status(frame)["running"] is True
    begin = time.monotonic()
    ends = running.stop()
    assert time.monotonic() - begin < 8
    assert [code for code, _ in ends] == [0, 0]
    assert "Traceback" not in "".join(said for _, said in ends)


@pytest.mark.promise("P8")
def test_photos_are_erased_through_the_running_frame(frame: Command, running: Frame) -> None:
    _until(lambda: _has_display(frame))
    done = frame("erase", "--album", "Test", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["receipt"]["photos"] == 5
    assert _status(frame)["photos"] == 0
    assert frame("erase", "--album", "Test").returncode == 2
    running.stop()


def _told(done: "subprocess.CompletedProcess[str]") -> dict[str, object]:
    assert done.returncode == 0, done.stderr
    document: dict[str, object] = json.loads(done.stdout)
    return document


@pytest.mark.promise("P5")
def test_what_is_listed_and_why_is_the_same_while_the_frame_runs(
    frame: Command, running: Frame
) -> None:
    _until(lambda: _has_display(frame))
    photos = _told(frame("photos", "--json"))["photos"]
    assert isinstance(photos, list)
    first = photos[0]["id"]
    questions = (["photos"], ["albums"], ["owners"], ["held"], ["why", first])
    told = [_told(frame(*words, "--json")) for words in questions]
    refused = frame("why", "0" * 32)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert frame("photos").stdout.count("Test") == len(photos) == 5
    running.stop()
    assert [_told(frame(*words, "--json")) for words in questions] == told


def test_an_id_found_while_the_frame_runs_can_be_used_at_once(
    frame: Command, running: Frame
) -> None:
    _until(lambda: _has_display(frame))
    line = frame("photos").stdout.splitlines()[1]
    photo = line.split()[0]
    assert frame("mark", photo, "--hide").returncode == 0
    (row,) = [one for one in frame("photos").stdout.splitlines() if one.startswith(photo)]
    assert "hidden  You hid this photo" in row
    assert f"frame mark {photo} --show" in frame("why", photo).stdout
    assert frame("guest", "hide", "--photo", photo).returncode == 0
    running.stop()


def test_what_a_running_frame_does_not_answer_says_what_to_ask_instead(
    frame: Command, running: Frame
) -> None:
    _until(lambda: _has_display(frame))
    done = frame("playlist")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Stop the frame's service" in done.stderr
    assert "`frame photos`" in done.stderr
    assert "`frame why PHOTO`" in done.stderr
    running.stop()


def test_what_a_running_frame_shows_can_be_looked_at(
    frame: Command, running: Frame, tmp_path: Path
) -> None:
    _until(lambda: _has_display(frame))
    photo = frame("photos").stdout.splitlines()[1].split()[0]
    for name, words in (("now.png", []), ("one.png", ["--photo", photo])):
        done = frame("snapshot", "--out", tmp_path / name, *words)
        assert done.returncode == 0, done.stderr
        with Image.open(tmp_path / name) as picture:
            assert picture.size == (320, 180)
    done = frame("snapshot", "--out", tmp_path / "none.png", "--photo", "0" * 32)
    assert done.returncode == 2
    assert "`frame photos`" in done.stderr
    assert not (tmp_path / "none.png").exists()
    running.stop()


@pytest.mark.promise("P4")
def test_a_display_that_was_killed_or_stopped_comes_back(frame: Command, running: Frame) -> None:
    _until(lambda: _has_display(frame))
    for number in (signal.SIGKILL, signal.SIGTERM):
        running.display.send_signal(number)
        running.display.communicate(timeout=10)
        running.display = running.start("display")
        _until(lambda: _has_display(frame))
        assert running.core.poll() is None
    running.stop()


@pytest.mark.promise("P4")
@pytest.mark.promise("P14")
def test_a_core_that_was_killed_comes_back_and_the_display_waits(
    frame: Command, running: Frame
) -> None:
    _until(lambda: _has_display(frame))
    running.core.kill()
    running.core.communicate()
    time.sleep(1.0)
    assert running.display.poll() is None
    running.core = running.start("core")
    _until(lambda: _has_display(frame))
    assert _status(frame)["photos"] == 5
    running.stop()


def test_a_core_that_starts_while_a_command_reads_the_store_waits_for_it(
    frame: Command, running: Frame, state: Path
) -> None:
    _until(lambda: _has_display(frame))
    running.core.send_signal(signal.SIGTERM)
    running.core.communicate(timeout=10)
    with household.opened(state):
        running.core = running.start("core")
        time.sleep(2.0)
        assert running.core.poll() is None
    _until(lambda: _has_display(frame))
    running.stop()
