from pathlib import Path

import pytest

from frame.devices.channel import Channel
from frame.errors import BadRequest, Offline
from frame.services import listen
from frame.services.ipc import FromDisplay, Request, send_to_core


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


def test_only_this_user_may_knock(tmp_path: Path) -> None:
    door = listen.Door(tmp_path / "run" / "core.sock", _welcome)
    assert (tmp_path / "run").stat().st_mode & 0o077 == 0
    door.close()


def test_a_place_where_nobody_may_listen_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadRequest, match="cannot listen"):
        listen.Door(tmp_path / "file" / "core.sock", _welcome)
