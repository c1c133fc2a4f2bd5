"""Rectangles on the screen: corners, and whether something is in the way."""

from collections.abc import Iterable

from frame.scene import Rect


def meets(one: Rect, other: Rect) -> bool:
    """Return whether two rectangles share any area."""
    return _shared(one, other) > 0.0


def covered(place: Rect, things: Iterable[Rect]) -> float:
    """Return how many pixels of the things a rectangle would cover."""
    return sum(_shared(place, thing) for thing in things)


def free(places: Iterable[Rect], things: Iterable[Rect]) -> Rect | None:
    """Return the first place that covers nothing, or None if there is none."""
    taken = tuple(things)
    return next((place for place in places if not covered(place, taken)), None)


def inset_corners(
    around: Rect, width: float, height: float, margin: float
) -> tuple[Rect, Rect, Rect, Rect]:
    """Return where a block stands: bottom left, bottom right, top left, top right."""
    left, right = around.left + margin, around.left + around.width - margin - width
    top, bottom = around.top + margin, around.top + around.height - margin - height
    return (
        Rect(left=left, top=bottom, width=width, height=height),
        Rect(left=right, top=bottom, width=width, height=height),
        Rect(left=left, top=top, width=width, height=height),
        Rect(left=right, top=top, width=width, height=height),
    )


def _shared(one: Rect, other: Rect) -> float:
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    return max(0.0, width) * max(0.0, height)
