"""The shipped models against what their float parents said (models/build/golden_scene.py)."""

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from frame.vision.aesthetics import mean_mark
from frame.vision.nudity import undress
from frame.vision.resize import Picture
from frame.vision.runtime import RUNTIMES, Model, installed
from tests.vision.packaged_photos import PHOTOS, packaged
from tests.vision.vision_photos import models

_VECTORS = Path(__file__).parents[1] / "vectors" / "models"

each_runtime = pytest.mark.parametrize("runtime", list(RUNTIMES))
each_photo = pytest.mark.parametrize("name", PHOTOS)


@functools.cache
def _picture(name: str) -> Picture:
    try:
        return packaged(name)
    except ImportError:
        pytest.skip(f"the package that brings the photo {name} is not installed")


@functools.cache
def _model(name: str, runtime: str) -> Model:
    if runtime not in installed():
        pytest.skip(f"the interpreter {runtime} is not installed")
    return Model(models()[name], runtime=runtime)


@functools.cache
def _parent(model: str) -> dict[str, dict[str, list[float]]]:
    said: dict[str, dict[str, list[float]]] = json.loads((_VECTORS / f"{model}.json").read_text())
    return said


@functools.cache
def _outputs(model_name: str, runtime: str, photo: str) -> dict[int, Any]:
    model, picture = _model(model_name, runtime), _picture(photo)
    _batch, height, width, _channels = model.shape
    rgb = picture.squashed(width, height)[None]
    given = rgb if model.raw else rgb.astype(np.float32) / 255
    return {out.size: out.reshape(-1) for out in model(given)}


def _cosine(one: Any, other: Any) -> float:
    return float(one @ other / (np.linalg.norm(one) * np.linalg.norm(other)))


@each_runtime
@each_photo
def test_the_scene_network_says_what_its_float_parent_said(runtime: str, name: str) -> None:
    said = {what: np.array(numbers) for what, numbers in _parent("scene")[name].items()}
    found = _outputs("scene", runtime, name)
    assert int(said["logits"].argmax()) in np.argsort(found[1000])[-5:]
    assert _cosine(found[1000], said["logits"]) > 0.95
    assert _cosine(found[1280], said["embed"]) > 0.95
    assert _cosine(found[49], said["heat"]) > 0.96
    first = found[49000].reshape(49, 1000)[:, int(said["logits"].argmax())]
    assert _cosine(first, said["places"]) > 0.95


@each_runtime
@each_photo
def test_the_logits_of_a_picture_are_the_mean_of_those_of_its_cells(
    runtime: str, name: str
) -> None:
    found = _outputs("scene", runtime, name)
    mean = found[49000].reshape(49, 1000).mean(axis=0)
    # one step of the map is 0.25, one of the logits 0.07
    assert float(np.abs(mean - found[1000]).max()) < 0.2


@each_runtime
@each_photo
def test_the_aesthetic_score_stays_near_its_float_parent(runtime: str, name: str) -> None:
    said = np.array(_parent("aesthetics")[name]["logits"], np.float32)
    (logits,) = _outputs("aesthetics", runtime, name).values()
    assert abs(mean_mark(logits) - mean_mark(said)) < 0.08


@each_runtime
@each_photo
def test_the_nudity_score_stays_near_its_float_parent(runtime: str, name: str) -> None:
    said = np.array(_parent("nudity")[name]["logits"], np.float32)
    (logits,) = _outputs("nudity", runtime, name).values()
    assert abs(undress(logits) - undress(said)) < 0.12
    assert float(np.abs(logits - said).max()) < 2.0


@each_runtime
@each_photo
def test_the_mask_of_people_is_that_of_the_packaged_network(runtime: str, name: str) -> None:
    said = np.array(_parent("persons")[name]["mask"])
    (mask,) = _outputs("persons", runtime, name).values()
    cells = mask.reshape(16, 16, 16, 16).mean(axis=(1, 3)).reshape(-1)
    assert float(np.abs(cells - said).max()) < 0.01
