"""The vision process: what it survives, what it refuses, and that it is replaced."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from frame.devices.channel import Channel, sealed
from frame.devices.offspring import python_command
from frame.devices.seer import ChildSeer
from frame.errors import DeviceFailed, ModelRefused
from frame.model import Looks, Pixels
from frame.vision.runtime import installed
from tests.vision.vision_photos import MODELS, cat, eyes, pixels, texture

pytestmark = pytest.mark.skipif(not installed(), reason="no TFLite interpreter is installed")


@pytest.fixture(scope="module")
def study() -> Pixels:
    return pixels(texture(64, 48))


@pytest.fixture
def link() -> Iterator[Channel]:
    """A vision process without ChildSeer in between, ready for requests."""
    ours, theirs = Channel.pair()
    command = python_command("frame.services.vision", str(theirs.fileno()), str(MODELS))
    process = subprocess.Popen(command, pass_fds=[theirs.fileno()])
    theirs.close()
    assert "ready" in json.loads(ours.receive(60)[0])
    yield ours
    ours.close()
    assert process.wait(20) == 0


def _ask(link: Channel, header: bytes, *contents: bytes) -> dict[str, object]:
    memory = [sealed(content) for content in contents]
    link.send(header, *memory)
    for number in memory:
        os.close(number)
    answer = json.loads(link.receive(60)[0])
    assert isinstance(answer, dict)
    return answer


def test_the_child_sees_what_this_process_sees() -> None:
    photo = pixels(cat())
    with ChildSeer(MODELS) as seer:
        assert seer.look(photo) == eyes().look(photo)


def test_a_malformed_request_is_answered_and_the_next_one_is_served(link: Channel) -> None:
    good = b'{"width": 4, "height": 4}'
    for header, contents in (
        (b"nonsense", [bytes(48)]),
        (b"\xff\xfe", [bytes(48)]),
        (b"{}", [bytes(48)]),
        (b'{"width": 4}', [bytes(48)]),
        (b'{"width": "4", "height": 4}', [bytes(48)]),
        (b'{"width": 4, "height": 4, "path": "/etc"}', [bytes(48)]),
        (b'{"width": 4, "height": -4}', [bytes(48)]),
        (b'{"width": 99999, "height": 99999}', [bytes(48)]),
        (b'{"width": 4, "height": 5}', [bytes(48)]),
        (good, []),
        (good, [bytes(48), bytes(48)]),
    ):
        assert set(_ask(link, header, *contents)) == {"error"}, header
    assert set(_ask(link, good, bytes(48))) == {"looks"}


def test_memory_that_is_not_sealed_is_refused(link: Channel, tmp_path: Path) -> None:
    path = tmp_path / "pixels"
    path.write_bytes(bytes(48))
    with path.open("rb") as stream:
        link.send(b'{"width": 4, "height": 4}', stream.fileno())
    assert set(json.loads(link.receive(60)[0])) == {"error"}
    assert set(_ask(link, b'{"width": 4, "height": 4}', bytes(48))) == {"looks"}


def test_two_hundred_bad_requests_leave_no_descriptor_behind(link: Channel) -> None:
    for _ in range(200):
        assert set(_ask(link, b"nonsense", bytes(3), bytes(3), bytes(3))) == {"error"}
    assert set(_ask(link, b'{"width": 4, "height": 4}', bytes(48))) == {"looks"}


def test_a_killed_child_is_replaced_without_the_caller_noticing(study: Pixels) -> None:
    with ChildSeer(MODELS) as seer:
        before = seer.look(study)
        first = seer.pid()
        assert first is not None
        os.kill(first, signal.SIGKILL)
        assert seer.look(study) == before
        assert seer.pid() != first


def test_a_photo_that_ends_two_processes_is_at_fault(
    study: Pixels, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    starts = tmp_path / "starts"
    greet_and_die = (
        "import pathlib, socket, sys; link = socket.socket(fileno=int(sys.argv[1])); "
        "pathlib.Path(sys.argv[2], 'starts').open('a').write('x'); "
        'link.send(b\'{"ready": "x"}\'); link.recv(100)'
    )
    with ChildSeer(tmp_path) as seer:
        with monkeypatch.context() as patch:
            patch.setattr(
                "frame.devices.seer.python_command",
                lambda _module, *words: [sys.executable, "-c", greet_and_die, *words],
            )
            with pytest.raises(DeviceFailed, match="ended twice"):
                seer.look(study)
        assert starts.read_text() == "xx"
        assert seer.pid() is None


def test_threads_may_share_one_seer(study: Pixels) -> None:
    seen: list[Looks] = []
    with ChildSeer(MODELS) as seer:
        threads = [threading.Thread(target=lambda: seen.append(seer.look(study))) for _ in "1234"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(seen) == 4
    assert all(each == seen[0] for each in seen)


def test_nothing_runs_before_the_first_photo_and_nothing_after_the_end(study: Pixels) -> None:
    seer = ChildSeer(MODELS)
    assert seer.pid() is None
    seer.look(study)
    pid = seer.pid()
    seer.close()
    seer.close()
    assert seer.pid() is None
    assert not Path(f"/proc/{pid}").exists()


def test_a_wrong_model_is_refused_before_the_interpreter_sees_it(
    tmp_path: Path, study: Pixels
) -> None:
    spoilt = tmp_path / "models"
    shutil.copytree(MODELS, spoilt, ignore=shutil.ignore_patterns("build", "cards"))
    data = (spoilt / "scene.tflite").read_bytes()
    # with these bytes the interpreter itself would end the process
    (spoilt / "scene.tflite").write_bytes(data[:64] + b"\xff" * (len(data) - 64))
    with (
        ChildSeer(spoilt) as seer,
        pytest.raises(ModelRefused, match="scene is not the file that was released") as refused,
    ):
        seer.look(study)
    assert "frame models verify" in refused.value.hint


def test_a_folder_without_models_is_refused(tmp_path: Path, study: Pixels) -> None:
    with ChildSeer(tmp_path) as seer, pytest.raises(ModelRefused, match="no folder with models"):
        seer.look(study)


def test_the_core_process_loads_neither_numpy_nor_an_interpreter() -> None:
    program = (
        "import sys; from frame.devices.seer import ChildSeer; "
        "heavy = {'numpy', 'ai_edge_litert', 'tflite_runtime', 'PIL'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    command = python_command("frame.devices.seer")
    told = subprocess.run(
        [*command[:3], f"import sys; sys.path.append(sys.argv[1]); {program}", command[4]],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "[]"
