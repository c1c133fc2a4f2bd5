"""A key held long enough erases everything; whoever lets go in time erases nothing."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.model import Size, Verb
from frame.scene import Matrix, Rect
from frame.slideshow.ending import HOLD_S, LET_GO_S, SHOWN_S
from frame.slideshow.ending_card import EndingKind, EndingView, ending_card
from frame.slideshow.events import Ending, EraseAll, Pairing, Stop
from frame.slideshow.overlay import words_on
from frame.slideshow.pairing_card import PairingView
from frame.slideshow.phrases import Phrases
from frame.slideshow.places import meets
from frame.slideshow.stationery import Foot
from frame.slideshow.words import LANGUAGES
from tests.slideshow.player_for_tests import Player
from tests.slideshow.test_pairing_card import SCREENS, TROUBLE

pytestmark = [pytest.mark.promise("P13")]
QR = tuple("10" * 22 + "1" for _ in range(45))
SIGNED = EndingView(
    kind=EndingKind.EMPTY, photos=12_345, code="A1B2 C3D4 E5F6 0718", qr=QR, machine=True
)
VIEWS = [
    EndingView(kind=EndingKind.HOLDING, left_s=9, whole_s=9),
    EndingView(kind=EndingKind.ERASING),
    EndingView(kind=EndingKind.EMPTY),
    SIGNED,
]


def held(player: Player, seconds: float, every: float = 0.2) -> None:
    """Hold the key for so long; the display says so four times a second and more."""
    for _ in range(round(seconds / every)):
        player.press(Verb.HOLD)
        player.wait(every)


def erasures(player: Player) -> int:
    return sum(isinstance(effect, EraseAll) for effect in player.effects)


def test_a_key_that_is_held_to_the_end_erases_everything_once() -> None:
    player = Player(["a", "b"])
    held(player, HOLD_S - 0.5)
    assert erasures(player) == 0
    assert "1" in player.words
    held(player, 5.0)
    assert erasures(player) == 1
    assert "Erasing everything" in player.words


def test_whoever_lets_go_at_the_last_moment_erases_nothing() -> None:
    player = Player(["a", "b"])
    held(player, HOLD_S - 0.5)
    player.wait(LET_GO_S + 0.1)
    player.wait(60.0)
    assert erasures(player) == 0
    assert player.glass in (["a"], ["b"])


def test_a_core_that_slept_for_a_while_erases_nothing() -> None:
    player = Player(["a", "b"])
    player.press(Verb.HOLD)
    player.wait(2 * HOLD_S)
    assert erasures(player) == 0
    assert player.state.ending is None


@pytest.mark.parametrize("verb", [Verb.NEXT, Verb.NO, Verb.PAIR, Verb.WHY])
def test_another_key_stops_the_count(verb: Verb) -> None:
    player = Player(["a", "b"])
    held(player, 5.0)
    player.press(verb)
    held(player, 5.0)
    assert erasures(player) == 0


def test_nothing_stops_what_was_decided_but_the_end_of_the_program() -> None:
    player = Player(["a", "b"])
    held(player, HOLD_S + 0.5)
    player.press(Verb.NO, Verb.HOLD, Verb.QUIT)
    assert player.state.ending == EndingView(kind=EndingKind.ERASING)
    assert isinstance(player.effects[-1], Stop)
    assert erasures(player) == 1


def test_a_frame_that_cannot_be_erased_shows_its_photos_again() -> None:
    player = Player(["a", "b"])
    held(player, HOLD_S + 0.5)
    player.hear(Ending())
    assert player.glass == ["a"]


def test_the_count_stands_over_a_pairing_card_which_comes_back() -> None:
    player = Player(["a"])
    player.hear(Pairing(view=PairingView(qr=("101", "010", "111"), until_s=player.at_s + 90)))
    held(player, 3.0)
    assert "Let go to cancel" in player.words
    player.wait(LET_GO_S + 0.1)
    assert any(isinstance(layer, Matrix) for layer in player.scene.layers)
    assert "Let go to cancel" not in player.words


def test_an_empty_frame_says_so_for_a_minute() -> None:
    player = Player([])
    player.hear(Ending(view=SIGNED))
    player.wait(0.2)
    player.wait(SHOWN_S - 1.0)
    assert "A1B2 C3D4 E5F6 0718" in player.words
    player.wait(2.0)
    assert "A1B2 C3D4 E5F6 0718" not in player.words


@given(st.lists(st.one_of(st.just(Verb.HOLD), st.floats(0.05, 3.0)), max_size=80))
@settings(deadline=None, max_examples=200)
def test_only_a_key_without_a_gap_erases(told: list[Verb | float]) -> None:
    player = Player(["a"])
    down_s, silent_s = 0.0, 99.0
    for event in told:
        if isinstance(event, Verb):
            down_s, silent_s = (down_s if silent_s <= LET_GO_S else 0.0), 0.0
            player.press(event)
        else:
            down_s, silent_s = down_s + event, silent_s + event
            player.wait(event)
        if erasures(player):
            assert down_s >= HOLD_S - 1e-6
            return


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
@pytest.mark.parametrize("view", VIEWS, ids=["holding", "erasing", "unsigned", "signed"])
@pytest.mark.parametrize("trouble", ["", TROUBLE], ids=["well", "troubled"])
@pytest.mark.parametrize("phrases", LANGUAGES.values(), ids=LANGUAGES)
def test_nothing_overlaps_and_all_stays_inside(
    screen: Size, view: EndingView, trouble: str, phrases: Phrases
) -> None:
    scene = ending_card(view, screen, Foot(name="Grandma's frame", trouble=trouble), phrases)
    margin = 0.05 * min(screen.width_px, screen.height_px)
    lines = words_on(scene.layers)
    codes = [layer.at for layer in scene.layers if isinstance(layer, Matrix)]
    for line in (*lines, *codes):
        assert line.left >= margin
        assert line.left + line.width <= screen.width_px - margin + 1.5
        assert line.top >= margin
        assert line.top + line.height <= screen.height_px - margin
    for one, other in combinations((*map(_core, lines), *codes), 2):
        assert not meets(one, other), (one, other)


def _core(line: Rect) -> Rect:
    return Rect(left=line.left, top=line.top, width=line.width - 2.0, height=line.height)
