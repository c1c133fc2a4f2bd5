"""Frames and owners' devices around brokers in memory: real stores, cores and nodes.

A `Village` has one clock. A `House` is a frame: a real Core, Node and Vault. A `Phone` is an
owner's device with its own books. `settle` lets everybody talk until nobody has more to say.
"""

import io
import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from frame.devices.sim.clock import SimClock, SimEntropy
from frame.devices.sim.link import SimBroker, SimLink
from frame.model import PhotoId
from frame.ports import Link
from frame.post.links import Reach
from frame.post.rows import Paired
from frame.protocol.envelope import Rank
from frame.protocol.lines import Purpose
from tests.services.network.house import House
from tests.services.network.phone import DAY_S, USUAL, Phone

__all__ = [
    "ALL",
    "DAY_S",
    "NOON",
    "USUAL",
    "Brokers",
    "Family",
    "House",
    "Phone",
    "Village",
    "photo",
]

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ALL = (Purpose.DISPLAY, Purpose.ENHANCE, Purpose.SCORE, Purpose.FACES, Purpose.SHARE)
_ROUNDS = 400


def photo(seed: int) -> bytes:
    """A small JPEG of coloured patches: another one for each seed, the same one each time."""
    patches = random.Random(seed).randbytes(3 * 12 * 8)
    picture = Image.frombytes("RGB", (12, 8), patches).resize((96, 64), Image.Resampling.NEAREST)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


class Brokers:
    """Brokers in memory by their address, and what passed through them."""

    def __init__(self) -> None:
        self.by_url: dict[str, SimBroker] = {}
        self.said: list[tuple[str, bytes]] = []

    def at(self, url: str) -> SimBroker:
        return self.by_url.setdefault(url, SimBroker())

    def connecting(
        self, home: str, client: str
    ) -> Callable[[Reach, Callable[[str, bytes], None], Callable[[bool], None]], Link]:
        def connect(
            reach: Reach, heard: Callable[[str, bytes], None], turned: Callable[[bool], None]
        ) -> Link:
            url = reach.url or home
            link = SimLink(self.at(url), f"{client}@{url}{reach.user}", heard, turned)
            tell = link.tell

            def overheard(
                topic: str, payload: bytes, *, expires_s: int | None = None, retain: bool = False
            ) -> bool:
                self.said.append((topic, payload))
                return tell(topic, payload, expires_s=expires_s, retain=retain)

            link.tell = overheard  # type: ignore[method-assign]
            return link

        return connect

    def settle(self) -> None:
        for broker in self.by_url.values():
            broker.settle()


class Village:
    """Everybody, and the time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = SimClock(NOON)
        self.brokers = Brokers()
        self.houses: list[House] = []
        self.phones: list[Phone] = []
        self.seeds = iter(range(1, 10_000))

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def entropy(self) -> SimEntropy:
        return SimEntropy(next(self.seeds))

    def house(self, name: str = "Hall", **more: object) -> "House":
        """Build a frame, or (of the same name) switch it on again."""
        house = House(self, name, **more)  # type: ignore[arg-type]
        self.houses.append(house)
        return house

    def phone(self, name: str = "Anna") -> "Phone":
        phone = Phone(self, name)
        self.phones.append(phone)
        return phone

    def settle(self, seconds: float = 3.0) -> None:
        """Let everybody talk for so long, in small steps, until nobody has more to say."""
        until = self.clock.monotonic_s() + seconds
        for _ in range(_ROUNDS + int(4 * seconds)):
            busy = sum(one.work() for one in self.everybody()) > 0
            self.brokers.settle()
            if not busy and self.clock.monotonic_s() >= until:
                return
            if not busy:
                self.clock.pass_time(min(0.5, max(0.01, until - self.clock.monotonic_s())))
        raise AssertionError("they never stop talking")

    def wait(self, seconds: float) -> None:
        """Let a long time pass at once, and let everybody talk after it."""
        self.clock.pass_time(seconds)
        self.settle()

    def paired(self, house: "House", phone: "Phone", role: Rank = Rank.CONTRIBUTOR) -> Paired:
        """Pair for real, and return what the phone knows of the frame."""
        phone.scan(house.node.open_pairing(role).url)
        self.settle(1.0)
        showing = house.node.pairing.showing
        assert showing is not None
        assert showing.digits == phone.digits
        phone.agree(yes=True)
        house.node.answer_pairing(yes=True)
        self.settle(1.0)
        return phone.books.devices()[house.name]

    def close(self) -> None:
        for one in self.everybody():
            one.close()

    def everybody(self) -> "list[House | Phone]":
        return [*self.houses, *self.phones]


class Family:
    """A frame and its owner's phone, with an album of photos (two) that the frame may show."""

    def __init__(
        self,
        village: Village,
        purposes: Iterable[Purpose] = USUAL,
        *,
        pictures: Iterable[bytes] | None = None,
        **more: object,
    ) -> None:
        self.village = village
        self.hall, self.anna = village.house("Hall", **more), village.phone()
        village.paired(self.hall, self.anna)
        self.album = self.anna.album(self.hall, "Sea")
        self.anna.grant(self.album, self.hall.name, purposes)
        village.settle(1.0)
        self.names = [
            self.anna.send(self.hall, self.album, one) for one in pictures or map(photo, (1, 2))
        ]
        village.settle(1.0)
        self.photos = [self.id_of(name) for name in self.names]

    def id_of(self, name: bytes) -> PhotoId:
        found = self.hall.called(name)
        assert found is not None
        return found
