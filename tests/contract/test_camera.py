"""What every camera promises: the twin, the real one, and the real one over a made up library."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from frame.devices.camera import LibCamera
from frame.devices.sim.camera import SimCamera, room, with_somebody
from frame.errors import DeviceFailed
from frame.model import Size
from frame.ports import Camera
from frame.vision.resize import Bytes

SIZE = Size(width_px=64, height_px=48)
PICTURES = [room(SIZE), with_somebody(room(SIZE), 0.5)]


@dataclass
class MadeUpRequest:
    """A picture as picamera2 hands it out, padded as its hardware pads it."""

    picture: Bytes
    library: "MadeUpLibrary"

    def make_buffer(self, stream: str) -> Bytes:
        assert stream == "main"
        high, wide = self.picture.shape
        step = self.library.step
        rows = np.full((high, self.library.stride), 7, np.uint8)
        rows[:, self.library.first : step * wide + self.library.first : step] = self.picture
        rest = np.full(high * self.library.stride // 2, 128, np.uint8)
        return np.concatenate([rows.reshape(-1), rest]) if step == 1 else rows.reshape(-1)

    def get_metadata(self) -> dict[str, Any]:
        return {"ExposureTime": 20_000, "AnalogueGain": 2.0, "DigitalGain": 1.5}

    def release(self) -> None:
        self.library.released += 1


@dataclass
class MadeUpLibrary:
    """picamera2 as far as it is used: a CSI camera, or one on USB that has one format only."""

    form: str = "YUV420"
    camera_controls: dict[str, Any] = field(default_factory=lambda: {"FrameDurationLimits": ()})
    step: int = 1
    first: int = 0
    stride: int = SIZE.width_px + 32
    given: dict[str, Any] = field(default_factory=dict)
    calls: int = 0
    released: int = 0
    closed: int = 0
    started: bool = False

    def create_video_configuration(self, **wanted: Any) -> dict[str, Any]:
        assert set(wanted["controls"]) <= set(self.camera_controls)
        assert wanted["raw"] is None
        return wanted

    def configure(self, wanted: dict[str, Any]) -> None:
        if self.form not in {"MJPEG", wanted["main"]["format"]}:
            raise RuntimeError("Invalid camera configuration")
        self.given = {**wanted["main"], "format": self.form, "stride": self.stride}

    def camera_configuration(self) -> dict[str, Any]:
        return {"main": self.given}

    def start(self) -> None:
        self.started = True

    def capture_request(self) -> MadeUpRequest:
        assert self.started
        self.calls += 1
        return MadeUpRequest(PICTURES[(self.calls - 1) % 2], self)

    def close(self) -> None:
        self.closed += 1


def on_usb() -> MadeUpLibrary:
    return MadeUpLibrary(form="YUYV", camera_controls={}, step=2, stride=2 * SIZE.width_px + 8)


def real() -> Camera:
    try:
        return LibCamera(SIZE)
    except DeviceFailed as problem:
        pytest.skip(f"no libcamera with a camera on this machine: {problem}")


CAMERAS: dict[str, Callable[[], Camera]] = {
    "twin": lambda: SimCamera(PICTURES, 0.06),
    "ribbon": lambda: LibCamera(SIZE, MadeUpLibrary),
    "usb": lambda: LibCamera(SIZE, on_usb),
    "real": real,
}


@pytest.fixture(params=CAMERAS)
def camera(request: pytest.FixtureRequest) -> Iterator[Camera]:
    if request.param == "real" and os.environ.get("FRAME_CAMERA") != "1":
        pytest.skip("no camera was promised: FRAME_CAMERA=1 tries the real one")
    opened = CAMERAS[request.param]()
    yield opened
    opened.close()


def test_a_moment_has_one_byte_for_each_pixel(camera: Camera) -> None:
    for _ in range(3):
        peek = camera.look()
        assert len(peek.luma) == peek.size.width_px * peek.size.height_px
        assert peek.gathered_s is None or peek.gathered_s > 0


def test_what_was_switched_off_gives_nothing_and_may_be_switched_off_again(camera: Camera) -> None:
    camera.look()
    camera.close()
    with pytest.raises(DeviceFailed):
        camera.look()
    camera.close()


def test_a_moment_does_not_say_its_pixels_where_it_is_printed(camera: Camera) -> None:
    assert "luma" not in repr(camera.look())


@pytest.mark.parametrize("name", ["twin", "ribbon", "usb"])
def test_only_the_light_of_each_pixel_comes_without_padding_and_colour(name: str) -> None:
    camera = CAMERAS[name]()
    for picture in (*PICTURES, *PICTURES):
        peek = camera.look()
        assert bytes(peek.luma) == picture.tobytes()
        assert peek.size == SIZE
        assert peek.gathered_s == pytest.approx(0.06)


def test_each_picture_goes_back_to_the_camera_before_it_is_used() -> None:
    library = MadeUpLibrary()
    camera = LibCamera(SIZE, lambda: library)
    for _ in range(5):
        camera.look()
    assert library.released == 5
    camera.close()
    camera.close()
    assert library.closed == 1


def test_a_camera_that_gives_no_plain_light_is_refused_and_closed() -> None:
    library = MadeUpLibrary(form="MJPEG")
    with pytest.raises(DeviceFailed, match="does not start"):
        LibCamera(SIZE, lambda: library)
    assert library.closed == 1


def test_half_a_picture_is_a_fault_and_no_crash() -> None:
    library = MadeUpLibrary()
    camera = LibCamera(SIZE, lambda: library)
    camera._stride = 10 * library.stride
    with pytest.raises(DeviceFailed, match="half a picture"):
        camera.look()


def test_without_the_library_the_fault_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "picamera2", None)
    with pytest.raises(DeviceFailed, match="picamera2") as caught:
        LibCamera(SIZE)
    assert "docs/camera.md" in caught.value.hint
