"""The camera's twin: it plays pictures that somebody made, and no room is looked at.

Rule: it plays as many pictures as it has, then begins again; a picture that is None is a camera
that fails at that moment.
"""

from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import Final

import numpy as np

from frame.errors import DeviceFailed
from frame.model import Peek, Size
from frame.vision.resize import Bytes

_ROOM_LIGHT: Final = 96
_GATHERED_S: Final = 1 / 30
_HERE, _AWAY = 12, 60
"""So many pictures with somebody in the room, then so many without: at two a second."""


class SimCamera:
    """Plays pictures, each an array of rows (height, width) of one byte."""

    def __init__(self, pictures: Iterable[Bytes | None], gathered_s: float | None = None) -> None:
        self._pictures = cycle(pictures)
        self._gathered_s = gathered_s
        self._open = True

    def look(self) -> Peek:
        """Return the next picture; raise DeviceFailed where it is None."""
        picture = next(self._pictures) if self._open else None
        if picture is None:
            raise DeviceFailed("the simulated camera fails here")
        height, width = picture.shape
        size = Size(width_px=width, height_px=height)
        return Peek(size=size, luma=picture.tobytes(), gathered_s=self._gathered_s)

    def close(self) -> None:
        """Play nothing any more."""
        self._open = False


def coming_and_going(size: Size) -> SimCamera:
    """Return a camera with somebody before it for six seconds, and nobody for thirty."""
    empty = room(size)
    here = [with_somebody(empty, (number + 0.5) / _HERE) for number in range(_HERE)]
    return SimCamera([*here, *([empty] * _AWAY)], _GATHERED_S)


def room(size: Size, light: int = _ROOM_LIGHT) -> Bytes:
    """Return an empty room, lighter on the side of its window, `light` on average."""
    row = np.linspace(0.7, 1.3, size.width_px) * light
    return np.tile(np.clip(row, 0, 255).astype(np.uint8), (size.height_px, 1))


def with_somebody(empty: Bytes, across: float) -> Bytes:
    """Return a room with a dark figure in it, so far across from the left (0 to 1)."""
    picture = empty.copy()
    height, width = picture.shape
    middle, half = round(across * width), max(1, width // 12)
    picture[height // 4 :, max(0, middle - half) : middle + half] //= 3
    return picture


def holding(code: Sequence[str], size: Size, square_px: int = 6) -> Bytes:
    """Return a light picture with a two-dimensional code in its middle.

    `code` is rows of "1" (dark) and "0", as `devices.qr.modules` returns them.
    """
    dark = np.array([[one == "1" for one in row] for row in code])
    drawn = np.where(np.kron(dark, np.ones((square_px, square_px), bool)), 30, 225)
    picture = np.full((size.height_px, size.width_px), 225, np.uint8)
    top, left = ((a - b) // 2 for a, b in zip(picture.shape, drawn.shape, strict=True))
    picture[top : top + drawn.shape[0], left : left + drawn.shape[1]] = drawn
    return picture
