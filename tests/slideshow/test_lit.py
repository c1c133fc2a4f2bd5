"""A glass that is switched off: when it goes dark, what wakes it, and that no slide is lost."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.model import PhotoId, Verb
from frame.slideshow.cards import CardKind
from frame.slideshow.events import (
    Connection,
    Erased,
    Event,
    LibraryChanged,
    Lit,
    Notice,
    OpenPairing,
    Pairing,
    Setup,
    Show,
    Stop,
)
from frame.slideshow.night import AWAKE_S, veil_for
from frame.slideshow.pairing_card import PairingView
from frame.slideshow.setup_card import SetupKind, SetupView
from frame.slideshow.slide import Night, Settings
from frame.slideshow.view import Sort, view_of
from tests.slideshow.player_for_tests import Player

OFF, ON = Lit(on=False), Lit()
CARD = PairingView(qr=("1",), address="frame.local", role="owner", until_s=1e9)
STILL = Settings(seconds=3600.0)


def player(*names: str, **how: object) -> Player:
    one = Player(list(names), settings=replace(STILL, **how))  # type: ignore[arg-type]
    one.wait(5.0)
    return one


def is_off(one: Player) -> bool:
    return not one.scene.lit


def drawn(one: Player) -> int:
    return sum(isinstance(effect, Show) for effect in one.effects)


def test_a_glass_that_is_switched_off_shows_nothing_and_says_so() -> None:
    one = player("a", "b")
    one.hear(OFF)
    assert is_off(one)
    assert one.scene.layers == ()
    assert one.scene.background == (0, 0, 0)
    assert view_of(one.state).sort is Sort.NIGHT


def test_the_slide_beneath_rests_and_comes_back_where_it_was() -> None:
    one = player("a", "b", "c")
    before, marked = one.glass, one.marked()
    one.hear(OFF)
    one.wait(36_000.0)
    assert one.marked() == marked, "nobody saw a photo, so none was shown"
    one.hear(ON)
    assert one.scene.lit
    assert one.glass == before


def test_a_picture_of_a_slide_that_is_off_keeps_its_textures_for_the_way_back() -> None:
    one = player("a")
    one.hear(OFF)
    (last,) = [effect for effect in one.effects if isinstance(effect, Show)][-1:]
    assert last.textures == ()
    assert last.held


def test_the_first_key_only_wakes_it_and_it_stays_awake_for_a_while() -> None:
    one = player("a", "b")
    before = one.glass
    one.hear(OFF)
    one.press(Verb.HIDE)
    assert one.scene.lit
    assert one.glass == before
    one.wait(AWAKE_S - 1)
    assert one.scene.lit
    one.wait(2)
    assert is_off(one)


def test_a_card_that_asks_lights_it_whatever_the_hour() -> None:
    one = player("a")
    one.hear(OFF)
    one.press(Verb.PAIR)
    assert OpenPairing() in one.effects
    one.hear(Pairing(view=CARD))
    assert one.scene.lit
    assert view_of(one.state).asks
    one.hear(Pairing(view=None))
    assert is_off(one)


def test_a_notice_is_seen_and_then_it_is_dark_again() -> None:
    one = player("a")
    one.hear(OFF)
    one.hear(Notice(words="Somebody said something", seconds=10.0))
    assert "Somebody said something" in one.words
    one.wait(11.0)
    assert is_off(one)


def test_what_is_erased_in_the_dark_is_gone_when_it_ends() -> None:
    one = player("a", "b")
    one.hear(OFF)
    one.hear(Erased(photos=frozenset({PhotoId("a")})))
    assert is_off(one)
    one.hear(ON)
    assert one.glass == ["b"]


def test_minutes_and_troubles_do_not_draw_on_a_glass_that_is_off() -> None:
    one = player("a")
    one.hear(OFF)
    count = drawn(one)
    for _ in range(30):
        one.wait(60.0)
    assert drawn(one) == count


def test_a_night_beneath_shows_its_clock_when_the_glass_comes_on() -> None:
    one = player("a", night=Night(9 * 60 + 10, 9 * 60 + 40))
    one.wait(900.0)
    assert one.scene.lit
    one.hear(OFF)
    assert is_off(one)
    one.hear(ON)
    assert one.scene.lit
    assert one.words == ["09:15"]


@pytest.mark.parametrize("share", [100, 60, 30])
def test_the_share_of_the_light_is_of_the_brightness_that_is_liked(share: int) -> None:
    one = player("a", brightness=50)
    one.hear(Lit(share=share))
    assert one.scene.dim == pytest.approx(veil_for(50 * share / 100))
    assert one.scene.fade_s >= 1.0 or share == 100


def test_the_same_light_again_draws_nothing() -> None:
    one = player("a")
    one.hear(Lit(share=60))
    count = drawn(one)
    one.hear(Lit(share=60))
    assert drawn(one) == count


def test_quitting_works_in_the_dark() -> None:
    one = player("a")
    one.hear(OFF)
    one.press(Verb.QUIT)
    assert Stop() in one.effects


@pytest.mark.parametrize(
    ("kind", "asks"),
    [(CardKind.EMPTY, True), (CardKind.UNREADABLE, True), (CardKind.WELCOME, True),
     (CardKind.FULL, True), (CardKind.RESTING, False)],
)  # fmt: skip
def test_a_card_says_whether_it_asks_somebody_for_something(
    kind: CardKind,
    asks: bool,  # noqa: FBT001
) -> None:
    one = Player([], otherwise=kind, settings=STILL)
    one.wait(60.0)
    assert view_of(one.state).asks is asks
    assert view_of(replace(one.state, off=True, unlit=True)).asks is asks


def test_the_card_that_looks_for_a_network_asks_and_the_small_one_among_photos_does_not() -> None:
    empty, full = Player([], settings=STILL), player("a")
    for one in (empty, full):
        one.hear(Setup(view=SetupView(kind=SetupKind.NO_NETWORK)))
    assert view_of(empty.state).asks
    assert not view_of(full.state).asks


def test_a_frame_that_starts_by_night_has_its_first_photo_laid_out_beneath_it() -> None:
    one = Player(["a"], slow=True, settings=replace(STILL, night=Night(8 * 60, 10 * 60)))
    one.wait(1.0)
    assert not view_of(one.state).settled
    one.catch_up()
    one.catch_up()
    assert view_of(one.state).sort is Sort.NIGHT
    assert view_of(one.state).settled


events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Lit, on=st.booleans(), share=st.integers(10, 100)),
    st.just(Pairing(view=CARD)),
    st.just(Pairing(view=None)),
    st.builds(Connection, trouble=st.sampled_from(["", "No broker"])),
    st.just(LibraryChanged()),
    st.builds(Notice, words=st.just("words")),
    st.builds(Erased, photos=st.sampled_from("abc").map(lambda one: frozenset({PhotoId(one)}))),
)


@given(
    st.lists(st.one_of(events, st.sampled_from([Verb.NEXT, Verb.BACK, Verb.PAUSE, 7.0, 200.0])))
)
@settings(deadline=None, max_examples=80)
def test_the_glass_is_off_exactly_while_nothing_keeps_it_lit(
    said: list[Event | Verb | float],
) -> None:
    one = Player(list("abcdefghij"), settings=Settings(seconds=60.0))
    for what in said:
        if isinstance(what, Verb):
            one.press(what)
        elif isinstance(what, float):
            one.wait(what)
        else:
            one.hear(what)
        state = one.state
        dark = state.off and state.cover == 1
        assert is_off(one) == dark
        assert not state.off or (state.unlit and state.at_s >= state.awake_until_s)
