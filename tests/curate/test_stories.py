from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame.curate.judge import judge
from frame.curate.library import Library
from frame.curate.stories import find_stories
from frame.curate.story import Story
from frame.model import (
    AlbumId,
    Face,
    Likeness,
    Looks,
    Person,
    PersonId,
    Photo,
    PhotoId,
    PhotoState,
    Subject,
)
from tests.curate.curate_photos import face, library, looks, number, photo

TODAY = date(2025, 6, 10)
ANNA = Person(
    id=PersonId("a" * 32), name="Anna", consented_at=datetime(2025, 1, 1, tzinfo=UTC), notice="n"
)


def seen_apart(photos: Iterable[Photo], **changes: object) -> dict[str, Looks]:
    """Return looks in which no two photos resemble each other."""
    return {one.id: looks(number(one.id), **changes) for one in photos}


def told(photos: list[Photo], today: date = TODAY, **changes: object) -> tuple[Story, ...]:
    its = library(photos, seen_apart(photos, **changes))
    return find_stories(its, judge(its), today)


def titles(photos: list[Photo], today: date = TODAY) -> list[str]:
    return [story.title for story in told(photos, today)]


def on(day: date, count: int, **changes: object) -> list[Photo]:
    """Return photos of one day, an hour between them."""
    noon = datetime(day.year, day.month, day.day, 8, 0)
    return [photo(f"{day}-{k}", noon + timedelta(hours=k), **changes) for k in range(count)]


def with_anna(library_: Library, photos: Iterable[Photo], person: Person = ANNA) -> Library:
    sure = Likeness(person=person.id, face=0, score=0.9, sure=True)
    return Library(
        photos=library_.photos,
        looks=library_.looks,
        albums=library_.albums,
        persons={person.id: person},
        likenesses={one.id: (sure,) for one in photos},
    )


def test_this_day_of_another_year_comes_first_and_is_told_in_order_of_time() -> None:
    photos = [*on(date(2021, 6, 10), 4), *on(date(2019, 6, 11), 9), *on(date(2020, 1, 5), 5)]
    first = told(photos)[0]
    assert first.title == "On this day 4 years ago"
    assert first.photos == tuple(one.id for one in photos[:4])


def test_last_year_is_called_so() -> None:
    assert titles(on(date(2024, 6, 10), 3))[0] == "On this day last year"


def test_single_photos_of_one_day_in_many_years_are_one_story() -> None:
    photos = [one for year in (2018, 2020, 2022, 2023) for one in on(date(year, 6, 10), 1)]
    assert titles(photos)[0] == "On this day over the years"


def test_this_week_of_another_year_is_a_story() -> None:
    photos = [one for day in (8, 11, 13) for one in on(date(2022, 6, day), 1)]
    assert titles(photos)[0] == "In this week 3 years ago"


def test_a_leap_day_is_told_on_the_28th_of_common_years() -> None:
    leap = on(date(2020, 2, 29), 3)
    assert titles(leap, date(2025, 2, 28))[0] == "On this day 5 years ago"
    assert titles(leap, date(2024, 2, 29))[0] == "On this day 4 years ago"
    assert titles(leap, date(2024, 2, 28))[0] == "In this week 4 years ago"


def test_a_photo_before_midnight_stays_on_its_day_and_a_zone_changes_nothing() -> None:
    late = [
        photo(f"{k}", datetime(2024, 6, 10, 23, 50 + 4 * k), album=AlbumId("a")) for k in (0, 1)
    ]
    aware = photo("2", datetime(2024, 6, 10, 0, 10, tzinfo=UTC))
    assert titles([*late, aware])[0] == "On this day last year"


@pytest.mark.parametrize("taken", [date(2025, 6, 10), date(2025, 6, 11), date(2031, 6, 10)])
def test_today_and_the_future_are_in_no_story(taken: date) -> None:
    assert told(on(taken, 6)) == ()


def test_the_first_second_of_a_year_is_no_day_anybody_remembers() -> None:
    scans = [photo(f"{k}", datetime(1987, 1, 1)) for k in range(8)]
    assert told(scans, date(2025, 1, 1)) == ()


def test_fewer_than_three_photos_are_no_story() -> None:
    assert told(on(date(2021, 6, 10), 2)) == ()
    assert told([]) == ()


def test_what_rests_or_is_hidden_or_undated_is_not_told() -> None:
    day = date(2021, 6, 10)
    photos = [
        *on(day, 2),
        photo("hidden", datetime(2021, 6, 10, 20), hidden=True),
        photo("resting", datetime(2021, 6, 10, 21), state=PhotoState.RESTING),
        photo("undated"),
    ]
    assert told(photos) == ()


def test_no_two_photos_of_a_story_show_one_scene() -> None:
    photos = on(date(2021, 6, 10), 9)
    alike: dict[str, Looks] = {
        one.id: looks(number(f"{place // 2}")) for place, one in enumerate(photos)
    }
    its = library(photos, alike)
    (story, *_) = find_stories(its, judge(its), TODAY)
    scenes = [its.looks[one].fingerprint for one in story.photos]
    assert len(set(scenes)) == len(scenes) >= 3


def test_a_favourite_is_told_and_a_smile_goes_before_none() -> None:
    photos = on(date(2021, 6, 10), 12)
    seen = seen_apart(photos)
    glad = Face(box=face(0.2).box, score=0.9, eyes=1.0, smile=1.0, facing=1.0)
    seen[photos[3].id] = looks(number("glad"), faces=(glad,))
    photos[8] = photo(photos[8].id, photos[8].taken_at, favourite=True)
    its = library(photos, seen)
    story = find_stories(its, judge(its), TODAY)[0]
    assert {photos[3].id, photos[8].id} <= set(story.photos)
    assert len(story.photos) == 6


def test_this_season_of_other_years_is_told_under_its_name() -> None:
    photos = [one for month in (6, 7, 8) for one in on(date(2022, month, 25), 1)]
    assert titles(photos) == ["Summer 2022"]
    its = library(photos, seen_apart(photos))
    south = find_stories(its, judge(its), TODAY, southern=True)
    assert [story.title for story in south] == ["Winter 2022"]


def test_a_winter_belongs_to_two_years() -> None:
    days = (date(2021, 12, 5), date(2022, 1, 20), date(2022, 2, 25))
    photos = [one for day in days for one in on(day, 1)]
    assert titles(photos, date(2025, 1, 10)) == ["Winter 2021/22"]


def test_a_year_in_pictures_takes_one_photo_of_two_months() -> None:
    photos = [one for month in range(1, 13) for one in on(date(2022, month, 20), 2)]
    story = next(story for story in told(photos) if story.title == "2022 in pictures")
    months = [photos_month(photos, one) for one in story.photos]
    assert [(month - 1) // 2 for month in months] == [0, 1, 2, 3, 4, 5]


def photos_month(photos: list[Photo], wanted: PhotoId) -> int:
    (month,) = (one.taken_at.month for one in photos if one.id == wanted and one.taken_at)
    return month


def test_a_person_who_agreed_is_shown_through_the_years() -> None:
    photos = [one for year in range(2016, 2025) for one in on(date(year, 3, 3), 2)]
    its = with_anna(library(photos, seen_apart(photos, faces=(face(0.2),))), photos)
    story = next(one for one in find_stories(its, judge(its), TODAY) if "Anna" in one.title)
    assert story.title == "Anna through the years"
    years = [its.photos[one].taken_at for one in story.photos]
    assert [one.year for one in years if one] == [2016, 2017, 2019, 2020, 2022, 2024]


def test_two_years_of_a_person_are_told_in_half_years_and_less_is_no_story() -> None:
    days = (date(2022, 1, 3), date(2022, 8, 3), date(2024, 1, 9))
    photos = [one for day in days for one in on(day, 1)]
    its = with_anna(library(photos, seen_apart(photos)), photos)
    assert any("Anna" in one.title for one in find_stories(its, judge(its), TODAY))
    short = with_anna(its, photos[:2])
    assert not any("Anna" in one.title for one in find_stories(short, judge(short), TODAY))


def test_somebody_who_shall_come_up_less_or_is_not_sure_has_no_story() -> None:
    photos = [one for year in range(2018, 2025) for one in on(date(year, 3, 3), 1)]
    its = library(photos, seen_apart(photos))
    less = Person(id=ANNA.id, name="Anna", consented_at=ANNA.consented_at, notice="n", less=True)
    of_less = with_anna(its, photos, less)
    unsure = Likeness(person=ANNA.id, face=0, score=0.5, sure=False)
    maybe = Library(
        photos=its.photos,
        looks=its.looks,
        albums=its.albums,
        persons={ANNA.id: ANNA},
        likenesses={one.id: (unsure,) for one in photos},
    )
    for each in (of_less, maybe):
        assert not any("Anna" in one.title for one in find_stories(each, judge(each), TODAY))


def test_the_dog_of_the_house_is_told_and_a_dog_seen_twice_is_not() -> None:
    photos = [one for k in range(12) for one in on(date(2016 + k // 2, 1 + 6 * (k % 2), 9), 1)]
    dog = (Subject(name="dog", score=0.9),)
    its = library(photos, seen_apart(photos, subjects=dog))
    assert "The dog over the years" in [one.title for one in find_stories(its, judge(its), TODAY)]
    twice = library(photos, {**seen_apart(photos), **seen_apart(photos[::11], subjects=dog)})
    found = [one.title for one in find_stories(twice, judge(twice), TODAY)]
    assert "The dog over the years" not in found


def test_while_guests_are_here_nothing_private_is_told() -> None:
    photos = on(date(2021, 6, 10), 6, private=True)
    its = library(photos, seen_apart(photos))
    guests = Library(photos=its.photos, looks=its.looks, albums=its.albums, guests=True)
    assert find_stories(its, judge(its), TODAY)
    assert find_stories(guests, judge(its), TODAY) == ()


def test_the_order_photos_come_in_changes_nothing_and_days_take_turns() -> None:
    photos = [
        one for year in range(2015, 2024) for m in range(1, 13) for one in on(date(year, m, 22), 1)
    ]
    assert told(photos) == told(photos[::-1])
    later = {told(photos, TODAY + timedelta(days=k))[-1].title for k in range(5)}
    assert len(later) > 1


def test_ten_thousand_photos_take_a_moment() -> None:
    begin = datetime(2012, 1, 1, 8)
    photos = [photo(f"{k:032x}", begin + timedelta(hours=11 * k)) for k in range(10_000)]
    its = library(photos, seen_apart(photos))
    judgement = judge(its)
    start = process_time()
    assert find_stories(its, judgement, TODAY)
    assert process_time() - start < 1.5, "0.2 s on an idle machine"


@settings(max_examples=40)
@given(
    st.lists(st.datetimes(datetime(1999, 1, 1), datetime(2027, 1, 1)), max_size=40),
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
)
def test_every_story_has_a_title_and_three_to_six_photos_of_the_past_in_order(
    times: list[datetime], today: date
) -> None:
    photos = [photo(f"{place:032x}", taken) for place, taken in enumerate(times)]
    for story in told(photos, today):
        taken = [its for one in story.photos if (its := times[int(one, 16)])]
        assert story.title == story.title.strip() != ""
        assert 3 <= len(set(story.photos)) == len(story.photos) <= 6
        assert taken == sorted(taken)
        assert all(its.date() < today for its in taken)
