"""Small pictures of the three ways into a network: a code, a cable, a memory card.

Rule: they are made of plates and polygons, so that no font and no file has to hold them.
"""

from frame.scene import Colour, Fill, Layer, Rect, Shape
from frame.slideshow.stationery import BACKGROUND

Points = tuple[tuple[float, float], ...]
_CARD: Points = (
    (0.06, 0.0), (0.68, 0.0), (1.0, 0.26), (1.0, 0.94), (0.94, 1.0), (0.06, 1.0), (0.0, 0.94),
    (0.0, 0.06),
)  # fmt: skip
_PLUG: Points = (
    (0.0, 0.06), (0.06, 0.0), (0.94, 0.0), (1.0, 0.06), (1.0, 0.72), (0.80, 0.72), (0.80, 0.88),
    (0.64, 0.88), (0.64, 1.0), (0.36, 1.0), (0.36, 0.88), (0.20, 0.88), (0.20, 0.72), (0.0, 0.72),
)  # fmt: skip


def code_mark(at: Rect, ink: Colour, paper: Colour = BACKGROUND) -> tuple[Layer, ...]:
    """Return three corners of a code, and a few squares where the fourth would be."""
    wide = 0.42 * at.width
    far = at.width - wide
    corners = ((0.0, 0.0), (far, 0.0), (0.0, far))
    eyes = tuple(one for x, y in corners for one in _eye(_part(at, x, y, wide), ink, paper))
    step = wide / 3
    grains = ((0, 0), (2, 0), (1, 1), (0, 2), (2, 2))
    return (
        *eyes,
        *(Fill(at=_part(at, far + x * step, far + y * step, step), colour=ink) for x, y in grains),
    )


def cable_mark(at: Rect, ink: Colour) -> tuple[Layer, ...]:
    """Return the plug of a network cable, its contacts upwards."""
    wide, gap = 0.055 * at.width, 0.135 * at.width
    contacts = (
        Rect(left=at.left + (at.width - wide) / 2 + (n - 2) * gap, top=at.top + 0.10 * at.height,
             width=wide, height=0.26 * at.height)
        for n in range(5)
    )  # fmt: skip
    return (
        Shape(at=at, points=_PLUG, colour=ink),
        *(Fill(at=one, colour=BACKGROUND) for one in contacts),
    )


def card_mark(at: Rect, ink: Colour) -> tuple[Layer, ...]:
    """Return a memory card with its cut corner and its contacts."""
    wide = 0.78 * at.width
    card = Rect(left=at.left, top=at.top, width=wide, height=at.height)
    contacts = (
        Rect(left=card.left + (0.14 + 0.155 * n) * wide, top=at.top + 0.10 * at.height,
             width=0.075 * wide, height=0.20 * at.height)
        for n in range(4)
    )  # fmt: skip
    return (
        Shape(at=card, points=_CARD, colour=ink),
        *(Fill(at=one, colour=BACKGROUND) for one in contacts),
    )


def _eye(at: Rect, ink: Colour, paper: Colour) -> tuple[Fill, ...]:
    """Return a finder pattern: a ring and its middle."""
    ring = at.width / 7
    return (
        Fill(at=at, colour=ink, radius=0.9 * ring),
        Fill(at=_part(at, ring, ring, 5 * ring), colour=paper, radius=0.5 * ring),
        Fill(at=_part(at, 2 * ring, 2 * ring, 3 * ring), colour=ink, radius=0.4 * ring),
    )


def _part(at: Rect, x: float, y: float, side: float) -> Rect:
    return Rect(left=at.left + x, top=at.top + y, width=side, height=side)
