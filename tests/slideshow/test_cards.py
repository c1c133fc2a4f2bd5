from itertools import combinations

import pytest

from frame.model import Size, Verb
from frame.scene import Picture, Words
from frame.slideshow.cards import CardKind, card
from frame.slideshow.overlay import words_on
from frame.slideshow.phrases import Phrases
from frame.slideshow.places import meets
from frame.slideshow.stationery import Foot
from frame.slideshow.words import LANGUAGES
from tests.slideshow.test_pairing_card import SCREENS

SPEAKING = [kind for kind in CardKind if kind is not CardKind.INTERLUDE]
each_language = pytest.mark.parametrize("phrases", LANGUAGES.values(), ids=LANGUAGES)


@pytest.mark.promise("P4")
@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
@pytest.mark.parametrize("kind", SPEAKING)
@each_language
def test_a_card_says_what_to_do_without_any_photo(
    kind: CardKind, screen: Size, phrases: Phrases
) -> None:
    scene = card(kind, screen, Foot(name="Grandma's frame"), phrases=phrases)
    words = [layer.text for layer in scene.layers if isinstance(layer, Words)]
    assert not any(isinstance(layer, Picture) for layer in scene.layers)
    assert any(text.startswith("frame ") for text in words)
    assert "Grandma's frame" in words


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
@pytest.mark.parametrize("kind", SPEAKING)
@each_language
def test_the_words_of_a_card_stay_inside_its_margins(
    kind: CardKind, screen: Size, phrases: Phrases
) -> None:
    margin = 0.05 * min(screen.width_px, screen.height_px)
    for line in words_on(card(kind, screen, phrases=phrases).layers):
        assert line.left >= margin
        assert line.left + line.width <= screen.width_px - margin
        assert line.top >= margin
        assert line.top + line.height <= screen.height_px - margin


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
@pytest.mark.parametrize("trouble", ["", "Phones cannot reach this frame: no broker answers."])
@pytest.mark.parametrize("kind", SPEAKING)
@each_language
def test_with_phones_and_trouble_nothing_overlaps_and_all_stays_inside(
    kind: CardKind, trouble: str, screen: Size, phrases: Phrases
) -> None:
    foot = Foot(name="Ours", trouble=trouble)
    scene = card(kind, screen, foot, phones=True, phrases=phrases)
    margin = 0.05 * min(screen.width_px, screen.height_px)
    lines = words_on(scene.layers)
    assert all(line.top >= margin for line in lines)
    assert all(line.top + line.height <= screen.height_px - margin for line in lines)
    assert not any(meets(one, other) for one, other in combinations(lines, 2))


@pytest.mark.promise("P4")
@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
@pytest.mark.parametrize("kind", [CardKind.WELCOME, CardKind.EMPTY])
@each_language
def test_a_frame_with_phones_asks_for_one_first_and_still_names_the_command(
    kind: CardKind, screen: Size, phrases: Phrases
) -> None:
    scene = card(kind, screen, phones=True, phrases=phrases)
    words = [layer.text for layer in scene.layers if isinstance(layer, Words)]
    assert phrases.cards.add_phone in words
    assert any("frame import PATH --album NAME" in text for text in words)
    (target,) = scene.targets
    assert target.verb is Verb.PAIR
    assert not scene.asks
    assert not card(kind, screen).targets


@pytest.mark.promise("P4")
def test_even_the_card_between_two_photos_is_not_black() -> None:
    scene = card(CardKind.INTERLUDE, SCREENS[0])
    assert min(scene.background) > 0
    assert scene.layers
