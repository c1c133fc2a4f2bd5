from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from frame.model import Face
from frame.vision.expressions import LEAST_PX
from frame.vision.mesh import Mesher, square_of_face
from tests.vision.face_models import (
    finder,
    golden,
    model,
    only_face,
    picture_of,
    reader,
    runtimes,
)
from tests.vision.vision_photos import astronaut, cat, photo


def _read(picture: Image.Image) -> Face:
    """Return the one face that is in the picture, read."""
    return reader().read(picture_of(picture), only_face(picture))


def _told(value: float | None) -> float:
    assert value is not None
    return value


def _eyes_painted_shut(picture: Image.Image) -> Image.Image:
    """Paint a lid of the colour of the cheek over each eye, and its lashes below."""
    picture = picture.copy()
    draw = ImageDraw.Draw(picture)
    face = only_face(picture)
    wide, high = picture.size
    for x, y in ((x * wide, y * high) for x, y in face.points[:2]):
        skin = picture.getpixel((round(x), round(y + 0.12 * face.box.height * high)))
        reach = 0.14 * face.box.width * wide
        draw.ellipse((x - reach, y - reach * 0.6, x + reach, y + reach * 0.6), fill=skin)
        draw.arc((x - reach, y - reach * 0.4, x + reach, y + reach * 0.5), 15, 165, "#3a2a20", 2)
    return picture


@runtimes
def test_the_mesh_is_where_the_golden_file_has_it(runtime: str) -> None:
    for name, picture, face, row in golden("face_mesh"):
        mesh = Mesher(model("face_mesh", runtime)).read(picture, square_of_face(picture, face))
        assert mesh.presence == pytest.approx(row["presence"], abs=0.02), name
        for at, point in row["points"].items():
            assert mesh.points[int(at)] == pytest.approx(np.array(point), abs=0.5), name


def test_the_astronaut_smiles_at_us_with_open_eyes() -> None:
    face = _read(astronaut())
    assert _told(face.eyes) > 0.5
    assert _told(face.smile) > 0.5
    assert _told(face.facing) > 0.7
    assert 0 < _told(face.sharpness) <= 1


def test_a_shut_eye_is_less_open_than_the_same_one_open() -> None:
    picture = astronaut()
    shut = _eyes_painted_shut(picture)
    assert _told(_read(shut).eyes) < _told(_read(picture).eyes) - 0.3


def test_a_mirrored_face_reads_the_same() -> None:
    picture = astronaut()
    face, mirrored = _read(picture), _read(picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert mirrored.eyes == pytest.approx(face.eyes, abs=0.2)
    assert mirrored.smile == pytest.approx(face.smile, abs=0.2)
    assert mirrored.facing == pytest.approx(face.facing, abs=0.1)


@pytest.mark.parametrize("degrees", [-30, 30])
def test_a_tilted_head_reads_the_same(degrees: int) -> None:
    face, tilted = _read(astronaut()), _read(astronaut().rotate(degrees))
    assert tilted.eyes == pytest.approx(face.eyes, abs=0.25)
    assert tilted.smile == pytest.approx(face.smile, abs=0.25)
    assert tilted.facing == pytest.approx(face.facing, abs=0.15)


def test_what_is_no_face_has_neither_eyes_nor_smile() -> None:
    face = replace(only_face(astronaut()), score=0.6)
    for picture in (cat(), astronaut().filter(ImageFilter.GaussianBlur(40))):
        read = reader().read(picture_of(picture), face)
        assert (read.eyes, read.smile, read.facing) == (None, None, None)


def test_nothing_is_told_of_a_small_face() -> None:
    face = only_face(astronaut())
    small = round(0.9 * LEAST_PX / max(face.box.width, face.box.height))
    picture = astronaut().resize((small, small))
    assert reader().read(picture_of(picture), face) == face


def test_nothing_is_told_of_a_face_without_points() -> None:
    face = replace(only_face(astronaut()), points=())
    assert reader().read(picture_of(astronaut()), face) == face


def test_a_blurred_face_is_less_sharp() -> None:
    picture = astronaut()
    face = only_face(picture)
    sharp, blurred = (
        reader().read(picture_of(one), face).sharpness
        for one in (picture, picture.filter(ImageFilter.GaussianBlur(3)))
    )
    assert _told(blurred) < _told(sharp) - 0.1


def test_a_laugh_is_more_of_a_smile_than_a_speech(testdata: Path) -> None:
    laughing = _read(photo(testdata / "faces" / "obama.jpg"))
    speaking = _read(photo(testdata / "faces" / "obama2.jpg"))
    assert _told(laughing.smile) > _told(speaking.smile) + 0.3
    assert _told(speaking.eyes) > 0.5


def test_who_laughs_with_eyes_shut_has_shut_eyes(testdata: Path) -> None:
    picture = picture_of(photo(testdata / "photos" / "000000000165.jpg"))
    faces = [reader().read(picture, face) for face in finder().find(picture)]
    him, her = sorted(faces, key=lambda face: -_told(face.facing))
    assert _told(her.eyes) < 0.3
    assert _told(him.eyes) > 0.7
