"""What was learnt about a family's taste, as `frame taste` tells it.

Photos are named by their date and album, never by what the family wrote under them.
"""

from collections import Counter
from collections.abc import Mapping

import msgspec

from frame.curate.leanings import Leaning
from frame.curate.library import Library
from frame.errors import BadMessage
from frame.model import Photo, PhotoId
from frame.services.taste import Summary

_EXAMPLES = 3


class Example(msgspec.Struct, frozen=True):
    """A photo, and when and in which album it was taken."""

    photo: str
    told: str


class Said(msgspec.Struct, frozen=True):
    """Something the family seems to like or not, and how many of its opinions agree."""

    says: str
    agreeing: int
    opinions: int
    examples: tuple[Example, ...]


class Likely(msgspec.Struct, frozen=True):
    """A photo nobody said anything about, and how probably it is liked (0 to 1)."""

    photo: str
    liking: float
    told: str


class Report(msgspec.Struct, frozen=True):
    """`usual` is what the frame expects of a photo it knows nothing of (0 to 1)."""

    opinions: dict[str, int]
    usual: float
    leanings: tuple[Said, ...]
    likely: tuple[Likely, ...]


def report(summary: Summary, library: Library) -> Report:
    """Return what was learnt."""
    return Report(
        opinions=_counts(summary),
        usual=round(summary.taste.usual, 3),
        leanings=tuple(_said(one, summary, library) for one in summary.leanings()),
        likely=tuple(
            Likely(photo=photo.id, liking=round(liking, 3), told=_told(photo, library))
            for photo, liking in summary.likely
        ),
    )


def read_report(answer: Mapping[str, object]) -> Report:
    """Return the report in an answer; raise BadMessage when it is none."""
    try:
        return msgspec.convert(dict(answer), Report)
    except msgspec.ValidationError as problem:
        raise BadMessage("the frame's core gave an answer that makes no sense") from problem


def _said(leaning: Leaning, summary: Summary, library: Library) -> Said:
    return Said(
        says=leaning.in_words(summary.names),
        agreeing=len(leaning.agreeing),
        opinions=leaning.opinions,
        examples=tuple(_example(photo, library) for photo in leaning.agreeing[:_EXAMPLES]),
    )


def _example(photo: PhotoId, library: Library) -> Example:
    return Example(photo=photo, told=_told(library.photos[photo], library))


def _counts(summary: Summary) -> dict[str, int]:
    done = Counter(opinion.about() for opinion in summary.taste.opinions)
    return {"favourites": done["liked"], "hidden": done["hid"], "skipped": done["skipped"]}


def _told(photo: Photo, library: Library) -> str:
    when = f"{photo.taken_at:%Y-%m-%d}" if photo.taken_at else "no date"
    title = library.title(photo.album)
    return f"{when} in “{title}”" if title else when
