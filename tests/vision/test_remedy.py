"""What vision decides to mend, on pictures made for the purpose and on real photos."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from frame.model import UNTOUCHED, Box, Face, Remedy
from frame.vision.balance import NEUTRAL, balance
from frame.vision.grain import grain
from frame.vision.horizon import horizon
from frame.vision.light import linear
from frame.vision.remedy import remedy
from frame.vision.resize import Bytes, Picture
from frame.vision.tone import ceiling, tone
from tests.vision.vision_photos import astronaut, cat, pixels, texture


def _array(image: Image.Image) -> Bytes:
    return np.asarray(image.convert("RGB"))


def _remedy(rgb: Bytes) -> Remedy:
    return remedy(Picture(pixels(Image.fromarray(rgb))))


def _encoded(light: np.ndarray) -> Bytes:  # type: ignore[type-arg]
    light = np.clip(light, 0, 1)
    curve = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(255 * curve), np.uint8)


def _coffee() -> Image.Image:
    data = pytest.importorskip("skimage.data", reason="scikit-image is not installed")
    return Image.fromarray(data.coffee())


def _sea(degrees: float) -> Bytes:
    """A sea under a pale sky, the horizon leaning clockwise by so many degrees."""
    image = Image.new("RGB", (900, 640), (190, 205, 225))
    ImageDraw.Draw(image).rectangle((0, 320, 900, 640), fill=(50, 80, 110))
    turned = image.rotate(-degrees, Image.Resampling.BICUBIC)
    waves = Image.merge("RGB", [Image.effect_noise((900, 640), 4)] * 3)
    mixed = Image.blend(turned, waves, 0.03)
    return _array(mixed.crop((60, 60, 840, 580)))


def _windows(degrees: float) -> Bytes:
    """The front of a house: upright and level lines everywhere."""
    image = Image.new("RGB", (900, 640), (150, 140, 130))
    draw = ImageDraw.Draw(image)
    for left in range(20, 900, 110):
        for top in range(20, 640, 130):
            draw.rectangle((left, top, left + 60, top + 80), fill=(60, 60, 70))
    return _array(image.rotate(-degrees, Image.Resampling.BICUBIC).crop((60, 60, 840, 580)))


@pytest.mark.parametrize("photo", [astronaut, cat, _coffee])
def test_a_good_photo_keeps_its_light_and_colours(photo: object) -> None:
    assert callable(photo)
    found = remedy(Picture(pixels(photo())))
    assert (found.exposure, found.shadows, found.contrast) == (0.0, 0.0, 0.0)
    assert found.balance == NEUTRAL
    assert found.noise == 0.0
    assert found.red_eyes == ()


@pytest.mark.parametrize("times", [4, 8])
def test_a_photo_with_too_little_light_gets_more(times: int) -> None:
    dim = _encoded(linear(_array(cat())) / times)
    found = tone(dim).exposure
    assert 0.5 * np.log2(times) <= found <= np.log2(times) + 0.3


def test_a_night_with_lamps_stays_a_night() -> None:
    night = Image.new("RGB", (256, 192), (8, 9, 16))
    draw = ImageDraw.Draw(night)
    for x in range(20, 250, 30):
        draw.ellipse((x, 90, x + 5, 95), fill=(255, 230, 170))
    assert tone(_array(night)).exposure == 0.0
    assert tone(_array(night)).shadows == 0.0


def test_a_sky_full_of_stars_stays_dark_because_stars_reach_white() -> None:
    sky = np.full((768, 1024, 3), (26, 30, 44), np.uint8)
    sky[::24, ::24] = (250, 250, 245)
    assert ceiling(sky) > 0.9
    assert _remedy(sky).exposure == 0.0
    assert _remedy(np.minimum(sky, 60)).exposure > 0.0


def test_what_lacks_less_than_a_stop_is_left_to_the_photographer() -> None:
    assert tone(_encoded(linear(_array(cat())) / 1.5)).exposure == 0.0


@pytest.mark.parametrize("lamp", [(1.0, 0.95, 0.9), (1.0, 0.6, 0.25)])
def test_a_very_dim_room_gets_its_light_back_whatever_its_lamps_are(
    lamp: tuple[float, float, float],
) -> None:
    room = linear(_array(cat())) * np.array(lamp)
    room[:, :40] = np.array(lamp)
    assert tone(_encoded(room / 5)).exposure >= 1.5


def test_the_ceiling_is_the_light_of_the_brightest_pixels() -> None:
    picture = np.full((200, 200, 3), 10, np.uint8)
    assert ceiling(picture) == pytest.approx(float(linear(picture).max()))
    picture[100, 90:110] = (20, 188, 30)
    assert ceiling(picture) == pytest.approx(0.5, abs=0.01)


def test_an_even_picture_has_no_cast_to_take_away() -> None:
    assert balance(np.full((64, 64, 3), (120, 110, 100), np.uint8)) == NEUTRAL


def test_weak_casts_are_left_because_grass_and_sand_have_them() -> None:
    chance = np.random.default_rng(3)
    grey = linear(_array(texture(256, 192).convert("L")))
    hues = 1 + 0.06 * chance.standard_normal((24, 32, 3)).repeat(8, 0).repeat(8, 1)
    assert balance(_encoded(0.8 * grey * hues * np.array([1.05, 1.0, 0.85]))) == NEUTRAL


def test_a_sunset_keeps_its_colours_and_its_dark_foreground() -> None:
    rows = np.linspace(0, 1, 120)[:, None, None]
    sky = np.array([255, 170, 60]) * (0.5 + 0.5 * rows) * np.ones((120, 256, 1))
    ground = np.full((72, 256, 3), (28, 18, 12))
    sunset = np.concatenate([sky, ground]).astype(np.uint8)
    found = tone(sunset)
    assert (found.exposure, found.shadows) == (0.0, 0.0)
    assert balance(sunset) == NEUTRAL


def test_fog_and_high_key_are_left_as_they_are() -> None:
    bright = texture(256, 192).point([200 + step // 5 for step in range(256)] * 3)
    found = tone(_array(bright))
    assert (found.exposure, found.shadows, found.highlights) == (0.0, 0.0, 0.0)


def test_a_face_in_its_own_shade_is_lifted() -> None:
    picture = np.full((192, 256, 3), 210, np.uint8)
    picture[60:150, 90:170] = 38
    face = Face(box=Box(left=0.37, top=0.35, width=0.27, height=0.4), score=0.9)
    assert tone(picture, (face,)).shadows > 0.2
    assert tone(picture).shadows == 0.0


def test_an_even_cast_is_taken_away_in_part() -> None:
    """A colourless scene under a warm lamp: every part of it is warm alike."""
    chance = np.random.default_rng(3)
    grey = linear(_array(texture(256, 192).convert("L")))
    hues = 1 + 0.06 * chance.standard_normal((24, 32, 3)).repeat(8, 0).repeat(8, 1)
    lamp = np.array([1.18, 1.0, 0.72])
    red, green, blue = balance(_encoded(0.8 * grey * hues * lamp))
    assert red < green < blue
    left = lamp * (red, green, blue)
    assert left[0] / left[2] < 0.75 * lamp[0] / lamp[2]
    assert left[0] / left[2] > 0.97


def test_a_toned_print_and_a_grey_one_keep_their_tone() -> None:
    grey = linear(_array(texture(256, 192).convert("L")))
    assert balance(_encoded(grey * np.array([1.1, 1.0, 0.75]) * 0.8)) == NEUTRAL
    assert balance(_encoded(grey)) == NEUTRAL


@pytest.mark.parametrize("sigma", [6.0, 10.0])
def test_grain_is_measured_where_it_was_added(sigma: float) -> None:
    smooth = _array(texture(640, 480).filter(ImageFilter.GaussianBlur(12)))
    chance = np.random.default_rng(1)
    noisy = np.clip(smooth + chance.normal(0, sigma, smooth.shape), 0, 255).astype(np.uint8)
    # the lightness noise of three independent channels
    told = sigma * float(np.sqrt(0.299**2 + 0.587**2 + 0.114**2))
    assert grain(noisy) == pytest.approx(told, rel=0.2)
    assert grain(smooth) < 1.0


@pytest.mark.parametrize("degrees", [-2.5, -1.0, 1.0, 2.5])
@pytest.mark.parametrize("scene", [_sea, _windows])
def test_a_leaning_picture_is_told_how_to_stand_level(scene: object, degrees: float) -> None:
    assert callable(scene)
    found = horizon(scene(degrees))
    assert found.sure
    assert found.tilt_degrees == pytest.approx(-degrees, abs=0.3)


def test_a_level_sea_is_level_and_its_height_is_known() -> None:
    found = horizon(_sea(0.0))
    assert (found.sure, found.tilt_degrees) == (True, 0.0)
    assert found.height == pytest.approx(0.5, abs=0.02)


def test_lines_that_run_together_do_not_turn_a_picture() -> None:
    image = Image.new("RGB", (900, 640), (150, 140, 130))
    draw = ImageDraw.Draw(image)
    for at in range(-8, 9):
        draw.line((450 + 60 * at, 0, 450 + 45 * at, 640), fill=(50, 50, 60), width=6)
    assert horizon(_array(image)).tilt_degrees == 0.0


@pytest.mark.parametrize("roll", [-2.0, 0.0, 2.0])
def test_uprights_that_run_together_are_turned_by_the_roll_in_the_middle_only(
    roll: float,
) -> None:
    """A camera that looks up at a house: upright lines lean more the farther they are out."""
    image = Image.new("RGB", (1000, 760), (150, 140, 130))
    draw = ImageDraw.Draw(image)
    for at in range(-9, 10):
        x = 500 + 52 * at
        left = [(x + 0.06 * (x - 500), 760), (x - 0.03 * (x - 500), 0)]
        right = [(x - 0.03 * (x - 500) + 20, 0), (x + 0.06 * (x - 500) + 24, 760)]
        draw.polygon([*left, *right], fill=(60, 60, 70))
    turned = image.rotate(-roll, Image.Resampling.BICUBIC).crop((70, 70, 930, 690))
    found = horizon(_array(turned))
    assert found.sure
    assert found.tilt_degrees == pytest.approx(-roll, abs=0.4)


@pytest.mark.parametrize("degrees", [-2.0, -1.0, 1.5, 2.5])
def test_a_photo_that_was_turned_is_never_turned_further(degrees: float) -> None:
    for photo in (astronaut(), cat(), _coffee()):
        image = photo.convert("RGB").rotate(-degrees, Image.Resampling.BICUBIC)
        edge = round(0.05 * min(image.size))
        inner = image.crop((edge, edge, image.width - edge, image.height - edge))
        assert horizon(_array(inner)).tilt_degrees * degrees <= 0.0


def test_edges_too_slanted_to_count_say_nothing() -> None:
    image = Image.new("RGB", (600, 400), (200, 200, 200))
    draw = ImageDraw.Draw(image)
    for top in range(-100, 400, 40):
        draw.line((0, top, 600, top + 95), fill=(40, 40, 40), width=6)
    assert not horizon(_array(image)).sure


def test_a_picture_without_lines_is_not_turned() -> None:
    assert horizon(_array(cat())).tilt_degrees == 0.0


def test_a_tiny_picture_is_left_alone() -> None:
    assert _remedy(np.zeros((8, 8, 3), np.uint8)) == UNTOUCHED
