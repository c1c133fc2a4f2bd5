from dataclasses import replace

import pytest

from frame.model import Box, Size
from frame.scene import Picture, Rect, Scene, TextureId
from frame.slideshow.motion import View, between, frame_at, held_at, path_for, smootherstep
from tests.slideshow.slides_for_tests import face

CROP = Box(left=0.0, top=0.08, width=1.0, height=0.84375)
VIEW = View(
    crop=CROP, size=Size(width_px=3000, height_px=2000), faces=(), focus=None, width_px=1920.0
)
LEFT = Box(left=0.0, top=0.0, width=0.5, height=0.5)
RIGHT = Box(left=0.5, top=0.5, width=0.5, height=0.5)
GLIDE = Picture(
    texture=TextureId("t"), at=Rect(left=0, top=0, width=10, height=10), start=LEFT, end=RIGHT
)
SCENE = Scene(
    size=Size(width_px=10, height_px=10),
    background=(0, 0, 0),
    layers=(GLIDE,),
    fade_s=2.0,
    seconds=10.0,
)


def test_easing_starts_and_ends_at_rest() -> None:
    tiny = 1e-4
    assert smootherstep(0.0) == 0.0
    assert smootherstep(0.5) == pytest.approx(0.5)
    assert smootherstep(1.0) == 1.0
    assert smootherstep(tiny) / tiny < 1e-6
    assert (1.0 - smootherstep(1.0 - tiny)) / tiny < 1e-6


def test_before_its_time_and_after_it_nothing_moves() -> None:
    assert smootherstep(-3.0) == 0.0
    assert smootherstep(7.0) == 1.0


def test_the_same_seed_gives_the_same_movement() -> None:
    assert path_for(VIEW, 12345) == path_for(VIEW, 12345)


def test_movements_differ_from_seed_to_seed() -> None:
    assert len({path_for(VIEW, seed) for seed in range(30)}) > 8


def test_a_movement_is_gentle() -> None:
    for seed in range(60):
        start, end = path_for(VIEW, seed)
        assert 1 / 1.12 <= start.width / end.width <= 1.12
        assert abs(start.left - end.left) <= 0.12
        assert abs(start.top - end.top) <= 0.12


def test_a_zoom_goes_towards_the_face() -> None:
    view = replace(VIEW, faces=(face(0.7, 0.3, 0.1, 0.12),))
    start, end = path_for(view, 0)
    assert start == CROP
    assert end.width < start.width
    assert end.left + end.width / 2 > 0.5


def test_a_face_that_fills_the_crop_stops_the_zoom() -> None:
    view = replace(VIEW, faces=(face(0.3, 0.36, 0.4, 0.43),))
    start, end = path_for(view, 0)
    assert start == end == CROP


def test_a_movement_keeps_the_animal_it_ends_on_whole() -> None:
    dog = Box(left=0.05, top=0.5, width=0.5, height=0.4)
    view = replace(VIEW, focus=dog)
    for seed in range(40):
        for box in path_for(view, seed):
            assert box.left <= dog.left
            assert box.left + box.width >= dog.left + dog.width
            assert box.top <= dog.top
            assert box.top + box.height >= dog.top + dog.height


def test_a_zoom_never_cuts_the_head_of_a_person_seen_from_behind() -> None:
    hiker = Box(left=0.75, top=0.09, width=0.12, height=0.8)
    view = replace(VIEW, people=(hiker,))
    for seed in range(40):
        for box in path_for(view, seed):
            assert box.top <= hiker.top
            assert box.left <= hiker.left
            assert box.left + box.width >= hiker.left + hiker.width


def test_a_zoom_goes_towards_a_person_rather_than_a_thing() -> None:
    person = Box(left=0.88, top=0.3, width=0.1, height=0.5)
    thing = Box(left=0.0, top=0.3, width=0.1, height=0.3)
    _, end = path_for(replace(VIEW, people=(person,), focus=thing), 0)
    assert end.left + end.width / 2 > 0.5


def test_a_photo_without_spare_pixels_does_not_zoom() -> None:
    view = replace(VIEW, size=Size(width_px=1200, height_px=800))
    assert path_for(view, 0) == (CROP, CROP)


def test_a_scene_fades_in_and_then_glides_to_its_end() -> None:
    assert frame_at(SCENE, 0.0).shown == 0.0
    assert frame_at(SCENE, 1.0).shown == pytest.approx(0.5)
    assert frame_at(SCENE, 2.0).shown == 1.0
    assert frame_at(SCENE, 5.0).layers == (replace(GLIDE, start=between(LEFT, RIGHT, 0.5),
                                                   end=between(LEFT, RIGHT, 0.5)),)  # fmt: skip
    assert frame_at(SCENE, 10.0).layers == (replace(GLIDE, start=RIGHT, end=RIGHT),)


def test_a_scene_is_moving_until_it_has_arrived() -> None:
    assert frame_at(SCENE, 9.9).moving
    assert not frame_at(SCENE, 10.0).moving


def test_a_scene_without_a_moving_picture_rests_after_its_fade() -> None:
    still = replace(SCENE, layers=(replace(GLIDE, end=LEFT),))
    assert frame_at(still, 1.9).moving
    assert not frame_at(still, 2.0).moving


def test_a_scene_that_begins_later_is_as_far_as_one_shown_earlier() -> None:
    later = replace(SCENE, begin_s=4.0)
    assert frame_at(later, 1.0).layers == frame_at(SCENE, 5.0).layers


def test_a_held_scene_stands_where_it_was() -> None:
    held = replace(SCENE, layers=held_at(SCENE, 3.0))
    assert frame_at(held, 0.0).layers == frame_at(held, 9.0).layers == frame_at(SCENE, 3.0).layers
