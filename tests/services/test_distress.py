import threading
from pathlib import Path

import pytest

from frame.config import Config, parse
from frame.devices.channel import Channel
from frame.errors import DiskFull, FrameError, Offline, StoreDamaged, WrongKey
from frame.model import Size
from frame.scene import Words
from frame.services import listen
from frame.services.distress import stand_in
from frame.services.ipc import FromDisplay, Request, receive_scene, send_to_core

_GLASS = Size(width_px=640, height_px=360)


@pytest.mark.promise("P4")
@pytest.mark.parametrize(
    ("problem", "word"),
    [
        (WrongKey("another key"), "key"),
        (StoreDamaged("torn"), "damaged"),
        (DiskFull("no room"), "full"),
    ],
)
def test_the_glass_says_why_the_store_does_not_open(
    tmp_path: Path, problem: FrameError, word: str
) -> None:
    over = threading.Event()
    path = tmp_path / "core.sock"
    worker = threading.Thread(target=stand_in, args=(path, problem, Config(), over.wait))
    worker.start()
    try:
        channel = _knock(path)
        send_to_core(channel, FromDisplay(size=_GLASS))
        scene, _ = receive_scene(channel, 5.0)
        said = " ".join(layer.text for layer in scene.layers if isinstance(layer, Words))
        assert word in said
        channel.close()
    finally:
        over.set()
        worker.join()


def test_it_says_so_in_the_language_of_the_file(tmp_path: Path) -> None:
    over, path = threading.Event(), tmp_path / "core.sock"
    config = parse('[screen]\nlanguage = "de"')
    worker = threading.Thread(target=stand_in, args=(path, WrongKey("x"), config, over.wait))
    worker.start()
    try:
        channel = _knock(path)
        send_to_core(channel, FromDisplay(size=_GLASS))
        scene, _ = receive_scene(channel, 5.0)
        said = [layer.text for layer in scene.layers if isinstance(layer, Words)]
        assert "Dieser Schlüssel passt nicht" in " ".join(said)
        channel.close()
    finally:
        over.set()
        worker.join()


def test_a_command_that_asks_then_is_shown_out(tmp_path: Path) -> None:
    over = threading.Event()
    path = tmp_path / "core.sock"
    worker = threading.Thread(target=stand_in, args=(path, WrongKey("x"), Config(), over.wait))
    worker.start()
    try:
        channel = _knock(path)
        send_to_core(channel, FromDisplay(request=Request(what="status")))
        with pytest.raises(Offline):
            channel.receive(5.0)
        channel.close()
    finally:
        over.set()
        worker.join()


def _knock(path: Path) -> Channel:
    for _ in range(200):
        try:
            return listen.knock(path)
        except Offline:
            threading.Event().wait(0.02)
    pytest.fail("nobody listens")
