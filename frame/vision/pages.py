"""Tells pages and screens from photos: letters, receipts, forms, notes; phones' and computers'.

The frame shows photos. A page is one whose text is dark, small, many lines of it, on one pale
sheet; a screen is one that was drawn, not seen: no lens ever gives the same colour twice.

Rule 1: a shop sign, a T-shirt, a book on a table are part of a photo. Text counts by its length
        in total and by its number of lines, and only where it stands on the ground that most of
        the text stands on. One thing alone never decides.
Rule 2: who photographs a page often stands too far away to tell its lines apart. Where a first
        look finds a hint, a second one goes nearer: to the middle, where that page then is. If
        the text keeps to one side, like a book beside the flowers, it is no page that was meant.
Rule 3: light falls unevenly, sensors are noisy, lenses bend; so nothing here is asked of a
        page's outline, and a screen's ground must be exactly one colour.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from frame.model import Pixels, Size
from frame.vision.odds import softmax
from frame.vision.resize import Bytes, Picture, Square
from frame.vision.runtime import Floats, Model
from frame.vision.text import Lines, Text

# Where each kind of evidence is worth one half. Lengths are in longer sides of the picture.
_HALF_LENGTH = 0.9
# The same text is longer in a nearer look, and a label can fill it: it must show more.
_HALF_LENGTH_NEARER = 1.25
_HALF_LINES = 5.0
_HALF_FLAT = 0.18
_HALF_DRAWN_LENGTH = 0.3
_HALF_DRAWN_LINES = 2.5
# An even border around a photo has four edges, each two pixels wide at most: not enough alone.
_HALF_EDGES = 10.0
# A line's core thicker than this, of the longer side, is a headline or a sign.
_SMALL = 0.04
# Saturation (HSV) a paper may have under a lamp, and how far its hue may wander over a sheet.
_PALE = 0.45
_SAME_HUE = 0.04
# Channels may differ by this much within "one colour"; a line's ground is flat when this share
# of its box has exactly that colour.
_EXACT = 2
_FLAT_GROUND = 0.3
# Margin around a line's core, in thicknesses, to see its ground; lines and pixels looked at.
_MARGIN = 0.6
_MOST_LINES = 200
_MOST_PIXELS = 3000
_TILE = 8
_COLOURS = 4
# The longest side that is looked at pixel by pixel, and the shortest straight edge, of a side.
_LONGEST = 1024
_EDGE_STEP = 5
_EDGE_SHARE = 0.15
# A page lies aside when less than this share of its text is beyond the middle.
_ASIDE = 0.08
# What of the first look makes a second one worth its time.
_HINT_LENGTH = 0.02
_HINT_COVER = 0.03
_HINT_CLASS = 0.1
_NEARER = 0.5
# web site, crossword, menu, envelope: classes of ILSVRC 2012 that are pages
_PAGE_CLASSES = (916, 918, 922, 549)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSigns:
    """How much a picture looks like a page and like a screen, 0 to 1; from 0.5 on it is one."""

    document: float
    screenshot: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grounds:
    """What each line stands on: its colour (n, 3), the share that is exactly one colour (n,).

    With it whether the ink is darker than the ground, the line's length, thickness (n,) and box
    (n, 4).
    """

    colour: Floats
    exact: Floats
    dark: NDArray[np.bool_]
    length: Floats
    thickness: Floats
    boxes: Floats


class Pages:
    """The judge; `text` is the text detector's model."""

    def __init__(self, text: Model) -> None:
        self._text = Text(text)

    def judge(self, picture: Picture, logits: Floats | None = None) -> PageSigns:
        """Return the signs; `logits` (1000,) of the scene network help to know when to go nearer.

        Raises nothing of its own: every picture has an answer.
        """
        rgb = picture.fitted(min(_LONGEST, max(picture.width, picture.height)))
        lines = self._text.find(picture)
        grounds = _grounds(rgb, lines)
        document = _document(grounds)
        if document < 0.5 and _hint(grounds, lines, logits):
            document = max(document, self._nearer(picture))
        return PageSigns(document=document, screenshot=_screenshot(rgb, grounds))

    def _nearer(self, picture: Picture) -> float:
        square = _middle(picture)
        rgb = picture.cut(square, min(_LONGEST, round(square.side)))
        size = Size(width_px=rgb.shape[1], height_px=rgb.shape[0])
        near = Picture(Pixels(size=size, rgb=rgb.tobytes()))
        return _document(_grounds(rgb, self._text.find(near)), _HALF_LENGTH_NEARER)


def _document(grounds: _Grounds, half: float = _HALF_LENGTH) -> float:
    """Return the weaker of two kinds of evidence: length of text on the sheet, lines of it."""
    on_sheet = _on_sheet(grounds)
    length = float(grounds.length[on_sheet].sum())
    return min(_worth(length, half), _worth(float(on_sheet.sum()), _HALF_LINES))


def _aside(grounds: _Grounds) -> bool:
    """Return whether there are lines to judge by, and they keep to one side of the middle."""
    on_sheet = _on_sheet(grounds)
    left, right = grounds.boxes[on_sheet, 0], grounds.boxes[on_sheet, 2]
    length = grounds.length[on_sheet]
    before = np.clip((0.5 - left) / np.maximum(right - left, 1e-6), 0, 1)
    share = float(before @ length) / max(float(length.sum()), 1e-6)
    return len(length) > _HALF_LINES and min(share, 1 - share) < _ASIDE


def _on_sheet(grounds: _Grounds) -> NDArray[np.bool_]:
    """Return which lines are small, dark and on the one pale ground that most of them have."""
    brightest = grounds.colour.max(axis=1, initial=0)
    saturation = (brightest - grounds.colour.min(axis=1, initial=255)) / (brightest + 15)
    hue = grounds.colour / (grounds.colour.sum(axis=1, keepdims=True) + 30)
    usual = np.median(hue, axis=0) if len(hue) else np.zeros(3)
    same = np.abs(hue - usual).max(axis=1, initial=0) < _SAME_HUE
    return np.asarray(
        same & (saturation < _PALE) & grounds.dark & (grounds.thickness < _SMALL), np.bool_
    )


def _screenshot(rgb: Bytes, grounds: _Grounds) -> float:
    """Return the weaker of: much of it in few exact colours; drawn text or straight edges."""
    on_flat = grounds.exact > _FLAT_GROUND
    text = min(
        _worth(float(grounds.length[on_flat].sum()), _HALF_DRAWN_LENGTH),
        _worth(float(on_flat.sum()), _HALF_DRAWN_LINES),
    )
    drawn = max(text, _worth(_straight(rgb), _HALF_EDGES))
    return min(_worth(_exactly(rgb), _HALF_FLAT), drawn)


def _worth(amount: float, half: float) -> float:
    """Return 0 for none, 0.5 for `half`, towards 1 for more."""
    return amount / (amount + half)


def _hint(grounds: _Grounds, lines: Lines, logits: Floats | None) -> bool:
    if _aside(grounds):
        return False
    length = float(grounds.length[_on_sheet(grounds)].sum())
    if length >= _HINT_LENGTH or lines.cover >= _HINT_COVER:
        return True
    if logits is None:
        return False
    return float(softmax(logits)[list(_PAGE_CLASSES)].sum()) >= _HINT_CLASS


def _middle(picture: Picture) -> Square:
    side = _NEARER * max(picture.width, picture.height)
    return Square(left=(picture.width - side) / 2, top=(picture.height - side) / 2, side=side)


def _grounds(rgb: Bytes, lines: Lines) -> _Grounds:
    chosen = np.argsort(-lines.length, kind="stable")[:_MOST_LINES]
    rows = [_ground(_around(rgb, lines, int(number))) for number in chosen]
    colour = np.array([row[0] for row in rows], np.float32).reshape(-1, 3)
    return _Grounds(
        colour=colour,
        exact=np.array([row[1] for row in rows], np.float32),
        dark=np.array([row[2] for row in rows], np.bool_),
        length=lines.length[chosen],
        thickness=lines.thickness[chosen],
        boxes=lines.boxes[chosen],
    )


def _around(rgb: Bytes, lines: Lines, number: int) -> NDArray[np.int64]:
    """Return the pixels (n, 3) of a line's box and a margin around it."""
    height, width = rgb.shape[:2]
    margin = _MARGIN * float(lines.thickness[number]) * max(height, width)
    left, top, right, bottom = lines.boxes[number] * (width, height, width, height)
    rows = slice(int(max(0, top - margin)), int(bottom + margin) + 1)
    columns = slice(int(max(0, left - margin)), int(right + margin) + 1)
    pixels = rgb[rows, columns].reshape(-1, 3)
    return pixels[:: 1 + len(pixels) // _MOST_PIXELS].astype(np.int64)


def _ground(pixels: NDArray[np.int64]) -> tuple[Floats, float, bool]:
    """Return the ground's colour, the share that is exactly it, and if the ink is darker.

    Ink is less than half of a line: the median is ground, and the mean leans towards the ink.
    """
    colour = np.median(pixels, axis=0)
    seen, counts = np.unique(_packed(pixels), return_counts=True)
    usual = int(seen[counts.argmax()])
    exactly = np.array([usual >> 16, (usual >> 8) & 255, usual & 255])
    exact = np.abs(pixels - exactly).max(axis=1) <= _EXACT
    return colour.astype(np.float32), float(exact.mean()), bool(pixels.mean() < colour.mean())


def _exactly(rgb: Bytes) -> float:
    """Return the share of tiles in the four commonest of the exact colours, 0 to 1."""
    height, width = (edge // _TILE for edge in rgb.shape[:2])
    rows = rgb[: height * _TILE, : width * _TILE].reshape(height, _TILE, width * _TILE * 3)
    least, most = (
        end(end(rows, axis=1).reshape(height, width, _TILE, 3), axis=2) for end in (np.min, np.max)
    )
    flat = (most - least).max(axis=-1, initial=0) <= _EXACT
    if not flat.any():
        return 0.0
    colours = least[flat].astype(np.int64) // _EXACT
    counts = np.sort(np.unique(_packed(colours), return_counts=True)[1])
    return float(counts[-_COLOURS:].sum() / flat.size)


def _packed(colours: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.asarray((colours[:, 0] << 16) + (colours[:, 1] << 8) + colours[:, 2], np.int64)


def _straight(rgb: Bytes) -> float:
    """Return how many rows and columns hold a long edge that is straight to the pixel."""
    # green is most of what is light, and every edge of a screen shows in it
    green = rgb[..., 1].astype(np.int16)
    return float(_edges(green) + _edges(np.ascontiguousarray(green.T)))


def _edges(light: NDArray[np.int16]) -> int:
    """Count rows where for a long stretch above and below are each one colour, two different."""
    step = np.abs(np.diff(light, axis=0)) > _EDGE_STEP
    level = np.abs(np.diff(light, axis=1)) <= _EXACT
    edge = step[:, 1:] & level[:-1] & level[1:]
    long = int(_EDGE_SHARE * edge.shape[1])
    # a row with fewer edge pixels in all than one long edge needs holds none
    rows = edge[edge.sum(axis=1) > long]
    if not rows.size:
        return 0
    place = np.arange(rows.shape[1], dtype=np.int16)
    last_gap = np.maximum.accumulate(np.where(rows, np.int16(-1), place), axis=1)
    return int(((place - last_gap).max(axis=1) > long).sum())
