"""How well faces are found, judged by boxes of people, and told apart, judged by file names.

Boxes of people say nothing about faces that look away, so recall is a lower bound: people with
a face among all people that are drawn. A face counts as right when its middle lies in the upper
part of a person. Faces in different photos of COCO are taken for different people.

Rule: nothing here keeps a code longer than the bench takes, and no row names anybody.
"""

import itertools
import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from frame.devices import model_files
from frame.devices.decoder import ChildDecoder
from frame.errors import ModelRefused, NotAPhoto
from frame.model import Box, Face
from frame.ports import Decoder
from frame.services.bench.quality_crops import Known, known_photos
from frame.services.bench.timing import Result, at_least, at_most, missing, plain
from frame.services.ingest import read_photo
from frame.vision.facecode import ASK, NOBODY, FaceCode, distance
from frame.vision.faces import Faces, Seen
from frame.vision.resize import Picture
from frame.vision.runtime import Model, installed, which

_NAME: Final = "quality.faces"
# Where in a person's box the middle of the face lies, at most, from the top.
_UPPER: Final = 0.6
# People drawn at least so high, of the height of the picture, are asked for a face.
_HIGH: Final = 0.25
# One photo of one person, by the name of the file: obama.jpg, obama2.jpg, …
_PORTRAIT: Final = re.compile(r"([a-z]+)\d*\.jpg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A photo, the people drawn in it, and what was seen."""

    people: tuple[Box, ...]
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A face's code, made by each interpreter, and whose it is as far as the files say."""

    whose: str
    codes: tuple[bytes, ...]


def rows(photos: Path) -> Iterator[Result]:
    """Yield the rows of this bench; `photos` has boxes of people, portraits, or both."""
    try:
        models = model_files.load(model_files.find())
        runtime = which()
    except ModelRefused as refused:
        yield missing(_NAME, str(refused))
        return
    near, far, mesh = (
        Model(models[f"face_{part}"], runtime=runtime) for part in ("near", "far", "mesh")
    )
    coders = [FaceCode(Model(models["face_code"], runtime=each)) for each in installed()]
    desk = _Desk(Faces(near, far, mesh), coders)
    with ChildDecoder() as decoder:
        strangers: list[Coded] = []
        yield from _finding(photos, desk, decoder, strangers)
        yield from _telling(photos, desk, decoder, strangers)


class _Desk:
    """The networks that the photos are shown to."""

    def __init__(self, faces: Faces, coders: Sequence[FaceCode]) -> None:
        self.faces = faces
        self._coders = coders

    def coded(self, picture: Picture, faces: Sequence[Face], whose: str) -> Iterator[Coded]:
        """Yield the codes of the faces that are large enough for one."""
        for face in faces:
            codes = tuple(coder.code(picture, face) for coder in self._coders)
            if codes[0] != NOBODY:
                yield Coded(whose=whose, codes=codes)


def _finding(
    photos: Path, desk: _Desk, decoder: Decoder, strangers: list[Coded]
) -> Iterator[Result]:
    known = known_photos(photos)
    if not known:
        yield missing(f"{_NAME}.found", f"{photos.name} has no photos with boxes")
        return
    judged = []
    for one in known:
        picture = _opened(one.path, decoder)
        if picture is None:
            continue
        seen = desk.faces.look(picture)
        judged.append(Judged(people=_people(one), seen=seen))
        strangers += desk.coded(picture, seen.faces, str(one.path))
    yield from found(judged)


def found(judged: Sequence[Judged]) -> Iterator[Result]:
    """Yield how many faces are right, how many people have one, and what is wrongly seen."""
    faces = [(face.box, one.people) for one in judged for face in one.seen.faces]
    right = sum(any(_on(box, person) for person in people) for box, people in faces)
    if faces:
        note = f"middle in the upper {_UPPER:.0%} of a person; n={len(faces)} faces"
        yield at_least(f"{_NAME}.precision", right / len(faces), "share", 0.95, note)
    empty = [one.seen for one in judged if not one.people]
    if empty:
        wrong = sum(bool(seen.faces) for seen in empty)
        note = f"photos with a face of n={len(empty)} without people"
        yield at_most(f"{_NAME}.wrong_without_people", wrong / len(empty), "share", 0.05, note)
        blurred = sum(len(seen.glimpses) for seen in empty) / len(empty)
        note = f"would be blurred in vain; n={len(empty)} photos without people"
        yield plain(f"{_NAME}.glimpses_without_people", blurred, "per photo", note)
    yield from _recall(judged)


def _recall(judged: Sequence[Judged]) -> Iterator[Result]:
    large = [(one, box) for one in judged for box in one.people if box.height >= _HIGH]
    if not large:
        return
    sure = sum(any(_on(face.box, box) for face in one.seen.faces) for one, box in large)
    hidden = sum(
        any(
            _on(seen, box) for seen in (*(face.box for face in one.seen.faces), *one.seen.glimpses)
        )
        for one, box in large
    )
    note = f"n={len(large)} people at least {_HIGH:.0%} high, those who look away among them"
    yield plain(f"{_NAME}.people_with_a_face", sure / len(large), "share", note)
    yield plain(f"{_NAME}.people_with_a_face_or_glimpse", hidden / len(large), "share", note)


def _telling(
    photos: Path, desk: _Desk, decoder: Decoder, strangers: Sequence[Coded]
) -> Iterator[Result]:
    coded = list(strangers)
    for path in sorted((photos / "faces").glob("*.jpg")):
        name = _PORTRAIT.fullmatch(path.name)
        picture = _opened(path, decoder) if name else None
        if name and picture:
            coded += desk.coded(picture, desk.faces.find(picture)[:1], name[1])
    if len(coded) < 2:
        yield missing(f"{_NAME}.told_apart", "too few faces large enough for a code")
        return
    yield from told(coded)


def told(coded: Sequence[Coded]) -> Iterator[Result]:
    """Yield how near one person's faces are, how far different people's, and the interpreters."""
    same, different = [], []
    for one, other in itertools.combinations(coded, 2):
        if one.whose != other.whose:
            different.append(distance(one.codes[0], other.codes[0]))
        elif not one.whose.endswith((".jpg", ".png")):
            same.append(distance(one.codes[0], other.codes[0]))
    if same:
        note = f"n={len(same)} pairs of photos of one person"
        yield at_most(f"{_NAME}.same_person_farthest", max(same), "L2", ASK, note)
    if different:
        different.sort()
        note = f"n={len(different)} pairs, {len(coded)} faces; median {_median(different)}"
        first = different[len(different) // 100]
        yield at_least(f"{_NAME}.different_people_1_percent", first, "L2", ASK, note)
        yield plain(f"{_NAME}.different_people_nearest", different[0], "L2", note)
    apart = [distance(one.codes[0], other) for one in coded for other in one.codes[1:]]
    if apart:
        note = f"the same face in both interpreters; n={len(apart)}"
        yield at_most(f"{_NAME}.interpreters_apart", max(apart), "L2", 0.1, note)


def _median(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f}"


def _opened(path: Path, decoder: Decoder) -> Picture | None:
    try:
        return Picture(decoder.clean(read_photo(path)).study)
    except NotAPhoto:
        return None


def _people(known: Known) -> tuple[Box, ...]:
    return tuple(box for name, box in known.boxes if name == "person")


def _on(face: Box, person: Box) -> bool:
    """Return whether the middle of a face lies where a person has one."""
    x, y = face.left + face.width / 2, face.top + face.height / 2
    across = person.left <= x <= person.left + person.width
    return across and person.top <= y <= person.top + _UPPER * person.height
