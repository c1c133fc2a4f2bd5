"""The real camera, by libcamera: one on a ribbon cable (CSI) or on USB (UVC), whichever is there.

picamera2 is Raspberry Pi's Python over libcamera. It is no dependency of this package: it needs
the libcamera of the system it runs on, and comes with it (`apt install python3-picamera2`).

Rule 1: the library is imported when a camera is opened, and nowhere but here.
Rule 2: only the plane of light is copied out of the camera's memory; colour is never read.
Rule 3: nothing is recorded: no encoder, no preview, no file. The only call for a picture is
        `capture_request`, and its memory goes back to the camera before `look` returns.

Sources: the picamera2 manual (configurations, requests) and its source; libcamera's controls
ExposureTime (microseconds), AnalogueGain and DigitalGain. A CSI camera gives YUV420 (a plane of
luma first), a USB camera YUYV (every other byte is luma).
"""

from collections.abc import Callable
from typing import Any, Final

from frame.errors import DeviceFailed
from frame.model import Peek, Size

_INSTALL: Final = "Install python3-picamera2, as docs/camera.md says."
_CONNECT: Final = "Connect a camera, or set camera.enabled = false."
_PLANES: Final = ("YUV420", "YVU420", "NV12", "NV21")
_PACKED: Final = {"YUYV": 0, "YVYU": 0, "UYVY": 1, "VYUY": 1}
_FASTEST_US: Final = 100_000
_BUFFERS: Final = 2
# What picamera2 raises: no camera, one that another process holds, a configuration it refuses.
_FAULTS: Final = (RuntimeError, IndexError, OSError, ValueError, KeyError)
Library = Callable[[], Any]


class LibCamera:
    """The first camera of this machine, at a size near the one that is wanted.

    Raises:
        DeviceFailed: there is no library, no camera, or none that gives plain light.
    """

    def __init__(self, wanted: Size, library: Library | None = None) -> None:
        self._camera = (library or _picamera2)()
        try:
            self._configure(wanted)
            self._camera.start()
        except _FAULTS as problem:
            self.close()
            raise DeviceFailed("the camera does not start", hint=_CONNECT) from problem

    def look(self) -> Peek:
        """Return what is there now; raise DeviceFailed."""
        if self._camera is None:
            raise DeviceFailed("the camera is switched off", hint=_CONNECT)
        try:
            request = self._camera.capture_request()
            try:
                buffer, told = request.make_buffer("main"), request.get_metadata()
            finally:
                request.release()
        except _FAULTS as problem:
            raise DeviceFailed("the camera gave no picture", hint=_CONNECT) from problem
        return Peek(
            size=self._size, luma=self._luma(memoryview(buffer)), gathered_s=_gathered(told)
        )

    def close(self) -> None:
        """Switch the camera off."""
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.close()

    def _configure(self, wanted: Size) -> None:
        camera, size = self._camera, (wanted.width_px, wanted.height_px)
        slow = "FrameDurationLimits" in camera.camera_controls
        controls = {"FrameDurationLimits": (_FASTEST_US, 10 * _FASTEST_US)} if slow else {}
        for form in ("YUV420", "YUYV"):
            try:
                camera.configure(
                    camera.create_video_configuration(
                        main={"format": form, "size": size},
                        raw=None,
                        buffer_count=_BUFFERS,
                        queue=False,
                        controls=controls,
                    )
                )
            except _FAULTS:
                continue
            given = camera.camera_configuration()["main"]
            if given["format"] in _PLANES or given["format"] in _PACKED:
                width, height = given["size"]
                self._size = Size(width_px=width, height_px=height)
                self._form, self._stride = given["format"], given["stride"]
                return
        raise ValueError("a camera that gives no plain light")

    def _luma(self, memory: memoryview) -> bytes:
        """Return the light of each pixel, without what pads the rows."""
        wide, high = self._size.width_px, self._size.height_px
        step = 2 if self._form in _PACKED else 1
        first = _PACKED.get(self._form, 0)
        if len(memory) < self._stride * high or self._stride < step * wide:
            raise DeviceFailed("the camera gave half a picture", hint=_CONNECT)
        starts = range(first, self._stride * high, self._stride)
        return b"".join(bytes(memory[at : at + step * wide : step]) for at in starts)


def _gathered(told: Any) -> float | None:
    exposure_us = told.get("ExposureTime")
    if not exposure_us:
        return None
    gain = float(told.get("AnalogueGain", 1.0)) * float(told.get("DigitalGain", 1.0))
    return float(exposure_us) / 1e6 * gain


def _picamera2() -> Any:
    """Return a camera of the library; raise DeviceFailed where there is neither."""
    try:
        from picamera2 import Picamera2  # noqa: PLC0415 - it comes with the system, not with us
    except ImportError as problem:
        raise DeviceFailed(
            "picamera2, which opens the camera, is not installed", hint=_INSTALL
        ) from problem
    try:
        return Picamera2()
    except _FAULTS as problem:
        raise DeviceFailed("there is no camera", hint=_CONNECT) from problem
