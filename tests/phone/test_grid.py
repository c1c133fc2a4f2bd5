"""An album of 10,000 photos: only what is near is drawn and asked for, and it scrolls smoothly."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.phone.browser import Screen, context

_MOST_CELLS = 150
_ANSWER_MS = 150  # of a frame at its best
_AT_ONCE = 32  # thumbnails that one message asks for
_PER_STOP = 90  # thumbnails that a window of a phone may ask for


@pytest.fixture
def album(chromium: Browser, twin_address: str) -> Iterator[Screen]:
    with context(chromium) as phone:
        screen = Screen(phone.new_page(), twin_address)
        screen.show("album", slow=str(_ANSWER_MS))
        yield screen


def _cells(screen: Screen) -> list[int]:
    script = "[...document.querySelectorAll('.cell')].map((one) => Number(one.dataset.index))"
    found: list[int] = screen.page.evaluate(script)
    return found


def _asked(screen: Screen) -> int:
    return int(screen.stage("calls").get("thumbnail", 0))


def test_only_what_is_near_is_drawn_and_asked_for(album: Screen) -> None:
    assert 12 <= len(_cells(album)) <= _MOST_CELLS
    assert _asked(album) <= _PER_STOP


def test_the_end_key_goes_to_the_last_photo(album: Screen) -> None:
    album.page.locator('.cell[data-index="0"]').focus()
    album.page.keyboard.press("End")
    album.until("document.activeElement.dataset.index === '9999'")
    album.still()
    assert len(_cells(album)) <= _MOST_CELLS
    assert _asked(album) <= 2 * _PER_STOP
    album.page.keyboard.press("Home")
    album.until("document.activeElement.dataset.index === '0'")


def test_a_flick_through_everything_asks_for_little_and_never_stands_still(album: Screen) -> None:
    longest_ms, went_ms = album.page.evaluate("""async () => {
      const began = performance.now();
      const tasks = [0];
      new PerformanceObserver((list) => {
        for (const one of list.getEntries()) tasks.push(one.duration);
      }).observe({entryTypes: ['longtask']});
      const end = document.scrollingElement.scrollHeight;
      for (let step = 1; step <= 80; step += 1) {
        scrollTo(0, (end * step) / 80);
        await new Promise((go) => requestAnimationFrame(go));
      }
      await new Promise((go) => setTimeout(go, 100));
      return [Math.max(...tasks), performance.now() - began];
    }""")
    album.still()
    print(f"longest task while scrolling: {longest_ms:.0f} ms")  # noqa: T201  # a measurement
    assert max(_cells(album)) == 9_999
    assert len(_cells(album)) <= _MOST_CELLS
    assert _asked(album) <= _PER_STOP * 2 + _AT_ONCE * went_ms / _ANSWER_MS


def test_all_10_000_can_be_chosen_at_once(album: Screen) -> None:
    album.page.get_by_role("button", name="Select").click()
    album.page.get_by_role("button", name="All").click()
    album.page.get_by_text("10,000").first.wait_for()
    assert len(_cells(album)) <= _MOST_CELLS
