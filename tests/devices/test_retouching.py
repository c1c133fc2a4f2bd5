"""What a remedy does to pixels; whether it should is for the vision room to say."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from frame.devices import tonecurves
from frame.devices.retouching import retouched
from frame.model import UNTOUCHED, Box, Remedy, Size
from frame.slideshow.level import level_box, levelled

_STRONG = Remedy(
    exposure=0.7,
    shadows=0.5,
    highlights=0.5,
    balance=(0.9, 1.0, 1.2),
    contrast=0.4,
    noise=4.0,
    tilt=2.0,
    sharpen=0.5,
    red_eyes=((0.5, 0.5, 0.05),),
)


def _slope(width: int = 320, height: int = 600) -> Image.Image:
    """A picture of several bands, dark on top, light below, with fine texture everywhere."""
    ramp = Image.linear_gradient("L").resize((width, height))
    grain = Image.effect_noise((width, height), 30)
    return ImageChops.add(ramp, grain, 2).convert("RGB")


def _mean(image: Image.Image, box: tuple[int, int, int, int] | None = None) -> float:
    return ImageStat.Stat((image.crop(box) if box else image).convert("L")).mean[0]


def _deviation(image: Image.Image) -> float:
    return ImageStat.Stat(image.convert("L")).stddev[0]


def test_the_default_remedy_gives_the_very_same_picture_back() -> None:
    image = _slope()
    assert retouched(image, UNTOUCHED) is image


@settings(max_examples=25, deadline=None)
@given(
    remedy=st.builds(
        Remedy,
        exposure=st.floats(-2, 3),
        shadows=st.floats(0, 1),
        highlights=st.floats(0, 1),
        balance=st.tuples(*[st.floats(0.6, 1.6)] * 3),
        contrast=st.floats(0, 1),
        noise=st.floats(0, 12),
        tilt=st.floats(-3, 3),
        sharpen=st.floats(0, 1),
        red_eyes=st.lists(st.tuples(*[st.floats(-0.2, 1.2)] * 2, st.floats(0, 0.3))).map(tuple),
    ),
    width=st.integers(1, 90),
    height=st.integers(1, 300),
)
def test_every_remedy_fits_every_size(remedy: Remedy, width: int, height: int) -> None:
    after = retouched(_slope(width, height), remedy)
    left = levelled(Size(width_px=width, height_px=height), remedy.tilt)
    assert after.size == (left.width_px, left.height_px)
    assert after.mode == "RGB"


def test_the_bands_leave_no_seam() -> None:
    """A picture of one colour stays one, and two halves worked on apart meet without a step."""
    plain = Image.new("RGB", (200, 700), (70, 80, 60))
    after = retouched(plain, Remedy(exposure=0.5, shadows=0.5, noise=3.0, sharpen=0.5))
    assert all(low == high for low, high in ImageStat.Stat(after).extrema)
    soft = _slope(200, 700).filter(ImageFilter.GaussianBlur(8))
    lifted = retouched(soft.copy(), Remedy(shadows=0.6)).convert("L")
    rows = lifted.resize((1, 700), Image.Resampling.BOX).tobytes()
    steps = [abs(one - other) for one, other in pairwise(rows)]
    assert max(steps[250:260] + steps[506:516]) <= max(steps) <= 4


@pytest.mark.parametrize("stops", [0.5, 1.0, 2.0])
def test_more_light_undoes_less_light(stops: float) -> None:
    steps = tonecurves.light(stops, (1.0, 1.0, 1.0))[:256]
    back = tonecurves.light(-stops, (1.0, 1.0, 1.0))[:256]
    dark = [back[step] for step in range(0, 210, 10)]
    assert all(
        abs(steps[one] - was) <= 6 for one, was in zip(dark, range(0, 210, 10), strict=True)
    )


@given(
    stops=st.floats(-2, 3),
    gains=st.tuples(*[st.floats(0.5, 2.0)] * 3),
    amount=st.floats(0, 1),
)
def test_no_curve_turns_light_and_dark_around(
    stops: float, gains: tuple[float, float, float], amount: float
) -> None:
    tables = [tonecurves.light(stops, gains)[at : at + 256] for at in (0, 256, 512)]
    tables += [tonecurves.lift(amount)[:256], tonecurves.contrast(amount)[:256]]
    tables.append(tonecurves.hold(amount)[:256])
    for table in tables:
        assert table == sorted(table)
        assert table[0] == 0


def test_white_stays_white_whatever_the_balance() -> None:
    table = tonecurves.light(0.0, (0.8, 1.0, 1.3))
    assert [table[255], table[511], table[767]] == [255, 255, 255]


def test_shadows_are_lifted_where_it_is_dark_and_nowhere_else() -> None:
    image = Image.new("RGB", (400, 300), (30, 30, 30))
    ImageDraw.Draw(image).rectangle((200, 0, 400, 300), fill=(200, 200, 200))
    after = retouched(image.copy(), Remedy(shadows=0.6))
    assert _mean(after, (20, 20, 180, 280)) > 45
    assert abs(_mean(after, (220, 20, 380, 280)) - 200) < 1


def test_a_lifted_part_has_no_halo_along_a_strong_edge() -> None:
    image = Image.new("RGB", (400, 300), (30, 30, 30))
    ImageDraw.Draw(image).rectangle((200, 0, 400, 300), fill=(200, 200, 200))
    after = retouched(image.copy(), Remedy(shadows=0.6)).convert("L")
    dark = after.crop((150, 150, 200, 151)).tobytes()
    light = after.crop((200, 150, 250, 151)).tobytes()
    assert max(dark) - min(dark) <= 12
    assert max(light) - min(light) <= 4


def test_highlights_are_held_back_where_it_is_bright() -> None:
    image = Image.new("RGB", (400, 300), (60, 60, 60))
    ImageDraw.Draw(image).rectangle((200, 0, 400, 300), fill=(225, 225, 225))
    after = retouched(image.copy(), Remedy(highlights=1.0))
    assert _mean(after, (220, 20, 380, 280)) < 222
    assert abs(_mean(after, (20, 20, 180, 280)) - 60) < 1


def test_grain_is_calmed_and_edges_stay() -> None:
    clean = Image.new("RGB", (300, 300), (60, 60, 60))
    ImageDraw.Draw(clean).rectangle((150, 0, 300, 300), fill=(180, 180, 180))
    grain = Image.merge("RGB", [Image.effect_noise((300, 300), 8) for _ in range(3)])
    noisy = ImageChops.add(clean, grain, 1, -128)
    after = retouched(noisy.copy(), Remedy(noise=8.0))
    flat = (10, 10, 140, 290)
    assert _deviation(after.crop(flat)) < 0.6 * _deviation(noisy.crop(flat))
    assert _mean(after, (152, 10, 156, 290)) - _mean(after, (144, 10, 148, 290)) > 105


def test_sharpening_makes_edges_steeper() -> None:
    square = Image.new("RGB", (200, 200), (80, 80, 80))
    ImageDraw.Draw(square).rectangle((60, 60, 140, 140), fill=(170, 170, 170))
    soft = square.filter(ImageFilter.GaussianBlur(1.5))
    after = retouched(soft.copy(), Remedy(sharpen=1.0))

    def edges(image: Image.Image) -> float:
        return _mean(image.convert("L").filter(ImageFilter.FIND_EDGES))

    assert edges(after) > edges(soft)


def test_red_pupils_become_dark_and_the_skin_around_them_stays() -> None:
    skin = (205, 160, 140)
    image = Image.new("RGB", (300, 200), skin)
    ImageDraw.Draw(image).ellipse((145, 95, 155, 105), fill=(210, 60, 30))
    after = retouched(image, Remedy(red_eyes=((0.5, 0.5, 8 / 300),)))
    red, green, blue = _colour(after, 150, 100)
    assert max(red, green, blue) < 60
    assert max(red, green, blue) - min(red, green, blue) < 8
    assert _colour(after, 138, 100) == skin
    assert _colour(after, 150, 112) == skin


def test_the_white_of_the_flash_in_a_pupil_stays() -> None:
    image = Image.new("RGB", (300, 200), (205, 160, 140))
    ImageDraw.Draw(image).ellipse((140, 90, 160, 110), fill=(210, 40, 50))
    ImageDraw.Draw(image).rectangle((147, 97, 153, 103), fill=(255, 248, 248))
    after = retouched(image, Remedy(red_eyes=((0.5, 0.5, 12 / 300),)))
    assert min(_colour(after, 150, 100)) > 240
    assert max(_colour(after, 144, 100)) < 70


@settings(max_examples=40, deadline=None)
@given(
    pixels=st.binary(min_size=3 * 24 * 24, max_size=3 * 24 * 24),
    x=st.floats(0, 1),
    y=st.floats(0, 1),
    radius=st.floats(0.02, 0.5),
)
def test_a_mended_eye_never_gets_greener_and_nothing_outside_it_changes(
    pixels: bytes, x: float, y: float, radius: float
) -> None:
    before = Image.frombytes("RGB", (24, 24), pixels)
    after = retouched(before.copy(), Remedy(red_eyes=((x, y, radius),)))
    for row in range(24):
        for column in range(24):
            was, now = _colour(before, column, row), _colour(after, column, row)
            outside = ((column - 24 * x) ** 2 + (row - 24 * y) ** 2) ** 0.5 > 24 * radius + 1.5
            assert now == was if outside else _greenness(now) <= max(1, _greenness(was) + 1)


def _greenness(colour: tuple[int, ...]) -> int:
    return colour[1] - max(colour[0], colour[2])


def _colour(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return tuple(int(value) for value in found)


@settings(max_examples=30, deadline=None)
@given(
    tilt=st.floats(-3, 3),
    x=st.floats(0.25, 0.75),
    y=st.floats(0.25, 0.75),
    size=st.sampled_from([Size(width_px=300, height_px=420), Size(width_px=420, height_px=300)]),
)
def test_painted_marks_lie_where_the_geometry_says(
    tilt: float, x: float, y: float, size: Size
) -> None:
    image = Image.new("RGB", (size.width_px, size.height_px))
    box = Box(left=x - 0.03, top=y - 0.03, width=0.06, height=0.06)
    edges = [
        box.left * size.width_px,
        box.top * size.height_px,
        (box.left + box.width) * size.width_px - 1,
        (box.top + box.height) * size.height_px - 1,
    ]
    ImageDraw.Draw(image).rectangle([round(edge) for edge in edges], fill=(255, 255, 255))
    after = retouched(image, Remedy(tilt=tilt))
    where = level_box(box, size, tilt)
    found = after.convert("L").point([0] * 128 + [255] * 128).getbbox()
    assert found is not None
    told = (
        where.left * after.width,
        where.top * after.height,
        (where.left + where.width) * after.width,
        (where.top + where.height) * after.height,
    )
    assert all(abs(one - other) <= 3 for one, other in zip(found, told, strict=True))


def test_a_turned_picture_has_no_empty_corner() -> None:
    after = retouched(Image.new("RGB", (300, 200), (90, 120, 150)), Remedy(tilt=-3.0))
    assert ImageStat.Stat(after).extrema == [(90, 90), (120, 120), (150, 150)]


def test_all_of_it_at_once_gives_a_picture() -> None:
    before = _slope()
    after = retouched(before.copy(), _STRONG)
    assert after.width < before.width
    assert _mean(after) > _mean(before)
