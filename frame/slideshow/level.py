"""Where things lie in a picture that is turned a little so that it stands level.

The turned picture keeps its middle and its shape: what is left of it is the largest upright
rectangle of the same aspect that has no empty corner. Pure geometry; `devices/retouching` turns
the pixels the same way.
"""

from math import cos, radians, sin

from frame.model import Box, Size


def levelled(size: Size, tilt: float) -> Size:
    """Return the size, in pixels, that a picture has after a turn by `tilt` degrees."""
    share = kept(size, tilt)
    return Size(
        width_px=max(1, int(share * size.width_px + 1e-9)),
        height_px=max(1, int(share * size.height_px + 1e-9)),
    )


def kept(size: Size, tilt: float) -> float:
    """Return which share (0 to 1) of each side is left after a turn by `tilt` degrees."""
    width, height = size.width_px, size.height_px
    upright, across = cos(radians(tilt)), abs(sin(radians(tilt)))
    return min(
        width / (width * upright + height * across),
        height / (width * across + height * upright),
    )


def level_box(box: Box, size: Size, tilt: float) -> Box:
    """Return where a box of the picture as it was lies once it stands level, clipped.

    `size` is that of the picture as it was; a box that is cut away has no width or no height.
    The answer is upright too, so it holds the turned box and a little more.
    """
    if tilt == 0.0:
        return box
    corners = [
        level_point((box.left + right * box.width, box.top + down * box.height), size, tilt)
        for right in (0, 1)
        for down in (0, 1)
    ]
    left, right = (_inside(edge(x for x, _ in corners)) for edge in (min, max))
    top, bottom = (_inside(edge(y for _, y in corners)) for edge in (min, max))
    return Box(left=left, top=top, width=right - left, height=bottom - top)


def level_point(point: tuple[float, float], size: Size, tilt: float) -> tuple[float, float]:
    """Return where a point (fractions of width and height) comes to lie; it may be cut away."""
    upright, across = cos(radians(tilt)), sin(radians(tilt))
    after = levelled(size, tilt)
    x, y = (point[0] - 0.5) * size.width_px, (point[1] - 0.5) * size.height_px
    return (
        0.5 + (x * upright - y * across) / after.width_px,
        0.5 + (x * across + y * upright) / after.height_px,
    )


def _inside(place: float) -> float:
    return min(1.0, max(0.0, place))
