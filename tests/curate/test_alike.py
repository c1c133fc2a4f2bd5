from math import cos, pi

import pytest

from frame.curate.alike import (
    FAR_APART_BITS,
    SAME_PICTURE_BITS,
    SAME_SCENE_BITS,
    differing_bits,
    expected_bits,
    is_same_picture,
    is_same_scene,
    is_surely_same,
)
from tests.curate.curate_photos import near, number


@pytest.mark.parametrize("bits", [0, 1, 51, 256])
def test_the_bits_that_differ_are_counted(bits: int) -> None:
    assert differing_bits(number("x"), near(number("x"), bits)) == bits


def test_the_thresholds_are_inclusive() -> None:
    one = number("x")
    assert is_same_picture(one, near(one, SAME_PICTURE_BITS))
    assert not is_same_picture(one, near(one, SAME_PICTURE_BITS + 1))
    assert is_same_scene(one, near(one, SAME_SCENE_BITS))
    assert not is_same_scene(one, near(one, SAME_SCENE_BITS + 1))
    assert is_surely_same(one, near(one, FAR_APART_BITS))
    assert not is_surely_same(one, near(one, FAR_APART_BITS + 1))


def test_photos_nobody_looked_at_are_like_nothing() -> None:
    assert not is_same_picture(None, None)
    assert not is_same_scene(None, 5)
    assert not is_surely_same(5, None)


@pytest.mark.parametrize(
    ("cosine", "bits"), [(1.0, 0), (0.0, 128), (-1.0, 256), (cos(pi / 4), 64)]
)
def test_the_angle_decides_how_many_bits_differ(cosine: float, bits: int) -> None:
    assert expected_bits(cosine) == pytest.approx(bits)


def test_the_measured_copies_and_strangers_lie_on_their_sides_of_the_threshold() -> None:
    assert expected_bits(0.872) < SAME_PICTURE_BITS < expected_bits(0.623)
