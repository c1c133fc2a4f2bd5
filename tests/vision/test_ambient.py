import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.vision.ambient import light_of

GREY = np.full((240, 320), 117, np.uint8)  # 18 % of the light


@pytest.mark.parametrize(
    ("gathered_s", "lux"),
    [(10.0, 1), (1 / 4, 40), (1 / 30, 300), (1 / 100, 1000), (1 / 5000, 50_000)],
)
def test_the_light_follows_the_exposure_that_a_mean_grey_needed(
    gathered_s: float, lux: float
) -> None:
    expected = 100 * min(1.0, np.log10(lux) / 3)
    assert light_of(GREY, gathered_s) == pytest.approx(expected, abs=2)


@given(st.integers(0, 255), st.one_of(st.none(), st.floats(1e-6, 100)))
def test_light_is_always_a_number_from_0_to_100(grey: int, gathered_s: float | None) -> None:
    assert 0 <= light_of(np.full((8, 8), grey, np.uint8), gathered_s) <= 100


def test_a_camera_that_does_not_tell_its_exposure_still_tells_night_from_day() -> None:
    assert light_of(np.full((8, 8), 4, np.uint8), None) < 10
    assert light_of(GREY, None) > 50
