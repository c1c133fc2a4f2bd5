"""The face networks as the tests use them, and the photographs of the golden files."""

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from frame.model import Box, Face
from frame.vision.expressions import Expressions
from frame.vision.facecode import FaceCode
from frame.vision.faces import Faces
from frame.vision.resize import Picture
from frame.vision.runtime import RUNTIMES, Model, installed
from tests.vision.vision_photos import models, pixels

GOLDEN = Path(__file__).parents[1] / "vectors" / "models"
runtimes = pytest.mark.parametrize("runtime", sorted(RUNTIMES))


@functools.cache
def model(name: str, runtime: str | None = None) -> Model:
    if not installed() or (runtime and runtime not in installed()):
        pytest.skip(f"the interpreter {runtime or 'of TFLite'} is not installed")
    return Model(models()[name], runtime=runtime)


def finder(runtime: str | None = None) -> Faces:
    near, far, mesh = (model(f"face_{name}", runtime) for name in ("near", "far", "mesh"))
    return Faces(near, far, mesh)


def reader(runtime: str | None = None) -> Expressions:
    return Expressions(model("face_mesh", runtime), model("face_eyes", runtime))


def coder(runtime: str | None = None) -> FaceCode:
    return FaceCode(model("face_code", runtime))


def picture_of(picture: Image.Image) -> Picture:
    return Picture(pixels(picture))


def only_face(picture: Image.Image) -> Face:
    return _only_face(picture.size, picture.tobytes())


@functools.lru_cache(maxsize=8)
def _only_face(size: tuple[int, int], rgb: bytes) -> Face:
    (face,) = finder().find(picture_of(Image.frombytes("RGB", size, rgb)))
    return face


def golden(name: str) -> Iterator[tuple[str, Picture, Face, Any]]:
    """Yield name, picture, what is taken for its face, and what the float parent said."""
    data = pytest.importorskip("skimage.data", reason="scikit-image is not installed")
    samples = pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed")
    rows = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    for photo, row in rows.items():
        packaged = hasattr(data, photo)
        rgb = getattr(data, photo)() if packaged else samples.load_sample_image(f"{photo}.jpg")
        left, top, width, height = row["box"]
        face = Face(
            box=Box(left=left, top=top, width=width, height=height),
            score=1.0,
            points=tuple((x, y) for x, y in row["eyes"]),
        )
        yield photo, picture_of(Image.fromarray(rgb)), face, row
