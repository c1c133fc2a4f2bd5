"""How the link behaves when the broker, the network or a listener does not."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from frame.devices import mqtt
from frame.devices.broker import free_port
from frame.devices.dialling import Broker, Will
from frame.devices.mqtt import MqttLink
from tests.devices.brokers_kit import running
from tests.devices.scripted_broker import CONNACK_3, ScriptedBroker, connack_5, scripted


class Hasty:
    """Randomness that draws no wait at all."""

    def fresh(self, count: int) -> bytes:
        return bytes(count)


class Listener:
    """Hears, and starts links that are closed after the test."""

    def __init__(self) -> None:
        self.got: list[tuple[str, bytes]] = []
        self.turns: list[bool] = []
        self.links: list[MqttLink] = []

    def heard(self, topic: str, payload: bytes) -> None:
        self.got.append((topic, payload))

    def turned(self, up: bool) -> None:  # noqa: FBT001  # the port's own callback
        self.turns.append(up)

    def link(self, url: str, *, will: Will | None = None, **logon: Any) -> MqttLink:
        where = Broker.of(url, client_id="test", **{"version": 3, **logon})
        self.links.append(MqttLink(where, self.heard, self.turned, will, Hasty()))
        self.links[-1].hear(())
        return self.links[-1]

    def connected(self, url: str, **logon: Any) -> MqttLink:
        link = self.link(url, **logon)
        until(lambda: self.turns[-1:] == [True])
        return link


@pytest.fixture
def ours() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    for link in listener.links:
        link.close()


@pytest.fixture
def theirs() -> Iterator[ScriptedBroker]:
    with scripted() as broker:
        yield broker


def until(true: Callable[[], bool], patience_s: float = 10.0) -> None:
    limit = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.005)


# Redelivery, window, keepalive


def test_what_was_not_acknowledged_is_sent_again_marked_redelivery_on_reconnect(
    ours: Listener, theirs: ScriptedBroker
) -> None:
    link = ours.link(theirs.url)
    first = theirs.take()
    until(lambda: ours.turns == [True])
    link.tell("t/x", b"one")
    sent = first.read()
    assert sent is not None
    assert not sent.repeated
    first.hang_up()
    second = theirs.take()
    again = second.read()
    assert again is not None
    assert again.repeated
    assert (again.number, again.body) == (sent.number, sent.body)
    assert link.pending() == 1
    second.acknowledge(again)
    until(lambda: link.pending() == 0)


def test_no_more_than_16_messages_are_in_flight(ours: Listener, theirs: ScriptedBroker) -> None:
    link = ours.link(theirs.url)
    talk = theirs.take()
    until(lambda: ours.turns == [True])
    for number in range(40):
        assert link.tell("t/x", b"%d" % number)
    flying = list(talk.publishes(0.3))
    assert len(flying) == 16
    assert link.pending() == 40
    talk.acknowledge(flying[0])
    assert len(list(talk.publishes(0.3))) == 1


def test_the_window_is_the_brokers_receive_maximum_if_that_is_smaller(
    ours: Listener, theirs: ScriptedBroker
) -> None:
    link = ours.link(theirs.url, version=5)
    talk = theirs.take(connack_5(4))
    until(lambda: ours.turns == [True])
    for number in range(10):
        link.tell("t/x", b"%d" % number)
    assert len(list(talk.publishes(0.3))) == 4
    talk.hang_up()
    smaller = theirs.take(connack_5(2))
    assert len(list(smaller.publishes(0.3))) == 2
    assert link.pending() == 10


def test_a_window_of_40_is_not_exceeded_after_a_reconnect(
    ours: Listener, theirs: ScriptedBroker
) -> None:
    link = ours.link(theirs.url)
    first = theirs.take()
    until(lambda: ours.turns == [True])
    for number in range(40):
        link.tell("t/x", b"%d" % number)
    assert len(list(first.publishes(0.3))) == 16
    first.hang_up()
    again = list(theirs.take().publishes(0.3))
    assert len(again) == 16
    assert all(packet.repeated for packet in again)


def test_a_link_that_only_tells_connects_as_well(theirs: ScriptedBroker, ours: Listener) -> None:
    where = Broker.of(theirs.url, client_id="test", version=3)
    ours.links.append(MqttLink(where, ours.heard, ours.turned))
    theirs.take()
    until(lambda: ours.turns == [True])


def test_a_silent_line_is_probed_and_given_up_keepalive(
    ours: Listener, theirs: ScriptedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqtt, "_KEEPALIVE_S", 1)
    monkeypatch.setattr(mqtt, "_ROUND_S", 0.1)
    ours.link(theirs.url)
    talk = theirs.take()
    probe = talk.read()
    assert probe is not None
    assert probe.kind == 12
    assert talk.read() is None
    assert theirs.take().read(0.1) is None
    until(lambda: ours.turns == [True, False, True])


def test_a_session_is_kept_and_resumed_under_our_own_client_id(
    ours: Listener, theirs: ScriptedBroker
) -> None:
    ours.link(theirs.url)
    line, _from = theirs._listening.accept()
    told = line.recv(100)
    line.close()
    assert told[9] & 2 == 0  # no clean session
    assert told.endswith(b"\x00\x04test")


# What goes wrong


def test_a_broker_of_3_1_1_is_found_by_trying(ours: Listener, theirs: ScriptedBroker) -> None:
    link = ours.link(theirs.url, version=0)
    theirs.take(answer=b"").hang_up()
    theirs.take(CONNACK_3)
    until(lambda: ours.turns == [True])
    assert link.version == 3
    assert link.trouble is None


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x20\x7f",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\xff" * 9,
        b"\x20\x02\x00\x63",
        b"\x30\x03\x00\x09x",
    ],
)
def test_a_broker_that_talks_nonsense_is_left_and_tried_again(
    ours: Listener, theirs: ScriptedBroker, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr(mqtt, "_ANSWER_S", 0.3)
    link = ours.link(theirs.url)
    theirs.take(answer)
    until(lambda: link.trouble is not None)
    deadline = time.monotonic() + 10
    while ours.turns != [True]:
        assert time.monotonic() < deadline
        theirs.take()
        time.sleep(0.05)
    until(lambda: link.trouble is None)


def test_a_listener_that_fails_is_logged_and_the_link_goes_on(
    ours: Listener, theirs: ScriptedBroker, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_topic: str, payload: bytes) -> None:
        ours.got.append(("", payload))
        raise RuntimeError(payload.decode())

    where = Broker.of(theirs.url, client_id="test", version=3)
    link = MqttLink(where, fail, ours.turned)
    ours.links.append(link)
    link.hear(["t/x"])
    talk = theirs.take()
    for secret in (b"se1", b"se2"):
        talk.send(b"\x30\x08\x00\x03t/x" + secret)
    until(lambda: len(ours.got) == 2)
    until(lambda: "link.listener_failed error=RuntimeError" in caplog.text)
    assert "se1" not in caplog.text
    assert ours.turns == [True]


def test_a_topic_that_the_broker_refuses_is_told_subscribe_failure(
    ours: Listener, theirs: ScriptedBroker
) -> None:
    link = ours.link(theirs.url)
    link.hear(["t/x"])
    talk = theirs.take()
    asked = talk.read()
    assert asked is not None
    assert asked.kind == 8
    talk.send(b"\x90\x03" + asked.body[:2] + b"\x80")
    until(lambda: link.trouble is not None)
    assert "does not let us use all our topics" in str(link.trouble)


def test_a_broker_that_takes_small_packets_only_is_told_maximum_packet_size(
    ours: Listener, theirs: ScriptedBroker
) -> None:
    link = ours.link(theirs.url, version=5)
    theirs.take(b"\x20\x08\x00\x00\x05\x27" + (1000).to_bytes(4))
    until(lambda: ours.turns == [True])
    assert link.tell("t/x", bytes(500))
    assert not link.tell("t/x", bytes(1000))
    assert "smaller messages" in str(link.trouble)


def test_what_nobody_asked_to_hear_is_dropped(ours: Listener, theirs: ScriptedBroker) -> None:
    link = ours.link(theirs.url)
    link.hear(["t/x"])
    talk = theirs.take()
    talk.send(
        b"\x30\x08\x00\x03t/yabc" + b"\x30\x08\x00\x03t\xff\xffabc" + b"\x30\x08\x00\x03t/xabc"
    )
    until(lambda: bool(ours.got))
    assert ours.got == [("t/x", b"abc")]


def test_a_broker_that_is_not_there_is_named_and_found_when_it_comes(
    ours: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    link = ours.link(f"mqtt://127.0.0.1:{port}")
    until(lambda: link.trouble is not None)
    assert str(link.trouble) == f"the broker at 127.0.0.1, port {port}, does not answer"
    time.sleep(0.2)
    assert caplog.text.count("link.trouble because=unreachable") == 1
    with socket.create_server(("127.0.0.1", port)) as listening:
        broker = ScriptedBroker(listening)
        broker.take()
        until(lambda: ours.turns == [True])
        assert link.trouble is None
        broker.end()


# paho leaves such a socket to the garbage collector, which closes it at once.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_port_that_speaks_no_websockets_is_told(
    ours: Listener, theirs: ScriptedBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mqtt, "_ANSWER_S", 0.3)
    link = ours.link(theirs.url.replace("mqtt:", "ws:"))
    line, _from = theirs._listening.accept()
    line.recv(4096)
    line.sendall(b"HTTP/1.1 404 Not Found\r\n\r\n")
    line.close()
    until(lambda: link.trouble is not None)
    assert "does not answer as a broker does" in str(link.trouble)


def test_a_name_that_nobody_knows_is_said_to_be_unknown(ours: Listener) -> None:
    link = ours.link("mqtt://nobody.invalid")
    until(lambda: link.trouble is not None)
    assert str(link.trouble) == "there is no host of the name nobody.invalid"


def test_starting_and_closing_wait_for_no_network(ours: Listener) -> None:
    began_s = time.monotonic()
    link = ours.link(f"mqtt://127.0.0.1:{free_port()}")
    link.hear(["t/x"])
    assert not link.tell("t/x", b"")
    link.close()
    assert time.monotonic() - began_s < 1
    assert not any(thread.name == "link" for thread in threading.enumerate())


def test_nothing_secret_is_in_a_representation_or_log(
    ours: Listener, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with running("iotcore-3", tmp_path) as broker:
        where = broker.broker("test-id", user="somebody", password="hush-hush")
        link = MqttLink(where, ours.heard, ours.turned, Will(topic="t/will", payload=b"gone"))
        ours.links.append(link)
        link.hear(["t/topic"])
        until(lambda: ours.turns == [True])
        link.tell("t/topic", b"payload")
        until(lambda: bool(ours.got))
        link.close()
    for secret in ("hush-hush", "t/topic", "payload", "t/will", "test-id"):
        assert secret not in caplog.text
    assert "hush-hush" not in repr(where) + repr(link)
