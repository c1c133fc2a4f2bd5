"""Three devices and a broker between them that does whatever it likes with what it is given.

Everything runs in one thread, on a clock that is moved by hand, from one seed.
"""

import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from frame.devices.dialling import matches
from frame.devices.sim.clock import SimClock, SimEntropy
from frame.devices.sim.seer import SimSeer
from frame.errors import Offline
from frame.owner.ways import OwnerWays
from frame.ports import Link
from frame.post.books import Books
from frame.post.correspondence import Correspondence, in_ms
from frame.post.draft import Draft
from frame.post.links import Links, Reach
from frame.services.network.node import Node, Place, Tools
from tests.integration.devices_kit import PlainDecoder, QueueStage, books_in
from tests.store.storekit import QuickDisk

BEGIN = datetime(2026, 5, 3, 12, tzinfo=UTC)
RECORDED = 400
UP, DOWN = (True,), (False,)


@dataclass(frozen=True, slots=True)
class Packet:
    """A message between two devices, as the broker sees it."""

    topic: str
    payload: bytes


class HostileBroker:
    """Passes on, drops, flips, repeats, reorders, delays, swaps, cuts off and replays.

    dice     decides everything; `tame()` ends the mischief
    recorded what passed, for replaying it later
    """

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._links: list[MiddleLink] = []
        self._waiting: deque[Packet] = deque()
        self.recorded: list[Packet] = []
        self.is_hostile = True

    def join(self, link: "MiddleLink") -> None:
        """Take a device's connection."""
        self._links.append(link)

    def leave(self, link: "MiddleLink") -> None:
        """Let a device's connection go."""
        self._links.remove(link)

    def take(self, packet: Packet) -> bool:
        """Take a message; now and then pretend that there is no connection."""
        if self.is_hostile and self._dice.random() < 0.03:
            return False
        self._waiting.append(packet)
        if len(self.recorded) < RECORDED:
            self.recorded.append(packet)
        else:
            self.recorded[self._dice.randrange(RECORDED)] = packet
        return True

    def tame(self) -> None:
        """Be an honest broker from now on; what was held back still comes."""
        self.is_hostile = False

    def pass_on(self, most: int) -> bool:
        """Deliver up to so many of the messages that wait; False when there are none."""
        for _ in range(most):
            if not self._waiting:
                return False
            for packet in self._made_of(self._next()):
                self._deliver(packet)
        return True

    def replay(self) -> None:
        """Deliver something old, perhaps on another topic."""
        if self.recorded:
            packet = self._dice.choice(self.recorded)
            if self._dice.random() < 0.2:
                packet = Packet(self._dice.choice(self.recorded).topic, packet.payload)
            self._deliver(packet)

    def cut(self) -> None:
        """Break somebody's connection and let it come back."""
        link = self._dice.choice(self._links)
        link.turned(*DOWN)
        link.turned(*UP)

    def greet(self) -> None:
        """Tell every device that it is connected."""
        for link in tuple(self._links):
            link.turned(*UP)

    def _next(self) -> Packet:
        if self.is_hostile and self._dice.random() < 0.3:
            self._waiting.rotate(self._dice.randrange(len(self._waiting)))
        return self._waiting.popleft()

    def _made_of(self, packet: Packet) -> Iterator[Packet]:
        """Yield what becomes of one message."""
        mischief = self._dice.random() if self.is_hostile else 1.0
        if mischief < 0.08:
            return
        if mischief < 0.14:
            yield packet
        elif mischief < 0.18:
            packet = Packet(packet.topic, self._flipped(packet.payload))
        elif mischief < 0.21:
            cut = self._dice.randrange(len(packet.payload))
            packet = Packet(packet.topic, packet.payload[:cut])
        elif mischief < 0.25:
            packet = Packet(self._dice.choice(self.recorded).topic, packet.payload)
        elif mischief < 0.29:
            self._waiting.append(packet)
            return
        yield packet

    def _flipped(self, payload: bytes) -> bytes:
        flipped = bytearray(payload)
        for _ in range(self._dice.choice([1, 1, 8])):
            flipped[self._dice.randrange(len(flipped))] ^= 1 << self._dice.randrange(8)
        return bytes(flipped)

    def _deliver(self, packet: Packet) -> None:
        for link in tuple(self._links):
            if any(matches(wanted, packet.topic) for wanted in link.wanted):
                link.heard(packet.topic, packet.payload)


class MiddleLink:
    """A device's connection to the hostile broker (`ports.Link`)."""

    def __init__(
        self,
        broker: HostileBroker,
        heard: Callable[[str, bytes], None],
        turned: Callable[[bool], None],
    ) -> None:
        self._broker = broker
        self.heard, self.turned = heard, turned
        self.wanted: frozenset[str] = frozenset()
        broker.join(self)

    def hear(self, topics: object) -> None:
        self.wanted = frozenset(topics)  # type: ignore[call-overload]

    def tell(self, topic: str, payload: bytes, **_how: object) -> bool:
        return self._broker.take(Packet(topic, payload))

    def pending(self) -> int:
        return 0

    @property
    def trouble(self) -> Offline | None:
        return None

    def close(self) -> None:
        self._broker.leave(self)


class Phone:
    """An owner's device."""

    def __init__(self, folder: Path, clock: SimClock, seed: int, broker: HostileBroker) -> None:
        entropy = SimEntropy(seed)
        self.clock = clock
        self.books = books_in(folder, clock.now(), entropy, QuickDisk())
        self.ways = OwnerWays(self.books, clock, self.listen)
        self._links = Links(
            lambda _reach, heard, turned: MiddleLink(broker, heard, turned),
            self._heard,
            self._turned,
        )
        self.mail = Correspondence(self.books, self.ways, self._links.tell, entropy)
        self.ways.going = self.mail.going
        self._resume()

    def _resume(self) -> None:
        """Go on with what was on its way, as `owner.client` does."""
        draft, now = Draft(), self.clock.now()
        self.mail.topics(now)
        self.mail.going.resume(draft, in_ms(now))
        self.books.vault.parcels.sweep(self.mail.going.parcels())
        self.mail.finish(draft, now)

    def listen(self) -> None:
        self._links.listen(self.books.devices(), self.mail.topics(self.clock.now()))

    def _heard(self, topic: str, payload: bytes) -> None:
        self.mail.hear(topic, payload, self.clock.now())

    def _turned(self, _key: bytes, is_up: bool) -> None:  # noqa: FBT001  # as links report it
        if is_up:
            self.mail.connected(self.books.devices(), self.clock.now())

    def tick(self) -> None:
        self.mail.tick(self.clock.now())

    def close(self) -> None:
        self._links.close()
        self.books.vault.close()


class Straight:
    """A pool without a thread: what is submitted is done at once."""

    def submit(self, work: Callable[..., object], *words: object) -> None:
        work(*words)

    def shutdown(self, **_how: bool) -> None:
        """Nothing waits."""


class Wall:
    """A frame on the wall: its real network side, storing pictures as they come."""

    def __init__(self, folder: Path, clock: SimClock, seed: int, broker: HostileBroker) -> None:
        entropy = SimEntropy(seed)
        self.stage = QueueStage()

        def connect(
            _reach: Reach, heard: Callable[[str, bytes], None], turned: Callable[[bool], None]
        ) -> Link:
            return MiddleLink(broker, heard, turned)

        self.books: Books
        vault = books_in(folder, clock.now(), entropy, QuickDisk()).vault
        self.node = Node(
            self.stage,
            vault,
            Tools(
                decoder=PlainDecoder(),
                seer=SimSeer(),
                clock=clock,
                entropy=entropy,
                connect=connect,
            ),
            Place(label="Wall", origin="http://frame.local", broker="mqtt://x", granted=_nobody),
        )
        for part in (self.node._arriving, self.node._sharing):
            part._pool.shutdown()
            part._pool = Straight()  # type: ignore[assignment]  # one thread, one order
        self.books = self.node.books
        self.mail = self.node.correspondence
        self.escaped: list[Exception] = []
        self._watch()

    def _watch(self) -> None:
        """Note what `hear` raises: a node only logs it and goes on."""
        hear = self.mail.hear

        def watched(topic: str, payload: bytes, now: datetime) -> bytes | None:
            try:
                return hear(topic, payload, now)
            except Exception as problem:
                self.escaped.append(problem)
                raise

        self.mail.hear = watched  # type: ignore[method-assign]  # to see what a node hides

    def listen(self) -> None:
        self.node.start()

    def tick(self) -> None:
        self.stage.do(0)
        self.node.tick()
        self.stage.do(0)

    def close(self) -> None:
        self.node._links.close()
        self.books.vault.close()


def _nobody(*_who: object) -> None:
    """Let nobody on to a broker that has no users."""
