import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageStat

from frame.devices.enlarging import enlarged, enlarges


def _error(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).sum2)


def _photo() -> Image.Image:
    data = pytest.importorskip("skimage.data", reason="scikit-image is not installed")
    return Image.fromarray(data.chelsea()).crop((0, 0, 450, 300))


@pytest.mark.parametrize("way", [Image.Resampling.BOX, Image.Resampling.BICUBIC])
def test_a_halved_photo_comes_back_closer_than_by_interpolation(way: Image.Resampling) -> None:
    photo = _photo()
    small = photo.resize((225, 150), way)
    ours = enlarged(small, (0, 0, 225, 150), photo.size)
    assert _error(ours, photo) < _error(small.resize(photo.size, Image.Resampling.LANCZOS), photo)
    assert _error(ours, photo) < _error(small.resize(photo.size, Image.Resampling.BICUBIC), photo)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 30), st.integers(1, 30), st.integers(30, 90), st.integers(30, 90))
def test_an_even_picture_stays_even(wide: int, high: int, width: int, height: int) -> None:
    grown = enlarged(
        Image.new("RGB", (40, 40), (90, 120, 60)), (0, 0, wide, high), (width, height)
    )
    assert ImageStat.Stat(grown).extrema == [(90, 90), (120, 120), (60, 60)]
    assert grown.size == (width, height)


def test_only_what_clearly_grows_and_fits_is_worth_it() -> None:
    assert enlarges((0, 0, 640, 480), (1280, 960))
    assert not enlarges((0, 0, 640, 480), (700, 520))
    assert not enlarges((0, 0, 640, 480), (1280, 480))
    assert not enlarges((0, 0, 640, 480), (3840, 2160))


def test_a_place_between_pixels_is_kept() -> None:
    image = Image.new("RGB", (40, 40))
    ImageDraw.Draw(image).rectangle((20, 0, 40, 40), fill=(255, 255, 255))
    grown = enlarged(image, (10.5, 0.0, 29.5, 19.0), (190, 190)).convert("L")
    row = grown.crop((0, 95, 190, 96)).tobytes()
    assert abs(sum(value > 127 for value in row) - 95) <= 2
