import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.slideshow.colour import blend, colour_of, mat_for, tone_of

CHANNEL = st.integers(min_value=0, max_value=255)


@given(st.tuples(CHANNEL, CHANNEL, CHANNEL))
def test_a_colour_comes_back_from_oklab_unchanged(colour: tuple[int, int, int]) -> None:
    back = colour_of(tone_of(colour))
    assert all(abs(a - b) <= 1 for a, b in zip(back, colour, strict=True))


def test_known_colours_have_their_published_tones() -> None:
    red = tone_of((255, 0, 0))
    assert red.light == pytest.approx(0.628, abs=0.001)
    assert red.chroma == pytest.approx(0.2577, abs=0.001)
    assert tone_of((255, 255, 255)).light == pytest.approx(1.0, abs=0.001)
    assert tone_of((128, 128, 128)).chroma == pytest.approx(0.0, abs=0.001)


def test_opposite_colours_blend_to_something_greyer() -> None:
    mixed = tone_of(blend(((200, 60, 60), (60, 160, 170))))
    assert mixed.chroma < tone_of((200, 60, 60)).chroma / 2


@given(st.tuples(CHANNEL, CHANNEL, CHANNEL))
def test_words_on_a_mat_are_readable(colour: tuple[int, int, int]) -> None:
    mat = mat_for(colour)
    assert abs(tone_of(mat.ink).light - tone_of(mat.board).light) > 0.45
