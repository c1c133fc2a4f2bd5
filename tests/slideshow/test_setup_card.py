"""The cards of setting up on every glass, and the slideshow that goes on beneath them."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.model import Size
from frame.scene import Fill, Picture, Rect, Words
from frame.slideshow.cards import CardKind
from frame.slideshow.events import Connection, LibraryChanged, Pairing, Setup
from frame.slideshow.overlay import words_on
from frame.slideshow.pairing_card import PairingView
from frame.slideshow.phrases import Phrases
from frame.slideshow.places import meets
from frame.slideshow.setup_card import SetupKind, SetupView, setup_card, small_card
from frame.slideshow.stationery import Foot
from frame.slideshow.words import LANGUAGES
from tests.slideshow.player_for_tests import Player
from tests.slideshow.slides_for_tests import WALL
from tests.slideshow.test_pairing_card import SCREENS, TROUBLE, languages

LONG = "locale.timezone names no time zone, did you mean America/Argentina/ComodRivadavia? " * 3
views = st.builds(
    SetupView,
    kind=st.sampled_from(SetupKind),
    camera=st.booleans(),
    faults=st.lists(st.sampled_from(["wlan.ssid is missing", LONG]), max_size=9).map(tuple),
)


@given(
    view=views,
    screen=st.sampled_from(SCREENS),
    trouble=st.sampled_from(["", TROUBLE]),
    phrases=languages,
)
@settings(deadline=None, max_examples=400)
def test_nothing_overlaps_and_all_stays_inside(
    view: SetupView, screen: Size, trouble: str, phrases: Phrases
) -> None:
    scene = setup_card(view, screen, Foot(name="Grandma's frame", trouble=trouble), phrases)
    margin = 0.05 * min(screen.width_px, screen.height_px)
    lines = words_on(scene.layers)
    for line in lines:
        assert line.left >= margin
        assert line.left + line.width <= screen.width_px - margin + 1.5
        assert line.top >= margin
        assert line.top + line.height <= screen.height_px - margin
    for one, other in combinations(lines, 2):
        assert not meets(_core(one), _core(other)), (one, other)
    for plate in (layer.at for layer in scene.layers if isinstance(layer, Fill)):
        assert not any(meets(plate, _core(line)) for line in lines)


def _core(line: Rect) -> Rect:
    return Rect(left=line.left, top=line.top, width=line.width - 2.0, height=line.height)


@pytest.mark.promise("P4")
@pytest.mark.parametrize("kind", SetupKind)
def test_each_card_says_something_without_photo_and_without_network(kind: SetupKind) -> None:
    scene = setup_card(SetupView(kind=kind), WALL, Foot())
    assert len([layer for layer in scene.layers if isinstance(layer, Words)]) >= 3
    assert not any(isinstance(layer, Picture) for layer in scene.layers)


def test_a_code_is_offered_only_where_there_is_a_camera() -> None:
    def words(*, camera: bool) -> str:
        view = SetupView(kind=SetupKind.NO_NETWORK, camera=camera)
        layers = setup_card(view, WALL, Foot()).layers
        return " ".join(layer.text for layer in layers if isinstance(layer, Words))

    assert "iPhone" in words(camera=True)
    assert "Android" in words(camera=True)
    assert "camera" not in words(camera=False)
    assert "rpi-preseed.toml" in words(camera=False)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
@pytest.mark.parametrize("camera", [False, True])
@pytest.mark.parametrize("phrases", LANGUAGES.values(), ids=LANGUAGES)
def test_the_small_card_keeps_clear_of_what_is_there_and_holds_its_words(
    screen: Size, phrases: Phrases, *, camera: bool
) -> None:
    view = SetupView(kind=SetupKind.LOST, small=True, camera=camera)
    half = Rect(left=0.0, top=0.0, width=float(screen.width_px), height=screen.height_px * 0.3)
    panel, *rest = small_card(view, screen, [half], phrases)
    assert isinstance(panel, Fill)
    assert not meets(panel.at, half)
    for line in words_on(rest):
        assert panel.at.left <= line.left
        assert line.left + line.width <= panel.at.left + panel.at.width
        assert panel.at.top <= line.top
        assert line.top + line.height <= panel.at.top + panel.at.height
    everywhere = Rect(left=0, top=0, width=screen.width_px, height=screen.height_px)
    assert small_card(view, screen, [everywhere]) == ()


LOST = Setup(view=SetupView(kind=SetupKind.LOST, small=True, trouble="No network"))
NO_NETWORK = Setup(view=SetupView(kind=SetupKind.NO_NETWORK))


@pytest.mark.parametrize("kind", [CardKind.WELCOME, CardKind.EMPTY])
def test_the_card_stands_where_no_photo_is_and_the_first_photo_takes_its_place(
    kind: CardKind,
) -> None:
    player = Player([], otherwise=kind)
    player.hear(NO_NETWORK)
    assert any("connect this frame" in text for text in player.words)
    player.names.append("a")
    player.hear(LibraryChanged())
    assert player.glass == ["a"]


@pytest.mark.parametrize("kind", [CardKind.FULL, CardKind.RESTING, CardKind.UNREADABLE])
def test_a_card_that_matters_more_stays(kind: CardKind) -> None:
    player = Player([], otherwise=kind)
    before = player.words
    player.hear(NO_NETWORK)
    assert player.words == before


def test_with_a_network_the_card_goes_as_it_came() -> None:
    player = Player([], otherwise=CardKind.WELCOME)
    before = player.words
    player.hear(NO_NETWORK)
    player.hear(Setup(view=None))
    assert player.words == before


def test_photos_go_on_beside_the_small_card_and_without_one() -> None:
    player = Player(list("abcdef"))
    player.hear(LOST)
    assert player.glass == ["a"]
    assert any("Wi-Fi is away" in text for text in player.words)
    player.wait(10.0)
    assert player.glass == ["b"]
    assert any("Wi-Fi is away" in text for text in player.words)
    player.hear(Setup(view=SetupView(trouble="No network")))
    assert not any("Wi-Fi is away" in text for text in player.words)
    assert "No network" in player.words
    player.hear(Setup(view=None))
    assert "No network" not in player.words
    assert player.glass == ["b"]


def test_no_network_is_said_before_what_follows_from_it() -> None:
    player = Player(["a", "b"])
    player.hear(Connection(trouble=TROUBLE))
    player.hear(Setup(view=SetupView(trouble="No network")))
    assert "No network" in player.words
    assert TROUBLE not in player.words
    player.hear(Setup(view=None))
    assert TROUBLE in player.words


def test_the_pairing_card_stands_over_it() -> None:
    player = Player([], otherwise=CardKind.WELCOME)
    player.hear(Pairing(view=PairingView(qr=("1" * 41,) * 41, until_s=9999.0)))
    before = player.words
    player.hear(NO_NETWORK)
    assert player.words == before
