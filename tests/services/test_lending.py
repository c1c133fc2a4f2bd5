"""What core writes for another user of the device that user can read, and nobody else."""

import os
from pathlib import Path

import pytest

from frame.config import parse
from frame.devices.clock import KernelEntropy
from frame.services import household, wiping
from frame.services.lending import is_lent, lend
from frame.services.web_certificates import ensure
from tests.services.conftest import NOON


@pytest.fixture
def lent(tmp_path: Path) -> Path:
    """A state folder whose web folder an installer gave to a group."""
    folder = tmp_path / "state"
    household.make(folder)
    for name in ("web", "broker"):
        (folder / name).mkdir()
        (folder / name).chmod(0o2750)
    return folder


def test_a_folder_is_lent_by_its_set_group_id_bit(lent: Path) -> None:
    assert is_lent(lent / "web")
    assert not is_lent(lent / "store")
    assert not is_lent(lent / "nothing")


def test_the_group_reads_and_nobody_else_does(lent: Path) -> None:
    (lent / "web" / "key.pem").write_text("secret")
    (lent / "web" / "key.pem").chmod(0o600)
    (lent / "web" / "link").symlink_to(lent / "device.key")
    lend(lent / "web")
    assert (lent / "web" / "key.pem").stat().st_mode & 0o777 == 0o640
    assert (lent / "device.key").stat().st_mode & 0o777 == 0o600


def test_without_a_lender_everything_stays_closed(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("secret")
    (tmp_path / "key.pem").chmod(0o600)
    lend(tmp_path)
    lend(tmp_path / "nothing")
    assert (tmp_path / "key.pem").stat().st_mode & 0o777 == 0o600


def test_the_page_s_certificate_can_be_read_by_the_web_process(lent: Path) -> None:
    config = parse('[web]\nhost = "frame.local"\nhttps_port = 443\n')
    assert ensure(lent, config, NOON)
    for name in ("ca.pem", "cert.pem", "key.pem"):
        assert (lent / "web" / name).stat().st_mode & 0o777 == 0o640
    assert (lent / "web-ca.key").stat().st_mode & 0o777 == 0o600
    (lent / "web" / "key.pem").chmod(0o600)
    assert not ensure(lent, config, NOON)
    assert (lent / "web" / "key.pem").stat().st_mode & 0o777 == 0o640


def test_a_wipe_empties_what_is_lent_and_leaves_it_lent(lent: Path, tmp_path: Path) -> None:
    (lent / "web" / "key.pem").write_text("secret")
    (lent / "broker" / "kept").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (lent / "run").symlink_to(tmp_path / "elsewhere")
    (lent / "other").symlink_to(tmp_path / "elsewhere")
    wiping.begin(lent)
    wiping.finish(lent, KernelEntropy())
    assert {path.name for path in lent.iterdir()} == {"frame.toml", "web", "broker", "run"}
    assert list((lent / "web").iterdir()) == []
    assert list((lent / "broker").iterdir()) == []
    assert is_lent(lent / "web")


def test_a_file_of_a_lent_folder_has_that_folder_s_group(lent: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives a folder to any group")
    os.chown(lent / "web", -1, 4242)
    (lent / "web").chmod(0o2750)
    (lent / "web" / "new").write_text("x")
    assert (lent / "web" / "new").stat().st_gid == 4242
