"""Comparing face codes: sure, asked, strangers, and the owner's word above all."""

import random

from hypothesis import given
from hypothesis import strategies as st

from frame.curate.recognise import ASK, MARGIN, STEP, SURE, distance, recognise
from frame.model import PersonId

ANA, BEN, CLEO = (PersonId(name * 32) for name in "abc")


def code(*firsts: float) -> bytes:
    """A code whose first numbers are these distances from zero, in units of the network."""
    values = [round(first / STEP) for first in firsts]
    spread = [part for value in values for part in _parts(value)]
    return bytes(value % 256 for value in spread).ljust(128, b"\1")


def _parts(value: int) -> list[int]:
    """Four numbers of one byte each that are together as far from zero as one large number."""
    return [max(-127, min(127, round(value / 2)))] * 4


def people(**codes: bytes) -> dict[PersonId, tuple[bytes, ...]]:
    names = {"ana": ANA, "ben": BEN, "cleo": CLEO}
    return {names[name]: (held,) for name, held in codes.items()}


def test_the_distance_is_euclidean_in_units_of_the_network() -> None:
    assert abs(distance(code(0.0), code(SURE)) - SURE) < 3 * STEP
    assert distance(code(0.3), code(0.3)) == 0
    assert distance(code(0.1), code(0.4)) == distance(code(0.4), code(0.1))


def test_a_face_near_one_person_is_surely_that_person() -> None:
    (found,) = recognise({0: code(0.0)}, people(ana=code(SURE - 0.05)))
    assert (found.person, found.face, found.sure) == (ANA, 0, True)
    assert 0.5 < found.score < 1


def test_a_face_that_may_be_somebody_is_a_question() -> None:
    (found,) = recognise({0: code(0.0)}, people(ana=code((SURE + ASK) / 2)))
    assert not found.sure


def test_a_stranger_is_nobody() -> None:
    assert recognise({0: code(0.0)}, people(ana=code(ASK + 0.05))) == ()
    assert recognise({}, people(ana=code(0.0))) == ()
    assert recognise({0: code(0.0)}, {}) == ()
    assert recognise({0: code(0.0)}, {ANA: ()}) == ()


def test_a_face_that_cannot_be_told_is_nobody() -> None:
    assert recognise({0: bytes(128)}, {ANA: (bytes(128),)}) == ()
    assert recognise({0: bytes(128)}, {ANA: (b"\1" * 128,)}, {ANA: True}) == ()


def test_the_nearest_template_counts() -> None:
    (found,) = recognise({0: code(0.0)}, {ANA: (code(0.9), code(0.1), code(0.7))})
    assert found.sure


def test_a_face_between_two_people_is_a_question() -> None:
    near, next_best = code(0.3), code(-0.3 - MARGIN / 2)
    (found,) = recognise({0: code(0.0)}, people(ana=near, ben=next_best))
    assert (found.person, found.sure) == (ANA, False)


def test_two_faces_like_one_person_are_a_question() -> None:
    (found,) = recognise({0: code(0.0), 1: code(0.02)}, people(ana=code(0.2)))
    assert (found.face, found.sure) == (1, False)


def test_each_face_and_each_person_has_one_turn() -> None:
    found = recognise(
        {0: code(0.0), 1: code(0.9), 2: code(0.0, 0.9)},
        people(ana=code(0.05), ben=code(0.85), cleo=code(0.0, 0.8)),
    )
    assert [(one.face, one.person, one.sure) for one in found] == [
        (0, ANA, True),
        (1, BEN, True),
        (2, CLEO, True),
    ]


def test_what_the_owner_denied_is_not_suggested_again_and_leaves_room_for_others() -> None:
    known = people(ana=code(0.1), ben=code(0.3))
    (found,) = recognise({0: code(0.0)}, known, {ANA: False})
    assert (found.person, found.sure) == (BEN, True)


def test_what_the_owner_confirmed_is_sure_however_far_the_face_is() -> None:
    codes = {0: code(0.0), 1: code(0.9)}
    (found,) = recognise(codes, people(ana=code(0.9, 0.9)), {ANA: True})
    assert (found.person, found.face, found.sure) == (ANA, 1, True)
    found_both = recognise({0: code(0.0)}, people(ana=code(0.9), ben=code(0.1)), {ANA: True})
    assert [one.person for one in found_both] == [ANA]


codes = st.builds(lambda seed: random.Random(seed).randbytes(128), st.integers(0, 50))
crowds = st.dictionaries(st.sampled_from([ANA, BEN, CLEO]), st.lists(codes, max_size=3))


@given(st.dictionaries(st.integers(0, 5), codes), crowds)
def test_nobody_is_found_twice_and_only_those_who_are_enrolled(
    faces: dict[int, bytes], crowd: dict[PersonId, list[bytes]]
) -> None:
    found = recognise(faces, crowd)
    assert len({one.person for one in found}) == len(found) == len({one.face for one in found})
    assert {one.person for one in found} <= set(crowd)
    assert {one.face for one in found} <= set(faces)
    assert all(0 <= one.score <= 1 for one in found)
    for one in found:
        near = min(distance(faces[one.face], held) for held in crowd[one.person])
        assert near <= (SURE if one.sure else ASK)


@given(crowds, codes)
def test_the_order_of_people_changes_nothing(
    crowd: dict[PersonId, list[bytes]], face: bytes
) -> None:
    backwards = dict(reversed(crowd.items()))
    one, other = recognise({0: face}, crowd), recognise({0: face}, backwards)
    assert [found.score for found in one] == [found.score for found in other]
