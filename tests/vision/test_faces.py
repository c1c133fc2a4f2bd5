from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from frame.model import Box, Face
from frame.vision.faces import KEEP, Detector, Faces, Found, overlap
from tests.vision.face_models import finder, model, picture_of
from tests.vision.vision_photos import astronaut, cat, photo, plain, texture

_NOBODY = (
    "el_torcal_rocks.jpg",
    "silver_fir.jpg",
    "tanners_ridge.jpg",
    "wood_anemones.jpg",
    "prairie_falcon.jpg",
    "polemonium_reptans.jpg",
    "orychophragmus_violaceus.jpg",
    "notocactus_minimus.jpg",
    "cyclamen_persicum.jpg",
    "000000000508.jpg",
    "13.png",
    "1.png",
)
# how many people look towards the camera, counted by eye
_PEOPLE = {
    "000000000165.jpg": 2,
    "000000000370.jpg": 1,
    "000000000436.jpg": 1,
    "000000000459.jpg": 1,
    "000000000529.jpg": 2,
    "10.png": 2,
    "12.png": 2,
    "craft-beer.jpg": 1,
}


def _faces(picture: Image.Image) -> tuple[Face, ...]:
    return finder().find(picture_of(picture))


def _inside(point: tuple[float, float], box: Box) -> bool:
    x, y = point
    return box.left <= x <= box.left + box.width and box.top <= y <= box.top + box.height


def test_every_portrait_has_exactly_one_face(testdata: Path) -> None:
    for path in sorted((testdata / "faces").iterdir()):
        assert len(_faces(photo(path))) == 1, path.name


@pytest.mark.parametrize("name", _NOBODY)
def test_no_face_is_seen_in_rocks_woods_and_flowers(testdata: Path, name: str) -> None:
    assert _faces(photo(testdata / "photos" / name)) == ()


@pytest.mark.parametrize(("name", "people"), _PEOPLE.items())
def test_people_are_found_large_and_small(testdata: Path, name: str, people: int) -> None:
    assert len(_faces(photo(testdata / "photos" / name))) == people


def test_the_astronaut_has_one_face_and_it_is_where_it_is() -> None:
    (face,) = _faces(astronaut())
    # by eye: the eyes are at (205, 115) and (245, 112) of 512 pixels, the chin at 170
    assert _inside((205 / 512, 115 / 512), face.box)
    assert _inside((245 / 512, 112 / 512), face.box)
    right_eye, left_eye = face.points[:2]
    assert right_eye == pytest.approx((205 / 512, 115 / 512), abs=0.03)
    assert left_eye == pytest.approx((245 / 512, 112 / 512), abs=0.03)
    assert face.score > 0.8


def test_a_cat_is_not_a_person() -> None:
    assert _faces(cat()) == ()


def test_a_mirrored_picture_has_its_face_on_the_other_side() -> None:
    picture = astronaut()
    (face,) = _faces(picture)
    (mirrored,) = _faces(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    middle = face.box.left + face.box.width / 2
    assert mirrored.box.left + mirrored.box.width / 2 == pytest.approx(1 - middle, abs=0.02)


def test_a_mirrored_look_tells_places_as_they_are() -> None:
    picture = picture_of(astronaut())
    detector = Detector(model("face_near"), ((16, 2), (8, 6)))
    plainly, mirrored = (
        max(detector.find(picture, picture.whole(), 0.3, mirrored=way), key=lambda one: one.score)
        for way in (False, True)
    )
    assert overlap(plainly, mirrored) > 0.7
    # to mix up the eyes would be half a face
    assert np.abs(plainly.points - mirrored.points).max() < plainly.side / 5


@pytest.mark.parametrize("size", [(1024, 512), (512, 1024), (1024, 1024)])
def test_a_face_keeps_its_place_in_a_picture_of_any_shape(size: tuple[int, int]) -> None:
    canvas = plain(*size, (90, 110, 90))
    canvas.paste(astronaut().resize((400, 400)), (60, 80))
    (face,) = _faces(canvas)
    assert _inside(((60 + 225 / 512 * 400) / size[0], (80 + 114 / 512 * 400) / size[1]), face.box)


def test_a_face_at_the_edge_stays_inside_the_picture() -> None:
    picture = astronaut()
    for face in _faces(picture.crop((215, 0, 512, 300))):
        assert 0 <= face.box.left <= face.box.left + face.box.width <= 1.000001
        assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in face.points)


@pytest.mark.parametrize("seed", range(4))
def test_noise_has_no_face(seed: int) -> None:
    assert _faces(texture(640, 480, seed)) == ()


@pytest.mark.parametrize("face_px", [24, 32, 48, 96])
def test_a_face_far_away_is_found_wherever_it_stands(face_px: int) -> None:
    portrait = astronaut().crop((120, 20, 340, 240))
    (face,) = _faces(portrait)
    side = round(face_px / max(face.box.width, face.box.height))
    canvas = texture(1024, 768, seed=9)
    spots = ((30, 40), (470, 300), (1000 - side, 700 - side), (620, 90))
    for left, top in spots:
        canvas.paste(portrait.resize((side, side), Image.Resampling.LANCZOS), (left, top))
    found = _faces(canvas)
    for left, top in spots:
        x, y = left + side * 0.47, top + side * 0.42
        assert any(_inside((x / 1024, y / 768), face.box) for face in found), (left, top)


def test_a_glimpse_is_no_face_and_a_face_no_glimpse(testdata: Path) -> None:
    for name in _PEOPLE:
        seen = finder().look(picture_of(photo(testdata / "photos" / name)))
        for face in seen.faces:
            assert face.score >= KEEP
            for glimpse in seen.glimpses:
                assert _shared(face.box, glimpse) <= 0.31, name


def test_a_crowd_far_away_is_at_least_glimpsed(testdata: Path) -> None:
    # by eye: some ten heads of 8 to 12 pixels in the stand behind the player
    seen = finder().look(picture_of(photo(testdata / "photos" / "000000000544.jpg")))
    assert len(seen.faces) + len(seen.glimpses) >= 5


def test_glimpses_lie_inside_the_picture(testdata: Path) -> None:
    for path in sorted((testdata / "photos").glob("00000000007*.jpg")):
        for box in finder().look(picture_of(photo(path))).glimpses:
            assert 0 <= box.left <= box.left + box.width <= 1.000001
            assert 0 <= box.top <= box.top + box.height <= 1.000001


def test_without_a_mesh_the_same_clear_face_is_found() -> None:
    picture = picture_of(astronaut())
    alone = Faces(model("face_near"), model("face_far")).find(picture)
    assert alone == finder().find(picture)


def _shared(one: Box, other: Box) -> float:
    """Return intersection over union."""
    right = min(one.left + one.width, other.left + other.width)
    below = min(one.top + one.height, other.top + other.height)
    wide, high = right - max(one.left, other.left), below - max(one.top, other.top)
    both = max(0.0, wide) * max(0.0, high)
    return both / (one.width * one.height + other.width * other.height - both)


def test_overlap_is_intersection_over_union() -> None:
    one = Found(
        score=1, edges=np.array([0, 0, 2, 2], np.float32), points=np.zeros((6, 2), np.float32)
    )
    other = Found(score=1, edges=np.array([1, 0, 3, 2], np.float32), points=one.points)
    assert overlap(one, other) == pytest.approx(1 / 3)
    assert overlap(one, one) == pytest.approx(1)
