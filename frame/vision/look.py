"""One look at one photo with everything this room has."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from frame.errors import ModelRefused
from frame.model import LOOKS_EDITION, UNTOUCHED, Box, Face, Looks, Pixels, Subject
from frame.vision import colour, embed, persons, quality, saliency
from frame.vision.aesthetics import Aesthetics
from frame.vision.expressions import Expressions
from frame.vision.faces import Faces
from frame.vision.horizon import horizon
from frame.vision.nudity import Nudity
from frame.vision.pages import Pages, PageSigns
from frame.vision.persons import PersonMask
from frame.vision.remedy import remedy
from frame.vision.resize import Bytes, Picture
from frame.vision.runtime import Floats, Model
from frame.vision.subjects import CLASSES, classes, subjects

MODELS = (
    "face_near",
    "face_far",
    "face_mesh",
    "face_eyes",
    "scene",
    "persons",
    "aesthetics",
    "nudity",
    "text",
)
# Large, and needed once or twice for a photo: together they would hold 90 MB between photos.
_LET_GO = frozenset({"aesthetics", "nudity", "scene", "text"})
_CELLS = 7
# A face blurs or does not by itself: the rest of a photo may be a background on purpose.
_FACE_WEIGHT = 0.5
_FACE_PIXELS = 48
# From here on a photo is a page or a screen, which nobody wants mended.
_PAGE = 0.5
# From here on a named thing is what the photo is of.
_SURELY = 0.7


class _Scene(NamedTuple):
    logits: Floats
    vector: Floats
    heat: Floats
    class_map: Floats


class Eyes:
    """The loaded models; `models` is name to bytes that registry.check has passed."""

    def __init__(self, models: Mapping[str, bytes], *, runtime: str | None = None) -> None:
        missing = [name for name in MODELS if name not in models]
        if missing:
            raise ModelRefused(f"the model {missing[0]} is missing")
        nets = {
            name: Model(models[name], runtime=runtime, keep=name not in _LET_GO) for name in MODELS
        }
        self._scene = nets["scene"]
        self._faces = Faces(nets["face_near"], nets["face_far"], nets["face_mesh"])
        self._expressions = Expressions(nets["face_mesh"], nets["face_eyes"])
        self._persons = PersonMask(nets["persons"])
        self._aesthetics = Aesthetics(nets["aesthetics"])
        self._nudity = Nudity(nets["nudity"])
        self._pages = Pages(nets["text"])

    def look(self, pixels: Pixels) -> Looks:
        """Return everything that is seen; raise DeviceFailed on pixels that fill no picture."""
        picture = Picture(pixels)
        scene = self._see(picture)
        seen = self._faces.look(picture)
        faces = tuple(self._expressions.read(picture, face) for face in seen.faces)
        mask = self._persons.mask(picture)
        people = persons.boxes(mask, [face.box for face in faces])
        named = subjects(scene.logits)
        page = self._pages.judge(picture, scene.logits)
        fitted = picture.fitted(quality.SIDE)
        light, whole = quality.light(fitted), quality.sharpness(fitted)
        embedding = embed.as_bytes(scene.vector)
        level = horizon(picture.rgb())
        return Looks(
            faces=faces,
            glimpses=seen.glimpses,
            people=people,
            subjects=named,
            sharpness=_sharpness(fitted, faces, whole),
            exposure=light.exposure,
            dark=light.dark,
            bright=light.bright,
            colour=colour.dominant(picture.squashed(colour.SIDE, colour.SIDE)),
            focus=_focus(picture, scene, named, people, mask),
            fingerprint=embed.fingerprint(embedding),
            embedding=embedding,
            horizon=level.height,
            aesthetics=self._aesthetics.score(picture),
            nudity=self._undressed(picture, people, named),
            document=page.document,
            screenshot=page.screenshot,
            remedy=UNTOUCHED if _is_page(page) else remedy(picture, faces, level, whole),
            edition=LOOKS_EDITION,
        )

    def _undressed(
        self, picture: Picture, people: tuple[Box, ...], named: tuple[Subject, ...]
    ) -> float:
        """Return the nudity score; where a thing is surely seen and nobody is, none."""
        if not people and named and named[0].score >= _SURELY:
            return 0.0
        return self._nudity.score(picture, people)

    def _see(self, picture: Picture) -> _Scene:
        _batch, height, width, _channels = self._scene.shape
        outputs = self._scene(picture.squashed(width, height)[None])
        by_size = {out.size: out.reshape(-1) for out in outputs}
        cells = _CELLS * _CELLS
        return _Scene(
            logits=by_size[CLASSES],
            vector=by_size[embed.LENGTH],
            heat=by_size[cells].reshape(_CELLS, _CELLS),
            class_map=by_size[cells * CLASSES].reshape(_CELLS, _CELLS, CLASSES),
        )


def _focus(
    picture: Picture,
    scene: _Scene,
    named: tuple[Subject, ...],
    people: tuple[Box, ...],
    mask: Floats,
) -> Box | None:
    small = picture.squashed(saliency.SIDE, saliency.SIDE)
    thing = classes(named[0].name) if named else ()
    return saliency.find_focus(small, scene.heat, scene.class_map, thing, people, mask)


def _is_page(page: PageSigns) -> bool:
    return max(page.document, page.screenshot) >= _PAGE


def _sharpness(rgb: Bytes, faces: tuple[Face, ...], whole: float) -> float:
    """Return the sharpness of a photo: of all of it, and of its largest face if it has one."""
    parts = [part for face in faces if min((part := _part(rgb, face)).shape[:2]) >= _FACE_PIXELS]
    if not parts:
        return whole
    largest = max(parts, key=lambda part: part.size)
    return (1 - _FACE_WEIGHT) * whole + _FACE_WEIGHT * quality.sharpness(largest)


def _part(rgb: Bytes, face: Face) -> Bytes:
    height, width = rgb.shape[:2]
    box = np.array([face.box.top * height, face.box.left * width])
    size = np.array([face.box.height * height, face.box.width * width])
    top, left = np.floor(box).astype(int)
    bottom, right = np.ceil(box + size).astype(int)
    return rgb[top:bottom, left:right]
