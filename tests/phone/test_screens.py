"""Every screen of the phone page in a real browser: nobody is shut out, nothing is cut off."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.phone.browser import LANGUAGES, SCENES, TABLET_SIZE, Screen, context

_NARROW = (320, 640)
_ZOOMED = (195, 422)  # a phone of 390 by 844 at 200 %
_COLOURS = ("color-contrast", "link-in-text-block")
_AT_ZOOM = (
    "pair-comparing",
    "pair-first-album",
    "frame",
    "send-sending",
    "send-inspection",
    "albums",
    "album-choosing",
    "photo",
    "consent",
    "consent-receipts",
    "enrol-words",
    "privacy",
    "phones-digits",
    "settings",
)


@pytest.fixture(scope="module")
def narrow(chromium: Browser, twin_address: str) -> Iterator[Screen]:
    with context(chromium, _NARROW) as phone:
        yield Screen(phone.new_page(), twin_address)


@pytest.fixture(scope="module", params=SCENES)
def played(request: pytest.FixtureRequest, narrow: Screen) -> Screen:
    """The narrow screen with one scene on it."""
    narrow.faults.clear()
    narrow.show(request.param)
    return narrow


def test_the_two_lists_of_scenes_are_one(screen: Screen) -> None:
    screen.show("frame")
    assert sorted(screen.stage("scenes")) == sorted(SCENES)


def test_a_screen_shuts_nobody_out_by_day_and_by_night(played: Screen) -> None:
    by_day = played.violations()
    played.dress("dark")
    by_night = played.violations(*_COLOURS)
    played.dress("light")
    assert (by_day, by_night) == ([], [])


def test_a_narrow_screen_is_whole_in_every_language(played: Screen) -> None:
    flaws = {}
    for tongue in LANGUAGES:
        played.speak(tongue)
        flaws[tongue] = played.flaws()
    assert flaws == {tongue: [] for tongue in LANGUAGES}


def test_a_screen_complains_about_nothing(played: Screen) -> None:
    assert (played.faults, played.denials(), played.strangers()) == ([], [], [])


@pytest.mark.parametrize("scene", _AT_ZOOM)
def test_a_phone_at_twice_the_size_shows_everything(narrow: Screen, scene: str) -> None:
    narrow.resize(*_ZOOMED)
    narrow.show(scene, tongue="de")
    flaws = [one for one in narrow.flaws() if "torn in two" not in one]  # long words have to be
    narrow.resize(*_NARROW)
    assert flaws == []


@pytest.mark.parametrize("scene", ["frame", "albums", "album", "photo", "privacy", "consent"])
def test_a_tablet_shows_everything(narrow: Screen, scene: str) -> None:
    narrow.resize(*TABLET_SIZE)
    narrow.show(scene, tongue="de")
    flaws = narrow.flaws()
    narrow.resize(*_NARROW)
    assert flaws == []


@pytest.mark.parametrize("scene", ["pair-connecting", "pair-agreed", "frame-away", "send-reading"])
def test_nothing_moves_for_those_who_want_no_motion(screen: Screen, scene: str) -> None:
    screen.show(scene)
    assert _moving(screen.page) == []


def test_something_moves_for_everybody_else(chromium: Browser, twin_address: str) -> None:
    with context(chromium, calm=False) as phone:
        screen = Screen(phone.new_page(), twin_address)
        screen.show("pair-connecting")
        assert _moving(screen.page) != []


def _moving(page: Page) -> list[str]:
    """Return what moves for longer than 10 ms, but for the line that shows how time runs out."""
    moving: list[str] = page.evaluate("""() => [...document.querySelectorAll('*')].flatMap((one) =>
      ['', '::before', '::after'].flatMap((part) => {
        const style = getComputedStyle(one, part || null);
        const longest = (list) => Math.max(...list.split(',').map((time) => parseFloat(time)));
        const animated = style.animationName !== 'none' && style.animationName !== 'burn';
        const long = (animated && longest(style.animationDuration) > 0.01) ||
          longest(style.transitionDuration) > 0.01;
        return long ? [`${one.tagName}.${one.getAttribute('class')}${part}`] : [];
      }))""")
    return moving
