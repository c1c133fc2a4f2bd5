"""The list of photos on their way: trying again, and putting it away, in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.phone.browser import Screen, context


@pytest.fixture
def phone(chromium: Browser, twin_address: str) -> Iterator[Screen]:
    with context(chromium) as phone:
        yield Screen(phone.new_page(), twin_address)


def _states(phone: Screen) -> list[str]:
    states: list[str] = phone.page.evaluate(
        "stage.twin.view().sending.items.map((one) => one.state)"
    )
    return states


def test_what_did_not_arrive_is_cleared_only_after_a_question(phone: Screen) -> None:
    phone.show("send-sending")
    phone.page.get_by_role("button", name="Clear the list").click()
    sheet = phone.page.get_by_role("dialog")
    sheet.get_by_text("What this phone kept to send is deleted.").wait_for()
    assert "refused" in _states(phone)
    sheet.get_by_role("button", name="Clear the list").click()
    phone.until("!stage.twin.view().sending.items.some((one) => one.state === 'refused')")
    phone.until("!document.querySelector('dialog')")


def test_somebody_who_thinks_better_of_it_loses_nothing(phone: Screen) -> None:
    phone.show("send-sending")
    before = _states(phone)
    phone.page.get_by_role("button", name="Clear the list").click()
    phone.page.get_by_role("dialog").get_by_role("button", name="Not now").click()
    phone.until("!document.querySelector('dialog')")
    assert _states(phone) == before


def test_a_list_of_what_is_there_is_cleared_at_once(phone: Screen) -> None:
    phone.show("send-complete")
    phone.page.get_by_role("button", name="Clear the list").click()
    phone.until("stage.twin.view().sending.items.length === 0")


def test_everything_that_was_refused_is_tried_again_with_one_press(phone: Screen) -> None:
    phone.show("send-sending")
    assert "refused" in _states(phone)
    phone.page.get_by_role("button", name="Try again").click()
    phone.until("!stage.twin.view().sending.items.some((one) => one.state === 'refused')")
