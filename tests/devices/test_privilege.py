"""Root acts as the owner of a folder, and is root again afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from frame.devices import privilege
from frame.devices.privilege import as_owner_of, check_entry
from frame.errors import DeviceFailed, NoAccess
from tests.strangers import of_somebody_else

_NOBODY = 65_534
_TREE = Path(__file__).parents[2]
_TRIES = """
import os, sys
from pathlib import Path
from frame.devices.privilege import as_owner_of
from frame.errors import NoAccess
from tests.strangers import without_capabilities
try:
    with without_capabilities(), as_owner_of(Path(sys.argv[1])):
        print("it went on")
except NoAccess:
    print("may not act", os.geteuid(), os.getegid(), sep=", ")
"""
"""In a process of one thread: capabilities are a thread's own, and the C library ends a process
whose threads would not all become the same user (nptl(7), setxid)."""


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
    tried = [sys.executable, "-c", _TRIES, str(tmp_path)]
    done = subprocess.run(tried, cwd=_TREE, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "may not act, 0, 0\n"), done.stderr
