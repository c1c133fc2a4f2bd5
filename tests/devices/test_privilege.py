"""Root acts as the owner of a folder, and is root again afterwards."""

import os
from pathlib import Path

import pytest

from frame.devices import privilege
from frame.devices.privilege import as_owner_of
from frame.errors import DeviceFailed

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
