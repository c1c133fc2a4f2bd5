"""The slideshow in another language: what is on the glass changes with it, and at once."""

from dataclasses import replace

import pytest

from frame.model import Verb
from frame.slideshow.cards import CardKind
from frame.slideshow.events import Changed, Connection, Notice, Pairing, Setup, Trial
from frame.slideshow.pairing_card import PairingView
from frame.slideshow.setup_card import SetupKind, SetupView
from frame.slideshow.trial_card import Outcome, TrialKind, TrialView
from frame.slideshow.view import view_of
from tests.slideshow.player_for_tests import SETTINGS, Player

pytestmark = [pytest.mark.promise("P4")]
GERMAN = replace(SETTINGS, language="de")
AWAY = "Phones cannot reach this frame: its broker does not answer"


def in_german(*names: str, otherwise: CardKind = CardKind.EMPTY) -> Player:
    return Player(list(names), settings=GERMAN, otherwise=otherwise)


def test_a_caption_has_the_date_as_the_family_writes_it() -> None:
    assert "Juni 2019 · Garden" in in_german("a").words


def test_a_card_is_drawn_again_when_another_language_is_set() -> None:
    player = Player([], otherwise=CardKind.RESTING)
    assert "All photos are resting" in player.words
    before = view_of(player.state)
    player.hear(Changed(settings=GERMAN))
    assert "Alle Fotos ruhen" in player.words
    assert view_of(player.state) != before


def test_a_pairing_card_is_too() -> None:
    player = Player(["a"])
    player.hear(Pairing(view=PairingView(digits="048 217", until_s=player.at_s + 90)))
    player.hear(Changed(settings=GERMAN))
    assert "Zeigen beide dieselbe Zahl?" in player.words
    assert player.scene.asks


def test_what_troubles_the_frame_follows_the_language() -> None:
    player = Player(["a", "b"])
    player.hear(Connection(trouble=AWAY))
    assert AWAY in player.words
    player.hear(Changed(settings=GERMAN))
    assert "Handys erreichen diesen Rahmen nicht: seine Poststelle antwortet nicht" in player.words


def test_a_small_card_stands_among_the_photos_in_the_language() -> None:
    player = in_german("a")
    player.hear(Setup(view=SetupView(kind=SetupKind.LOST, small=True)))
    assert "Das WLAN ist weg" in player.words


def test_what_somebody_asked_for_is_answered_in_the_language() -> None:
    player = in_german("a", "b", "c")
    player.press(Verb.WHY)
    assert "Warum dieses Foto?" in player.words
    player.press(Verb.FAVOURITE)
    assert "Favorit" in player.words
    player.hear(Notice(words="This is no Wi-Fi code"))
    assert "Das ist kein WLAN-Code" in player.words


def test_the_report_of_the_selftest_is_in_the_language() -> None:
    player = in_german("a")
    advice = Outcome(
        check="camera", verdict="warn", do="Take its cover off, or switch a light on."
    )
    player.hear(Trial(view=TrialView(kind=TrialKind.REPORT, outcomes=(advice,))))
    assert "Bereit, mit Anmerkungen" in player.words
    assert "Kamera" in player.words
    assert "Kamera: Nimm die Abdeckung ab, oder mach Licht." in player.words
