"""What every link to every broker promises, the twin included.

Several cases are the expectations of the Eclipse Paho interoperability suite that concern this
adapter (docs/operations.md lists them all); their names end in what that suite calls them.
"""

import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from frame.devices.dialling import Will
from frame.devices.mqtt import MqttLink
from frame.devices.sim.clock import SimEntropy
from frame.devices.sim.link import SimBroker, SimLink
from frame.ports import Link
from tests.devices.brokers_kit import KINDS, SLOW, Running, running

PATIENCE_S = 20.0
CHUNK = 128 * 1024
# Debian's mosquitto 2.0 sends packets above some 4 kB through a websocket about one a second.
SLOW_TO_BROWSERS = ("mosquitto-ws", "mosquitto-wss")


@dataclass
class End:
    """One end of a link and what it heard."""

    client_id: str
    link: Link = field(init=False)
    got: list[tuple[str, bytes]] = field(default_factory=list)
    turns: list[bool] = field(default_factory=list)

    def heard(self, topic: str, payload: bytes) -> None:
        self.got.append((topic, payload))

    def turned(self, up: bool) -> None:  # noqa: FBT001  # the port's own callback
        self.turns.append(up)

    @property
    def up(self) -> bool:
        return bool(self.turns) and self.turns[-1]

    def payloads(self, topic: str) -> list[bytes]:
        return [payload for at, payload in self.got if at == topic]


class Place(ABC):
    """A broker, and links that are closed after the test."""

    slow = False
    payloads = 20

    def __init__(self) -> None:
        self.ends: list[End] = []
        self.root = f"t/{uuid4().hex[:8]}"

    def end(self, *topics: str, client_id: str = "", will: Will | None = None) -> End:
        end = End(client_id or uuid4().hex)
        end.link = self.link(end, will)
        self.ends.append(end)
        end.link.hear(topics)
        until(lambda: end.up)
        return end

    @abstractmethod
    def link(self, end: End, will: Will | None) -> Link: ...

    @abstractmethod
    def cut(self, end: End) -> None: ...

    @abstractmethod
    def mend(self, end: End) -> None: ...

    @abstractmethod
    def kill(self) -> None: ...

    @abstractmethod
    def start(self) -> None: ...

    def topic(self, name: str) -> str:
        return f"{self.root}/{name}"

    def settled(self, *ends: End) -> None:
        """Wait until what the ends asked to hear is known to the broker."""
        for end in ends:
            mark = self.topic(f"mark-{uuid4().hex[:8]}")
            end.link.hear({*_wanted(end.link), mark})
            until(lambda end=end, mark=mark: self._marked(end, mark))  # type: ignore[misc]

    def _marked(self, end: End, mark: str) -> bool:
        end.link.tell(mark, b"")
        time.sleep(0.05)
        return bool(end.payloads(mark))


class Twin(Place):
    def __init__(self) -> None:
        super().__init__()
        self.broker = SimBroker()

    def link(self, end: End, will: Will | None) -> Link:
        return SimLink(self.broker, end.client_id, end.heard, end.turned, will)

    def cut(self, end: End) -> None:
        assert isinstance(end.link, SimLink)
        self.broker.cut(end.link)

    def mend(self, end: End) -> None:
        assert isinstance(end.link, SimLink)
        self.broker.mend(end.link)

    def kill(self) -> None:
        self.broker.kill()

    def start(self) -> None:
        self.broker.start()


class Real(Place):
    def __init__(self, broker: Running) -> None:
        super().__init__()
        self.broker = broker
        self.slow = broker.kind in SLOW
        self.payloads = 2 if broker.kind in SLOW_TO_BROWSERS else 20
        self.broken: dict[str, threading.Event] = {}

    def link(self, end: End, will: Will | None) -> Link:
        where = self.broker.broker(end.client_id)
        return MqttLink(where, end.heard, end.turned, will, Hasty())

    def cut(self, end: End) -> None:
        """Break the socket and keep the link from dialling, as a dead network would."""
        link = end.link
        assert isinstance(link, MqttLink)
        self.broken[end.client_id] = whole = threading.Event()
        dial = link._dial

        def dial_when_mended() -> None:
            if not whole.is_set():
                raise ConnectionRefusedError
            dial()

        link._dial = dial_when_mended  # type: ignore[method-assign]
        line: Any = link._client.socket()
        getattr(line, "_socket", line).shutdown(socket.SHUT_RDWR)

    def mend(self, end: End) -> None:
        self.broken[end.client_id].set()

    def kill(self) -> None:
        self.broker.kill()

    def start(self) -> None:
        self.broker.start()


class Hasty:
    """Randomness that draws short waits."""

    def fresh(self, count: int) -> bytes:
        return bytes([3] * count)


def _wanted(link: Link) -> frozenset[str]:
    assert isinstance(link, MqttLink | SimLink)
    return link._wanted if isinstance(link, MqttLink) else link.wanted or frozenset()


def until(true: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    limit = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.005)


def holds(true: Callable[[], bool], seconds: float = 0.4) -> None:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        assert true()
        time.sleep(0.01)


@contextmanager
def _at(kind: str, folder: Path) -> Iterator[Callable[[], Place]]:
    if kind == "twin":
        yield Twin
    else:
        with running(kind, folder) as broker:
            yield lambda: Real(broker)


@pytest.fixture(scope="module", params=["twin", *KINDS])
def make(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Place]]:
    with _at(request.param, tmp_path_factory.mktemp(request.param)) as made:
        yield made


@pytest.fixture
def place(make: Callable[[], Place]) -> Iterator[Place]:
    here = make()
    yield here
    for end in here.ends:
        end.link.close()


def test_chunks_of_128_kib_arrive_both_ways(place: Place) -> None:
    here, there = place.end(place.topic("here")), place.end(place.topic("there"))
    place.settled(here, there)
    for number in range(place.payloads):
        assert here.link.tell(place.topic("there"), bytes([number]) + bytes(CHUNK - 1))
        assert there.link.tell(place.topic("here"), bytes([number]) + bytes(CHUNK - 1))
    for end, name in ((here, "here"), (there, "there")):
        topic = place.topic(name)
        until(lambda end=end, at=topic: len(set(end.payloads(at))) == place.payloads)  # type: ignore[misc]
        assert {len(payload) for payload in end.payloads(topic)} == {CHUNK}


def test_none_of_200_messages_is_lost(place: Place) -> None:
    here, there = place.end(), place.end(place.topic("many"))
    place.settled(there)
    for number in range(200):
        assert here.link.tell(place.topic("many"), b"%d" % number, expires_s=600)
    until(lambda: len(set(there.payloads(place.topic("many")))) == 200)
    until(lambda: here.link.pending() == 0)


def test_presence_is_there_for_who_comes_later_retained(place: Place) -> None:
    place.end().link.tell(place.topic("state"), b"1", retain=True)
    later = place.end(place.topic("other"))
    place.settled(later)
    later.link.hear([place.topic("state")])
    until(lambda: later.payloads(place.topic("state")) == [b"1"])


def test_an_empty_retained_message_takes_the_old_one_back_retained(place: Place) -> None:
    here = place.end(place.topic("state"))
    place.settled(here)
    here.link.tell(place.topic("state"), b"1", retain=True)
    here.link.tell(place.topic("state"), b"", retain=True)
    until(lambda: here.link.pending() == 0 and len(here.payloads(place.topic("state"))) == 2)
    later = place.end(place.topic("state"))
    place.settled(later)
    holds(lambda: b"1" not in later.payloads(place.topic("state")))


def test_the_will_of_a_client_that_vanished_is_said_will_message(place: Place) -> None:
    watcher = place.end(place.topic("state"))
    place.settled(watcher)
    gone = place.end(will=Will(topic=place.topic("state"), payload=b"0"))
    gone.link.tell(place.topic("state"), b"1", retain=True)
    until(lambda: watcher.payloads(place.topic("state")) == [b"1"])
    place.cut(gone)
    until(lambda: watcher.payloads(place.topic("state")) == [b"1", b"0"])
    until(lambda: not gone.up)


def test_who_closes_says_the_will_himself(place: Place) -> None:
    watcher = place.end(place.topic("state"))
    place.settled(watcher)
    leaving = place.end(will=Will(topic=place.topic("state"), payload=b"0"))
    leaving.link.close()
    leaving.link.close()
    until(lambda: watcher.payloads(place.topic("state")) == [b"0"])
    until(lambda: not leaving.up)
    assert not leaving.link.tell(place.topic("state"), b"1")


def test_what_was_sent_while_away_is_delivered_offline_message_queueing(place: Place) -> None:
    here, away = place.end(), place.end(place.topic("away"))
    place.settled(away)
    place.cut(away)
    until(lambda: not away.up)
    for number in range(5):
        assert here.link.tell(place.topic("away"), b"%d" % number)
    until(lambda: here.link.pending() == 0)
    place.mend(away)
    until(lambda: set(away.payloads(place.topic("away"))) == {b"0", b"1", b"2", b"3", b"4"})


def test_what_was_sent_between_two_lives_of_a_program_is_delivered(place: Place) -> None:
    here, before = place.end(), place.end(place.topic("away"), client_id=uuid4().hex)
    place.settled(before)
    before.link.close()
    until(lambda: not before.up)
    assert here.link.tell(place.topic("away"), b"meanwhile")
    until(lambda: here.link.pending() == 0)
    after = place.end(place.topic("away"), client_id=before.client_id)
    until(lambda: after.payloads(place.topic("away")) == [b"meanwhile"])


def test_nothing_is_told_or_kept_while_not_connected(place: Place) -> None:
    here, there = place.end(), place.end(place.topic("kept"))
    place.settled(there)
    place.cut(here)
    until(lambda: not here.up)
    assert not here.link.tell(place.topic("kept"), b"lost")
    assert here.link.pending() == 0
    place.mend(here)
    until(lambda: here.up)
    assert here.link.tell(place.topic("kept"), b"sent")
    until(lambda: b"sent" in there.payloads(place.topic("kept")))
    assert b"lost" not in there.payloads(place.topic("kept"))


def test_links_come_back_and_listen_again_after_the_broker_was_killed(place: Place) -> None:
    if place.slow:
        pytest.skip("this broker takes many seconds to start")
    here, there = place.end(), place.end(place.topic("again"))
    place.kill()
    until(lambda: not here.up and not there.up)
    assert not here.link.tell(place.topic("again"), b"lost")
    until(lambda: here.link.trouble is not None and "broker" in str(here.link.trouble))
    place.start()
    until(lambda: here.up and there.up)
    place.settled(there)
    assert here.link.trouble is None
    assert here.link.tell(place.topic("again"), b"sent")
    until(lambda: there.payloads(place.topic("again")) == [b"sent"])


def test_a_message_too_large_for_a_packet_is_refused(place: Place) -> None:
    here = place.end()
    with pytest.raises(ValueError, match="300000"):
        here.link.tell(place.topic("large"), bytes(300_000))
    with pytest.raises(ValueError, match="one topic"):
        here.link.tell(place.topic("+"), b"")


def test_a_message_that_two_filters_name_is_heard_overlapping_subscriptions(place: Place) -> None:
    here, there = place.end(), place.end(place.topic("a/+"), place.topic("#"))
    place.settled(there)
    here.link.tell(place.topic("a/b"), b"x")
    until(lambda: set(there.payloads(place.topic("a/b"))) == {b"x"})


def test_exactly_what_is_wanted_is_heard_unsubscribe(place: Place) -> None:
    here, there = place.end(), place.end(place.topic("old"), place.topic("kept"))
    place.settled(there)
    there.link.hear([place.topic("new"), place.topic("kept")])
    place.settled(there)
    for name in ("old", "new", "kept"):
        here.link.tell(place.topic(name), b"x")
    until(
        lambda: len(there.payloads(place.topic("new")) + there.payloads(place.topic("kept"))) == 2
    )
    holds(lambda: not there.payloads(place.topic("old")))


def test_the_twin_keeps_dollar_topics_from_wildcards_dollar_topics() -> None:
    broker = SimBroker()
    end = End("there")
    link = SimLink(broker, "there", end.heard, end.turned)
    link.hear(["#", "+/uptime"])
    broker.publish("$SYS/uptime", b"1", retain=True)
    assert end.got == []
    link.hear(["$SYS/#"])
    assert end.got == [("$SYS/uptime", b"1")]


def test_in_bad_weather_messages_come_twice_and_late_but_all_come() -> None:
    broker = SimBroker(SimEntropy(7))
    end = End("there")
    here = SimLink(broker, "here", lambda _topic, _payload: None, lambda _up: None)
    SimLink(broker, "there", end.heard, end.turned).hear(["t/x"])
    for number in range(100):
        assert here.tell("t/x", b"%03d" % number)
    broker.settle()
    told = end.payloads("t/x")
    assert set(told) == {b"%03d" % number for number in range(100)}
    assert len(told) > 100
    assert told != sorted(told)
