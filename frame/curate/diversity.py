"""How alike a photo is to those that were just on the glass, in ways a person would notice.

Five things are compared: who is in it, where and when it was, what it is of, its colour and
which way it stands. Colours are compared in Oklab (B. Ottosson, "A perceptual color space for
image processing", 2020), in which equal distances look equally large. The latest picks count
most. The answer is a cost; `round` weighs it against the fair order.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest
from math import dist

from frame.curate.alike import SAME_SCENE_BITS, differing_bits
from frame.model import Looks, PersonId, Photo, PhotoId, Shown

PICKS_CONSIDERED = 6
_FADES = 0.6  # what one pick before counts against the one after it
_PEOPLE, _PLACE, _COLOUR, _SUBJECT, _STANCE = 0.30, 0.25, 0.20, 0.15, 0.10
_UNLIKE_BITS = 110  # one of ten pairs of strangers is nearer
_UNLIKE_COLOURS = 0.25  # in Oklab, where black and white are 1 apart
_SURE = 0.3  # of a subject
_GROUP = 3
_SAME_COMPANY = 0.5  # nobody, one or several: weak evidence beside knowing who it is

Lab = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Traits:
    """What one photo is compared by; None and empty where nothing is known.

    company  0 without a face, 1 with one, 2 with two, 3 with more
    place    album and day
    """

    people: frozenset[PersonId]
    company: int | None
    place: tuple[str, object] | None
    subject: str
    colour: Lab | None
    portrait: bool
    fingerprint: int | None


def traits_of(photo: Photo, looks: Looks | None, people: Iterable[PersonId] = ()) -> Traits:
    """Return what a photo is compared by."""
    return Traits(
        people=frozenset(people),
        company=None if looks is None else min(len(looks.faces), _GROUP),
        place=(photo.album, photo.taken_at.date()) if photo.taken_at else None,
        subject="" if looks is None else _main_subject(looks),
        colour=None if looks is None else oklab(looks.colour),
        portrait=photo.width_px < photo.height_px,
        fingerprint=None if looks is None else looks.fingerprint,
    )


def likeness(one: Traits, other: Traits) -> float:
    """Return 0 for two photos that differ in everything to 1 for two of a kind."""
    return (
        _PEOPLE * _same_people(one, other)
        + _PLACE * _same_place(one, other)
        + _COLOUR * _same_colour(one, other)
        + _SUBJECT * (one.subject != "" and one.subject == other.subject)
        + _STANCE * (one.portrait == other.portrait)
    )


class Lately:
    """The latest picks, each of one photo or two."""

    def __init__(self) -> None:
        self._picks: deque[tuple[Traits, ...]] = deque(maxlen=PICKS_CONSIDERED)

    def add(self, pick: tuple[Traits, ...]) -> None:
        """Remember a pick and forget the oldest."""
        self._picks.appendleft(pick)

    def likeness(self, traits: Traits) -> float:
        """Return how alike a photo is to the latest picks, 0 to 1, the last counting most."""
        found = total = 0.0
        weight = 1.0
        for pick in self._picks:
            found += weight * max(likeness(traits, other) for other in pick)
            total += weight
            weight *= _FADES
        return found / total if total else 0.0


def oklab(colour: tuple[int, int, int]) -> Lab:
    """Return an sRGB colour (0 to 255) as Oklab: lightness 0 to 1, green-red, blue-yellow."""
    red, green, blue = (_linear(channel / 255) for channel in colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def _main_subject(looks: Looks) -> str:
    first = max(looks.subjects, key=lambda subject: subject.score, default=None)
    return first.name if first is not None and first.score >= _SURE else ""


def _same_people(one: Traits, other: Traits) -> float:
    """Return the share of persons in common (Jaccard 1901), or what the count of faces says."""
    if one.people and other.people:
        return len(one.people & other.people) / len(one.people | other.people)
    if one.company is None or one.company != other.company:
        return 0.0
    return _SAME_COMPANY


def _same_place(one: Traits, other: Traits) -> float:
    if one.place is not None and one.place == other.place:
        return 1.0
    if one.fingerprint is None or other.fingerprint is None:
        return 0.0
    apart = differing_bits(one.fingerprint, other.fingerprint)
    return min(1.0, max(0.0, (_UNLIKE_BITS - apart) / (_UNLIKE_BITS - SAME_SCENE_BITS)))


def _same_colour(one: Traits, other: Traits) -> float:
    if one.colour is None or other.colour is None:
        return 0.0
    return max(0.0, 1.0 - dist(one.colour, other.colour) / _UNLIKE_COLOURS)


def latest(shown: Mapping[PhotoId, Shown]) -> list[tuple[PhotoId, ...]]:
    """Return what was on the glass last, the latest last: one photo each, or the two of a pair."""
    times = nlargest(PICKS_CONSIDERED, {entry.at for entry in shown.values()})
    picks: dict[datetime, list[PhotoId]] = {time: [] for time in reversed(times)}
    for photo, entry in shown.items():
        if entry.at in picks:
            picks[entry.at].append(photo)
    return [tuple(sorted(photos)[:2]) for photos in picks.values()]
