"""Wi-Fi of a frame: joined, forgotten, told; on a twin of the machine."""

from pathlib import Path

import pytest

from frame.devices import iwd
from frame.errors import BadRequest
from frame.services import wifi
from frame.services.wifi import Radio, forget, is_known, join, standing
from tests.devices.system_kit import QuickFiles
from tests.devices.test_interfaces import link_in

SECRET = "correct horse"


class Awake:
    """Counts how often iwd was woken."""

    count = 0

    def __call__(self) -> None:
        self.count += 1


@pytest.fixture
def wake() -> Awake:
    return Awake()


@pytest.fixture
def radio(tmp_path: Path, wake: Awake) -> Radio:
    return Radio(
        networks=tmp_path / "iwd",
        setup=tmp_path / "setup",
        net=tmp_path / "net",
        files=QuickFiles(),
        wake=wake,
    )


def test_a_network_is_joined_and_everybody_may_know_that_there_is_one(
    radio: Radio, wake: Awake
) -> None:
    assert not is_known(radio.setup)
    join(b"Home", SECRET, hidden=True, radio=radio)
    held = (radio.networks / "Home.psk").read_text()
    assert f"Passphrase={SECRET}" in held
    assert "Hidden=true" in held
    assert is_known(radio.setup)
    assert (radio.setup / wifi.KNOWN).read_text() == "yes\n"
    assert standing(radio=radio).known == (b"Home",)
    assert wake.count == 1


def test_what_cannot_be_joined_changes_nothing(radio: Radio, wake: Awake) -> None:
    with pytest.raises(BadRequest, match="8 to 63"):
        join(b"Home", "short", radio=radio)
    assert not radio.networks.exists()
    assert wake.count == 0


def test_the_last_network_that_is_forgotten_leaves_nothing(radio: Radio) -> None:
    join(b"Home", SECRET, radio=radio)
    join(b"Cafe", "", radio=radio)
    forget(b"Home", radio=radio)
    assert is_known(radio.setup)
    forget(b"Cafe", radio=radio)
    assert not is_known(radio.setup)
    assert list(radio.networks.iterdir()) == []
    with pytest.raises(BadRequest, match="no such"):
        forget(b"Cafe", radio=radio)


def test_a_cable_counts_as_well(radio: Radio) -> None:
    link_in(radio.net, "wlan0", "down", wifi=True)
    assert not standing(radio=radio).up
    link_in(radio.net, "eth0", "up")
    assert standing(radio=radio).up


def test_neither_name_nor_passphrase_is_logged(
    radio: Radio, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG"):
        join(b"Hideaway", SECRET, radio=radio)
        forget(b"Hideaway", radio=radio)
    assert "wifi.joining" in caplog.text
    assert "Hideaway" not in caplog.text
    assert SECRET not in caplog.text


def test_waking_iwd_where_there_is_none_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    iwd.wake()
    assert "iwd.asleep" in caplog.text
