"""Small marks drawn as polygons, so that no font has to know them."""

import math

from frame.scene import Colour, Rect, Shape

_STEPS = 56


def heart(at: Rect, size_px: float, colour: Colour, *, shadow: bool) -> Shape:
    """Return a heart at the lower left of a block of words."""
    box = Rect(
        left=at.left, top=at.top + at.height - size_px * 0.94, width=size_px, height=size_px * 0.92
    )
    return Shape(at=box, points=_HEART, colour=colour, shadow=shadow)


def pause_bars(at: Rect, colour: Colour, *, shadow: bool) -> tuple[Shape, Shape]:
    """Return the two bars of a pause mark."""
    bar = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    wide, inset = 0.24 * at.width, 0.14 * at.width
    left, right = (
        Rect(left=x, top=at.top, width=wide, height=at.height)
        for x in (at.left + inset, at.left + at.width - inset - wide)
    )
    return (
        Shape(at=left, points=bar, colour=colour, alpha=0.92, shadow=shadow),
        Shape(at=right, points=bar, colour=colour, alpha=0.92, shadow=shadow),
    )


def flame(at: Rect, colour: Colour, alpha: float = 1.0) -> Shape:
    """Return the hearth's flame: a drop, round below and pointed above."""
    return Shape(at=at, points=_FLAME, colour=colour, alpha=alpha)


def dot(at: Rect, colour: Colour, alpha: float = 1.0) -> Shape:
    """Return a round dot."""
    return Shape(at=at, points=_DOT, colour=colour, alpha=alpha)


def tick(at: Rect, colour: Colour) -> Shape:
    """Return a tick: it is done."""
    return Shape(at=at, points=_TICK, colour=colour)


def _scaled(points: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Return the points moved and stretched into the unit square, y downwards."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    return tuple(((x - min(xs)) / wide, (max(ys) - y) / high) for x, y in points)


def _heart_points() -> tuple[tuple[float, float], ...]:
    turns = [2 * math.pi * step / _STEPS for step in range(_STEPS)]
    return _scaled(
        [
            (
                16 * math.sin(t) ** 3,
                13 * math.cos(t) - 5 * math.cos(2 * t) - 2 * math.cos(3 * t) - math.cos(4 * t),
            )
            for t in turns
        ]
    )


def _flame_points() -> tuple[tuple[float, float], ...]:
    """A teardrop curve: x = sin t · sin²(t/2), y = cos t, its tip upwards."""
    turns = [2 * math.pi * step / _STEPS for step in range(_STEPS)]
    return _scaled([(math.sin(t) * math.sin(t / 2) ** 2, math.cos(t)) for t in turns])


def _dot_points() -> tuple[tuple[float, float], ...]:
    turns = [2 * math.pi * step / _STEPS for step in range(_STEPS)]
    return _scaled([(math.cos(t), math.sin(t)) for t in turns])


_HEART = _heart_points()
_FLAME = _flame_points()
_DOT = _dot_points()
# Both strokes 0.075 thick, their ends square.
_TICK = (
    (0.0, 0.56), (0.09, 0.46), (0.36, 0.76), (0.90, 0.12), (1.0, 0.21), (0.37, 0.96),
)  # fmt: skip
