"""The built page on a host that knows nothing of it: any path, no rules, no network at times."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from tests.phone.browser import Screen, context
from tests.phone.page import prepared

_PLACE = "photos/of/ours"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _hosted(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, name="host")
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{_PLACE}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("host")
    place = folder / _PLACE
    place.parent.mkdir(parents=True)
    place.symlink_to(prepared())
    with _hosted(folder) as address:
        yield address


def test_the_page_works_at_any_path_and_asks_for_nothing_outside_of_it(
    chromium: Browser, host: str
) -> None:
    with context(chromium) as phone:
        screen = Screen(phone.new_page(), host)
        screen.page.goto(f"{host}/index.html#1AAAABBBBCCCC")
        screen.page.get_by_role("heading", name="Who are you?").wait_for()
        assert [one for one in screen.requests if not one.startswith(f"{host}/")] == []
        assert screen.faults == []


def test_it_opens_without_a_network_and_takes_what_other_apps_share(
    chromium: Browser, host: str
) -> None:
    with context(chromium) as phone:
        page = phone.new_page()
        page.goto(f"{host}/")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        landed = page.evaluate("""async () => {
          const form = new FormData();
          form.append('photos', new File(['not looked at'], 'lake.jpg', {type: 'image/jpeg'}));
          const answer = await fetch('./share', {method: 'POST', body: form});
          const laid = await caches.open('hearthframe-shared').then((one) => one.keys());
          return [answer.url, laid.length];
        }""")
        assert landed == [f"{host}/send", 1]
        phone.set_offline(True)
        page.goto(f"{host}/send")
        page.get_by_role("heading", name="Welcome home").wait_for()


def test_of_two_tabs_the_newer_one_works_and_the_older_one_offers_to_go_on_there(
    chromium: Browser, host: str
) -> None:
    with context(chromium) as phone:
        older, newer = phone.new_page(), phone.new_page()
        for page in (older, newer):
            page.goto(f"{host}/")
            page.get_by_role("heading", name="Welcome home").wait_for()
        older.get_by_role("heading", name="Open in another place").wait_for()
        older.get_by_role("button", name="Use it here").click()
        older.get_by_role("heading", name="Welcome home").wait_for()
        newer.get_by_role("heading", name="Open in another place").wait_for()


def test_a_page_whose_storage_was_cleared_says_that_it_has_to_be_opened_again(
    chromium: Browser, host: str
) -> None:
    with context(chromium) as phone:
        page = phone.new_page()
        page.goto(f"{host}/")
        page.get_by_role("heading", name="Welcome home").wait_for()
        page.evaluate("indexedDB.deleteDatabase('hearthframe') && true")
        page.get_by_text("Open the page again.").wait_for()
        page.get_by_role("button", name="Try again").click()
        page.get_by_role("heading", name="Welcome home").wait_for()


def test_what_other_pages_of_the_host_keep_is_left_alone(chromium: Browser, host: str) -> None:
    with context(chromium) as phone:
        page = phone.new_page()
        page.goto(f"{host}/licences.txt")
        page.evaluate("caches.open('of somebody else').then(() => true)")
        page.goto(f"{host}/")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.wait_for_function("caches.keys().then((names) => names.length > 1)")
        assert "of somebody else" in page.evaluate("caches.keys()")


def test_every_icon_of_the_manifest_is_there_in_its_size() -> None:
    built = prepared()
    manifest = json.loads((built / "manifest.webmanifest").read_text(encoding="utf-8"))
    drawn = {one["src"]: one["sizes"] for one in manifest["icons"] if one["type"] == "image/png"}
    drawn["./icon-180.png"] = "180x180"
    assert {one["purpose"] for one in manifest["icons"]} == {"any", "maskable"}
    assert sorted(drawn.values()) == ["180x180", "192x192", "512x512"]
    for path, size in drawn.items():
        with Image.open(built / path) as icon:
            icon.load()
            assert "{}x{}".format(*icon.size) == size
            flame = icon.convert("RGBA").getpixel((icon.width // 2, icon.height // 2))
        assert isinstance(flame, tuple)
        assert flame[0] > 2 * flame[2], "the flame is in the middle"
