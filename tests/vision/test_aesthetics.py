import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.vision.aesthetics import Aesthetics, mean_mark
from frame.vision.resize import Picture
from frame.vision.runtime import Model, installed
from tests.vision.vision_photos import cat, models, pixels, plain


def test_a_sure_mark_is_its_place_between_worst_and_best() -> None:
    for mark in range(10):
        logits = np.full(10, -50.0, np.float32)
        logits[mark] = 50.0
        assert mean_mark(logits) == pytest.approx(mark / 9)


def test_no_opinion_lies_in_the_middle() -> None:
    assert mean_mark(np.zeros(10, np.float32)) == pytest.approx(0.5)


@given(st.lists(st.floats(-100, 100), min_size=10, max_size=10))
def test_every_score_lies_between_nought_and_one(logits: list[float]) -> None:
    assert -1e-6 <= mean_mark(np.array(logits, np.float32)) <= 1 + 1e-6


@pytest.mark.skipif(not installed(), reason="no TFLite interpreter is installed")
def test_a_photo_scores_above_an_empty_grey_card() -> None:
    aesthetics = Aesthetics(Model(models()["aesthetics"]))
    photo, card = (
        aesthetics.score(Picture(pixels(each))) for each in (cat(), plain(300, 200, (90, 90, 90)))
    )
    assert 0 < card < photo < 1
