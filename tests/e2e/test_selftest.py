"""`frame selftest` as an installer meets it, on a frame that runs and on none."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from frame.devices.channel import Channel
from frame.errors import Offline
from frame.model import Pixels, Size
from frame.scene import Words
from frame.services import household, listen
from frame.services.ipc import FromDisplay, receive_from_core, send_picture, send_to_core
from tests.e2e.conftest import Command

CHECKS = {
    "crypto", "models", "interpreter", "decode child", "vision child", "fences", "screen", "touch",
    "camera", "network", "clock", "storage", "wear", "memory", "page",
}  # fmt: skip

_BLACK = Pixels(size=Size(width_px=640, height_px=360), rgb=bytes(3 * 640 * 360))


def test_without_a_frame_it_says_what_this_machine_can_do(frame: Command) -> None:
    done = frame("selftest", "--unattended", "--json")
    document = json.loads(done.stdout)
    found = {one["check"]: one["verdict"] for one in document["checks"]}
    assert found.keys() >= CHECKS
    assert found["storage"] == found["touch"] == found["screen"] == "skipped"
    failed = [one for one in document["checks"] if one["verdict"] == "fail"]
    assert (done.returncode == 1) is bool(failed)
    assert document["ok"] is not bool(failed)
    assert all(one["do"] for one in failed)


def test_the_pattern_is_written_as_a_picture(frame: Command, tmp_path: Path) -> None:
    out = tmp_path / "pattern.png"
    assert frame("selftest", "--pattern", str(out), "--size", "640x360").returncode == 0
    assert out.read_bytes().startswith(b"\x89PNG")


class Display(threading.Thread):
    """A display that listens, and shows its pictures when it is asked."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.folder = folder
        self.words: list[list[str]] = []
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            try:
                channel = listen.knock(self.folder / listen.SOCKET)
            except Offline:
                time.sleep(0.2)
                continue
            with closing(channel):
                send_to_core(channel, FromDisplay(size=_BLACK.size))
                self._listen(channel)

    def _listen(self, channel: Channel) -> None:
        try:
            while not self.over.is_set():
                if not channel.waiting():
                    time.sleep(0.05)
                    continue
                came = receive_from_core(channel, 1.0)
                if isinstance(came, int):
                    send_picture(channel, came, _BLACK)
                else:
                    texts = [one.text for one in came[0].layers if isinstance(one, Words)]
                    self.words.append(texts)
        except Offline:
            return


@pytest.mark.promise("P13")
def test_on_a_frame_that_runs_the_report_is_on_the_glass(frame: Command, state: Path) -> None:
    household.make(state)
    core = subprocess.Popen(
        [sys.executable, "-m", "frame.cli.main", "run", "core"],
        env={**os.environ, "FRAME_STATE": str(state), "FRAME_STRICT_LOG": "1"},
    )
    display = Display(state)
    display.start()
    try:
        deadline = time.monotonic() + 40
        while not display.words and time.monotonic() < deadline:
            time.sleep(0.1)
        done = frame("selftest", "--unattended", "--json")
        document = json.loads(done.stdout)
        assert document["glass"] is True
        found = {one["check"]: one["verdict"] for one in document["checks"]}
        assert found["storage"] in {"ok", "warn"}
        assert found["screen"] == "ok"
        assert not (state / "selftest.tmp").exists()
        while not any("memory" in words for words in display.words):
            assert time.monotonic() < deadline + 60
            time.sleep(0.1)
    finally:
        display.over.set()
        core.send_signal(signal.SIGTERM)
        assert core.wait(timeout=20) == 0
