"""A code on white paper, as a camera reads it.

Rule: as large as it may be in whole pixels for each square, with the quiet zone that ISO/IEC 18004
§5.3.8 asks for.
"""

from collections.abc import Sequence

from frame.scene import Colour, Fill, Layer, Matrix, Rect
from frame.slideshow.stationery import BACKGROUND

_QUIET_ZONE = 4
_PAPER: Colour = (255, 253, 250)


def code_panel(rows: Sequence[str], most: float) -> tuple[tuple[Layer, ...], float]:
    """Return the code at the left top of the glass, at most so wide, and how wide it is."""
    count = max(1, len(rows)) + 2 * _QUIET_ZONE
    square = max(1, int(most / count))
    side = float(count * square)
    paper = Rect(left=0.0, top=0.0, width=side, height=side)
    inset = float(_QUIET_ZONE * square)
    code = Rect(left=inset, top=inset, width=side - 2 * inset, height=side - 2 * inset)
    plate = Fill(at=paper, colour=_PAPER, radius=0.75 * inset)
    squares = (Matrix(at=code, rows=tuple(rows), colour=BACKGROUND),) if rows else ()
    return (plate, *squares), side
