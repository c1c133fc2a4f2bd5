"""What would make a photo look better, decided once from its study pixels.

Rule: the default remedy is the answer for every photo that is good as it is. Each part of this
file's answer needs its own clear sign; a photo that only might be better is left alone.
"""

from frame.model import Face, Remedy
from frame.vision import balance as cast
from frame.vision import tone as light
from frame.vision.grain import grain
from frame.vision.horizon import Horizon, horizon
from frame.vision.quality import SIDE as SHARPNESS_SIDE
from frame.vision.quality import sharpness
from frame.vision.redeye import red_eyes
from frame.vision.resize import Bytes, Picture

_LEAST_PX = 64
_LEAST_NOISE = 2.2
_MOST_NOISE = 8.0
# sharpness (`quality.sharpness`) between which a photo is a little soft but not blurred
_BLURRED, _SOFT = 0.30, 0.55
_SHARPEN = 0.5


def remedy(
    picture: Picture,
    faces: tuple[Face, ...] = (),
    level: Horizon | None = None,
    sharp: float | None = None,
) -> Remedy:
    """Return the remedy for study pixels, at most 1024 on the longer side.

    `level` and `sharp` are the picture's `horizon` and `sharpness` where they are known already.
    """
    rgb = picture.rgb()
    if min(rgb.shape[:2]) < _LEAST_PX:
        return Remedy()
    noise = _noise(rgb)
    tone = light.tone(picture.fitted(light.SIDE), faces, light.ceiling(rgb))
    return Remedy(
        exposure=tone.exposure,
        shadows=tone.shadows,
        highlights=tone.highlights,
        contrast=tone.contrast,
        balance=cast.balance(picture.fitted(cast.SIDE)),
        noise=noise,
        tilt=_tilt(level or horizon(rgb)),
        sharpen=_sharpen(picture, sharp, noise),
        red_eyes=red_eyes(rgb, faces),
    )


def _noise(rgb: Bytes) -> float:
    found = grain(rgb)
    return round(min(found, _MOST_NOISE), 1) if found >= _LEAST_NOISE else 0.0


def _tilt(level: Horizon) -> float:
    return round(level.tilt_degrees, 1) if level.sure else 0.0


def _sharpen(picture: Picture, sharp: float | None, noise: float) -> float:
    """Return more for a photo that is a little soft; none for a sharp, blurred or grainy one."""
    if noise:
        return 0.0
    found = sharpness(picture.fitted(SHARPNESS_SIDE)) if sharp is None else sharp
    return _SHARPEN if _BLURRED <= found < _SOFT else 0.0
