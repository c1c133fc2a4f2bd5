import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from frame.devices import doorway
from frame.devices.channel import Channel
from frame.errors import BadRequest, Offline
from frame.model import Size
from frame.services import listen
from frame.services.ipc import FromDisplay, Request, send_to_core

_GLASS = Size(width_px=64, height_px=36)


def _welcome(channel: Channel, said: FromDisplay, process: int) -> None:
    channel.send(f"{said.request is not None} {process > 0}".encode())
    channel.close()


@pytest.mark.parametrize("depth", [0, 8], ids=["a short path", "a path too long for a socket"])
def test_a_visitor_is_let_in_wherever_the_state_lies(tmp_path: Path, depth: int) -> None:
    path = tmp_path.joinpath(*["a folder with a long name"] * depth) / "run" / "core.sock"
    door = listen.Door(path, _welcome)
    channel = listen.knock(path)
    send_to_core(channel, FromDisplay(request=Request(what="status")))
    assert channel.receive(5.0)[0] == b"True True"
    channel.close()
    door.close()
    assert not path.exists()


def test_nobody_there_is_offline(tmp_path: Path) -> None:
    with pytest.raises(Offline):
        listen.knock(tmp_path / "core.sock")
    with pytest.raises(Offline):
        listen.knock(tmp_path / "missing" / "core.sock")


def test_a_visitor_who_talks_nonsense_is_shown_out(tmp_path: Path) -> None:
    door = listen.Door(tmp_path / "core.sock", _welcome)
    channel = listen.knock(tmp_path / "core.sock")
    channel.send(b"nonsense")
    with pytest.raises(Offline):
        channel.receive(5.0)
    channel.close()
    door.close()


def test_a_door_without_room_for_a_moment_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, False])

    def let_in(*words: Any, **more: Any) -> bool:
        return next(answers, True) and doorway.let_in(*words, **more)

    monkeypatch.setattr(listen, "let_in", let_in)
    monkeypatch.setattr(listen, "BREATH_S", 0.01)
    door = listen.Door(tmp_path / "core.sock", _welcome)
    for _ in range(3):
        channel = listen.knock(tmp_path / "core.sock")
        send_to_core(channel, FromDisplay(request=Request(what="status")))
        assert channel.receive(5.0)[0] == b"True True"
        channel.close()
    door.close()
    assert not door._thread.is_alive()


def test_only_this_user_may_knock(tmp_path: Path) -> None:
    door = listen.Door(tmp_path / "run" / "core.sock", _welcome)
    assert (tmp_path / "run").stat().st_mode & 0o077 == 0
    door.close()


def test_a_place_where_nobody_may_listen_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadRequest, match="cannot listen"):
        listen.Door(tmp_path / "file" / "core.sock", _welcome)


def test_a_socket_is_shared_with_a_group_only_where_its_folder_is(tmp_path: Path) -> None:
    for mode, wanted in ((0o700, 0o600), (0o2750, 0o660)):
        folder = tmp_path / oct(mode)
        folder.mkdir()
        folder.chmod(mode)
        door = listen.Door(folder / "core.sock", _welcome)
        assert (folder / "core.sock").stat().st_mode & 0o777 == wanted
        door.close()


@pytest.mark.parametrize(("asks", "heard"), [(True, b"nothing"), (False, b"False True")])
def test_another_user_may_be_a_display_and_may_not_ask(asks: bool, heard: bytes) -> None:  # noqa: FBT001
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    said = FromDisplay(request=Request(what="wipe")) if asks else FromDisplay(size=_GLASS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chown(folder, -1, 65534)
        folder.chmod(0o2750)
        door = listen.Door(folder / "core.sock", _welcome)
        ear, mouth = os.pipe()
        child = os.fork()
        if child == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            os.write(mouth, _asked(folder / "core.sock", said))
            os._exit(0)
        os.waitpid(child, 0)
        assert os.read(ear, 20) == heard
        os.close(ear)
        os.close(mouth)
        door.close()


def _asked(path: Path, said: FromDisplay) -> bytes:
    channel = listen.knock(path)
    send_to_core(channel, said)
    try:
        return channel.receive(5.0)[0]
    except Offline:
        return b"nothing"
