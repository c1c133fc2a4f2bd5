import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance

from frame.vision.facecode import ASK, LENGTH, NOBODY, STEPS, SURE, distance
from tests.vision.face_models import coder, golden, only_face, picture_of, runtimes
from tests.vision.vision_photos import astronaut, photo

_CODES = st.binary(min_size=LENGTH, max_size=LENGTH)


def _code(picture: Image.Image) -> bytes:
    return coder().code(picture_of(picture), only_face(picture))


@runtimes
def test_the_shipped_network_agrees_with_its_float_parent(runtime: str) -> None:
    for name, picture, face, row in golden("face_code"):
        found = coder(runtime).code(picture, face)
        assert distance(found, bytes.fromhex(row["code"])) < 0.1, name


@given(one=_CODES, other=_CODES)
def test_distance_is_that_of_the_plain_formula(one: bytes, other: bytes) -> None:
    vectors = [np.frombuffer(code, np.int8).astype(float) / STEPS for code in (one, other)]
    assert distance(one, other) == pytest.approx(np.linalg.norm(vectors[0] - vectors[1]))
    assert distance(one, other) == distance(other, one)
    assert distance(one, one) == 0


def test_what_is_no_code_has_no_distance() -> None:
    with pytest.raises(ValueError, match="128 bytes"):
        distance(NOBODY, b"")


def test_a_mirrored_photo_has_the_same_code() -> None:
    picture = astronaut()
    mirrored = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert distance(_code(picture), _code(mirrored)) < SURE / 2


@pytest.mark.parametrize("degrees", [-20, 20])
def test_a_tilted_head_stays_the_same_person(degrees: int) -> None:
    picture = astronaut()
    assert distance(_code(picture), _code(picture.rotate(degrees))) < SURE


@pytest.mark.parametrize("light", [0.6, 1.3])
def test_other_light_leaves_the_same_person(light: float) -> None:
    picture = astronaut()
    other = ImageEnhance.Brightness(picture).enhance(light)
    assert distance(_code(picture), _code(other)) < SURE


def test_a_face_too_small_to_tell_is_nobody_and_near_no_one() -> None:
    picture = astronaut()
    small = picture.resize((150, 150))
    assert coder().code(picture_of(small), only_face(picture)) == NOBODY
    assert distance(NOBODY, _code(picture)) > 2 * ASK


def test_a_face_without_eyes_is_nobody() -> None:
    picture = astronaut()
    face = only_face(picture)
    for points in ((), (face.points[0], face.points[0])):
        blind = type(face)(box=face.box, score=face.score, points=points)
        assert coder().code(picture_of(picture), blind) == NOBODY


def test_photos_of_one_person_are_nearer_than_those_of_two(testdata: Path) -> None:
    names = ("obama.jpg", "obama2.jpg", "obama3.jpg", "obama_partial_face.jpg")
    same = [_code(photo(testdata / "faces" / name)) for name in names]
    others = [_code(photo(testdata / "faces" / "biden.jpg")), _code(astronaut())]
    near = [distance(one, other) for one, other in itertools.combinations(same, 2)]
    far = [distance(one, other) for one in same for other in others]
    assert max(near) < ASK < min(far)
    assert min(far) - max(near) > 0.1
