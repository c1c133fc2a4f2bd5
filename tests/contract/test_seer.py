"""What every Seer does, the child process with the models and its twin alike."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from frame.curate.recognise import SURE, distance
from frame.devices.seer import ChildSeer
from frame.devices.sim.seer import SimSeer
from frame.errors import DeviceFailed, ModelRefused
from frame.model import Box, Face, Pixels, Size
from frame.ports import Seer
from frame.vision.runtime import installed

_MODELS = Path(__file__).parents[2] / "models"


_AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3, inheritable=True)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.executable, [sys.executable, "-m", "frame.cli.main", "run", "vision"])
"""


@contextmanager
def _called_by_systemd(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the vision process as systemd does: with a socket that somebody else listens at."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(str(path))
        listener.listen(4)
        process = subprocess.Popen(
            [sys.executable, "-c", _AS_SYSTEMD, str(listener.fileno())],
            pass_fds=[listener.fileno()],
            cwd=_MODELS.parent,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="module", params=["twin", "child", "service"])
def seer(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Seer]:
    if request.param == "twin":
        yield SimSeer()
        return
    if not installed():
        pytest.skip("no TFLite interpreter is installed")
    if request.param == "child":
        with ChildSeer(_MODELS) as child:
            yield child
        return
    path = tmp_path_factory.mktemp("vision") / "socket"
    with _called_by_systemd(path), ChildSeer(service=path) as service:
        yield service


def _stripes(width: int, height: int, step: int = 16, light: int = 200) -> Pixels:
    """Hard stripes, so that there is something to see and to blur."""
    row = b"".join(
        bytes((light, light * 3 // 4, light // 2) if x // step % 2 else (10, 20, 30))
        for x in range(width)
    )
    return Pixels(size=Size(width_px=width, height_px=height), rgb=row * height)


def _soft(study: Pixels, reach: int = 8) -> Pixels:
    width = study.size.width_px
    row = study.rgb[: 3 * width]
    mixed = bytearray()
    for x in range(width):
        near = [min(width - 1, max(0, x + shift)) for shift in range(-reach, reach + 1)]
        mixed += bytes(sum(row[3 * at + c] for at in near) // len(near) for c in range(3))
    return Pixels(size=study.size, rgb=bytes(mixed) * study.size.height_px)


def test_what_is_seen_is_within_its_limits(seer: Seer) -> None:
    seen = seer.look(_stripes(320, 240))
    shares = (seen.sharpness, seen.exposure, seen.dark, seen.bright)
    assert all(0 <= share <= 1 for share in shares)
    assert all(0 <= channel <= 255 for channel in seen.colour)
    assert len(seen.embedding) == 1280
    assert 0 <= seen.fingerprint < 2**256
    assert all(0 < subject.score <= 1 for subject in seen.subjects)


def test_the_same_picture_looks_the_same_twice(seer: Seer) -> None:
    study = _stripes(320, 240)
    assert seer.look(study) == seer.look(study)


def test_shared_memory_does_as_well_as_bytes(seer: Seer) -> None:
    study = _stripes(64, 48)
    shared = Pixels(size=study.size, rgb=memoryview(bytearray(study.rgb)).toreadonly())
    assert seer.look(shared) == seer.look(study)


def test_more_light_is_more_exposure(seer: Seer) -> None:
    dark, bright = (seer.look(_stripes(320, 240, light=light)) for light in (60, 240))
    assert dark.exposure < bright.exposure


def test_a_slightly_brighter_copy_stays_near(seer: Seer) -> None:
    one, other = (seer.look(_stripes(320, 240, step=40, light=light)) for light in (200, 215))
    assert (one.fingerprint ^ other.fingerprint).bit_count() <= 58


def test_a_blurred_copy_is_less_sharp(seer: Seer) -> None:
    study = _stripes(640, 480, step=32)
    assert seer.look(_soft(study)).sharpness < seer.look(study).sharpness


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 300), (300, 1), (1024, 1024)])
def test_every_size_is_looked_at(seer: Seer, width: int, height: int) -> None:
    seen = seer.look(_stripes(width, height))
    assert 0 <= seen.exposure <= 1


@pytest.mark.parametrize("count", [0, 299, 301])
def test_pixels_that_do_not_fill_the_size_are_refused(seer: Seer, count: int) -> None:
    with pytest.raises(DeviceFailed):
        seer.look(Pixels(size=Size(width_px=10, height_px=10), rgb=bytes(count)))
    assert seer.look(_stripes(64, 48)) == seer.look(_stripes(64, 48))


def test_the_twin_sees_a_face_where_a_test_painted_one() -> None:
    rows = bytearray(bytes((40, 90, 40)) * 320 * 240)
    for y in range(60, 120):
        start = 3 * (y * 320 + 80)
        rows[start : start + 3 * 80] = bytes((255, 0, 255)) * 80
    study = Pixels(size=Size(width_px=320, height_px=240), rgb=bytes(rows))
    (face,) = SimSeer().look(study).faces
    assert (face.box.left, face.box.top) == pytest.approx((0.25, 0.25), abs=0.04)
    assert (face.box.width, face.box.height) == pytest.approx((0.25, 0.25), abs=0.04)
    assert len(face.points) == 6


def _portrait(green: int) -> tuple[Pixels, Face]:
    """A patch of magenta on a lawn, and the face that is meant by it."""
    rows = bytearray(bytes((40, 90, 40)) * 320 * 240)
    for y in range(60, 180):
        for x in range(80, 200):
            start = 3 * (y * 320 + x)
            rows[start : start + 3] = bytes((255, green, 255 - (x * y) % 16))
    box = Box(left=0.25, top=0.25, width=0.375, height=0.5)
    eyes = ((0.36, 0.42), (0.51, 0.42), (0.44, 0.55), (0.44, 0.65), (0.26, 0.45), (0.62, 0.45))
    study = Pixels(size=Size(width_px=320, height_px=240), rgb=bytes(rows))
    return study, Face(box=box, score=0.9, points=eyes)


def test_a_face_has_the_same_code_each_time_and_codes_come_in_order(seer: Seer) -> None:
    study, face = _portrait(10)
    nearby = replace(face, box=replace(face.box, top=0.2, height=0.6))
    one, other, again = seer.codes(study, (face, nearby, face))
    assert [len(code) for code in (one, other)] == [128, 128]
    assert one == again
    assert seer.codes(study, (face,)) == (one,)
    assert seer.codes(study, ()) == ()


def test_the_code_of_the_same_picture_is_nearer_than_that_of_another(seer: Seer) -> None:
    (study, face), (alike, _), (strange, _) = _portrait(10), _portrait(11), _portrait(55)
    one, two, three = (seer.codes(pixels, (face,))[0] for pixels in (study, alike, strange))
    assert distance(one, two) <= distance(one, three)
    assert distance(one, two) < SURE


def test_more_faces_than_one_message_holds_are_all_told(seer: Seer) -> None:
    study, face = _portrait(10)
    codes = seer.codes(study, (face,) * 70)
    assert len(codes) == 70
    assert len(set(codes)) == 1


def test_codes_of_pixels_that_fill_no_picture_are_refused(seer: Seer) -> None:
    _, face = _portrait(10)
    with pytest.raises(DeviceFailed):
        seer.codes(Pixels(size=Size(width_px=10, height_px=10), rgb=bytes(299)), (face,))
    assert seer.look(_stripes(64, 48)) == seer.look(_stripes(64, 48))


def test_the_model_that_tells_faces_apart_is_loaded_when_somebody_asks(tmp_path: Path) -> None:
    if not installed():
        pytest.skip("no TFLite interpreter is installed")
    for file in _MODELS.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    study, face = _portrait(10)
    with ChildSeer(tmp_path) as child:
        child.look(study)
        (tmp_path / "face_code.tflite").write_bytes(b"altered")
        child.look(study)
        with pytest.raises(ModelRefused, match="face_code"):
            child.codes(study, (face,))
        child.look(study)
