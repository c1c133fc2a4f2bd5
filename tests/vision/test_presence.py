"""Who is in a room, by made up pictures with noise, lamps, slow light and people."""

import itertools
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from frame.devices.sim.camera import room, with_somebody
from frame.model import Size
from frame.vision.presence import (
    FACE_EVERY_S,
    FACE_S,
    QUIET_S,
    NearFace,
    Presence,
    Watcher,
    cells_of,
)
from frame.vision.resize import Bytes
from frame.vision.runtime import Model, installed

SIZE = Size(width_px=64, height_px=48)
"""Four pixels a cell, so that a test is quick; they tremble as the mean of a hundred does."""
EMPTY = room(SIZE)
TURN_S = 0.5


class Eye:
    """A watcher, its time, and a camera whose pictures tremble."""

    def __init__(self, seed: int = 7) -> None:
        self.watcher = Watcher()
        self.at_s = 0.0
        self.faces = 0
        self.face = False
        self._chance = np.random.default_rng(seed)

    def see(self, picture: Bytes, noise: float = 0.8) -> Presence:
        grain = self._chance.normal(0, noise, picture.shape)
        self.at_s += TURN_S
        trembling = np.clip(picture + grain, 0, 255).astype(np.uint8)
        return self.watcher.see(trembling, self.at_s, self._has_face)

    def watch(self, picture: Callable[[int], Bytes], seconds: float) -> list[Presence]:
        return [self.see(picture(turn)) for turn in range(round(seconds / TURN_S))]

    def _has_face(self) -> bool:
        self.faces += 1
        return self.face


def walking() -> Iterator[Bytes]:
    for step in itertools.count():
        yield with_somebody(EMPTY, 0.1 + 0.08 * (step % 11))


@pytest.mark.parametrize("seed", range(5))
def test_an_empty_room_is_empty_for_ten_minutes_whatever_its_camera_trembles(seed: int) -> None:
    seen = Eye(seed).watch(lambda _: EMPTY, 600)
    assert not any(one.someone for one in seen)
    assert seen[-1].for_s == pytest.approx(600 - TURN_S)


def test_who_comes_in_is_there_with_the_first_picture() -> None:
    eye = Eye()
    eye.watch(lambda _: EMPTY, 30)
    there = eye.see(with_somebody(EMPTY, 0.3))
    assert there == Presence(someone=True, for_s=0.0)


def test_who_left_counts_as_there_until_it_was_quiet_for_a_while() -> None:
    eye = Eye()
    eye.watch(lambda _: EMPTY, 30)
    walk = walking()
    eye.watch(lambda _: next(walk), 5)
    gone = eye.watch(lambda _: EMPTY, 120)
    assert all(one.someone for one in gone[: round(QUIET_S / TURN_S) - 1])
    assert not gone[-1].someone
    assert eye.faces >= 1


def test_somebody_who_walks_about_is_there_all_the_time() -> None:
    eye = Eye()
    eye.watch(lambda _: EMPTY, 10)
    walk = walking()
    seen = eye.watch(lambda _: next(walk), 120)
    assert all(one.someone for one in seen)
    assert [one.for_s for one in seen] == sorted(one.for_s for one in seen)


def test_whoever_looks_this_way_may_sit_still() -> None:
    eye = Eye()
    eye.watch(lambda _: EMPTY, 30)
    eye.face = True
    eye.see(with_somebody(EMPTY, 0.5))
    still = eye.watch(lambda _: with_somebody(EMPTY, 0.5), FACE_S - 2 * TURN_S)
    assert all(one.someone for one in still)


def test_faces_are_looked_for_seldom_and_only_while_something_stirs() -> None:
    eye = Eye()
    eye.watch(lambda _: EMPTY, 60)
    assert eye.faces == 0
    walk = walking()
    eye.watch(lambda _: next(walk), 40)
    assert 2 <= eye.faces <= 40 / FACE_EVERY_S + 1


def test_a_slow_evening_and_a_camera_that_follows_it_are_nobody() -> None:
    eye = Eye()

    def dusk(turn: int) -> Bytes:
        light = 110 - turn * 0.06
        exposed = light if turn % 60 < 30 else 1.15 * light
        return room(SIZE, round(exposed))

    assert not any(one.someone for one in eye.watch(dusk, 600))


def test_a_lamp_that_is_switched_is_another_room_and_nobody_by_itself() -> None:
    eye = Eye()
    eye.watch(lambda _: EMPTY, 30)
    lit = np.flip(room(SIZE, 180), axis=1).copy()
    lit[:24] //= 2
    assert not any(one.someone for one in eye.watch(lambda _: lit, 30))
    assert eye.see(with_somebody(lit, 0.4)).someone


@pytest.mark.parametrize("light", [0, 255])
def test_a_dark_room_and_a_dazzled_camera_are_nobody(light: int) -> None:
    picture = np.full((48, 64), light, np.uint8)
    assert not any(one.someone for one in Eye().watch(lambda _: picture, 60))


@pytest.mark.parametrize("shape", [(24, 32), (240, 320), (243, 331), (720, 1280)])
def test_a_picture_of_any_size_becomes_as_many_cells(shape: tuple[int, int]) -> None:
    picture = np.full(shape, 90, np.uint8)
    assert cells_of(picture).shape == (24, 32)
    assert float(cells_of(picture).mean()) == pytest.approx(90.0)


def test_a_watcher_keeps_numbers_and_no_picture() -> None:
    eye = Eye()
    eye.watch(lambda _: EMPTY, 10)
    kept = [one for one in vars(eye.watcher).values() if isinstance(one, np.ndarray)]
    assert sum(one.size for one in kept) == 2 * 768


@pytest.mark.skipif(not installed(), reason="no TFLite interpreter is installed")
def test_a_near_face_is_found_and_a_cat_and_a_wall_are_none() -> None:
    from PIL import Image

    from tests.vision.vision_photos import MODELS, astronaut, cat

    near = NearFace(Model((MODELS / "face_near.tflite").read_bytes()))

    def grey(picture: Image.Image) -> Bytes:
        small = picture.convert("L").resize((320, 240))
        return np.asarray(small, np.uint8)

    assert near.is_in(grey(astronaut()))
    assert not near.is_in(grey(cat()))
    assert not near.is_in(room(Size(width_px=320, height_px=240)))
