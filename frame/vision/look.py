"""One look at one photo with everything this room has."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from frame.errors import ModelRefused
from frame.model import Face, Looks, Pixels
from frame.vision import colour, embed, quality
from frame.vision.faces import Faces
from frame.vision.focus import focus
from frame.vision.resize import Bytes, Picture
from frame.vision.runtime import Floats, Model
from frame.vision.subjects import CLASSES, subjects

MODELS = ("face_near", "face_far", "scene")
_HEAT = 7 * 7
# A face blurs or does not by itself: the rest of a photo may be a background on purpose.
_FACE_WEIGHT = 0.5
_FACE_PIXELS = 48


class _Scene(NamedTuple):
    logits: Floats
    vector: Floats
    heat: Floats


class Eyes:
    """The loaded models; `models` is name to bytes that registry.check has passed."""

    def __init__(self, models: Mapping[str, bytes], *, runtime: str | None = None) -> None:
        missing = [name for name in MODELS if name not in models]
        if missing:
            raise ModelRefused(f"the model {missing[0]} is missing")
        near, far, self._scene = (Model(models[name], runtime=runtime) for name in MODELS)
        self._faces = Faces(near, far)

    def look(self, pixels: Pixels) -> Looks:
        """Return everything that is seen; raise DeviceFailed on pixels that fill no picture."""
        picture = Picture(pixels)
        scene = self._see(picture)
        faces = self._faces.find(picture)
        fitted = picture.fitted(quality.SIDE)
        light = quality.light(fitted)
        embedding = embed.as_bytes(scene.vector)
        return Looks(
            faces=faces,
            subjects=subjects(scene.logits),
            sharpness=_sharpness(fitted, faces),
            exposure=light.exposure,
            dark=light.dark,
            bright=light.bright,
            colour=colour.dominant(picture.squashed(colour.SIDE, colour.SIDE)),
            focus=focus(scene.heat.reshape(7, 7)),
            fingerprint=embed.fingerprint(embedding),
            embedding=embedding,
        )

    def _see(self, picture: Picture) -> _Scene:
        _batch, height, width, _channels = self._scene.shape
        outputs = self._scene(picture.squashed(width, height)[None])
        by_size = {out.size: out.reshape(-1) for out in outputs}
        return _Scene(by_size[CLASSES], by_size[embed.LENGTH], by_size[_HEAT])


def _sharpness(rgb: Bytes, faces: tuple[Face, ...]) -> float:
    whole = quality.sharpness(rgb)
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
