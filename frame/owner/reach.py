"""How an owner's device reaches brokers: real connections.

Rule: the certificate of a broker is checked by this system's authorities; SSL_CERT_FILE names
others.
"""

from collections.abc import Callable

from frame.devices.clock import KernelEntropy
from frame.devices.dialling import Broker
from frame.devices.mqtt import MqttLink
from frame.ports import Link
from frame.post.links import Reach

PAIRING_USER = "pair"


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
