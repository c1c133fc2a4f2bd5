from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from frame.model import Looks
from frame.vision import quality
from tests.vision.vision_photos import astronaut, cat, eyes, photo, pixels, plain, texture


def _look(picture: Image.Image) -> Looks:
    return eyes().look(pixels(picture))


def _sharp(picture: Image.Image) -> float:
    fitted = picture.resize((quality.SIDE, quality.SIDE * picture.height // picture.width))
    return quality.sharpness(np.asarray(fitted))


@pytest.mark.parametrize("make", [astronaut, cat, lambda: texture(800, 600)])
def test_each_step_of_blur_is_less_sharp_than_the_one_before(
    make: Callable[[], Image.Image],
) -> None:
    picture = make()
    blurred = [picture.filter(ImageFilter.GaussianBlur(radius)) for radius in (0.5, 1, 2, 4, 8)]
    values = [_sharp(each) for each in (picture, *blurred)]
    assert values == sorted(values, reverse=True)
    assert values[0] > values[3] + 0.15


def test_motion_blur_in_one_direction_counts() -> None:
    picture = cat()
    pixels_wide = np.asarray(picture, np.float32)
    moved = np.mean([np.roll(pixels_wide, shift, axis=1) for shift in range(9)], axis=0)
    assert _sharp(Image.fromarray(moved.astype(np.uint8))) < _sharp(picture) - 0.15


def _shaken(picture: Image.Image, pixels_wide: int) -> Image.Image:
    rgb = np.asarray(picture, np.float32)
    moved = np.mean([np.roll(rgb, shift, axis=1) for shift in range(pixels_wide)], axis=0)
    return Image.fromarray(moved.astype(np.uint8))


@pytest.mark.parametrize("make", [astronaut, cat])
@pytest.mark.parametrize("upright", [True, False])
def test_the_longer_the_shake_the_less_sharp(
    make: Callable[[], Image.Image], *, upright: bool
) -> None:
    picture = make() if upright else make().transpose(Image.Transpose.ROTATE_90)
    values = [_sharp(_shaken(picture, length)) for length in (1, 4, 9, 20)]
    assert values == sorted(values, reverse=True)
    assert values[2] > values[3] + 0.02


def test_a_long_shake_of_a_real_photo_is_never_sharper_than_a_short_one(testdata: Path) -> None:
    for path in sorted((testdata / "photos").glob("1*.png")):
        picture = photo(path)
        assert _sharp(_shaken(picture, 24)) < _sharp(_shaken(picture, 8)), path.name


def test_a_sharp_fence_is_sharp_although_its_edges_go_one_way() -> None:
    bars = np.zeros((480, 640, 3), np.uint8)
    bars[:, np.arange(640) // 12 % 2 == 0] = 200
    fence = Image.fromarray(bars)
    assert _sharp(fence) > 0.5
    assert _sharp(_shaken(fence, 9)) < _sharp(fence) - 0.15


def test_sharpness_does_not_depend_on_contrast() -> None:
    picture = astronaut()
    pale = ImageEnhance.Contrast(picture).enhance(0.6)
    assert _sharp(pale) == pytest.approx(_sharp(picture), abs=0.06)


def test_a_sharp_face_before_a_soft_background_is_sharp() -> None:
    picture = astronaut()
    soft = picture.filter(ImageFilter.GaussianBlur(6))
    soft.paste(picture.crop((170, 60, 280, 190)), (170, 60))
    blurred_face = picture.copy()
    blurred_face.paste(
        picture.filter(ImageFilter.GaussianBlur(2)).crop((170, 60, 280, 190)), (170, 60)
    )
    everything = picture.filter(ImageFilter.GaussianBlur(6))
    assert _look(soft).sharpness > _look(everything).sharpness
    assert _look(blurred_face).sharpness < _look(picture).sharpness


def test_real_blurred_photos_rank_below_real_sharp_ones(testdata: Path) -> None:
    blurred = [_look(photo(path)).sharpness for path in (testdata / "quality/blur").iterdir()]
    sharp = [_look(photo(path)).sharpness for path in (testdata / "quality/noblur").iterdir()]
    assert max(blurred) < min(sharp)


def test_blurred_copies_of_real_photos_rank_below_their_originals(testdata: Path) -> None:
    for path in sorted((testdata / "photos").glob("*.png")):
        picture = photo(path)
        assert _sharp(picture.filter(ImageFilter.GaussianBlur(1))) < _sharp(picture), path.name


def test_a_flat_picture_has_no_sharpness() -> None:
    assert _sharp(plain(640, 480, (120, 120, 120))) == 0.0


@pytest.mark.parametrize(
    ("colour", "exposure"),
    [((0, 0, 0), 0.0), ((255, 255, 255), 1.0), ((119, 119, 119), 0.5), ((255, 0, 0), 0.532)],
)
def test_exposure_is_lightness_as_the_eye_sees_it(
    colour: tuple[int, int, int], exposure: float
) -> None:
    measured = quality.light(np.asarray(plain(20, 20, colour)))
    assert measured.exposure == pytest.approx(exposure, abs=0.005)


def test_the_shares_of_black_and_white_are_counted() -> None:
    picture = plain(100, 100, (128, 128, 128))
    picture.paste((0, 0, 0), (0, 0, 100, 30))
    picture.paste((255, 255, 255), (0, 90, 100, 100))
    measured = quality.light(np.asarray(picture))
    assert (measured.dark, measured.bright) == pytest.approx((0.3, 0.1))


def test_a_darker_copy_is_darker_and_a_brighter_one_brighter() -> None:
    picture = cat()
    dark, bright = (ImageEnhance.Brightness(picture).enhance(factor) for factor in (0.4, 1.6))
    assert _look(dark).exposure < _look(picture).exposure < _look(bright).exposure
    assert _look(bright).bright > _look(picture).bright
