"""What the phone page's server answers, without a server."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.devices.web_files import Asked, File, Pages, best_coding, read_built
from frame.errors import DeviceFailed
from tests.devices.web_kit import FENCES, HTML, SCRIPT, build

_APP = "/app-0123456789ab.js"


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    return Pages(read_built(build(tmp_path)))


def _get(
    pages: Pages, path: str, accepts: str = "", known: str = ""
) -> tuple[int, dict[str, str], bytes]:
    told = pages.answer(Asked(method="GET", path=path, accepts=accepts, known=known))
    return told.status.value, told.headers, told.body


@pytest.mark.parametrize("path", ["/", "/p", "/send", "/index.html", "/p?x=1"])
def test_the_page_is_where_cards_and_other_apps_lead(pages: Pages, path: str) -> None:
    status, headers, body = _get(pages, path)
    assert (status, body) == (200, HTML)
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/secret.txt",
        "/assets.json",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "//secret.txt",
        "/app-0123456789ab.js.gz",
        "/index.html/",
        "/index.html%00",
        "index.html",
        "",
        "*",
        "http://127.0.0.1/index.html",
    ],
)
def test_what_is_not_in_the_table_is_not_there(pages: Pages, path: str) -> None:
    status, _, body = _get(pages, path)
    assert (status, body) == (404, b"404 Not Found\n")


@given(path=st.text(), accepts=st.text(), known=st.text(), method=st.text())
def test_every_answer_locks_the_page_in_and_hands_out_nothing_else(
    path: str, accepts: str, known: str, method: str
) -> None:
    pages = Pages({"/": File.plain("text/html", HTML)})
    told = pages.answer(Asked(method=method, path=path, accepts=accepts, known=known))
    assert set(FENCES) <= set(told.headers)
    assert told.body in {b"", HTML, b"404 Not Found\n", b"405 Method Not Allowed\n"}
    assert told.body != HTML or path.partition("?")[0] == "/"


def test_the_policy_lets_the_page_reach_its_own_origin_and_the_broker_of_the_card() -> None:
    policy = Pages({}, connect=("wss://frame.local:9001",)).fences["Content-Security-Policy"]
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts["connect-src"] == "'self' wss://frame.local:9001"
    assert parts["default-src"] == parts["base-uri"] == parts["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy
    assert "data:" not in policy


@pytest.mark.parametrize(
    ("accepts", "coding"),
    [
        ("", None),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.2", "gzip"),
        ("gzip;q=0.000, *", "br"),
        ("*;q=0", None),
        ("identity, ;;,q=", None),
    ],
)
def test_the_smallest_welcome_coding_is_sent(
    pages: Pages, accepts: str, coding: str | None
) -> None:
    status, headers, body = _get(pages, _APP, accepts)
    assert status == 200
    assert headers.get("Content-Encoding") == coding
    assert headers["Content-Length"] == str(len(body))
    assert headers["Vary"] == "Accept-Encoding"
    assert (body == SCRIPT) is (coding is None)


def test_a_file_without_siblings_is_sent_as_it_is(pages: Pages) -> None:
    _, headers, body = _get(pages, "/icon.png", "br, gzip")
    assert "Content-Encoding" not in headers
    assert body == b"\x89PNG"
    assert best_coding("br", ("identity",)) == "identity"


def test_a_name_that_holds_its_digest_is_kept_for_good(pages: Pages) -> None:
    assert _get(pages, _APP)[1]["Cache-Control"] == "public, max-age=31536000, immutable"


def test_what_a_browser_knows_is_not_sent_again(pages: Pages) -> None:
    _, headers, _ = _get(pages, _APP, "gzip")
    tag = headers["ETag"]
    for known in (tag, f'W/{tag}, "other"', "*"):
        status, again, body = _get(pages, _APP, "gzip", known)
        assert (status, body, again["ETag"]) == (304, b"", tag)
        assert "Content-Length" not in again
    assert _get(pages, _APP, "gzip", '"other"')[0] == 200
    assert _get(pages, _APP, "", tag)[0] == 200, "another coding is another thing"


def test_a_head_is_the_answer_without_its_body(pages: Pages) -> None:
    for path in ("/", "/nowhere"):
        got = pages.answer(Asked(method="GET", path=path))
        head = pages.answer(Asked(method="HEAD", path=path))
        assert (head.status, head.headers, head.body) == (got.status, got.headers, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get", ""])
def test_nothing_can_be_done_here_but_read(pages: Pages, method: str) -> None:
    told = pages.answer(Asked(method=method, path="/"))
    assert told.status == 405
    assert told.headers["Allow"] == "GET, HEAD"


def test_a_page_that_was_not_built_says_how_to_build_it(tmp_path: Path) -> None:
    with pytest.raises(DeviceFailed, match="has not been built") as told:
        read_built(tmp_path / "dist")
    assert "build_hook.py" in told.value.hint


@pytest.mark.parametrize(
    "listed",
    [
        "{",
        "[]",
        "{}",
        json.dumps({"index.html": {"type": "text/html"}}),
        json.dumps({"index.html": {"type": "a", "immutable": False}, "../x": {}}),
        json.dumps({"index.html": {"type": "a", "immutable": False}, "/etc/passwd": {}}),
        json.dumps({"index.html": {"type": "a", "immutable": False}, ".hidden": {}}),
    ],
)
def test_a_list_that_no_build_writes_is_refused(tmp_path: Path, listed: str) -> None:
    (build(tmp_path) / "assets.json").write_text(listed)
    with pytest.raises(DeviceFailed):
        read_built(tmp_path)
