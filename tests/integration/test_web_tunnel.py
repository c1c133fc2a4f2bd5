"""MQTT through the page's own port to real brokers, as a browser does it."""

import asyncio
import contextlib
import os
import struct
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from frame.devices import mosquitto as setup
from frame.devices.broker import EmbeddedBroker, free_port
from frame.devices.dialling import PACKET_BYTES
from frame.devices.mosquitto import Account, Listener, MosquittoChild, Tls
from frame.devices.mqtt import Broker, MqttLink
from frame.services.web import Plan
from frame.services.web_child import WebChild
from tests.devices.brokers_kit import TESTER, mosquitto
from tests.devices.certificates_kit import Authority
from tests.devices.web_kit import build

_CHUNK = 131_072
_PACKETS = 40
_BROKERS = ("iotcore", "mosquitto", "mosquitto-tls")


@pytest.fixture(params=_BROKERS)
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a tunnel to each kind of broker."""
    with _broker(request.param, tmp_path) as (url, ca_file), _page(tmp_path, url, ca_file) as at:
        yield at


@contextlib.contextmanager
def _broker(kind: str, folder: Path) -> Iterator[tuple[str, str]]:
    if kind == "iotcore":
        with EmbeddedBroker() as broker:
            yield broker.url_5, ""
        return
    port, tls, authority = free_port(), None, Authority(folder)
    if kind.endswith("tls"):
        signed = authority.server("127.0.0.1")
        tls = Tls(cert_file=signed.cert_file, key_file=signed.key_file)
    listeners = (Listener(port=free_port()), Listener(port=port, tls=tls))
    with mosquitto(folder / "mosquitto", listeners, (TESTER,)):
        yield f"mqtt{'s' if tls else ''}://127.0.0.1:{port}", str(authority.ca_file)


@contextlib.contextmanager
def _page(folder: Path, broker: str, ca_file: str = "") -> Iterator[str]:
    port = free_port()
    plan = Plan(
        address="127.0.0.1",
        port=port,
        host="127.0.0.1",
        built=str(build(folder / "dist")),
        broker=broker,
        ca_file=ca_file,
    )
    with WebChild(plan):
        yield f"127.0.0.1:{port}"


def _open(page: str, origin: str | None = None) -> connect:
    return connect(
        f"ws://{page}/mqtt",
        origin=Origin(origin or f"http://{page}"),
        subprotocols=[Subprotocol("mqtt")],
        max_size=None,
        compression=None,
    )


def _packet(kind: int, body: bytes) -> bytes:
    """Return an MQTT packet (MQTT 5.0 §2.1)."""
    length, head = len(body), bytearray([kind])
    while True:
        head.append(length % 128 | (0x80 if length > 127 else 0))
        length //= 128
        if not length:
            return bytes(head) + body


def _text(told: str) -> bytes:
    return struct.pack(">H", len(told)) + told.encode()


def _hello() -> bytes:
    logon = _text(f"t{os.urandom(6).hex()}") + _text(TESTER.user) + _text(TESTER.password or "")
    return _packet(0x10, _text("MQTT") + b"\x05\xc2" + struct.pack(">H", 60) + b"\0" + logon)


async def _hear(line: ClientConnection, count: int) -> bytes:
    heard = b""
    while len(heard) < count:
        told = await asyncio.wait_for(line.recv(), 20)
        assert isinstance(told, bytes)
        heard += told
    return heard


async def _cut_off(line: ClientConnection) -> None:
    """Wait until the other side hangs up, whatever it says before."""
    async with asyncio.timeout(20):
        with contextlib.suppress(ConnectionClosed):
            while True:
                await line.recv()


async def _log_on(line: ClientConnection) -> None:
    await line.send(_hello())
    heard = await _hear(line, 5)
    assert (heard[0], heard[3]) == (0x20, 0), "the broker refused"


def test_a_browser_logs_on_and_large_packets_pass_both_ways_unharmed(page: str) -> None:
    body = os.urandom(_CHUNK)

    async def talk() -> None:
        async with _open(page) as line:
            assert line.subprotocol == "mqtt"
            await _log_on(line)
            await line.send(_packet(0x82, b"\0\x01\0" + _text("t/x") + b"\0"))
            heard = await _hear(line, 6)
            assert heard[0] == 0x90
            packet = _packet(0x30, _text("t/x") + b"\0" + body)
            sending = asyncio.create_task(_send(line, packet))
            heard = await _hear(line, _PACKETS * len(packet))
            assert heard == packet * _PACKETS
            await sending

    asyncio.run(talk())


async def _send(line: ClientConnection, packet: bytes) -> None:
    """Send packets as mqtt.js does when it is pressed: several in one message."""
    await line.send(packet)
    await line.send(packet * (_PACKETS - 2))
    await line.send(packet[:7])
    await line.send(packet[7:])


def test_a_page_of_somebody_else_is_refused(page: str) -> None:
    async def talk(origin: str) -> int:
        with pytest.raises(InvalidStatus) as refused:
            await _open(page, origin).__aenter__()
        return refused.value.response.status_code

    for origin in ("https://evil.example", "null", f"http://{page}.evil.example"):
        assert asyncio.run(talk(origin)) == 403


def test_a_broker_that_hangs_up_is_passed_on(page: str) -> None:
    async def talk() -> None:
        async with _open(page) as line:
            await line.send(b"\xff" * 200)
            await _cut_off(line)

    asyncio.run(talk())


def test_a_terminal_may_use_the_page_s_way_too(page: str) -> None:
    heard = SimpleQueue[bytes]()
    up = SimpleQueue[bool]()
    told = Broker.of(
        f"ws://{page}/mqtt", client_id="terminal", user=TESTER.user, password=TESTER.password
    )
    link = MqttLink(told, lambda _topic, payload: heard.put(payload), up.put)
    try:
        link.hear(["t/terminal"])
        assert up.get(timeout=20)
        link.tell("t/terminal", b"x" * _CHUNK)
        assert heard.get(timeout=20) == b"x" * _CHUNK
    finally:
        link.close()


def test_a_password_that_is_taken_back_ends_the_way(tmp_path: Path) -> None:
    port = free_port()
    with (
        mosquitto(tmp_path / "mosquitto", (Listener(port=port),), (TESTER,)) as child,
        _page(tmp_path, f"mqtt://127.0.0.1:{port}") as page,
    ):
        asyncio.run(_until_cut_off(page, child, tmp_path / "mosquitto"))


async def _until_cut_off(page: str, child: MosquittoChild, folder: Path) -> None:
    async with _open(page) as line:
        await _log_on(line)
        setup.write_accounts(folder, [Account(user="other", password="x")], os.urandom)
        child.reload()
        await _cut_off(line)


def test_no_packet_of_the_protocol_is_too_large_for_the_way(page: str) -> None:
    async def talk() -> None:
        async with _open(page) as line:
            await _log_on(line)
            await line.send(_packet(0x82, b"\0\x01\0" + _text("t/y") + b"\0"))
            await _hear(line, 6)
            packet = _packet(0x30, _text("t/y") + b"\0" + bytes(PACKET_BYTES - 100))
            await line.send(packet)
            assert await _hear(line, len(packet)) == packet

    asyncio.run(talk())
