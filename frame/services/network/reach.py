"""How this frame reaches brokers, from its settings."""

import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from frame.config import Config
from frame.config import Network as Settings
from frame.crypto.keys import expand
from frame.devices.mqtt import Broker, MqttLink, Will
from frame.errors import Offline
from frame.ports import Clock, Entropy, Link
from frame.post.books import Books
from frame.post.links import Connect, Reach
from frame.protocol.addresses import base32, month_of, presence_topic
from frame.protocol.card import Card
from frame.services.network.access import OWN_USER, own_password, written_to
from frame.services.network.node import Place
from frame.services.web_certificates import fingerprint_shown

_CLIENT_BYTES = 10
_LOOK_S = 0.1
_HINT = "Check that it runs, and see docs/operations.md."


def place_of(config: Config, folder: Path, entropy: Entropy) -> Place:
    """Return where a frame stands, as its settings say; `folder` is its state."""
    network = config.network
    return Place(
        label=config.frame.name[:64],
        origin=network.page,
        broker=network.card_broker or network.broker,
        granted=_granted(network, folder, entropy),
        certificate=partial(fingerprint_shown, folder),
    )


def _granted(
    network: Settings, folder: Path, entropy: Entropy
) -> Callable[[Books, Card | None, datetime], None]:
    if not network.access_folder:
        return lambda _books, _card, _now: None
    return written_to(folder / network.access_folder, entropy)


def connector(config: Config, books: Callable[[], Books], clock: Clock) -> Connect:
    """Return what connects to a broker; `books` is asked once a connection is wanted."""
    network = config.network

    def connect(
        reach: Reach, heard: Callable[[str, bytes], None], turned: Callable[[bool], None]
    ) -> Link:
        if reach.url:
            return MqttLink(_theirs(network, reach), heard, turned)
        return MqttLink(_ours(network, books()), heard, turned, _will(books(), clock))

    return connect


def try_broker(config: Config, books: Books, clock: Clock, patience_s: float) -> None:
    """Log on to the frame's own broker and off again; nobody else may be logged on as it.

    Raises:
        Offline: it did not work in that time, with the reason.
        BadConfig: the settings make no sense.
    """
    up = threading.Event()

    def turned(is_up: bool) -> None:  # noqa: FBT001  # as links report it
        if is_up:
            up.set()

    link = MqttLink(_ours(config.network, books), lambda _topic, _payload: None, turned)
    try:
        link.hear(())
        until_s = clock.monotonic_s() + patience_s
        while not up.wait(_LOOK_S) and clock.monotonic_s() < until_s:
            if link.trouble is not None:
                raise link.trouble
        if not up.is_set():
            raise link.trouble or Offline("the broker did not answer", hint=_HINT)
    finally:
        link.close()


def _ours(network: Settings, books: Books) -> Broker:
    secret = books.me.presence.secret
    client = base32(expand(secret, b"", b"hearthframe/broker/client", _CLIENT_BYTES))
    own = bool(network.access_folder) and not network.user
    return Broker.of(
        network.broker,
        client_id=client,
        user=OWN_USER if own else network.user or None,
        password=own_password(books) if own else None,
        password_file=_path(network.password_file),
        ca_file=_path(network.ca_file),
        cert_file=_path(network.cert_file),
        key_file=_path(network.key_file),
    )


def _theirs(network: Settings, reach: Reach) -> Broker:
    secure = reach.url.startswith(("mqtts:", "wss:"))
    return Broker.of(
        reach.url,
        client_id=reach.user,
        user=reach.user,
        password=reach.password,
        ca_file=_path(network.ca_file) if secure else None,
    )


def _will(books: Books, clock: Clock) -> Will:
    month = month_of(int(clock.now().timestamp()))
    return Will(topic=presence_topic(books.me.presence, month), payload=b"0")


def _path(name: str) -> Path | None:
    return Path(name) if name else None
