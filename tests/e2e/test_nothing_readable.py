"""Names, captions, places and pictures are found in no file the frame wrote, nor in its logs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.e2e.conftest import Command

_MARKS = (b"Grandmother", b"Marker Camera", b"SERIAL-4711", b"48.1371", b"Lakeside")


@pytest.fixture
def telling(tmp_path: Path, stick: Path) -> Path:
    """A photo that tells much about the family, in a file whose name does, too."""
    folder = tmp_path / "stick"
    folder.mkdir()
    with Image.open(min(stick.iterdir())) as picture:
        exif = picture.getexif()
        exif[0x010F] = "Marker Camera"
        exif[0x013B] = "Grandmother"
        exif[0x010E] = "Lakeside 48.1371"
        exif.get_ifd(0x8769)[0xA431] = "SERIAL-4711"
        picture.save(folder / "Grandmother at Lakeside.jpg", exif=exif)
    return folder


@pytest.mark.promise("P9")
@pytest.mark.parametrize("ending", ["finished", "killed"])
def test_no_marker_is_in_any_file_that_was_written(
    frame: Command, telling: Path, state: Path, tmp_path: Path, ending: str
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    words = ("import", telling, "--album", "Lakeside of Grandmother")
    if ending == "finished":
        done = frame(*words, TMPDIR=str(scratch), SYSTEMD_LOG_LEVEL="debug")
        assert done.returncode == 0, done.stderr
        assert not [mark for mark in _MARKS if mark in done.stderr.encode()]
    else:
        frame("init")
        environment = {**os.environ, "FRAME_STATE": str(state), "TMPDIR": str(scratch)}
        running = subprocess.Popen(
            [sys.executable, "-m", "frame.cli.main", *map(str, words)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while running.poll() is None and not list(state.glob("store/o/*/*")):
            pass
        running.kill()
        running.wait()
    files = [path for folder in (state, scratch) for path in folder.rglob("*") if path.is_file()]
    assert files
    found = [(path.name, mark) for path in files for mark in _MARKS if mark in path.read_bytes()]
    assert found == []
    assert not any(path.read_bytes().startswith(b"\xff\xd8\xff") for path in files)
