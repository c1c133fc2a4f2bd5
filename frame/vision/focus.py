"""Where the eye goes in a picture without a face.

The scene network's last features are strong where it recognised something. Their mean over
channels is a 7 x 7 map; the focus is the patch around its highest cell.
"""

import numpy as np

from frame.model import Box
from frame.vision.runtime import Floats

# The highest cell against the mean of all: below this the whole picture is alike.
_STANDS_OUT = 2.2
# A cell belongs to the patch when it has this share of the highest cell's strength.
_BELONGS = 0.5


def focus(heat: Floats) -> Box | None:
    """Return the part of the picture that stands out in a square map, or None."""
    mean = float(heat.mean())
    if mean <= 0 or float(heat.max()) < _STANDS_OUT * mean:
        return None
    patch = _grown(heat >= _BELONGS * heat.max(), int(heat.argmax()))
    rows, columns = np.flatnonzero(patch.any(axis=1)), np.flatnonzero(patch.any(axis=0))
    edge = heat.shape[0]
    return Box(
        left=float(columns[0]) / edge,
        top=float(rows[0]) / edge,
        width=float(columns[-1] - columns[0] + 1) / edge,
        height=float(rows[-1] - rows[0] + 1) / edge,
    )


def _grown(allowed: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], start: int) -> Floats:
    """Return the cells that hang together with cell number `start`, edge to edge."""
    patch = np.zeros_like(allowed)
    patch.flat[start] = True
    while True:
        wide = np.pad(patch, 1)
        near = wide[:-2, 1:-1] | wide[2:, 1:-1] | wide[1:-1, :-2] | wide[1:-1, 2:]
        grown = (patch | near) & allowed
        if (grown == patch).all():
            return np.asarray(patch, np.float32)
        patch = grown
