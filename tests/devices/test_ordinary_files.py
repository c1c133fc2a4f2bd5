"""Only ordinary files are opened: whatever may never end is refused at once."""

import os
import socket
from pathlib import Path

import pytest

from frame.devices.image_files import digests, small_file
from frame.devices.ordinary_files import open_ordinary, read_ordinary
from frame.errors import BadRequest
from frame.services.signatures import key_from


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_file_is_read_up_to_one_byte_more_than_it_may_hold(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"abcdef")
    assert read_ordinary(path, 10) == b"abcdef"
    assert read_ordinary(path, 3) == b"abcd"


@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "folder", "nothing"])
def test_what_is_no_ordinary_file_is_refused_before_anything_is_read(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / kind
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        if kind == "socket":
            listening.bind(str(path))
        before = _open_files()
        with pytest.raises(OSError):  # noqa: PT011  # each kind has an error of its own
            open_ordinary(path)
        assert _open_files() == before


def test_an_image_and_a_release_key_are_not_read_from_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "frame.img"
    os.mkfifo(pipe)
    with pytest.raises(BadRequest, match="not an ordinary file"):
        digests(pipe)
    with pytest.raises(BadRequest, match="not an ordinary file"):
        small_file(pipe, 10)
    with pytest.raises(BadRequest, match="release key cannot be read"):
        key_from(str(pipe))
    with pytest.raises(BadRequest, match="release key cannot be read"):
        key_from("")
