"""How light it is around each pixel: an edge-aware mean of the lightness.

A self-guided filter (K. He, J. Sun, X. Tang, "Guided Image Filtering", 2010) whose statistics are
taken on a coarse grid and enlarged smoothly (K. He, J. Sun, "Fast Guided Filter", 2015). Where
a cell is even or textured it is the cell's mean; across a strong edge it follows the picture, so
that no halo runs along a roof against the sky.
"""

from typing import Any

from PIL import Image, ImageMath

_CELLS = 42
_SMALL_PX = 448
# lightness differences (of 255) up to about this are texture, greater ones are edges
_TEXTURE = 28.0


class Surroundings:
    """The grid of one RGB picture, after `table` (256 steps a channel) if one is given."""

    def __init__(self, image: Image.Image, table: list[int] | None = None) -> None:
        self._size = image.size
        small = image.resize(_within(image.size, _SMALL_PX), Image.Resampling.BOX)
        grey = (small.point(table) if table else small).convert("L").convert("F")
        grid = _within(image.size, _CELLS)
        mean = _widened(grey.resize(grid, Image.Resampling.BOX))
        squares = _calculated(lambda v: v["g"] * v["g"], g=grey)
        square = _widened(squares.resize(grid, Image.Resampling.BOX))
        self._slope = _calculated(
            lambda v: (v["s"] - v["m"] * v["m"]) / (v["s"] - v["m"] * v["m"] + _TEXTURE**2),
            s=square,
            m=mean,
        )
        self._start = _calculated(lambda v: v["m"] * (1.0 - v["a"]), m=mean, a=self._slope)

    def around(self, band: Image.Image, top: int) -> Image.Image:
        """Return the surroundings (mode L) of rows that begin with number `top`."""
        return _calculated(
            lambda v: v["convert"](v["a"] * v["y"] + v["b"], "L"),
            a=self._enlarged(self._slope, band.size, top),
            b=self._enlarged(self._start, band.size, top),
            y=band.convert("L"),
        )

    def _enlarged(self, grid: Image.Image, size: tuple[int, int], top: int) -> Image.Image:
        across, down = grid.width / self._size[0], grid.height / self._size[1]
        place = (across, 0.0, 0.0, 0.0, down, top * down)
        return grid.transform(size, Image.Transform.AFFINE, place, Image.Resampling.BILINEAR)


def _widened(grid: Image.Image) -> Image.Image:
    """Return the mean of each cell and its neighbours, so that edges count on both sides."""
    total, count = Image.new("F", grid.size), Image.new("F", grid.size)
    ones = Image.new("F", grid.size, 1.0)
    for right in (-1, 0, 1):
        for down in (-1, 0, 1):
            shifted = (right, down, right + grid.width, down + grid.height)
            total = _calculated(lambda v: v["a"] + v["b"], a=total, b=grid.crop(shifted))
            count = _calculated(lambda v: v["a"] + v["b"], a=count, b=ones.crop(shifted))
    return _calculated(lambda v: v["a"] / v["b"], a=total, b=count)


def _calculated(formula: Any, **images: Image.Image) -> Image.Image:
    result: Image.Image = ImageMath.lambda_eval(formula, **images)
    return result


def _within(size: tuple[int, int], longer: int) -> tuple[int, int]:
    scale = min(1.0, longer / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
