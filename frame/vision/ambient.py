"""How light a room is, from one picture of a camera that chooses its exposure by itself.

Rule: an estimate. It is good enough to tell evening from noon, and no light meter.

The exposure equation of a camera (ISO 2720: N^2 / t = E * S / C, incident light, C about 250) with
a lens of f/2 at ISO 100 times the gain: E = 10 lux * s / gathered, for a picture whose mean is
what an exposure aims at, 18 % of the light. A picture with another mean is that much off.
"""

import math
from typing import Final

import numpy as np

from frame.vision.resize import Bytes

BRIGHTEST: Final = 100
_LUX_SECONDS: Final = 10.0
_AIM: Final = 0.18
_GAMMA: Final = 2.2
_BRIGHT_LUX: Final = 1000.0
# What an indoor exposure may be, where a camera does not tell its own.
_UNTOLD_S: Final = 1 / 15


def light_of(luma: Bytes, gathered_s: float | None) -> int:
    """Return how light it is, 0 (1 lux or less) to 100 (1,000 lux or more), evenly to the eye.

    Args:
        luma: 8 bits a pixel, in any shape, one pixel at least.
        gathered_s: seconds of exposure times gain; None where nobody knows.
    """
    share = float(np.mean((luma[::4, ::4] / 255.0) ** _GAMMA))
    lux = _LUX_SECONDS / (gathered_s or _UNTOLD_S) * share / _AIM
    return round(BRIGHTEST * min(1.0, max(0.0, math.log(max(lux, 1.0), _BRIGHT_LUX))))
