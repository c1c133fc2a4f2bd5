"""An MQTT broker inside this program, for `frame demo`, development and tests: iotcore (rumqttd).

It listens on 127.0.0.1 only, and anyone on this machine may use it: it has no passwords and no
access list. A real frame runs mosquitto (`devices/mosquitto.py`).

Rule: it lives in a child process (`python -m frame.devices.broker`), because rumqttd has no way
      to stop; the child ends when its parent does, however that happened.
"""

import logging
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from frame.devices.dialling import PACKET_BYTES, WINDOW
from frame.devices.offspring import python_command
from frame.errors import DeviceFailed

_HOST: Final = "127.0.0.1"
_LOWEST: Final = 20_000
_HIGHEST: Final = 32_000
_START_S: Final = 15.0
_PARTS: Final = """
[{kind}.1]
name = "{kind}"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 1
[{kind}.1.connections]
connection_timeout_ms = 60000
max_payload_size = {packet}
max_inflight_count = {window}
dynamic_filters = true
"""
_ROUTER: Final = """id = 0
[router]
id = 0
max_connections = 200
max_outgoing_packet_count = 200
max_segment_size = 16777216
max_segment_count = 4
"""


def free_port() -> int:
    """Return a port on the loopback that nothing uses at the moment.

    It lies below those the kernel gives to outgoing connections (ip(7), ip_local_port_range): one
    of these may be taken again at any time, even by a client that keeps dialling it itself.
    """
    while True:
        port = _LOWEST + secrets.randbelow(_HIGHEST - _LOWEST)
        with suppress(OSError), socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind((_HOST, port))
            return port


def listens(port: int, host: str = _HOST) -> bool:
    """Return whether something takes connections on a port."""
    with suppress(OSError), socket.create_connection((host, port), timeout=0.5):
        return True
    return False


def render(port: int, port_5: int, port_ws: int) -> str:
    """Return rumqttd's configuration for MQTT 3.1.1, MQTT 5, and 3.1.1 over websockets."""
    kinds = {"v4": port, "v5": port_5, "ws": port_ws}
    return _ROUTER + "".join(
        _PARTS.format(kind=kind, port=at, packet=PACKET_BYTES, window=16 * WINDOW)
        for kind, at in kinds.items()
    )


class EmbeddedBroker:
    """A broker for as long as the `with` block lasts.

    port     of MQTT 3.1.1; 0 for any free one
    port_5   of MQTT 5
    port_ws  of MQTT 3.1.1 over websockets
    """

    def __init__(self, port: int = 0) -> None:
        self.port = port or free_port()
        self.port_5 = free_port()
        self.port_ws = free_port()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where MQTT 3.1.1 is spoken."""
        return f"mqtt://{_HOST}:{self.port}"

    @property
    def url_5(self) -> str:
        """Where MQTT 5 is spoken."""
        return f"mqtt://{_HOST}:{self.port_5}"

    @property
    def url_ws(self) -> str:
        """Where browsers speak MQTT 3.1.1."""
        return f"ws://{_HOST}:{self.port_ws}/mqtt"

    def start(self) -> None:
        """Start and wait until all three ports answer; raise DeviceFailed."""
        command = python_command(
            __spec__.name, str(self.port), str(self.port_5), str(self.port_ws)
        )
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE)
        until_s = time.monotonic() + _START_S
        while not all(map(listens, (self.port, self.port_5, self.port_ws))):
            if self._child.poll() is not None or time.monotonic() > until_s:
                self.kill()
                raise DeviceFailed(
                    "the embedded broker did not start",
                    hint="Install it with `pip install 'hearthframe[broker]'`.",
                )
            time.sleep(0.02)

    def kill(self) -> None:
        """End it at once, as a power cut would; what it kept is lost."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            if child.stdin is not None:
                child.stdin.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()


def _leave_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Be the broker until the parent is gone."""
    from iotcore import IotCoreBroker  # noqa: PLC0415  # only the child needs it

    logging.disable()  # rumqttd tells client ids and topics
    ports = [int(word) for word in sys.argv[1:4]]
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "broker.toml"
        written.write_text(render(*ports), encoding="ascii")
        broker = IotCoreBroker(config_path=str(written))
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    broker.run_forever()


if __name__ == "__main__":
    main()
