"""Which photos of a moment are shown and which rest, each with its reason in words.

A moment is judged by comparing its photos with each other, aspect by aspect (`marks`). There is
no mark a photo must reach by itself (decision D11): a lone blurred photo is the only one there
is, so it is shown. What people said comes first: a hidden photo rests, a favourite is shown.
What is a page or a screen, or waits for its owner's decision, rests by itself (`holding`) and
takes part in no comparison. Where albums are shown in their order, a photo that somebody gave a
place is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from frame.curate.alike import is_same_picture, is_same_shot
from frame.curate.holding import Rest, rests_alone
from frame.curate.library import Library
from frame.curate.marks import Marks, marks_of, what_is_better
from frame.curate.moments import Moment, find_moments
from frame.curate.sight import Sight, sight_of_photo
from frame.model import Looks, Photo, PhotoId, Verdict

_MOST_COMPARED = 256  # better photos of a huge moment in which a copy is looked for
_SIZE_FOR_TWO = 4
_NEARLY_AS_GOOD = 0.92  # of the best photo's marks, for a second or third place
_SIZE_FOR_THREE = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was decided about one picture, and the better picture it is a copy of, if any."""

    key: str
    keep: bool
    because: str
    copy_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What was decided about a whole library.

    moment_of     the number of each photo's moment; photos that may not be shown have none
    moment_sizes  how many photos each moment has
    fingerprints  of the photos that are kept and were looked at
    held          photos that wait for their owner's decision, and why
    """

    verdicts: Mapping[PhotoId, Verdict]
    moment_of: Mapping[PhotoId, int]
    moment_sizes: Sequence[int]
    fingerprints: Mapping[PhotoId, int]
    held: Mapping[PhotoId, str] = field(default_factory=dict)

    def keeps(self, photo: PhotoId) -> bool:
        """Say whether a photo is kept; one that was not judged yet is."""
        verdict = self.verdicts.get(photo)
        return verdict is None or verdict.keep

    def moment_size(self, photo: PhotoId) -> int:
        """Return how many photos the moment of this photo has, itself included."""
        number = self.moment_of.get(photo)
        return 1 if number is None else self.moment_sizes[number]


def judge(library: Library) -> Judgement:
    """Return a verdict for every photo of a library."""
    verdicts: dict[PhotoId, Verdict] = {}
    held: dict[PhotoId, str] = {}
    sights: list[Sight] = []
    for photo in library.photos.values():
        looks = None if (barred := library.forbids(photo)) else library.looks.get(photo.id)
        rest = Rest(barred) if barred else rest_of(photo, looks)
        if rest is None:
            sight = sight_of_photo(photo, looks)
            is_placed = library.arranged and bool(photo.place)
            sights.append(replace(sight, placed=True) if is_placed else sight)
            continue
        verdicts[photo.id] = Verdict(photo=photo.id, keep=False, because=rest.because)
        if rest.held:
            held[photo.id] = rest.because
    return _judged(find_moments(sights), verdicts, held)


def rest_of(photo: Photo, looks: Looks | None) -> Rest | None:
    """Return why a stored photo rests by itself, or None."""
    return rests_alone(looks, wanted=photo.favourite or photo.approved)


def _judged(
    moments: Sequence[Moment], verdicts: dict[PhotoId, Verdict], held: Mapping[PhotoId, str]
) -> Judgement:
    moment_of: dict[PhotoId, int] = {}
    fingerprints: dict[PhotoId, int] = {}
    for number, moment in enumerate(moments):
        seen = {sight.key: sight.fingerprint for sight in moment}
        for judged in judge_moment(moment):
            photo = PhotoId(judged.key)
            moment_of[photo] = number
            verdicts[photo] = Verdict(photo=photo, keep=judged.keep, because=judged.because)
            if judged.keep and (bits := seen[photo]) is not None:
                fingerprints[photo] = bits
    return Judgement(
        verdicts=verdicts,
        moment_of=moment_of,
        moment_sizes=tuple(len(moment) for moment in moments),
        fingerprints=fingerprints,
        held=held,
    )


def judge_moment(moment: Moment) -> tuple[Judged, ...]:
    """Return what is decided about each picture of one moment, the best picture first."""
    if len(moment) == 1:
        return (Judged(key=moment[0].key, keep=True, because=_praise(moment[0], 1, 1)),)
    marks = marks_of(moment)

    def by_merit(sight: Sight) -> tuple[bool, float, str]:
        return (not sight.wanted, -sum(marks[sight.key].values()), sight.key)

    ranked = sorted(moment, key=by_merit)
    kept = _choose(ranked, marks)
    names = {sight.key for sight in kept}
    return tuple(
        Judged(key=sight.key, keep=True, because=_praise(sight, len(ranked), len(kept)))
        if sight.key in names
        else Judged(
            key=sight.key,
            keep=False,
            because=_console(sight, kept, marks),
            copy_of=better_copy(sight, islice(ranked, min(place, _MOST_COMPARED))),
        )
        for place, sight in enumerate(ranked)
    )


def places_in(size: int) -> int:
    """Return how many photos of a moment of `size` are shown at most: one, two or three."""
    if size < _SIZE_FOR_TWO:
        return 1
    return 2 if size < _SIZE_FOR_THREE else 3


def _choose(ranked: Sequence[Sight], marks: Mapping[str, Marks]) -> list[Sight]:
    """Take every one that is wanted, then the best that are no shot of what one taken shows.

    A second or third one has to be nearly as good as the best: a blurred or blinking try is not
    shown only because it is different.
    """
    kept = [sight for sight in ranked if sight.wanted]
    best = max(sum(marks[sight.key].values()) for sight in ranked)
    for sight in ranked[len(kept) :]:
        if len(kept) >= places_in(len(ranked)):
            break
        good = not kept or sum(marks[sight.key].values()) >= _NEARLY_AS_GOOD * best
        if good and not any(is_same_shot(sight.fingerprint, one.fingerprint) for one in kept):
            kept.append(sight)
    return kept


def _praise(sight: Sight, size: int, kept: int) -> str:
    if sight.fingerprint is None:
        return "Not looked at yet"
    if sight.favourite and size > 1:
        return "One of your favourites"
    if sight.placed and size > 1:
        return "You gave it its place in the album"
    if size == 1:
        return "The only photo of this moment"
    if kept == 1:
        return f"The best of {size} from this moment"
    return f"One of the {kept} best of {size} from this moment"


def _console(sight: Sight, kept: Sequence[Sight], marks: Mapping[str, Marks]) -> str:
    """Name the aspect in which the photos that are shown are most ahead of this one."""
    copied = better_copy(sight, kept)
    winners = [winner for winner in kept if copied in {None, winner.key}]
    said = what_is_better(sight, winners, marks, copy=copied is not None)
    return said if said is not None else _even(kept)


def _even(kept: Sequence[Sight]) -> str:
    if any(winner.favourite for winner in kept):
        return "Your favourite of this moment is shown instead"
    if any(winner.placed for winner in kept):
        return "The one of this moment that you gave a place is shown instead"
    return "Nearly the same as another photo of this moment"


def better_copy(sight: Sight, better: Iterable[Sight]) -> str | None:
    """Return the key of the first picture, of these better ones, that this one is a copy of."""
    same = (other.key for other in better if is_same_picture(sight.fingerprint, other.fingerprint))
    return next(same, None)
