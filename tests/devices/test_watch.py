"""What passes between the process with the camera and core, and what does not."""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.devices.channel import Channel, sealed
from frame.devices.watch import (
    CODE_CHARACTERS,
    NOTICED_BYTES,
    Noticed,
    RoomWatch,
    Watch,
    read_noticed,
    read_watch,
    watch_at,
    write_noticed,
)
from frame.errors import BadMessage, DeviceFailed

SMALLEST_PICTURE = 32 * 24


class Heard:
    """What core heard, waited for."""

    def __init__(self) -> None:
        self.all: list[Noticed | None] = []
        self._new = threading.Condition()

    def __call__(self, noticed: Noticed | None) -> None:
        with self._new:
            self.all.append(noticed)
            self._new.notify_all()

    def wait(self, count: int) -> list[Noticed | None]:
        with self._new:
            assert self._new.wait_for(lambda: len(self.all) >= count, 10)
        return self.all


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def watch(heard: Heard) -> Iterator[tuple[RoomWatch, Channel]]:
    ours, theirs = Channel.pair()
    room = RoomWatch(ours, heard)
    yield room, theirs
    room.close()
    theirs.close()


@given(
    st.builds(
        Noticed,
        someone=st.one_of(st.none(), st.booleans()),
        for_s=st.floats(0, 1e9),
        light=st.one_of(st.none(), st.integers(0, 100)),
        code=st.text(max_size=CODE_CHARACTERS),
        trouble=st.text(max_size=200),
        hint=st.text(max_size=200),
    )
)
def test_what_was_noticed_is_read_as_it_was_written(noticed: Noticed) -> None:
    try:
        written = write_noticed(noticed)
    except UnicodeEncodeError:
        return  # a lone surrogate is no text
    if len(written) <= NOTICED_BYTES:
        assert read_noticed(written) == noticed


@pytest.mark.promise("P10")
def test_what_is_said_of_a_room_has_no_room_for_a_picture() -> None:
    fields = {one.name: one.type for one in msgspec.structs.fields(Noticed)}
    assert set(fields) == {"someone", "for_s", "light", "code", "trouble", "hint"}
    longest = Noticed(someone=True, for_s=1e300, light=100)
    assert len(write_noticed(longest)) < SMALLEST_PICTURE / 8
    assert NOTICED_BYTES < 320 * 240 / 8


@pytest.mark.promise("P10")
@pytest.mark.parametrize(
    "said",
    [
        {"picture": "AAAA"},
        {"code": "x" * (CODE_CHARACTERS + 1)},
        {"trouble": "x" * 201},
        {"light": [0] * 76800},
        {"light": 2**64},
        {"someone": "yes"},
        {"for_s": -1},
        [1],
        7,
    ],
)
def test_core_takes_nothing_else(said: object) -> None:
    with pytest.raises(BadMessage):
        read_noticed(json.dumps(said).encode())


@pytest.mark.promise("P10")
def test_a_process_that_hands_over_memory_is_not_listened_to_any_more(
    watch: tuple[RoomWatch, Channel], heard: Heard
) -> None:
    memory = sealed(bytes(320 * 240))
    watch[1].send(write_noticed(Noticed(light=3)), memory)
    os.close(memory)
    assert heard.wait(1) == [None]


def test_a_process_that_says_nonsense_is_not_listened_to_any_more(
    watch: tuple[RoomWatch, Channel], heard: Heard
) -> None:
    watch[1].send(write_noticed(Noticed(light=3)))
    watch[1].send(b"\xff" * 10)
    assert heard.wait(2) == [Noticed(light=3), None]


def test_what_core_wants_arrives_as_it_was_meant(watch: tuple[RoomWatch, Channel]) -> None:
    watch[0].want(Watch(presence=True))
    assert read_watch(watch[1].receive(5)[0]) == Watch(presence=True)


def test_a_request_to_look_at_a_photo_is_no_wish_to_watch() -> None:
    assert read_watch(b'{"width": 4, "height": 4}') is None
    assert read_watch(b"\xff") is None
    assert read_watch(b'{"do": "watch", "picture": true}') is None


def test_hanging_up_is_heard_on_both_sides(heard: Heard) -> None:
    ours, theirs = Channel.pair()
    room = RoomWatch(ours, heard)
    room.close()
    assert heard.all == [None]
    room.want(Watch(codes=True))
    assert theirs.waiting()
    theirs.close()


def test_where_nobody_listens_the_fault_says_where_to_look(tmp_path: Path, heard: Heard) -> None:
    with pytest.raises(DeviceFailed, match="cannot be reached") as caught:
        watch_at(tmp_path / "none", heard)
    assert "systemctl" in caught.value.hint


def test_a_code_does_not_show_where_a_message_is_printed() -> None:
    assert "geheim" not in repr(Noticed(code="WIFI:S:x;P:geheim;;"))
