"""Straight edges and their directions, on drawn lines whose direction is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from frame.vision.runtime import Floats
from frame.vision.segments import segments
from tests.vision.vision_photos import cat


def _slope(degrees: float) -> float:
    return float(np.tan(np.radians(degrees)))


def _half_lit(degrees: float, width: int = 320, height: int = 240) -> Floats:
    """A picture that is light above a line through its middle and dark below, softly."""
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    line = (height - 1) / 2 + _slope(degrees) * (columns - (width - 1) / 2)
    return np.asarray(125 - 75 * np.tanh((rows - line) / 2), np.float32)


@settings(max_examples=25, deadline=None)
@given(st.floats(-9.0, 9.0))
def test_the_direction_of_an_edge_is_known_to_a_tenth_of_a_degree(degrees: float) -> None:
    found = segments(_half_lit(degrees))
    longest = int(found.length.argmax())
    assert found.length[longest] > 250
    assert np.degrees(np.arctan(found.slope[longest])) == pytest.approx(degrees, abs=0.1)
    assert found.across[longest] - found.slope[longest] * found.along[longest] == pytest.approx(
        0.0, abs=1.0
    )


def test_a_line_tells_on_which_side_it_is_lighter() -> None:
    grey = _half_lit(2.0)
    assert (segments(grey).contrast < 0).all()
    assert (segments(np.ascontiguousarray(255 - grey)).contrast > 0).all()


def test_upright_edges_are_found_in_the_turned_picture_only() -> None:
    grey = np.ascontiguousarray(_half_lit(0.0).T)
    assert segments(grey).length.size == 0
    assert segments(np.ascontiguousarray(grey.T)).length.size > 0


def test_an_edge_that_bends_is_cut_and_its_parts_keep_their_directions() -> None:
    image = Image.new("L", (640, 480), 220)
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, 260), (320, 232), (640, 260), (640, 480), (0, 480)], fill=60)
    grey = np.asarray(image.resize((320, 240), Image.Resampling.BOX), np.float32)
    found = segments(grey)
    angles = np.degrees(np.arctan(found.slope[found.length > 100]))
    assert sorted(np.round(angles)) == [-5, 5]


def test_a_circle_and_even_grey_hold_no_long_lines() -> None:
    image = Image.new("L", (800, 800), 220)
    ImageDraw.Draw(image).ellipse((200, 200, 600, 600), fill=40)
    grey = np.asarray(image.resize((400, 400), Image.Resampling.BOX), np.float32)
    assert (segments(grey).length < 60).all()
    assert segments(np.full((64, 64), 90, np.float32)).length.size == 0


def test_turning_a_photo_upside_down_keeps_the_slopes() -> None:
    grey = np.asarray(cat().convert("L"), np.float32)
    one, other = segments(grey), segments(np.ascontiguousarray(grey[::-1, ::-1]))
    assert one.length.sum() == pytest.approx(other.length.sum(), rel=0.15)
