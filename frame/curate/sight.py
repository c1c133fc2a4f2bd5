"""The few numbers that comparing photos needs, for photos of the store and for loose files."""

from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt

from frame.model import Looks, Photo


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One picture as the judge sees it; `fingerprint` is None when nobody looked at it yet.

    faces      how much face there is: the sum of detector score times face size in pixels
    sharpness  0 to 1, as measured
    light      0 to 1, 1 where the mean brightness is in the middle
    detail     0 to 1, share of pixels that are neither too dark nor too bright
    pixels     how many there are
    """

    key: str
    album: str
    taken_at: datetime | None
    pixels: int
    favourite: bool = False
    fingerprint: int | None = None
    faces: float = 0.0
    sharpness: float = 0.0
    light: float = 0.0
    detail: float = 0.0


def sight_of_photo(photo: Photo, looks: Looks | None) -> Sight:
    """Return what the judge needs of a stored photo."""
    blank = Sight(
        key=photo.id,
        album=photo.album,
        taken_at=photo.taken_at,
        pixels=photo.width_px * photo.height_px,
        favourite=photo.favourite,
    )
    return measured(blank, looks)


def measured(blank: Sight, looks: Looks | None) -> Sight:
    """Return the same picture with what was seen in it, and its time without a zone."""
    taken_at = blank.taken_at.replace(tzinfo=None) if blank.taken_at else None
    if looks is None:
        return replace(blank, taken_at=taken_at)
    return replace(
        blank,
        taken_at=taken_at,
        fingerprint=looks.fingerprint,
        faces=_face_pixels(looks, blank.pixels),
        sharpness=looks.sharpness,
        light=max(0.0, 1.0 - 2.0 * abs(looks.exposure - 0.5)),
        detail=max(0.0, 1.0 - looks.dark - looks.bright),
    )


def _face_pixels(looks: Looks, pixels: int) -> float:
    """Sum score times side length, so a crop of a photo has as much face as the photo."""
    areas = ((face.score, face.box.width * face.box.height) for face in looks.faces)
    return sum(score * sqrt(max(0.0, area) * pixels) for score, area in areas)
