"""What is not shown while guests are here, and persons whom the family wants to see less."""

from collections import Counter
from dataclasses import replace
from itertools import islice

import pytest

from frame.curate.judge import judge
from frame.curate.library import Library
from frame.curate.playlist import plan
from frame.model import Album, AlbumId, OwnerId, PhotoId, Shown
from tests.curate.curate_photos import NOW, conditions, library, likeness, person, photo

GUESTS = "Not shown while guests are here"
PERSONS = {one.id: one for one in (person("Ada", private=True), person("Ben", less=True))}


def home() -> Library:
    photos = [
        photo("plain"),
        photo("private", private=True),
        photo("in private album", album=AlbumId("p")),
        photo("ada"),
        photo("perhaps ada"),
    ]
    album = Album(id=AlbumId("p"), owner=OwnerId("o"), title="Ours", private=True)
    return Library(
        photos={one.id: one for one in photos},
        albums={album.id: album},
        persons=PERSONS,
        likenesses={
            PhotoId("ada"): (likeness("Ada"),),
            PhotoId("perhaps ada"): (likeness("Ada", sure=False),),
        },
    )


def test_what_is_private_rests_while_guests_are_here_and_says_so() -> None:
    verdicts = judge(replace(home(), guests=True)).verdicts
    resting = {name for name, verdict in verdicts.items() if not verdict.keep}
    assert resting == {"private", "in private album", "ada"}
    assert {verdicts[name].because for name in resting} == {GUESTS}


def test_without_guests_everything_is_shown() -> None:
    assert all(verdict.keep for verdict in judge(home()).verdicts.values())


def test_guests_who_came_after_judging_see_nothing_private_either() -> None:
    judged = judge(home())
    picks = islice(plan(replace(home(), guests=True), conditions(), judged).picks(), 9)
    assert {name for pick in picks for name in pick.photos} == {"plain", "perhaps ada"}


def some_of_ben(size: int, bens: int) -> Library:
    shelf = library([photo(f"p{k:03}") for k in range(size)])
    found = {PhotoId(f"p{k:03}"): (likeness("Ben"),) for k in range(bens)}
    return replace(shelf, persons=PERSONS, likenesses=found)


@pytest.mark.promise("P2")
def test_photos_of_a_person_wanted_less_come_in_every_second_round() -> None:
    playlist = plan(some_of_ben(30, 10), conditions())
    rounds: dict[int, Counter[str]] = {number: Counter() for number in range(1, 6)}
    while playlist.round < 5:
        pick = playlist.pick(NOW)
        assert pick is not None
        rounds[playlist.round].update(pick.photos)
    bens = {f"p{k:03}" for k in range(10)}
    for number in (1, 2, 3):
        both = rounds[number] + rounds[number + 1]
        assert all(both[name] == (1 if name in bens else 2) for name in both)
        assert len(both) == 30
    assert 0 < len(bens & rounds[1].keys()) < 10


def test_a_library_of_nothing_but_a_person_wanted_less_is_shown() -> None:
    for size in (1, 2, 7):
        picks = list(islice(plan(some_of_ben(size, size), conditions()).picks(), 3 * size))
        assert Counter(name for pick in picks for name in pick.photos) == dict.fromkeys(
            (f"p{k:03}" for k in range(size)), 3
        )


def test_a_restart_leaves_the_rounds_of_a_person_wanted_less_as_they_were() -> None:
    shelf = some_of_ben(20, 20)
    playlist = plan(shelf, conditions())
    shown: dict[PhotoId, Shown] = {}
    for _ in range(30):
        pick = playlist.pick(NOW)
        assert pick is not None
        shown.update(dict.fromkeys(pick.photos, Shown(round=playlist.round, at=NOW)))
    again = plan(shelf, conditions(shown=shown))
    assert again.round == playlist.round
    pick = again.pick(NOW)
    assert pick is not None
    assert shown[pick.photos[0]].round < playlist.round


def test_people_take_fair_turns_inside_a_year() -> None:
    shelf = library([photo(f"p{k:03}") for k in range(60)])
    found = {PhotoId(f"p{k:03}"): (likeness("Ada"),) for k in range(6)}
    shelf = replace(shelf, persons=PERSONS, likenesses=found)
    for seed in range(8):
        picks = list(islice(plan(shelf, conditions(seed=seed)).picks(), 60))
        places = [k for k, pick in enumerate(picks) if pick.photos[0] in found]
        assert len(places) == 6
        for half in (0, 30):
            inside = [place for place in places if half <= place < half + 30]
            assert len(inside) == 3
