from datetime import datetime, timedelta
from itertools import islice

import pytest

from frame.curate.playlist import plan
from frame.model import AlbumId, Looks, Photo, PhotoId, Pick, Shown
from tests.curate.curate_photos import (
    NOW,
    PORTRAIT,
    conditions,
    library,
    looks,
    near,
    number,
    photo,
    upright,
)

T0 = datetime(2021, 11, 3, 10, 0)
LATER = T0 + timedelta(hours=4)
SCENE = number("scene")


def take(
    photos: list[Photo], seen: dict[str, Looks] | None = None, **changes: object
) -> list[Pick]:
    """Return the picks of the first round."""
    left, picks = len(photos), []
    for pick in plan(library(photos, seen), conditions(**changes)).picks():
        picks.append(pick)
        left -= len(pick.photos)
        if left <= 0:
            break
    return picks


def pairs(picks: list[Pick]) -> list[set[str]]:
    return [set(pick.photos) for pick in picks if len(pick.photos) == 2]


def test_two_portraits_of_a_day_share_a_landscape_screen() -> None:
    picks = take([upright("x", T0), upright("y", LATER), photo("wide", T0)])
    assert pairs(picks) == [{"x", "y"}]
    assert {pick.because for pick in picks if len(pick.photos) == 2} == {"Two of the same day"}


def test_two_portraits_that_are_kept_of_one_moment_stand_side_by_side() -> None:
    seen = {f"{k}": looks(near(SCENE, 34, offset=34 * k)) for k in range(4)}
    photos = [upright(f"{k}", T0 + timedelta(seconds=k)) for k in range(4)]
    pick = plan(library(photos, seen), conditions()).pick(NOW)
    assert pick is not None
    assert len(pick.photos) == 2
    assert pick.because == "One of the 2 best of 4 from this moment"


@pytest.mark.parametrize(
    "other",
    [
        upright("y", T0 + timedelta(days=1)),
        upright("y", T0, album=AlbumId("b")),
        upright("y"),
        photo("y", T0),
        photo("y", T0, width_px=1080, height_px=1080),
    ],
)
def test_strangers_and_other_shapes_are_not_paired(other: Photo) -> None:
    assert pairs(take([upright("x", T0), other])) == []


def test_a_portrait_screen_shows_one_at_a_time() -> None:
    photos = [upright("x", T0), upright("y", T0)]
    assert pairs(take(photos, screen=PORTRAIT)) == []
    assert pairs(take(photos, pairs=False)) == []


def test_nearly_the_same_picture_is_not_shown_beside_itself() -> None:
    photos = [upright("x", T0, favourite=True), upright("y", T0, favourite=True)]
    seen = {"x": looks(SCENE), "y": looks(near(SCENE, 20))}
    assert pairs(take(photos, seen)) == []


def test_an_odd_portrait_is_shown_alone() -> None:
    picks = take([upright(f"{k}", T0) for k in range(7)])
    assert sorted(len(pick.photos) for pick in picks) == [1, 2, 2, 2]


def test_a_partner_is_not_taken_from_those_shown_today() -> None:
    photos = [upright("x", T0), upright("y", T0), upright("z", T0)]
    shown = {
        PhotoId("x"): Shown(round=1, at=NOW - timedelta(hours=1)),
        PhotoId("y"): Shown(round=1, at=NOW - timedelta(hours=30)),
        PhotoId("z"): Shown(round=1, at=NOW - timedelta(hours=30)),
    }
    assert [set(pick.photos) for pick in take(photos, shown=shown)] == [{"y", "z"}, {"x"}]


def test_the_reason_of_a_pair_is_true_of_both() -> None:
    photos = [upright("x", T0, favourite=True), upright("y", T0)]
    assert [pick.because for pick in take(photos)] == ["Two of the same day"]
    memory = [upright("x", datetime(2020, 6, 10, 9, 0)), upright("y", datetime(2020, 6, 10, 8, 0))]
    assert [pick.because for pick in take(memory)] == ["On this day 5 years ago"]


def test_a_whole_album_of_portraits_is_shown_two_by_two_in_fair_order() -> None:
    photos = [upright(f"{k:03}", T0 + timedelta(minutes=k)) for k in range(60)]
    first = list(islice(plan(library(photos), conditions()).picks(), 30))
    assert sorted(name for pick in first for name in pick.photos) == [one.id for one in photos]
