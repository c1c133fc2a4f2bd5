"""The built phone page: how much it weighs, how soon it is there, and that it stays at home."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from playwright.sync_api import Browser, Page

from tests.phone.browser import Screen, context, served
from tests.phone.page import prepared

_MOST_BYTES = 200_000
_FIRST_PAINT_MS = 1_000.0
_SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
_SLOWER = 4  # times than this machine
_ROUNDS = 3


@pytest.fixture(scope="module")
def built() -> Path:
    return prepared()


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    with served(built) as address:
        yield address


def test_the_whole_page_weighs_less_than_its_budget(built: Path) -> None:
    listed = json.loads((built / "assets.json").read_text(encoding="utf-8"))
    sizes = {path: one["least"] for path, one in listed.items() if path != "licences.txt"}
    assert sum(sizes.values()) <= _MOST_BYTES, sizes


def test_the_page_has_no_script_and_no_style_in_its_markup(built: Path) -> None:
    page = (built / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|javascript:", page) == []


def _first_paint_ms(page: Page, address: str) -> float:
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.send("Network.emulateNetworkConditions", _SLOW_4G)
    client.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    page.goto(address)
    painted: float = page.evaluate("""() => new Promise((done) => {
      new PerformanceObserver((list) => {
        const one = list.getEntriesByName('first-contentful-paint')[0];
        if (one) done(one.startTime);
      }).observe({type: 'paint', buffered: true});
    })""")
    return painted


def _three_paints_ms(started: Browser, address: str) -> list[float]:
    painted = []
    for _ in range(3):
        with context(started) as phone:
            painted.append(_first_paint_ms(phone.new_page(), address))
    return painted


def test_something_is_painted_within_a_second_on_a_slow_phone(
    chromium: Browser, address: str
) -> None:
    middle = 2 * _FIRST_PAINT_MS
    for _ in range(_ROUNDS):  # other tests may be at work on this machine
        painted = _three_paints_ms(chromium, address)
        print("first contentful paint:", *(f"{one:.0f} ms" for one in painted))  # noqa: T201
        middle = min(middle, median(painted))
        if middle < _FIRST_PAINT_MS:
            break
    assert middle < _FIRST_PAINT_MS


def test_the_page_asks_nobody_else_and_its_policy_forbids_it_nothing(
    chromium: Browser, address: str
) -> None:
    with context(chromium) as phone:
        phone.add_init_script("""
          window.denied = [];
          document.addEventListener('securitypolicyviolation', (event) => {
            window.denied.push(`${event.violatedDirective} ${event.blockedURI}`);
          });
        """)
        screen = Screen(phone.new_page(), address)
        answer = screen.page.goto(address)
        assert answer is not None
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        screen.page.get_by_role("heading", name="Welcome home").wait_for()
        screen.page.wait_for_load_state("networkidle")
        assert screen.page.evaluate("window.denied") == []
        assert (screen.strangers(), screen.faults) == ([], [])
        assert (
            screen.page.evaluate("document.querySelectorAll('style, script:not([src])').length")
            == 0
        )


def test_the_card_in_an_address_is_taken_out_of_it(chromium: Browser, address: str) -> None:
    with context(chromium) as phone:
        page = phone.new_page()
        page.goto(f"{address}/p#1AAAABBBBCCCC")
        page.get_by_role("heading", name="Who are you?").wait_for()
        assert page.url == f"{address}/p"
