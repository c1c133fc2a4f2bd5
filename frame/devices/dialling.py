"""Where a broker is, how it is reached, and what to tell a person when it is not.

Sources: MQTT 3.1.1 and 5.0 (OASIS), §4.7 topic names and filters; RFC 8446/5246 through the `ssl`
module; "full jitter" as in Exponential Backoff And Jitter (M. Brooker, 2015).

Rule 1: a password never stands in an address, a representation or a sentence.
Rule 2: a server proves its name before it hears ours: TLS 1.2 or newer, the host name checked.
Rule 3: what is wrong is said once, in a sentence with a hint; trying goes on.
"""

import socket
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from frame.errors import BadConfig, Offline
from frame.ports import Entropy

PACKET_BYTES: Final = 300_000
OVERHEAD_BYTES: Final = 64
WINDOW: Final = 16
_PORTS: Final = {"mqtt": 1883, "mqtts": 8883, "ws": 80, "wss": 443}
_VERSIONS: Final = (0, 3, 5)
_STEADY_S: Final = 5.0
_DRAWN_BYTES: Final = 4
_NAME_CHARACTERS: Final = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Will:
    """What the broker says for us when we are gone without a word."""

    topic: str
    payload: bytes
    retain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Broker:
    """One broker and how we log on.

    url        mqtt://, mqtts://, ws:// or wss://host[:port][/path]
    client_id  the name of the session; the same one on every connection, at most one at a time
    ca_file    who vouches for the broker (PEM); None for the authorities of this system
    cert_file  our certificate (PEM), with key_file; None to log on with a password or not at all
    version    5, 3 (that is 3.1.1), or 0 to try 5 first
    """

    url: str
    client_id: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    version: int = 0

    @classmethod
    def of(  # noqa: PLR0913  # the settings of one connection
        cls,
        url: str,
        *,
        client_id: str,
        user: str | None = None,
        password: str | None = None,
        password_file: Path | None = None,
        ca_file: Path | None = None,
        cert_file: Path | None = None,
        key_file: Path | None = None,
        version: int = 0,
    ) -> Self:
        """Return a broker whose address and files were looked at.

        Raises BadConfig with one sentence for the first thing that is wrong.
        """
        if password_file is not None:
            password = _first_line(password_file)
        broker = cls(
            url=url,
            client_id=client_id,
            user=user,
            password=password,
            ca_file=ca_file,
            cert_file=cert_file,
            key_file=key_file,
            version=version,
        )
        _check(broker)
        return broker

    @property
    def host(self) -> str:
        """The name or address that is dialled, and that a certificate must carry."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The port, or the usual one of the scheme."""
        parts = urlsplit(self.url)
        return parts.port or _PORTS[parts.scheme]

    @property
    def path(self) -> str:
        """Where websockets are served."""
        return urlsplit(self.url).path or "/mqtt"

    @property
    def secure(self) -> bool:
        """Whether TLS is spoken."""
        return urlsplit(self.url).scheme in {"mqtts", "wss"}

    @property
    def websocket(self) -> bool:
        """Whether MQTT is wrapped in websockets."""
        return urlsplit(self.url).scheme in {"ws", "wss"}


def tls_context(broker: Broker) -> ssl.SSLContext:
    """Return how this broker's certificate is checked and which one we show; raise BadConfig."""
    try:
        context = ssl.create_default_context(cafile=broker.ca_file)
        if broker.cert_file is not None:
            context.load_cert_chain(broker.cert_file, broker.key_file)
    except (OSError, ValueError) as problem:
        raise BadConfig(
            "a certificate or key file of the broker cannot be used",
            hint="ca_file, cert_file and key_file are PEM files that belong together.",
        ) from problem
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = _TidySocket
    return context


class _TidySocket(ssl.SSLSocket):
    """Closes itself when the handshake fails; paho forgets to."""

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002  # as in `ssl`
        try:
            super().do_handshake(block)
        except BaseException:
            self.close()
            raise


class Backoff:
    """How long to wait before the next attempt: any time up to a ceiling of 1 to 60 s.

    The ceiling doubles with every attempt and falls back after a connection that lasted. The wait
    is drawn evenly below it, so that a house full of frames does not knock at the same moment.
    """

    def __init__(self, entropy: Entropy, *, first_s: float = 1.0, most_s: float = 60.0) -> None:
        self._entropy = entropy
        self._first_s = first_s
        self._most_s = most_s
        self._ceiling_s = first_s

    @property
    def ceiling_s(self) -> float:
        """The longest that the next wait can be."""
        return self._ceiling_s

    def wait_s(self) -> float:
        """Return the next wait and raise the ceiling."""
        drawn = int.from_bytes(self._entropy.fresh(_DRAWN_BYTES)) / 256**_DRAWN_BYTES
        wait_s = drawn * self._ceiling_s
        self._ceiling_s = min(self._most_s, self._ceiling_s * 2)
        return wait_s

    def lasted(self, seconds: float) -> None:
        """Start anew after a connection that was more than a flicker."""
        if seconds >= _STEADY_S:
            self._ceiling_s = self._first_s


class Cause(StrEnum):
    """Why there is no connection, in a word that may be logged."""

    NO_SUCH_HOST = "no-such-host"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    TLS = "tls"
    PASSWORD = "password"  # noqa: S105  # a word for a log
    CLIENT_ID = "client-id"
    VERSION = "version"
    BUSY = "busy"
    SILENT = "silent"
    LOST = "lost"
    TAKEN_OVER = "taken-over"
    TOPICS = "topics"
    SMALL = "small"


# What a broker answers, as MQTT 5.0 names it (§3.2.2.2, §3.14.2.1) and paho for 3.1.1.
REFUSALS: Final = {
    "Unsupported protocol version": Cause.VERSION,
    "Bad user name or password": Cause.PASSWORD,
    "Not authorized": Cause.PASSWORD,
    "Client identifier not valid": Cause.CLIENT_ID,
    "Session taken over": Cause.TAKEN_OVER,
    "Server unavailable": Cause.BUSY,
    "Server busy": Cause.BUSY,
}

_SAYS: Final = {
    Cause.NO_SUCH_HOST: (
        "there is no host of the name {host}",
        "Check the broker's address, and that this network can look up names.",
    ),
    Cause.UNREACHABLE: (
        "the broker at {host}, port {port}, does not answer",
        "Check that it runs, that the port is right, and that no firewall stands between.",
    ),
    Cause.CERTIFICATE: (
        "the broker at {host} shows a certificate that does not prove that it is {host}",
        "Use the name the certificate was made for, or set ca_file to who signed it.",
    ),
    Cause.TLS: (
        "no safe connection to {host}, port {port}, could be agreed on",
        "Check that this port speaks TLS 1.2 or newer, and whether it wants a certificate.",
    ),
    Cause.PASSWORD: (
        "the broker at {host} does not accept this user name and password",
        "Set them anew; the broker's own log says which of the two it minds.",
    ),
    Cause.CLIENT_ID: (
        "the broker at {host} does not accept our client id",
        "Allow any client id in the broker's settings.",
    ),
    Cause.VERSION: (
        "the broker at {host} speaks another version of MQTT",
        "Leave the version unset, so that both 5 and 3.1.1 are tried.",
    ),
    Cause.BUSY: (
        "the broker at {host} takes no connections at the moment",
        "It is overloaded or shutting down; this frame keeps trying.",
    ),
    Cause.SILENT: (
        "what listens at {host}, port {port}, does not answer as a broker does",
        "Check that it is an MQTT broker, and whether it wants TLS or a client certificate.",
    ),
    Cause.LOST: (
        "the connection to the broker at {host} broke",
        "This frame keeps trying; nothing is lost.",
    ),
    Cause.TAKEN_OVER: (
        "somebody else is connected to {host} under this frame's name",
        "Two frames must not share one state folder; stop the copy.",
    ),
    Cause.TOPICS: (
        "the broker at {host} does not let us use all our topics",
        "Its access list is older than the last pairing; see docs/operations.md.",
    ),
    Cause.SMALL: (
        "the broker at {host} takes smaller messages than this frame sends",
        "Allow packets of 300,000 bytes in the broker's settings.",
    ),
}


def sentence(cause: Cause, broker: Broker) -> Offline:
    """Return what to tell a person, with what to do about it."""
    says, hint = _SAYS[cause]
    return Offline(says.format(host=broker.host, port=broker.port), hint=hint)


def cause_of(problem: OSError) -> Cause:
    """Return why a connection could not be made."""
    if isinstance(problem, ssl.SSLCertVerificationError):
        return Cause.CERTIFICATE
    if isinstance(problem, ssl.SSLError):
        return Cause.TLS
    if isinstance(problem, socket.gaierror):
        return Cause.NO_SUCH_HOST
    if isinstance(problem, ConnectionError) and not isinstance(problem, ConnectionRefusedError):
        return Cause.SILENT
    return Cause.UNREACHABLE


def matches(wanted: str, topic: str) -> bool:
    """Return whether a topic is one of those a filter names (MQTT 5.0 §4.7).

    A filter that begins with a wildcard names no topic that begins with `$`.
    """
    if topic.startswith("$") and wanted[:1] in {"+", "#"}:
        return False
    levels = topic.split("/")
    filters = wanted.split("/")
    for at, level in enumerate(filters):
        if level == "#":
            return True
        if at == len(levels) or level not in {"+", levels[at]}:
            return False
    return len(filters) == len(levels)


def check_packet(topic: str, payload: bytes) -> None:
    """Raise ValueError for a message that is no topic's, or larger than a packet may be."""
    if not topic or set(topic) & set("+#\0"):
        raise ValueError("a message goes to one topic")
    if len(topic.encode()) + len(payload) + OVERHEAD_BYTES > PACKET_BYTES:
        raise ValueError(f"a packet has at most {PACKET_BYTES} bytes")


def _check(broker: Broker) -> None:
    try:
        parts = urlsplit(broker.url)
        fine = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
        bare = parts.username is None and not parts.query and not parts.fragment
    except ValueError:
        fine = bare = False
    if not fine:
        raise BadConfig(
            "the broker's address is not one",
            hint="Write mqtt://host, mqtts://host, ws://host/path or wss://host/path, "
            "with :port where it is not the usual one.",
        )
    if not bare:
        raise BadConfig(
            "the broker's address holds more than host, port and path",
            hint="A user name has a setting of its own, and a password belongs in a file.",
        )
    _check_logon(broker)
    if broker.secure:
        tls_context(broker)


def _check_logon(broker: Broker) -> None:
    if broker.version not in _VERSIONS:
        raise BadConfig(
            "the broker's version is not one", hint="Write 5, 3 (for 3.1.1), or 0 to try both."
        )
    if not broker.client_id or len(broker.client_id) > _NAME_CHARACTERS:
        raise BadConfig("a connection to a broker needs a client id")
    if broker.password is not None and broker.user is None:
        raise BadConfig("there is a password for the broker, but no user name")
    if not broker.secure and (broker.ca_file or broker.cert_file):
        raise BadConfig(
            "there are certificates for a broker that is reached without TLS",
            hint="Write mqtts:// or wss://.",
        )
    if broker.key_file is not None and broker.cert_file is None:
        raise BadConfig("there is a key for the broker, but no certificate")


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, ValueError, IndexError) as problem:
        raise BadConfig(
            "the file with the broker's password cannot be read or is empty",
            hint="It holds the password in its first line and is readable by the frame only.",
        ) from problem
