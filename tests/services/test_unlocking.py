"""A core whose key waits for somebody says so on the glass, and goes on once it is given."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from frame.config import Config
from frame.crypto.wrapping import by_shares, folder_of
from frame.devices.channel import Channel
from frame.errors import BadRequest, Locked, Offline
from frame.model import Size
from frame.scene import Words
from frame.services import doctor, household, keys, listen
from frame.services.doctor import Check
from frame.services.ipc import FromDisplay, Request, receive_scene, send_to_core
from frame.services.key_desk import status_of, unlock
from frame.services.key_moving import Wanted, move
from frame.services.keys import Given, Kit
from frame.services.status import ask_core
from frame.services.status import status_of as frame_status_of
from frame.services.unlocking import Waiting, what_waits
from frame.store import key_move, sealed_key
from frame.store.device_key import read_device_key
from frame.store.sealed_key import ByPhones
from frame.upkeep.keys_ladder import Tier
from tests.services.keys_kit import PASSPHRASE, machine

_GLASS = Size(width_px=640, height_px=360)
_SECRET = b"s" * 32


@pytest.fixture
def frame(tmp_path: Path) -> Path:
    household.make(tmp_path / "state")
    return tmp_path / "state"


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return machine(tmp_path)


@contextmanager
def waiting(folder: Path, kit: Kit) -> Iterator[tuple[Waiting, list[Given | None]]]:
    """Run a core that waits, in a thread; give it and what it ended with."""
    sealed = what_waits(folder)
    assert sealed is not None
    one, ended = Waiting(folder, sealed, Config(), kit), list[Given | None]()
    path = folder / listen.SOCKET
    worker = threading.Thread(target=lambda: ended.append(one.run(path, lambda: None)))
    worker.start()
    try:
        for _ in range(200):
            if path.exists():
                break
            threading.Event().wait(0.02)
        yield one, ended
    finally:
        one.stop()
        worker.join()


def split(folder: Path, kit: Kit) -> None:
    key = read_device_key(folder).key
    way = ByPhones(share=bytes(32), signing=bytes(32), meeting=bytes(32))
    under = by_shares(way.share, _SECRET, folder_of(key))
    wrapping = sealed_key.sealed(key, way, under, kit.fresh)
    key_move.move_to_wrapping(
        folder, wrapping, lambda what: what.opened(under), kit.disk, kit.fresh
    )


def _look(folder: Path) -> tuple[Channel, str]:
    channel = listen.knock(folder / listen.SOCKET)
    send_to_core(channel, FromDisplay(size=_GLASS))
    scene, _ = receive_scene(channel, 5.0)
    return channel, " ".join(one.text for one in scene.layers if isinstance(one, Words))


@pytest.mark.promise("P4")
def test_the_glass_says_that_a_passphrase_is_waited_for_and_commands_hear_it(
    frame: Path, kit: Kit
) -> None:
    key = read_device_key(frame).key
    move(frame, key, Wanted(to=Tier.PASSPHRASE, passphrase=PASSPHRASE), kit)
    with waiting(frame, kit) as (_, ended):
        channel, words = _look(frame)
        assert "locked" in words
        assert "frame keys unlock" in words
        with pytest.raises(Locked, match="passphrase"):
            ask_core(frame, Request(what="status"))
        with pytest.raises(Locked):
            frame_status_of(frame)
        assert status_of(frame)["tier"] == "passphrase"
        checks = {one.check: one for one in _about_the_state(frame)}
        assert "passphrase" in checks["device key"].means
        assert not checks["store"].ok
        with pytest.raises(BadRequest, match="not the passphrase"):
            unlock(frame, "another passphrase")
        assert ended == []
        assert unlock(frame, PASSPHRASE) == {"unlocked": True}
        channel.close()
    assert ended == [Given(key=key)]
    with household.opened(frame, ended[0] or keys.NOTHING) as home:
        assert home.key_tier == "passphrase"


def _about_the_state(folder: Path) -> list[Check]:
    return list(doctor._state(folder))


def test_a_split_key_waits_for_a_phone_and_takes_no_passphrase(frame: Path, kit: Kit) -> None:
    key = read_device_key(frame).key
    split(frame, kit)
    with waiting(frame, kit) as (one, ended):
        channel, words = _look(frame)
        assert "Waiting for a phone" in words
        with pytest.raises(BadRequest, match="phone of this home"):
            unlock(frame, PASSPHRASE)
        assert not one.hear_secret(b"x" * 32)
        assert ended == []
        assert one.hear_secret(_SECRET)
        channel.close()
    assert ended == [Given(key=key)]


def test_who_is_told_to_stop_opens_nothing(frame: Path, kit: Kit) -> None:
    split(frame, kit)
    with waiting(frame, kit) as (one, ended):
        one.stop()
    assert ended == [None]


def test_a_frame_whose_key_lies_open_waits_for_nobody(frame: Path, tmp_path: Path) -> None:
    assert what_waits(frame) is None
    assert what_waits(tmp_path / "no-frame") is None
    with pytest.raises(Offline):
        unlock(frame, PASSPHRASE)


def test_a_display_that_comes_again_and_again_costs_no_more_than_a_few(
    frame: Path, kit: Kit
) -> None:
    move(frame, read_device_key(frame).key, Wanted(to=Tier.PASSPHRASE, passphrase=PASSPHRASE), kit)
    with waiting(frame, kit) as (one, _):
        for _ in range(12):
            display = listen.knock(frame / listen.SOCKET)
            send_to_core(display, FromDisplay(size=_GLASS))
            receive_scene(display, 5.0)
            display.close()
        assert len(one._displays) <= 4
