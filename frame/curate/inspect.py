"""The judge for files that are in no store: what `frame inspect` says about a folder."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from frame.curate.holding import Rest, rests_alone
from frame.curate.judge import Judged, better_copy, judge_moment
from frame.curate.moments import Moment, find_moments
from frame.curate.sight import Sight, measured
from frame.model import Looks, Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A file that was looked at; `key` is whatever the caller tells its files apart by."""

    key: str
    taken_at: datetime | None
    size: Size
    looks: Looks | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What the judge says about a file.

    moment        numbered from 1 in order of time; files of one moment share it
    duplicate_of  the key of a better file with the same picture, if there is one
    held          whether the frame would wait for its owner's decision
    """

    key: str
    moment: int
    duplicate_of: str | None
    keep: bool
    because: str
    held: bool = False


def inspect_all(candidates: Iterable[Candidate]) -> tuple[Inspection, ...]:
    """Return one inspection per file, in the order the files came; keys must differ."""
    files = tuple(candidates)
    resting = {file.key: rest for file in files if (rest := rests_alone(file.looks, wanted=False))}
    found = {
        judged.key: Inspection(
            key=judged.key,
            moment=number,
            duplicate_of=judged.copy_of,
            keep=judged.keep,
            because=judged.because,
            held=judged.key in resting and resting[judged.key].held,
        )
        for number, moment in enumerate(find_moments(_sight(file) for file in files), start=1)
        for judged in _judge(moment, resting)
    }
    return tuple(found[file.key] for file in files)


def _judge(moment: Moment, resting: Mapping[str, Rest]) -> Iterator[Judged]:
    """Judge what does not rest by itself; the others are named as copies all the same."""
    compared = tuple(sight for sight in moment if sight.key not in resting)
    judged = judge_moment(compared) if compared else ()
    yield from judged
    kept = {one.key for one in judged if one.keep}
    better = [sight for sight in compared if sight.key in kept]
    for sight in moment:
        if (rest := resting.get(sight.key)) is not None:
            copied = better_copy(sight, better)
            yield Judged(key=sight.key, keep=False, because=rest.because, copy_of=copied)
            better.append(sight)


def _sight(file: Candidate) -> Sight:
    pixels = file.size.width_px * file.size.height_px
    blank = Sight(key=file.key, album="", taken_at=file.taken_at, pixels=pixels)
    return measured(blank, file.looks)
