"""Which pupils count as lit by a flash: drawn eyes for each sign, real photos for the rest."""

import functools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from frame.model import Box, Face
from frame.vision.faces import Faces
from frame.vision.redeye import red_eyes
from frame.vision.resize import Bytes, Picture
from frame.vision.runtime import Model, installed
from tests.vision.vision_photos import astronaut, models, photo, pixels

Colour = tuple[int, int, int]
_LIT, _DARK, _IRIS, _SKIN = (200, 40, 50), (25, 20, 20), (95, 90, 88), (205, 160, 140)
_FACE = Face(
    box=Box(left=0.3, top=0.25, width=0.4, height=0.5),
    score=0.9,
    points=((0.4, 0.4), (0.6, 0.4), (0.5, 0.55), (0.5, 0.7), (0.3, 0.45), (0.7, 0.45)),
)


def _oval(draw: ImageDraw.ImageDraw, x: float, wide: float, high: float, fill: Colour) -> None:
    """Draw around (x, 120); the canvas is four times as large as the picture."""
    box = (4 * (x - wide), 4 * (120 - high), 4 * (x + wide), 4 * (120 + high))
    draw.ellipse(box, fill=fill)


def _portrait(
    right: Colour,
    left: Colour,
    *,
    pupil: tuple[float, float] = (4.0, 4.0),
    iris: Colour = _IRIS,
    white: Colour = (225, 215, 210),
    skin: Colour = _SKIN,
    scale: float = 1.0,
) -> Bytes:
    """Return a face 400 x 300 (times `scale`) whose eyes lie where _FACE says."""
    image = Image.new("RGB", (1600, 1200), skin)
    draw = ImageDraw.Draw(image)
    for x, colour in ((160, right), (240, left)):
        _oval(draw, x, 14, 8, white)
        _oval(draw, x, 8, 8, iris)
        _oval(draw, x, *pupil, colour)
    size = (round(400 * scale), round(300 * scale))
    small = image.filter(ImageFilter.GaussianBlur(2)).resize(size, Image.Resampling.BOX)
    return np.asarray(small)


def test_two_lit_pupils_are_found_where_they_are() -> None:
    circles = red_eyes(_portrait(_LIT, _LIT), (_FACE,))
    assert [(round(x, 2), round(y, 2)) for x, y, _ in circles] == [(0.4, 0.4), (0.6, 0.4)]
    assert all(4.0 < radius * 400 < 6.5 for _, _, radius in circles)


def test_the_white_of_the_flash_in_the_middle_does_not_hide_the_red() -> None:
    lit = Image.fromarray(_portrait(_LIT, _LIT, pupil=(5.0, 5.0)))
    for x in (160, 240):
        ImageDraw.Draw(lit).rectangle((x - 1, 119, x, 120), fill=(250, 240, 240))
    assert len(red_eyes(np.asarray(lit), (_FACE,))) == 2


@pytest.mark.parametrize("pupil", [_DARK, (90, 60, 40), (60, 90, 130), (120, 75, 60)])
def test_dark_brown_and_blue_eyes_are_not_red(pupil: Colour) -> None:
    assert red_eyes(_portrait(pupil, pupil), (_FACE,)) == ()


def test_one_lit_pupil_counts_only_when_it_is_plainer_than_two_would_have_to_be() -> None:
    faint = (150, 72, 72)
    assert len(red_eyes(_portrait(_LIT, _DARK), (_FACE,))) == 1
    assert len(red_eyes(_portrait(faint, faint), (_FACE,))) == 2
    assert red_eyes(_portrait(faint, _DARK), (_FACE,)) == ()


def test_amber_eyes_are_not_red() -> None:
    amber = (190, 105, 20)
    assert red_eyes(_portrait(amber, amber), (_FACE,)) == ()


@pytest.mark.parametrize("pupil", [(12.0, 3.0), (3.0, 11.0), (1.0, 1.0), (11.0, 11.0)])
def test_what_is_no_disc_of_the_size_of_a_pupil_is_no_pupil(pupil: tuple[float, float]) -> None:
    """Red lids and corners, lashes with colour, single pixels, lenses and goggles."""
    assert red_eyes(_portrait(_LIT, _LIT, pupil=pupil), (_FACE,)) == ()


def test_red_in_the_midst_of_reddish_skin_is_no_pupil() -> None:
    """Without any grey of iris and white there is no open eye around the spot."""
    spots = _portrait(_LIT, _LIT, iris=_SKIN, white=_SKIN)
    assert red_eyes(spots, (_FACE,)) == ()


@pytest.mark.parametrize("around", [(20, 20, 24), (200, 60, 20), (40, 90, 160)])
def test_glasses_and_goggles_have_no_skin_around_the_eye(around: Colour) -> None:
    assert red_eyes(_portrait(_LIT, _LIT, skin=around), (_FACE,)) == ()


def test_a_face_too_small_to_show_the_shape_of_a_pupil_is_left_alone() -> None:
    assert red_eyes(_portrait(_LIT, _LIT, scale=0.28), (_FACE,)) == ()
    assert len(red_eyes(_portrait(_LIT, _LIT, scale=0.6), (_FACE,))) == 2


def test_red_without_a_face_or_without_its_eyes_is_no_red_eye() -> None:
    lit = _portrait(_LIT, _LIT)
    assert red_eyes(lit, ()) == ()
    assert red_eyes(lit, (replace(_FACE, points=()),)) == ()
    elsewhere = tuple((x, y + 0.2) for x, y in _FACE.points)
    assert red_eyes(lit, (replace(_FACE, points=elsewhere),)) == ()


@settings(max_examples=60, deadline=None)
@given(
    places=st.lists(st.tuples(st.floats(-0.3, 1.3), st.floats(-0.3, 1.3)), min_size=2, max_size=6),
    seed=st.integers(0, 2**16),
    width=st.integers(1, 120),
    height=st.integers(1, 120),
)
def test_any_points_on_any_picture_give_circles_or_nothing(
    places: list[tuple[float, float]], seed: int, width: int, height: int
) -> None:
    chance = np.random.default_rng(seed)
    rgb = chance.integers(0, 256, (height, width, 3), np.uint8)
    face = replace(_FACE, points=tuple(places))
    circles = red_eyes(rgb, (face,))
    assert len(circles) <= 2
    assert all(np.isfinite(circle).all() and circle[2] > 0 for circle in circles)


@functools.cache
def _detector() -> Faces:
    if not installed():
        pytest.skip("no interpreter of TFLite is installed")
    near, far, mesh = (Model(models()[name]) for name in ("face_near", "face_far", "face_mesh"))
    return Faces(near, far, mesh)


def _faces(picture: Image.Image) -> tuple[Face, ...]:
    return _detector().find(Picture(pixels(picture)))


def _in_light(picture: Image.Image, red: float, blue: float) -> Bytes:
    rgb = np.asarray(picture).astype(np.float32) * (red, 1.0, blue)
    return np.clip(rgb, 0, 255).astype(np.uint8)


def test_healthy_eyes_of_real_people_are_left_alone_in_every_light(testdata: Path) -> None:
    seen = 0
    for path in sorted((testdata / "faces").glob("*.jpg"))[:4]:
        picture = photo(path)
        faces = _faces(picture)
        seen += len(faces)
        for red, blue in ((1.0, 1.0), (1.3, 0.7), (1.2, 1.1)):
            assert red_eyes(_in_light(picture, red, blue), faces) == ()
    assert seen >= 3


def test_a_real_face_whose_pupils_are_painted_as_a_flash_lights_them_is_found() -> None:
    picture = astronaut().convert("RGB")
    faces = _faces(picture)
    assert red_eyes(np.asarray(picture), faces) == ()
    (face,) = faces
    size = np.array(picture.size)
    places = [np.array(point) * size for point in face.points[:2]]
    radius = 0.055 * float(np.hypot(*(places[0] - places[1])))
    lit = Image.new("L", picture.size, 0)
    for x, y in places:
        ImageDraw.Draw(lit).ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    picture.paste((190, 45, 55), mask=lit.filter(ImageFilter.GaussianBlur(0.5)))
    found = [np.array((x, y)) * size for x, y, _ in red_eyes(np.asarray(picture), faces)]
    assert len(found) == 2
    assert all(np.hypot(*(one - other)) < radius for one, other in zip(found, places, strict=True))
