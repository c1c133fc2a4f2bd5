"""What is installed is whole: the models, the schema and the types are in the wheel."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(words, cwd=_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_models_cards_and_schema(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for model in (path.stem for path in (_ROOT / "models").glob("*.tflite")):
        assert f"frame/models/{model}.tflite" in names
        assert f"frame/models/cards/{model}.md" in names
    assert "frame/models/manifest.toml" in names
    assert "frame/py.typed" in names
    assert any(name.startswith("frame/store/schema/") for name in names)
    assert not any(name.startswith(("tests", "docs")) for name in names)


def test_what_was_unpacked_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from frame.cli.main import main; import frame;"
        "assert frame.__file__.startswith(sys.argv[1]), frame.__file__;"
        "raise SystemExit(main(['models', 'verify']) or main(['init']) or main(['doctor']))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(tmp_path)],
        env={**os.environ, "FRAME_STATE": str(tmp_path / "state")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
