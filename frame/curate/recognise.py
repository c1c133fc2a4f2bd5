"""Who is in a photo: face codes compared with those of people who agreed to be recognised.

A code is 128 signed bytes; one of zeros only belongs to a face that cannot be told from others.
Two faces are compared by the Euclidean distance between their codes, and a face and a person by
the nearest of the person's templates (nearest neighbour).

Rule 1: nothing here keeps a code. What comes back names people who are enrolled, and nobody else.
Rule 2: a face that is near enough to one person, and clearly nearer than to everybody else, is
        sure; one that may be somebody is a question for the owner; all others are strangers.
Rule 3: a person is in a photo at most once, and what the owner said goes before any distance.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import dist
from typing import Final

from frame.model import Likeness, PersonId

STEP: Final = 1 / 256
"""One step of a code's byte, in units of the network's own output."""

SURE: Final = 0.37
"""A distance at which two faces are taken for the same person (models/cards/face_code.md)."""

ASK: Final = 0.5
"""A distance at which a person is asked."""

MARGIN: Final = 0.08
"""How much nearer the best person has to be than the next one, to be sure."""

_Vector = tuple[int, ...]
_FAR: Final = float("inf")


@dataclass(frozen=True, slots=True)
class _Pair:
    """A face, a person and how far apart they are; `rival` is how near the next best comes."""

    distance: float
    face: int
    person: PersonId
    rival: float


def recognise(
    codes: Mapping[int, bytes],
    people: Mapping[PersonId, Sequence[bytes]],
    answers: Mapping[PersonId, bool] | None = None,
) -> tuple[Likeness, ...]:
    """Return who of `people` is in a photo, by the codes of its faces.

    `codes` is face (its place in Looks.faces) to code, `people` is person to templates, and
    `answers` is what the owner said about this photo: True it is them, False it is not.
    """
    said = answers or {}
    asked = {person: held for person, held in people.items() if said.get(person, True)}
    distances = _distances(codes, asked)
    found: dict[PersonId, Likeness] = {}
    taken: set[int] = set()
    pairs = sorted(_pairs(distances), key=lambda one: (not said.get(one.person), one.distance))
    for pair in pairs:
        told = said.get(pair.person, False)
        if pair.person in found or pair.face in taken or not (told or pair.distance <= ASK):
            continue
        taken.add(pair.face)
        found[pair.person] = Likeness(
            person=pair.person,
            face=pair.face,
            score=_score(pair.distance),
            sure=told or _is_sure(pair),
        )
    return tuple(sorted(found.values(), key=lambda one: one.face))


def distance(one: bytes, other: bytes) -> float:
    """Return the Euclidean distance between two codes, in units of the network's output."""
    return _apart(_vector(one), _vector(other))


def tells(code: bytes) -> bool:
    """Say whether a code is that of a face that can be told from others."""
    return any(code)


def _distances(
    codes: Mapping[int, bytes], people: Mapping[PersonId, Sequence[bytes]]
) -> dict[tuple[int, PersonId], float]:
    vectors = {person: [_vector(one) for one in held] for person, held in people.items() if held}
    faces = {face: _vector(code) for face, code in codes.items() if tells(code)}
    return {
        (face, person): min(_apart(vector, one) for one in held)
        for face, vector in faces.items()
        for person, held in vectors.items()
    }


def _pairs(distances: Mapping[tuple[int, PersonId], float]) -> Iterator[_Pair]:
    """Yield each pair with the nearest pair that shares its face or its person."""
    faces = {face for face, _ in distances}
    persons = {person for _, person in distances}
    for (face, person), near in distances.items():
        others = (distances[face, other] for other in persons if other != person)
        doubles = (distances[other, person] for other in faces if other != face)
        yield _Pair(near, face, person, min((*others, *doubles), default=_FAR))


def _is_sure(pair: _Pair) -> bool:
    return pair.distance <= SURE and pair.rival - pair.distance >= MARGIN


def _score(apart: float) -> float:
    """Return 1 for the same code, 0.5 at the distance where a person is asked, 0 at twice that."""
    return max(0.0, 1.0 - apart / (2 * ASK))


def _vector(code: bytes) -> _Vector:
    return tuple(memoryview(code).cast("b"))


def _apart(one: _Vector, other: _Vector) -> float:
    return dist(one, other) * STEP
