"""Photos that come with scikit-image and scikit-learn, as the frame opens them.

The rights of each are in models/build/sources.toml. They also set the int8 ranges, so what is
compared on them is whether a conversion went wrong, not how good a model is.
"""

import importlib
from typing import Any

from frame.model import Pixels, Size
from frame.vision.resize import Picture

PHOTOS = ("astronaut", "chelsea", "coffee", "rocket", "china", "flower")
_OF_SKLEARN = ("china", "flower")


def packaged(name: str) -> Picture:
    """Return the photo; raises ImportError where its package is not installed."""
    if name in _OF_SKLEARN:
        rgb: Any = importlib.import_module("sklearn.datasets").load_sample_image(f"{name}.jpg")
    else:
        rgb = getattr(importlib.import_module("skimage.data"), name)()
    height, width, _channels = rgb.shape
    return Picture(Pixels(size=Size(width_px=width, height_px=height), rgb=rgb.tobytes()))
