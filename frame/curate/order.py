"""The order of one round: everybody once, every group spread evenly over the whole round.

Spreading. The k-th of n photos of a group stands at (k + start) / n of the way, and all photos
are sorted by where they stand: Bresenham's way of placing n marks evenly on a line (IBM Systems
Journal 4, 1965), as music players use it to keep songs of one artist apart. Between two photos
of a group that has 1/m of all photos stand about m others, so six photos of a weekend are met
all through a round of three thousand, and all three thousand are met too. Inside an album the
years are spread in the same way. Where each group starts follows the golden ratio from a seeded
point: successive multiples of it, modulo 1, never bunch (H. Weyl 1916; V. T. Sos 1957).

Halves. Each photo belongs for good to the first or the second half of every round, one of every
two photos of a group to each. So at least half of all photos come between a photo's turn in one
round and in the next, however they are shuffled, and this needs no memory of the last round.

Leaning. Inside the innermost group luck decides who comes early, and luck leans: a favourite's is
halved, what the family likes comes a little earlier, what it often skips a little later. It
moves a photo among its own group only and takes nobody's turn.

Chance comes from BLAKE2b (RFC 7693) over the seed, the round and the photo's id.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import sqrt

from frame.curate.library import NO_OPINION
from frame.model import Photo, PhotoId

Groups = tuple[str, ...]
GroupsOf = Callable[[Photo], Groups]
Leaning = Callable[[Photo], float]

_GOLDEN = (sqrt(5.0) - 1.0) / 2.0
_FAVOURITE_LUCK = 0.5  # a favourite comes in the earlier half of its group on average
_LIKING_LUCK = 0.5  # between what is disliked most and what is liked most
_SKIP_LUCK = 0.15
_MOST_SKIPS = 4


class Chance:
    """Numbers from 0 to 1 that look random and depend only on a seed, a round and a name."""

    def __init__(self, seed: int, number: int) -> None:
        self._key = blake2b(f"{seed}/{number}".encode(), digest_size=32).digest()

    def of(self, name: str) -> float:
        """Return the number of a name."""
        digest = blake2b(name.encode(), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest, "big") / 2**64


@dataclass(frozen=True, slots=True)
class Turn:
    """One photo in a round: its groups, outermost first, and its luck, low to come early."""

    photo: PhotoId
    groups: Groups
    luck: float


def by_album_and_year(photo: Photo) -> Groups:
    """Return the groups that take fair turns: the album, and the years inside it."""
    return (photo.album, str(photo.taken_at.year) if photo.taken_at else "undated")


def by_person_too(groups_of: GroupsOf, person_in: Callable[[PhotoId], str]) -> GroupsOf:
    """Return the same groups with the person who is in a photo as the innermost one."""
    return lambda photo: (*groups_of(photo), person_in(photo.id))


def leaning(*, favourite: bool, liking: float = NO_OPINION, skips: int = 0) -> float:
    """Return what a photo's luck is multiplied by; below 1 it comes earlier."""
    if favourite:
        return _FAVOURITE_LUCK
    liked = 1.0 - _LIKING_LUCK * (min(1.0, max(0.0, liking)) - NO_OPINION)
    return liked * (1.0 + _SKIP_LUCK * min(max(0, skips), _MOST_SKIPS))


def by_favourite(photo: Photo) -> float:
    """Return the leaning of a photo of which nothing else is known."""
    return leaning(favourite=photo.favourite)


def order_round(
    photos: Iterable[Photo],
    seed: int,
    number: int,
    groups_of: GroupsOf = by_album_and_year,
    leans: Leaning = by_favourite,
) -> list[PhotoId]:
    """Return every photo once, in the order of round `number`."""
    chance = Chance(seed, number)
    ordered: list[PhotoId] = []
    for half in _halves(photos, seed, groups_of):
        turns = [
            Turn(photo.id, groups_of(photo), chance.of(photo.id) * leans(photo)) for photo in half
        ]
        ordered.extend(turn.photo for turn in spread(turns, chance))
    return ordered


def _halves(
    photos: Iterable[Photo], seed: int, groups_of: GroupsOf
) -> tuple[list[Photo], list[Photo]]:
    """Send one of every two photos of a group to each half, and a coin decides which.

    Photos are paired in the order of arrival, so a newcomer moves nobody into the other half.
    """
    chance = Chance(seed, -1)
    groups: dict[Groups, list[Photo]] = defaultdict(list)
    for photo in photos:
        groups[groups_of(photo)].append(photo)
    halves: tuple[list[Photo], list[Photo]] = ([], [])
    for group, members in groups.items():
        members.sort(key=lambda photo: (photo.received_at, photo.id))
        name = "/".join(group)
        for start in range(0, len(members), 2):
            coin = chance.of(f"{name}/{start}") < 0.5
            for place, photo in enumerate(members[start : start + 2]):
                halves[place ^ coin].append(photo)
    return halves


def spread(turns: Sequence[Turn], chance: Chance, inside: Groups = ()) -> list[Turn]:
    """Return the turns in fair order: each group evenly, and so the groups inside it."""
    depth = len(inside)
    if all(len(turn.groups) <= depth for turn in turns):
        return sorted(turns, key=lambda turn: (turn.luck, turn.photo))
    parts: dict[str, list[Turn]] = defaultdict(list)
    for turn in turns:
        parts[turn.groups[depth] if depth < len(turn.groups) else ""].append(turn)
    ordered = [(name, spread(part, chance, (*inside, name))) for name, part in parts.items()]
    return _interleave(ordered, chance, "/".join(inside))


def _interleave(ordered: list[tuple[str, list[Turn]]], chance: Chance, inside: str) -> list[Turn]:
    if len(ordered) == 1:
        return ordered[0][1]
    ordered.sort(key=lambda part: (-len(part[1]), chance.of(f"{inside}/{part[0]}")))
    start = chance.of(inside)
    places: list[tuple[float, int, int, Turn]] = []
    for rank, (_, part) in enumerate(ordered):
        shift = (start + rank * _GOLDEN) % 1.0
        size = len(part)
        places.extend(((k + shift) / size, rank, k, turn) for k, turn in enumerate(part))
    places.sort()
    return [place[3] for place in places]
