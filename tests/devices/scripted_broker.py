"""A broker that does what a test tells it, packet by packet (MQTT 3.1.1 and 5.0 §2)."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

WAIT_S = 10.0
CONNACK_3 = b"\x20\x02\x00\x00"


def connack_5(receive_maximum: int) -> bytes:
    """An answer of MQTT 5 with a receive maximum."""
    return b"\x20\x06\x00\x00\x03\x21" + receive_maximum.to_bytes(2)


@dataclass
class Packet:
    """One packet from the client."""

    kind: int
    flags: int
    body: bytes

    @property
    def number(self) -> bytes:
        """The packet identifier of a PUBLISH with QoS 1."""
        topic = int.from_bytes(self.body[:2])
        return self.body[2 + topic : 4 + topic]

    @property
    def repeated(self) -> bool:
        return bool(self.flags & 8)


class Conversation:
    """One connection of a client."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        line.settimeout(WAIT_S)

    def read(self, wait_s: float = WAIT_S) -> Packet | None:
        """The next packet; None when the client hung up or said nothing for so long."""
        self._line.settimeout(wait_s)
        try:
            first = self._exactly(1)[0]
            length = shift = 0
            while True:
                byte = self._exactly(1)[0]
                length |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    break
            return Packet(first >> 4, first & 15, self._exactly(length))
        except (OSError, EOFError):
            return None

    def publishes(self, wait_s: float) -> Iterator[Packet]:
        """The PUBLISH packets until nothing comes for so long."""
        while (packet := self.read(wait_s)) is not None:
            if packet.kind == 3:
                yield packet

    def send(self, raw: bytes) -> None:
        self._line.sendall(raw)

    def acknowledge(self, packet: Packet) -> None:
        self.send(b"\x40\x02" + packet.number)

    def hang_up(self) -> None:
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()

    def _exactly(self, count: int) -> bytes:
        got = b""
        while len(got) < count:
            more = self._line.recv(count - len(got))
            if not more:
                raise EOFError
            got += more
        return got


class ScriptedBroker:
    """Listens on the loopback; a test takes each call by hand."""

    def __init__(self, listening: socket.socket) -> None:
        self._listening = listening
        self._taken: list[Conversation] = []
        self.url = f"mqtt://127.0.0.1:{listening.getsockname()[1]}"

    def take(self, answer: bytes = CONNACK_3) -> Conversation:
        """Take the next call, read its CONNECT and answer it."""
        self._listening.settimeout(WAIT_S)
        line, _from = self._listening.accept()
        conversation = Conversation(line)
        self._taken.append(conversation)
        connect = conversation.read()
        assert connect is not None
        assert connect.kind == 1
        if answer:
            conversation.send(answer)
        return conversation

    def end(self) -> None:
        for conversation in self._taken:
            conversation.hang_up()


@contextmanager
def scripted() -> Iterator[ScriptedBroker]:
    """A scripted broker for one test."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        broker = ScriptedBroker(listening)
        try:
            yield broker
        finally:
            broker.end()
