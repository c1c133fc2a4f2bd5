"""The connection to a broker, over paho-mqtt.

Rule 1: paho is used by the link's own thread only; `hear`, `tell` and `close` leave word and wake
        it. They never wait for the network (`close` waits a moment, and says so).
Rule 2: QoS 1, and never more than min(16, the broker's receive maximum) messages in flight; the
        rest waits here. paho forgets the window when it repeats messages after a reconnect.
Rule 3: whatever happens in a callback, the thread goes on and the log says so.
Rule 4: no topic, payload, name or password reaches the log.
"""

import logging
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Final

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from frame.devices.clock import KernelEntropy
from frame.devices.dialling import (
    OVERHEAD_BYTES,
    PACKET_BYTES,
    REFUSALS,
    WINDOW,
    Backoff,
    Broker,
    Cause,
    Will,
    cause_of,
    check_packet,
    matches,
    sentence,
    tls_context,
)
from frame.devices.outbox import Letter, Outbox
from frame.devices.whole_frames import send_whole_frames
from frame.errors import Offline
from frame.log import event
from frame.ports import Entropy

__all__ = ["Broker", "MqttLink", "Will"]

_LOG = logging.getLogger(__name__)
_KEEPALIVE_S: Final = 60
_ANSWER_S: Final = 10.0
_ASKED_S: Final = 1.0
_ROUND_S: Final = 5.0
_GOODBYE_S: Final = 2.0
_SESSION_S: Final = 7 * 24 * 3600
_FILTERS_IN_A_PACKET: Final = 64
_V3: Final = MQTTProtocolVersion.MQTTv311
_V5: Final = MQTTProtocolVersion.MQTTv5


class MqttLink:
    """Stays connected to one broker until it is closed (`ports.Link`).

    heard   called with topic and payload of each message
    turned  called with True when a connection stands and False when it is gone
    will    what is said when this end vanishes, and also when it is closed

    Both are called on the link's own thread and should only post somewhere. It dials once `hear`
    was called, or after a second: before, what the broker kept for us would be heard by nobody.
    """

    def __init__(
        self,
        where: Broker,
        heard: Callable[[str, bytes], None],
        turned: Callable[[bool], None],
        will: Will | None = None,
        entropy: Entropy | None = None,
    ) -> None:
        self._where = where
        self._heard = heard
        self._turned = turned
        self._will = will
        self._tls = tls_context(where) if where.secure else None
        self._backoff = Backoff(entropy or KernelEntropy())
        self._outbox = Outbox(time.monotonic)
        self._wanted: frozenset[str] = frozenset()
        self._asked = threading.Event()
        self._refused = False
        self._leaving = threading.Event()
        self._leave_by_s = 0.0
        self._trouble: Cause | None = None
        self._version = _V3 if where.version == 3 else _V5
        self._proven = False
        self._window = WINDOW
        self._largest = PACKET_BYTES
        self._answered_s: float | None = None
        self._fresh: set[str] = set()
        self._tuned: set[str] = set()
        self._bell, self._rung = socket.socketpair()
        self._ringing = False
        self._bell.settimeout(0)
        self._rung.settimeout(0)
        self._client = self._new_client()
        self._thread = threading.Thread(target=self._live, name="link", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> Offline | None:
        """What keeps the link from working, in a sentence with a hint; None when nothing does."""
        cause = self._trouble
        return None if cause is None else sentence(cause, self._where)

    @property
    def version(self) -> int:
        """The MQTT version spoken or tried: 5, or 3 for 3.1.1."""
        return 5 if self._version is _V5 else 3

    def hear(self, topics: Iterable[str]) -> None:
        """Listen to exactly these topics (filters), from now on and after every reconnect."""
        self._wanted = frozenset(topics)
        self._asked.set()
        if self._trouble is Cause.TOPICS:
            self._trouble = None
        self._ring()

    def tell(
        self, topic: str, payload: bytes, *, expires_s: int | None = None, retain: bool = False
    ) -> bool:
        """Send at least once; False when not connected: the message is then not kept.

        Also False when more than 32 MiB wait already, or the broker takes no packet that large.
        Raises ValueError when the packet would have more than 300,000 bytes.
        """
        check_packet(topic, payload)
        if len(topic.encode()) + len(payload) + OVERHEAD_BYTES > self._largest:
            self._mind(Cause.SMALL)
            return False
        until_s = None if expires_s is None else time.monotonic() + expires_s
        taken = self._outbox.add(Letter(topic, payload, retain, until_s))
        self._ring()
        return taken

    def pending(self) -> int:
        """Return how many messages the broker has not yet acknowledged."""
        return self._outbox.pending()

    def close(self) -> None:
        """Send what waits, say the will and go, in at most 2 s; safe to call twice."""
        if not self._leaving.is_set():
            if (will := self._will) is not None:
                self._outbox.add(Letter(will.topic, will.payload, will.retain))
            self._leave_by_s = time.monotonic() + _GOODBYE_S
            self._leaving.set()
            self._asked.set()
        self._ring()
        if threading.current_thread() is not self._thread:
            self._thread.join(_GOODBYE_S + 1)

    def _ring(self) -> None:
        if not self._ringing:
            self._ringing = True
            with suppress(OSError):
                self._bell.send(b"!")

    def _live(self) -> None:
        self._asked.wait(_ASKED_S)
        while not self._leaving.is_set():
            began_s = time.monotonic()
            try:
                self._connection()
            except Exception as problem:  # noqa: BLE001  # Rule 3
                event(_LOG, "link.failed", logging.ERROR, error=type(problem).__name__)
            self._fall()
            self._backoff.lasted(time.monotonic() - began_s if self._answered_s else 0.0)
            if not self._leaving.is_set() and not self._other_version():
                self._leaving.wait(self._backoff.wait_s())
        self._bell.close()
        self._rung.close()

    def _connection(self) -> None:
        try:
            self._dial()
        except OSError as problem:
            self._mind(cause_of(problem))
            return
        began_s = time.monotonic()
        while self._round():
            self._settle()
            if self._answered_s is None and time.monotonic() - began_s > _ANSWER_S:
                break
            if self._farewell():
                return
        if not self._leaving.is_set() and self._answered_s is None:
            self._mind(self._trouble if self._refused else Cause.SILENT)
        elif not self._leaving.is_set() and not self._refused:
            self._mind(Cause.LOST)

    def _dial(self) -> None:
        self._refused, self._answered_s = False, None
        there = (self._where.host, self._where.port, _KEEPALIVE_S)
        if self._version is _V3:
            self._client.connect(*there)
            return
        asked = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
        asked.SessionExpiryInterval = _SESSION_S
        asked.MaximumPacketSize = PACKET_BYTES
        self._client.connect(*there, clean_start=False, properties=asked)

    def _round(self) -> bool:
        """Wait for something to do and do it; False when the connection is gone."""
        client = self._client
        line = client.socket()
        if line is None:
            return False
        ready = self._wait_for(line)
        fine = MQTTErrorCode.MQTT_ERR_SUCCESS
        if ready & ~select.POLLOUT and client.loop_read() != fine:
            return False
        if client.want_write() and client.loop_write() != fine:
            return False
        return client.loop_misc() == fine

    def _wait_for(self, line: Any) -> int:
        held = getattr(line, "pending", None)
        if held is not None and held():
            return select.POLLIN
        poll = select.poll()
        poll.register(line, select.POLLIN | (select.POLLOUT if self._client.want_write() else 0))
        poll.register(self._rung, select.POLLIN)
        wait_s = _ROUND_S if self._outbox.is_open and not self._leaving.is_set() else 0.2
        found = dict(poll.poll(1000 * wait_s))
        if self._rung.fileno() in found:
            self._rung.recv(4096)
            self._ringing = False
        return found.get(line.fileno(), 0)

    def _settle(self) -> None:
        """Subscribe to what is wanted and send what waits, now that the broker answered."""
        if self._answered_s is None or not self._client.is_connected():
            return
        self._tune()
        if not self._outbox.is_open:
            self._outbox.open(now=True)
            self._call(self._turned, True)  # noqa: FBT003  # the one argument of `turned`
        self._outbox.send(self._window, self._post)

    def _tune(self) -> None:
        wanted = self._wanted
        new, gone = wanted - self._fresh, self._tuned - wanted
        for some in _batches(sorted(gone)):
            self._client.unsubscribe(some)
        for some in _batches(sorted(new)):
            self._client.subscribe([(one, 1) for one in some])
        self._fresh, self._tuned = set(wanted), set(wanted)

    def _post(self, letter: Letter, left_s: float | None) -> int:
        properties = None
        if left_s is not None and self._version is _V5:
            properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
            properties.MessageExpiryInterval = int(left_s) + 1
        return self._client.publish(letter.topic, letter.payload, 1, letter.retain, properties).mid

    def _farewell(self) -> bool:
        """When closing: leave once everything is said, or the time for it is over."""
        if not self._leaving.is_set():
            return False
        waits = self._outbox.is_open and self._outbox.pending()
        return not waits or time.monotonic() > self._leave_by_s

    def _fall(self) -> None:
        with suppress(OSError, ValueError):
            if self._client.socket() is not None:
                self._client.disconnect()
                self._client.loop_write()
        self._fresh = set()
        if self._outbox.is_open:
            self._outbox.open(now=False)
            self._call(self._turned, False)  # noqa: FBT003  # the one argument of `turned`

    @property
    def _may_turn(self) -> bool:
        return not self._where.version and not self._proven and self._answered_s is None

    def _other_version(self) -> bool:
        """Turn to the other version where both may be tried; True to try it at once."""
        if self._trouble not in {Cause.SILENT, Cause.VERSION} or not self._may_turn:
            return False
        self._version = _V3 if self._version is _V5 else _V5
        self._client.drop_out_messages()
        self._outbox.take_back()
        self._client = self._new_client()
        return self._version is _V3

    def _mind(self, cause: Cause | None) -> None:
        is_trial = cause in {Cause.SILENT, Cause.VERSION} and self._may_turn
        if cause is not None and cause != self._trouble and not is_trial:
            event(_LOG, "link.trouble", logging.WARNING, because=cause)
        self._trouble = cause

    def _call(self, ours: Callable[..., None], *said: object) -> None:
        try:
            ours(*said)
        except Exception as problem:  # noqa: BLE001  # Rule 3
            event(_LOG, "link.listener_failed", logging.ERROR, error=type(problem).__name__)

    def _new_client(self) -> Client:
        where = self._where
        client = Client(
            CallbackAPIVersion.VERSION2,
            where.client_id,
            clean_session=False if self._version is _V3 else None,
            protocol=self._version,
            transport="websockets" if where.websocket else "tcp",
            reconnect_on_failure=False,
        )
        client.connect_timeout = _ANSWER_S
        client.max_inflight_messages_set(WINDOW)
        if where.user is not None:
            client.username_pw_set(where.user, where.password)
        if self._tls is not None:
            client.tls_set_context(self._tls)
        if where.websocket:
            client.ws_set_options(path=where.path)
            client.on_socket_open = send_whole_frames
        else:
            client.on_socket_open = _without_delay
        if self._will is not None:
            client.will_set(self._will.topic, self._will.payload, 1, self._will.retain)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_subscribe = self._on_subscribe
        return client

    def _on_connect(
        self,
        client: Client,
        _userdata: object,
        _flags: ConnectFlags,
        reason: ReasonCode,
        properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            self._refused = True
            self._mind(REFUSALS.get(reason.getName(), Cause.BUSY))
            return
        self._answered_s = time.monotonic()
        self._proven = True
        self._window = min(WINDOW, getattr(properties, "ReceiveMaximum", WINDOW))
        self._largest = min(PACKET_BYTES, getattr(properties, "MaximumPacketSize", PACKET_BYTES))
        if self._outbox.flying() > self._window:
            client.drop_out_messages()
            self._outbox.take_back()
        self._mind(None)

    def _on_disconnect(
        self,
        _client: Client,
        _userdata: object,
        flags: DisconnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if flags.is_disconnect_packet_from_server and reason.getName() in REFUSALS:
            self._refused = True
            self._mind(REFUSALS[reason.getName()])

    def _on_message(self, _client: Client, _userdata: object, message: MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            return
        if any(matches(wanted, topic) for wanted in self._wanted):
            self._call(self._heard, topic, bytes(message.payload))

    def _on_publish(
        self, _client: Client, _data: object, mid: int, reason: ReasonCode, *_more: object
    ) -> None:
        self._outbox.acknowledged(mid)
        if reason.is_failure:
            self._mind(Cause.TOPICS)

    def _on_subscribe(
        self, _client: Client, _data: object, _mid: int, reasons: list[ReasonCode], *_more: object
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            self._mind(Cause.TOPICS)


def _without_delay(_client: object, _userdata: object, line: Any) -> None:
    """Send short messages at once: the kernel would hold them back for up to 40 ms (RFC 896)."""
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _batches(topics: list[str]) -> Iterable[list[str]]:
    step = _FILTERS_IN_A_PACKET
    return (topics[at : at + step] for at in range(0, len(topics), step))
