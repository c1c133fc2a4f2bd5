"""Settings of the machine: whole or not at all, nothing followed, nothing named."""

import stat
from pathlib import Path

import pytest

from frame.devices.system_files import SystemFiles
from frame.errors import DeviceFailed


def test_a_file_has_its_contents_and_its_rights_and_nothing_is_left_over(tmp_path: Path) -> None:
    files, path = SystemFiles(), tmp_path / "hostname"
    files.write_whole(path, b"one\n")
    files.write_whole(path, b"two\n", 0o600)
    assert path.read_bytes() == b"two\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["hostname"]


def test_a_link_is_replaced_at_once_and_never_followed(tmp_path: Path) -> None:
    files, path = SystemFiles(), tmp_path / "localtime"
    files.link_whole(path, tmp_path / "a")
    files.link_whole(path, tmp_path / "b")
    assert path.readlink() == tmp_path / "b"
    assert not (tmp_path / "b").exists()


def test_what_is_erased_was_zeros_before_it_went(tmp_path: Path) -> None:
    path, twin = tmp_path / "secret", tmp_path / "twin"
    path.write_bytes(b"passphrase" * 10_000)
    twin.hardlink_to(path)
    SystemFiles().erase(path)
    assert not path.exists()
    assert twin.read_bytes() == bytes(100_000)
    SystemFiles().erase(path)


def test_reading_stops_after_one_byte_too_many_and_takes_only_files(tmp_path: Path) -> None:
    files, path = SystemFiles(), tmp_path / "x"
    path.write_bytes(b"12345")
    assert files.read(path, 10) == b"12345"
    assert files.read(path, 3) == b"1234"
    assert files.read(tmp_path / "none", 3) is None
    (tmp_path / "link").symlink_to(path)
    for odd in (tmp_path / "link", tmp_path):
        with pytest.raises(DeviceFailed):
            files.read(odd, 10)


def test_a_disk_that_refuses_is_one_sentence_without_a_path(tmp_path: Path) -> None:
    with pytest.raises(DeviceFailed, match="could not be written: no such file") as caught:
        SystemFiles().write_whole(tmp_path / "no" / "where", b"x")
    assert "where" not in str(caught.value)
