"""What this is compared with: paho alone, the same bytes in the same pieces, nothing else.

No sealing, no checks, no store: one end publishes 128 KiB at QoS 1, the other counts messages. It
says so after every eighth one, because a broker drops what waits for a slow receiver.
"""

import threading
import time
from typing import Final
from urllib.parse import urlsplit

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from frame.devices.dialling import WINDOW
from frame.protocol.photos import CHUNK_BYTES
from frame.services.bench.sync_office import PLAIN
from frame.services.bench.sync_pictures import picture_of

_BYTES: Final = "plain/bytes"
_THERE: Final = "plain/there"
_AT_ONCE: Final = 4 * WINDOW
_COUNTED: Final = 8


class Plain:
    """One end; `hears` is what it subscribes to."""

    def __init__(self, url: str, name: str, *hears: str) -> None:
        self.ready = threading.Event()
        self.client = Client(
            CallbackAPIVersion.VERSION2, name, protocol=MQTTProtocolVersion.MQTTv5
        )
        self.client.max_inflight_messages_set(WINDOW)
        self.client.username_pw_set(PLAIN.user, PLAIN.password)
        self.client.on_connect = lambda client, *_: client.subscribe([(one, 1) for one in hears])
        self.client.on_subscribe = lambda *_: self.ready.set()
        parts = urlsplit(url)
        self.client.connect(parts.hostname or "", parts.port or 0)
        self.client.loop_start()

    def close(self) -> None:
        """Go."""
        self.client.disconnect()
        self.client.loop_stop()


class PlainOwner(Plain):
    """The end that publishes."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "plain-owner", _THERE)
        self._room = threading.Semaphore(_AT_ONCE)
        self.client.on_message = lambda *_: self._room.release(_COUNTED)

    def send(self, count: int, size: int) -> float:
        """Publish so many pictures; return the seconds until all of them are there."""
        self.ready.wait()
        picture, begin, sent = picture_of(size), time.monotonic(), 0
        for _ in range(count):
            for start in range(0, size, CHUNK_BYTES):
                self._publish(picture[start : start + CHUNK_BYTES])
                sent += 1
        for _ in range(-sent % _COUNTED):
            self._publish(b".")
        for _ in range(_AT_ONCE):
            self._room.acquire()
        took = time.monotonic() - begin
        self._room.release(_AT_ONCE)
        return took

    def _publish(self, payload: bytes) -> None:
        self._room.acquire()
        self.client.publish(_BYTES, payload, 1)


class PlainFrame(Plain):
    """The end that counts."""

    def __init__(self, url: str) -> None:
        self._heard = 0
        super().__init__(url, "plain-frame", _BYTES)
        self.client.on_message = self._on_message

    def _on_message(self, client: Client, _userdata: object, _message: MQTTMessage) -> None:
        self._heard += 1
        if self._heard % _COUNTED == 0:
            client.publish(_THERE, b"", 1)
