"""The judge for files that are in no store: what `frame inspect` says about a folder."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from frame.curate.judge import judge_moment
from frame.curate.moments import find_moments
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
    """

    key: str
    moment: int
    duplicate_of: str | None
    keep: bool
    because: str


def inspect_all(candidates: Iterable[Candidate]) -> tuple[Inspection, ...]:
    """Return one inspection per file, in the order the files came; keys must differ."""
    files = tuple(candidates)
    found = {
        judged.key: Inspection(
            key=judged.key,
            moment=number,
            duplicate_of=judged.copy_of,
            keep=judged.keep,
            because=judged.because,
        )
        for number, moment in enumerate(find_moments(_sight(file) for file in files), start=1)
        for judged in judge_moment(moment)
    }
    return tuple(found[file.key] for file in files)


def _sight(file: Candidate) -> Sight:
    pixels = file.size.width_px * file.size.height_px
    blank = Sight(key=file.key, album="", taken_at=file.taken_at, pixels=pixels)
    return measured(blank, file.looks)
