"""The languages of the glass with the letters they are really drawn in: none missing, none cut."""

import os
from collections.abc import Iterator
from functools import cache

import pygame
import pytest

from frame.devices.fonts import Fonts
from frame.devices.qr import modules
from frame.model import Language, Size
from frame.scene import Layer, Words
from frame.slideshow.cards import CardKind, card
from frame.slideshow.claim_card import Claim, claim_card
from frame.slideshow.ending_card import EndingKind, EndingView, ending_card
from frame.slideshow.pairing_card import Moment, PairingView, pairing_card
from frame.slideshow.phrases import Phrases
from frame.slideshow.setup_card import SetupKind, SetupView, setup_card, small_card
from frame.slideshow.stationery import Foot
from frame.slideshow.trial_card import Outcome, TrialKind, TrialView, trial_card
from frame.slideshow.words import ENGLISH, LANGUAGES

pytestmark = [pytest.mark.promise("P4")]
SIZES = ((800, 480), (480, 800), (480, 480), (720, 720), (1024, 768), (1280, 800))
SCREENS = [Size(width_px=wide, height_px=high) for wide, high in SIZES]
AWAY = "Phones cannot reach this frame: its broker does not answer"
CODE = modules("https://kitchen.local/#0123456789abcdef")


@cache
def fonts() -> Fonts:
    pygame.font.init()
    return Fonts()


def on_the_glass(phrases: Phrases, screen: Size) -> Iterator[Layer]:
    """Yield everything that is said on the cards of a language."""
    foot, none = Foot(name="Kitchen", trouble=phrases.say(AWAY)), Foot(name="Kitchen")
    for kind in CardKind:
        yield from card(kind, screen, foot, phones=True, phrases=phrases).layers
        yield from card(kind, screen, none, phrases=phrases).layers
    for role in ("owner", "contributor", "viewer", "frame"):
        scan = PairingView(qr=CODE, address="kitchen.local", role=role, until_s=9.0, invited=True)
        digits = PairingView(digits="048 217", role=role, until_s=9.0, invited=True)
        done = PairingView(done="Oma", role=role, until_s=9.0)
        for view, answered in ((scan, False), (digits, False), (digits, True), (done, False)):
            moment = Moment(at_s=1.0, answered=answered)
            yield from pairing_card(view, moment, screen, foot, phrases).layers
    for step in SetupKind:
        for camera in (False, True):
            at = SetupView(kind=step, camera=camera, faults=("wlan.ssid is missing",) * 6)
            yield from setup_card(at, screen, foot, phrases).layers
            yield from small_card(at, screen, (), phrases)
    for end in EndingKind:
        over = EndingView(
            kind=end, left_s=9, photos=12_345, code="A1B2 C3D4 E5F6 0718", qr=CODE, machine=True
        )
        yield from ending_card(over, screen, foot, phrases).layers


def reports(phrases: Phrases, screen: Size) -> Iterator[Layer]:
    """Yield reports of the self-test with each piece of advice, and what else it shows."""
    told = [one for one in LANGUAGES["de"].told if one.endswith(".")]
    names = [one for one in LANGUAGES["de"].told if one.islower() and len(one) < 14]
    for begin in range(0, len(told), 3):
        advice = told[begin : begin + 3]
        outcomes = [Outcome(check="storage", verdict="warn", do=do) for do in advice]
        outcomes += [Outcome(check=name, verdict="ok") for name in names]
        view = TrialView(kind=TrialKind.REPORT, outcomes=tuple(outcomes))
        yield from trial_card(view, screen, Foot(), phrases).layers
    for kind in (TrialKind.PATTERN, TrialKind.TOUCH):
        yield from trial_card(TrialView(kind=kind), screen, Foot(), phrases).layers


def _needs_letters(phrases: Phrases) -> None:
    said = Words(text=phrases.why, left=0, baseline=0, size_px=20)
    if fonts().draws_all(said):
        return
    if os.environ.get("CI"):
        pytest.fail(f"no font here has the letters of {phrases.language}")
    pytest.skip(f"no font here has the letters of {phrases.language}")


def _check(layers: Iterator[Layer]) -> None:
    seen: set[Words] = set()
    for words in layers:
        if not isinstance(words, Words) or words in seen:
            continue
        seen.add(words)
        assert fonts().draws_all(words), words.text
        most = words.max_width
        assert most is None or fonts().width_of(words) <= most + 0.5, words.text
    assert seen


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
@pytest.mark.parametrize("phrases", LANGUAGES.values(), ids=LANGUAGES)
def test_every_letter_is_there_and_no_line_is_cut(phrases: Phrases, screen: Size) -> None:
    _needs_letters(phrases)
    _check(on_the_glass(phrases, screen))
    _check(reports(phrases, screen))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_on_the_claim_card_is_cut(language: Language) -> None:
    _needs_letters(LANGUAGES[language])
    address = "http://kitchen.local"
    for ready in (False, True):
        claim = Claim(
            name="Kitchen", address=address, qr=modules(address), ready=ready, language=language
        )
        _check(iter(claim_card(claim).layers))


def test_a_letter_no_font_has_is_left_out_and_said() -> None:
    said = Words(text=f"{ENGLISH.why}\U0010ffff", left=0, baseline=0, size_px=20)
    assert not fonts().draws_all(said)
