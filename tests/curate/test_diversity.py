from datetime import datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame.curate.diversity import Lately, likeness, oklab, traits_of
from frame.curate.order import order_round
from frame.curate.playlist import plan
from frame.model import Looks, PersonId, Photo, PhotoId, Subject
from tests.curate.curate_photos import conditions, face, library, looks, number, photo, upright

ADA, BEN = PersonId("ada"), PersonId("ben")
T0 = datetime(2020, 5, 3, 9, 0)
SEA, BEACH = (40, 90, 160), (50, 100, 170)
ROSE = (200, 60, 80)


def seen(name: str, **changes: object) -> Looks:
    return looks(number(name), **changes)


def test_a_colour_is_the_published_oklab() -> None:
    assert oklab((255, 255, 255)) == pytest.approx((1.0, 0.0, 0.0), abs=1e-3)
    assert oklab((0, 0, 0)) == (0.0, 0.0, 0.0)
    assert oklab((255, 0, 0)) == pytest.approx((0.6279, 0.2249, 0.1258), abs=1e-3)


def test_a_photo_is_like_itself_and_less_like_one_that_differs() -> None:
    looked = seen("x", colour=SEA, subjects=(Subject(name="dog", score=0.9),))
    one = traits_of(photo("x", T0), looked, [ADA])
    assert likeness(one, one) == pytest.approx(1.0)
    other = seen("y", colour=ROSE, subjects=(Subject(name="cup", score=0.9),))
    assert likeness(one, traits_of(upright("y"), other, [BEN])) == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("nearer", "farther"),
    [
        (
            traits_of(photo("x"), seen("y", colour=BEACH)),
            traits_of(photo("x"), seen("y", colour=ROSE)),
        ),
        (traits_of(photo("x"), None, [ADA]), traits_of(photo("x"), None, [BEN])),
        (traits_of(photo("x", T0), None), traits_of(photo("x", T0 + timedelta(days=3)), None)),
        (traits_of(photo("x"), seen("x")), traits_of(photo("x"), seen("z"))),
        (traits_of(photo("x"), None), traits_of(upright("x"), None)),
        (
            traits_of(photo("x"), seen("y", subjects=(Subject(name="dog", score=0.9),))),
            traits_of(photo("x"), seen("y", subjects=(Subject(name="cat", score=0.9),))),
        ),
        (
            traits_of(photo("x"), seen("y", faces=())),
            traits_of(photo("x"), seen("y", faces=(face(0.1),))),
        ),
    ],
)
def test_people_place_colour_subject_and_stance_count(nearer: object, farther: object) -> None:
    looked = seen("x", colour=SEA, subjects=(Subject(name="dog", score=0.9),))
    one = traits_of(photo("x", T0), looked, [ADA])
    assert likeness(one, nearer) > likeness(one, farther)  # type: ignore[arg-type]


def test_the_last_pick_counts_more_than_the_one_before() -> None:
    sea, rose = (
        traits_of(photo("x"), seen(c, colour=its)) for c, its in (("s", SEA), ("r", ROSE))
    )
    lately = Lately()
    assert lately.likeness(sea) == 0.0
    lately.add((sea,))
    lately.add((rose,))
    assert lately.likeness(rose) > lately.likeness(sea) > 0


COLOURS = st.tuples(*[st.integers(0, 255)] * 3)


@given(COLOURS, COLOURS, st.booleans())
def test_likeness_is_a_share_and_the_same_both_ways(
    one: tuple[int, int, int],
    other: tuple[int, int, int],
    known: bool,  # noqa: FBT001  # hypothesis draws it
) -> None:
    first = traits_of(photo("x", T0), seen("x", colour=one))
    second = traits_of(photo("x", T0), seen("y", colour=other) if known else None)
    assert 0.0 <= likeness(first, second) <= 1.0 + 1e-9
    assert likeness(first, second) == likeness(second, first)


def hour_by_the_sea(size: int) -> tuple[list[Photo], dict[str, Looks]]:
    """Return a library half of which is the sea, in an album that is mostly that."""
    colours = [SEA if k % 2 else (37 * k % 256, 91 * k % 256, 17 * k % 256) for k in range(size)]
    photos = [photo(f"p{k:03}") for k in range(size)]
    return photos, {f"p{k:03}": seen(f"{k}", colour=its) for k, its in enumerate(colours)}


def test_an_hour_is_more_varied_than_the_plain_order() -> None:
    photos, looked = hour_by_the_sea(120)

    def repeats(names: list[PhotoId]) -> int:
        return sum(looked[one].colour == looked[other].colour for one, other in pairwise(names))

    varied = plain = 0
    for seed in range(6):
        picks = plan(library(photos, looked), conditions(seed=seed)).picks()
        varied += repeats([pick.photos[0] for pick in islice(picks, 100)])
        plain += repeats(order_round(photos, seed, 1)[:100])
    assert varied < 0.75 * plain


@pytest.mark.promise("P2")
@given(st.integers(0, 2**32))
def test_variety_overtakes_nobody_by_much(seed: int) -> None:
    photos, looked = hour_by_the_sea(90)
    order = {name: place for place, name in enumerate(order_round(photos, seed, 1))}
    picks = plan(library(photos, looked), conditions(seed=seed)).picks()
    for place, pick in enumerate(islice(picks, 90)):
        assert place - order[pick.photos[0]] <= 32
