"""Which card is due while a frame looks for its network, and when it asks for an owner."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.upkeep.connecting import (
    AGAIN_S,
    CARD_S,
    JOINING_S,
    LOST_S,
    MENTIONED_S,
    NOTHING,
    PATIENCE_S,
    SHOWN_S,
    Advice,
    Situation,
    Step,
    advise,
    asks_for_owner,
)

situations = st.builds(
    Situation,
    up=st.booleans(),
    since_s=st.floats(0, 1e6),
    known=st.booleans(),
    photos=st.booleans(),
    claimed=st.booleans(),
    faulty=st.booleans(),
)
FRESH = Situation(up=False, since_s=0.0)
OWNED = Situation(up=False, since_s=0.0, known=True, photos=True, claimed=True)


@given(situations)
def test_photos_are_never_hidden_by_a_card(now: Situation) -> None:
    advice = advise(now)
    if now.photos:
        assert advice.step is None or (advice.step is Step.LOST and advice.small)
    else:
        assert not advice.small


@given(situations)
def test_with_a_network_nothing_is_said_but_that_the_file_has_faults(now: Situation) -> None:
    advice = advise(replace(now, up=True))
    assert now.faulty or advice == NOTHING


@given(now=situations, clock=st.booleans(), last=st.none() | st.floats(0, 1e6))
def test_a_frame_with_an_owner_or_without_a_network_asks_for_none(
    *, now: Situation, clock: bool, last: float | None
) -> None:
    if asks_for_owner(now, clock_is_set=clock, last_card_s=last):
        assert now.up
        assert not now.claimed


@pytest.mark.parametrize(
    ("now", "step"),
    [
        (FRESH, Step.STARTING),
        (replace(FRESH, since_s=PATIENCE_S), Step.NO_NETWORK),
        (replace(FRESH, since_s=1e6), Step.NO_NETWORK),
        (replace(FRESH, known=True, since_s=PATIENCE_S), Step.JOINING),
        (replace(FRESH, known=True, since_s=JOINING_S), Step.UNREACHABLE),
        (replace(FRESH, faulty=True), Step.FAULTY),
        (replace(FRESH, faulty=True, up=True), Step.FAULTY),
        (replace(FRESH, faulty=True, claimed=True, since_s=PATIENCE_S), Step.NO_NETWORK),
        (replace(FRESH, up=True), None),
    ],
)
def test_without_photos_there_is_a_card_for_each_step(now: Situation, step: Step | None) -> None:
    assert advise(now).step is step


def test_with_photos_a_lost_network_is_a_sentence_then_a_small_card_now_and_then() -> None:
    def at(seconds: float) -> Advice:
        return advise(replace(OWNED, since_s=seconds))

    assert at(MENTIONED_S - 1) == NOTHING
    assert at(MENTIONED_S).trouble
    assert at(MENTIONED_S).step is None
    for seconds in (LOST_S, 2 * LOST_S - 1, LOST_S + AGAIN_S, LOST_S + 9 * AGAIN_S + SHOWN_S - 1):
        assert at(seconds).step is Step.LOST, seconds
        assert at(seconds).trouble
    for seconds in (2 * LOST_S, LOST_S + AGAIN_S - 1, LOST_S + 9 * AGAIN_S + SHOWN_S):
        assert at(seconds).step is None, seconds
        assert at(seconds).trouble


def test_photos_on_a_frame_that_never_had_a_network_are_left_in_peace() -> None:
    alone = Situation(up=False, since_s=1e6, photos=True)
    assert advise(alone) == NOTHING
    assert "fault" in advise(replace(alone, faulty=True)).trouble


def test_the_first_owner_is_asked_for_as_soon_as_there_is_a_network_and_a_clock() -> None:
    now = Situation(up=True, since_s=0.0)
    assert asks_for_owner(now, clock_is_set=True, last_card_s=None)
    assert not asks_for_owner(now, clock_is_set=False, last_card_s=None)
    assert asks_for_owner(replace(now, since_s=60.0), clock_is_set=False, last_card_s=None)


def test_the_card_comes_back_when_it_is_over_but_not_over_photos() -> None:
    now = Situation(up=True, since_s=100.0)
    assert not asks_for_owner(now, clock_is_set=True, last_card_s=CARD_S - 1)
    assert asks_for_owner(now, clock_is_set=True, last_card_s=CARD_S)
    with_photos = replace(now, photos=True)
    assert asks_for_owner(with_photos, clock_is_set=True, last_card_s=None)
    assert not asks_for_owner(with_photos, clock_is_set=True, last_card_s=1e6)


@given(situations)
def test_what_somebody_gave_just_now_is_joined_whatever_was_said_before(now: Situation) -> None:
    advice = advise(replace(now, up=False, given_s=JOINING_S / 2))
    assert advice.step in {Step.JOINING, None}
    assert advice.step is Step.JOINING or advice.trouble


@given(situations)
def test_what_was_given_long_ago_or_worked_changes_nothing(now: Situation) -> None:
    assert advise(replace(now, given_s=JOINING_S)) == advise(replace(now, given_s=None))
    up = replace(now, up=True)
    assert advise(replace(up, given_s=1.0)) == advise(replace(up, given_s=None))
