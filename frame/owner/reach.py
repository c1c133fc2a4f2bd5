"""How an owner's device reaches brokers: real connections, and where a card's broker is.

Rule: the certificate of a broker is checked by this system's authorities; SSL_CERT_FILE names
others.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from frame.devices.clock import KernelEntropy
from frame.devices.dialling import Broker
from frame.devices.mqtt import MqttLink
from frame.errors import BadRequest
from frame.ports import Link
from frame.post.links import Reach
from frame.protocol.card import Card

PAIRING_USER = "pair"
_TLS_PORT = 8883


def dial(
    reach: Reach, heard: Callable[[str, bytes], None], turned: Callable[[bool], None]
) -> Link:
    """Connect to a broker and stay connected (`post.links.Connect`); raise BadConfig."""
    session = KernelEntropy().fresh(8).hex() if reach.user == PAIRING_USER else reach.user
    where = Broker.of(
        reach.url,
        client_id=f"hf-{session}",
        user=reach.user or None,
        password=reach.password or None,
    )
    return MqttLink(where, heard, turned)


def broker_of(card: Card, url: str) -> str:
    """Return where the broker of a card is: what it names, or its own host (§4.1)."""
    if card.broker:
        return card.broker
    host = urlsplit(url).hostname
    if not host:
        raise BadRequest("this address names no host", hint="Copy it from the card once more.")
    return f"mqtts://[{host}]:{_TLS_PORT}" if ":" in host else f"mqtts://{host}:{_TLS_PORT}"
