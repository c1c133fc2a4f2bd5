from dataclasses import replace

import pytest

from frame.model import UNTOUCHED, WHOLE, Box, PhotoId, Remedy, Size
from frame.scene import Fill, Picture
from frame.slideshow.colour import tone_of
from frame.slideshow.compose import compose, compose_whole, short_side
from frame.slideshow.slide import Composition, Shot, Slide
from tests.slideshow.slides_for_tests import SCREENS, UPRIGHT, WALL, face, shot


def pictures(composition: Composition) -> list[Picture]:
    return [layer for layer in composition.layers if isinstance(layer, Picture)]


def single(photo: Shot) -> Slide:
    return Slide(shots=(photo,))


def test_a_landscape_photo_fills_a_landscape_screen() -> None:
    composition = compose(single(shot(wide=6000, high=4000)), WALL)
    (picture,) = pictures(composition)
    assert (picture.at.width, picture.at.height) == (1920, 1080)
    assert composition.ink is None


@pytest.mark.parametrize("screen", SCREENS, ids=lambda size: f"{size.width_px}x{size.height_px}")
def test_a_photo_of_the_wrong_shape_hangs_whole_on_a_mat_with_margins(screen: Size) -> None:
    upright = screen.height_px > screen.width_px
    odd = shot(wide=9000, high=3000) if upright else shot(wide=3000, high=9000)
    (picture,) = pictures(compose(single(odd), screen))
    unit = short_side(screen)
    assert picture.start == picture.end == WHOLE
    assert picture.at.left >= 0.08 * unit
    assert picture.at.top >= 0.07 * unit
    below = screen.height_px - picture.at.top - picture.at.height
    assert below > picture.at.top


def test_a_small_photo_is_not_blown_up() -> None:
    composition = compose(single(shot(wide=640, high=427)), WALL)
    (picture,) = pictures(composition)
    assert composition.ink is not None
    assert picture.at.width <= 2.2 * 640


def test_two_portraits_of_the_right_shape_share_the_screen_edge_to_edge() -> None:
    pair = Slide(shots=(shot("a", 3000, 3600), shot("b", 3000, 3600)))
    left, right = pictures(compose(pair, WALL))
    assert left.at.left == 0
    assert right.at.left + right.at.width == 1920
    assert left.at.width == right.at.width
    assert 0 < right.at.left - left.at.width <= 12


def test_two_tall_portraits_hang_at_one_height_on_a_common_mat() -> None:
    pair = Slide(shots=(shot("a", 2000, 3600), shot("b", 3000, 4000)))
    left, right = pictures(compose(pair, WALL))
    assert left.at.height == right.at.height
    assert left.at.top == right.at.top
    assert left.at.left + left.at.width < right.at.left


def test_a_portrait_whose_head_would_be_cut_brings_both_onto_the_mat() -> None:
    tall = face(0.1, 0.2, 0.8, 0.6)
    pair = Slide(shots=(shot("a", 3000, 3600, (tall,)), shot("b", 3000, 3600)))
    assert compose(pair, WALL).ink is not None


def test_on_an_upright_screen_a_pair_is_stacked() -> None:
    pair = Slide(shots=(shot("a", 3000, 2000), shot("b", 3000, 2000)))
    upper, lower = pictures(compose(pair, UPRIGHT))
    assert upper.at.top + upper.at.height < lower.at.top
    assert upper.at.left == lower.at.left


def test_without_motion_everything_stands_still() -> None:
    (picture,) = pictures(compose(single(shot(wide=6000, high=4000)), WALL, motion=False))
    assert picture.start == picture.end


def test_a_texture_has_the_pixels_the_screen_shows_and_not_more() -> None:
    (need,) = compose(single(shot(wide=6000, high=4000)), WALL, motion=False).needs
    assert need.wanted == Size(width_px=1920, height_px=1280)
    assert need.part == WHOLE


def test_the_mat_takes_its_hue_from_the_photo_and_is_muted() -> None:
    blue = replace(shot(wide=2000, high=4000), colour=(60, 90, 190))
    mat = tone_of(compose(single(blue), WALL).background)
    assert mat.hue == pytest.approx(tone_of((60, 90, 190)).hue, abs=0.35)
    assert mat.chroma < 0.05
    assert mat.light < 0.4


def test_a_nearly_white_photo_gets_a_pale_mat_with_dark_ink() -> None:
    pale = replace(shot(wide=2000, high=4000), colour=(240, 238, 230))
    composition = compose(single(pale), WALL)
    assert composition.ink is not None
    assert tone_of(composition.background).light > 0.8
    assert tone_of(composition.ink).light < 0.5


@pytest.mark.promise("P5")
def test_the_whole_photo_is_shown_uncropped_and_at_rest() -> None:
    composition = compose_whole(single(shot(wide=6000, high=4000)), WALL)
    (picture,) = pictures(composition)
    assert picture.start == picture.end == WHOLE
    assert picture.at.width / picture.at.height == pytest.approx(1.5, abs=0.005)


def test_lengths_grow_with_the_screen() -> None:
    tall = single(shot(wide=3000, high=9000))
    small = pictures(compose(tall, Size(width_px=1920, height_px=1080)))[0].at
    large = pictures(compose(tall, Size(width_px=3840, height_px=2160)))[0].at
    assert large.height == pytest.approx(2 * small.height, abs=1)


def test_a_mat_has_a_bevelled_edge_on_each_side() -> None:
    composition = compose(single(shot(wide=2000, high=4000)), WALL)
    (picture,) = pictures(composition)
    rims = [layer.at for layer in composition.layers if isinstance(layer, Fill)]
    assert len(rims) == 4
    assert min(rim.left for rim in rims) < picture.at.left
    assert composition.cells[0].shot.photo == PhotoId("a")


BRIGHTER = Remedy(exposure=0.6)


def test_a_remedy_is_asked_for_and_so_is_the_untouched_photo() -> None:
    mended = replace(shot(wide=6000, high=4000), remedy=BRIGHTER)
    shown, original = compose(single(mended), WALL).needs
    assert shown.remedy == BRIGHTER
    assert original.remedy == UNTOUCHED
    assert shown.texture != original.texture


def test_a_photo_that_is_good_already_needs_one_texture() -> None:
    assert len(compose(single(shot(wide=6000, high=4000)), WALL).needs) == 1


def test_a_photo_on_a_mat_is_shown_with_its_remedy() -> None:
    mended = replace(shot(wide=3000, high=9000), remedy=BRIGHTER)
    composition = compose(single(mended), WALL)
    (picture,) = pictures(composition)
    assert picture.texture == composition.needs[0].texture
    assert composition.needs[0].remedy == BRIGHTER


@pytest.mark.promise("P5")
def test_the_original_is_untouched_and_among_the_textures_that_are_there() -> None:
    mended = replace(shot("a", 3000, 3600), remedy=BRIGHTER)
    pair = Slide(shots=(mended, shot("b", 3000, 3600)))
    whole = compose_whole(pair, WALL)
    first, second = pictures(whole)
    shown = compose(pair, WALL)
    held = {need.texture: need for need in shown.needs}
    assert held[first.texture].remedy == UNTOUCHED
    assert all(need.remedy == UNTOUCHED for need in whole.needs)
    assert second.texture.startswith("b@")
    assert len(whole.needs) == len(shown.needs) == 3


@pytest.mark.promise("P5")
def test_the_original_of_a_levelled_photo_has_its_own_size_and_shape() -> None:
    stored = Size(width_px=6000, height_px=4000)
    level = replace(shot(wide=5600, high=3800), remedy=Remedy(tilt=2.0), unlevelled=stored)
    (picture,) = pictures(compose_whole(single(level), WALL))
    assert picture.at.width / picture.at.height == pytest.approx(1.5, abs=0.005)


def test_what_is_veiled_stays_veiled_in_the_original() -> None:
    stranger = Box(left=0.1, top=0.1, width=0.1, height=0.1)
    veiled = replace(shot(wide=6000, high=4000), remedy=BRIGHTER, veil=(stranger,))
    needs = (*compose(single(veiled), WALL).needs, *compose_whole(single(veiled), WALL).needs)
    assert all(need.veil == (stranger,) for need in needs)


def test_textures_of_one_photo_differ_by_what_is_done_to_it() -> None:
    plain = shot(wide=6000, high=4000)
    box = Box(left=0.1, top=0.1, width=0.1, height=0.1)
    kinds = (
        plain,
        replace(plain, remedy=BRIGHTER),
        replace(plain, remedy=Remedy(exposure=0.7)),
        replace(plain, veil=(box,)),
        replace(plain, veil=(box,), remedy=BRIGHTER),
    )
    names = {compose(single(kind), WALL).needs[0].texture for kind in kinds}
    assert len(names) == len(kinds)


def test_a_half_of_a_pair_keeps_the_person_in_it() -> None:
    dancer = Box(left=0.55, top=0.1, width=0.42, height=0.85)
    left, _right = pictures(
        compose(
            Slide(shots=(replace(shot("a", 3000, 3200), people=(dancer,)), shot("b", 3000, 3200))),
            WALL,
            motion=False,
        )
    )
    assert left.start.left + left.start.width >= dancer.left + dancer.width
