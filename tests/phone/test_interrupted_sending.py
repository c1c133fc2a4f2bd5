"""A send that is cut off everywhere: browser, broker and frame die in the middle of it.

HEARTHFRAME_FULL=1 sends 100 photos instead of 24.
"""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, sync_playwright

from frame.devices.sim.pictures import photo_like
from tests.phone.browser import ARGUMENTS, PHONE_SIZE, chromium
from tests.phone.household import Phone, until
from tests.phone.page import prepared
from tests.phone.wall import Wall

_PHOTOS = 100 if os.environ.get("HEARTHFRAME_FULL") else 24
_SLOW_S = 300.0


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    if shutil.which("mosquitto") is None and "CI" not in os.environ:
        pytest.skip("mosquitto is not installed")
    prepared()
    with Wall(tmp_path / "frame", tunnel=True) as wall:
        yield wall


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "gallery"
    folder.mkdir()
    paths = [folder / f"IMG_20190301_{number:06}.jpg" for number in range(_PHOTOS)]
    for number, path in enumerate(paths):
        path.write_bytes(photo_like(1600, 1200, seed=number))
    return paths


class _Browser:
    """One browser whose storage outlives it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._playwright = sync_playwright().start()
        self.context = self._launch()

    def _launch(self) -> BrowserContext:
        return self._playwright.chromium.launch_persistent_context(
            self._folder,
            executable_path=chromium(),
            args=list(ARGUMENTS),
            viewport={"width": PHONE_SIZE[0], "height": PHONE_SIZE[1]},
            locale="en-GB",
        )

    def again(self) -> None:
        """Throw it out of memory and start it anew."""
        self.context.close()
        self.context = self._launch()

    def close(self) -> None:
        self.context.close()
        self._playwright.stop()


@pytest.fixture
def chrome(tmp_path: Path) -> Iterator[_Browser]:
    running = _Browser(tmp_path / "profile")
    yield running
    running.close()


def _there(phone: Phone) -> int:
    said = re.search(r"(\d+) of \d+ on the frame", phone.page.inner_text("main"))
    return int(said[1]) if said else 0


def _is_safe(phone: Phone) -> bool:
    """Whether the page counts all photos and reads none of them any more."""
    said = phone.page.inner_text("main")
    counted = f"of {_PHOTOS} on the frame" in said or f"All {_PHOTOS} photos" in said
    return counted and "Please do not close" not in said


def _is_done(phone: Phone) -> bool:
    return f"All {_PHOTOS} photos are on the frame" in phone.page.inner_text("main")


def test_a_send_survives_the_browser_the_broker_and_the_frame(
    wall: Wall, chrome: _Browser, pictures: list[Path]
) -> None:
    phone = Phone(chrome.context.new_page())
    phone.pair(wall)
    phone.found("Holiday")
    phone.send(pictures)
    until(lambda: _is_safe(phone), _SLOW_S)
    until(lambda: _there(phone) >= 2 or _is_done(phone), _SLOW_S)

    phone.page.close()
    phone = _reopened(chrome, wall)
    until(lambda: _there(phone) >= _PHOTOS // 4 or _is_done(phone), _SLOW_S)

    wall.end("broker")
    wall.run_process("broker")
    until(lambda: _there(phone) >= _PHOTOS // 2 or _is_done(phone), _SLOW_S)

    wall.end("core")
    wall.run_process("core")
    until(lambda: _there(phone) >= _PHOTOS * 3 // 4 or _is_done(phone), _SLOW_S)

    chrome.again()
    phone = _reopened(chrome, wall)
    until(lambda: _is_done(phone), _SLOW_S)

    held = [one for one in wall.run("photos", "--json")["photos"] if one["album"] == "Holiday"]
    assert len(held) == len({one["id"] for one in held}) == _PHOTOS


def _reopened(chrome: _Browser, wall: Wall) -> Phone:
    phone = Phone(chrome.context.new_page())
    phone.page.goto(wall.page)
    phone.go("Send")
    return phone
