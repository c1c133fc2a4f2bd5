"""Links and cameras as the kernel tells of them; the twin is a folder that looks like sysfs."""

from pathlib import Path

import pytest

from frame.devices import interfaces
from frame.devices.interfaces import Link, has_camera, links


def link_in(folder: Path, name: str, state: str, *, wifi: bool = False, real: bool = True) -> None:
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    (place / "operstate").write_text(f"{state}\n")
    if real:
        (place / "device").mkdir(exist_ok=True)
    if wifi:
        (place / "phy80211").mkdir(exist_ok=True)


def test_only_hardware_that_lets_packets_pass_counts_as_up(tmp_path: Path) -> None:
    link_in(tmp_path, "lo", "unknown", real=False)
    link_in(tmp_path, "docker0", "up", real=False)
    link_in(tmp_path, "eth0", "up")
    link_in(tmp_path, "wlan0", "dormant", wifi=True)
    assert links(tmp_path) == (
        Link(name="eth0", kind="wired", up=True),
        Link(name="wlan0", kind="wifi", up=False),
    )


def test_a_link_that_goes_away_while_it_is_looked_at_is_not_up(tmp_path: Path) -> None:
    link_in(tmp_path, "eth0", "up")
    (tmp_path / "eth0" / "operstate").unlink()
    assert links(tmp_path) == (Link(name="eth0", kind="wired", up=False),)
    assert links(tmp_path / "none") == ()


@pytest.mark.parametrize(
    ("names", "there"),
    [
        (["bcm2835-codec-decode", "bcm2835-isp-output0", "rpi-hevc-dec"], False),
        (["bcm2835-codec-decode", "unicam-image"], True),
        (["HD Pro Webcam C920"], True),
        ([], False),
    ],
)
def test_an_encoder_is_no_camera(tmp_path: Path, names: list[str], *, there: bool) -> None:
    for number, name in enumerate(names):
        (tmp_path / f"video{number}").mkdir()
        (tmp_path / f"video{number}" / "name").write_text(f"{name}\n")
    assert has_camera(tmp_path) is there
    assert not has_camera(tmp_path / "none")


@pytest.mark.skipif(not interfaces.NET.is_dir(), reason="this machine has no sysfs")
def test_the_links_of_this_machine_are_read_without_a_fault() -> None:
    assert all(link.name != "lo" for link in links())
