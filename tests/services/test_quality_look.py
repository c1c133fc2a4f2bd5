from pathlib import Path

import pytest
from PIL import Image

from frame.services.bench.quality_look import rows
from frame.vision.runtime import installed


@pytest.mark.skipif(not installed(), reason="no TFLite interpreter is installed")
def test_a_whole_look_is_timed_in_every_interpreter_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    shades = Image.linear_gradient("L").resize((320, 240)).convert("RGB")
    shades.save(tmp_path / "photos" / "one.jpg")
    found = {row.name: row for row in rows(tmp_path)}
    assert len(found) == 2 * len(installed())
    assert all(row.value and row.value > 0 for row in found.values())


def test_without_photos_it_says_so(tmp_path: Path) -> None:
    (row,) = rows(tmp_path)
    assert row.value is None
    assert "no photos" in row.note
