import json
from pathlib import Path

import pytest

from frame.model import Box, Face, Looks, Size
from frame.services.bench.quality_crops import Known, Looked, judged, kept, known_photos, rows

LEFT_HALF = Box(left=0.0, top=0.0, width=0.5, height=1.0)
LANDSCAPE = Size(width_px=400, height_px=300)


def looks(focus: Box | None = None, faces: tuple[Face, ...] = ()) -> Looks:
    return Looks(
        faces=faces, subjects=(), sharpness=0.5, exposure=0.5, dark=0.0, bright=0.0,
        colour=(90, 90, 90), focus=focus, fingerprint=0, embedding=b"",
    )  # fmt: skip


def looked(name: str, box: Box, seen: Looks) -> Looked:
    known = Known(path=Path("p.jpg"), boxes=((name, box),))
    return Looked(known=known, size=LANDSCAPE, looks=seen)


def test_what_is_kept_of_a_box_is_a_share_of_its_area() -> None:
    assert kept(Box(left=0.4, top=0.0, width=0.2, height=1.0), LEFT_HALF) == pytest.approx(0.5)
    assert kept(Box(left=0.6, top=0.0, width=0.2, height=1.0), LEFT_HALF) == 0.0


def test_the_subject_is_the_largest_person_before_a_larger_thing() -> None:
    small, large = Box(left=0, top=0, width=0.2, height=0.2), Box(left=0, top=0, width=1, height=1)
    known = Known(path=Path("p.jpg"), boxes=(("bus", large), ("person", small)))
    assert known.subject() == ("person", small)
    assert Known(path=Path("p.jpg"), boxes=()).subject() is None


def test_a_passer_by_is_not_the_subject() -> None:
    tiny, cake = Box(left=0, top=0, width=0.1, height=0.1), Box(left=0, top=0, width=1, height=1)
    known = Known(path=Path("p.jpg"), boxes=(("person", tiny), ("cake", cake)))
    assert known.subject() == ("cake", cake)


def test_a_crop_that_follows_the_subject_passes_and_one_that_flees_it_does_not() -> None:
    low = Box(left=0.3, top=0.75, width=0.4, height=0.25)
    high = Box(left=0.3, top=0.0, width=0.4, height=0.25)
    (good, *_), (bad, *_) = (
        [
            row
            for row in judged(12 * [looked("dog", low, looks(seen))], "16x10", 1.6)
            if "things" in row.name
        ]
        for seen in (low, high)
    )
    assert good.ok
    assert good.value == pytest.approx(1.0)
    assert bad.ok is False
    assert "n=12" in good.note


def test_a_few_photos_are_told_of_but_not_judged_by() -> None:
    low = Box(left=0.3, top=0.75, width=0.4, height=0.25)
    rows_of_one = judged([looked("dog", low, looks(low))], "16x10", 1.6)
    (row,) = (row for row in rows_of_one if "things" in row.name)
    assert row.value is not None
    assert row.ok is None
    assert "too few" in row.note


def test_faces_are_kept_whole_with_their_hair() -> None:
    face = Face(box=Box(left=0.45, top=0.1, width=0.1, height=0.12), score=0.9)
    one = looked("person", Box(left=0.4, top=0.0, width=0.2, height=0.9), looks(faces=(face,)))
    (row,) = [row for row in judged([one], "16x10", 1.6) if "faces" in row.name]
    assert row.value == 1.0
    assert row.ok


def test_photos_on_a_mat_are_counted_apart() -> None:
    far = tuple(
        Face(box=Box(left=0.4, top=top, width=0.1, height=0.05), score=0.9) for top in (0.02, 0.9)
    )
    result = {
        row.name: row
        for row in judged([looked("person", LEFT_HALF, looks(faces=far))], "16x10", 1.6)
    }
    assert result["quality.crops.mats_16x10"].value == 1.0
    assert result["quality.crops.faces_16x10"].value is None


def test_a_folder_without_boxes_says_what_is_missing(tmp_path: Path) -> None:
    (row,) = rows(tmp_path)
    assert row.value is None
    assert "no photos with boxes" in row.note


def test_both_kinds_of_boxes_are_read_and_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    for folder in ("photos", "val2017", "annotations"):
        (tmp_path / folder).mkdir()
    for place in ("photos/a.jpg", "val2017/b.jpg", "outside.jpg"):
        (tmp_path / place).write_bytes(b"")
    listing = {"images": [
        {"file": "a.jpg", "width": 200, "height": 100, "boxes": [["dog", 20, 10, 40, 50]]},
        {"file": "../outside.jpg", "width": 9, "height": 9, "boxes": []},
    ]}  # fmt: skip
    coco = {
        "categories": [{"id": 7, "name": "cat"}],
        "images": [{"id": 1, "file_name": "b.jpg", "width": 100, "height": 100}],
        "annotations": [
            {"image_id": 1, "category_id": 7, "bbox": [50, 50, 25, 25], "iscrowd": 0},
            {"image_id": 1, "category_id": 7, "bbox": [0, 0, 99, 99], "iscrowd": 1},
        ],
    }
    (tmp_path / "photos" / "coco-boxes.json").write_text(json.dumps(listing))
    (tmp_path / "annotations" / "instances_val2017.json").write_text(json.dumps(coco))
    first, second = known_photos(tmp_path)
    assert first.boxes == (("dog", Box(left=0.1, top=0.1, width=0.2, height=0.5)),)
    assert second.boxes == (("cat", Box(left=0.5, top=0.5, width=0.25, height=0.25)),)
