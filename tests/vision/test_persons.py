import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.model import Box
from frame.vision.persons import LEAST_SHARE, PersonMask, boxes
from frame.vision.resize import Picture
from frame.vision.runtime import Floats, Model, installed
from tests.vision.vision_photos import astronaut, eyes, models, pixels, plain


def _mask(*parts: tuple[int, int, int, int]) -> Floats:
    """Left, top, right, bottom in pixels of 256."""
    mask = np.zeros((256, 256), np.float32)
    for left, top, right, bottom in parts:
        mask[top:bottom, left:right] = 0.9
    return mask


def test_each_part_gets_a_box_the_largest_first() -> None:
    small, large = (0, 0, 64, 64), (128, 64, 256, 256)
    first, second = boxes(_mask(small, large))
    assert first == Box(left=0.5, top=0.25, width=0.5, height=0.75)
    assert second == Box(left=0.0, top=0.0, width=0.25, height=0.25)


def test_parts_that_touch_only_at_a_corner_are_two() -> None:
    assert len(boxes(_mask((0, 0, 128, 128), (128, 128, 256, 256)))) == 2


def test_specks_are_dropped() -> None:
    assert boxes(_mask((10, 10, 26, 26))) == ()
    assert boxes(np.zeros((256, 256), np.float32)) == ()


def test_only_parts_with_a_face_are_people_once_faces_are_known() -> None:
    mask = _mask((0, 0, 100, 200), (140, 100, 256, 256))
    face = Box(left=0.65, top=0.5, width=0.1, height=0.15)
    (person,) = boxes(mask, [face])
    assert person.left > 0.5
    assert boxes(mask, []) == ()
    assert len(boxes(mask)) == 2


def test_a_face_over_the_edge_of_the_picture_is_no_trouble() -> None:
    mask = _mask((0, 0, 100, 200))
    assert len(boxes(mask, [Box(left=-0.1, top=-0.1, width=0.3, height=0.3)])) == 1
    assert boxes(mask, [Box(left=0.95, top=0.95, width=0.3, height=0.3)]) == ()


@given(st.integers(0, 2**32 - 1), st.integers(2, 12))
def test_boxes_lie_in_the_picture_and_are_large_enough(seed: int, coarse: int) -> None:
    blobs = np.random.default_rng(seed).random((coarse, coarse))
    mask = np.kron(blobs, np.ones((256 // coarse, 256 // coarse))).astype(np.float32)
    found = boxes(mask)
    for box in found:
        assert min(box.left, box.top) >= 0
        assert max(box.left + box.width, box.top + box.height) <= 1 + 1e-9
        assert box.width * box.height >= LEAST_SHARE
    assert len(found) <= 1 / LEAST_SHARE


@pytest.mark.skipif(not installed(), reason="no TFLite interpreter is installed")
def test_an_astronaut_is_found_from_head_to_waist() -> None:
    persons = PersonMask(Model(models()["persons"]))
    mask = persons.mask(Picture(pixels(astronaut())))
    assert mask.shape == (256, 256)
    faces = [face.box for face in eyes().look(pixels(astronaut())).faces]
    (person,) = boxes(mask, faces)
    (face,) = faces
    assert person.left <= face.left
    assert person.left + person.width >= face.left + face.width
    assert person.top + person.height > 0.9
    assert person.height > 2 * face.height


@pytest.mark.skipif(not installed(), reason="no TFLite interpreter is installed")
def test_nobody_stands_on_an_empty_card() -> None:
    persons = PersonMask(Model(models()["persons"]))
    mask = persons.mask(Picture(pixels(plain(400, 300, (120, 130, 140)))))
    assert boxes(mask, []) == ()
