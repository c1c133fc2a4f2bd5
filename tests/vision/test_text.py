import functools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from frame.vision.resize import Picture
from frame.vision.runtime import Floats, Model, installed
from frame.vision.text import Lines, Text, lines
from tests.vision.packaged_photos import packaged
from tests.vision.vision_photos import models, pixels, plain, texture

PHOTOS = ("astronaut", "rocket", "coffee", "chelsea", "page", "text")
_CELLS = 8
_VECTORS = Path(__file__).parents[1] / "vectors" / "models" / "text.json"


def shown(name: str) -> Picture:
    data = pytest.importorskip("skimage.data", reason="scikit-image is not installed")
    if name not in {"page", "text"}:
        return packaged(name)
    return Picture(pixels(Image.fromarray(getattr(data, name)()).convert("RGB")))


def grid(sure: Floats) -> Floats:
    """Return the mean of each cell of an 8 x 8 grid."""
    rows = [np.array_split(part, _CELLS, axis=1) for part in np.array_split(sure, _CELLS, axis=0)]
    return np.array([[cell.mean() for cell in row] for row in rows], np.float32)


@functools.cache
def _text(runtime: str | None = None) -> Text:
    if not installed() or (runtime and runtime not in installed()):
        pytest.skip(f"the interpreter {runtime or 'of TFLite'} is not installed")
    return Text(Model(models()["text"], runtime=runtime))


def _written(angle: float = 0) -> Picture:
    sheet = plain(800, 600, (240, 238, 230))
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=28)
    for row in range(6):
        draw.text((120, 120 + 60 * row), "Bread and butter 4.20", fill=(30, 30, 40), font=font)
    return Picture(pixels(sheet.rotate(angle, fillcolor=(240, 238, 230))))


@pytest.mark.parametrize("runtime", ["ai-edge-litert", "tflite-runtime"])
@pytest.mark.parametrize("name", PHOTOS)
def test_the_shipped_model_says_what_its_float_parent_said(name: str, runtime: str) -> None:
    told = np.array(json.loads(_VECTORS.read_text(encoding="utf-8"))[name])
    assert np.abs(grid(_text(runtime).sure(shown(name))) - told).max() < 0.01


def test_each_written_line_is_found_once() -> None:
    found = _text().find(_written())
    assert len(found) == 6
    assert found.length == pytest.approx([found.length[0]] * 6, rel=0.1)
    assert (found.thickness < 0.05).all()


def test_lines_on_a_slope_are_as_long_as_level_ones() -> None:
    level, sloped = _text().find(_written()), _text().find(_written(angle=15))
    assert len(sloped) == len(level)
    assert np.median(sloped.length) == pytest.approx(np.median(level.length), rel=0.15)


def test_a_scanned_page_has_lines() -> None:
    assert len(_text().find(shown("page"))) >= 4


@pytest.mark.parametrize("name", ["chelsea", "coffee"])
def test_a_cat_and_a_cup_have_next_to_no_text(name: str) -> None:
    assert len(_text().find(shown(name))) <= 2


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (7, 5)])
def test_the_smallest_picture_has_no_text(size: tuple[int, int]) -> None:
    assert len(_text().find(Picture(pixels(plain(*size, (200, 200, 200)))))) == 0


def test_noise_has_no_text() -> None:
    assert len(_text().find(Picture(pixels(texture(640, 480))))) <= 1


def test_a_bar_has_the_length_and_thickness_it_was_drawn_with() -> None:
    mask = np.zeros((100, 200), np.bool_)
    mask[40:46, 20:120] = True
    found = lines(mask)
    assert found.boxes[0] == pytest.approx([0.1, 0.4, 0.6, 0.46])
    assert found.length[0] == pytest.approx(100 / 200)
    assert found.thickness[0] == pytest.approx(6 / 200)
    assert found.cover == pytest.approx(600 / 20000)


def test_parts_that_touch_at_a_corner_are_one_line_and_parts_apart_are_two() -> None:
    touching, apart = np.zeros((2, 40, 40), np.bool_)
    touching[5:10, 5:10] = touching[10:15, 10:15] = True
    apart[5:10, 5:10] = apart[11:16, 11:16] = True
    assert len(lines(touching)) == 1
    assert len(lines(apart)) == 2


def test_a_spiral_is_one_line() -> None:
    mask = np.zeros((60, 60), np.bool_)
    mask[5, 5:55] = mask[5:55, 54] = mask[54, 10:55] = mask[15:55, 10] = mask[15, 10:45] = True
    assert len(lines(mask)) == 1


def test_specks_are_no_lines() -> None:
    mask = np.zeros((50, 50), np.bool_)
    mask[10:13, 10:13] = True
    assert len(lines(mask)) == 0
    assert len(lines(np.zeros((50, 50), np.bool_))) == 0


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 40))
def test_lines_lie_in_the_picture_and_cover_no_more_than_the_mask(
    seed: int, height: int, width: int
) -> None:
    mask = np.random.default_rng(seed).random((height, width)) < 0.5
    found: Lines = lines(mask)
    assert (found.boxes >= 0).all()
    assert (found.boxes <= 1).all()
    assert (found.boxes[:, :2] < found.boxes[:, 2:]).all()
    assert 0 <= found.cover <= mask.mean() + 1e-9
    assert (found.thickness <= found.length + 1e-6).all()
