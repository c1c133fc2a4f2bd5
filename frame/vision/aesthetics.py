"""How a stranger might rate a photo, as a weak hint between photos that are otherwise equal.

NIMA (Talebi and Milanfar, 2018, arXiv:1709.05424) guesses how people who rate photos for fun
would spread their marks from 1 to 10; the score is the mean of that guess.

Rule: it never decides alone. It was measured not to see darkness and often not to see blur,
and knows nothing of what a photo means to a family (models/cards/aesthetics.md).
"""

import numpy as np

from frame.vision.odds import softmax
from frame.vision.resize import Picture
from frame.vision.runtime import Floats, Model

_MARKS = 10


class Aesthetics:
    """The loaded network; its input is RGB bytes, its output the logits of ten marks."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def score(self, picture: Picture) -> float:
        """Return 0 (all would give a 1) to 1 (all would give a 10)."""
        _batch, height, width, _channels = self._model.shape
        (logits,) = self._model(picture.squashed(width, height)[None])
        return mean_mark(logits)


def mean_mark(logits: Floats) -> float:
    """Return the mean of the marks 1 to 10 under these ten logits, mapped to 0 to 1."""
    return float(softmax(logits.reshape(_MARKS)) @ np.arange(_MARKS) / (_MARKS - 1))
