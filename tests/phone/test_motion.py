"""What moves on the page, and that nothing does for whoever wants no motion."""

import pytest
from playwright.sync_api import Browser

from tests.phone.browser import Screen, context

_NAMES = """() => ["main", ".picture img", ".sheet"].map(
  (one) => getComputedStyle(document.querySelector(one)).animationName)"""


@pytest.mark.parametrize(
    ("calm", "names"),
    [(True, ["none"] * 3), (False, ["appear", "appear", "slide"])],
    ids=["calm", "moving"],
)
def test_a_page_and_a_sheet_come_at_once_for_whoever_wants_no_motion(
    chromium: Browser, twin_address: str, names: list[str], *, calm: bool
) -> None:
    """An animation of a millisecond may end and leave the page as it began: unseen."""
    with context(chromium, calm=calm) as phone:
        screen = Screen(phone.new_page(), twin_address)
        screen.show("frame-hide", painted="yes")
        screen.page.locator(".sheet[open]").wait_for()
        assert screen.page.evaluate(_NAMES) == names
