import itertools
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from tests.e2e.conftest import Command


@pytest.mark.promise("P4")
def test_the_demo_writes_what_the_screen_shows(
    frame: Command, stick: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = frame(
        "demo", "--photos", stick, "--headless", "--seconds", "12", "--out", out,
        "--size", "640x360",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    settled = [path for path in map(Path, done.stdout.split()) if "fade" not in path.name]
    assert len(settled) >= 2
    pictures = [Image.open(path).convert("RGB") for path in settled]
    assert all(max(one.tobytes()) > 60 for one in pictures)
    pairs = itertools.combinations(pictures, 2)
    assert any(ImageChops.difference(one, other).getbbox() for one, other in pairs)


def test_the_demo_of_the_sample_photos_needs_no_folder(frame: Command, tmp_path: Path) -> None:
    pytest.importorskip("skimage", reason="the packages that ship the sample photos are missing")
    done = frame("demo", "--headless", "--seconds", "6", "--out", tmp_path, "--size", "640x360")
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("*.png"))


def test_a_demo_of_a_folder_without_photos_shows_a_card(frame: Command, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = frame(
        "demo", "--photos", tmp_path / "empty", "--headless", "--seconds", "4",
        "--out", tmp_path / "out", "--size", "640x360",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with Image.open(max((tmp_path / "out").glob("*.png"))) as card:
        assert max(card.convert("L").tobytes()) > 100
