"""The phone page's server over real sockets, and guests who mean no good."""

import asyncio
import contextlib
import os
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.frames import Opcode

from frame.devices.broker import free_port
from frame.devices.web import Gate, Limits, WebServer, own_address, serving_tls
from frame.devices.web_files import Pages, read_built
from frame.devices.websocket_tunnel import Upstream
from frame.errors import BadConfig, DeviceFailed
from tests.devices.certificates_kit import Authority
from tests.devices.web_kit import (
    FENCES,
    HTML,
    SCRIPT,
    ask,
    build,
    echoing,
    everything,
    framed,
    knock,
    opened,
    say,
    serving,
)

_QUICK = Limits(connections=8, each=8, tunnels=2, ask_s=0.5, take_s=1.0)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    return Pages(read_built(build(tmp_path_factory.mktemp("dist"))))


@pytest.fixture(scope="module")
def echo() -> Iterator[Upstream]:
    with echoing() as port:
        yield Upstream(host="127.0.0.1", port=port)


@pytest.fixture(scope="module")
def port(pages: Pages, echo: Upstream) -> Iterator[int]:
    gate = Gate(names=frozenset({"frame.local"}), origins=frozenset({"https://photos.example"}))
    with serving(WebServer(pages, gate, echo)) as port:
        yield port


@pytest.fixture
def hasty(pages: Pages, echo: Upstream) -> Iterator[int]:
    """A server with little patience and little room."""
    with serving(WebServer(pages, upstream=echo, limits=_QUICK)) as port:
        yield port


def _status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def test_several_requests_go_over_one_connection(port: int) -> None:
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    for path, method in (("/p", "GET"), ("/", "HEAD"), ("/nowhere", "GET"), ("/", "GET")):
        line.request(method, path)
        here = line.sock
        answer = line.getresponse()
        told = answer.read()
        assert line.sock is here, "the server hung up"
        assert (answer.status, told) == {
            ("/p", "GET"): (200, HTML),
            ("/", "HEAD"): (200, b""),
            ("/nowhere", "GET"): (404, b"404 Not Found\n"),
            ("/", "GET"): (200, HTML),
        }[path, method]
    line.close()


def test_requests_that_come_at_once_are_answered_in_a_row(port: int) -> None:
    one = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /app-0123456789ab.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    heard = say(port, one + one + last)
    assert heard.count(HTML) == 2
    assert heard.endswith(SCRIPT)


@given(
    path=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=60),
    method=st.sampled_from(["GET", "HEAD", "POST", "get", "OPTIONS"]),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_answer_has_the_headers_that_lock_the_page_in(
    port: int, path: str, method: str
) -> None:
    answer, told = ask(port, f"/{path}", method)
    assert [name for name in FENCES if name not in answer.headers] == []
    assert answer.status in {200, 404, 405, 426}
    assert (
        told in {b"", HTML, SCRIPT, b"\x89PNG"} or told.startswith(b"40") or answer.status == 426
    )


@pytest.mark.parametrize(
    "told",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/2.0\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello",
        b"GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA\0B: c\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 200 + b"\r\n",
        b"\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_hung_up_on(port: int, told: bytes) -> None:
    heard = say(port, told)
    assert _status(heard) == 400
    assert b"Connection: close\r\n" in heard
    assert all(name.encode() in heard for name in FENCES)


def test_a_head_that_is_too_large_is_refused_before_it_ends(port: int) -> None:
    heard = say(port, b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 60_000)
    assert _status(heard) in {431, 0}, "hung up, where the answer was lost on the way"


def test_a_guest_who_dawdles_is_hung_up_on(hasty: int) -> None:
    with socket.create_connection(("127.0.0.1", hasty), timeout=10) as line:
        begun = time.monotonic()
        with contextlib.suppress(OSError):
            for byte in b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 100:
                line.sendall(bytes([byte]))
                time.sleep(0.02)
        assert time.monotonic() - begun < 8
        assert everything(line) == b""


def test_a_guest_who_takes_nothing_is_hung_up_on(pages: Pages, echo: Upstream) -> None:
    big = Pages({"/": next(iter(pages.files.values()))})
    file = pages.files["/app-0123456789ab.js"]
    whole = file.spellings["identity"]
    big.files["/big"] = type(file)(
        type=file.type,
        immutable=True,
        spellings={"identity": type(whole).of(whole.body * 300)},
    )
    with serving(WebServer(big, upstream=echo, limits=_QUICK)) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
            time.sleep(2.5)
            assert len(everything(line)) < len(whole.body * 300)
        assert ask(port, "/")[0].status == 200


def test_a_crowd_is_kept_out_and_the_next_one_gets_in(pages: Pages) -> None:
    with serving(WebServer(pages, limits=Limits(connections=8))) as port:
        with contextlib.ExitStack() as crowd:
            lines = [
                crowd.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
                for _ in range(20)
            ]
            assert sum(map(_is_open, lines)) == 8
        _until(lambda: ask(port, "/")[0].status == 200)


def _until(so: Callable[[], bool]) -> None:
    until_s = time.monotonic() + 10
    while time.monotonic() < until_s:
        with contextlib.suppress(OSError, AssertionError):
            if so():
                return
        time.sleep(0.02)
    pytest.fail("it never came to that")


def _is_open(line: socket.socket) -> bool:
    line.settimeout(0.2)
    try:
        return line.recv(1) != b""
    except TimeoutError:
        return True
    except ConnectionError:
        return False


def test_one_address_does_not_take_every_place() -> None:
    server = WebServer(Pages({}), limits=Limits(connections=10, each=3))
    server._guests.update({"192.0.2.7": 3, "127.0.0.1": 3})
    assert not server._is_welcome("192.0.2.7")
    assert server._is_welcome("192.0.2.8")
    assert server._is_welcome("127.0.0.1"), "a proxy on this machine speaks for many"
    assert server._is_welcome("::ffff:127.0.0.1")
    server._guests.update({"192.0.2.8": 4})
    assert not server._is_welcome("192.0.2.9")


def test_a_websocket_carries_bytes_both_ways(port: int) -> None:
    with opened(port) as line:
        told = os.urandom(300_000)
        line.sendall(framed(told))
        heard = b""
        while len(heard) < len(told):
            heard += _payload(line)
        assert heard == told
        line.sendall(framed(b"are you there", Opcode.PING))
        assert line.recv(100) == b"\x8a\x0dare you there"
        line.sendall(framed(b"\x03\xe8bye", Opcode.CLOSE))
        assert everything(line) == b"\x88\x02\x03\xe8"


def _payload(line: socket.socket) -> bytes:
    head = _exactly(line, 2)
    assert head[0] == 0x82
    length = head[1]
    if length > 125:
        length = int.from_bytes(_exactly(line, {126: 2, 127: 8}[length]), "big")
    return _exactly(line, length)


def _exactly(line: socket.socket, count: int) -> bytes:
    told = b""
    while len(told) < count:
        piece = line.recv(count - len(told))
        assert piece, "hung up"
        told += piece
    return told


def test_words_in_a_websocket_are_refused_with_a_reason(port: int) -> None:
    with opened(port) as line:
        line.sendall(framed(b"hello", Opcode.TEXT))
        assert everything(line) == b"\x88\x02" + (1003).to_bytes(2, "big")


def test_a_browser_that_takes_nothing_holds_the_broker_back_and_is_given_up(hasty: int) -> None:
    with opened(hasty) as line:
        line.settimeout(0.2)
        sent, piece = 0, framed(bytes(250_000))
        with contextlib.suppress(OSError):
            while sent < 200_000_000:
                sent += line.send(piece)
        assert sent < 50_000_000, "what is not taken is not read without end"
        time.sleep(2)
        with contextlib.suppress(OSError):
            line.sendall(bytes(1))
            line.sendall(bytes(1))
            pytest.fail("it was not hung up on")
    assert ask(hasty, "/")[0].status == 200


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        (None, "frame.local", 101),
        ("http://frame.local", "frame.local", 101),
        ("http://FRAME.local:81", "frame.local:81", 101),
        ("http://127.0.0.1:8080", "127.0.0.1:8080", 101),
        ("https://[fd00::1]", "[fd00::1]", 101),
        ("http://localhost:8080", "localhost:8080", 101),
        ("https://photos.example", "frame.local", 101),
        ("https://evil.example", "frame.local", 403),
        ("https://evil.example", "evil.example", 403),
        ("http://frame.local:81", "frame.local", 403),
        ("http://photos.example", "frame.local", 403),
        ("https://photos.example.evil.example", "frame.local", 403),
        ("null", "frame.local", 403),
        ("", "frame.local", 403),
        ("http://frame.local", "frame.local, frame.local", 403),
        ("http://frame.local/", "frame.local/", 403),
    ],
)
def test_only_a_page_of_this_frame_gets_to_the_broker(
    port: int, origin: str | None, host: str, status: int
) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(knock(port, origin, host) + framed(b"", Opcode.CLOSE))
        heard = everything(line)
    assert _status(heard) == status
    assert all(name.encode() in heard for name in FENCES)


def test_a_websocket_for_something_else_is_refused(port: int) -> None:
    assert _status(say(port, knock(port, protocol="chat"))) == 400
    assert _status(say(port, knock(port).replace(b"Version: 13", b"Version: 8"))) == 400
    assert (
        _status(say(port, knock(port).replace(b"/mqtt ", b"/ ").replace(b"Upgrade\r", b"close\r")))
        == 200
    )
    answer, _ = ask(port, "/mqtt")
    assert (answer.status, answer.headers["Upgrade"]) == (426, "websocket")


def test_there_are_so_many_ways_to_the_broker_and_no_more(hasty: int) -> None:
    with opened(hasty), opened(hasty):
        assert _status(say(hasty, knock(hasty))) == 503
    _until(lambda: _status(say(hasty, knock(hasty) + framed(b"", Opcode.CLOSE))) == 101)


def test_without_a_broker_the_page_is_still_there(pages: Pages) -> None:
    away = Upstream(host="127.0.0.1", port=free_port())
    for upstream, status in ((away, 502), (None, 503)):
        with serving(WebServer(pages, upstream=upstream)) as port:
            assert _status(say(port, knock(port))) == status
            assert ask(port, "/p")[1] == HTML


def test_it_speaks_tls_to_whoever_trusts_the_certificate(pages: Pages, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    signed = authority.server("127.0.0.1")
    tls = serving_tls(signed.cert_file, signed.key_file)
    trusting = ssl.create_default_context(cafile=str(authority.ca_file))
    with serving(WebServer(pages, limits=_QUICK), tls) as port:
        say(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        with (
            socket.create_connection(("127.0.0.1", port), timeout=10) as line,
            trusting.wrap_socket(line, server_hostname="127.0.0.1") as safe,
        ):
            safe.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert everything(safe).endswith(HTML)
        with (
            pytest.raises(ssl.SSLError),
            socket.create_connection(("127.0.0.1", port), timeout=10) as line,
        ):
            ssl.create_default_context().wrap_socket(line, server_hostname="127.0.0.1")


def test_a_certificate_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("no")
    with pytest.raises(BadConfig, match="certificate of the phone page"):
        serving_tls(tmp_path / "cert.pem", tmp_path / "key.pem")


def test_a_port_that_is_taken_is_told(port: int, pages: Pages) -> None:
    async def again() -> None:
        await WebServer(pages).listen("127.0.0.1", port)

    with pytest.raises(DeviceFailed, match=f"port {port} of 127.0.0.1"):
        asyncio.run(again())


def test_the_address_in_a_network_is_found_or_said_to_be_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with contextlib.suppress(DeviceFailed):
        assert own_address().count(".") == 3
    monkeypatch.setattr("frame.devices.web._ELSEWHERE", ("256.0.0.1", 9))
    with pytest.raises(DeviceFailed, match="no network"):
        own_address()
