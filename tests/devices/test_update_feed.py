"""Fetching over https from a server that stops, lies, sends elsewhere, or sends too much."""

import errno
import os
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from frame.devices.update_feed import Web
from frame.errors import BadMessage, DiskFull, Offline
from tests.devices.certificates_kit import Authority

_DATA = bytes(range(256)) * 4000


@dataclass
class Server:
    """What a server does: `stop_after` bytes it hangs up, `ranges` says whether it knows them."""

    folder: Path
    authority: Authority = field(init=False)
    stop_after: int | None = None
    ranges: bool = True
    lie: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)
    _server: ThreadingHTTPServer = field(init=False)

    def __post_init__(self) -> None:
        self.authority = Authority(self.folder)
        signed = self.authority.server("127.0.0.1")
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # it is tested
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(signed.cert_file, signed.key_file)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, ask: BaseHTTPRequestHandler) -> None:
        told = ask.headers.get("Range", "")
        self.asked.append((ask.path, told))
        if ask.path.startswith("/moved"):
            ask.send_response(302)
            ask.send_header("Location", ask.path.partition("?")[2] or ask.path)
            ask.end_headers()
            return
        if ask.path != "/u.raucb":
            ask.send_error(404)
            return
        begin = int(told[6:-1]) if told and self.ranges else 0
        ask.send_response(206 if begin else 200)
        if begin:
            first = begin - int(self.lie)
            ask.send_header("Content-Range", f"bytes {first}-{len(_DATA) - 1}/{len(_DATA)}")
        ask.send_header("Content-Length", str(len(_DATA) - begin))
        ask.end_headers()
        end = len(_DATA) if self.stop_after is None else begin + self.stop_after
        ask.wfile.write(_DATA[begin:end])

    def url(self, path: str = "u.raucb") -> str:
        return f"https://127.0.0.1:{self._server.server_address[1]}/{path}"

    def web(self) -> Web:
        return Web(ssl.create_default_context(cafile=str(self.authority.ca_file)))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    yield made
    made.close()


def test_a_small_file_comes_whole(server: Server) -> None:
    assert server.web().small(server.url(), len(_DATA)) == _DATA


def test_a_small_file_that_is_too_large_is_refused(server: Server) -> None:
    with pytest.raises(BadMessage, match="larger"):
        server.web().small(server.url(), len(_DATA) - 1)


def test_a_download_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    place, heard = tmp_path / "u.raucb", list[int]()
    server.stop_after = 400_000
    for _ in range(2):
        with pytest.raises(Offline):
            server.web().large(server.url(), place, len(_DATA), heard.append)
    server.web().large(server.url(), place, len(_DATA), heard.append)
    assert place.read_bytes() == _DATA
    assert [told for _, told in server.asked] == ["", "bytes=400000-", "bytes=800000-"]
    assert heard == sorted(heard)
    server.web().large(server.url(), place, len(_DATA))
    assert len(server.asked) == 3


def test_a_server_that_knows_no_ranges_begins_again(server: Server, tmp_path: Path) -> None:
    place = tmp_path / "u.raucb"
    place.write_bytes(b"other bytes of an earlier time")
    server.ranges = False
    server.web().large(server.url(), place, len(_DATA))
    assert place.read_bytes() == _DATA


def test_a_part_that_was_not_asked_for_is_refused(server: Server, tmp_path: Path) -> None:
    place = tmp_path / "u.raucb"
    place.write_bytes(_DATA[:100])
    server.lie = True
    with pytest.raises(Offline, match="another part"):
        server.web().large(server.url(), place, len(_DATA))
    assert place.read_bytes() == _DATA[:100]


@pytest.mark.parametrize("kept", [0, 5000])
def test_nothing_is_kept_of_what_is_larger_than_announced(
    server: Server, tmp_path: Path, kept: int
) -> None:
    place = tmp_path / "u.raucb"
    place.write_bytes(_DATA[:kept])
    with pytest.raises(BadMessage, match="larger"):
        server.web().large(server.url(), place, 9000)
    assert not place.exists()


def test_no_room_is_said_before_anything_is_fetched(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DiskFull, match="no room"):
        server.web().large(server.url(), tmp_path / "u.raucb", 10**15)
    assert server.asked == []


def test_a_disk_that_fills_up_meanwhile_is_one_sentence_and_keeps_what_came(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, write = tmp_path / "u.raucb", os.write

    def full(number: int, data: bytes) -> int:
        if os.fstat(number).st_size >= 400_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(number, data)

    with monkeypatch.context() as small:
        small.setattr(os, "write", full)
        with pytest.raises(DiskFull, match="no room"):
            server.web().large(server.url(), place, len(_DATA))
    server.web().large(server.url(), place, len(_DATA))
    assert place.read_bytes() == _DATA
    assert server.asked[-1][1].startswith("bytes=")


def test_it_follows_to_another_place_but_not_for_ever(server: Server) -> None:
    assert server.web().small(server.url(f"moved?{server.url()}"), len(_DATA)) == _DATA
    with pytest.raises(Offline, match="circle"):
        server.web().small(server.url("moved"), 10)


def test_it_does_not_follow_to_where_anybody_can_listen(server: Server) -> None:
    with pytest.raises(BadMessage, match="https only"):
        server.web().small(server.url("moved?http://127.0.0.1/u.raucb"), 10)


@pytest.mark.parametrize(
    "address", ["http://x.example/f", "file:///etc/passwd", "", "https://", "https://x:y:z/"]
)
def test_an_address_that_is_not_https_is_not_asked(address: str) -> None:
    with pytest.raises(BadMessage, match="https only"):
        Web().small(address, 10)


def test_a_server_that_nobody_vouches_for_is_not_believed(server: Server) -> None:
    with pytest.raises(Offline, match="cannot be reached"):
        Web().small(server.url(), 10)


def test_what_is_not_there_says_so(server: Server) -> None:
    with pytest.raises(Offline, match="404"):
        server.web().small(server.url("other"), 10)


def test_nothing_about_this_frame_is_told(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, str]] = []
    original = server.answer

    def answer(ask: BaseHTTPRequestHandler) -> None:
        told.append(dict(ask.headers.items()))
        original(ask)

    monkeypatch.setattr(server, "answer", answer)
    server.web().small(server.url(), len(_DATA))
    assert set(told[0]) == {"Host", "Accept-Encoding"}
