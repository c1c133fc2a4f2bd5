"""What the browser tests of the phone page may ask for."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.phone.browser import Screen, browser, context, served, twin_page


@pytest.fixture(scope="session")
def twin_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page with the twin of the office behind it, handed out by the frame's web server."""
    with served(twin_page(tmp_path_factory.mktemp("twin"))) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for one module: while it runs, asyncio.run() works in no test beside it."""
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def screen(chromium: Browser, twin_address: str) -> Iterator[Screen]:
    """One tab of a calm phone, for all tests of a module."""
    with context(chromium) as phone:
        yield Screen(phone.new_page(), twin_address)
