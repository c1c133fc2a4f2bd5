from pathlib import Path

import numpy as np
import pytest

from frame.devices import model_files
from frame.services.bench import one_model, quality_models
from frame.vision.runtime import installed

pytestmark = pytest.mark.skipif(not installed(), reason="no TFLite interpreter is installed")

_SHADES = np.linspace(0, 255, 96 * 128 * 3).reshape(96, 128, 3).astype(np.uint8)


def test_a_model_is_measured_in_a_process_of_its_own() -> None:
    spent, held = quality_models._costs("face_near", installed()[0])
    assert spent.name == f"quality.models.face_near.{installed()[0]}.time"
    assert spent.value is not None
    assert 0 < spent.value < 1000
    assert held.value is not None
    assert 0.2 < held.value < 100


def test_a_model_that_does_not_run_is_said_to_be_missing() -> None:
    (row,) = quality_models._costs("no such model", installed()[0])
    assert row.value is None


def test_without_their_float_parents_the_rows_say_where_they_should_be(tmp_path: Path) -> None:
    for work in (None, str(tmp_path)):
        rows = list(quality_models._agreement({}, [_SHADES], work))
        assert len(rows) >= 4
        assert all(row.value is None and quality_models.WORK in row.note for row in rows)


def test_a_model_agrees_with_itself(tmp_path: Path) -> None:
    models = model_files.load(model_files.find())
    (tmp_path / "persons_f32.tflite").write_bytes(models["persons"])
    rows = quality_models._agreement(models, [_SHADES, _SHADES[::-1]], str(tmp_path))
    (row,) = (row for row in rows if row.value is not None)
    assert row.name == "quality.models.persons.as_float"
    assert row.value == pytest.approx(1.0)
    assert row.ok
    assert "n = 2" in row.note


def test_shades_of_grey_are_not_held() -> None:
    row = quality_models._false_holds(model_files.load(model_files.find())["nudity"], [_SHADES])
    assert row.value == 0
    assert row.ok


def test_without_photos_nothing_is_said_about_false_holds() -> None:
    assert quality_models._false_holds(b"", []).value is None


def test_the_program_tells_what_a_run_costs() -> None:
    told = one_model.measure("face_near", installed()[0], 2)
    assert told.cpu_ms > 0
    assert told.whole_mb > told.model_mb
