"""A small mark at the edge of the glass: phones cannot reach this frame.

Rule: it never lies on a head, a print or other words; where every edge is taken it stays away.
"""

from collections.abc import Iterable

from frame.model import Size
from frame.scene import Colour, Fill, Layer, Rect, Words
from frame.slideshow.lettering import width_of
from frame.slideshow.marks import dot
from frame.slideshow.places import free, inset_corners

_SIZE, _EDGE, _LONGEST = 0.024, 0.016, 1.0
_PANEL: Colour = (20, 18, 17)
_INK: Colour = (240, 236, 230)
_EMBER: Colour = (240, 150, 92)


def trouble_mark(text: str, screen: Size, taken: Iterable[Rect]) -> tuple[Layer, ...]:
    """Return the mark at the first free place along the edges, or nothing."""
    if not text:
        return ()
    unit = min(screen.width_px, screen.height_px)
    size = _SIZE * unit
    pad, indent = 0.85 * size, 0.95 * size
    most = min(_LONGEST * unit, screen.width_px - 2 * _EDGE * unit)
    width = min(most, width_of(text, size) + 2 * pad + indent)
    at = free(_places(screen, width, 1.9 * size, _EDGE * unit), taken)
    if at is None:
        return ()
    middle = at.top + at.height / 2
    mark = Rect(left=at.left + pad, top=middle - 0.24 * size, width=0.48 * size,
                height=0.48 * size)  # fmt: skip
    words = Words(
        text=text, left=at.left + pad + indent, baseline=middle + 0.33 * size, size_px=size,
        colour=_INK, alpha=0.92, max_width=width - 2 * pad - indent + 1.0,
    )  # fmt: skip
    plate = Fill(at=at, colour=_PANEL, alpha=0.66, radius=at.height / 2)
    return plate, dot(mark, _EMBER), words


def places_of(layers: Iterable[Layer]) -> tuple[Rect, ...]:
    """Return the plates among some layers."""
    return tuple(layer.at for layer in layers if isinstance(layer, Fill))


def _places(screen: Size, width: float, height: float, edge: float) -> tuple[Rect, ...]:
    glass = Rect(left=0.0, top=0.0, width=screen.width_px, height=screen.height_px)
    bottom_left, bottom_right, top_left, top_right = inset_corners(glass, width, height, edge)
    middle = (screen.width_px - width) / 2
    upper = Rect(left=middle, top=top_left.top, width=width, height=height)
    lower = Rect(left=middle, top=bottom_left.top, width=width, height=height)
    return top_left, top_right, upper, lower, bottom_left, bottom_right
