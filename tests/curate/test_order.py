from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.curate.order import (
    Chance,
    Turn,
    by_album_and_year,
    by_person_too,
    leaning,
    order_round,
    spread,
)
from frame.model import AlbumId, Photo, PhotoId
from tests.curate.curate_photos import NOW, photo


def album(name: str, size: int) -> list[Photo]:
    return [photo(f"{name}{k:04}", album=AlbumId(name)) for k in range(size)]


def turns(sizes: list[int]) -> list[Turn]:
    return [
        Turn(PhotoId(f"{group}-{k}"), (f"{group}",), k / size)
        for group, size in enumerate(sizes)
        for k in range(size)
    ]


def widest_gap(places: list[int], total: int) -> int:
    """Return the most steps from one place to the next, over the seam of two rounds too."""
    round_trip = [*places, places[0] + total]
    return max(after - before for before, after in pairwise(round_trip))


@pytest.mark.promise("P2")
@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers())
def test_no_group_waits_much_longer_than_its_fair_share(sizes: list[int], seed: int) -> None:
    order = [turn.groups[0] for turn in spread(turns(sizes), Chance(seed, 1))]
    assert Counter(order) == {f"{group}": size for group, size in enumerate(sizes)}
    for group, size in enumerate(sizes):
        places = [place for place, name in enumerate(order) if name == f"{group}"]
        fair = len(order) / size
        assert all(after - before <= fair + len(sizes) + 1 for before, after in pairwise(places))


@pytest.mark.promise("P2")
def test_six_photos_are_met_all_through_a_round_of_three_thousand() -> None:
    photos = album("small", 6) + album("large", 3_040)
    for number in range(1, 20):
        order = order_round(photos, 5, number)
        places = [place for place, name in enumerate(order) if name.startswith("small")]
        assert len(places) == 6
        assert widest_gap(places, len(order)) < 2.1 * len(order) / 6


def test_albums_of_one_photo_do_not_bunch() -> None:
    tiny = [photo(f"t{k}", album=AlbumId(f"t{k}")) for k in range(20)]
    for number in range(1, 20):
        order = order_round([*album("large", 180), *tiny], 1, number)
        places = [place for place, name in enumerate(order) if name.startswith("t")]
        assert widest_gap(places, 200) <= 50


def test_years_inside_an_album_are_spread_too() -> None:
    def groups(one: Photo) -> tuple[str, str]:
        return (one.album, one.id[-1])

    order = order_round(album("a", 1_000), 3, 1, groups)
    for digit in "0123456789":
        places = [place for place, name in enumerate(order) if name.endswith(digit)]
        assert widest_gap(places, 1_000) <= 40


def test_another_notion_of_groups_can_be_given() -> None:
    people = ("mum", "dad", "child")

    def by_person(one: Photo) -> tuple[str]:
        return (people[int(one.id[-4:]) % 3],)

    order = order_round(album("a", 300), 1, 1, by_person)
    named = [people[int(name[-4:]) % 3] for name in order]
    assert max(widest_gap([k for k, n in enumerate(named) if n == p], 300) for p in people) <= 8


def test_groups_may_differ_in_depth() -> None:
    order = order_round(album("a", 40), 1, 1, lambda one: () if one.id < "a0020" else ("x", "y"))
    assert sorted(order) == sorted(one.id for one in album("a", 40))


def test_a_favourite_comes_earlier_on_average() -> None:
    photos = [photo(f"{k:04}", favourite=k % 10 == 0) for k in range(1_000)]
    places = {name: place for place, name in enumerate(order_round(photos, 1, 1))}
    liked = [places[one.id] for one in photos if one.favourite]
    others = [places[one.id] for one in photos if not one.favourite]
    assert sum(liked) / len(liked) < sum(others) / len(others) - 50


@given(st.integers(), st.integers(2, 60))
def test_half_of_all_photos_come_between_two_turns_of_one_photo(seed: int, size: int) -> None:
    photos = album("a", size) + album("b", 1 + size // 2)
    first, second = (order_round(photos, seed, number) for number in (1, 2))
    for place, name in enumerate(first):
        between = len(first) - place - 1 + second.index(name)
        assert between >= len(first) // 2 - 2


def test_rounds_and_seeds_shuffle_anew() -> None:
    photos = album("a", 60)
    orders = {tuple(order_round(photos, seed, number)) for seed in range(9) for number in range(9)}
    assert len(orders) == 81


def test_arrivals_move_no_photo_into_the_other_half() -> None:
    before = order_round(album("a", 100), 2, 1)
    after = order_round([*album("a", 100), photo("0", received_at=NOW)], 2, 1)
    first_half = set(before[:50])
    assert first_half <= set(after[:51])
    assert set(before[50:]) <= set(after[50:])


def mean_place(order: list[PhotoId], names: set[PhotoId]) -> float:
    return sum(place for place, name in enumerate(order) if name in names) / len(names)


def test_what_is_liked_comes_a_little_earlier_and_what_is_skipped_a_little_later() -> None:
    photos = [photo(f"{k:04}") for k in range(1_000)]
    tenth = {one.id for one in photos[::10]}

    def mean_with(**known: float) -> float:
        order = order_round(
            photos,
            1,
            1,
            leans=lambda one: leaning(favourite=False, **known if one.id in tenth else {}),  # type: ignore[arg-type]
        )
        assert sorted(order) == sorted(one.id for one in photos)
        return mean_place(order, tenth)

    plain = mean_with()
    assert mean_with(liking=1.0) < plain - 20 < plain + 20 < mean_with(liking=0.0)
    assert mean_with(skips=3) > plain + 20


@given(st.booleans(), st.floats(0, 1), st.integers(0, 1000))
def test_liking_and_skips_lean_mildly_and_never_exclude(
    favourite: bool,  # noqa: FBT001  # hypothesis draws it
    liking: float,
    skips: int,
) -> None:
    assert 0.5 <= leaning(favourite=favourite, liking=liking, skips=skips) <= 2.0


@pytest.mark.promise("P2")
def test_a_person_is_spread_over_the_round_inside_an_album() -> None:
    photos = album("a", 400)
    groups = by_person_too(by_album_and_year, lambda name: "ada" if name < "a0008" else "")
    for seed in range(10):
        order = order_round(photos, seed, 1, groups)
        places = [place for place, name in enumerate(order) if name < "a0008"]
        assert widest_gap(places, 400) <= 2.1 * 400 / 8
