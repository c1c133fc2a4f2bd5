"""The few numbers that comparing photos needs, for photos of the store and for loose files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import sqrt
from typing import NamedTuple

from frame.curate.composition import important_faces, levelness, placing, wholeness
from frame.model import Face, Looks, Photo

_SHUT = 0.5
_TURNED = 0.5  # half way from the camera to the side
_WORST_EYES = 0.7  # share of the face whose eyes are most shut; the others share the rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One picture as the judge sees it; `fingerprint` is None when nobody looked at it yet.

    All of these are 0 to 1 but for `faces` and `pixels`, and None where nothing can be said:
    faces        how much face there is: the sum of detector score times face size in pixels
    face_focus   sharpness of the important faces (the large ones), in the mean
    eyes         how far the important faces' eyes are open; the worst counts most; of faces
                 that are turned away nothing can be said
    eyes_seen    of how many important faces that is known; `smiles_seen` the same of a smile
    blinks       whether one of them has its eyes rather shut than open
    smile        of the important faces, in the mean
    facing       how far they look at the camera, in the mean
    light        1 where the mean brightness is in the middle
    detail       share of pixels that are neither too dark nor too bright
    whole        1 if the edge cuts nobody off
    level        1 if the picture stands straight
    placing      1 if the subject is where the eye expects it

    `placed` says that somebody gave it its place in an album that is shown in its order.
    """

    key: str
    album: str
    taken_at: datetime | None
    pixels: int
    favourite: bool = False
    placed: bool = False
    fingerprint: int | None = None
    faces: float = 0.0
    heads: int = 0
    face_focus: float | None = None
    eyes: float | None = None
    eyes_seen: int = 0
    blinks: bool = False
    smile: float | None = None
    smiles_seen: int = 0
    facing: float | None = None
    sharpness: float = 0.0
    light: float = 0.0
    detail: float = 0.0
    whole: float | None = None
    level: float = 1.0
    placing: float | None = None
    aesthetics: float = 0.5

    @property
    def wanted(self) -> bool:
        """Whether a person said that it is to be shown."""
        return self.favourite or self.placed


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
    faces = _read_faces(looks, blank.pixels) if looks.faces else _NO_FACES
    return Sight(
        key=blank.key,
        album=blank.album,
        taken_at=taken_at,
        pixels=blank.pixels,
        favourite=blank.favourite,
        fingerprint=looks.fingerprint,
        faces=faces.amount,
        heads=faces.heads,
        face_focus=faces.focus,
        eyes=faces.eyes,
        eyes_seen=faces.eyes_seen,
        blinks=faces.blinks,
        smile=faces.smile,
        smiles_seen=faces.smiles_seen,
        facing=faces.facing,
        sharpness=looks.sharpness,
        light=max(0.0, 1.0 - 2.0 * abs(looks.exposure - 0.5)),
        detail=max(0.0, 1.0 - looks.dark - looks.bright),
        whole=wholeness(looks),
        level=levelness(looks),
        placing=placing(looks),
        aesthetics=looks.aesthetics,
    )


class _Faces(NamedTuple):
    amount: float = 0.0
    heads: int = 0
    focus: float | None = None
    eyes: float | None = None
    eyes_seen: int = 0
    blinks: bool = False
    smile: float | None = None
    smiles_seen: int = 0
    facing: float | None = None


_NO_FACES = _Faces()


def _read_faces(looks: Looks, pixels: int) -> _Faces:
    faces = important_faces(looks.faces)
    eyes = [face.eyes for face in faces if face.eyes is not None and not _turned_away(face)]
    worst = min(eyes, default=None)
    return _Faces(
        amount=_face_pixels(looks, pixels),
        heads=len(faces),
        focus=_mean_of(faces, lambda face: face.sharpness),
        eyes=None if worst is None else _blended(worst, sum(eyes) / len(eyes)),
        eyes_seen=len(eyes),
        blinks=worst is not None and worst < _SHUT,
        smile=_mean_of(faces, lambda face: face.smile),
        smiles_seen=sum(face.smile is not None for face in faces),
        facing=_mean_of(faces, lambda face: face.facing),
    )


def _turned_away(face: Face) -> bool:
    """Say whether lowered lids would look shut: from the side, or of somebody who looks down."""
    return face.facing is not None and face.facing < _TURNED


def _blended(worst: float, mean: float) -> float:
    return _WORST_EYES * worst + (1.0 - _WORST_EYES) * mean


def _mean_of(faces: Sequence[Face], value: Callable[[Face], float | None]) -> float | None:
    known = [number for face in faces if (number := value(face)) is not None]
    return sum(known) / len(known) if known else None


def _face_pixels(looks: Looks, pixels: int) -> float:
    """Sum score times side length, so a crop of a photo has as much face as the photo."""
    areas = ((face.score, face.box.width * face.box.height) for face in looks.faces)
    return sum(score * sqrt(max(0.0, area) * pixels) for score, area in areas)
