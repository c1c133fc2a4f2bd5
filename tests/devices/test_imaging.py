"""Colours, modes and sizes: what a picture looks like when it comes out."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms

from frame.devices import imaging
from frame.devices.budget import Load, check_fits, fit_within, scale_covering
from frame.devices.jpeg import plain_size
from frame.devices.kinds import Kind, recognise, webp_size
from frame.devices.refusal import Refused, Why
from frame.devices.sim.decoder import SimDecoder
from frame.errors import BadMessage, BadRequest
from frame.model import Box, Pixels, Size
from tests.picture_kit import (
    RED,
    Corners,
    corners,
    opened,
    p3_profile,
    quarters,
    same_colours,
    saved,
)

_ROOM = 220_000_000


def _shown(image: Image.Image, kind: str, **options: object) -> Image.Image:
    return opened(SimDecoder().clean(saved(image, kind, **options)).master)


def _middle(image: Image.Image) -> tuple[int, int, int]:
    return quarters(image)[0]


def _near(colour: tuple[int, int, int], wanted: tuple[int, int, int], within: int = 4) -> bool:
    return same_colours([colour], (wanted,), within=within)


def test_display_p3_comes_out_as_srgb() -> None:
    p3 = Image.new("RGB", (64, 64), (200, 100, 50))
    # by the matrices of CSS Color 4: the same colour is (215, 93, 31) in sRGB
    assert _near(_middle(_shown(p3, "PNG", icc_profile=p3_profile())), (215, 93, 31))
    photo = SimDecoder().clean(saved(p3, "PNG", icc_profile=p3_profile()))
    assert "colour profile (converted)" in photo.removed


def test_the_profile_of_srgb_and_a_broken_one_change_nothing() -> None:
    plain = Image.new("RGB", (64, 64), (200, 100, 50))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"no profile at all", srgb[:200]):
        photo = SimDecoder().clean(saved(plain, "PNG", icc_profile=profile))
        assert _near(_middle(opened(photo.master)), (200, 100, 50))
        assert photo.removed == ()


def test_a_profile_for_another_kind_of_picture_is_ignored() -> None:
    grey = Image.new("L", (64, 64), 120)
    assert _near(_middle(_shown(grey, "PNG", icc_profile=p3_profile())), (120, 120, 120))


def test_print_colours_come_out_on_screen() -> None:
    cmyk = Image.new("CMYK", (64, 64), (0, 255, 255, 0))
    red, green, blue = _middle(_shown(cmyk, "TIFF"))
    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize(
    ("mode", "kind", "value", "wanted"),
    [
        ("1", "PNG", 1, (255, 255, 255)),
        ("L", "PNG", 90, (90, 90, 90)),
        ("I;16", "PNG", 90 * 257, (90, 90, 90)),
        ("I;16", "TIFF", 200 * 257, (200, 200, 200)),
        ("F", "TIFF", 90.0, (90, 90, 90)),
        ("I", "TIFF", 90, (90, 90, 90)),
        ("P", "PNG", 0, (10, 200, 30)),
        ("LA", "PNG", (90, 255), (90, 90, 90)),
        ("RGBA", "PNG", (*RED, 255), RED),
        ("YCbCr", "TIFF", (90, 128, 128), (90, 90, 90)),
    ],
)
def test_every_mode_of_pixels_keeps_its_brightness(
    mode: str, kind: str, value: object, wanted: tuple[int, int, int]
) -> None:
    image = Image.new(mode, (64, 64), value)  # type: ignore[arg-type]
    if mode == "P":
        image.putpalette([10, 200, 30, 255, 255, 255])
    assert _near(_middle(_shown(image, kind)), wanted)


def test_wide_values_without_a_range_are_spread_over_the_visible_one() -> None:
    image = Image.new("F", (64, 64), 0.0)
    image.paste(5000.0, (32, 0, 64, 64))
    dark, bright, *_ = quarters(_shown(image, "TIFF"))
    assert max(dark) < 10
    assert min(bright) > 245


def test_transparent_parts_become_white_paper() -> None:
    drawn = Image.new("RGBA", (80, 80), (0, 0, 0, 0))
    drawn.paste((*RED, 255), (40, 0, 80, 80))
    left, right, *_ = quarters(_shown(drawn, "PNG"))
    assert _near(left, (255, 255, 255))
    assert _near(right, RED, 12)


def test_a_white_drawing_on_nothing_stays_visible() -> None:
    drawn = Image.new("RGBA", (80, 80), (255, 255, 255, 0))
    drawn.paste((255, 255, 255, 255), (40, 0, 80, 80))
    left, right, *_ = quarters(_shown(drawn, "WEBP", lossless=True))
    assert max(left) < 80
    assert min(right) > 240


def test_a_palette_with_a_transparent_colour_is_flattened() -> None:
    image = Image.new("P", (64, 64), 1)
    image.putpalette([0, 0, 0, *RED])
    image.paste(0, (0, 0, 32, 64))
    left, right, *_ = quarters(_shown(image, "GIF", transparency=0))
    assert _near(left, (255, 255, 255))
    assert _near(right, RED, 12)


def test_a_memory_too_small_for_full_size_takes_the_next_scale() -> None:
    size = Size(width_px=7600, height_px=5700)
    load = Load(kind=Kind.JPEG, size=size, file_bytes=10_000_000)
    assert check_fits(load, 3840, 1_000_000_000) == 1
    assert check_fits(load, 3840, 200_000_000) == 2
    with pytest.raises(Refused) as caught:
        check_fits(load, 3840, 20_000_000)
    assert caught.value.refusal.why is Why.TOO_MANY_PIXELS


@given(st.integers(1, 20_000), st.integers(1, 20_000), st.integers(1, 4000))
def test_a_picture_is_never_enlarged_and_never_loses_a_side(w: int, h: int, longest: int) -> None:
    size = Size(width_px=w, height_px=h)
    fitted = fit_within(size, longest)
    assert 1 <= fitted.width_px <= min(w, max(1, longest))
    assert 1 <= fitted.height_px <= min(h, max(1, longest))
    scale = scale_covering(size, longest, longest)
    assert scale == 1 or min(w, h) // scale >= longest


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_a_crop_has_at_least_one_pixel_and_stays_inside(
    w: int, h: int, data: st.DataObject
) -> None:
    fraction = st.floats(0, 1)
    part = Box(**{side: data.draw(fraction) for side in ("left", "top", "width", "height")})
    cut = imaging.crop(Pixels(size=Size(width_px=w, height_px=h), rgb=bytes(3 * w * h)), part)
    assert 1 <= cut.size.width_px <= w
    assert 1 <= cut.size.height_px <= h
    assert len(cut.rgb) == 3 * cut.size.width_px * cut.size.height_px


def _pixels() -> Pixels:
    return imaging.pixels_of(corners())


def test_pixels_go_into_png_and_come_back_unchanged() -> None:
    shared = Pixels(size=_pixels().size, rgb=memoryview(bytes(_pixels().rgb)))
    back = opened(imaging.encode_png(shared))
    assert back.format == "PNG"
    assert back.tobytes() == bytes(_pixels().rgb)


def test_a_coded_jpeg_is_plain_and_as_good_as_asked() -> None:
    good, poor = imaging.encode_jpeg(_pixels()), imaging.encode_jpeg(_pixels(), 30)
    assert plain_size(good) == Size(width_px=160, height_px=120)
    assert len(poor) < len(good)


def test_resizing_asks_for_at_least_a_pixel() -> None:
    size = Size(width_px=40, height_px=30)
    assert imaging.resize(_pixels(), size).size == size
    with pytest.raises(BadRequest):
        imaging.resize(_pixels(), Size(width_px=0, height_px=30))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF", "TIFF"])
def test_every_format_is_recognised_by_its_first_bytes(kind: str) -> None:
    names = {"WEBP": Kind.WEBP, "HEIF": Kind.HEIC}
    assert recognise(saved(corners(), kind)) is names.get(
        kind, Kind[kind] if kind in Kind.__members__ else None
    )


@pytest.mark.parametrize(
    "options", [{}, {"lossless": True}, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}]
)
def test_the_size_of_webp_is_known_before_it_is_opened(options: dict[str, object]) -> None:
    file = saved(corners(Corners(width=300, height=20)), "WEBP", **options)
    assert webp_size(file) == Size(width_px=300, height_px=20)


@given(st.binary(max_size=200))
def test_any_bytes_are_recognised_as_something(data: bytes) -> None:
    assert recognise(data)
    assert recognise(b"RIFF\0\0\0\0WEBP" + data) is Kind.WEBP


@given(st.binary(max_size=300), st.integers(0, 400))
def test_the_check_of_a_clean_jpeg_never_crashes(noise: bytes, at: int) -> None:
    good = saved(corners(Corners(width=16, height=16)), subsampling="4:2:0")
    for data in (noise, b"\xff\xd8" + noise + b"\xff\xd9", good[:at] + noise + good[at:]):
        try:
            assert plain_size(data).width_px >= 0
        except BadMessage:
            continue


def test_progressive_jpegs_count_their_coefficients() -> None:
    file = saved(corners(), progressive=True, subsampling="4:2:0")
    image = Image.open(io.BytesIO(file))
    assert imaging.coefficient_bytes(image) == 3.0  # type: ignore[arg-type]
