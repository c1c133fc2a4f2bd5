"""The libraries on the image: each named by one file's hash, and able to draw on a bare Pi."""

import re
import zipfile
from pathlib import Path

import pytest
from steps import wheels
from steps.settings import ROOT, Settings
from steps.tools import ToolFailed
from steps.wheels import Wheel, read_lock, write_lock

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_SPEAKERS = ("Could not find a version", "No matching distribution", "ConnectTimeout",
             "NewConnectionError", "Temporary failure", "ConnectionError")  # fmt: skip


@pytest.fixture(scope="module")
def lock(tree: Path) -> list[Wheel]:
    return read_lock((tree / "wheels.lock").read_text(encoding="utf-8"))


def test_the_lock_is_written_as_it_is_read(lock: list[Wheel], tree: Path) -> None:
    assert write_lock(lock) == (tree / "wheels.lock").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "line",
    [
        "numpy==2.5.5",
        "numpy>=2.5.5 --hash=sha256:" + "0" * 64,
        "numpy==2.5.5 --hash=sha256:" + "0" * 63,
        "numpy==2.5.5 --hash=sha256:" + "0" * 64 + " --hash=sha256:" + "1" * 64,
        "--index-url somewhere",
    ],
)
def test_a_line_that_does_not_name_one_file_is_refused(line: str) -> None:
    with pytest.raises(ToolFailed, match="not one name"):
        read_lock(line)


def test_the_image_has_the_versions_the_tests_ran_with(lock: list[Wheel]) -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    tested: dict[str, set[str]] = {}
    for name, version in _PIN.findall(text):
        tested.setdefault(name, set()).add(version)
    other = {
        one.name: one.version for one in lock if one.version not in tested.get(one.name, set())
    }
    assert other == {}


def test_everything_the_program_needs_is_locked(lock: list[Wheel]) -> None:
    names = {one.name for one in lock}
    assert {
        "cryptography", "font-source-sans-pro", "msgspec", "numpy", "paho-mqtt", "pillow",
        "pillow-heif", "pygame-ce", "segno", "websockets", "ai-edge-litert",
    } <= names  # fmt: skip
    assert not names & {"pygame", "tflite-runtime", "iotcore"}


def test_every_wheel_is_there_and_pygame_ce_can_draw_without_a_desktop(
    small: Settings, lock: list[Wheel], tree: Path, tmp_path: Path
) -> None:
    try:
        files = wheels.fetch(small, tree / "wheels.lock", tmp_path)
    except ToolFailed as problem:
        if any(word in str(problem) for word in _SPEAKERS):
            pytest.skip("the package index is not reachable from here")
        raise
    assert len(files) == len(lock)
    assert not [path.name for path in files if not re.search(r"-(any|\w*aarch64)", path.name)]
    (wheel,) = (path for path in files if path.name.startswith("pygame_ce-"))
    with zipfile.ZipFile(wheel) as packed:
        sdl = [name for name in packed.namelist() if "libSDL2-2" in name]
        assert len(sdl) == 1
        assert b"KMSDRM" in packed.read(sdl[0])
