"""From a code in somebody's hand to a frame that joins: camera, vision, core, steward, glass."""

import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace as changed
from pathlib import Path

import msgspec
import pytest

from frame.config import Camera
from frame.devices.channel import Channel
from frame.devices.qr import modules
from frame.devices.sim.camera import SimCamera, holding, room
from frame.devices.sim.clock import SimClock, SimEntropy
from frame.devices.sim.decoder import SimDecoder
from frame.devices.watch import RoomWatch, Told, Watch
from frame.model import Size
from frame.ports import Camera as AnyCamera
from frame.scene import Words
from frame.services import asking_steward, wifi
from frame.services.core import Core, World
from frame.services.deeds import Deed, JoinWifi
from frame.services.household import Household
from frame.services.lights import Habits
from frame.services.lookout import Surroundings
from frame.services.steward import Steward
from frame.services.tending import Means, Tending
from frame.services.watching import Sense, Watching
from frame.slideshow.setup_card import SetupKind
from frame.upkeep.connecting import JOINING_S, PATIENCE_S
from tests.devices.test_interfaces import link_in
from tests.services.test_core import Viewer

HOME = "WIFI:T:WPA;S:Zu Hause;P:geheim geheim;;"


class Machine:
    """A frame's own machine: its folders, its steward behind a real socket, and its camera."""

    def __init__(self, folder: Path) -> None:
        self.setup, self.net = folder / "setup", folder / "net"
        self.setup.mkdir()
        link_in(self.net, "wlan0", "dormant", wifi=True)
        self.joined: list[JoinWifi] = []
        self.shows = HOME
        self.opened: list[Size] = []
        self.door = folder / "steward"
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.bind(str(self.door))
        listener.listen(4)
        self._listener = listener
        self._over = False
        steward = Steward(listener, {JoinWifi: self._join}, {os.getuid()}, rest_s=1e6)
        self._thread = threading.Thread(target=steward.serve, args=(lambda: self._over,))
        self._thread.start()

    def _join(self, deed: JoinWifi) -> str:
        self.joined.append(deed)
        (self.setup / wifi.KNOWN).write_text("yes\n")
        return "the frame joins it"

    def around(self) -> Surroundings:
        return Surroundings(
            setup=self.setup,
            net=self.net,
            report=self.setup / "report.json",
            has_camera=lambda: True,
        )

    def ask(self, deed: Deed) -> str:
        return asking_steward.ask(deed, self.door)

    def open(self, size: Size) -> AnyCamera:
        self.opened.append(size)
        return SimCamera([room(size), holding(modules(self.shows), size)])

    def watch(self, told: Told) -> RoomWatch:
        """Watch as the vision process does, on a thread of this one."""
        ours, theirs = Channel.pair()
        watching = Watching(theirs, Watch(), Sense(camera=self.open, has_face=lambda _: False))
        threading.Thread(target=watching.run, daemon=True).start()
        return RoomWatch(ours, told)

    def close(self) -> None:
        self._over = True
        self._thread.join(10)
        self._listener.close()


class Nobody:
    """A household without photos, owner or phones."""

    def claimed(self) -> bool:
        return False

    def has_photos(self) -> bool:
        return False

    def ask_for_owner(self) -> None:
        """Nothing to ask with."""


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    one = Machine(tmp_path)
    yield one
    one.close()


class Frame:
    """A frame that runs: its viewer, and what it tends."""

    def __init__(self, home: Household, clock: SimClock, machine: Machine, camera: Camera) -> None:
        config = msgspec.structs.replace(home.config, camera=camera)
        home = changed(home, config=config)
        self.core = Core(home, World(decoder=SimDecoder(), clock=clock, entropy=SimEntropy(1)))
        means = Means(begin=machine.watch, ask=machine.ask, around=machine.around(),
                      habits=Habits())  # fmt: skip
        self.tending = Tending(self.core, Nobody(), home.vault, clock, means)
        self.viewer = Viewer(self.core, clock)

    def until(self, so: "object", seconds: float = 0.2) -> None:
        def tended() -> bool:
            self.tending.step()
            assert callable(so)
            return bool(so())

        self.viewer.wait(tended, seconds)

    def kind(self) -> SetupKind | None:
        view = self.tending._lookout._told
        return view.kind if view is not None else None

    def words(self) -> str:
        layers = self.viewer.scenes[-1].layers if self.viewer.scenes else ()
        return " ".join(one.text for one in layers if isinstance(one, Words))

    def everything_said(self) -> str:
        return " ".join(
            one.text for scene in self.viewer.scenes for one in scene.layers
            if isinstance(one, Words)
        )  # fmt: skip

    def close(self) -> None:
        self.tending.close()
        self.viewer.close()


@pytest.fixture
def frame(home: Household, clock: SimClock, machine: Machine) -> Iterator[Frame]:
    one = Frame(home, clock, machine, Camera(enabled=True, presence=False))
    yield one
    one.close()


@pytest.mark.promise("P10")
def test_a_code_that_is_held_to_the_camera_brings_the_frame_into_the_network(
    frame: Frame, machine: Machine, clock: SimClock
) -> None:
    frame.until(lambda: frame.kind() is SetupKind.STARTING)
    assert machine.opened == [], "nobody is looked at before somebody is asked for a code"
    clock.pass_time(PATIENCE_S)
    frame.until(lambda: bool(machine.joined))
    assert machine.joined == [JoinWifi(ssid=b"Zu Hause", passphrase="geheim geheim")]
    frame.until(lambda: frame.kind() is SetupKind.JOINING)
    frame.until(lambda: "Joining the Wi-Fi" in frame.words())
    assert frame.tending._room._watch is None, "the camera is off again"
    link_in(machine.net, "wlan0", "up", wifi=True)
    frame.until(lambda: frame.kind() is None, seconds=1.0)
    said = frame.everything_said()
    assert "geheim" not in said
    assert "Zu Hause" not in said


def test_a_network_that_does_not_answer_is_doubted_and_another_code_is_taken(
    frame: Frame, machine: Machine, clock: SimClock
) -> None:
    frame.until(lambda: frame.kind() is SetupKind.STARTING)
    clock.pass_time(PATIENCE_S)
    frame.until(lambda: bool(machine.joined))
    machine.shows = "WIFI:T:WPA;S:Other;P:the right one;;"
    clock.pass_time(JOINING_S)
    frame.until(lambda: len(machine.joined) == 2)
    assert machine.joined[1].ssid == b"Other"


def test_a_wrong_code_gets_one_sentence_and_the_card_stays(
    frame: Frame, machine: Machine, clock: SimClock
) -> None:
    machine.shows = "WIFI:T:WEP;S:Old;P:12345;;"
    frame.until(lambda: frame.kind() is SetupKind.STARTING)
    clock.pass_time(PATIENCE_S)
    frame.until(lambda: "WEP" in frame.words(), seconds=0.02)
    assert frame.kind() is SetupKind.NO_NETWORK
    assert machine.joined == []


@pytest.mark.promise("P10")
@pytest.mark.parametrize(
    "camera", [Camera(), Camera(enabled=True, presence=False, wifi_codes=False)]
)
def test_a_camera_that_nobody_allowed_is_never_opened(
    home: Household, clock: SimClock, machine: Machine, camera: Camera
) -> None:
    frame = Frame(home, clock, machine, camera)
    try:
        frame.until(lambda: frame.kind() is SetupKind.STARTING)
        clock.pass_time(PATIENCE_S)
        frame.until(lambda: frame.kind() is SetupKind.NO_NETWORK)
        assert "Show it a code" not in frame.words()
        for _ in range(20):
            frame.until(lambda: True)
        assert machine.opened == []
    finally:
        frame.close()
