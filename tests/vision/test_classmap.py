import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from frame.vision.classmap import class_heat
from frame.vision.resize import Picture
from frame.vision.runtime import Floats, Model, installed
from frame.vision.subjects import CLASSES, GROUPS, classes
from tests.vision.vision_photos import cat, models, pixels


def _class_map(picture: Image.Image) -> Floats:
    if not installed():
        pytest.skip("no TFLite interpreter is installed")
    outputs = Model(models()["scene"])(Picture(pixels(picture)).squashed(224, 224)[None])
    (found,) = (out for out in outputs if out.size == 49 * CLASSES)
    return found.reshape(7, 7, CLASSES)


def _middle(heat: Floats) -> tuple[float, float]:
    rows, columns = np.indices(heat.shape) + 0.5
    return float((heat * columns).sum() / heat.sum()), float((heat * rows).sum() / heat.sum())


def _beside_grey(picture: Image.Image, *, left: bool) -> Image.Image:
    half = picture.resize((300, 300))
    both = Image.new("RGB", (600, 300), (128, 128, 128))
    both.paste(half, (0 if left else 300, 0))
    return both


def test_the_heat_follows_a_cat_to_the_other_side() -> None:
    left, right = (
        class_heat(_class_map(_beside_grey(cat(), left=side)), classes("cat"))
        for side in (True, False)
    )
    assert _middle(left)[0] < 3.0
    assert _middle(right)[0] > 4.0


@pytest.mark.parametrize(
    ("name", "thing", "group"),
    [("000000000471.jpg", "bus", "truck or bus"), ("000000000599.jpg", "cat", "cat")],
)
def test_the_warmest_cell_lies_on_the_thing(
    testdata: Path, name: str, thing: str, group: str
) -> None:
    picture = Image.open(testdata / "photos" / name).convert("RGB")
    heat = class_heat(_class_map(picture), classes(group))
    assert heat.max() == 1.0
    row, column = np.unravel_index(int(heat.argmax()), heat.shape)
    x, y = (column + 0.5) / 7 * picture.width, (row + 0.5) / 7 * picture.height
    assert any(
        left <= x <= left + width and top <= y <= top + height
        for left, top, width, height in _boxes(testdata, name, thing)
    )


def _boxes(testdata: Path, name: str, thing: str) -> list[list[float]]:
    known = json.loads((testdata / "photos" / "coco-boxes.json").read_text())
    (boxes,) = (image["boxes"] for image in known["images"] if image["file"] == name)
    found = [box[1:] for box in boxes if box[0] == thing]
    assert found
    return found


def test_the_cell_that_speaks_for_a_class_is_the_warmest() -> None:
    class_map = np.zeros((7, 7, CLASSES), np.float32)
    class_map[2, 5, 281] = 9.0
    class_map[2, 1, 281] = 4.5
    heat = class_heat(class_map, classes("cat"))
    assert heat[2, 5] == 1.0
    assert 0.4 < heat[2, 1] < 0.6
    assert heat[6, 6] == 0.0


def test_the_breed_that_was_seen_decides_among_many() -> None:
    class_map = np.full((7, 7, CLASSES), -5.0, np.float32)
    class_map[:, :, 151] = 0.0
    class_map[3, 3, 151] = 60.0
    class_map[0, 0, 200] = 30.0
    heat = class_heat(class_map, classes("dog"))
    assert heat[3, 3] == 1.0
    assert heat[0, 0] < 0.3


def test_without_classes_or_evidence_the_map_is_cold() -> None:
    warm = np.ones((7, 7, CLASSES), np.float32)
    assert not class_heat(warm, classes("no such group")).any()
    assert not class_heat(-warm, classes("dog")).any()


@given(st.integers(0, 2**32 - 1), st.sampled_from(sorted(GROUPS)))
def test_heat_is_always_between_cold_and_one(seed: int, group: str) -> None:
    noise: Any = np.random.default_rng(seed).normal(0, 20, (7, 7, CLASSES))
    heat = class_heat(noise.astype(np.float32), classes(group))
    assert heat.shape == (7, 7)
    assert np.isfinite(heat).all()
    assert 0 <= heat.min() <= heat.max() <= 1
