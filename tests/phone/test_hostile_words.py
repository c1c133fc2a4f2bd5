"""Words of strangers on every screen: they are text, change nothing and stay in their place."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.phone.browser import SCENES, Screen, context

_ABOUT_SIZE = ("wide", "outside of", "reaches out of", "scrolls sideways", "lies over")


@pytest.fixture(scope="module")
def phone(chromium: Browser, twin_address: str) -> Iterator[Screen]:
    with context(chromium) as phone:
        yield Screen(phone.new_page(), twin_address)


@pytest.fixture(scope="module", params=SCENES)
def scene(request: pytest.FixtureRequest, phone: Screen) -> str:
    phone.faults.clear()
    name: str = request.param
    return name


def _out_of_place(screen: Screen) -> list[str]:
    return [one for one in screen.flaws() if any(words in one for words in _ABOUT_SIZE)]


def test_markup_of_a_stranger_is_only_text(phone: Screen, scene: str) -> None:
    phone.show(scene, words="markup")
    ran = phone.page.evaluate("window.__pwned ?? null")
    made = phone.page.evaluate(
        "document.querySelectorAll('script:not([src]), img[src=x], [onload], [onerror]').length"
    )
    assert (ran, made, phone.faults, phone.denials()) == (None, 0, [], [])
    assert phone.strangers() == []
    assert _out_of_place(phone) == []


def test_words_without_end_or_direction_stay_in_their_place(phone: Screen, scene: str) -> None:
    phone.show(scene, words="endless")
    assert (_out_of_place(phone), phone.faults) == ([], [])


def test_a_name_with_markup_is_shown_as_it_is(phone: Screen) -> None:
    phone.show("albums", words="markup")
    assert "<img src=x onerror=" in phone.page.locator(".album-title").first.inner_text()


def test_a_name_that_turns_the_line_around_does_not_turn_the_sentence(phone: Screen) -> None:
    phone.show("frame-removed", words="bent")
    banner = phone.page.locator(".banner").first
    direction = banner.evaluate("""(banner) => {
      const range = document.createRange();
      const walker = document.createTreeWalker(banner, NodeFilter.SHOW_TEXT);
      const places = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.textContent.indexOf('know this phone');
        if (at < 0) continue;
        for (const letter of [at, at + 3]) {
          range.setStart(node, letter);
          range.setEnd(node, letter + 1);
          places.push(range.getBoundingClientRect());
        }
      }
      const [first, second] = places;
      return first.top === second.top && first.left < second.left;
    }""")
    assert direction
