"""A broker in memory and its links: what `devices/mqtt.py` does, without a network or a thread.

Rule 1: it keeps every promise of `ports.Link` and of the broker behind it: retained messages,
        wills, sessions that queue while their owner is away, wildcards, at least once.
Rule 2: in bad weather a message may come twice, or late: after the next one, or when told to
        `settle`. Whatever works here must not mind.
Rule 3: listeners are called one at a time and never from inside `tell`'s caller's listener: what
        they send in turn is delivered after they return.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from frame.devices.dialling import Will, check_packet, matches
from frame.errors import Offline
from frame.ports import Entropy

_QUEUED: Final = 1000
_TWICE: Final = 64
_LATE: Final = 192


@dataclass(slots=True)
class _Session:
    """What the broker keeps for a client id, connected or not."""

    filters: frozenset[str] = frozenset()
    queue: list[tuple[str, bytes]] = field(default_factory=list)
    link: "SimLink | None" = None


class SimBroker:
    """The broker; with `weather` it repeats and delays messages as that randomness says."""

    def __init__(self, weather: Entropy | None = None) -> None:
        self._weather = weather
        self._lock = threading.RLock()
        self._sessions: dict[str, _Session] = {}
        self._retained: dict[str, bytes] = {}
        self._links: list[SimLink] = []
        self._due: deque[Callable[[], None]] = deque()
        self._late: list[Callable[[], None]] = []
        self._delivering = False
        self.running = True

    def kill(self) -> None:
        """Vanish, with everything that was kept."""
        with self._lock:
            self.running = False
            self._due.clear()
            self._late.clear()
            self._sessions.clear()
            self._retained.clear()
            for link in self._links:
                self._due.append(link.went)
        self._deliver()

    def start(self) -> None:
        """Come back; links connect again at once."""
        with self._lock:
            self.running = True
            for link in self._links:
                self._connect(link)
        self._deliver()

    def cut(self, link: "SimLink") -> None:
        """Break one connection as a dead network would: its will is said. It stays away."""
        self._leave(link, gone_for_good=False)

    def mend(self, link: "SimLink") -> None:
        """Let a link that was cut come back."""
        with self._lock:
            self._connect(link)
        self._deliver()

    def arrive(self, link: "SimLink") -> None:
        """Take a new link; a link of the same client id is thrown out."""
        with self._lock:
            self._links.append(link)
            if self.running:
                self._connect(link)
        self._deliver()

    def leave(self, link: "SimLink") -> None:
        """Let a link go that said its will itself."""
        self._leave(link, gone_for_good=True)

    def subscribe(self, link: "SimLink") -> None:
        """Note what a link wants, and give it what is retained."""
        with self._lock:
            self._subscribe(link, again=False)
        self._deliver()

    def publish(self, topic: str, payload: bytes, *, retain: bool) -> None:
        """Pass a message on to everybody who wants it."""
        with self._lock:
            late, self._late = self._late, []
            self._publish(topic, payload, retain=retain)
            self._due.extend(late)
        self._deliver()

    def settle(self) -> None:
        """Deliver what the weather held back."""
        with self._lock:
            self._due.extend(self._late)
            self._late = []
        self._deliver()

    def _connect(self, link: "SimLink") -> None:
        session = self._sessions.setdefault(link.client_id, _Session())
        if session.link is not None and session.link is not link:
            self._due.append(session.link.went)
        session.link = link
        self._due.append(link.came)
        self._subscribe(link, again=True)

    def _leave(self, link: "SimLink", *, gone_for_good: bool) -> None:
        with self._lock:
            session = self._sessions.get(link.client_id)
            if session is not None and session.link is link:
                session.link = None
            if gone_for_good and link in self._links:
                self._links.remove(link)
            if link.will is not None and not gone_for_good:
                self._publish(link.will.topic, link.will.payload, retain=link.will.retain)
            self._due.append(link.went)
        self._deliver()

    def _subscribe(self, link: "SimLink", *, again: bool) -> None:
        session = self._sessions.get(link.client_id)
        if session is None or session.link is not link or link.wanted is None:
            return
        fresh = link.wanted if again else link.wanted - session.filters
        session.filters = link.wanted
        for topic, payload in self._retained.items():
            if any(matches(wanted, topic) for wanted in fresh):
                self._send(session, topic, payload)
        queued, session.queue = session.queue, []
        for topic, payload in queued:
            self._send(session, topic, payload)

    def _publish(self, topic: str, payload: bytes, *, retain: bool) -> None:
        if retain and payload:
            self._retained[topic] = payload
        elif retain:
            self._retained.pop(topic, None)
        for session in self._sessions.values():
            if any(matches(wanted, topic) for wanted in session.filters):
                self._send(session, topic, payload)

    def _send(self, session: _Session, topic: str, payload: bytes) -> None:
        if session.link is None or session.link.wanted is None:
            session.queue = [*session.queue, (topic, payload)][-_QUEUED:]
            return
        drawn = self._weather.fresh(1)[0] if self._weather is not None else _TWICE
        for _ in range(2 if drawn < _TWICE else 1):
            (self._late if drawn > _LATE else self._due).append(
                partial(self._hand, session, topic, payload)
            )

    def _hand(self, session: _Session, topic: str, payload: bytes) -> None:
        """Deliver a message, or queue it when the link went away in between."""
        if session.link is not None:
            session.link.got(topic, payload)
        else:
            self._send(session, topic, payload)

    def _deliver(self) -> None:
        with self._lock:
            if self._delivering:
                return
            self._delivering = True
            try:
                while self._due:
                    self._due.popleft()()
            finally:
                self._delivering = False


class SimLink:
    """One connection to a `SimBroker` (`ports.Link`).

    What its session was sent while it was away is delivered once it was told what to hear.
    """

    def __init__(
        self,
        broker: SimBroker,
        client_id: str,
        heard: Callable[[str, bytes], None],
        turned: Callable[[bool], None],
        will: Will | None = None,
    ) -> None:
        self.client_id = client_id
        self.will = will
        self.wanted: frozenset[str] | None = None
        self._broker = broker
        self._heard = heard
        self._turned = turned
        self._up = False
        self._closed = False
        broker.arrive(self)

    def hear(self, topics: Iterable[str]) -> None:
        """Listen to exactly these topics (filters), from now on and after every reconnect."""
        self.wanted = frozenset(topics)
        self._broker.subscribe(self)

    def tell(
        self, topic: str, payload: bytes, *, expires_s: int | None = None, retain: bool = False
    ) -> bool:
        """Send at least once; False when not connected: the message is then not kept."""
        check_packet(topic, payload)
        if not self._up or (expires_s is not None and expires_s <= 0):
            return self._up
        self._broker.publish(topic, payload, retain=retain)
        return True

    def pending(self) -> int:
        """Return 0: this broker acknowledges at once."""
        return 0

    @property
    def trouble(self) -> Offline | None:
        """What keeps the link from working."""
        return None if self._up else Offline("the broker in memory does not run")

    def close(self) -> None:
        """Say the will and go; safe to call twice."""
        if self._closed:
            return
        self._closed = True
        if self.will is not None:
            self.tell(self.will.topic, self.will.payload, retain=self.will.retain)
        self._broker.leave(self)

    def came(self) -> None:
        """Hear from the broker that the connection stands."""
        self._turn(up=True)

    def went(self) -> None:
        """Hear from the broker that the connection is gone."""
        self._turn(up=False)

    def got(self, topic: str, payload: bytes) -> None:
        """Hear a message from the broker."""
        if self._up and any(matches(wanted, topic) for wanted in self.wanted or ()):
            self._heard(topic, payload)

    def _turn(self, *, up: bool) -> None:
        if up != self._up:
            self._up = up
            self._turned(up)
