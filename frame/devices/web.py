"""The server behind the phone page: a handful of files, and one way to the broker.

Sources: RFC 9112 (HTTP/1.1), RFC 6455 (websockets), RFC 6454 (origins).

Rule 1: what it knows is public: no key of a photo, no photo, no name.
Rule 2: whoever connects costs a bounded amount of memory and time: so many connections in all and
        from one address, so many bytes of a request, so many seconds for each step.
Rule 3: a page of somebody else does not get to the broker: a browser says where a page is from,
        and that is this server under an address that nobody else can own, or a place it was told.
Rule 4: it writes down nothing about who asks for what.
"""

import asyncio
import ipaddress
import logging
import re
import socket
import ssl
from collections import Counter
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from pathlib import Path
from typing import Final

from websockets.http11 import Request
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol

from frame.devices.web_files import Answer, Asked, Pages
from frame.devices.websocket_tunnel import Line, Upstream, carry
from frame.errors import BadConfig, DeviceFailed

TUNNEL: Final = "/mqtt"
_HEAD_BYTES: Final = 16_384
_END: Final = b"\r\n\r\n"
_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(:[0-9]{1,5})?")
_ELSEWHERE: Final = ("192.0.2.1", 9)  # RFC 5737: belongs to nobody
_REST_S: Final = 0.2
_FAREWELL_S: Final = 1.0
_TLS_END_S: Final = 5.0
_SILENT: Final = logging.Logger("silent", logging.CRITICAL + 1)  # noqa: LOG001  # nobody listens


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is let in.

    connections  at once, in all; `each` from one address that is not this machine
    tunnels      ways to the broker at once
    ask_s        for a whole request, and between two on one connection
    take_s       for taking an answer, or a piece of one
    """

    connections: int = 192
    each: int = 48
    tunnels: int = 64
    ask_s: float = 15.0
    take_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Whose pages may connect to the broker.

    names    what this machine is called, in lower case; its addresses need not be listed
    origins  where else the page is from, such as https://photos.example
    """

    names: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()

    def admits(self, origin: str | None, host: str) -> bool:
        """Say whether a page from `origin` that asks for `host` may connect.

        Whoever says no origin is not a browser. A name that somebody else owns may lead here (DNS
        rebinding), so the page and the server agreeing on a name is not enough.
        """
        if origin is None or origin.lower() in self.origins:
            return True
        named = _HOST.fullmatch(host)
        if named is None or origin.partition("://")[2].lower() != host.lower():
            return False
        return named[1].lower() in self.names or _is_address(named[1])


@dataclass(slots=True)
class WebServer:
    """Hands out `pages`, and carries websockets on /mqtt to `upstream`, if there is one."""

    pages: Pages
    gate: Gate = field(default_factory=Gate)
    upstream: Upstream | None = None
    limits: Limits = field(default_factory=Limits)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _guests: Counter[str] = field(default_factory=Counter, init=False)
    _tunnels: int = field(default=0, init=False)

    async def listen(self, address: str, port: int, tls: ssl.SSLContext | None = None) -> int:
        """Take connections from here on, and return on which port (0 is any free one).

        Raises:
            DeviceFailed: the port is taken, or not ours to take.
        """
        door = _door(address, port)
        self._begin(self._keep_door(door, tls))
        taken: int = door.getsockname()[1]
        return taken

    async def close(self) -> None:
        """Take nobody else in, say goodbye, and hang up on whoever does not hear it."""
        for patience_s in (_FAREWELL_S, None):
            for task in self._tasks:
                task.cancel()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=patience_s)

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _keep_door(self, door: socket.socket, tls: ssl.SSLContext | None) -> None:
        with door:
            while True:
                try:
                    near, address = await asyncio.get_running_loop().sock_accept(door)
                except OSError:  # no descriptors left, or the guest is gone already
                    await asyncio.sleep(_REST_S)
                    continue
                who = str(address[0])
                if self._is_welcome(who):
                    self._guests[who] += 1
                    self._begin(self._host(near, who, tls))
                else:
                    near.close()

    def _is_welcome(self, who: str) -> bool:
        if self._guests.total() >= self.limits.connections:
            return False
        return self._guests[who] < self.limits.each or _is_here(who)

    async def _host(self, near: socket.socket, who: str, tls: ssl.SSLContext | None) -> None:
        try:
            line = await _shaken(near, tls, self.limits)
        except OSError:
            near.close()
        else:
            try:
                with suppress(OSError, asyncio.IncompleteReadError):
                    while await self._serve(line):
                        pass
            finally:
                await line.close()
        finally:
            self._guests[who] -= 1
            if not self._guests[who]:
                del self._guests[who]

    async def _serve(self, line: Line) -> bool:
        """Answer one request; say whether there may be another one on this connection."""
        try:
            async with asyncio.timeout(self.limits.ask_s):
                head = await line.reader.readuntil(_END)
        except asyncio.LimitOverrunError:
            status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            return await self._refuse(line, status)
        protocol = ServerProtocol(subprotocols=[Subprotocol("mqtt")], logger=_SILENT)
        request = _read(protocol, head)
        if request is None:
            return await self._refuse(line, HTTPStatus.BAD_REQUEST)
        if request.path.partition("?")[0] == TUNNEL and request.method == "GET":
            await self._tunnel(line, protocol, request)
            return False
        goes_on = _goes_on(request)
        await _answer(line, self.pages.answer(_asked(request)), goes_on=goes_on)
        return goes_on

    async def _tunnel(self, line: Line, protocol: ServerProtocol, request: Request) -> None:
        if (status := self._why_not(request)) is not None:
            more = {"Upgrade": "websocket"} if status is HTTPStatus.UPGRADE_REQUIRED else {}
            await self._refuse(line, status, **more)
            return
        self._tunnels += 1
        try:
            await self._pass_on(line, protocol, request)
        finally:
            self._tunnels -= 1

    def _why_not(self, request: Request) -> HTTPStatus | None:
        headers = request.headers
        if "Upgrade" not in headers:
            return HTTPStatus.UPGRADE_REQUIRED
        if not self.gate.admits(headers.get("Origin"), headers["Host"]):
            return HTTPStatus.FORBIDDEN
        if self.upstream is None or self._tunnels >= self.limits.tunnels:
            return HTTPStatus.SERVICE_UNAVAILABLE
        return None

    async def _pass_on(self, line: Line, protocol: ServerProtocol, request: Request) -> None:
        response = protocol.accept(request)
        if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS or self.upstream is None:
            await self._refuse(line, HTTPStatus.BAD_REQUEST)
            return
        try:
            far = await self.upstream.dial(self.limits.take_s)
        except OSError:
            await self._refuse(line, HTTPStatus.BAD_GATEWAY)
            return
        try:
            for name, value in self.pages.fences.items():
                response.headers[name] = value
            await line.send(response.serialize())
            await carry(line, far)
        finally:
            await far.close()

    async def _refuse(self, line: Line, status: HTTPStatus, **more: str) -> bool:
        await _answer(line, self.pages.refuse(status, **more), goes_on=False)
        return False


def own_address() -> str:
    """Return this machine's IPv4 address in its network; raise DeviceFailed. Nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(_ELSEWHERE)
            found = str(asked.getsockname()[0])
        except OSError as problem:
            raise DeviceFailed(
                "this machine is in no network that a phone could be in",
                hint="Connect it to one, or leave out --lan.",
            ) from problem
    return found


def serving_tls(cert_file: Path, key_file: Path) -> ssl.SSLContext:
    """Return TLS 1.2 or newer with this certificate; raise BadConfig."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    renew(context, cert_file, key_file)
    return context


def renew(context: ssl.SSLContext, cert_file: Path, key_file: Path) -> None:
    """Show another certificate from here on; raise BadConfig."""
    try:
        context.load_cert_chain(cert_file, key_file)
    except OSError as problem:
        raise BadConfig(
            "the certificate of the phone page cannot be used",
            hint="The certificate and its key are PEM files that belong together.",
        ) from problem


def _door(address: str, port: int) -> socket.socket:
    six = ":" in address
    try:
        door = socket.create_server(
            (address, port),
            family=socket.AF_INET6 if six else socket.AF_INET,
            backlog=64,
            dualstack_ipv6=address == "::",
        )
    except (OSError, UnicodeError) as problem:
        raise DeviceFailed(
            f"the phone page cannot be served on port {port} of {address}: {problem}",
            hint="Choose another port in [web] of frame.toml; those below 1024 need a right.",
        ) from problem
    door.settimeout(0)
    return door


async def _shaken(near: socket.socket, tls: ssl.SSLContext | None, limits: Limits) -> Line:
    """Make a line of a connection, after the handshake where TLS is spoken; raise OSError."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=_HEAD_BYTES)
    speaker = asyncio.StreamReaderProtocol(reader)
    near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    near.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    patience = {"ssl_handshake_timeout": limits.ask_s, "ssl_shutdown_timeout": _TLS_END_S}
    transport, _ = await loop.connect_accepted_socket(
        lambda: speaker, near, ssl=tls, **(patience if tls else {})
    )
    return Line(reader, asyncio.StreamWriter(transport, speaker, reader, loop), limits.take_s)


def _read(protocol: ServerProtocol, head: bytes) -> Request | None:
    """Return the request that `head` is, or None where HTTP/1.1 or this server has no such."""
    protocol.receive_data(head)
    found = [one for one in protocol.events_received() if isinstance(one, Request)]
    if not found:
        return None
    headers = found[0].headers
    alone = all(len(headers.get_all(name)) <= 1 for name in ("Host", "Origin"))
    return found[0] if alone and "Host" in headers else None


def _asked(request: Request) -> Asked:
    def told(name: str) -> str:
        return ", ".join(request.headers.get_all(name))

    return Asked(
        method=request.method,
        path=request.path,
        accepts=told("Accept-Encoding"),
        known=told("If-None-Match"),
    )


def _goes_on(request: Request) -> bool:
    said = ", ".join(request.headers.get_all("Connection")).lower()
    return request.protocol == "HTTP/1.1" and "close" not in said


async def _answer(line: Line, answer: Answer, *, goes_on: bool) -> None:
    headers = {"Date": formatdate(usegmt=True), **answer.headers}
    if not goes_on:
        headers["Connection"] = "close"
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    status = f"HTTP/1.1 {answer.status.value} {answer.status.phrase}\r\n"
    await line.send(f"{status}{head}\r\n".encode("latin-1") + answer.body)


def _is_here(who: str) -> bool:
    """Say whether a connection is from this machine, such as from a proxy in front of this."""
    return ipaddress.ip_address(who.removeprefix("::ffff:")).is_loopback


def _is_address(host: str) -> bool:
    with suppress(ValueError):
        ipaddress.ip_address(host.strip("[]"))
        return True
    return host.lower() == "localhost"
