"""What happens to photos on their way: cut, turned, lit otherwise, saved again, blurred.

Every function takes and returns RGB (height, width, 3) as bytes. JPEG's loss is that of its
quantization tables (ITU-T T.81, Annex K), without the chroma's half resolution.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from frame.services.bench.sample_pictures import as_pixels
from frame.vision.resize import Bytes, Picture
from frame.vision.runtime import Floats, Numbers

Change = Callable[[Bytes], Bytes]

_LUMA: Final = (
    "16 11 10 16 24 40 51 61 12 12 14 19 26 58 60 55 14 13 16 24 40 57 69 56 "
    "14 17 22 29 51 87 80 62 18 22 37 56 68 109 103 77 24 35 55 64 81 104 113 92 "
    "49 64 78 87 103 121 120 101 72 92 95 98 112 100 103 99"
)
_CHROMA: Final = (
    "17 18 24 47 99 99 99 99 18 21 26 66 99 99 99 99 24 26 56 99 99 99 99 99 "
    "47 66 99 99 99 99 99 99" + 32 * " 99"
)
_TO_YCC: Final = np.array(
    [[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]],
    np.float32,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A part of a picture: the share kept of both sides, where (-1 to 1), and degrees turned."""

    keep: float
    right: float = 0.0
    down: float = 0.0
    degrees: float = 0.0

    def __call__(self, rgb: Bytes) -> Bytes:
        """Return this part, in as many pixels as it has in the picture."""
        height, width = rgb.shape[:2]
        out_h, out_w = round(height * self.keep), round(width * self.keep)
        rows, columns = np.mgrid[0:out_h, 0:out_w].astype(np.float32)
        rows, columns = rows - (out_h - 1) / 2, columns - (out_w - 1) / 2
        turn = np.deg2rad(self.degrees)
        y = rows * np.cos(turn) + columns * np.sin(turn)
        x = columns * np.cos(turn) - rows * np.sin(turn)
        middle_y = (height - 1) / 2 + self.down * (height - out_h) / 2
        middle_x = (width - 1) / 2 + self.right * (width - out_w) / 2
        return _sampled(rgb, y + middle_y, x + middle_x)


def lit(stops: float) -> Change:
    """Return a change of exposure by so many stops, in linear light."""

    def change(rgb: Bytes) -> Bytes:
        light = (rgb.astype(np.float32) / 255) ** 2.2 * 2.0**stops
        return _bytes(255 * np.clip(light, 0, 1) ** (1 / 2.2))

    return change


def small(share: float) -> Change:
    """Return a change of size to a share of both sides."""
    return lambda rgb: np.array(Picture(as_pixels(rgb)).fitted(round(max(rgb.shape[:2]) * share)))


def resaved(quality: int) -> Change:
    """Return the loss of JPEG at a quality of 1 to 100, as libjpeg scales its tables."""
    scale = 50 / quality if quality < 50 else 2 - quality / 50
    tables = [
        np.clip(np.floor(np.array(text.split(), np.float32) * scale + 0.5), 1, 255).reshape(8, 8)
        for text in (_LUMA, _CHROMA, _CHROMA)
    ]

    def change(rgb: Bytes) -> Bytes:
        height, width = rgb.shape[:2]
        wide = np.pad(rgb, ((0, -height % 8), (0, -width % 8), (0, 0)), "edge")
        planes = np.moveaxis(wide.astype(np.float32) @ _TO_YCC.T, 2, 0) - 128.0
        lossy = np.stack([_quantized(*pair) for pair in zip(planes, tables, strict=True)], 2)
        return _bytes(((lossy + 128.0) @ np.linalg.inv(_TO_YCC).T)[:height, :width])

    return change


def in_turn(*changes: Change) -> Change:
    """Return several changes, one after the other."""

    def change(rgb: Bytes) -> Bytes:
        for one in changes:
            rgb = one(rgb)
        return rgb

    return change


def blurred(sigma: float) -> Change:
    """Return a Gaussian blur of this standard deviation in pixels."""
    reach = max(1, round(3 * sigma))
    taps = _float(np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma * sigma)))
    return lambda rgb: _bytes(_filtered(_filtered(rgb, taps, 0), taps, 1))


def shaken(pixels: int) -> Change:
    """Return a blur along rows over so many pixels, as a camera that moved makes it."""
    return lambda rgb: _bytes(_filtered(rgb, np.ones(pixels, np.float32), 1))


def dct() -> Floats:
    """Return the orthonormal DCT-II of 8 samples as a matrix (8, 8)."""
    return dct_of(8)


def dct_of(size: int) -> Floats:
    """Return the orthonormal DCT-II of `size` samples as a matrix (Ahmed et al., 1974)."""
    at = np.arange(size)
    waves = np.cos(np.pi * (2 * at[None] + 1) * at[:, None] / (2 * size))
    waves[0] /= np.sqrt(2)
    return np.asarray(waves * np.sqrt(2 / size), np.float32)


COPIES: Final[Mapping[str, Change]] = MappingProxyType(
    {
        "crop_5": View(keep=0.95, right=1, down=1),
        "crop_10": View(keep=0.9, right=-0.5, down=0.5),
        "crop_15": View(keep=0.85, right=-1, down=-1),
        "turn_1": View(keep=0.97, degrees=1),
        "turn_3": View(keep=0.92, degrees=-3),
        "darker": lit(-0.8),
        "brighter": lit(0.5),
        "resaved": resaved(30),
        "small": in_turn(small(1 / 3), resaved(60)),
        "shift_left": View(keep=0.92, right=-1, down=0.3),
        "shift_right": View(keep=0.92, right=1, down=-0.3),
        "all": in_turn(View(keep=0.93, right=0.5, degrees=2), lit(0.3), small(0.5), resaved(50)),
    }
)
"""What a copy or the next shot of a burst went through."""


def _sampled(rgb: Bytes, y: Floats, x: Floats) -> Bytes:
    """Return the picture at these places, between pixels bilinearly, beyond its edge repeated."""
    height, width = rgb.shape[:2]
    y, x = np.clip(y, 0, height - 1.001), np.clip(x, 0, width - 1.001)
    top, left = y.astype(int), x.astype(int)
    down, right = (y - top)[..., None], (x - left)[..., None]
    above = rgb[top, left] * (1 - right) + rgb[top, left + 1] * right
    below = rgb[top + 1, left] * (1 - right) + rgb[top + 1, left + 1] * right
    return _bytes(above * (1 - down) + below * down)


def _quantized(plane: Floats, table: Floats) -> Floats:
    height, width = plane.shape
    waves = dct()
    blocks = plane.reshape(height // 8, 8, width // 8, 8).swapaxes(1, 2)
    kept = np.rint(waves @ blocks @ waves.T / table) * table
    return np.asarray((waves.T @ kept @ waves).swapaxes(1, 2).reshape(height, width), np.float32)


def _filtered(rgb: Bytes | Floats, taps: Floats, axis: int) -> Floats:
    weights = np.asarray(taps / taps.sum(), np.float32)
    reach = len(weights) // 2
    padding = [(0, 0)] * 3
    padding[axis] = (reach, len(weights) - 1 - reach)
    wide = np.pad(rgb.astype(np.float32), padding, "edge")
    length = rgb.shape[axis]
    parts = (
        weight * np.take(wide, range(k, k + length), axis) for k, weight in enumerate(weights)
    )
    return np.asarray(sum(parts), np.float32)


def _float(values: Numbers) -> Floats:
    return np.asarray(values, np.float32)


def _bytes(values: Floats) -> Bytes:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
