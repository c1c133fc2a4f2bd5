"""The lookout, before a twin of the machine: one folder like sysfs, and one of settings."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from frame.devices.sim.clock import SimClock
from frame.services import wifi
from frame.services.lookout import LOOK_S, Lookout, Surroundings
from frame.slideshow.setup_card import SetupKind, SetupView
from frame.upkeep.connecting import CARD_S, JOINING_S, LOST_S, MENTIONED_S, PATIENCE_S
from tests.devices.test_interfaces import link_in

NOON = datetime(2027, 6, 1, 12, tzinfo=UTC)


class Home:
    """A machine, its household and its glass."""

    def __init__(self, folder: Path, now: datetime = NOON) -> None:
        self.net, self.setup = folder / "net", folder / "setup"
        self.setup.mkdir()
        self.clock = SimClock(now)
        self.owned = self.photos = self.camera = False
        self.asked = 0
        self.view: SetupView | None = None
        self.told = 0
        self.around = Surroundings(
            setup=self.setup,
            net=self.net,
            report=folder / "report.json",
            has_camera=lambda: self.camera,
        )
        link_in(self.net, "wlan0", "dormant", wifi=True)
        self.lookout = Lookout(self, self, self.clock, self.around)

    def show_setup(self, view: SetupView | None) -> None:
        self.view = view
        self.told += 1

    def claimed(self) -> bool:
        return self.owned

    def has_photos(self) -> bool:
        return self.photos

    def ask_for_owner(self) -> None:
        self.asked += 1

    def link(self, name: str, state: str) -> None:
        link_in(self.net, name, state, wifi=name.startswith("wlan"))

    def wait(self, seconds: float) -> None:
        end_s = self.clock.monotonic_s() + seconds
        while self.clock.monotonic_s() < end_s:
            self.clock.pass_time(min(LOOK_S, end_s - self.clock.monotonic_s()))
            self.lookout.step()

    def kind(self) -> SetupKind | None:
        return self.view.kind if self.view is not None else None

    def wants_code(self) -> bool:
        return self.lookout.wants_code

    def said(self) -> SetupView:
        return self.view or SetupView()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_fresh_frame_starts_then_says_how_to_get_into_a_network(home: Home) -> None:
    home.lookout.step()
    assert home.kind() is SetupKind.STARTING
    home.wait(PATIENCE_S)
    assert home.kind() is SetupKind.NO_NETWORK
    assert home.told == 2
    assert home.asked == 0


def test_a_code_is_asked_for_as_soon_as_a_camera_is_there(home: Home) -> None:
    home.wait(PATIENCE_S)
    assert not home.said().camera
    home.camera = True
    home.wait(LOOK_S)
    assert home.said().camera


def test_a_network_that_was_set_up_is_waited_for_and_then_doubted(home: Home) -> None:
    (home.setup / wifi.KNOWN).write_text("yes\n")
    home.wait(PATIENCE_S)
    assert home.kind() is SetupKind.JOINING
    home.wait(JOINING_S)
    assert home.kind() is SetupKind.UNREACHABLE


@pytest.mark.parametrize("link", ["wlan0", "eth0"])
def test_with_a_network_the_card_goes_and_the_first_owner_is_asked_for(
    home: Home, link: str
) -> None:
    home.wait(PATIENCE_S)
    home.link(link, "up")
    home.wait(LOOK_S)
    assert home.said() == SetupView()
    assert home.asked == 1
    home.wait(CARD_S + LOOK_S)
    assert home.asked == 2


def test_once_there_is_an_owner_nobody_is_asked_for(home: Home) -> None:
    home.owned = True
    home.link("eth0", "up")
    home.wait(10 * CARD_S)
    assert home.asked == 0
    assert home.told == 0


def test_a_clock_that_is_not_set_is_waited_for(tmp_path: Path) -> None:
    home = Home(tmp_path, datetime(2000, 1, 1, tzinfo=UTC))
    home.link("eth0", "up")
    home.wait(40.0)
    assert home.asked == 0
    home.wait(40.0)
    assert home.asked == 1


def test_photos_go_on_when_the_network_is_lost_and_come_back_when_it_is_back(home: Home) -> None:
    home.owned = home.photos = True
    home.link("wlan0", "up")
    home.wait(10.0)
    home.link("wlan0", "down")
    home.wait(MENTIONED_S)
    assert home.said() == SetupView()
    home.wait(2 * LOOK_S)
    assert home.said().trouble
    assert home.kind() is None
    home.wait(LOST_S)
    assert home.kind() is SetupKind.LOST
    assert home.said().small
    home.link("wlan0", "up")
    home.wait(LOOK_S)
    assert home.said() == SetupView()


def test_faults_of_the_file_are_on_the_glass(tmp_path: Path) -> None:
    fault = "there is no wlan.sid, did you mean ssid?"
    (tmp_path / "report.json").write_text(json.dumps({"faults": [fault]}))
    home = Home(tmp_path)
    home.lookout.step()
    assert home.view == SetupView(kind=SetupKind.FAULTY, faults=(fault,))


@pytest.mark.parametrize("held", ["", "{", "[]", '{"faults": 7}', '"faults"'])
def test_a_report_that_is_none_says_nothing(tmp_path: Path, held: str) -> None:
    (tmp_path / "report.json").write_text(held)
    home = Home(tmp_path)
    home.lookout.step()
    assert home.kind() is SetupKind.STARTING


def test_on_a_laptop_nothing_of_this_happens(home: Home) -> None:
    home.setup.rmdir()
    home.link("eth0", "up")
    home.wait(1000.0)
    assert (home.told, home.asked) == (0, 0)


def test_a_kernel_that_tells_nothing_is_a_frame_without_a_network(home: Home) -> None:
    (home.net / "wlan0" / "operstate").unlink()
    home.wait(PATIENCE_S)
    assert home.kind() is SetupKind.NO_NETWORK


def test_a_code_is_wanted_only_while_the_card_asks_for_one(home: Home) -> None:
    home.camera = True
    home.lookout.step()
    assert not home.wants_code()
    home.wait(PATIENCE_S)
    assert home.wants_code()
    home.camera = False
    home.wait(LOOK_S)
    assert not home.wants_code()


def test_what_was_given_is_joined_at_once_and_asked_for_again_when_it_was_not_well(
    home: Home,
) -> None:
    home.camera = True
    home.wait(PATIENCE_S)
    home.lookout.given()
    home.lookout.step()
    assert home.kind() is SetupKind.JOINING
    assert not home.wants_code()
    home.lookout.given(well=False)
    home.lookout.step()
    assert home.kind() is SetupKind.NO_NETWORK
    assert home.wants_code()
