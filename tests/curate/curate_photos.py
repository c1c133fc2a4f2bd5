"""Photos, looks and libraries for the tests of the curator."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from frame.curate.library import Library
from frame.curate.playlist import Conditions
from frame.model import (
    Album,
    AlbumId,
    Box,
    Face,
    Likeness,
    Looks,
    OwnerId,
    Person,
    PersonId,
    Photo,
    PhotoId,
    Size,
)

LANDSCAPE = Size(width_px=1920, height_px=1080)
PORTRAIT = Size(width_px=1080, height_px=1920)
NOW = datetime(2025, 6, 10, 12, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)

_PLAIN = Looks(
    faces=(),
    subjects=(),
    sharpness=0.5,
    exposure=0.5,
    dark=0.0,
    bright=0.0,
    colour=(90, 90, 90),
    focus=None,
    fingerprint=0,
    embedding=b"",
)


def number(name: str) -> int:
    """Return 256 bits that look random and depend on a name."""
    return int.from_bytes(blake2b(name.encode(), digest_size=32).digest(), "big")


def near(fingerprint: int, bits: int, offset: int = 0) -> int:
    """Return a fingerprint that differs in exactly so many bits."""
    for bit in range(offset, offset + bits):
        fingerprint ^= 1 << (bit * 5) % 256
    return fingerprint


def photo(name: str, taken: datetime | None = None, **changes: object) -> Photo:
    """Return a landscape photo of album "a" that was received long ago."""
    plain = Photo(
        id=PhotoId(name),
        owner=OwnerId("o"),
        album=AlbumId("a"),
        taken_at=taken,
        received_at=LONG_AGO,
        width_px=1920,
        height_px=1080,
        stored_bytes=1,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # tests name real fields


def upright(name: str, taken: datetime | None = None, **changes: object) -> Photo:
    """Return a portrait photo."""
    return photo(name, taken, **{"width_px": 810, "height_px": 1080, **changes})


def looks(fingerprint: int, **changes: object) -> Looks:
    """Return what a model may have seen."""
    return replace(_PLAIN, fingerprint=fingerprint, **changes)  # type: ignore[arg-type]  # as above


def face(side: float, **changes: object) -> Face:
    """Return a face of this height and width in the middle of a photo."""
    plain = Face(box=Box(left=0.4, top=0.4, width=side, height=side), score=0.9)
    return replace(plain, **changes)  # type: ignore[arg-type]  # as above


def person(name: str, **changes: object) -> Person:
    """Return somebody who agreed to be recognised."""
    plain = Person(id=PersonId(name.lower()), name=name, consented_at=LONG_AGO, notice="")
    return replace(plain, **changes)  # type: ignore[arg-type]  # as above


def likeness(name: str, *, sure: bool = True) -> Likeness:
    """Return the first face of a photo as somebody's."""
    return Likeness(person=PersonId(name.lower()), face=0, score=0.9, sure=sure)


def library(photos: Iterable[Photo], seen: dict[str, Looks] | None = None) -> Library:
    """Return a library with two titled albums."""
    albums = (
        Album(id=AlbumId("a"), owner=OwnerId("o"), title="Garden"),
        Album(id=AlbumId("b"), owner=OwnerId("o"), title="Sea"),
    )
    named = {PhotoId(name): its for name, its in (seen or {}).items()}
    return Library.of(photos, named, albums)


def conditions(**changes: object) -> Conditions:
    """Return noon on a landscape screen, a minute per pick, nothing shown before."""
    plain = Conditions(seed=7, now=NOW, screen=LANDSCAPE)
    return replace(plain, **changes)  # type: ignore[arg-type]  # as above
