"""What a household leans to, as far as it has a name: a subject, a person, how many people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from frame.curate.character import Character, Feature
from frame.curate.plurals import plural
from frame.model import PersonId, PhotoId

SAID = 1.0
"""The weight of a favourite or a hidden photo; what weighs less was only hinted at."""

_PER_SKIP = 0.2
_MOST_FOR_SKIPS = 0.6
_PRESENT = 0.3  # a subject less probable than this is not named, as in `why`
_SEVERAL = 3
_MOSTLY = 0.75

_FACES: Mapping[str, str] = MappingProxyType(
    {
        "none": "photos without people",
        "one": "photos of one person",
        "group": "photos of several people",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What somebody let the frame know about one photo; `weight` is above 0 and at most 1."""

    photo: PhotoId
    character: Character
    liked: bool
    weight: float = SAID

    def about(self) -> str:
        """Return in words what was done."""
        if self.liked:
            return "liked"
        return "hid" if self.weight >= SAID else "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """A feature that is liked or not, and which of the opinions say so.

    strength  what it adds to the latent value: above 0 where it is liked
    agreeing  the photos whose opinions point the same way, of `opinions` that have the feature
    hinted    most of them were skipped and not hidden
    """

    feature: Feature
    strength: float
    agreeing: tuple[PhotoId, ...]
    opinions: int
    hinted: bool

    def in_words(self, names: Mapping[PersonId, str]) -> str:
        """Return a sentence without its full stop; empty for a person without a name."""
        what = _words(self.feature, names)
        does = "like" if self.strength > 0 else "skip" if self.hinted else "hide"
        return f"You often {does} {what}" if what else ""


def weight_of_skips(skips: int) -> float:
    """Return how much so many skips say; people also skip in a hurry."""
    return min(_MOST_FOR_SKIPS, _PER_SKIP * skips)


def find_leanings(
    strengths: Mapping[Feature, float], opinions: Iterable[Opinion]
) -> tuple[Leaning, ...]:
    """Return the features of which something true can be said, the strongest first.

    It takes three opinions that agree, and three of four of all that have the feature.
    """
    heard: dict[Feature, list[Opinion]] = {}
    for opinion in opinions:
        for feature, degree in opinion.character.features.items():
            if degree >= _PRESENT:
                heard.setdefault(feature, []).append(opinion)
    found = (_lean(feature, strengths[feature], its) for feature, its in heard.items())
    telling = (
        one
        for one in found
        if len(one.agreeing) >= max(_SEVERAL, _MOSTLY * one.opinions) and one.strength
    )
    return tuple(sorted(telling, key=lambda one: (-abs(one.strength), one.feature)))


def _lean(feature: Feature, strength: float, opinions: list[Opinion]) -> Leaning:
    agreeing = [one for one in opinions if one.liked == (strength > 0)]
    hints = sum(one.weight < SAID for one in agreeing)
    return Leaning(
        feature=feature,
        strength=strength,
        agreeing=tuple(one.photo for one in agreeing),
        opinions=len(opinions),
        hinted=2 * hints > len(agreeing),
    )


def _words(feature: Feature, names: Mapping[PersonId, str]) -> str:
    if feature.kind == "faces":
        return _FACES[feature.name]
    if feature.kind == "subject":
        return f"photos of {plural(feature.name)}"
    name = names.get(PersonId(feature.name), "").strip()
    return f"photos of {name}" if name else ""
