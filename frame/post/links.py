"""Connections: one to this device's own broker, and one to each broker of others.

Rule 1: a device that named its broker is met there, with the user and password that come from
        the secret of the pair; everybody else is met at the broker of this device.
Rule 2: what links report is posted to the owner of the inbox; nothing is decided here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from frame.errors import Offline
from frame.ports import Link
from frame.post.rows import Paired
from frame.protocol.addresses import PairSecret, broker_password, broker_user

HOME = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where a broker is and how to log on; empty `url` means: the one in the settings."""

    url: str = ""
    user: str = ""
    password: str = field(default="", repr=False)


Connect = Callable[[Reach, Callable[[str, bytes], None], Callable[[bool], None]], Link]
Heard = Callable[[str, bytes], None]
Turned = Callable[[bytes, bool], None]


class Links:
    """All connections of one device; `turned` hears of each whether it stands."""

    def __init__(self, connect: Connect, heard: Heard, turned: Turned) -> None:
        self._connect = connect
        self._heard = heard
        self._turned = turned
        self._links: dict[bytes, Link] = {}

    def listen(
        self,
        devices: Mapping[bytes, Paired],
        topics: Mapping[bytes, Iterable[str]],
        at_home: Iterable[str] = (),
        *,
        home: bool = True,
    ) -> None:
        """Hear exactly these topics of each device; `at_home` are more on the own broker."""
        wanted: dict[bytes, list[str]] = {HOME: list(at_home)} if home else {}
        for name, device in devices.items():
            wanted.setdefault(self._key(device), []).extend(topics.get(name, ()))
        for gone in self._links.keys() - wanted.keys():
            self._links.pop(gone).close()
        for key, found in wanted.items():
            if key not in self._links:
                self._links[key] = self._open(key, devices.get(key))
            self._links[key].hear(found)

    def _open(self, key: bytes, device: Paired | None) -> Link:
        def turned(is_up: bool) -> None:  # noqa: FBT001  # the port says it this way
            self._turned(key, is_up)

        reach = Reach()
        if device is not None:
            secret = PairSecret(device.secret)
            reach = Reach(
                url=device.broker, user=broker_user(secret), password=broker_password(secret)
            )
        return self._connect(reach, self._heard, turned)

    @staticmethod
    def _key(device: Paired) -> bytes:
        return device.name if device.broker else HOME

    def tell(self, device: Paired, topic: str, payload: bytes, expires_s: int) -> bool:
        """Send to a device; False where there is no connection to where it is met."""
        link = self._links.get(self._key(device))
        return link is not None and link.tell(topic, payload, expires_s=expires_s)

    def tell_home(
        self, topic: str, payload: bytes, expires_s: int, *, retain: bool = False
    ) -> bool:
        """Send something through this device's own broker."""
        link = self._links.get(HOME)
        return link is not None and link.tell(topic, payload, expires_s=expires_s, retain=retain)

    def trouble_at_home(self) -> Offline | None:
        """Return what keeps this device from its own broker; None when nothing does."""
        link = self._links.get(HOME)
        return None if link is None else link.trouble

    def pending(self) -> int:
        """Return how many messages brokers have not acknowledged yet."""
        return sum(link.pending() for link in self._links.values())

    def met_at(self, key: bytes, devices: Mapping[bytes, Paired]) -> tuple[bytes, ...]:
        """Return the devices that are met over one of the connections."""
        return tuple(name for name, device in devices.items() if self._key(device) == key)

    def close(self) -> None:
        """Close all of them."""
        for link in self._links.values():
            link.close()
        self._links.clear()
