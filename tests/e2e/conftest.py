"""The frame as a person meets it: real commands in real processes."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from frame.devices.sim.pictures import photo_like

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def frame(state: Path) -> Command:
    """Run one `frame …` command and return what it said."""

    def run(*words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "FRAME_STATE": str(state), "FRAME_STRICT_LOG": "1", **more}
        return subprocess.run(
            [sys.executable, "-m", "frame.cli.main", *map(str, words)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture(scope="session")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with five photos, one of them upright."""
    folder = tmp_path_factory.mktemp("stick")
    for number in range(5):
        size = (480, 640) if number == 0 else (640, 480)
        (folder / f"IMG_2019030{number + 1}_101112.jpg").write_bytes(
            photo_like(*size, seed=number)
        )
    return folder
