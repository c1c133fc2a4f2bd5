import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.slideshow.framing import Span, Track, lost, settle

FREE = Track(length=0.6, lowest=0.0, highest=0.4, ideal=0.2)
SHARES = st.floats(min_value=0.0, max_value=1.0)


def with_spans(*spans: Span, ideal: float = 0.2) -> Track:
    return Track(length=0.6, lowest=0.0, highest=0.4, ideal=ideal, spans=spans)


def test_where_nothing_is_in_danger_the_ideal_place_wins() -> None:
    assert settle(FREE) == pytest.approx(0.2)


def test_an_ideal_place_out_of_reach_is_come_near_to() -> None:
    assert settle(with_spans(ideal=0.9)) == pytest.approx(0.4)
    assert settle(with_spans(ideal=-0.9)) == pytest.approx(0.0)


def test_a_thing_at_the_end_is_kept_and_no_further_way_is_gone() -> None:
    assert settle(with_spans(Span(start=0.7, end=0.9, weight=1.0))) == pytest.approx(0.3)


def test_of_two_things_that_do_not_both_fit_the_weightier_is_kept() -> None:
    left, right = (Span(start=at, end=at + 0.2, weight=1.0) for at in (0.0, 0.8))
    heavy = Span(start=0.8, end=1.0, weight=3.0)
    assert settle(with_spans(left, heavy)) == pytest.approx(0.4)
    assert 0.0 <= settle(with_spans(left, right)) <= 0.4


def test_what_is_lost_of_a_thing_is_the_share_outside() -> None:
    assert lost(Span(start=0.2, end=0.4, weight=1.0), 0.3, 0.5) == pytest.approx(0.5)
    assert lost(Span(start=0.2, end=0.4, weight=1.0), 0.5, 0.5) == 1.0
    assert lost(Span(start=0.2, end=0.2, weight=1.0), 0.5, 0.5) == 0.0


@given(SHARES, st.lists(st.tuples(SHARES, SHARES), max_size=4), SHARES)
def test_a_crop_stays_on_its_way(
    ideal: float, edges: list[tuple[float, float]], line: float
) -> None:
    spans = tuple(Span(start=min(pair), end=max(pair), weight=1.0) for pair in edges)
    track = Track(length=0.5, lowest=0.1, highest=0.3, ideal=ideal, spans=spans, line=line)
    assert 0.1 <= settle(track) <= 0.3


@given(SHARES, SHARES)
def test_a_single_thing_that_fits_is_never_cut(start: float, length: float) -> None:
    span = Span(start=start, end=min(1.0, start + 0.6 * length), weight=1.0)
    assert lost(span, settle(with_spans(span)), 0.6) == pytest.approx(0.0, abs=1e-6)
