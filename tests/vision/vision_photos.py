"""Pictures and loaded models for the tests of the vision room."""

import functools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageOps

from frame.devices import model_files
from frame.model import Pixels, Size
from frame.vision.look import Eyes
from frame.vision.runtime import installed

MODELS = Path(__file__).parents[2] / "models"
LONGER_SIDE = 1024


@functools.cache
def models() -> dict[str, bytes]:
    return model_files.load(MODELS)


@functools.cache
def eyes(runtime: str | None = None) -> Eyes:
    if not installed() or (runtime and runtime not in installed()):
        pytest.skip(f"the interpreter {runtime or 'of TFLite'} is not installed")
    return Eyes(models(), runtime=runtime)


def photo(path: Path) -> Image.Image:
    picture = ImageOps.exif_transpose(Image.open(path)).convert("RGB")
    picture.thumbnail((LONGER_SIDE, LONGER_SIDE))
    return picture


def pixels(picture: Image.Image) -> Pixels:
    size = Size(width_px=picture.width, height_px=picture.height)
    return Pixels(size=size, rgb=picture.tobytes())


def plain(width: int, height: int, colour: tuple[int, int, int]) -> Image.Image:
    return Image.new("RGB", (width, height), colour)


def texture(width: int, height: int, seed: int = 1) -> Image.Image:
    """Edges and shades at every scale, like a photo has them."""
    chance = np.random.default_rng(seed)
    sides = (4, 8, 16, 32, 64, 128)
    layers = [
        _grown(chance.random((side, side, 3), np.float32), width, height) / number
        for number, side in enumerate(sides, start=1)
    ]
    mixed = np.sum(layers, axis=0) / sum(1 / number for number in range(1, len(sides) + 1))
    return Image.fromarray((mixed * 255).astype(np.uint8))


def astronaut() -> Image.Image:
    data = pytest.importorskip("skimage.data", reason="scikit-image is not installed")
    return Image.fromarray(data.astronaut())


def cat() -> Image.Image:
    data = pytest.importorskip("skimage.data", reason="scikit-image is not installed")
    return Image.fromarray(data.chelsea())


def _grown(grid: Any, width: int, height: int) -> Any:
    rows = np.arange(height) * grid.shape[0] // height
    columns = np.arange(width) * grid.shape[1] // width
    return grid[rows][:, columns]
