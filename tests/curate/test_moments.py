from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from frame.curate.alike import (
    DRIFT_BITS,
    FAR_APART_BITS,
    NEXT_SHOT_BITS,
    SAME_PICTURE_BITS,
    SAME_SCENE_BITS,
)
from frame.curate.moments import LONGEST, PAUSE, SECONDS, find_moments
from frame.curate.sight import Sight
from tests.curate.curate_photos import near, number

T0 = datetime(2021, 7, 3, 15, 0)
SCENE = number("scene")


def sight(key: str, taken: datetime | None, bits: int | None, album: str = "a") -> Sight:
    return Sight(key=key, album=album, taken_at=taken, pixels=100, fingerprint=bits)


def keys(sights: Iterable[Sight]) -> list[list[str]]:
    return [sorted(one.key for one in moment) for moment in find_moments(sights)]


def test_a_burst_is_one_moment() -> None:
    burst = [sight(f"{k}", T0 + timedelta(seconds=k), near(SCENE, 3 * k)) for k in range(6)]
    assert keys(burst) == [["0", "1", "2", "3", "4", "5"]]


def test_the_same_minute_but_another_scene_is_another_moment() -> None:
    assert keys([sight("x", T0, SCENE), sight("y", T0, number("other"))]) == [["x"], ["y"]]


def test_the_same_scene_after_a_pause_is_another_moment() -> None:
    alike = near(SCENE, SAME_SCENE_BITS - 5)
    soon = [sight("x", T0, SCENE), sight("y", T0 + PAUSE, alike)]
    late = [sight("x", T0, SCENE), sight("y", T0 + PAUSE + timedelta(seconds=1), alike)]
    assert keys(soon) == [["x", "y"]]
    assert keys(late) == [["x"], ["y"]]


def test_a_whole_afternoon_of_one_scene_is_several_moments() -> None:
    afternoon = [
        sight(f"{k:03}", T0 + timedelta(minutes=k), scattered(f"{k}", 38)) for k in range(60)
    ]
    moments = find_moments(afternoon)
    assert len(moments) == 4
    for moment in moments:
        times = [one.taken_at for one in moment if one.taken_at]
        assert max(times) - min(times) <= LONGEST


@cache
def scattered(name: str, bits: int) -> int:
    """Return the scene with bits flipped at places that depend on a name."""
    places = sorted(range(256), key=lambda bit: number(f"{name}/{bit}"))[:bits]
    return SCENE ^ sum(1 << place for place in places)


def test_two_scenes_taken_in_turns_are_two_moments() -> None:
    scenes = (SCENE, number("other"))
    turns = [sight(f"{k}", T0 + timedelta(seconds=20 * k), scenes[k % 2]) for k in range(8)]
    assert keys(turns) == [["0", "2", "4", "6"], ["1", "3", "5", "7"]]


def test_two_phones_at_one_moment_share_it() -> None:
    one = sight("x", T0, SCENE, album="mum")
    other = sight("y", T0 + timedelta(seconds=9), near(SCENE, 60), album="dad")
    assert keys([one, other]) == [["x", "y"]]


def test_a_copy_belongs_to_its_original_whenever_it_was_made() -> None:
    original = sight("x", T0, SCENE)
    resaved = sight("y", T0 + timedelta(days=900), near(SCENE, 20))
    scan = sight("z", None, near(SCENE, 40, offset=99))
    assert keys([original, resaved, scan]) == [["x", "y", "z"]]


def test_a_copy_in_another_album_is_left_alone() -> None:
    assert keys([sight("x", T0, SCENE), sight("y", None, SCENE, album="b")]) == [["x"], ["y"]]


def test_the_same_place_years_later_is_no_copy() -> None:
    later = sight("y", T0 + timedelta(days=365), near(SCENE, SAME_PICTURE_BITS + 1))
    assert keys([sight("x", T0, SCENE), later]) == [["x"], ["y"]]


def test_photos_nobody_looked_at_stay_alone() -> None:
    assert keys([sight("x", T0, None), sight("y", T0, None)]) == [["x"], ["y"]]


def test_likeness_does_not_chain_from_scene_to_scene() -> None:
    steps = [near(SCENE, 45 * k) for k in range(6)]
    chain = [sight(f"{k}", None, bits) for k, bits in enumerate(steps)]
    for moment in find_moments(chain):
        first = moment[0].fingerprint or 0
        assert all(
            (first ^ (one.fingerprint or 0)).bit_count() <= SAME_SCENE_BITS for one in moment
        )


def test_copies_are_found_in_a_large_album_without_comparing_all() -> None:
    strangers = [sight(f"s{k:04}", None, number(f"{k}")) for k in range(3_000)]
    copies = [sight(f"c{k:04}", None, near(number(f"{k}"), 28, offset=k)) for k in range(40)]
    moments = find_moments(strangers + copies)
    assert [len(moment) for moment in moments].count(2) == 40
    assert len(moments) == 3_000


def test_thousands_of_copies_of_one_photo_are_one_moment() -> None:
    copies = [sight(f"{k:04}", None, scattered(f"{k % 50}", 20)) for k in range(5_000)]
    assert [len(moment) for moment in find_moments(copies)] == [5_000]


def moving(steps: int, bits: int, gap: timedelta, album: str = "a") -> list[Sight]:
    """Return shots each of which differs from the one before by so many new bits."""
    order = sorted(range(256), key=lambda bit: number(f"path/{bit}"))
    shots, now = [], SCENE
    for k in range(steps):
        shots.append(sight(f"{album}{k}", T0 + k * gap, now, album))
        for place in order[k * bits : (k + 1) * bits]:
            now ^= 1 << place
    return shots


def test_two_shots_within_seconds_are_one_moment_though_the_picture_moved() -> None:
    pair = moving(2, NEXT_SHOT_BITS, SECONDS)
    assert keys(pair) == [["a0", "a1"]]
    slower = moving(2, NEXT_SHOT_BITS, SECONDS + timedelta(seconds=1))
    assert keys(slower) == [["a0"], ["a1"]]
    farther = moving(2, NEXT_SHOT_BITS + 1, SECONDS)
    assert keys(farther) == [["a0"], ["a1"]]


def test_a_burst_that_follows_somebody_is_one_moment_until_it_shows_something_else() -> None:
    assert keys(moving(3, 50, timedelta(seconds=1))) == [["a0", "a1", "a2"]]
    drifting = find_moments(moving(5, 50, timedelta(seconds=1)))
    assert len(drifting) > 1
    for moment in drifting:
        first = moment[0].fingerprint or 0
        assert all((first ^ (one.fingerprint or 0)).bit_count() <= DRIFT_BITS for one in moment)


def test_two_cameras_in_two_albums_do_not_continue_each_others_bursts() -> None:
    one, other = moving(2, NEXT_SHOT_BITS, SECONDS)
    assert keys([one, replace(other, album="b")]) == [["a0"], ["a1"]]


def test_an_undated_copy_may_be_fainter_than_one_with_a_date_of_its_own() -> None:
    original = sight("x", T0, SCENE)
    faint = near(SCENE, FAR_APART_BITS + 3)
    assert keys([original, sight("y", None, faint)]) == [["x", "y"]]
    assert keys([original, sight("y", T0 + timedelta(days=9), faint)]) == [["x"], ["y"]]
    sure = near(SCENE, FAR_APART_BITS)
    assert keys([original, sight("y", T0 + timedelta(days=9), sure)]) == [["x", "y"]]


def test_a_scanner_that_gives_every_photo_one_time_joins_no_strangers() -> None:
    scans = [sight(f"{k:04}", T0, number(f"{k}")) for k in range(2_000)]
    assert len(find_moments(scans)) == 2_000


TIMES = st.none() | st.integers(0, 30).map(lambda minutes: T0 + timedelta(minutes=minutes))
PRINTS = st.none() | st.tuples(st.integers(0, 2), st.integers(0, 90)).map(
    lambda pair: near(number(f"{pair[0]}"), pair[1])
)


@given(st.lists(st.tuples(TIMES, PRINTS, st.sampled_from("ab")), max_size=25), st.randoms())
def test_moments_hold_every_photo_once_in_whatever_order_they_come(
    rows: list[tuple[datetime | None, int | None, str]], shuffler: Random
) -> None:
    sights = [sight(f"{k:02}", *row) for k, row in enumerate(rows)]
    moments = keys(sights)
    assert sorted(key for moment in moments for key in moment) == [one.key for one in sights]
    shuffler.shuffle(sights)
    assert keys(sights) == moments
