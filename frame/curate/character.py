"""What liking may depend on: how a photo looks as a whole, and a few things with names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from frame.curate.alike import FINGERPRINT_BITS, differing_bits
from frame.curate.library import Library
from frame.model import Looks, PersonId, PhotoId

LOOKS_COUNT = 1.0
"""Prior variance of what the looks of a photo as a whole contribute to liking it."""

NAMES_COUNT = 1.0
"""Prior variance of what each thing with a name contributes.

Neither is fitted. Together they let the log odds of a typical photo vary by about 1.5 either way
before anything is known. In the trial of docs/curation.md 0.5 to 16 rank alike within .02, and
small ones stay nearer to the middle while there are few opinions.
"""

_BROAD = 0.5  # half of all photos share a number of faces, so it counts as half there


class Feature(NamedTuple):
    """A thing with a name: how many faces, a subject of the classifier, or a person's id."""

    kind: Literal["faces", "subject", "person"]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """What taste knows of one photo; each feature is present to a degree of 0 to 1."""

    fingerprint: int
    features: Mapping[Feature, float]


def character_of(looks: Looks, people: Iterable[PersonId] = ()) -> Character:
    """Return what taste knows of a photo that shows these people for sure."""
    count = len(looks.faces)
    faces = "none" if not count else "one" if count == 1 else "group"
    features = {Feature("faces", faces): _BROAD}
    features.update({Feature("subject", one.name): one.score for one in looks.subjects})
    features.update({Feature("person", person): 1.0 for person in people})
    return Character(fingerprint=looks.fingerprint, features=features)


def character_in(library: Library, photo: PhotoId) -> Character | None:
    """Return what taste knows of a photo, or None if nobody looked at it yet."""
    looks = library.looks.get(photo)
    if looks is None:
        return None
    sure = (one.person for one in library.likenesses.get(photo, ()) if one.sure)
    return character_of(looks, sure)


def agreement(one: Character, other: Character) -> float:
    """Return the kernel of two photos: how far an opinion about one says something of the other.

    The first part is the inner product of the fingerprints as vectors of plus and minus one,
    which is positive semi-definite whatever the bits are. On average it is 1 - 2 * angle / pi,
    the arc-cosine kernel of order 0 (Y. Cho and L. Saul, NIPS 2009) less its constant half. The
    second is the inner product of the features.
    """
    named, features = 0.0, other.features
    for feature, degree in one.features.items():
        if feature in features:
            named += degree * features[feature]
    return LOOKS_COUNT * resemblance(one, other) + NAMES_COUNT * named


def resemblance(one: Character, other: Character) -> float:
    """Return 1 for the same looks, about 0 for unlike ones."""
    return 1.0 - 2.0 * differing_bits(one.fingerprint, other.fingerprint) / FINGERPRINT_BITS
