"""Whether a photo should wait for its owner's word before it is shown: is anyone undressed?

The network tells five kinds apart (models/cards/nudity.md). Its answer is a reason to ask a
person, never a verdict.

Rule 1: 0.5 and more means "hold for the owner". The kind "sexy" (swimwear, bare shoulders)
        counts a third, so it never reaches 0.5 by itself: a day at the beach is not held.
Rule 2: one strange answer does not hold a photo. A view that comes near 0.5 is looked at
        again mirrored, and the mean of both counts.
Rule 3: the network has to be surer than not: 0.65 of its own probability is the 0.5 of this
        room. Of 324 innocent photos 5 came above one half and 1, a bowl of bananas, above 0.65.
"""

from collections.abc import Sequence

import numpy as np

from frame.model import Box
from frame.vision.odds import softmax
from frame.vision.resize import Bytes, Picture, Square
from frame.vision.runtime import Floats, Model

# drawing, hentai, neutral, porn, sexy: the order of the network's outputs
_WEIGHTS = np.array([0.0, 1.0, 0.0, 1.0, 1 / 3], np.float32)
_LOOK_AGAIN = 0.3
_HOLD = 0.65
# A person may be small in a wide view; this much is added around, and this many looked at.
_MARGIN = 0.1
_MOST_PEOPLE = 2
_LEAST_SHARE = 0.05
_MOST_SHARE = 0.6


class Nudity:
    """The loaded network; its input is RGB bytes, its output the logits of five kinds."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def score(self, picture: Picture, people: Sequence[Box] = ()) -> float:
        """Return 0 to 1 for the whole picture and its largest people, whichever is more.

        `people` are boxes in fractions of the picture (persons.boxes). Those that fill most of
        it, or next to nothing of it, are not looked at by themselves.
        """
        _batch, height, width, _channels = self._model.shape
        views = [picture.squashed(width, height)]
        views += [picture.cut(_square(picture, box), width) for box in _worth(people)]
        return _scaled(max(self._settled(view) for view in views))

    def _settled(self, view: Bytes) -> float:
        first = self._once(view)
        if first < _LOOK_AGAIN:
            return first
        return (first + self._once(view[:, ::-1])) / 2

    def _once(self, view: Bytes) -> float:
        (logits,) = self._model(np.ascontiguousarray(view)[None])
        return undress(logits)


def _scaled(probability: float) -> float:
    """Return a probability on the scale of this room, where _HOLD is 0.5 and 1 is 1."""
    if probability < _HOLD:
        return 0.5 * probability / _HOLD
    return 0.5 + 0.5 * (probability - _HOLD) / (1 - _HOLD)


def undress(logits: Floats) -> float:
    """Return the weighed probability (0 to 1) under the five logits."""
    return float(softmax(logits.reshape(_WEIGHTS.size)) @ _WEIGHTS)


def _worth(people: Sequence[Box]) -> list[Box]:
    large = [box for box in people if _LEAST_SHARE <= box.width * box.height <= _MOST_SHARE]
    return sorted(large, key=lambda box: -box.width * box.height)[:_MOST_PEOPLE]


def _square(picture: Picture, box: Box) -> Square:
    width, height = box.width * picture.width, box.height * picture.height
    side = max(width, height) * (1 + 2 * _MARGIN)
    return Square(
        left=box.left * picture.width + (width - side) / 2,
        top=box.top * picture.height + (height - side) / 2,
        side=side,
    )
