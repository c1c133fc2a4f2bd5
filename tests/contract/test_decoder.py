"""What every decoder does: the child processes and their twin."""

import io
import random
from collections.abc import Iterator
from datetime import datetime

import pytest
from PIL import Image, ImageStat

from frame.devices.decoder import ChildDecoder
from frame.devices.jpeg import plain_size
from frame.devices.sim.decoder import SimDecoder
from frame.errors import NotAPhoto
from frame.model import UNTOUCHED, Box, Pixels, Remedy, Size
from frame.ports import Decoder
from frame.slideshow.level import levelled
from tests.picture_kit import (
    FORMATS,
    WHOLE,
    AnyDecoder,
    Corners,
    corners,
    opened,
    quarters,
    same_colours,
    saved,
)


@pytest.fixture(scope="module", params=["child", "twin"])
def decoder(request: pytest.FixtureRequest) -> Iterator[AnyDecoder]:
    if request.param == "twin":
        yield SimDecoder(master_px=512)
        return
    with ChildDecoder(master_px=512, seconds=60) as children:
        yield children


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_comes_out_as_the_same_clean_picture(decoder: AnyDecoder, kind: str) -> None:
    port: Decoder = decoder
    photo = port.clean(saved(corners(), kind))

    assert photo.size == Size(width_px=160, height_px=120) == photo.original
    assert plain_size(photo.master) == photo.size
    assert same_colours(quarters(opened(photo.master)), Corners().colours, within=30)
    assert len(photo.study.rgb) == 3 * 160 * 120


def test_large_pictures_shrink_to_the_screen_and_small_ones_stay(decoder: AnyDecoder) -> None:
    photo = decoder.clean(saved(corners(Corners(width=1600, height=900))))

    assert photo.original == Size(width_px=1600, height_px=900)
    assert photo.size == Size(width_px=512, height_px=288)
    assert photo.study.size == Size(width_px=512, height_px=288)
    assert plain_size(photo.thumbnail) == Size(width_px=480, height_px=270)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_come_out_upright(decoder: AnyDecoder, orientation: int) -> None:
    undo = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    held = corners() if undo is None else corners().transpose(undo)
    exif = Image.Exif()
    exif[0x0112] = orientation

    photo = decoder.clean(saved(held, exif=exif))

    assert photo.size == photo.original == Size(width_px=160, height_px=120)
    for picture in (photo.master, photo.thumbnail):
        assert same_colours(quarters(opened(picture)), Corners().colours)


def test_the_capture_time_stays_and_what_gives_people_away_goes(decoder: AnyDecoder) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x013B] = "Maker", "Model", "MARKER of an owner"
    exif.get_ifd(0x8769).update({0x9003: "2019:03:04 10:11:12", 0xA431: "SERIAL-MARKER"})
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 14.0), 3: "E", 4: (11.0, 34.0, 31.0)})

    photo = decoder.clean(saved(corners(), exif=exif, comment=b"COMMENT-MARKER"))

    assert photo.taken_at == datetime(2019, 3, 4, 10, 11, 12)
    assert {
        "location",
        "camera make and model",
        "camera serial number",
        "names of owner, artist or copyright holder",
        "comments, keywords or captions",
    } <= set(photo.removed)
    for picture in (photo.master, photo.thumbnail, bytes(photo.study.rgb)):
        assert b"MARKER" not in picture
        assert b"Exif" not in picture


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"Dear diary", "a text"),
        (b"%PDF-1.7 and so on", "a PDF document"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a video"),
        (b"\x8fnonsense\0\x01\x02", "not a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "damaged"),
    ],
)
def test_what_is_no_photo_is_refused_in_words(
    decoder: AnyDecoder, data: bytes, words: str
) -> None:
    with pytest.raises(NotAPhoto, match=words):
        decoder.clean(data)


def test_a_refused_kind_is_told_what_works_instead(decoder: AnyDecoder) -> None:
    with pytest.raises(NotAPhoto, match="JPEG, PNG, WebP, AVIF, HEIC, GIF and TIFF"):
        decoder.clean(b"%PDF-1.7")


def test_a_cut_off_photo_is_refused(decoder: AnyDecoder) -> None:
    whole = saved(Image.effect_noise((300, 200), 60).convert("RGB"))
    with pytest.raises(NotAPhoto, match="damaged or cut off"):
        decoder.clean(whole[: len(whole) // 2])


def test_pixels_cover_the_wanted_size_and_are_never_enlarged(decoder: AnyDecoder) -> None:
    stored = saved(corners(Corners(width=1600, height=1200)))

    small = decoder.pixels(stored, WHOLE, Size(width_px=300, height_px=200))
    large = decoder.pixels(stored, WHOLE, Size(width_px=4000, height_px=3000))

    assert small.size == Size(width_px=400, height_px=300)
    assert large.size == Size(width_px=1600, height_px=1200)
    assert len(small.rgb) == 3 * 400 * 300


def test_pixels_show_the_part_that_was_asked_for(decoder: AnyDecoder) -> None:
    stored = saved(corners(Corners(width=800, height=600)))
    part = Box(left=0.5, top=0, width=0.5, height=0.5)

    pixels = decoder.pixels(stored, part, Size(width_px=400, height_px=300))

    assert pixels.size == Size(width_px=400, height_px=300)
    picture = Image.frombytes("RGB", (400, 300), bytes(pixels.rgb))
    assert same_colours(quarters(picture), (Corners().colours[1],) * 4)


def test_exact_pixels_have_exactly_the_wanted_size(decoder: AnyDecoder) -> None:
    stored = saved(corners(Corners(width=800, height=600)))
    part = Box(left=0, top=0.125, width=1, height=0.75)

    pixels = decoder.pixels(stored, part, Size(width_px=333, height_px=187), exact=True)

    assert pixels.size == Size(width_px=333, height_px=187)
    picture = Image.frombytes("RGB", (333, 187), bytes(pixels.rgb))
    assert same_colours(quarters(picture), Corners().colours)


def test_pixels_of_something_else_are_refused(decoder: AnyDecoder) -> None:
    with pytest.raises(NotAPhoto):
        decoder.pixels(b"no jpeg at all", WHOLE, Size(width_px=10, height_px=10))
    with pytest.raises(NotAPhoto):
        decoder.pixels(saved(corners(), "PNG"), WHOLE, Size(width_px=10, height_px=10))


def test_both_sides_of_a_grey_photo_stay_grey(decoder: AnyDecoder) -> None:
    photo = decoder.clean(saved(corners().convert("L")))
    red, green, blue = Image.open(io.BytesIO(photo.master)).convert("RGB").split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()


def _same(one: bytes | memoryview, other: bytes | memoryview) -> bool:
    return bytes(one) == bytes(other)


def test_a_remedy_changes_the_picture_and_none_leaves_it(decoder: AnyDecoder) -> None:
    stored, wanted = (
        saved(corners(Corners(width=640, height=480))),
        Size(width_px=640, height_px=480),
    )
    plain = decoder.pixels(stored, WHOLE, wanted)

    assert _same(decoder.pixels(stored, WHOLE, wanted, UNTOUCHED, ()).rgb, plain.rgb)
    brighter = decoder.pixels(stored, WHOLE, wanted, Remedy(exposure=1.0, shadows=0.3, noise=3.0))
    assert brighter.size == plain.size
    assert sum(bytes(brighter.rgb)) > sum(bytes(plain.rgb))


def test_the_part_is_of_the_picture_that_stands_level(decoder: AnyDecoder) -> None:
    stored, size = (
        saved(corners(Corners(width=640, height=480))),
        Size(width_px=640, height_px=480),
    )
    part = Box(left=0.5, top=0.0, width=0.5, height=0.5)

    turned = decoder.pixels(stored, WHOLE, size, Remedy(tilt=3.0))
    quarter = decoder.pixels(stored, part, size, Remedy(tilt=3.0))

    assert turned.size == levelled(size, 3.0)
    assert abs(quarter.size.width_px - turned.size.width_px / 2) <= 1
    exact = decoder.pixels(
        stored, part, Size(width_px=99, height_px=70), Remedy(tilt=3.0), exact=True
    )
    assert exact.size == Size(width_px=99, height_px=70)


def test_a_retouched_picture_is_no_larger_than_it_has_to_be(decoder: AnyDecoder) -> None:
    stored = saved(corners(Corners(width=800, height=600)))
    wanted = Size(width_px=600, height_px=440)

    turned = decoder.pixels(stored, WHOLE, wanted, Remedy(tilt=-2.0))

    assert 0 <= turned.size.width_px - 600 <= 3
    assert turned.size.height_px >= 440


def test_veiled_heads_are_gone_and_the_rest_stays(decoder: AnyDecoder) -> None:
    stored = saved(Image.effect_noise((640, 480), 90).convert("RGB"))
    wanted = Size(width_px=640, height_px=480)
    head = Box(left=0.4, top=0.4, width=0.2, height=0.2)

    plain = decoder.pixels(stored, WHOLE, wanted)
    veiled = decoder.pixels(stored, WHOLE, wanted, veil=[head])
    both = decoder.pixels(stored, WHOLE, wanted, Remedy(exposure=0.5), [head])

    assert _contrast(plain, (280, 210, 360, 270)) > 40
    assert _contrast(veiled, (280, 210, 360, 270)) < 20
    assert _contrast(both, (280, 210, 360, 270)) < 30
    corner = (0, 0, 100, 100)
    assert _cut(veiled, corner).tobytes() == _cut(plain, corner).tobytes()


def _cut(pixels: Pixels, box: tuple[int, int, int, int]) -> Image.Image:
    size = (pixels.size.width_px, pixels.size.height_px)
    return Image.frombytes("RGB", size, bytes(pixels.rgb)).crop(box)


def _contrast(pixels: Pixels, box: tuple[int, int, int, int]) -> float:
    return ImageStat.Stat(_cut(pixels, box).convert("L")).stddev[0]


@pytest.mark.parametrize("sides", [(1280, 800), (480, 800), (200, 100)])
def test_pixels_become_a_small_jpeg_and_nothing_more(
    decoder: AnyDecoder, sides: tuple[int, int]
) -> None:
    picture = corners(Corners(width=sides[0], height=sides[1]))
    size = Size(width_px=sides[0], height_px=sides[1])
    jpeg = decoder.small(Pixels(size=size, rgb=picture.tobytes()), 400, 50_000)
    scale = min(1.0, 400 / max(sides))
    assert plain_size(jpeg) == Size(
        width_px=round(sides[0] * scale), height_px=round(sides[1] * scale)
    )
    assert same_colours(quarters(opened(jpeg)), Corners().colours, within=12)


def test_a_small_jpeg_of_noise_is_as_large_as_fits(decoder: AnyDecoder) -> None:
    size = Size(width_px=600, height_px=600)
    noise = Pixels(size=size, rgb=random.Random(1).randbytes(3 * 600 * 600))
    jpeg = decoder.small(noise, 600, 20_000)
    assert len(jpeg) <= 20_000
    assert 64 <= plain_size(jpeg).width_px < 600
    with pytest.raises(NotAPhoto):
        decoder.small(noise, 600, 100)
