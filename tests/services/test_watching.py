"""The camera's loop: what it says, when it is off, and that no picture gets out."""

import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from frame.devices.channel import Channel
from frame.devices.offspring import python_command
from frame.devices.qr import modules
from frame.devices.seer import Answer, write_answer
from frame.devices.sim.camera import SimCamera, holding, room, with_somebody
from frame.devices.watch import (
    NOTICED_BYTES,
    SIMULATED,
    Noticed,
    Watch,
    read_noticed,
    watch_at,
    watch_here,
)
from frame.errors import DeviceFailed, Offline
from frame.model import Peek, Size
from frame.ports import Camera
from frame.services.vision import Service
from frame.services.watching import ALIVE_S, CODES, ROOM, TURN_S, Sense, Watches, Watching
from frame.vision.resize import Bytes
from frame.vision.runtime import installed
from tests.devices.test_watch import Heard

WIFI = "WIFI:T:WPA;S:Home;P:long enough;;"
EMPTY = room(ROOM)
SOMEBODY = with_somebody(EMPTY, 0.4)


class Stage:
    """A watch without a process and without waiting: its camera, its time, and what it says."""

    def __init__(self, wanted: Watch) -> None:
        self.now_s = 100.0
        self.playing: Bytes | None = EMPTY
        self.opened: list[Size] = []
        self.closed = 0
        self.fault: DeviceFailed | None = None
        self.ours, theirs = Channel.pair()
        sense = Sense(camera=self.open, has_face=lambda _: False, now_s=lambda: self.now_s)
        self.watching = Watching(theirs, wanted, sense)

    def open(self, size: Size) -> Camera:
        if self.fault is not None:
            raise self.fault
        self.opened.append(size)
        return self

    def look(self) -> Peek:
        return SimCamera([self.playing]).look()

    def close(self) -> None:
        self.closed += 1

    def turns(self, seconds: float) -> list[Noticed]:
        for _ in range(round(seconds / TURN_S)):
            self.watching.turn()
            self.now_s += TURN_S
        return self.heard()

    def heard(self) -> list[Noticed]:
        said = []
        while self.ours.waiting():
            header, memory = self.ours.receive(1)
            assert memory == ()
            said.append(read_noticed(header))
        return said

    def want(self, wanted: Watch) -> None:
        self.ours.send(msgspec.json.encode(wanted))
        self.watching._hear()


@pytest.fixture
def stage() -> Iterator[Callable[[Watch], Stage]]:
    begun: list[Stage] = []

    def begin(wanted: Watch) -> Stage:
        begun.append(Stage(wanted))
        return begun[-1]

    yield begin
    for one in begun:
        one.ours.close()
        one.watching._link.close()


Begin = Callable[[Watch], Stage]


def test_somebody_who_comes_is_said_in_the_same_turn(stage: Begin) -> None:
    here = stage(Watch(presence=True))
    quiet = here.turns(20)
    assert {one.someone for one in quiet} == {False}
    here.playing = SOMEBODY
    (said,) = here.turns(TURN_S)
    assert said.someone
    assert said.for_s == 0.0
    assert said.light is not None


def test_where_nothing_changes_only_a_sign_of_life_is_said(stage: Begin) -> None:
    said = stage(Watch(presence=True)).turns(60)
    assert len(said) <= 60 / ALIVE_S + 2


def test_the_light_is_said_when_it_changes_and_not_for_every_flicker(stage: Begin) -> None:
    here = stage(Watch(presence=True))
    here.turns(20)
    here.playing = np.clip(EMPTY.astype(int) // 8, 0, 255).astype(np.uint8)
    lights = [one.light or 0 for one in here.turns(30)]
    assert lights == sorted(lights, reverse=True)
    assert lights[0] - lights[-1] > 10


def test_a_camera_is_off_until_something_is_wanted_and_after(stage: Begin) -> None:
    here = stage(Watch())
    assert here.turns(5) == []
    assert here.opened == []
    here.want(Watch(presence=True))
    here.turns(5)
    assert (here.opened, here.closed) == ([ROOM], 0)
    here.want(Watch())
    here.turns(5)
    assert here.closed == 1


def test_a_code_is_told_while_it_is_asked_for_and_at_no_other_time(stage: Begin) -> None:
    here = stage(Watch(presence=True))
    here.playing = holding(modules(WIFI), CODES)
    assert {one.code for one in here.turns(20)} == {""}
    here.want(Watch(codes=True))
    assert [one.code for one in here.turns(TURN_S)] == [WIFI]
    assert here.opened == [ROOM, CODES]
    here.want(Watch(presence=True))
    assert {one.code for one in here.turns(5)} == {""}


def test_a_code_that_stays_is_told_again_only_after_a_while(stage: Begin) -> None:
    here = stage(Watch(codes=True))
    here.playing = holding(modules(WIFI), CODES)
    assert [one.code for one in here.turns(2.5)] == [WIFI]
    assert [one.code for one in here.turns(3)] == [WIFI]


@pytest.mark.parametrize("text", ["https://example.org", "BEGIN:VCARD", "wifi", "WIFI"])
def test_no_other_code_is_ever_told(stage: Begin, text: str) -> None:
    here = stage(Watch(codes=True))
    here.playing = holding(modules(text), CODES)
    assert all(one.code == "" for one in here.turns(10))


def test_a_camera_that_fails_is_said_and_tried_again(stage: Begin) -> None:
    here = stage(Watch(presence=True))
    here.fault = DeviceFailed("there is no camera", hint="Connect one.")
    said = here.turns(4)
    assert said == [Noticed(trouble="there is no camera", hint="Connect one.")]
    here.fault = None
    assert [one.trouble for one in here.turns(20)][-1] == ""
    here.playing = None
    assert here.turns(1)[0].trouble
    assert here.closed == 1


@pytest.mark.promise("P10")
def test_no_pixel_is_in_anything_that_is_said(stage: Begin) -> None:
    marker = np.frombuffer(b"PIXELS-OF-A-ROOM" * (ROOM.width_px * ROOM.height_px // 16), np.uint8)
    here = stage(Watch(presence=True, codes=True))
    here.playing = marker.reshape(ROOM.height_px, ROOM.width_px)
    for wanted in (Watch(presence=True), Watch(codes=True)):
        here.want(wanted)
        for _ in range(20):
            here.watching.turn()
            here.now_s += TURN_S
        while here.ours.waiting():
            header, memory = here.ours.receive(1)
            assert memory == ()
            assert len(header) < 200
            assert b"PIXELS" not in header


_TRIALS = """
import errno, os, sys
sys.path.append(sys.argv[1])
from frame.services.confined import SMALL_BYTES, fence, opening

def tried(size):
    file = os.open(sys.argv[2], os.O_CREAT | os.O_TRUNC | os.O_WRONLY)
    for place in (file, os.memfd_create("x")):
        try:
            os.ftruncate(place, size)
        except OSError as problem:
            yield errno.errorcode[problem.errno]
        else:
            yield "made"

fence(camera=sys.argv[3] == "camera")
print(*tried(1))
with opening():
    print(*tried(SMALL_BYTES), *tried(320 * 240))
print(*tried(1))
"""


@pytest.mark.promise("P10")
@pytest.mark.parametrize(
    ("process", "while_opening"),
    [("camera", "made made EFBIG EFBIG"), ("models", "EFBIG EFBIG EFBIG EFBIG")],
)
def test_the_process_with_the_camera_can_write_no_file_and_make_no_shared_memory(
    tmp_path: Path, process: str, while_opening: str
) -> None:
    words = python_command("-")
    done = subprocess.run(
        [*words[:2], "-c", _TRIALS, words[4], str(tmp_path / "picture"), process],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == ["EFBIG EFBIG", while_opening, "EFBIG EFBIG"]


@pytest.mark.promise("P10")
@pytest.mark.skipif(not installed(), reason="no TFLite interpreter is installed")
def test_a_watch_in_a_process_of_its_own_sees_somebody_come_and_holds_no_file() -> None:
    heard = Heard()
    watch = watch_here(heard, SIMULATED)
    try:
        watch.want(Watch(presence=True))
        heard.wait(1)
        process = watch._process
        assert process is not None
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        assert "Max file size             0 " in limits
        until_s = time.monotonic() + 30
        while not any(one and one.someone for one in heard.all):
            assert time.monotonic() < until_s
            time.sleep(0.1)
        held = {str(one.readlink()) for one in Path(f"/proc/{process.pid}/fd").iterdir()}
        assert not any("memfd" in one for one in held)
        resident = Path(f"/proc/{process.pid}/status").read_text().split("VmRSS:")[1].split()[0]
        assert int(resident) * 1024 < 150_000_000
    finally:
        watch.close()
    assert heard.all[-1] is None
    assert process.returncode == 0


class Silent:
    """A vision process without models."""

    greeting = Answer(ready="nothing")
    state = "ready"

    def answer(self, _header: bytes, _memory: tuple[int, ...]) -> bytes:
        return write_answer(Answer(error="nothing"))


def test_the_vision_process_of_a_device_watches_beside_its_models(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(str(path))
    listener.listen(4)
    service = Service(listener, Silent(), rest_s=1.0)  # type: ignore[arg-type]
    pictures = [EMPTY] * 9 + [SOMEBODY]
    sense = Sense(camera=lambda _: SimCamera(pictures), has_face=lambda _: False)
    service._watches = Watches(sense)
    thread = threading.Thread(target=service.serve, args=(lambda: False,))
    thread.start()
    heard, other = Heard(), Heard()
    watch = watch_at(path, heard)
    watch.want(Watch(presence=True))
    heard.wait(1)
    refused = watch_at(path, other)
    refused.want(Watch(presence=True))
    assert other.wait(1) == [None]
    heard.wait(2)
    assert [one.someone for one in heard.all if one] == [False, True]
    assert thread.is_alive(), "it must not rest while a room is watched"
    watch.close()
    refused.close()
    thread.join(10)
    assert not thread.is_alive()
    listener.close()


def test_a_caller_that_talks_nonsense_ends_its_watch_and_switches_the_camera_off(
    stage: Begin,
) -> None:
    here = stage(Watch(presence=True))
    here.turns(1)
    here.ours.send(b"nonsense")
    with pytest.raises(Offline):
        here.watching._hear()


def test_a_message_never_grows_beyond_what_core_takes(stage: Begin) -> None:
    here = stage(Watch(codes=True))
    here.watching._sense = Sense(
        camera=here.open,
        has_face=lambda _: False,
        codes=lambda _: ("WIFI:" + "\U0001f600" * 995,),
        now_s=lambda: here.now_s,
    )
    here.watching.turn()
    header, _ = here.ours.receive(1)
    assert len(header) <= NOTICED_BYTES
