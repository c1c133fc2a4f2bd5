"""The measurements of copies and of blur, on made-up pictures; their numbers are no tests."""

from pathlib import Path

import numpy as np
import pytest

from frame.devices.sim.pictures import photo_like
from frame.services.bench import quality_blur, quality_neardup
from frame.services.bench.distortions import COPIES, View, blurred, lit, resaved, shaken, small
from frame.services.bench.quality_neardup import Distances, phash
from frame.services.bench.sample_pictures import photo_files
from frame.services.bench.timing import Result
from frame.vision.resize import Bytes


def scene(width: int = 96, height: int = 64, seed: int = 1) -> Bytes:
    """Return soft shapes with some fine texture."""
    rng = np.random.default_rng(seed)
    coarse = np.kron(rng.integers(30, 220, (height // 16, width // 16, 3)), np.ones((16, 16, 1)))
    noisy: Bytes = np.clip(coarse + rng.normal(0, 8, coarse.shape), 0, 255).astype(np.uint8)
    return noisy


def folder_of_photos(path: Path, count: int) -> Path:
    (path / "photos").mkdir(parents=True)
    for number in range(count):
        (path / "photos" / f"{number}.jpg").write_bytes(photo_like(320, 240, seed=number))
    return path


@pytest.mark.parametrize("name", COPIES)
def test_every_copy_is_a_picture_that_differs_and_still_resembles(name: str) -> None:
    picture = scene()
    copy = COPIES[name](picture)
    assert copy.dtype == np.uint8
    assert copy.shape[2] == 3
    assert copy.shape != picture.shape or (copy != picture).any()
    assert (phash(copy) ^ phash(picture)).bit_count() <= 32


def test_the_whole_view_is_the_picture_itself_and_a_part_is_cut_where_it_says() -> None:
    picture = scene()
    assert np.abs(View(keep=1.0)(picture).astype(int) - picture).max() <= 1
    corner = View(keep=0.5, right=1, down=1)(picture)
    assert np.abs(corner.astype(int) - picture[32:, 48:]).max() <= 1


def test_light_is_added_in_stops_and_clipped() -> None:
    grey = np.full((4, 4, 3), 100, np.uint8)
    assert lit(1.0)(grey)[0, 0, 0] == round(100 * 2 ** (1 / 2.2))
    assert lit(9.0)(grey).min() == 255
    assert (lit(0.0)(grey) == grey).all()


def test_saving_again_loses_more_at_a_lower_quality_and_little_at_a_high_one() -> None:
    picture = scene(90, 60)
    loss = [
        np.abs(resaved(quality)(picture).astype(int) - picture).mean() for quality in (10, 50, 98)
    ]
    assert loss[0] > loss[1] > loss[2]
    assert loss[2] < 3


def test_blur_keeps_the_mean_and_takes_the_detail() -> None:
    picture = scene()
    for change in (blurred(1.5), shaken(6)):
        soft = change(picture)
        assert soft.shape == picture.shape
        assert abs(float(soft.mean()) - float(picture.mean())) < 2
        assert quality_blur.laplacian_variance(soft) < quality_blur.laplacian_variance(picture)


def test_a_third_of_the_size_is_a_third_of_both_sides() -> None:
    assert small(1 / 3)(scene(96, 64)).shape[:2] == (21, 32)


def test_the_phash_of_another_picture_is_far_and_of_a_lighter_one_near() -> None:
    picture, other = scene(seed=1), scene(seed=2)
    assert (phash(picture) ^ phash(lit(0.2)(picture))).bit_count() <= 6
    assert (phash(picture) ^ phash(other)).bit_count() >= 16


def test_precision_recall_and_f1_are_those_of_the_textbook() -> None:
    found = Distances({"a": [1, 9], "b": [3, 3]}, [2, 20, 20])
    precision, recall, both = found.score(3)
    assert (precision, recall) == (3 / 4, 3 / 4)
    assert both == pytest.approx(2 * precision * recall / (precision + recall))
    assert found.best(30) == 9


def test_ties_count_half_in_the_auc() -> None:
    assert quality_blur.auc([(2, 1), (1, 1), (0, 1), (3, 1)]) == 2.5 / 4


def _named(rows: list[Result]) -> dict[str, Result]:
    named = {row.name: row for row in rows}
    assert len(named) == len(rows)
    assert all(row.name.startswith("quality.") for row in rows)
    assert all(row.value is None or row.note for row in rows)
    return named


def test_blur_is_measured_on_a_folder_and_says_how_many(tmp_path: Path) -> None:
    rows = _named(list(quality_blur.rows(folder_of_photos(tmp_path, 4), 96)))
    assert rows["quality.blur.gaussian"].note.startswith("4 photos")
    assert rows["quality.blur.sorted"].value is None


def test_copies_are_measured_on_a_folder_and_say_how_many(tmp_path: Path) -> None:
    rows = _named(list(quality_neardup.rows(folder_of_photos(tmp_path, 8), 96)))
    if "quality.neardup" in rows:
        pytest.skip(f"no models on this machine: {rows['quality.neardup'].note}")
    assert rows["quality.neardup.f1"].note.startswith("4 photos, 48 copies, 6 strangers")
    assert rows["quality.neardup.flips"].value is None


def test_a_folder_without_photos_is_said_to_be_missing(tmp_path: Path) -> None:
    rows = [*quality_blur.rows(tmp_path), *quality_neardup.rows(tmp_path)]
    assert all(row.value is None and row.note for row in rows)


def test_a_picture_that_lies_in_two_folders_is_measured_once(tmp_path: Path) -> None:
    folder_of_photos(tmp_path, 2)
    for name in ("train2017", "val2017"):
        (tmp_path / name).mkdir()
        for number in range(3):
            (tmp_path / name / f"{number}.jpg").write_bytes(photo_like(320, 240, seed=number))
    assert [file.name for file in photo_files(tmp_path)] == ["0.jpg", "1.jpg", "2.jpg"]


def test_copies_of_real_photos_are_found_and_strangers_are_not(
    testdata: Path, tmp_path: Path
) -> None:
    (tmp_path / "photos").mkdir()
    for file in sorted((testdata / "photos").glob("*.jpg"))[:12]:
        (tmp_path / "photos" / file.name).write_bytes(file.read_bytes())
    rows = _named(list(quality_neardup.rows(tmp_path, 320)))
    if "quality.neardup" in rows:
        pytest.skip(f"no models on this machine: {rows['quality.neardup'].note}")
    assert (rows["quality.neardup.precision"].value or 0) >= 0.95
    assert (rows["quality.neardup.recall"].value or 0) >= 0.7
