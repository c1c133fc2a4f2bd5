"""What holds for the taste of any household."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from frame.curate.character import Character, Feature, agreement
from frame.curate.cholesky import factor
from frame.curate.leanings import Opinion
from frame.curate.taste import learn
from frame.model import PhotoId

FEATURES = (
    *(Feature("faces", name) for name in ("none", "one", "group")),
    *(Feature("subject", name) for name in ("dog", "food", "lake")),
    *(Feature("person", name) for name in ("p", "q")),
)
CHARACTERS = st.builds(
    Character,
    fingerprint=st.integers(0, 2**256 - 1) | st.sampled_from([0, 1, 2**256 - 1]),
    features=st.dictionaries(st.sampled_from(FEATURES), st.floats(0.0, 1.0), max_size=4),
)
OPINIONS = st.lists(
    st.builds(
        Opinion,
        photo=st.uuids().map(lambda one: PhotoId(one.hex)),
        character=CHARACTERS,
        liked=st.booleans(),
        weight=st.floats(0.0, 1.0),
    ),
    max_size=6,
)


@settings(max_examples=30)
@given(OPINIONS, CHARACTERS)
def test_a_liking_is_a_probability_and_a_reason_is_a_sentence(
    opinions: list[Opinion], photo: Character
) -> None:
    taste = learn(opinions)
    assert 0.0 < taste.liking(photo) < 1.0
    assert taste.because(photo, {})


@settings(max_examples=30)
@given(OPINIONS, CHARACTERS)
def test_who_likes_what_others_hide_has_the_opposite_taste(
    opinions: list[Opinion], photo: Character
) -> None:
    opposite = [replace(one, liked=not one.liked) for one in opinions]
    one, other = learn(opinions).liking(photo), learn(opposite).liking(photo)
    assert abs(one + other - 1.0) < 1e-4


@settings(max_examples=30)
@given(OPINIONS, CHARACTERS)
def test_the_order_of_opinions_does_not_matter_while_there_are_few(
    opinions: list[Opinion], photo: Character
) -> None:
    backwards = learn(opinions[::-1]).liking(photo)
    assert abs(learn(opinions).liking(photo) - backwards) < 1e-4


@settings(max_examples=30)
@given(OPINIONS, CHARACTERS)
def test_liking_a_photo_never_makes_it_less_liked_than_hiding_it(
    opinions: list[Opinion], photo: Character
) -> None:
    new = Opinion(photo=PhotoId("new"), character=photo, liked=True)
    liked = learn([*opinions, new]).liking(photo)
    hidden = learn([*opinions, replace(new, liked=False)]).liking(photo)
    assert liked > hidden


@settings(max_examples=30)
@given(st.lists(CHARACTERS, max_size=10))
def test_the_kernel_is_positive_semi_definite(characters: list[Character]) -> None:
    factor(
        [
            [
                agreement(one, other) + 1e-6 * (here == there)
                for there, other in enumerate(characters)
            ]
            for here, one in enumerate(characters)
        ]
    )


@settings(max_examples=5)
@given(CHARACTERS)
def test_many_equal_opinions_are_learnt_like_any_other(photo: Character) -> None:
    opinions = [
        Opinion(photo=PhotoId(f"{k}"), character=photo, liked=k % 2 == 0) for k in range(60)
    ]
    assert abs(learn(opinions).liking(photo) - 0.5) < 1e-3
