"""Taste: what this household likes, learnt on the frame from what it does with its photos.

A favourite says yes, a hidden photo no, a skipped one no in a low voice. From at most 200 such
opinions `learn` makes a Bayesian logistic regression in its dual form (`laplace`). It answers
with probabilities: with few opinions, and far from all of them, they stay at what is usual.
Rule 1: nothing is known but by the opinions, so forgetting them is all that forgetting takes.
Rule 2: a reason in words is true of the opinions as they are counted, not only of the weights.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from operator import getitem

from frame.curate.alike import FINGERPRINT_BITS
from frame.curate.character import (
    LOOKS_COUNT,
    NAMES_COUNT,
    Character,
    Feature,
    agreement,
    resemblance,
)
from frame.curate.cholesky import Row
from frame.curate.laplace import Answers, Doubt, Kernel, Mode, blunting, chance, find_mode
from frame.curate.leanings import Leaning, Opinion, find_leanings
from frame.model import PersonId

MOST_OPINIONS = 200
_WATCHED = 24  # opinions from which doubt is reckoned: its cost grows with their square
_PRETENDED = 8.0  # likes, and as many dislikes, that the frame pretends to know at first
_CLEARLY = 0.2  # of the latent value; less is not worth a sentence
_NEAR = 0.25  # as likeness: at most 96 of 256 bits differ
_UNKNOWN = "The frame does not know yet whether you like photos such as this"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Learnt:
    """The regression; its primal part makes scoring ten thousand photos a matter of a second.

    strengths  the weight of each feature
    looks      what each of the 32 bytes of a fingerprint, lowest first, adds for each value
    """

    mode: Mode
    doubt: Doubt
    strengths: Mapping[Feature, float]
    looks: tuple[Row, ...]

    def latent(self, character: Character) -> float:
        """Return the most probable latent value of a photo."""
        octets = character.fingerprint.to_bytes(len(self.looks), "little")
        value = self.mode.mean + sum(map(getitem, self.looks, octets))
        for feature, degree in character.features.items():
            value += degree * self.strengths.get(feature, 0.0)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """What was learnt; made by `learn`.

    usual     probability (0 to 1) that a photo is liked of which nothing else is known
    leanings  what can be said of it in words, the strongest first
    """

    opinions: tuple[Opinion, ...]
    usual: float
    leanings: tuple[Leaning, ...]
    _learnt: _Learnt | None

    def liking(self, character: Character | None) -> float:
        """Return the probability (0 to 1) that the household likes a photo.

        It is `usual` for a photo nobody looked at, and before the first opinion.
        """
        if character is None or self._learnt is None:
            return self.usual
        doubt = self._learnt.doubt
        shared = [agreement(character, self.opinions[place].character) for place in doubt.watched]
        variance = doubt.variance(shared, agreement(character, character))
        return chance(self._learnt.latent(character) / blunting(variance))

    def because(self, character: Character | None, names: Mapping[PersonId, str]) -> str:
        """Return in words what speaks most clearly for a photo, or against it.

        `names` are those of the enrolled people. The sentence has no full stop.
        """
        if character is None or self._learnt is None:
            return _UNKNOWN
        likes = self._learnt.latent(character) > self._learnt.mode.mean
        told = [*self._by_name(character, names), *self._by_likeness(self._learnt, character)]
        fitting = [
            one for one in told if (one[0] > 0) == likes and abs(one[0]) >= _CLEARLY and one[1]
        ]
        return max(fitting, key=lambda one: abs(one[0]))[1] if fitting else _UNKNOWN

    def _by_name(
        self, character: Character, names: Mapping[PersonId, str]
    ) -> Iterator[tuple[float, str]]:
        for leaning in self.leanings:
            degree = character.features.get(leaning.feature, 0.0)
            yield degree * leaning.strength, leaning.in_words(names)

    def _by_likeness(self, learnt: _Learnt, character: Character) -> Iterator[tuple[float, str]]:
        near: dict[str, list[float]] = defaultdict(list)
        for pull, opinion in zip(learnt.mode.pulls, self.opinions, strict=True):
            share = resemblance(character, opinion.character)
            if share >= _NEAR:
                near[opinion.about()].append(LOOKS_COUNT * share * pull)
        for done, shares in near.items():
            what = "a photo like this one" if len(shares) == 1 else "photos like this one"
            yield sum(shares), f"You {done} {what}"


def learn(opinions: Iterable[Opinion]) -> Taste:
    """Return what opinions teach; they come with the most recent first, one for each photo.

    More than 200 are too many: as many likes as dislikes are kept as there are, what was said
    before what was hinted at, then the most recent.
    """
    kept = _balanced([one for one in opinions if one.weight > 0.0])
    usual = _usual(kept)
    if not kept:
        return Taste(opinions=(), usual=usual, leanings=(), _learnt=None)
    characters = [one.character for one in kept]
    kernel = [[agreement(one, other) for other in characters] for one in characters]
    mode = find_mode(kernel, _answers(kept, usual, kernel))
    doubt = Doubt.of(kernel, mode, _WATCHED)
    strengths = _strengths(kept, mode)
    return Taste(
        opinions=kept,
        usual=usual,
        leanings=find_leanings(strengths, kept),
        _learnt=_Learnt(
            mode=mode,
            doubt=doubt,
            strengths=strengths,
            looks=_looks([one.fingerprint for one in characters], mode.pulls),
        ),
    )


def _balanced(opinions: Sequence[Opinion]) -> tuple[Opinion, ...]:
    loudest = sorted(opinions, key=lambda one: -one.weight)
    likes = [one for one in loudest if one.liked]
    dislikes = [one for one in loudest if not one.liked]
    half = MOST_OPINIONS // 2
    return (
        *likes[: max(half, MOST_OPINIONS - len(dislikes))],
        *dislikes[: max(half, MOST_OPINIONS - len(likes))],
    )


def _usual(opinions: Sequence[Opinion]) -> float:
    likes = sum(one.weight for one in opinions if one.liked)
    total = sum(one.weight for one in opinions)
    return (likes + _PRETENDED) / (total + 2.0 * _PRETENDED)


def _answers(opinions: Sequence[Opinion], usual: float, kernel: Kernel) -> Answers:
    """Return the opinions as answers, with the mean that makes `usual` of a typical photo."""
    typical = sum(row[place] for place, row in enumerate(kernel)) / len(kernel)
    return Answers(
        yes=tuple(one.liked for one in opinions),
        weights=tuple(one.weight for one in opinions),
        mean=log(usual / (1.0 - usual)) * blunting(typical),
    )


def _strengths(opinions: Sequence[Opinion], mode: Mode) -> Mapping[Feature, float]:
    found: dict[Feature, float] = defaultdict(float)
    for opinion, pull in zip(opinions, mode.pulls, strict=True):
        for feature, degree in opinion.character.features.items():
            found[feature] += NAMES_COUNT * pull * degree
    return dict(found)


def _looks(fingerprints: Sequence[int], pulls: Sequence[float]) -> tuple[Row, ...]:
    """Return the sum of pull times likeness as a table for each byte of a fingerprint."""
    tables = []
    for lowest in range(0, FINGERPRINT_BITS, 8):
        table = [0.0]
        for bit in range(lowest, lowest + 8):
            weight = (
                LOOKS_COUNT
                / FINGERPRINT_BITS
                * sum(
                    pull if fingerprint >> bit & 1 else -pull
                    for fingerprint, pull in zip(fingerprints, pulls, strict=True)
                )
            )
            table = [value - weight for value in table] + [value + weight for value in table]
        tables.append(table)
    return tuple(tables)
