"""iwd's folder: passphrases for root only, one file for one name, other files left alone."""

import stat
from pathlib import Path

import pytest

from frame.devices.iwd import Iwd
from frame.upkeep.networks import WifiNetwork
from tests.devices.system_kit import CutFiles, PowerCut, QuickFiles

HOME = WifiNetwork(ssid=b"Home", passphrase="12345678")


def test_a_network_is_a_file_that_only_root_may_read(tmp_path: Path) -> None:
    folder = tmp_path / "iwd"
    Iwd(folder, QuickFiles()).add(HOME)
    (path,) = folder.iterdir()
    assert path.name == "Home.psk"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "Passphrase=12345678" in path.read_text()


def test_a_network_that_got_a_passphrase_is_not_joined_without_one_any_more(
    tmp_path: Path,
) -> None:
    networks = Iwd(tmp_path, QuickFiles())
    networks.add(WifiNetwork(ssid=b"Home"))
    networks.add(HOME)
    assert [path.name for path in tmp_path.iterdir()] == ["Home.psk"]


def test_networks_are_listed_and_forgotten_and_other_files_stay(tmp_path: Path) -> None:
    networks = Iwd(tmp_path, QuickFiles())
    (tmp_path / ".known_network.freq").write_text("")
    networks.add(HOME)
    networks.add(WifiNetwork(ssid="Café".encode()))
    assert networks.known() == ("Café".encode(), b"Home")
    assert networks.remove("Café".encode())
    assert not networks.remove("Café".encode())
    assert networks.known() == (b"Home",)
    assert (tmp_path / ".known_network.freq").exists()


def test_without_a_folder_nothing_is_known(tmp_path: Path) -> None:
    networks = Iwd(tmp_path / "none", QuickFiles())
    assert networks.known() == ()
    assert not networks.remove(b"Home")


def test_what_a_power_cut_left_of_a_network_is_forgotten_with_it(tmp_path: Path) -> None:
    folder, left = tmp_path / "iwd", tmp_path / "left"
    Iwd(folder, QuickFiles()).add(HOME)
    with pytest.raises(PowerCut):
        Iwd(folder, CutFiles(folder, left, at=3)).add(HOME)
    assert any("Passphrase" in path.read_text() for path in left.glob("*.t"))
    assert Iwd(left, QuickFiles()).remove(b"Home")
    assert list(left.iterdir()) == []
