"""A small page, a server of it on a thread of its own, and clients that mind no manners."""

import asyncio
import base64
import gzip
import json
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from websockets.frames import Frame, Opcode

from frame.devices.web import WebServer

HTML = b"<!doctype html><title>Hearthframe</title>\n"
SCRIPT = b"'use strict';\n" * 8000
FENCES = (
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
)


def build(folder: Path) -> Path:
    """Put into a folder what a build of the page puts there, with made-up contents."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "index.html": (HTML, "text/html; charset=utf-8", False),
        "app-0123456789ab.js": (SCRIPT, "text/javascript; charset=utf-8", True),
        "icon.png": (b"\x89PNG", "image/png", False),
    }
    listed = {name: {"type": kind, "immutable": keep} for name, (_, kind, keep) in files.items()}
    for name, (body, _, _) in files.items():
        (folder / name).write_bytes(body)
    (folder / "app-0123456789ab.js.gz").write_bytes(gzip.compress(SCRIPT))
    (folder / "app-0123456789ab.js.br").write_bytes(b"stands for brotli")
    (folder / "assets.json").write_text(json.dumps(listed))
    (folder / "secret.txt").write_text("not listed")
    return folder


@contextmanager
def serving(server: WebServer, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Run a server on a free port of the loopback, and return the port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        begun = asyncio.run_coroutine_threadsafe(server.listen("127.0.0.1", 0, tls), loop)
        yield begun.result(timeout=10)
    finally:
        asyncio.run_coroutine_threadsafe(server.close(), loop).result(timeout=20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def echoing() -> Iterator[int]:
    """Something on a port of the loopback that says back what it hears, like no broker does."""
    door = socket.create_server(("127.0.0.1", 0))

    def echo(near: socket.socket) -> None:
        with near:
            try:
                while told := near.recv(65_536):
                    near.sendall(told)
            except OSError:
                return

    def welcome() -> None:
        while True:
            try:
                near, _ = door.accept()
            except OSError:
                return
            threading.Thread(target=echo, args=(near,), daemon=True).start()

    threading.Thread(target=welcome, daemon=True).start()
    try:
        yield door.getsockname()[1]
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    """Ask once, and return the answer and its body."""
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    line.request(method, path, headers=named)
    answer = line.getresponse()
    told = answer.read()
    line.close()
    return answer, told


def say(port: int, told: bytes, timeout_s: float = 10.0) -> bytes:
    """Send bytes as they are, and return everything until the other side hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=timeout_s) as line:
        line.sendall(told)
        return everything(line)


def everything(line: socket.socket) -> bytes:
    """Return what comes until the other side hangs up, be it rudely."""
    heard = b""
    try:
        while told := line.recv(65_536):
            heard += told
    except ConnectionError:
        pass
    return heard


def knock(port: int, origin: str | None = None, host: str = "", protocol: str = "mqtt") -> bytes:
    """Return a request for a websocket."""
    lines = [
        "GET /mqtt HTTP/1.1",
        f"Host: {host or f'127.0.0.1:{port}'}",
        "Upgrade: websocket",
        "Connection: keep-alive, Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Protocol: {protocol}",
    ]
    lines += [f"Origin: {origin}"] if origin is not None else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def opened(port: int) -> socket.socket:
    """Return a line on which a websocket is open."""
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    line.sendall(knock(port))
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += line.recv(1)
    assert head.startswith(b"HTTP/1.1 101 "), head
    return line


def framed(body: bytes, opcode: Opcode = Opcode.BINARY, *, fin: bool = True) -> bytes:
    """Return a frame as a browser sends it."""
    return Frame(opcode, body, fin).serialize(mask=True)
