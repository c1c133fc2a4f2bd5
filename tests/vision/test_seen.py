"""Subjects, colour, focus and odd pictures."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from frame.errors import DeviceFailed, ModelRefused
from frame.model import Pixels, Size
from frame.vision import colour, subjects
from frame.vision.look import Eyes
from frame.vision.resize import Picture
from tests.vision.vision_photos import astronaut, cat, eyes, photo, pixels, plain, texture


def _names(picture: Image.Image) -> list[str]:
    return [subject.name for subject in eyes().look(pixels(picture)).subjects]


def test_a_cat_is_called_a_cat() -> None:
    (first, *_) = eyes().look(pixels(cat())).subjects
    assert first.name == "cat"
    assert first.score > 0.5


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("000000000450.jpg", "food"),
        ("000000000471.jpg", "truck or bus"),
        ("000000000599.jpg", "cat"),
        ("10.png", "boat"),
        ("13.png", "mountain"),
        ("000000000544.jpg", "sport"),
    ],
)
def test_things_in_real_photos_have_the_right_name(
    testdata: Path, name: str, subject: str
) -> None:
    assert _names(photo(testdata / "photos" / name))[0] == subject


def test_no_class_belongs_to_two_groups_and_all_exist() -> None:
    numbers = [number for group in subjects._NUMBERS.values() for number in group]
    shared = {number for number in numbers if numbers.count(number) > 1}
    assert shared == set()
    assert min(numbers) == 0
    assert max(numbers) < subjects.CLASSES


@given(st.integers(0, subjects.CLASSES - 1))
def test_a_sure_class_gives_its_group_and_nothing_else(number: int) -> None:
    logits = np.zeros(subjects.CLASSES, np.float32)
    logits[number] = 50
    wanted = [name for name, group in subjects._NUMBERS.items() if number in group]
    assert [subject.name for subject in subjects.subjects(logits)] == wanted


def test_when_everything_is_as_likely_nothing_is_claimed() -> None:
    assert subjects.subjects(np.zeros(subjects.CLASSES, np.float32)) == ()


@pytest.mark.parametrize("wanted", [(200, 30, 40), (30, 160, 60), (40, 60, 190), (230, 190, 40)])
def test_a_coat_in_a_grey_street_gives_the_colour(wanted: tuple[int, int, int]) -> None:
    street = plain(96, 96, (128, 128, 128))
    street.paste(wanted, (30, 30, 60, 60))
    found = colour.dominant(np.asarray(street.resize((colour.SIDE, colour.SIDE))))
    assert found == pytest.approx(wanted, abs=40)


def test_the_larger_of_two_colours_wins() -> None:
    picture = plain(48, 48, (30, 80, 180))
    picture.paste((190, 70, 40), (0, 0, 16, 48))
    assert colour.dominant(np.asarray(picture)) == pytest.approx((30, 80, 180), abs=3)


@pytest.mark.parametrize("grey", [0, 90, 255])
def test_a_grey_picture_gives_its_grey(grey: int) -> None:
    picture = plain(48, 48, (grey, grey, grey))
    assert colour.dominant(np.asarray(picture)) == (grey, grey, grey)


def test_the_focus_is_on_the_thing_in_real_photos(testdata: Path) -> None:
    bus = eyes().look(pixels(photo(testdata / "photos/000000000471.jpg"))).focus
    falcon = eyes().look(pixels(photo(testdata / "photos/prairie_falcon.jpg"))).focus
    assert bus is not None
    assert falcon is not None
    # by eye: the bus is at (0.45, 0.5), the falcon at (0.5, 0.5)
    for box, (x, y) in ((bus, (0.45, 0.5)), (falcon, (0.5, 0.5))):
        assert box.left < x < box.left + box.width
        assert box.top < y < box.top + box.height


def test_the_same_picture_looks_the_same_twice() -> None:
    study = pixels(astronaut())
    assert eyes().look(study) == eyes().look(study)


@pytest.mark.parametrize(
    "size", [(1, 1), (1, 1024), (1024, 1), (3, 2), (17, 400), (1024, 90), (1300, 1300)]
)
def test_every_size_is_looked_at(size: tuple[int, int]) -> None:
    seen = eyes().look(pixels(texture(*size)))
    assert 0 <= seen.sharpness <= 1
    assert 0 <= seen.exposure <= 1
    assert 0 <= seen.fingerprint < 2**256


def test_shared_memory_does_as_well_as_bytes() -> None:
    study = pixels(cat())
    shared = Pixels(size=study.size, rgb=memoryview(bytearray(study.rgb)))
    assert eyes().look(shared) == eyes().look(study)


@pytest.mark.parametrize("size", [(0, 0), (10, 0), (10, 9), (10, 11)])
def test_pixels_that_fill_no_picture_are_refused(size: tuple[int, int]) -> None:
    width, height = size
    with pytest.raises(DeviceFailed, match="do not fill"):
        eyes().look(Pixels(size=Size(width_px=width, height_px=height), rgb=bytes(300)))


def test_a_missing_model_is_named() -> None:
    with pytest.raises(ModelRefused, match="face_near"):
        Eyes({})


def test_a_square_over_the_edge_is_black_there() -> None:
    picture = Picture(pixels(plain(40, 20, (200, 100, 50))))
    cut = picture.cut(picture.whole(), 64)
    assert cut.shape == (64, 64, 3)
    assert (cut[:15] == 0).all()
    assert (cut[17:46] == (200, 100, 50)).all()
    assert (cut[50:] == 0).all()
