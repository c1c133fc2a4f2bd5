"""Mends how paho sends over websockets.

paho 2.2 loses a packet of which the socket took only a part: its websocket keeps the rest and
answers 0 bytes, the sender drops the packet from its queue, and the next one is taken to be sent
when only the first one's rest was. Here such a `send` says "not now" instead, which the sender
understands: it keeps the packet and comes back when the socket has room.
"""

from collections.abc import Callable
from typing import Any


def send_whole_frames(_client: object, _userdata: object, line: Any) -> None:
    """Make a websocket that paho has just opened send every packet to its end (on_socket_open)."""
    line.send = _whole(line.send)


def _whole(send: Callable[[bytes], int]) -> Callable[[bytes], int]:
    def send_all(packet: bytes) -> int:
        sent = send(packet)
        if not sent:
            raise BlockingIOError
        return sent

    return send_all
