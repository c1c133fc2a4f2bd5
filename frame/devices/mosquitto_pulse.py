"""Whether a broker answers, and not only its kernel.

A broker that is stuck still has a port that takes connections: the kernel does that. So it is
asked something: a CONNECT without a name (MQTT 3.1.1 §3.1), which a frame's broker refuses
(§3.2.2.3), or the beginning of TLS. Either takes its main loop.

Rule: nothing is told to whoever answers: no user, no password, no topic.
"""

import socket
import ssl
from contextlib import suppress
from typing import Final

from frame.devices.mosquitto import Listener

_CONNECT: Final = bytes.fromhex("100c 0004 4d515454 04 02 000a 0000")
_ANSWER_BYTES: Final = 4
_NEAR: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  # nothing is bound to it here


def answers(listener: Listener, patience_s: float = 3.0) -> bool:
    """Ask a listener that is no websocket, and say whether anything came back in time."""
    where = (_NEAR.get(listener.address, listener.address), listener.port)
    with suppress(OSError), socket.create_connection(where, timeout=patience_s) as link:
        if listener.tls is not None:
            return _shakes_hands(link)
        link.sendall(_CONNECT)
        return len(link.recv(_ANSWER_BYTES)) == _ANSWER_BYTES
    return False


def _shakes_hands(link: socket.socket) -> bool:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # whoever answers is told nothing
    context.verify_mode = ssl.CERT_NONE
    try:
        context.wrap_socket(link).close()
    except ssl.SSLError:
        return True  # it says no, so it is there
    return True
