import pytest

from frame.model import Size
from frame.scene import Picture, Words
from frame.slideshow.cards import CardKind, card
from frame.slideshow.overlay import words_on
from tests.slideshow.slides_for_tests import SCREENS

SPEAKING = [kind for kind in CardKind if kind is not CardKind.INTERLUDE]


@pytest.mark.promise("P4")
@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
@pytest.mark.parametrize("kind", SPEAKING)
def test_a_card_says_what_to_do_without_any_photo(kind: CardKind, screen: Size) -> None:
    scene = card(kind, screen, "Grandma's frame")
    words = [layer.text for layer in scene.layers if isinstance(layer, Words)]
    assert not any(isinstance(layer, Picture) for layer in scene.layers)
    assert any(text.startswith("frame ") for text in words)
    assert "Grandma's frame" in words


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
@pytest.mark.parametrize("kind", SPEAKING)
def test_the_words_of_a_card_stay_inside_its_margins(kind: CardKind, screen: Size) -> None:
    margin = 0.05 * min(screen.width_px, screen.height_px)
    for line in words_on(card(kind, screen).layers):
        assert line.left >= margin
        assert line.left + line.width <= screen.width_px - margin
        assert line.top >= margin
        assert line.top + line.height <= screen.height_px - margin


@pytest.mark.promise("P4")
def test_even_the_card_between_two_photos_is_not_black() -> None:
    scene = card(CardKind.INTERLUDE, SCREENS[0])
    assert min(scene.background) > 0
    assert scene.layers
