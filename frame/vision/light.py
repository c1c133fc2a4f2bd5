"""From the numbers of a picture to light: sRGB (IEC 61966-2-1) made linear, and to grey."""

import numpy as np

from frame.vision.resize import Bytes
from frame.vision.runtime import Floats

LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
# ITU-R BT.601: what JPEG calls luma; enough where only steps between neighbours count
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
_STEPS = np.arange(256) / 255
_TABLE = np.where(_STEPS <= 0.04045, _STEPS / 12.92, ((_STEPS + 0.055) / 1.055) ** 2.4)
_LINEAR = _TABLE.astype(np.float32)


def linear(rgb: Bytes) -> Floats:
    """Return the same array as shares (0 to 1) of full light."""
    return np.asarray(_LINEAR[rgb], np.float32)


def grey(rgb: Bytes) -> Floats:
    """Return the luma (0 to 255) of an array (height, width, 3)."""
    return np.asarray(rgb.astype(np.float32) @ _LUMA, np.float32)
