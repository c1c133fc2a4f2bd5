import shutil
from pathlib import Path

import pytest

from frame.devices import model_files
from frame.errors import ModelRefused
from frame.vision.look import MODELS as EYES
from tests.vision.vision_photos import MODELS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the models that a test may spoil."""
    copy = tmp_path / "models"
    copy.mkdir()
    for path in (MODELS / "manifest.toml", *MODELS.glob("*.tflite")):
        shutil.copy(path, copy)
    return copy


def test_the_released_models_are_the_ones_of_the_manifest() -> None:
    verdicts = model_files.verify(MODELS)
    assert [verdict.problem for verdict in verdicts if verdict.problem] == []
    assert {verdict.entry.name for verdict in verdicts} == {*EYES, "face_code"}


def test_every_model_has_a_card_and_every_file_an_entry() -> None:
    names = set(model_files.entries(MODELS))
    assert {path.stem for path in MODELS.glob("*.tflite")} == names
    assert {path.stem for path in (MODELS / "cards").glob("*.md")} == names


def test_without_a_folder_the_models_of_this_installation_are_found() -> None:
    assert (model_files.find() / "manifest.toml").is_file()


def test_a_folder_without_models_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelRefused, match="no folder with models"):
        model_files.find(tmp_path)


def test_a_missing_file_is_refused_by_name(folder: Path) -> None:
    (folder / "scene.tflite").unlink()
    with pytest.raises(ModelRefused, match="scene is missing"):
        model_files.load(folder)


def test_a_truncated_file_is_refused(folder: Path) -> None:
    path = folder / "face_far.tflite"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ModelRefused, match="face_far has"):
        model_files.load(folder)


def test_an_altered_file_is_refused_and_the_others_are_still_named(folder: Path) -> None:
    path = folder / "face_near.tflite"
    data = bytearray(path.read_bytes())
    data[1000] ^= 1
    path.write_bytes(data)
    problems = {seen.entry.name: seen.problem for seen in model_files.verify(folder)}
    assert problems["face_near"] == "the model face_near is not the file that was released"
    assert problems["face_far"] is problems["scene"] is None


def test_a_folder_in_the_place_of_a_model_is_refused(folder: Path) -> None:
    (folder / "scene.tflite").unlink()
    (folder / "scene.tflite").mkdir()
    with pytest.raises(ModelRefused, match="scene cannot be read"):
        model_files.load(folder)


def test_a_manifest_of_nonsense_is_refused(folder: Path) -> None:
    (folder / "manifest.toml").write_bytes(b"\xff\xfe\x00nonsense")
    with pytest.raises(ModelRefused, match="list of models is damaged"):
        model_files.load(folder)
