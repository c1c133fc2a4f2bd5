"""A notice: a short sentence in a pill, on a slide or on a card, that goes away by itself.

Rule: it answers what somebody asked for, so it is always shown, where it covers the least.
"""

from collections.abc import Iterable

from frame.model import Size
from frame.scene import Colour, Fill, Layer, Rect, Words
from frame.slideshow.compose import short_side
from frame.slideshow.lettering import width_of, wrapped
from frame.slideshow.places import covered

NOTICE = 0.031
_MARGIN, _LOW, _HIGH = 0.052, 0.19, 0.10
_LINE = 1.5
_PANEL: Colour = (20, 18, 17)
_INK: Colour = (246, 242, 236)


def notice_pill(words: str, screen: Size, taken: Iterable[Rect]) -> tuple[Layer, ...]:
    """Return the layers of a sentence, in as many lines as it needs; none for no words."""
    if not words:
        return ()
    unit = short_side(screen)
    size, things = NOTICE * unit, tuple(taken)
    most = screen.width_px - 2 * _MARGIN * unit - 2.4 * size
    lines = wrapped(words, size, most)
    width = max(width_of(line, size) for line in lines) + 2.4 * size
    width = min(width, screen.width_px - 2 * _MARGIN * unit)
    height = 2.1 * size + (len(lines) - 1) * _LINE * size
    left = (screen.width_px - width) / 2
    tops = (screen.height_px - _LOW * unit - height, _HIGH * unit)
    places = [Rect(left=left, top=top, width=width, height=height) for top in tops]
    at = min(places, key=lambda place: covered(place, things))
    pill = Fill(at=at, colour=_PANEL, alpha=0.90, radius=1.05 * size)
    return (pill, *(_line(line, at, row, size) for row, line in enumerate(lines)))


def _line(text: str, at: Rect, row: int, size: float) -> Words:
    return Words(
        text=text,
        left=at.left + at.width / 2,
        baseline=at.top + (1.05 + 0.33 + row * _LINE) * size,
        size_px=size,
        colour=_INK,
        anchor="centre",
        max_width=at.width - 1.2 * size,
    )
