"""A frame's whole network side without a glass; may be killed at any moment.

`python -m tests.integration.receiving FOLDER URL ACCESS` goes on where it was until it is told to
stop. It opens and stores what comes; of each picture it keeps the SHA-256 in place of the pixels.
"""

import hashlib
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from frame.devices.clock import KernelEntropy, WallClock
from frame.devices.dialling import Broker
from frame.devices.mqtt import MqttLink
from frame.devices.sim.seer import SimSeer
from frame.ports import Link
from frame.post.links import Reach
from frame.services.network.access import OWN_USER, own_password, written_to
from frame.services.network.node import Node, Place, Tools
from tests.integration.devices_kit import PlainDecoder, QueueStage, books_in


def main(folder: Path, url: str, access: Path) -> None:
    """Receive until SIGTERM."""
    over, clock, entropy = threading.Event(), WallClock(), KernelEntropy()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    vault = books_in(folder, clock.now(), entropy).vault
    met: list[Node] = []

    def connect(
        _reach: Reach, heard: Callable[[str, bytes], None], turned: Callable[[bool], None]
    ) -> Link:
        password = own_password(met[0].books)
        where = Broker.of(url, client_id="the-frame", user=OWN_USER, password=password)
        return MqttLink(where, heard, turned)

    stage = QueueStage()
    decoder = PlainDecoder(lambda data: hashlib.sha256(data).digest())
    granted = written_to(access, entropy)
    node = Node(
        stage,
        vault,
        Tools(decoder=decoder, seer=SimSeer(), clock=clock, entropy=entropy, connect=connect),
        Place(label="Frame", origin="http://frame.local", broker=url, granted=granted),
    )
    met.append(node)
    node.start()
    while not over.is_set():
        stage.do(0.05)
        node.tick()
    node.close()
    vault.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
