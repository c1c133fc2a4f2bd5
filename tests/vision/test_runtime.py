from pathlib import Path

import numpy as np
import pytest

from frame.errors import ModelRefused
from frame.vision import runtime
from frame.vision.runtime import RUNTIMES, Model, installed, which
from tests.vision.vision_photos import eyes, models, photo, pixels

pytestmark = pytest.mark.skipif(not installed(), reason="no TFLite interpreter is installed")


def test_litert_is_preferred_where_it_is_installed() -> None:
    assert which() == installed()[0]
    assert which() == "ai-edge-litert" or "ai-edge-litert" not in installed()


def test_without_an_interpreter_the_hint_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runtime, "RUNTIMES", {"none": "no_such_package.interpreter"})
    with pytest.raises(ModelRefused) as refused:
        which()
    assert "hearthframe[vision]" in refused.value.hint


@pytest.mark.parametrize("name", ["face_near", "face_far", "scene"])
@pytest.mark.parametrize("interpreter", list(RUNTIMES))
def test_every_model_loads_and_runs_in_every_interpreter(name: str, interpreter: str) -> None:
    if interpreter not in installed():
        pytest.skip(f"the interpreter {interpreter} is not installed")
    model = Model(models()[name], runtime=interpreter)
    outputs = model(np.zeros(model.shape, np.uint8 if model.raw else np.float32))
    assert all(np.isfinite(output).all() for output in outputs)


def test_floats_for_a_quantized_input_are_put_on_its_scale() -> None:
    model = Model(models()["scene"])
    picture = np.random.default_rng(3).integers(0, 256, model.shape).astype(np.uint8)
    as_floats = (picture.astype(np.float32) - 127) / 128
    for raw, meant in zip(model(picture), model(as_floats), strict=True):
        assert np.array_equal(raw, meant)


def test_both_interpreters_agree_on_real_photos(testdata: Path) -> None:
    if len(installed()) < 2:
        pytest.skip(f"only {installed()[0]} is installed here")
    one, other = (eyes(name) for name in installed()[:2])
    for name in ("000000000165.jpg", "12.png", "craft-beer.jpg", "000000000599.jpg"):
        study = pixels(photo(testdata / "photos" / name))
        left, right = one.look(study), other.look(study)
        assert len(left.faces) == len(right.faces)
        for mine, theirs in zip(left.faces, right.faces, strict=True):
            assert abs(mine.box.left - theirs.box.left) < 0.01
            assert abs(mine.score - theirs.score) < 0.02
        assert (left.fingerprint ^ right.fingerprint).bit_count() <= 12
        assert not left.subjects or left.subjects[0].name in {each.name for each in right.subjects}
