"""What every machine does, this device and its twin alike."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from frame.devices.machine import Machine, run_command
from frame.devices.sim.machine import SimMachine
from frame.errors import BadRequest, DeviceFailed


class Seen:
    """A machine, and how to see what became of it."""

    def __init__(
        self,
        machine: Machine | SimMachine,
        hostname: Callable[[], str],
        zone: Callable[[], str],
        down: Callable[[], list[str]],
    ) -> None:
        self.machine, self.hostname, self.zone, self.down = machine, hostname, zone, down


def _real(setup: Path) -> Seen:
    asked: list[Sequence[str]] = []
    words = {
        ("systemctl", "--no-ask-password", "--no-block", "reboot"): "restart",
        (
            "systemctl",
            "--no-ask-password",
            "--no-block",
            "reboot",
            "--reboot-argument",
            "0 tryboot",
        ): "try",
        ("systemctl", "--no-ask-password", "--no-block", "poweroff"): "off",
    }
    return Seen(
        Machine(setup, asked.append),
        lambda: (setup / "hostname").read_text().strip(),
        lambda: str((setup / "localtime").readlink().relative_to("/usr/share/zoneinfo")),
        lambda: [words[tuple(one)] for one in asked],
    )


@pytest.fixture(params=["twin", "device"])
def seen(request: pytest.FixtureRequest, tmp_path: Path) -> Seen:
    if request.param == "device":
        return _real(tmp_path)
    twin = SimMachine()
    return Seen(twin, lambda: twin.hostname, lambda: twin.time_zone, lambda: twin.went_down)


def test_it_takes_a_name_and_then_another(seen: Seen) -> None:
    for name in ("kitchen", "a", "frame-2", "x" * 63):
        seen.machine.set_hostname(name)
        assert seen.hostname() == name


@pytest.mark.parametrize("name", ["", "-a", "a-", "A", "a b", "a.b", "x" * 64, "a\n", "../x", "ä"])
def test_what_is_no_name_is_refused(seen: Seen, name: str) -> None:
    seen.machine.set_hostname("before")
    with pytest.raises(BadRequest):
        seen.machine.set_hostname(name)
    assert seen.hostname() == "before"


def test_it_lives_in_a_time_zone(seen: Seen) -> None:
    for zone in ("Europe/Berlin", "America/Argentina/Ushuaia", "Etc/UTC"):
        seen.machine.set_time_zone(zone)
        assert seen.zone() == zone


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../../etc/shadow", "/etc/localtime", "."])
def test_what_is_no_time_zone_is_refused(seen: Seen, zone: str) -> None:
    with pytest.raises(BadRequest):
        seen.machine.set_time_zone(zone)


def test_it_restarts_tries_and_goes_off(seen: Seen) -> None:
    seen.machine.restart()
    seen.machine.restart(tries=True)
    seen.machine.power_off()
    assert seen.down() == ["restart", "try", "off"]


def test_settings_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "missing", lambda _: None)
    with pytest.raises(DeviceFailed, match="cannot be written"):
        machine.set_hostname("kitchen")


def test_what_was_being_written_when_the_power_went_is_in_nobody_s_way(tmp_path: Path) -> None:
    (tmp_path / ".hostname.new").write_text("half")
    (tmp_path / ".localtime.new").symlink_to("/nowhere")
    machine = Machine(tmp_path, lambda _: None)
    machine.set_hostname("kitchen")
    machine.set_time_zone("Etc/UTC")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hostname", "localtime"]


def test_a_command_that_fails_is_one_sentence(tmp_path: Path) -> None:
    for program in ("/bin/false", "/no/such/program"):
        with pytest.raises(DeviceFailed):
            Machine(tmp_path, lambda _: run_command([program])).power_off()  # noqa: B023
