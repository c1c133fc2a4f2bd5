"""Is somebody there? Change against what the room looked like, and now and then a face.

The picture becomes 32 x 24 cells, each the mean of its pixels. What counts is how each differs
from its running mean by another factor than most cells do: a cloud, or a camera that exposes anew,
changes all of them alike, and so none. A cell that trembles anyway has to differ by more.

Rule 1: no picture is kept. The room is remembered as twice 768 numbers, which follow what is
        there within half a minute.
Rule 2: it may err towards somebody: a glass that is on for a cat is better than one that is off
        for a grandmother.
Rule 3: nobody is there only after it has been quiet for a while; who sits still and looks at the
        frame is found by their face, as often as something stirs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from frame.model import Pixels, Size
from frame.vision.faces import NEAR_GRIDS, Detector
from frame.vision.resize import Bytes, Picture
from frame.vision.runtime import Floats, Model

COLUMNS: Final = 32
ROWS: Final = 24
QUIET_S: Final = 20.0
"""How long after the last change somebody still counts as there."""
FACE_S: Final = 120.0
"""The same after a face: who looked this way may sit still."""
FACE_EVERY_S: Final = 4.0
_LEARNT: Final = 0.06
_WARM_UP: Final = 4
_LEAST: Final = 0.08
_DARK: Final = 12.0
_TREMBLES: Final = 4.0
_MUCH: Final = 0.03
_LITTLE: Final = 0.008
_ALL_OF_IT: Final = 0.55
_FACE: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Whether somebody is there, and for how many seconds that has been so."""

    someone: bool
    for_s: float


class Watcher:
    """Remembers a room as numbers; `at_s` only ever grows."""

    def __init__(self) -> None:
        self._usual: Floats | None = None
        self._trembling: Floats = np.zeros((ROWS, COLUMNS), np.float32)
        self._seen = 0
        self._stirred = False
        self._someone = False
        self._since_s = self._until_s = float("-inf")
        self._asked_s = float("-inf")

    def see(self, luma: Bytes, at_s: float, has_face: Callable[[], bool]) -> Presence:
        """Return who is there after one more picture.

        Args:
            luma: the picture, (height, width) with at least 24 x 32 pixels.
            at_s: when it was taken.
            has_face: looks for a face in it; asked only while something stirs, and seldom.
        """
        if self._seen == 0:
            self._since_s = at_s
        changed = self._changed(cells_of(luma))
        stirs = changed >= _MUCH or (changed >= _LITTLE and self._stirred)
        self._stirred = changed >= _LITTLE
        if stirs:
            self._until_s = max(self._until_s, at_s + QUIET_S)
        if self._stirred and at_s - self._asked_s >= FACE_EVERY_S:
            self._asked_s = at_s
            if has_face():
                self._until_s = at_s + FACE_S
        return self._decided(at_s)

    def _decided(self, at_s: float) -> Presence:
        someone = at_s < self._until_s
        if someone != self._someone:
            self._someone, self._since_s = someone, at_s
        return Presence(someone=someone, for_s=at_s - self._since_s)

    def _changed(self, cells: Floats) -> float:
        """Return which share of the cells is not as usual, and learn what is usual."""
        self._seen += 1
        if self._usual is None:
            self._usual = cells
        factors = (cells + _DARK) / (self._usual + _DARK)
        off = np.abs(factors / np.median(factors) - 1)
        share = float(np.mean(off > _LEAST + _TREMBLES * self._trembling))
        if self._seen <= _WARM_UP or share >= _ALL_OF_IT:
            # A lamp was switched, or the camera was moved: this is another room.
            self._usual = cells
            return 0.0
        self._usual = self._usual + _LEARNT * (cells - self._usual)
        trembling = np.minimum(off, _LEAST)
        self._trembling = self._trembling + _LEARNT * (trembling - self._trembling)
        return share


class NearFace:
    """Finds out whether a face is near, by the small network for such; tells nobody whose."""

    def __init__(self, model: Model) -> None:
        self._detector = Detector(model, NEAR_GRIDS)

    def is_in(self, luma: Bytes) -> bool:
        """Say whether a face is in the picture, from both sides of a mirror."""
        height, width = luma.shape
        size = Size(width_px=width, height_px=height)
        picture = Picture(Pixels(size=size, rgb=np.repeat(luma, 3).tobytes()))
        looks = (
            self._detector.find(picture, picture.whole(), _FACE, mirrored=mirrored)
            for mirrored in (False, True)
        )
        return all(looks)


def cells_of(luma: Bytes) -> Floats:
    """Return the mean of each of 24 x 32 cells, 0 to 255."""
    high, wide = luma.shape[0] // ROWS, luma.shape[1] // COLUMNS
    whole = luma[: ROWS * high, : COLUMNS * wide].reshape(ROWS, high, COLUMNS, wide)
    return np.asarray(whole.mean(axis=(1, 3), dtype=np.float32), np.float32)
