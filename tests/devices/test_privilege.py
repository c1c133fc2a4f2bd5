"""Root acts as the owner of a folder, and is root again afterwards."""

import os
from pathlib import Path

import pytest

from frame.devices import privilege
from frame.devices.privilege import as_owner_of, check_entry
from frame.errors import DeviceFailed, NoAccess
from tests.strangers import of_somebody_else, without_capabilities

_NOBODY = 65_534


def test_who_owns_the_folder_changes_nothing(tmp_path: Path) -> None:
    before = os.geteuid()
    with as_owner_of(tmp_path):
        assert os.geteuid() == before
    with as_owner_of(tmp_path / "not-there"):
        assert os.geteuid() == before


@pytest.mark.skipif(os.getuid() != 0, reason="only root can act as somebody else")
def test_root_is_the_owner_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privilege, "_may_run", lambda: None)
    os.chown(tmp_path, _NOBODY, _NOBODY)
    with as_owner_of(tmp_path):
        assert (os.geteuid(), os.getegid()) == (_NOBODY, _NOBODY)
    assert (os.geteuid(), os.getegid()) == (0, 0)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can act as somebody else")
def test_a_program_that_the_owner_may_not_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_words, **_more: False)
    os.chown(tmp_path, _NOBODY, _NOBODY)
    with pytest.raises(DeviceFailed, match="may not read"), as_owner_of(tmp_path):
        pytest.fail("it went on")
    assert os.geteuid() == 0


def test_a_folder_one_may_not_enter_is_said_to_belong_to_another_user(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    check_entry(folder)
    check_entry(tmp_path / "not-there")
    (tmp_path / "file").touch()
    check_entry(tmp_path / "file")
    with of_somebody_else(folder), pytest.raises(NoAccess, match="belongs to another user"):
        check_entry(folder)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can act as somebody else")
def test_root_that_may_not_act_as_somebody_else_says_so(tmp_path: Path) -> None:
    os.chown(tmp_path, _NOBODY, _NOBODY)
    tmp_path.chmod(0o755)
    with (
        without_capabilities(),
        pytest.raises(NoAccess, match="may not act"),
        as_owner_of(tmp_path),
    ):
        pytest.fail("it went on")
    assert (os.geteuid(), os.getegid()) == (0, 0)
