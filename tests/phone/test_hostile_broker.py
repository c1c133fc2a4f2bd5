"""A broker that wants to do harm: broken packets, endless ones, floods. The page stays usable.

The broker is a websocket of our own that answers a login and then says what no broker may.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Page, expect
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from frame.protocol.card import Card, write_card
from tests.phone.browser import PHONE_SIZE, browser, context, served
from tests.phone.page import prepared

_CONNACK = bytes([0x20, 2, 0, 0])
_FLOOD_S = 4.0
_PATIENCE_MS = 15_000


def _length(size: int) -> bytes:
    digits = bytearray()
    while True:
        size, digit = divmod(size, 128)
        digits.append(digit | (128 if size else 0))
        if not size:
            return bytes(digits)


def _publish(topic: bytes, payload: bytes) -> bytes:
    body = len(topic).to_bytes(2, "big") + topic + payload
    return b"\x30" + _length(len(body)) + body


def _flood(link: ServerConnection) -> None:
    """Thousands of letters on topics that look like the page's own, and on others."""
    chance = random.Random(1)
    until = time.monotonic() + _FLOOD_S
    while time.monotonic() < until:
        topic = b"hf1/" + bytes(chance.choices(b"abcdefgh234567", k=16)) + b"/in/x/m"
        link.send(_publish(topic, chance.randbytes(chance.choice([0, 1024, 60_000]))))


def _noise(link: ServerConnection) -> None:
    chance = random.Random(2)
    for _ in range(200):
        link.send(chance.randbytes(chance.randint(1, 4000)))


def _endless(link: ServerConnection) -> None:
    """One packet that says it has 256 MB, and goes on and on."""
    link.send(b"\x30\xff\xff\xff\x7f")
    for _ in range(200):
        link.send(bytes(64 * 1024))


def _words(link: ServerConnection) -> None:
    link.send("<script>alert(1)</script>" * 1000)


def _silence(link: ServerConnection) -> None:
    time.sleep(_FLOOD_S)
    link.close()


@contextmanager
def _broker(harm: Callable[[ServerConnection], None]) -> Iterator[tuple[str, list[float]]]:
    """Run a broker that lets everybody in and then does harm; yields where, and when it did."""
    came: list[float] = []

    def talk(link: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            link.recv(10)
            link.send(_CONNACK)
            asked = link.recv(10)
            if isinstance(asked, bytes) and asked[:1] == b"\x82":
                link.send(bytes([0x90, 3]) + asked[2:4] + b"\x01")
            came.append(time.monotonic())
            harm(link)
            link.recv(30)

    with serve(talk, "127.0.0.1", 0, subprotocols=["mqtt"], max_size=None) as server:  # type: ignore[list-item]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/mqtt", came
        server.shutdown()
        thread.join(10)


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with browser() as started:
        yield context(started, PHONE_SIZE).new_page()


@pytest.mark.parametrize(
    "harm",
    [_flood, _noise, _endless, _words, _silence],
    ids=["flood", "noise", "endless", "words", "silence"],
)
def test_a_broker_that_does_harm_leaves_the_page_usable(
    harm: Callable[[ServerConnection], None], page: Page
) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    with _broker(harm) as (broker, came), served(prepared(), connect=[broker]) as address:
        card = Card(frame=bytes(range(32)), token=bytes(16), broker=broker)
        page.goto(write_card(card, address))
        page.get_by_label("Your name").fill("Ana")
        page.get_by_role("button", name="Connect").click()
        stop = page.get_by_role("button", name="Stop")
        expect(stop).to_be_visible(timeout=_PATIENCE_MS)
        deadline = time.monotonic() + _PATIENCE_MS / 1000
        while not came:
            assert time.monotonic() < deadline, "the page never came to the broker"
            page.wait_for_timeout(50)
        page.wait_for_timeout(1000)
        begin = time.monotonic()
        stop.click(timeout=_PATIENCE_MS)
        expect(page.get_by_role("heading", name="Who are you?")).to_be_visible(
            timeout=_PATIENCE_MS
        )
        assert time.monotonic() - begin < _PATIENCE_MS / 1000
    assert faults == []
