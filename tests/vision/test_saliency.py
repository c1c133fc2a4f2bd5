"""The box of a photo's main subject."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.model import Box
from frame.vision.resize import Bytes, Picture
from frame.vision.runtime import Floats, Model, installed
from frame.vision.saliency import SIDE, boolean_map, find_focus
from tests.vision.vision_photos import models, photo, pixels

EVEN = np.ones((7, 7), np.float32)


def ground(level: int = 90) -> Bytes:
    return np.full((SIDE, SIDE, 3), level, np.uint8)


def disc(
    x: float, y: float, radius: float = 0.1, colour: tuple[int, int, int] = (220, 40, 40)
) -> Bytes:
    picture = ground()
    rows, columns = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    picture[(columns - x) ** 2 + (rows - y) ** 2 < radius**2] = colour
    return picture


def middle(box: Box) -> tuple[float, float]:
    return box.left + box.width / 2, box.top + box.height / 2


def peak(row: int, column: int) -> Floats:
    heat = np.full((7, 7), 0.2, np.float32)
    heat[row, column] = 1.0
    return heat


@pytest.mark.parametrize(("x", "y"), [(0.25, 0.3), (0.75, 0.3), (0.3, 0.75), (0.7, 0.7)])
def test_a_red_ball_on_grey_ground_is_found_where_it_lies(x: float, y: float) -> None:
    box = find_focus(disc(x, y), EVEN)
    assert box is not None
    assert middle(box) == pytest.approx((x, y), abs=0.06)
    assert 0.1 < box.width < 0.4


def test_where_everything_is_alike_nothing_stands_out() -> None:
    assert find_focus(ground(), EVEN) is None


def test_what_hangs_together_with_the_edge_of_the_picture_does_not_stand_out() -> None:
    band = ground()
    band[:, 10:25] = (220, 40, 40)
    assert float(boolean_map(band).max()) == 0.0
    assert float(boolean_map(disc(0.5, 0.5)).max()) > 0.0


def test_what_the_network_sees_decides_where_colours_say_nothing() -> None:
    box = find_focus(ground(), peak(1, 5))
    assert box is not None
    assert middle(box) == pytest.approx((5.5 / 7, 1.5 / 7), abs=0.1)


def test_the_cells_that_speak_for_the_named_thing_pull_the_box() -> None:
    places = np.zeros((7, 7, 1000), np.float32)
    places[3, 0:2, 207] = 9.0
    box, without = (
        find_focus(ground(), peak(3, 6), places, (207,)),
        find_focus(ground(), peak(3, 6)),
    )
    assert box is not None
    assert without is not None
    assert box.left < 0.3
    assert without.left > 0.5


def test_what_a_mask_shows_in_front_pulls_the_box() -> None:
    front = np.zeros((256, 256), np.float32)
    front[100:200, 180:250] = 0.9
    box = find_focus(ground(), EVEN, front=front)
    assert box is not None
    assert middle(box) == pytest.approx((215 / 256, 150 / 256), abs=0.05)


def test_a_mask_that_shows_nothing_changes_nothing() -> None:
    picture = disc(0.3, 0.6)
    unsure = np.zeros((64, 64), np.float32)
    assert find_focus(picture, EVEN, front=unsure) == find_focus(picture, EVEN)


def test_people_are_the_subject_and_passers_by_are_not() -> None:
    near = Box(left=0.1, top=0.2, width=0.3, height=0.7)
    beside = Box(left=0.45, top=0.25, width=0.25, height=0.65)
    far = Box(left=0.9, top=0.4, width=0.05, height=0.1)
    box = find_focus(disc(0.8, 0.2), EVEN, people=(near, beside, far))
    assert box is not None
    assert (box.left, box.top) == (0.1, 0.2)
    assert box.left + box.width == pytest.approx(0.7)
    assert box.top + box.height == pytest.approx(0.9)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_mirrored_picture_has_a_mirrored_box_inside_it(seed: int) -> None:
    chance = np.random.default_rng(seed)
    blocks = chance.integers(0, 256, (8, 8, 3), np.uint8)
    picture = blocks.repeat(SIDE // 8, axis=0).repeat(SIDE // 8, axis=1)
    heat = chance.random((7, 7), np.float32)
    box = find_focus(picture, heat)
    turned = find_focus(
        np.ascontiguousarray(picture[:, ::-1]), np.ascontiguousarray(heat[:, ::-1])
    )
    if box is None or turned is None:
        assert box is turned
        return
    assert turned.left == pytest.approx(1.0 - box.left - box.width, abs=1e-3)
    assert turned.top == pytest.approx(box.top, abs=1e-3)
    assert box.left >= 0.0
    assert box.top >= 0.0
    assert box.left + box.width <= 1.0
    assert box.top + box.height <= 1.0


def test_in_real_photos_the_box_lies_nearer_to_the_thing_than_the_middle_does(
    testdata: Path,
) -> None:
    if not installed():
        pytest.skip("no TFLite interpreter is installed")
    scene = Model(models()["scene"])
    rows = json.loads((testdata / "photos" / "coco-boxes.json").read_text())["images"]
    ours, centre = [], []
    for row in rows:
        things = [box for box in row["boxes"] if box[0] != "person"]
        if not things or len(things) < len(row["boxes"]):
            continue
        _, x, y, width, height = max(things, key=lambda box: box[3] * box[4])
        at = (x + width / 2) / row["width"], (y + height / 2) / row["height"]
        box = find_focus(*_seen(scene, testdata / "photos" / row["file"]))
        found = middle(box) if box is not None else (0.5, 0.5)
        ours.append(np.hypot(found[0] - at[0], found[1] - at[1]))
        centre.append(np.hypot(0.5 - at[0], 0.5 - at[1]))
    assert len(ours) >= 5
    assert np.mean(ours) < np.mean(centre)


def _seen(scene: Model, path: Path) -> tuple[Bytes, Floats]:
    picture = Picture(pixels(photo(path)))
    outputs = {out.size: out for out in scene(picture.squashed(224, 224)[None])}
    return picture.squashed(SIDE, SIDE), outputs[49].reshape(7, 7)
