"""The phone page without a finger: by keyboard alone, and what is read aloud meanwhile."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.phone.browser import Screen, context

_STEPS = 60  # of the tab key until somebody would give up


@pytest.fixture
def phone(chromium: Browser, twin_address: str) -> Iterator[Screen]:
    with context(chromium) as phone:
        yield Screen(phone.new_page(), twin_address)


_FOCUSED = """() => {
  const one = document.activeElement;
  const label = one.labels?.[0] ?? one;
  const words = one.getAttribute('aria-label') ?? label.textContent.trim();
  const style = getComputedStyle(one.closest('.picker') ?? one);
  const box = one.getBoundingClientRect();
  const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const within = box.top >= 0 && box.bottom <= innerHeight;
  return {
    words,
    inSheet: !!one.closest('dialog'),
    isBody: one === document.body,
    // the clock in a field for a time is the browser's own, and so is the ring around it
    outlined: one.type === 'time' ||
      (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
    cover: within && hit && !one.contains(hit) && !hit.contains(one) ? hit.outerHTML : '',
  };
}"""


def _focused(page: Page) -> dict[str, object]:
    found: dict[str, object] = page.evaluate(_FOCUSED)
    return found


def _tab_to(page: Page, words: str) -> None:
    """Press the tab key until what says `words` has the focus; everything on the way shows it."""
    for _ in range(_STEPS):
        page.keyboard.press("Tab")
        at = _focused(page)
        if at["isBody"]:
            continue
        assert at["outlined"], f"nothing shows that {at['words']!r} has the focus"
        assert not at["cover"], f"{at['words']!r} has the focus under {at['cover']!r:.120}"
        if str(at["words"]).startswith(words):
            return
    raise AssertionError(f"the tab key does not reach {words!r}")


def _press(page: Page, words: str, key: str = "Enter") -> None:
    _tab_to(page, words)
    page.keyboard.press(key)


def _headline(page: Page, words: str) -> None:
    page.get_by_role("heading", name=words).first.wait_for()


def test_a_phone_is_paired_by_keyboard_alone(phone: Screen) -> None:
    page = phone.page
    phone.show("pair-beginning")
    _press(page, "Scanning does not work?")
    _tab_to(page, "Address below the code")
    page.keyboard.type("https://frame.local/p#1AAAABBBB")
    _press(page, "Continue")
    _headline(page, "Who are you?")
    _tab_to(page, "Your name")
    page.keyboard.type("Ana")
    _press(page, "Connect")
    _headline(page, "Does the frame show the same number?")
    _press(page, "Yes, the same")
    _headline(page, "Welcome, Ana")
    phone.until("document.activeElement.textContent === 'Welcome, Ana'")  # so it is read aloud
    _press(page, "Continue")
    _headline(page, "Your first album")
    _press(page, "I agree: make the album")
    page.get_by_text("The album “Family” is ready.").wait_for()
    phone.until("stage.heard.includes('The album “Family” is ready.')")


def test_a_purpose_is_granted_by_keyboard_alone(phone: Screen) -> None:
    page = phone.page
    phone.show("consent-none")
    _press(page, "Show", " ")
    _headline(page, "Do you agree?")
    page.locator("dialog .words").wait_for()
    _press(page, "I agree")
    page.locator(".toast").wait_for()
    assert page.get_by_role("switch", name="Show").first.is_checked()
    phone.until("stage.heard.some((one) => one.includes('Kitchen frame'))")


def test_a_frame_that_is_gone_is_forgotten_by_keyboard_alone(phone: Screen) -> None:
    page = phone.page
    phone.show("frame-away")
    _press(page, "Forget this frame")
    _headline(page, "Forget Kitchen frame?")
    page.get_by_text("Only if it never comes back.").wait_for()
    _press(page, "Forget this frame")
    page.locator("dialog").wait_for(state="detached")
    phone.until("stage.heard.includes('Kitchen frame is forgotten.')")
    assert page.get_by_role("heading", level=1).inner_text() != "Kitchen frame"


def test_focus_stays_in_an_open_sheet_and_returns_to_where_it_was(phone: Screen) -> None:
    page = phone.page
    phone.show("frame")
    _press(page, "Why")
    _headline(page, "Why this photo?")
    for _ in range(12):
        page.keyboard.press("Tab")
        at = _focused(page)
        assert at["inSheet"] or at["isBody"], f"the focus left the sheet for {at['words']!r}"
    page.keyboard.press("Escape")
    page.locator("dialog").wait_for(state="detached")
    phone.until("document.activeElement.textContent.startsWith('Why')")


def test_going_back_closes_a_sheet_and_not_the_screen(phone: Screen) -> None:
    page = phone.page
    phone.show("frame-why")
    page.go_back()
    page.locator("dialog").wait_for(state="detached")
    assert page.get_by_role("heading", level=1).inner_text() == "Kitchen frame"


def test_the_grid_is_walked_and_chosen_from_by_keyboard(phone: Screen) -> None:
    page = phone.page
    phone.show("album-choosing")
    _tab_to(page, "5 of 123")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    page.locator('.cell[data-index="5"][aria-selected="true"]').wait_for()
    phone.until("stage.heard.some((one) => one.startsWith('4 '))")


def test_the_skip_link_leads_past_the_main_places(phone: Screen) -> None:
    page = phone.page
    phone.show("albums")
    page.evaluate("document.activeElement.blur()")
    _press(page, "To the content")
    phone.until("document.activeElement.textContent === 'Albums'")


@pytest.mark.parametrize(
    ("scene", "words"),
    [("pair-agreed", "Somebody said no."), ("pair-waiting", "The frame answered somebody else.")],
)
def test_a_pairing_that_failed_is_read_aloud(phone: Screen, scene: str, words: str) -> None:
    code = {"Somebody said no.": "declined"}.get(words, "pairing-failed")
    phone.show(scene)
    pairing = f"{{...stage.twin.view().pairing, state: 'failed', because: '{code}'}}"
    phone.page.evaluate(f"stage.twin.change({{pairing: {pairing}}})")
    phone.until(f"stage.heard.some((one) => one.includes({words!r}))")


def test_the_end_of_sending_is_read_aloud(phone: Screen) -> None:
    phone.show("send-sending")
    phone.page.evaluate("""() => {
      const sending = stage.twin.view().sending;
      const items = sending.items.map((one) => ({...one, state: 'there', share: 1}));
      stage.twin.change({sending: {...sending, items, there: 96, refused: 0, bytesLeft: 0}});
    }""")
    phone.until("stage.heard.includes('All 96 photos are on the frame.')")


def test_a_receipt_is_read_aloud_when_it_comes(phone: Screen) -> None:
    phone.show("album-erased")
    phone.until("stage.heard.some((one) => one.includes('1 frame has not answered'))")
