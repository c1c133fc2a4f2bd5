"""The pairing card over the running slideshow, event by event."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.model import PhotoId, Verb
from frame.scene import Matrix, Progress, Words
from frame.slideshow.cards import CardKind
from frame.slideshow.events import (
    AnswerPairing,
    ClosePairing,
    Connection,
    Erased,
    LibraryChanged,
    Notice,
    OpenPairing,
    Pairing,
    Show,
    Stop,
)
from frame.slideshow.motion import moves
from frame.slideshow.pairing import DONE_S
from frame.slideshow.pairing_card import PairingView
from frame.slideshow.slide import Settings
from tests.slideshow.player_for_tests import SETTINGS, Player

ROWS = ("101", "010", "111")
SCAN = PairingView(qr=ROWS, address="frame.local", role="owner", until_s=1180.0)
DIGITS = replace(SCAN, digits="048 217", who="Oma \u00b7 Oma's phone")
DONE = replace(SCAN, done="Oma's phone")
WISHES = [one for one in Verb if one not in {Verb.QUIT, Verb.YES, Verb.NO, Verb.HOLD}]


def with_card(view: PairingView = SCAN) -> Player:
    player = Player(["a", "b", "c", "d"])
    player.wait(3.0)
    player.hear(Pairing(view=view))
    return player


def shows_code(player: Player) -> bool:
    return any(isinstance(layer, Matrix) for layer in player.scene.layers)


def last_show(player: Player) -> Show:
    return [effect for effect in player.effects if isinstance(effect, Show)][-1]


def done_by(player: Player, *verbs: Verb) -> list[object]:
    before = len(player.effects)
    player.press(*verbs)
    return [effect for effect in player.effects[before:] if not isinstance(effect, Show)]


def test_p_asks_for_a_card_once_there_is_none() -> None:
    player = Player(["a", "b"])
    assert done_by(player, Verb.PAIR) == [OpenPairing()]
    assert player.glass == ["a"]
    player.hear(Pairing(view=SCAN))
    assert done_by(player, Verb.PAIR) == []


def test_p_asks_for_a_card_even_without_a_photo() -> None:
    assert done_by(Player([]), Verb.PAIR) == [OpenPairing()]


def test_the_card_stands_over_the_slide_and_the_slide_comes_back_where_it_was() -> None:
    player = with_card()
    assert shows_code(player)
    assert player.glass == []
    player.wait(60.0)
    assert player.marked() == ["a"]
    player.hear(Pairing(view=None))
    assert player.glass == ["a"]
    assert player.scene.begin_s == pytest.approx(3.0)
    assert player.scene.fade_s > 0
    player.wait(7.0)
    assert player.glass == ["b"]


def test_the_textures_of_the_slide_beneath_are_held() -> None:
    player = Player(["a", "b"])
    there = last_show(player).textures
    assert there
    player.hear(Pairing(view=SCAN))
    assert (last_show(player).textures, last_show(player).held) == ((), there)
    player.hear(Pairing(view=None))
    assert last_show(player).textures == there


@pytest.mark.parametrize("verb", WISHES)
@pytest.mark.parametrize("view", [SCAN, DIGITS, DONE], ids=["scan", "digits", "done"])
def test_no_wish_reaches_the_slide_beneath_the_card(view: PairingView, verb: Verb) -> None:
    player = with_card(view)
    state = player.state
    assert done_by(player, verb) == []
    assert player.state == state


def test_quit_still_quits() -> None:
    assert done_by(with_card(DIGITS), Verb.QUIT) == [Stop()]


def test_no_puts_the_card_away_and_says_so() -> None:
    player = with_card()
    assert done_by(player, Verb.YES) == []
    assert done_by(player, Verb.NO) == [ClosePairing()]
    assert player.glass == ["a"]


def test_yes_and_no_mean_nothing_without_a_card() -> None:
    player = Player(["a", "b"])
    assert done_by(player, Verb.YES, Verb.NO) == []
    assert player.glass == ["a"]


def test_yes_answers_once_and_then_the_card_says_what_is_left_to_do() -> None:
    player = with_card(DIGITS)
    assert "048 217" in player.words
    assert done_by(player, Verb.YES) == [AnswerPairing(yes=True)]
    assert "Now say yes on the phone, too." in " ".join(player.words)
    assert "Yes" not in player.words
    assert "048 217" in player.words
    assert done_by(player, Verb.YES) == []


def test_a_yes_to_digits_does_not_count_for_other_digits() -> None:
    player = with_card(DIGITS)
    player.press(Verb.YES)
    player.hear(Pairing(view=replace(DIGITS, digits="111 111")))
    assert "Yes" in player.words
    assert done_by(player, Verb.YES) == [AnswerPairing(yes=True)]


def test_a_yes_is_forgotten_with_its_card() -> None:
    player = with_card(DIGITS)
    player.press(Verb.YES)
    player.hear(Pairing(view=None))
    player.hear(Pairing(view=DIGITS))
    assert "Yes" in player.words


@pytest.mark.parametrize("before", [(), (Verb.YES,)], ids=["at once", "after a yes"])
def test_no_to_digits_takes_the_card_away_at_once(before: tuple[Verb, ...]) -> None:
    player = with_card(DIGITS)
    player.press(*before)
    assert done_by(player, Verb.NO) == [AnswerPairing(yes=False)]
    assert player.glass == ["a"]


def test_after_success_a_word_of_it_stays_for_four_seconds() -> None:
    player = with_card(DIGITS)
    player.hear(Pairing(view=DONE))
    assert "Oma's phone is paired" in player.words
    assert done_by(player, Verb.YES, Verb.NO) == []
    player.wait(DONE_S - 0.1)
    assert player.glass == []
    player.wait(0.2)
    assert player.glass == ["a"]
    assert ClosePairing() not in player.effects


@pytest.mark.parametrize("view", [SCAN, DIGITS], ids=["scan", "digits"])
def test_a_card_does_not_outlive_its_time(view: PairingView) -> None:
    player = with_card(view)
    player.wait(176.9)
    assert player.glass == []
    player.wait(0.2)
    assert player.glass == ["a"]
    assert player.effects.count(ClosePairing()) == 1


def test_the_seconds_left_are_told_and_the_line_shrinks_evenly() -> None:
    player = with_card()
    assert "2:57" in player.words
    assert moves(player.scene)
    player.wait(1.0)
    assert "2:56" in player.words
    (bar,) = (layer for layer in player.scene.layers if isinstance(layer, Progress))
    assert bar.start == pytest.approx(176 / 180)
    assert bar.end == 0.0
    assert player.scene.seconds == pytest.approx(176.0)


def test_a_second_that_passes_while_the_card_fades_in_lets_it_finish() -> None:
    player = with_card(replace(SCAN, until_s=1180.1))
    assert "2:58" in player.words
    player.wait(0.2)
    assert "2:57" in player.words
    assert player.scene.fade_s == pytest.approx(0.4)
    player.wait(1.0)
    assert player.scene.fade_s == 0.0


@pytest.mark.promise("P1")
def test_a_photo_erased_beneath_the_card_does_not_come_back_with_the_slide() -> None:
    player = with_card()
    player.hear(Erased(photos=frozenset({PhotoId("a")})))
    assert shows_code(player)
    assert player.scene.fade_s == 0.0
    assert last_show(player).held == ()
    player.hear(Pairing(view=None))
    assert player.glass == ["b"]
    player.press(Verb.BACK)
    assert player.glass == ["b"]


@pytest.mark.promise("P1")
def test_a_photo_erased_while_the_card_fades_in_over_it_leaves_no_trace() -> None:
    player = with_card()
    player.hear(Erased(photos=frozenset({PhotoId("z")})))
    assert shows_code(player)
    assert player.scene.fade_s == 0.0


def test_what_became_due_meanwhile_comes_when_the_card_goes() -> None:
    player = Player([])
    assert player.state.card is CardKind.EMPTY
    player.hear(Pairing(view=SCAN))
    player.names += ["a", "b"]
    player.hear(LibraryChanged())
    assert shows_code(player)
    assert player.marked() == []
    player.hear(Pairing(view=None))
    assert player.glass == ["a"]
    assert player.marked() == ["a"]


def test_a_playlist_that_runs_empty_beneath_the_card_does_not_disturb_it() -> None:
    player = Player(["a"])
    player.press(Verb.NEXT)
    player.hear(Pairing(view=SCAN))
    shown = len(player.effects)
    player.wait(0.5)
    assert all(not isinstance(effect, Show) or effect.held for effect in player.effects[shown:])
    assert shows_code(player)


def test_what_keeps_phones_away_is_told_until_it_is_over() -> None:
    trouble = "Phones cannot reach this frame: the broker does not answer."
    player = Player(["a", "b"])
    player.hear(Connection(trouble=trouble))
    assert trouble in player.words
    assert player.glass == ["a"]
    player.wait(10.0)
    assert trouble in player.words
    player.hear(Pairing(view=SCAN))
    assert trouble in player.words
    player.hear(Connection())
    assert trouble not in player.words
    assert shows_code(player)


def test_a_card_without_photos_tells_what_keeps_phones_away() -> None:
    player = Player([], settings=replace(SETTINGS, phones=True))
    assert "Press P to add a phone" in player.words
    player.hear(Connection(trouble="Phones cannot reach this frame."))
    assert {"Press P to add a phone", "Phones cannot reach this frame."} <= set(player.words)


def test_a_notice_is_said_and_goes_away() -> None:
    player = Player(["a", "b"], settings=Settings(seconds=60.0))
    player.hear(Notice(words="Phones are not set up here."))
    assert "Phones are not set up here." in player.words
    player.wait(4.0)
    assert "Phones are not set up here." not in player.words


EVENTS = st.one_of(
    st.sampled_from([None, SCAN, DIGITS, DONE]).map(lambda view: Pairing(view=view)),
    st.sampled_from([verb for verb in Verb if verb is not Verb.QUIT]),
    st.sampled_from([0.2, 0.7, 5.0, 12.0, 200.0]),
    st.sampled_from("abcdef").map(lambda name: Erased(photos=frozenset({PhotoId(name)}))),
    st.sampled_from(["", "Nothing comes in."]).map(lambda words: Connection(trouble=words)),
    st.just(LibraryChanged()),
)


@pytest.mark.promise("P1")
@given(st.lists(EVENTS, max_size=30))
@settings(deadline=None, max_examples=150)
def test_the_glass_is_never_black_and_no_erased_photo_ever_returns(
    told: list[object],
) -> None:
    player = Player(list("abcdef"))
    gone: set[str] = set()
    for event in told:
        if isinstance(event, Verb):
            player.press(event)
        elif isinstance(event, float):
            player.wait(event)
        else:
            player.hear(event)  # type: ignore[arg-type]
        if isinstance(event, Erased):
            gone |= event.photos
            assert player.scene.fade_s == 0.0
        view = player.state.pairing if player.state.ending is None else None
        assert player.scene.layers
        assert gone.isdisjoint(player.glass)
        assert gone.isdisjoint(name.split("@")[0] for name in last_show(player).held)
        assert (player.glass == []) or not player.state.cover
        assert shows_code(player) == (view is not None and view.digits is None and not view.done)
        assert any(isinstance(layer, Words) for layer in player.scene.layers) or (
            player.state.card is CardKind.INTERLUDE
        )
