"""How stories come into the playlist."""

from datetime import datetime, timedelta
from itertools import islice

import pytest

from frame.curate.playlist import plan
from frame.curate.story import Story
from frame.model import Photo, PhotoId, Pick, Shown
from tests.curate.curate_photos import NOW, conditions, library, photo, upright

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def others(size: int) -> list[Photo]:
    return [photo(f"p{k:03}") for k in range(size)]


def story(title: str, size: int) -> Story:
    return Story(title=title, photos=tuple(PhotoId(f"{title}{k}") for k in range(size)))


def of_story(title: str, size: int) -> list[Photo]:
    return [photo(f"{title}{k}") for k in range(size)]


def take(photos: list[Photo], count: int, **changes: object) -> list[Pick]:
    return list(islice(plan(library(photos), conditions(**changes)).picks(), count))


def test_the_first_story_comes_early_in_the_day_one_photo_after_the_other() -> None:
    picks = take([*others(60), *of_story("sea", 4)], 64, stories=[story("sea", 4)])
    told = [k for k, pick in enumerate(picks) if pick.story == "sea"]
    assert told == [3, 4, 5, 6]
    assert [picks[k].photos[0] for k in told] == ["sea0", "sea1", "sea2", "sea3"]
    assert {picks[k].because for k in told} == {"Part of the story “sea”"}


@pytest.mark.promise("P2")
def test_a_photo_that_was_told_has_had_its_turn() -> None:
    photos = [*others(60), *of_story("sea", 4)]
    picks = take(photos, 64, stories=[story("sea", 4)])
    assert sorted(pick.photos[0] for pick in picks) == sorted(one.id for one in photos)


def test_stories_come_every_thirty_picks_and_each_once_a_day() -> None:
    titles = ("a", "b", "c")
    photos = [*others(200), *(one for title in titles for one in of_story(title, 3))]
    picks = take(photos, 150, stories=[story(title, 3) for title in titles])
    starts = {pick.story: k for k, pick in reversed(list(enumerate(picks))) if pick.story}
    assert starts == {"a": 3, "b": 33, "c": 63}
    assert sum(pick.story != "" for pick in picks) == 9


def test_of_a_long_story_six_photos_spread_over_it_are_told() -> None:
    picks = take([*others(60), *of_story("t", 9)], 30, stories=[story("t", 9)])
    assert [pick.photos[0] for pick in picks if pick.story] == ["t0", "t1", "t3", "t4", "t6", "t8"]


def test_a_story_of_which_one_photo_is_left_is_skipped() -> None:
    shown = {PhotoId(f"a{k}"): Shown(round=1, at=NOW - 30 * HOUR) for k in range(2)}
    stories = [story("a", 3), story("b", 2)]
    picks = take(
        [*others(40), *of_story("a", 3), *of_story("b", 2)], 9, shown=shown, stories=stories
    )
    assert [pick.story for pick in picks if pick.story] == ["b", "b"]


def test_a_story_with_photos_that_are_gone_or_hidden_tells_the_others() -> None:
    photos = [*others(40), photo("a0"), photo("a1", hidden=True), photo("a3")]
    picks = take(photos, 9, stories=[story("a", 4)])
    assert [pick.photos[0] for pick in picks if pick.story] == ["a0", "a3"]


def _seen_today() -> dict[PhotoId, Shown]:
    shown = {PhotoId(f"a{k}"): Shown(round=1, at=NOW - 10 * HOUR) for k in range(3)}
    return shown | {one.id: Shown(round=1, at=NOW - 40 * HOUR) for one in others(40)}


def test_what_was_seen_within_a_day_is_not_told_again() -> None:
    photos, stories = [*others(40), *of_story("a", 3)], [story("a", 3)]
    picks = take(photos, 12, shown=_seen_today(), stories=stories, every=HOUR)
    assert not any(pick.story for pick in picks)


def test_memories_open_the_day_and_the_story_follows() -> None:
    memories = [photo(f"m{k}", datetime(2010 + k, 6, 10, 9, 0)) for k in range(4)]
    photos = [*others(40), *memories, *of_story("sea", 3)]
    picks = take(photos, 10, stories=[story("sea", 3)])
    assert [pick.photos[0][0] for pick in picks[:4]] == ["m"] * 4
    assert [pick.story for pick in picks[4:7]] == ["sea"] * 3


def test_a_story_made_of_memories_is_told_in_their_place() -> None:
    memories = [photo(f"then{k}", datetime(2015, 6, 10, 9 + k, 0)) for k in range(3)]
    photos = [*others(40), *memories, photo("m", datetime(2018, 6, 10)), *of_story("sea", 3)]
    picks = take(photos, 20, stories=[story("sea", 3), story("then", 3)])
    assert [pick.story for pick in picks[:3]] == ["then"] * 3
    assert [pick.photos[0] for pick in picks[:3]] == ["then0", "then1", "then2"]
    assert picks[3].photos == ("m",)
    assert len({pick.photos[0] for pick in picks}) == 20


def test_a_restart_neither_begins_the_rhythm_again_nor_tells_twice() -> None:
    photos = [*others(200), *of_story("a", 3), *of_story("b", 3)]
    stories = [story("a", 3), story("b", 3)]
    before = take(photos, 15, stories=stories)
    shown = {
        name: Shown(round=1, at=NOW + timedelta(minutes=k))
        for k, pick in enumerate(before)
        for name in pick.photos
    }
    later = NOW + timedelta(minutes=15)
    after = take(photos, 40, stories=stories, shown=shown, now=later)
    assert [k for k, pick in enumerate(after) if pick.story] == [18, 19, 20]
    assert {pick.story for pick in after} == {"", "b"}


def test_the_photos_of_a_story_wait_for_it_and_come_anyway_when_nobody_else_is_left() -> None:
    photos = [*others(2), *of_story("a", 3), *of_story("b", 3)]
    picks = take(photos, 8, stories=[story("a", 3), story("b", 3)])
    assert [pick.story for pick in picks][:4] == ["", "", "", "a"]
    assert len({pick.photos[0] for pick in picks}) == 8


def test_stories_are_told_again_on_another_day_while_enough_of_them_is_left() -> None:
    photos = [*others(200), *of_story("a", 12)]
    playlist = plan(library(photos), conditions(stories=[story("a", 12)], every=HOUR))
    days: dict[int, int] = {}
    for hour, pick in enumerate(islice(playlist.picks(), 72)):
        if pick.story:
            day = (NOW + hour * HOUR).toordinal() - NOW.toordinal()
            days[day] = days.get(day, 0) + 1
    assert days[0] == 6
    assert days.keys() == {0, 1}


def test_portraits_of_one_story_share_the_screen_and_strangers_do_not_join() -> None:
    taken = datetime(2021, 1, 5, 8, 0)
    told = [upright(f"a{k}", taken + k * HOUR) for k in range(2)]
    stranger = upright("z", taken + 5 * HOUR)
    picks = take([*others(40), *told, stranger], 43, stories=[story("a", 2)], seed=11)
    during = [pick for pick in picks if pick.story]
    names = {name for pick in during for name in pick.photos}
    assert names <= {"a0", "a1"}
