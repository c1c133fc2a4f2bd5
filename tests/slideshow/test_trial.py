"""The self-test on the glass: seen, touched, reported, and gone by itself."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.model import Size, Verb
from frame.scene import Fill, Rect
from frame.slideshow.events import Ending, Stop, Trial
from frame.slideshow.overlay import words_on
from frame.slideshow.phrases import Phrases
from frame.slideshow.places import meets
from frame.slideshow.stationery import Foot
from frame.slideshow.trial import SHOWN_S
from frame.slideshow.trial_card import (
    CORNERS,
    Outcome,
    TrialKind,
    TrialView,
    pattern,
    trial_card,
)
from frame.slideshow.view import view_of
from tests.slideshow.player_for_tests import Player
from tests.slideshow.test_pairing_card import SCREENS, TROUBLE, languages

LONG = "Use a card of class A1 or better, or a USB disk: photos come in slowly on this one. " * 3
outcomes = st.builds(
    Outcome,
    check=st.sampled_from(["crypto", "decode child", "device key", "x" * 60]),
    verdict=st.sampled_from(["ok", "warn", "fail", "skipped", "?"]),
    do=st.sampled_from(["", "Wait.", LONG]),
)


def shown(kind: TrialKind) -> Player:
    player = Player(["a", "b"])
    player.hear(Trial(view=TrialView(kind=kind)))
    return player


def test_four_corners_one_after_the_other_are_all_that_is_asked() -> None:
    player = shown(TrialKind.TOUCH)
    places = set()
    for corner in range(CORNERS):
        (target,) = player.scene.targets
        places.add((target.at.left, target.at.top))
        assert str(corner + 1) in player.words
        player.press(Verb.YES)
    assert len(places) == CORNERS
    assert view_of(player.state).corners == CORNERS
    assert not view_of(player.state).testing
    assert player.glass == ["a"]


def test_who_has_no_touch_says_no_and_other_keys_mean_nothing() -> None:
    player = shown(TrialKind.TOUCH)
    player.press(Verb.YES, Verb.NEXT, Verb.HIDE)
    assert view_of(player.state).testing
    player.press(Verb.NO)
    assert (view_of(player.state).testing, view_of(player.state).corners) == (False, 0)


@pytest.mark.promise("P4")
@pytest.mark.parametrize("kind", TrialKind)
def test_whoever_walks_away_leaves_a_frame_with_photos(kind: TrialKind) -> None:
    player = shown(kind)
    assert player.glass == []
    player.wait(SHOWN_S - 1)
    assert view_of(player.state).testing
    player.wait(2)
    assert player.glass == ["a"]


def test_any_key_ends_the_pattern_and_quit_quits() -> None:
    player = shown(TrialKind.PATTERN)
    player.press(Verb.NEXT)
    assert player.glass == ["a"]
    player = shown(TrialKind.PATTERN)
    player.press(Verb.QUIT)
    assert isinstance(player.effects[-1], Stop)


def test_the_end_stands_over_a_test() -> None:
    player = shown(TrialKind.PATTERN)
    player.press(Verb.HOLD)
    assert "Let go to cancel" in player.words
    player.hear(Ending())
    assert view_of(player.state).testing


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
def test_the_pattern_covers_the_outermost_pixels_of_all_four_sides(screen: Size) -> None:
    white = [
        layer.at
        for layer in pattern(screen)
        if isinstance(layer, Fill)
        and layer.colour == (255, 255, 255)
        and 1 in {layer.at.width, layer.at.height}
    ]
    wide, high = screen.width_px, screen.height_px
    assert Rect(left=0, top=0, width=wide, height=1) in white
    assert Rect(left=0, top=high - 1, width=wide, height=1) in white
    assert Rect(left=0, top=0, width=1, height=high) in white
    assert Rect(left=wide - 1, top=0, width=1, height=high) in white


@given(
    told=st.lists(outcomes, max_size=30).map(tuple),
    screen=st.sampled_from(SCREENS),
    trouble=st.sampled_from(["", TROUBLE]),
    phrases=languages,
)
@settings(deadline=None, max_examples=300)
def test_a_report_fits_and_nothing_overlaps(
    told: tuple[Outcome, ...], screen: Size, trouble: str, phrases: Phrases
) -> None:
    view = TrialView(kind=TrialKind.REPORT, outcomes=told)
    scene = trial_card(view, screen, Foot(name="Grandma's frame", trouble=trouble), phrases)
    margin = 0.05 * min(screen.width_px, screen.height_px)
    lines = words_on(scene.layers)
    for line in lines:
        assert line.left >= margin
        assert line.left + line.width <= screen.width_px - margin + 1.5
        assert line.top >= margin
        assert line.top + line.height <= screen.height_px - margin
    for one, other in combinations(map(_core, lines), 2):
        assert not meets(one, other), (one, other)


def _core(line: Rect) -> Rect:
    return Rect(left=line.left, top=line.top, width=line.width - 2.0, height=line.height)
