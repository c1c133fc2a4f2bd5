"""The web process: hands out the phone page and carries its websockets to the broker.

What `frame run web` starts, and `frame demo` as a child of its own (services/web_child.py).

Rule 1: it holds no key of a photo and opens no store: it reads frame.toml, the built page, and
        STATE/web, where core puts the certificate of the page.
Rule 2: it serves http at once; https follows as soon as there is a certificate, and a new
        certificate is taken up while it runs.
Rule 3: it asks itself for something every few seconds, by its own door: only an answer is a sign
        of life.
"""

import asyncio
import json
import logging
import re
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import msgspec

import frame
from frame.config import Config, load
from frame.crypto.fingerprint import fingerprint
from frame.devices.clock import WallClock
from frame.devices.web import Gate, WebServer, renew, serving_tls
from frame.devices.web_files import LIST, File, Pages, read_built
from frame.devices.websocket_tunnel import Upstream
from frame.errors import BadConfig, DeviceFailed
from frame.log import event
from frame.services.daemon import Pulse, notify, stop_on_signals
from frame.services.release import PLACE, built

BUILT: Final = Path(frame.__file__).parent / "phone" / "dist"
_LOG = logging.getLogger("frame.web")
_LOOK_S: Final = 2.0
_ANSWER_S: Final = 5.0
_NEAR: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  # not bound to
_QUESTION: Final = b"HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
_PORTS: Final = {"mqtt": 1883, "mqtts": 8883}
_SOCKET_URL: Final = re.compile(r"(wss?://[A-Za-z0-9.:\[\]-]+)(?:/.*)?")
_A_YEAR: Final = timedelta(days=365)
_CONTACT: Final = re.compile(r"(?:https://|mailto:)[!-~]{3,500}")
_CERTIFICATES: Final = ("ca.pem", "cert.pem", "key.pem")


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What to serve, and where.

    host          what the frame is called in its network
    broker        the broker as the frame reaches it, mqtt:// or mqtts://; others have no tunnel
    card_broker   the broker as the card names it; a page may connect there if it is a websocket
    certificates  the folder where core puts ca.pem, cert.pem and key.pem
    """

    address: str
    port: int
    host: str
    built: str
    https_port: int = 0
    broker: str = ""
    ca_file: str = ""
    card_broker: str = ""
    allow_origins: tuple[str, ...] = ()
    certificates: str = ""


def plan_of(config: Config, folder: Path, built: Path = BUILT) -> Plan:
    """Return what the settings of a state folder say about the phone page."""
    return Plan(
        address=config.web.address,
        port=config.web.port,
        host=config.host,
        built=str(built),
        https_port=config.web.https_port,
        broker=config.network.broker,
        ca_file=config.network.ca_file,
        card_broker=config.network.card_broker,
        allow_origins=config.web.allow_origins,
        certificates=str(folder / "web"),
    )


def run_web(folder: Path, built: Path = BUILT) -> None:
    """Serve the phone page until told to stop.

    Raises:
        DeviceFailed: the page has not been built, or the port is not to be had.
        BadConfig: the broker's certificates cannot be used.
    """
    asyncio.run(_until_told(plan_of(load(folder), folder, built)))


async def _until_told(plan: Plan) -> None:
    over, loop = asyncio.Event(), asyncio.get_running_loop()

    def stop() -> None:
        loop.call_soon_threadsafe(over.set)

    stop_on_signals(stop)
    await serve(plan, over, lambda: notify("READY=1"))


async def serve(plan: Plan, over: asyncio.Event, ready: Callable[[], None]) -> None:
    """Serve until `over` is set, and call `ready` once http is; raise as `run_web` does."""
    files = read_built(Path(plan.built)) | security_files(WallClock().now())
    pages = Pages(files, connect=_connect(plan))
    server = WebServer(pages, _gate(plan), _upstream(plan))
    port = await server.listen(plan.address, plan.port)
    ready()
    secure, pulse = _Secure(plan, server), Pulse()
    try:
        while not over.is_set():
            if not pulse.is_due or await _answers(plan.address, port):
                pulse.beat()
            await secure.look()
            await _either(over, _LOOK_S)
    finally:
        await server.close()


class _Secure:
    """Serves https as soon as core has put a certificate there, and every one after it."""

    def __init__(self, plan: Plan, server: WebServer) -> None:
        self._plan, self._server = plan, server
        self._folder = Path(plan.certificates)
        self._seen: tuple[int, ...] = ()
        self._tls: ssl.SSLContext | None = None

    async def look(self) -> None:
        if not self._plan.https_port:
            return
        try:
            written = tuple((self._folder / name).stat().st_mtime_ns for name in _CERTIFICATES)
            if written != self._seen:
                await self._take_up()
                self._seen = written
        except (OSError, ValueError, BadConfig):
            return  # core has not written them yet, or is about to: there is another look

    async def _take_up(self) -> None:
        certificate, key = self._folder / "cert.pem", self._folder / "key.pem"
        if self._tls is None:
            tls = serving_tls(certificate, key)
            await self._server.listen(self._plan.address, self._plan.https_port, tls)
            self._tls = tls
        else:
            renew(self._tls, certificate, key)
        authority = (self._folder / "ca.pem").read_text(encoding="ascii")
        self._server.pages.files |= authority_files(authority, self._plan)
        event(_LOG, "web.certificate", state="taken-up")


def authority_files(pem: str, plan: Plan) -> dict[str, File]:
    """Return what the page offers of the frame's own authority: to install it, to compare it."""
    der = ssl.PEM_cert_to_DER_cert(pem)
    place = f"[{plan.host}]" if ":" in plan.host else plan.host
    port = "" if plan.https_port == 443 else f":{plan.https_port}"
    about = {
        "fingerprint": fingerprint(der),
        "host": plan.host,
        "https": f"https://{place}{port}",
    }
    return {
        "/ca.crt": File.plain("application/x-x509-ca-cert", der),
        "/ca.json": File.plain("application/json", json.dumps(about).encode()),
    }


async def _answers(address: str, port: int) -> bool:
    """Say whether this server answers whoever knocks, if only by turning them away."""
    near = _NEAR.get(address, address)
    try:
        async with asyncio.timeout(_ANSWER_S):
            reader, writer = await asyncio.open_connection(near, port)
            try:
                writer.write(_QUESTION)
                await reader.readline()
            finally:
                writer.close()
    except ConnectionResetError:
        return True  # it was full, and said so
    except OSError:
        return False
    return True


def security_files(now: datetime, place: Path = PLACE) -> dict[str, File]:
    """Return security.txt (RFC 9116), for a year from the day this system was released.

    Nothing is returned where nobody said whom to tell, or once the year is over: what it says is
    then not known to be true any more.
    """
    try:
        told = built(place)
    except DeviceFailed:
        return {}
    expires = datetime.combine(told.released + _A_YEAR, time(), UTC)
    if not _CONTACT.fullmatch(told.contact) or now >= expires:
        return {}
    text = f"Contact: {told.contact}\nExpires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
    kind = "text/plain; charset=utf-8"
    return {"/.well-known/security.txt": File.plain(kind, text.encode("ascii"))}


def is_built(built: Path = BUILT) -> bool:
    """Say whether there is a page to hand out."""
    return (built / LIST).is_file()


def _connect(plan: Plan) -> tuple[str, ...]:
    named = _SOCKET_URL.fullmatch(plan.card_broker)
    return (named[1],) if named else ()


def _gate(plan: Plan) -> Gate:
    machine = socket.gethostname().lower()
    names = {plan.host.lower(), machine, f"{machine}.local"}
    return Gate(names=frozenset(names - {""}), origins=frozenset(plan.allow_origins))


def _upstream(plan: Plan) -> Upstream | None:
    parts = urlsplit(plan.broker)
    if parts.scheme not in _PORTS:
        return None
    tls = None
    if parts.scheme == "mqtts":
        try:
            tls = ssl.create_default_context(cafile=plan.ca_file or None)
        except OSError as problem:
            raise BadConfig(
                "network.ca_file cannot be used", hint="It is a PEM file that web may read."
            ) from problem
        tls.minimum_version = ssl.TLSVersion.TLSv1_2
    return Upstream(host=parts.hostname or "", port=parts.port or _PORTS[parts.scheme], tls=tls)


async def _either(over: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await over.wait()
    except TimeoutError:
        return
