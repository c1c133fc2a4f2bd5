"""What holds for the playlist of any library (promise P2)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from frame.curate.judge import Judgement, judge
from frame.curate.library import Library
from frame.curate.playlist import Conditions, Playlist, plan
from frame.curate.story import Story
from frame.model import (
    Album,
    AlbumId,
    Likeness,
    Looks,
    OwnerId,
    Person,
    PersonId,
    Photo,
    PhotoId,
    PhotoState,
    Pick,
    Shown,
    Size,
)

# how long an example takes depends on who else uses the machine
CALM = rules(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NOW = datetime(2025, 2, 28, 20, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SCREEN = Size(width_px=1920, height_px=1080)
TALL = Size(width_px=1080, height_px=1920)
TAKEN = st.none() | st.sampled_from(
    [
        datetime(2020, 2, 29, 23, 30),
        datetime(2020, 2, 29, 23, 31),
        datetime(2024, 3, 1, 0, 10),
        datetime(2025, 2, 28, 9, 0),
        datetime(2011, 8, 9, 12, 0),
    ]
)
LESS, PRIVATE, PLAIN = (PersonId(name) for name in ("less", "private", "plain"))
PERSONS = {
    name: Person(
        id=name,
        name=name,
        consented_at=NOW,
        notice="",
        less=name == LESS,
        private=name == PRIVATE,
    )
    for name in (LESS, PRIVATE, PLAIN)
}
LOOKS = st.none() | st.builds(
    lambda scene, noise, sharpness, page: Looks(
        faces=(),
        subjects=(),
        sharpness=sharpness,
        exposure=0.5,
        dark=0.0,
        bright=0.0,
        colour=(0, 0, 0),
        focus=None,
        fingerprint=(0, (1 << 256) - 1, (1 << 128) - 1)[scene] ^ ((1 << noise) - 1),
        embedding=b"",
        document=page,
    ),
    st.integers(0, 2),
    st.integers(0, 70),
    st.floats(0, 1),
    st.sampled_from([0.0, 0.0, 0.0, 0.9]),
)
SURE = {
    name: Likeness(person=name, face=0, score=0.9, sure=True) for name in (LESS, PRIVATE, PLAIN)
}
LIKENESSES = (
    *(((),) * 3),
    (SURE[LESS],),
    (SURE[PRIVATE],),
    (SURE[PLAIN], SURE[LESS]),
    (Likeness(person=PRIVATE, face=0, score=0.4, sure=False),),
)
PLACES = ("", "", "", "a", "h2020", "h20200229233000", "hz", "z")
LIKING = (None, None, 0.0, 0.3, 1.0)
SHAPES = st.sampled_from([(1920, 1080), (810, 1080), (1080, 1080)])
EVERY = st.sampled_from([timedelta(seconds=5), timedelta(minutes=40), timedelta(hours=7), DAY * 3])


@st.composite
def libraries(draw: st.DrawFn, smallest: int = 0) -> Library:
    photos, looks, likenesses, liking = [], {}, {}, {}
    dice = Random(draw(st.integers(0, 2**32)))
    for number in range(draw(st.integers(smallest, 18))):
        width, height = draw(SHAPES)
        name = PhotoId(f"{number:032x}")
        photos.append(
            Photo(
                id=name,
                owner=OwnerId("o"),
                album=AlbumId(draw(st.sampled_from("abc"))),
                taken_at=draw(TAKEN),
                received_at=NOW - timedelta(days=draw(st.sampled_from([0, 3, 50, 900]))),
                width_px=width,
                height_px=height,
                stored_bytes=1,
                state=draw(st.sampled_from([PhotoState.READY] * 9 + [PhotoState.RESTING])),
                favourite=draw(st.booleans()),
                hidden=draw(st.sampled_from([False] * 9 + [True])),
                private=dice.random() < 0.2,
                place=dice.choice(PLACES),
            )
        )
        if found := dice.choice(LIKENESSES):
            likenesses[name] = found
        if (liked := dice.choice(LIKING)) is not None:
            liking[name] = liked
        if (seen := draw(LOOKS)) is not None:
            looks[name] = seen
    album = Album(id=AlbumId("c"), owner=OwnerId("o"), title="C", private=dice.random() < 0.5)
    return Library(
        photos={photo.id: photo for photo in photos},
        looks=looks,
        albums={album.id: album},
        guests=dice.random() < 0.3,
        persons=PERSONS,
        likenesses=likenesses,
        liking=liking,
        arranged=dice.random() < 0.4,
    )


@st.composite
def told(draw: st.DrawFn, library: Library) -> tuple[Story, ...]:
    """Return stories of any photos of a library, also of some that it does not show or have."""
    names = [*sorted(library.photos), PhotoId("gone")]
    dice = Random(draw(st.integers(0, 2**32)))
    photos = [dice.sample(names, dice.randrange(1 + min(9, len(names)))) for _ in range(2)]
    return tuple(
        Story(title=f"Story {number}", photos=tuple(its)) for number, its in enumerate(photos)
    )


@st.composite
def settings(draw: st.DrawFn, library: Library) -> Conditions:
    """Return conditions with any history, also one that a restart in a round left."""
    number = draw(st.integers(1, 4))
    past = st.tuples(st.integers(max(1, number - 2), number), st.integers(0, 80))
    history = {name: draw(st.none() | past) for name in library.photos}
    return Conditions(
        seed=draw(st.integers(0, 2**64)),
        now=NOW,
        screen=draw(st.sampled_from([SCREEN, TALL])),
        every=draw(EVERY),
        stories=draw(told(library)),
        shown={
            name: Shown(round=its[0], at=NOW - timedelta(hours=its[1]))
            for name, its in history.items()
            if its is not None
        },
    )


def eligible(library: Library, verdicts: Judgement) -> set[PhotoId]:
    return {name for name in library.photos if verdicts.verdicts[name].keep}


def wanted_less(library: Library) -> set[PhotoId]:
    """Return photos of somebody who has a turn in every second round only."""
    return {
        name
        for name, found in library.likenesses.items()
        if any(one.sure and one.person == LESS for one in found)
    }


def timed(playlist: Playlist, every: timedelta) -> Iterator[tuple[datetime, int, Pick]]:
    for step, pick in enumerate(playlist.picks()):
        yield NOW + step * every, playlist.round, pick


@pytest.mark.promise("P2")
@CALM
@given(st.data())
def test_each_round_holds_every_eligible_photo_exactly_once(data: st.DataObject) -> None:
    library = data.draw(libraries())
    conditions = data.draw(settings(library))
    verdicts = judge(library)
    everybody = eligible(library, verdicts)
    playlist = plan(library, conditions, verdicts)
    first, less = playlist.round, wanted_less(library) & everybody
    rounds: dict[int, list[PhotoId]] = {number: [] for number in range(first, first + 4)}
    for _, number, pick in islice(timed(playlist, conditions.every), 4 * len(everybody)):
        rounds.setdefault(number, []).extend(pick.photos)
    had = {name for name, its in conditions.shown.items() if its.round >= first} & everybody
    assert set(rounds[first]) - less == everybody - had - less
    assert len(set(rounds[first])) == len(rounds[first])
    assert had.isdisjoint(rounds[first])
    assert sorted(set(rounds[first + 1]) - less) == sorted(everybody - less)
    assert sorted([*rounds[first + 1], *rounds[first + 2]]) == sorted(
        [*less, *(2 * sorted(everybody - less))]
    )


@pytest.mark.promise("P2")
@CALM
@given(st.data())
def test_no_photo_comes_twice_within_a_day_while_another_waits(data: st.DataObject) -> None:
    library = data.draw(libraries(smallest=1))
    conditions = data.draw(settings(library))
    verdicts = judge(library)
    everybody = eligible(library, verdicts)
    last = {name: its.at for name, its in conditions.shown.items()}
    turn = {name: its.round for name, its in conditions.shown.items()}
    walk = timed(plan(library, conditions, verdicts), conditions.every)
    for now, number, pick in islice(walk, 3 * len(everybody)):
        waiting = {
            name
            for name in everybody - wanted_less(library)
            if turn.get(name, 0) < number and (name not in last or now - last[name] >= DAY)
        }
        again = [name for name in pick.photos if name in last and now - last[name] < DAY]
        assert not again or not waiting
        last.update(dict.fromkeys(pick.photos, now))
        turn.update(dict.fromkeys(pick.photos, number))


@pytest.mark.promise("P2")
@CALM
@given(st.data(), st.randoms())
def test_the_order_depends_on_nothing_but_its_arguments(
    data: st.DataObject, shuffler: Random
) -> None:
    library = data.draw(libraries())
    conditions = data.draw(settings(library))
    mixed = list(library.photos.values())
    shuffler.shuffle(mixed)
    again = replace(library, photos={photo.id: photo for photo in mixed})
    one, other = (list(islice(plan(its, conditions).picks(), 40)) for its in (library, again))
    assert one == other


@pytest.mark.promise("P2")
@CALM
@given(st.data())
def test_a_restart_at_any_point_neither_repeats_nor_skips(data: st.DataObject) -> None:
    library = data.draw(libraries(smallest=1))
    conditions = data.draw(settings(library))
    verdicts = judge(library)
    everybody = eligible(library, verdicts)
    before = plan(library, conditions, verdicts)
    number, shown, now = before.round, dict(conditions.shown), NOW
    had = {name for name, its in shown.items() if its.round >= number and name in everybody}
    for pick in islice(before.picks(), data.draw(st.integers(0, 18))):
        if before.round > number:
            break
        assert had.isdisjoint(pick.photos)
        had.update(pick.photos)
        shown.update(dict.fromkeys(pick.photos, Shown(round=number, at=now)))
        now += conditions.every
    after = plan(
        library,
        Conditions(seed=conditions.seed, now=now, screen=conditions.screen, shown=shown),
        verdicts,
    )
    for pick in after.picks():
        if after.round > number:
            break
        assert had.isdisjoint(pick.photos)
        had.update(pick.photos)
    assert everybody - wanted_less(library) <= had <= everybody


@pytest.mark.promise("P2")
@CALM
@given(st.data())
def test_whoever_arrives_in_a_round_has_a_turn_in_it(data: st.DataObject) -> None:
    library = data.draw(libraries(smallest=2))
    names = sorted(library.photos)
    arrived = set(data.draw(st.lists(st.sampled_from(names), max_size=4)))
    conditions = data.draw(settings(library))
    verdicts = judge(library)
    left = eligible(library, verdicts)
    shown = {name: its for name, its in conditions.shown.items() if name not in arrived}
    playlist = plan(library, Conditions(seed=1, now=NOW, screen=SCREEN, shown=shown), verdicts)
    first, turns = playlist.round, list[PhotoId]()
    for pick in playlist.picks():
        if playlist.round > first:
            break
        turns.extend(pick.photos)
    assert (arrived & left) - wanted_less(library) <= set(turns)


@CALM
@given(st.data())
def test_every_pick_has_a_reason_and_only_portraits_stand_in_pairs(data: st.DataObject) -> None:
    library = data.draw(libraries())
    conditions = data.draw(settings(library))
    for pick in islice(plan(library, conditions).picks(), 40):
        assert pick.because.strip()
        assert len(set(pick.photos)) == len(pick.photos) <= 2
        if len(pick.photos) == 2:
            assert conditions.screen == SCREEN
            shapes = [library.photos[name] for name in pick.photos]
            assert all(photo.width_px < photo.height_px for photo in shapes)


@pytest.mark.promise("P2")
@CALM
@given(libraries(), st.integers())
def test_what_is_hidden_or_rests_never_comes(library: Library, seed: int) -> None:
    conditions = Conditions(seed=seed, now=NOW, screen=SCREEN)
    for pick in islice(plan(library, conditions).picks(), 40):
        for name in pick.photos:
            assert library.photos[name].state is PhotoState.READY
            assert not library.photos[name].hidden


@CALM
@given(libraries(), st.integers())
def test_nothing_private_comes_while_guests_are_here(library: Library, seed: int) -> None:
    library = replace(library, guests=True)
    conditions = Conditions(seed=seed, now=NOW, screen=SCREEN)
    for pick in islice(plan(library, conditions).picks(), 40):
        for name in pick.photos:
            assert not library.photos[name].private
            assert PRIVATE not in {
                one.person for one in library.likenesses.get(name, ()) if one.sure
            }
            album = library.albums.get(library.photos[name].album)
            assert album is None or not album.private


@pytest.mark.promise("P2")
@CALM
@given(st.data())
def test_a_story_is_told_without_a_pause_in_its_own_order(data: st.DataObject) -> None:
    library = data.draw(libraries(smallest=2))
    conditions = data.draw(settings(library))
    stories = {story.title: story.photos for story in conditions.stories}
    picks = list(islice(plan(library, conditions).picks(), 40))
    for title, run in groupby(picks[:-6], key=lambda pick: pick.story):
        names = [name for pick in run for name in sorted(pick.photos, key=_place(stories, title))]
        if title:
            assert 2 <= len(names) <= 6
            assert names == sorted(names, key=_place(stories, title))


def _place(stories: dict[str, tuple[PhotoId, ...]], title: str) -> Callable[[PhotoId], int]:
    return lambda name: stories[title].index(name) if title else 0
