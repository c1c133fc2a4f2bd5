"""Addresses of brokers, waits between attempts, and what waits to be sent."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.client import topic_matches_sub

from frame.devices.dialling import Backoff, Broker, matches
from frame.devices.outbox import Letter, Outbox
from frame.devices.sim.clock import SimEntropy
from frame.devices.whole_frames import send_whole_frames
from frame.errors import BadConfig

# Addresses


@pytest.mark.parametrize(
    ("url", "host", "port", "secure", "websocket"),
    [
        ("mqtt://frame.local", "frame.local", 1883, False, False),
        ("mqtts://frame.local", "frame.local", 8883, True, False),
        ("ws://10.0.0.2:9001/mqtt", "10.0.0.2", 9001, False, True),
        ("wss://[fd00::1]/path", "fd00::1", 443, True, True),
    ],
)
def test_an_address_says_how_to_connect(
    url: str,
    host: str,
    port: int,
    secure: bool,  # noqa: FBT001
    websocket: bool,  # noqa: FBT001
) -> None:
    where = Broker.of(url, client_id="x")
    assert (where.host, where.port, where.secure, where.websocket) == (
        host,
        port,
        secure,
        websocket,
    )


@pytest.mark.parametrize(
    ("url", "otherwise", "because"),
    [
        ("http://host", {}, "address is not one"),
        ("mqtt://", {}, "address is not one"),
        ("mqtt://host:99999", {}, "address is not one"),
        ("mqtt://host:0", {}, "address is not one"),
        ("mqtt://user:secret@host", {}, "more than host"),
        ("mqtt://host", {"version": 4}, "version"),
        ("mqtt://host", {"client_id": ""}, "client id"),
        ("mqtt://host", {"password": "x"}, "no user name"),
        ("mqtt://host", {"password_file": Path("/nowhere")}, "password cannot be read"),
        ("mqtt://host", {"ca_file": Path("/nowhere")}, "without TLS"),
        ("mqtts://host", {"ca_file": Path("/nowhere")}, "cannot be used"),
        ("mqtts://host", {"cert_file": Path(__file__)}, "cannot be used"),
        ("mqtts://host", {"key_file": Path(__file__)}, "no certificate"),
    ],
)
def test_an_address_that_cannot_work_is_refused_in_words(
    url: str, otherwise: dict[str, Any], because: str
) -> None:
    with pytest.raises(BadConfig, match=because) as told:
        Broker.of(url, **{"client_id": "x", **otherwise})
    assert "secret" not in f"{told.value} {told.value.hint}"


def test_a_password_may_come_from_a_file(tmp_path: Path) -> None:
    written = tmp_path / "credential"
    written.write_text("hush\n")
    assert Broker.of("mqtt://h", client_id="x", user="u", password_file=written).password == "hush"


@given(
    st.lists(st.sampled_from(["a", "b", "+", "$a", ""]), min_size=1, max_size=4),
    st.booleans(),
    st.lists(st.sampled_from(["a", "b", "$a", ""]), min_size=1, max_size=5),
)
def test_filters_match_as_paho_says(wanted: list[str], all_below: bool, told: list[str]) -> None:  # noqa: FBT001
    topic, pattern = "/".join(told), "/".join([*wanted, "#"] if all_below else wanted)
    if topic and pattern:
        assert matches(pattern, topic) == topic_matches_sub(pattern, topic)


# Waiting


def test_the_waits_grow_to_a_minute_and_are_never_the_same() -> None:
    backoff = Backoff(SimEntropy(3))
    ceilings, waits = [], []
    for _ in range(9):
        ceilings.append(backoff.ceiling_s)
        waits.append(backoff.wait_s())
    assert ceilings == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert all(0 <= wait <= ceiling for wait, ceiling in zip(waits, ceilings, strict=True))
    assert len(set(waits)) == 9
    assert max(waits) > 10


def test_two_frames_do_not_knock_at_the_same_moment() -> None:
    one, other = Backoff(SimEntropy(1)), Backoff(SimEntropy(2))
    assert [one.wait_s() for _ in range(5)] != [other.wait_s() for _ in range(5)]


def test_only_a_connection_that_lasted_makes_the_next_wait_short_again() -> None:
    backoff = Backoff(SimEntropy(3))
    for _ in range(4):
        backoff.wait_s()
    backoff.lasted(0.5)
    assert backoff.ceiling_s == 16
    backoff.lasted(60)
    assert backoff.ceiling_s == 1


def test_a_websocket_that_took_only_a_part_is_asked_again_for_the_same_packet() -> None:
    class Line:
        answers = iter([0, 5])

        def send(self, _packet: bytes) -> int:
            return next(self.answers)

    line = Line()
    send_whole_frames(None, None, line)
    with pytest.raises(BlockingIOError):
        line.send(b"hello")
    assert line.send(b"hello") == 5


# What waits


def test_a_letter_that_outlived_its_time_is_not_sent() -> None:
    now = [0.0]
    outbox = Outbox(lambda: now[0])
    outbox.open(now=True)
    outbox.add(Letter("t", b"old", until_s=10))
    outbox.add(Letter("t", b"new", until_s=20))
    now[0] = 12.0
    sent: list[tuple[bytes, float | None]] = []

    def post(letter: Letter, left_s: float | None) -> int:
        sent.append((letter.payload, left_s))
        return len(sent)

    outbox.send(16, post)
    assert sent == [(b"new", 8.0)]
    assert outbox.pending() == 1


def test_more_than_32_mib_do_not_wait_in_memory() -> None:
    outbox = Outbox(lambda: 0.0)
    outbox.open(now=True)
    mib = Letter("t", bytes(1024 * 1024))
    assert [outbox.add(mib) for _ in range(33)] == [True] * 32 + [False]
