"""From the logits of a classifier to probabilities."""

import numpy as np

from frame.vision.runtime import Floats


def softmax(logits: Floats) -> Floats:
    """Return the probabilities (they add up to 1) under these logits, in the same shape."""
    powers = np.exp(logits - logits.max(initial=-np.inf))
    return np.asarray(powers / max(float(powers.sum()), 1e-30), np.float32)
