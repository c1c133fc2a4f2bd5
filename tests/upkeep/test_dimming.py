"""How the glass is lit, as properties of everything that can be known."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.upkeep.dimming import (
    ABSENT_SHARE,
    AWAKE_S,
    DARK_ROOM_SHARE,
    FADING_S,
    LEAST,
    Level,
    Situation,
    decide,
)

AWAY_S = 900.0
levels = st.builds(Level, on=st.booleans(), share=st.integers(1, 100))
situations = st.builds(
    Situation,
    lit_hours=st.booleans(),
    someone=st.one_of(st.none(), st.booleans()),
    absent_s=st.floats(0, 1e6),
    away_s=st.one_of(st.none(), st.floats(10, 1e5)),
    light=st.one_of(st.none(), st.integers(0, 100)),
    brightness=st.integers(10, 100),
    untouched_s=st.one_of(st.none(), st.floats(0, 1e6)),
    asks=st.booleans(),
)


@given(levels, situations)
def test_whoever_touches_it_sees_it_and_so_does_whoever_is_asked(
    before: Level, now: Situation
) -> None:
    assert decide(before, replace(now, untouched_s=AWAKE_S / 2)).on
    assert decide(before, replace(now, asks=True)).on


@given(levels, situations)
def test_a_glass_that_is_lit_can_be_read(before: Level, now: Situation) -> None:
    after = decide(before, now)
    if after.on:
        assert after.share * now.brightness >= LEAST * 100
        assert after.share <= 100


@given(levels, situations)
def test_somebody_who_comes_within_the_hours_has_light_at_once(
    before: Level, now: Situation
) -> None:
    assert decide(before, replace(now, someone=True, absent_s=0.0, lit_hours=True)).on


@given(levels, situations)
def test_after_its_hours_a_glass_that_nobody_touched_is_dark(
    before: Level, now: Situation
) -> None:
    quiet = replace(now, lit_hours=False, asks=False, untouched_s=None)
    assert not decide(before, quiet).on


@given(levels, situations)
def test_without_a_camera_only_the_hours_and_hands_count(before: Level, now: Situation) -> None:
    blind = replace(now, someone=None, light=None, lit_hours=True)
    assert decide(before, blind) == decide(before, replace(blind, absent_s=0.0, away_s=None))
    assert decide(before, blind).on


@given(levels, situations)
def test_the_same_situation_twice_is_decided_alike(before: Level, now: Situation) -> None:
    once = decide(before, now)
    assert decide(once, now) == once


def test_nobody_there_means_less_light_and_then_none() -> None:
    level, now = Level(), Situation(someone=False, away_s=AWAY_S)
    seen = []
    for second in range(0, 1200, 10):
        level = decide(level, replace(now, absent_s=float(second)))
        seen.append(level)
    assert seen[89] == Level(share=100)
    assert seen[90] == Level(share=ABSENT_SHARE)
    assert seen[90 + round(FADING_S / 10) - 1].on
    assert not seen[90 + round(FADING_S / 10)].on
    assert decide(seen[-1], replace(now, someone=True)).on


def test_hands_count_as_somebody_when_the_camera_sees_nobody() -> None:
    now = Situation(someone=False, away_s=AWAY_S, absent_s=1e5, untouched_s=AWAY_S / 2)
    assert decide(Level(), now) == Level(share=100)


def test_the_light_of_a_room_that_flickers_does_not_make_the_glass_flicker() -> None:
    level = Level()
    shares = []
    for turn in range(200):
        level = decide(level, Situation(light=30 + turn % 5))
        shares.append(level.share)
    assert len(set(shares)) <= 2
    assert len([1 for one, other in pairwise(shares) if one != other]) <= 1


@pytest.mark.parametrize(("light", "share"), [(0, DARK_ROOM_SHARE), (100, 100), (65, 100)])
def test_dark_rooms_get_less_and_bright_ones_all(light: int, share: int) -> None:
    assert decide(Level(share=70), Situation(light=light)).share == share


def test_an_evening_takes_few_steps() -> None:
    level, shares = Level(), []
    for light in range(100, -1, -1):
        level = decide(level, Situation(light=light))
        shares.append(level.share)
    assert shares == sorted(shares, reverse=True)
    assert 3 <= len(set(shares)) <= 8
