"""Imports that are stopped, the hard way, are resumed by running them again."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from frame.devices.sim.pictures import photo_like
from tests.e2e.conftest import Command


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    for number in range(30):
        (folder / f"{number:02}.jpg").write_bytes(photo_like(800, 600, seed=number))
    return folder


def _count(frame: Command) -> int:
    return len(json.loads(frame("photos", "--json").stdout)["photos"])


@pytest.mark.promise("P14")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_an_import_that_was_stopped_goes_on(
    frame: Command, many: Path, state: Path, number: signal.Signals
) -> None:
    frame("init")
    words = [sys.executable, "-m", "frame.cli.main", "import", str(many), "--album", "Test"]
    environment = {**os.environ, "FRAME_STATE": str(state)}
    running = subprocess.Popen(
        words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and len(list(state.glob("store/o/*/*"))) < 8:
        time.sleep(0.02)
    running.send_signal(number)
    _, said = running.communicate(timeout=60)
    assert b"Traceback" not in said
    kept = _count(frame)
    assert 0 < kept < 30
    done = json.loads(frame("import", many, "--album", "Test", "--json").stdout)
    assert (done["added"], done["already"], done["refused"]) == (30 - kept, kept, [])
    assert frame("doctor").returncode == 0
