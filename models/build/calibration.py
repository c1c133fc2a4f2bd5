"""The pictures that set the int8 ranges: packaged photographs, varied the same way each time.

Rule: only photographs listed with their rights in sources.toml. Never a test set, never a
photo that is used to measure the result, never anybody's own.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter, ImageOps
from sources import PHOTOS

VARIANTS = 20
_SEED = 20


def pictures(work: Path, side: int) -> Iterator[Any]:
    """Yield side x side RGB arrays (uint8); the same ones each time."""
    chance = random.Random(_SEED)
    for source in PHOTOS:
        photo = Image.open(work / "sources" / source.path).convert("RGB")
        yield np.asarray(photo.resize((side, side), Image.Resampling.BILINEAR))
        for _ in range(VARIANTS):
            yield np.asarray(_vary(photo, chance).resize((side, side), Image.Resampling.BILINEAR))


def _vary(photo: Image.Image, chance: random.Random) -> Image.Image:
    photo = _crop(photo, chance)
    if chance.random() < 0.5:
        photo = ImageOps.mirror(photo)
    photo = ImageEnhance.Brightness(photo).enhance(chance.uniform(0.35, 1.5))
    photo = ImageEnhance.Color(photo).enhance(chance.uniform(0.3, 1.6))
    photo = ImageEnhance.Contrast(photo).enhance(chance.uniform(0.6, 1.4))
    return photo.filter(ImageFilter.GaussianBlur(chance.choice((0, 0, 0, 1, 2, 3))))


def _crop(photo: Image.Image, chance: random.Random) -> Image.Image:
    share = chance.uniform(0.3, 1.0)
    width, height = int(photo.width * share), int(photo.height * share)
    left = chance.randint(0, photo.width - width)
    top = chance.randint(0, photo.height - height)
    return photo.crop((left, top, left + width, top + height))
