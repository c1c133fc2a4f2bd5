import re
from collections.abc import Iterator
from random import Random
from time import process_time

import pytest

from frame.curate.character import Character, Feature, agreement, character_of, resemblance
from frame.curate.leanings import Opinion, weight_of_skips
from frame.curate.plurals import plural
from frame.curate.taste import MOST_OPINIONS, Taste, learn
from frame.model import PersonId, PhotoId, Subject
from frame.vision.subjects import GROUPS
from tests.curate.curate_photos import face, looks, near, number

DOG, FOOD = number("dog"), number("food")
ANNA = PersonId("a" * 32)
NAMES = {ANNA: "Anna"}


def seen(kind: int, bits: int, *subjects: str, people: int = 0) -> Character:
    """Return a photo that differs from its kind in so many bits."""
    its = tuple(Subject(name=name, score=0.9) for name in subjects)
    faces = tuple(face(0.1) for _ in range(people))
    return character_of(looks(near(kind, bits), subjects=its, faces=faces))


def opinion(name: str, character: Character, *, liked: bool, weight: float = 1.0) -> Opinion:
    return Opinion(photo=PhotoId(name), character=character, liked=liked, weight=weight)


def dogs_and_food(each: int = 6) -> Iterator[Opinion]:
    """Yield the opinions of somebody who likes dogs and hides food."""
    for place in range(each):
        yield opinion(f"d{place}", seen(DOG, 20 + place, "dog"), liked=True)
        yield opinion(f"f{place}", seen(FOOD, 20 + place, "food"), liked=False)


def test_without_opinions_everything_is_as_likely_as_not() -> None:
    taste = learn([])
    assert taste.liking(seen(DOG, 3, "dog")) == 0.5
    assert taste.liking(None) == 0.5
    assert "does not know" in taste.because(seen(DOG, 3, "dog"), {})


def test_more_of_what_was_liked_is_liked_and_of_what_was_hidden_is_not() -> None:
    taste = learn(dogs_and_food())
    assert taste.liking(seen(DOG, 50, "dog")) > 0.65
    assert taste.liking(seen(FOOD, 50, "food")) < 0.35


def test_what_resembles_no_opinion_stays_near_what_is_usual() -> None:
    taste = learn(dogs_and_food())
    assert taste.liking(seen(number("sea"), 0, "boat", people=1)) == pytest.approx(0.5, abs=0.08)


def test_one_opinion_says_little_and_more_say_more() -> None:
    likings = []
    for count in (1, 3, 10):
        liked = (opinion(f"{k}", seen(DOG, 20 + k, "dog"), liked=True) for k in range(count))
        disliked = (
            opinion(f"n{k}", seen(FOOD, 20 + k, "food"), liked=False) for k in range(count)
        )
        likings.append(learn([*liked, *disliked]).liking(seen(DOG, 50, "dog")))
    assert 0.5 < likings[0] < 0.65
    assert likings == sorted(likings)


def test_what_is_usual_follows_the_counts_slowly() -> None:
    hidden = [opinion(f"{k}", seen(number(f"{k}"), 0), liked=False) for k in range(40)]
    assert 0.4 < learn(hidden[:2]).usual < 0.5
    assert learn(hidden).usual < 0.2
    unlike = learn(hidden).liking(seen(DOG, 0, "dog", people=1))
    assert unlike == pytest.approx(learn(hidden).usual, abs=0.1)


def test_opinions_without_any_pattern_teach_no_certainty() -> None:
    chance = Random(5)
    mixed = [
        opinion(f"{k}", seen(number(f"{k}"), 0, "lake"), liked=bool(chance.getrandbits(1)))
        for k in range(60)
    ]
    taste = learn(mixed)
    assert all(0.3 < taste.liking(seen(number(f"x{k}"), 0, "lake")) < 0.7 for k in range(40))


def test_a_skip_counts_less_than_hiding() -> None:
    def after(weight: float) -> float:
        return learn([opinion("x", seen(DOG, 0, "dog"), liked=False, weight=weight)]).liking(
            seen(DOG, 10, "dog")
        )

    assert after(1.0) < after(weight_of_skips(3)) < after(weight_of_skips(1)) < 0.5
    assert weight_of_skips(0) == 0.0
    assert weight_of_skips(1000) < 1.0


def test_forgetting_an_opinion_leaves_nothing_of_it() -> None:
    kept = list(dogs_and_food(3))
    one = opinion("gone", seen(number("sea"), 0, "boat"), liked=False)
    photo = seen(number("sea"), 5, "boat")
    assert learn([*kept, one]).liking(photo) < learn(kept).liking(photo)
    assert learn(kept) == learn([each for each in [one, *kept] if each.photo != "gone"])


def test_a_reason_names_what_the_opinions_have_in_common() -> None:
    taste = learn(dogs_and_food())
    assert taste.because(seen(number("sea"), 0, "dog"), {}) == "You often like photos of dogs"
    assert taste.because(seen(number("sea"), 0, "food"), {}) == "You often hide photos of food"


def test_a_reason_points_to_a_photo_that_looks_alike() -> None:
    taste = learn([opinion("one", seen(DOG, 0), liked=True)])
    assert taste.because(seen(DOG, 4), {}) == "You liked a photo like this one"
    hidden = learn([opinion("one", seen(DOG, 0), liked=False)])
    assert hidden.because(seen(DOG, 4), {}) == "You hid a photo like this one"
    skipped = learn([opinion(f"{k}", seen(DOG, k), liked=False, weight=0.6) for k in range(4)])
    assert skipped.because(seen(DOG, 2), {}) == "You skipped photos like this one"


def test_a_person_is_named_only_with_a_name_of_an_enrolled_one() -> None:
    def with_anna(kind: str) -> Character:
        return character_of(looks(number(kind), faces=(face(0.2),)), [ANNA])

    taste = learn(
        [
            *(opinion(f"a{k}", with_anna(f"a{k}"), liked=True) for k in range(5)),
            *(opinion(f"o{k}", seen(number(f"o{k}"), 0, people=1), liked=False) for k in range(5)),
        ]
    )
    assert taste.because(with_anna("new"), NAMES) == "You often like photos of Anna"
    assert "Anna" not in taste.because(with_anna("new"), {})
    assert ANNA not in taste.because(with_anna("new"), {})


def test_two_opinions_are_not_often() -> None:
    taste = learn(dogs_and_food(2))
    assert taste.leanings == ()


def test_a_leaning_that_opinions_contradict_is_not_said() -> None:
    mixed = [opinion(f"{k}", seen(DOG, k, "dog"), liked=k % 2 == 0) for k in range(8)]
    others = [opinion(f"o{k}", seen(FOOD, k, "food"), liked=False) for k in range(8)]
    said = {one.feature.name for one in learn([*mixed, *others]).leanings}
    assert "dog" not in said
    assert "food" in said


def test_no_more_than_two_hundred_opinions_are_used_and_both_kinds_stay() -> None:
    hidden = [opinion(f"h{k}", seen(number(f"h{k}"), 0), liked=False) for k in range(500)]
    liked = [opinion(f"l{k}", seen(number(f"l{k}"), 0), liked=True) for k in range(30)]
    used = learn([*hidden, *liked]).opinions
    assert len(used) == MOST_OPINIONS
    assert sum(one.liked for one in used) == 30
    assert {one.photo for one in used if not one.liked} == {f"h{k}" for k in range(170)}


def test_learning_and_scoring_a_large_library_are_quick() -> None:
    subjects = ("dog", "food", "lake", "car", "toy")
    photos = [seen(number(f"{k}"), 0, subjects[k % 5], people=k % 3) for k in range(500)]
    begin = process_time()
    taste = learn(opinion(f"{k}", photos[k], liked=k % 2 == 0) for k in range(200))
    learnt = process_time() - begin
    begin = process_time()
    for photo in photos:
        taste.liking(photo)
    scored = process_time() - begin
    assert learnt < 3.0
    assert scored < 0.25, "of 500 photos; ten thousand should take about a second"


def test_the_kernel_is_one_of_likeness() -> None:
    one = seen(DOG, 0, "dog")
    assert resemblance(one, one) == 1.0
    assert resemblance(one, seen(DOG, 64, "dog")) == 0.5
    assert agreement(one, seen(FOOD, 0, "food")) < agreement(one, seen(DOG, 64, "dog"))


def test_every_subject_has_a_plural_that_reads_well() -> None:
    regular = {name for name in GROUPS if plural(name) == f"{name}s"}
    assert not {name for name in regular if re.search(r"(s|x|sh|ch|[^aeiou]y)$", name)}
    assert not {name for name in regular if " or " in name}


def test_features_are_how_many_faces_which_subjects_and_which_people() -> None:
    character = character_of(looks(0, faces=(face(0.1), face(0.1))), [ANNA])
    assert set(character.features) == {Feature("faces", "group"), Feature("person", ANNA)}


def auc(above: list[float], below: list[float]) -> float:
    """Return how often the first is above the second (Mann and Whitney), ties half."""
    wins = sum((one > other) + 0.5 * (one == other) for one in above for other in below)
    return wins / (len(above) * len(below))


@pytest.fixture(scope="module")
def taste() -> Taste:
    return learn(dogs_and_food())


def test_a_taste_ranks_unseen_photos_of_both_kinds(taste: Taste) -> None:
    liked = [taste.liking(seen(DOG, bits, "dog")) for bits in range(40, 100, 5)]
    not_liked = [taste.liking(seen(FOOD, bits, "food")) for bits in range(40, 100, 5)]
    assert auc(liked, not_liked) == 1.0
