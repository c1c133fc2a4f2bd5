"""Pupils that a flash made red: in doubt none, because a healthy eye painted over is worse.

A lit retina fills the pupil with a compact disc of almost pure red, with the grey of the iris and
the white of the eye next to it and plain skin farther out (after M. Gaubatz, R. Ulichney,
"Automatic red-eye detection and correction", ICIP 2002: colour, shape and place together).

Rule 1: a disc is measured against what is around it, never by its colour alone: reddish skin,
        warm light and the shadow in the corner of an eye are red far around.
Rule 2: the eyes of a face are judged together. A flash lights both, so a plain disc speaks for a
        weaker one in the other eye, and a disc by itself must be plainer than plain.
Rule 3: where no skin surrounds an eye there are goggles, glasses or hair, and nothing is told.
"""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from frame.model import Face
from frame.vision.resize import Bytes
from frame.vision.runtime import Floats

Circle = tuple[float, float, float]
Mask = NDArray[np.bool_]
# the pupils of a smaller face are two pixels wide, and two pixels have no shape
_LEAST_APART_PX = 24
# In distances between the eyes (63 mm in life): how far a pupil may be from where the detector
# put the eye, where skin begins, how far is looked, and the radius of a pupil with its blur.
_REACH, _SKIN_FROM, _AROUND = 0.17, 0.22, 0.34
_SMALLEST, _LARGEST = 0.025, 0.095
_LEAST_RADIUS_PX = 1.5
# darker pixels have no colour worth the name
_BRIGHT = 50.0
# the redness of skin, and the share of what is around an eye that has to be like it
_SKIN, _SKIN_SHARE = (0.06, 0.52), 0.6
# The ring around a disc, in radii of it, outside its own blur; how much of it may be as red as
# the disc's edge; a pixel is grey with little redness, or with little in times of the skin's.
_RING = (1.5, 2.6)
_STRAYING = 0.1
_GREY, _GREY_BY_SKIN = 0.15, 0.7
# the hue of a retina as (green - blue) / (red - least): brown and orange are above, purple below
_HUE = (-0.25, 0.2)
# the larger radius of a pair in smaller ones
_ALIKE = 2.0
# what the mend may touch, in radii and pixels: the edge of a disc is as soft as the picture
_MARGIN = (1.15, 0.75)


class _Signs(NamedTuple):
    """What speaks for a flash; more is surer.

    fill    share of the disc of its area that the component fills
    round   its shorter axis in longer ones
    red     its redness
    skin    its red (in the greater of green and blue) in times of the skin's
    ring    the same against the ring around it
    grey    share of the ring that is grey like an iris or the white of an eye
    """

    fill: float
    round: float
    red: float
    skin: float
    ring: float
    grey: float

    def reach(self, least: Self) -> bool:
        return all(one >= other for one, other in zip(self, least, strict=True))


_WEAK = _Signs(fill=0.5, round=0.55, red=0.45, skin=1.25, ring=1.35, grey=0.15)
_PLAIN = _Signs(fill=0.68, round=0.62, red=0.5, skin=1.35, ring=1.5, grey=0.15)
_ALONE = _Signs(fill=0.75, round=0.7, red=0.6, skin=1.8, ring=1.9, grey=0.2)


class _Disc(NamedTuple):
    """A red component: its middle and radius in pixels, and what speaks for it."""

    x: float
    y: float
    radius: float
    signs: _Signs


class _Surroundings(NamedTuple):
    """The pixels around an eye as numbers, their redness, and that of the skin among them."""

    part: Floats
    redness: Floats
    skin: float


def red_eyes(rgb: Bytes, faces: tuple[Face, ...]) -> tuple[Circle, ...]:
    """Return circles (x, y, radius as fractions of width, height and width) around red pupils."""
    height, width = rgb.shape[:2]
    times, more = _MARGIN
    return tuple(
        (disc.x / width, disc.y / height, (times * disc.radius + more) / width)
        for face in faces
        for disc in _of_face(rgb, face)
    )


def _of_face(rgb: Bytes, face: Face) -> list[_Disc]:
    height, width = rgb.shape[:2]
    eyes = [(x * width, y * height) for x, y in face.points[:2]]
    if len(eyes) < 2:
        return []
    apart = float(np.hypot(eyes[0][0] - eyes[1][0], eyes[0][1] - eyes[1][1]))
    if apart < _LEAST_APART_PX:
        return []
    seen = [disc for eye in eyes if (disc := _pupil(rgb, eye, apart))]
    return seen if _is_pair(seen) else [disc for disc in seen if disc.signs.reach(_ALONE)][:1]


def _is_pair(discs: list[_Disc]) -> bool:
    radii = [disc.radius for disc in discs]
    return (
        len(discs) == 2
        and max(radii) <= _ALIKE * min(radii)
        and any(disc.signs.reach(_PLAIN) for disc in discs)
    )


def _pupil(rgb: Bytes, eye: tuple[float, float], apart: float) -> _Disc | None:
    """Return the disc near an eye where it may be a lit pupil, else None."""
    around = _AROUND * apart
    left, top = (max(0, int(place - around)) for place in eye)
    part = rgb[top : int(eye[1] + around) + 1, left : int(eye[0] + around) + 1].astype(np.float32)
    if min(part.shape[:2]) < 1.5 * around:
        return None
    rows, columns = np.indices(part.shape[:2])
    away = np.hypot(rows + top + 0.5 - eye[1], columns + left + 0.5 - eye[0]) / apart
    here = _surroundings(part, away > _SKIN_FROM)
    if here is None:
        return None
    component = _component(here, away <= _REACH)
    radius = float(np.sqrt(component.sum() / np.pi))
    if not max(_LEAST_RADIUS_PX, _SMALLEST * apart) <= radius <= _LARGEST * apart:
        return None
    disc = _measured(here, component, radius)
    if disc is None or not disc.signs.reach(_WEAK):
        return None
    return disc._replace(x=left + disc.x, y=top + disc.y)


def _surroundings(part: Floats, far: Mask) -> _Surroundings | None:
    """Return what is around an eye, or None where its outer pixels are not mostly skin."""
    others = part[..., 1:].max(axis=2)
    redness = np.asarray((part[..., 0] - others) / np.maximum(1.0, part[..., 0]), np.float32)
    like = far & (redness > _SKIN[0]) & (redness < _SKIN[1]) & (part[..., 0] > _BRIGHT)
    if like.sum() < _SKIN_SHARE * far.sum():
        return None
    return _Surroundings(part=part, redness=redness, skin=float(np.median(redness[like])))


def _component(here: _Surroundings, near: Mask) -> Mask:
    """Return the pixels around the reddest `near` the eye that are more than half as red.

    Half way between the peak and the skin is where the edge of a blurred disc is. Holes are
    filled, because the flash itself is white in the middle of the red.
    """
    bright = here.part[..., 0] > _BRIGHT
    smooth = np.where(near & bright, _mean_of_nine(here.redness), -1.0)
    peak = np.unravel_index(int(smooth.argmax()), smooth.shape)
    half_way = (here.skin + float(smooth[peak])) / 2
    seed = np.zeros_like(bright)
    seed[peak] = True
    disc = _flooded((here.redness > half_way) & bright, seed)
    outside = np.pad(~disc, 1, constant_values=True)
    edge = np.pad(np.zeros_like(disc), 1, constant_values=True)
    return ~_flooded(outside, edge)[1:-1, 1:-1]


def _mean_of_nine(values: Floats) -> Floats:
    height, width = values.shape
    wide = np.pad(values, 1, mode="edge")
    parts = [wide[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    return np.asarray(np.mean(parts, axis=0), np.float32)


def _flooded(free: Mask, seed: Mask) -> Mask:
    """Return what a flood from the seed reaches through free pixels and their four sides."""
    wet, before = seed & free, -1
    while (count := int(wet.sum())) != before:
        before = count
        wide = np.pad(wet, 1)
        sides = wide[:-2, 1:-1] | wide[2:, 1:-1] | wide[1:-1, :-2] | wide[1:-1, 2:]
        wet = (wet | sides) & free
    return wet


def _measured(here: _Surroundings, component: Mask, radius: float) -> _Disc | None:
    """Return the component as a disc in pixels of the part, or None for a wrong ring or hue."""
    rows, columns = np.nonzero(component)
    y, x = float(rows.mean()), float(columns.mean())
    all_rows, all_columns = np.indices(component.shape)
    away = np.hypot(all_rows - y, all_columns - x) / radius
    around = (away > _RING[0]) & (away <= _RING[1])
    ring, lit = here.redness[around], here.part[around, 0] > _BRIGHT
    core = component & (away <= 1)
    if not (core.any() and ring.size):
        return None
    red = float(np.median(here.redness[core]))
    straying = float((lit & (ring > (here.skin + red) / 2)).mean())
    if straying > _STRAYING or not _HUE[0] <= _hue(here.part[core]) <= _HUE[1]:
        return None
    others = max(0.01, 1 - red)
    signs = _Signs(
        fill=float(component[away <= 1].mean()),
        round=_roundness(rows, columns),
        red=red,
        skin=(1 - here.skin) / others,
        ring=(1 - float(np.median(ring))) / others,
        grey=float((ring < max(_GREY, _GREY_BY_SKIN * here.skin)).mean()),
    )
    return _Disc(x + 0.5, y + 0.5, radius, signs)


def _hue(colours: Floats) -> float:
    """Return the median of -1 (purple) over 0 (pure red) to 1 (yellow)."""
    spread = np.maximum(1.0, colours[:, 0] - colours.min(axis=1))
    return float(np.median((colours[:, 1] - colours[:, 2]) / spread))


def _roundness(rows: NDArray[np.intp], columns: NDArray[np.intp]) -> float:
    """Return the shorter axis of the ellipse of the same moments in longer ones, 0 to 1.

    A pixel is a square with moments of its own, 1/12 along each axis.
    """
    moments = np.cov(np.stack([rows, columns]), ddof=0) + np.eye(2) / 12
    shorter, longer = np.linalg.eigvalsh(moments)
    return float(np.sqrt(shorter / longer))
