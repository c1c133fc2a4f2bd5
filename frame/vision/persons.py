"""Where people stand in a photo: a mask of the picture, and boxes around its parts.

The network was made for people near a camera. By itself it also calls cats, cakes and cars
people (models/cards/persons.md says how often), so a part of the mask is believed where a
face detector found a face in it.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from frame.model import Box
from frame.vision.resize import Picture
from frame.vision.runtime import Floats, Model

Bools = NDArray[np.bool_]

# The mask is read on a grid of this many cells a side: fine enough for a crop.
_GRID = 64
_PERSON = 0.5
# Share of the picture below which a part of the mask is dropped.
LEAST_SHARE = 0.02
# Share of a face that must lie in a part for it to be that person.
_FACE_INSIDE = 0.4


class PersonMask:
    """The loaded network; its input is RGB from 0 to 1."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def mask(self, picture: Picture) -> Floats:
        """Return rows x columns (256 x 256), 0 to 1 that a person is there.

        The whole picture is squashed to a square, so rows and columns are fractions of it.
        """
        _batch, height, width, _channels = self._model.shape
        view = picture.squashed(width, height).astype(np.float32) / 255
        (mask,) = self._model(view[None])
        return mask.reshape(height, width)


def boxes(mask: Floats, faces: Sequence[Box] | None = None) -> tuple[Box, ...]:
    """Return a box around each part of a mask of at least LEAST_SHARE, the largest first.

    With `faces` (fractions of the picture) only parts that hold one are returned: people, as
    far as a face shows. Without, every part: the things in front, often people.
    """
    cells = _on_grid(mask) >= _PERSON
    parts = [part for part in _parts(cells) if part.mean() >= LEAST_SHARE]
    if faces is not None:
        parts = [part for part in parts if any(_holds(part, face) for face in faces)]
    return tuple(_around(part) for part in sorted(parts, key=lambda part: -int(part.sum())))


def _on_grid(mask: Floats) -> Floats:
    """Return the mean of each cell of the grid; a smaller mask stays as it is."""
    down, across = (max(1, edge // _GRID) for edge in mask.shape)
    rows, columns = mask.shape[0] // down, mask.shape[1] // across
    cut = mask[: rows * down, : columns * across]
    return np.asarray(cut.reshape(rows, down, columns, across).mean(axis=(1, 3)), np.float32)


def _parts(cells: Bools) -> Iterator[Bools]:
    """Yield the parts whose cells hang together edge to edge."""
    rows, columns = cells.shape
    waiting = {(int(y), int(x)) for y, x in np.argwhere(cells)}
    while waiting:
        part = np.zeros((rows, columns), np.bool_)
        edge = [waiting.pop()]
        while edge:
            y, x = edge.pop()
            part[y, x] = True
            near = {(y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)} & waiting
            waiting -= near
            edge += near
        yield part


def _holds(part: Bools, face: Box) -> bool:
    rows, columns = part.shape
    top, bottom = _span(face.top, face.height, rows)
    left, right = _span(face.left, face.width, columns)
    return bool(part[top:bottom, left:right].mean() >= _FACE_INSIDE)


def _span(start: float, length: float, cells: int) -> tuple[int, int]:
    first = min(cells - 1, max(0, int(start * cells)))
    return first, max(first + 1, min(cells, round((start + length) * cells)))


def _around(part: Bools) -> Box:
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    height, width = part.shape
    return Box(
        left=float(columns[0]) / width,
        top=float(rows[0]) / height,
        width=float(columns[-1] - columns[0] + 1) / width,
        height=float(rows[-1] - rows[0] + 1) / height,
    )
