"""P3 for any photo, any faces, any screen and any moment: nobody's head is cut off."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.model import UNTOUCHED, WHOLE, Box, Face, PhotoId, Remedy, Size
from frame.scene import Picture, Rect, Scene
from frame.slideshow.compose import compose
from frame.slideshow.fit import Sights, crop_for, heads_in
from frame.slideshow.motion import between, frame_at, smootherstep
from frame.slideshow.overlay import Status, overlay, words_on
from frame.slideshow.places import meets
from frame.slideshow.slide import Cell, Composition, Shot, Slide

TINY = 1e-6
SCREENS = st.sampled_from([(1280, 800), (1920, 1080), (3840, 2160), (1080, 1920), (800, 800)])
SIDES = st.integers(min_value=200, max_value=9000)
SHARES = st.floats(min_value=0.0, max_value=1.0)


@st.composite
def faces(draw: st.DrawFn) -> Face:
    width = draw(st.floats(min_value=0.005, max_value=0.6))
    height = draw(st.floats(min_value=0.005, max_value=0.6))
    left = draw(st.floats(min_value=-0.05, max_value=1.0 - width))
    top = draw(st.floats(min_value=-0.05, max_value=1.0 - height))
    return Face(box=Box(left=left, top=top, width=width, height=height), score=0.8)


@st.composite
def shots(draw: st.DrawFn) -> Shot:
    return Shot(
        photo=PhotoId("p"),
        size=Size(width_px=draw(SIDES), height_px=draw(SIDES)),
        faces=tuple(draw(st.lists(faces(), max_size=4))),
        people=tuple(face.box for face in draw(st.lists(faces(), max_size=3))),
        focus=draw(st.none() | faces().map(lambda face: face.box)),
        horizon=draw(st.none() | SHARES),
        remedy=draw(st.sampled_from([UNTOUCHED, Remedy(exposure=0.5)])),
        title=draw(st.sampled_from(["", "Grandma and the cat by the sea"])),
        album="Garden",
        favourite=draw(st.booleans()),
    )


@st.composite
def compositions(draw: st.DrawFn) -> Composition:
    wide, high = draw(SCREENS)
    several = draw(st.lists(shots(), min_size=1, max_size=2))
    seed = draw(st.integers(min_value=0, max_value=2**32))
    story = draw(st.sampled_from(["", "Three days by the sea, with everybody"]))
    slide = Slide(shots=tuple(several), seed=seed, story=story)
    return compose(slide, Size(width_px=wide, height_px=high))


def heads(shot: Shot) -> tuple[Box, ...]:
    return heads_in(Sights(size=shot.size, faces=shot.faces, people=shot.people))


def inside(inner: Box, outer: Box) -> bool:
    return (
        inner.left >= outer.left - TINY
        and inner.top >= outer.top - TINY
        and inner.left + inner.width <= outer.left + outer.width + TINY
        and inner.top + inner.height <= outer.top + outer.height + TINY
    )


def pictures(composition: Composition, share: float) -> list[Picture]:
    scene = Scene(size=composition.size, background=(0, 0, 0), layers=composition.layers,
                  seconds=10.0)  # fmt: skip
    layers = frame_at(scene, 10.0 * share).layers
    return [layer for layer in layers if isinstance(layer, Picture)]


@pytest.mark.promise("P3")
@given(compositions(), SHARES)
def test_every_head_is_visible_at_every_moment_or_the_whole_photo_is(
    composition: Composition, share: float
) -> None:
    for picture, cell in zip(pictures(composition, share), composition.cells, strict=True):
        assert inside(picture.start, WHOLE)
        if composition.ink is not None:
            assert picture.start == WHOLE
        for head in heads(cell.shot):
            assert inside(head, picture.start)


@given(compositions(), SHARES)
def test_a_photo_is_never_stretched(composition: Composition, share: float) -> None:
    for picture, cell in zip(pictures(composition, share), composition.cells, strict=True):
        part, size = picture.start, cell.shot.size
        shape = part.width * size.width_px / (part.height * size.height_px)
        # A place on the screen is whole pixels, so the shape is right to a pixel.
        assert abs(shape * picture.at.height - picture.at.width) <= 1.0 + shape


@given(compositions())
def test_a_photo_stays_on_the_screen_and_keeps_its_pixels_small(composition: Composition) -> None:
    for cell, need in zip(composition.cells, composition.needs, strict=False):
        at, screen = cell.at, composition.size
        assert at.left >= 0
        assert at.top >= 0
        assert at.left + at.width <= screen.width_px
        assert at.top + at.height <= screen.height_px
        pixels = need.wanted.width_px * need.wanted.height_px
        small = need.wanted.width_px <= cell.shot.size.width_px
        assert small or (need.exact and pixels <= 4_100_000)
        assert max(need.wanted.width_px, need.wanted.height_px) <= 4096


@given(compositions(), SHARES)
def test_a_head_is_never_outside_the_places_words_keep_clear_of(
    composition: Composition, share: float
) -> None:
    for picture, cell in zip(pictures(composition, share), composition.cells, strict=True):
        for head, place in zip(heads(cell.shot), cell.heads, strict=True):
            seen = on_screen(head, picture)
            assert seen.left >= place.left - 0.01
            assert seen.top >= place.top - 0.01
            assert seen.left + seen.width <= place.left + place.width + 0.01
            assert seen.top + seen.height <= place.top + place.height + 0.01


def on_screen(box: Box, picture: Picture) -> Rect:
    part, at = picture.start, picture.at
    return Rect(
        left=at.left + (box.left - part.left) / part.width * at.width,
        top=at.top + (box.top - part.top) / part.height * at.height,
        width=box.width / part.width * at.width,
        height=box.height / part.height * at.height,
    )


@given(compositions())
def test_words_never_stand_on_a_head_nor_on_each_other(composition: Composition) -> None:
    from datetime import datetime

    status = Status(now=datetime(2026, 6, 1, 10, 24), paused=True)
    words = words_on(overlay(composition, status))
    for line in words:
        for cell in composition.cells:
            assert not any(meets(line, head) for head in cell.heads)
            assert composition.ink is None or not meets(line, cell.at)
    clock_and_captions = [line for line in words if line.height > 0]
    for one, other in itertools.combinations(clock_and_captions, 2):
        assert not meets(shrunk(one), shrunk(other))


def shrunk(rect: Rect) -> Rect:
    """Lines of one caption may touch with their empty edges."""
    cut = 0.15 * rect.height
    return Rect(left=rect.left, top=rect.top + cut, width=rect.width, height=rect.height - 2 * cut)


@given(shots(), st.floats(min_value=0.3, max_value=3.5))
def test_a_crop_has_the_shape_asked_for_and_touches_two_edges(shot: Shot, aspect: float) -> None:
    crop = crop_for(aspect, shot.size, shot.faces, shot.focus, shot.people, shot.horizon)
    if crop is None:
        return
    own = shot.size.width_px / shot.size.height_px
    assert crop.width / crop.height * own == pytest.approx(aspect)
    assert max(crop.width, crop.height) == pytest.approx(1.0)
    assert inside(crop, WHOLE)
    assert all(inside(head, crop) for head in heads(shot))


@pytest.mark.promise("P5")
@given(compositions())
def test_every_picture_has_its_texture_and_every_remedy_its_untouched_one(
    composition: Composition,
) -> None:
    drawn = [picture.texture for picture in pictures(composition, 0.0)]
    shown, extra = composition.needs[: len(drawn)], composition.needs[len(drawn) :]
    assert drawn == [need.texture for need in shown]
    mended = [cell.shot.photo for cell in composition.cells if cell.shot.remedy != UNTOUCHED]
    assert [need.photo for need in extra] == mended
    assert all(need.remedy == UNTOUCHED for need in extra)


@given(SHARES, SHARES)
def test_easing_never_runs_backwards(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert smootherstep(low) <= smootherstep(high) + TINY
    assert 0.0 <= smootherstep(low) <= 1.0 + TINY


@given(faces(), faces(), SHARES)
def test_what_both_ends_of_a_movement_hold_every_box_between_holds(
    one: Face, other: Face, share: float
) -> None:
    left, top = max(one.box.left, other.box.left), max(one.box.top, other.box.top)
    right = min(one.box.left + one.box.width, other.box.left + other.box.width)
    bottom = min(one.box.top + one.box.height, other.box.top + other.box.height)
    common = Box(left=left, top=top, width=right - left, height=bottom - top)
    assert inside(common, between(one.box, other.box, share))


def test_the_cells_name_every_head() -> None:
    face = Face(box=Box(left=0.4, top=0.4, width=0.1, height=0.1), score=0.9)
    shot = Shot(photo=PhotoId("p"), size=Size(width_px=3000, height_px=2000), faces=(face, face))
    composition = compose(Slide(shots=(shot,)), Size(width_px=1920, height_px=1080))
    cells: tuple[Cell, ...] = composition.cells
    assert [len(cell.heads) for cell in cells] == [2]
