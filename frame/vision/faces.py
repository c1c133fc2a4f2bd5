"""Finds faces, large and small, and looks twice before it believes in one.

Two single-shot networks answer (Bazarevsky et al., BlazeFace, 2019, arXiv:1907.05047): `near`
sees a face that fills much of a 128 pixel square, `far` one that is small in a 192 pixel square.
Each anchor gives a score, a box and six points relative to the anchor.

Rule 1: candidates are cheap. Both networks see the whole picture, `far` also sees overlapping
        tiles of it; the thresholds are low.
Rule 2: nobody is a face on one look. Each candidate is cut out and enlarged three times and its
        score is the mean of what is then seen in the same place. That removes flowers, wheels
        and rocks, which the networks like at first sight. One look is at the mirrored picture:
        a face stays one, a chance likeness seldom does.
Rule 3: where three looks leave a doubt, a fourth is taken from farther away, where a head has
        shoulders and a wheel a car. Where that leaves a doubt too, a mesh is asked whether it
        finds a face. Its voice grows with the size: of a small face it often finds nothing.
Rule 4: what is not believed but may be a face is a glimpse. Who hides faces hides those too,
        because a missed face is worse than a blurred flower.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from frame.model import Box, Face
from frame.vision.mesh import Mesher, square_of
from frame.vision.resize import Picture, Square
from frame.vision.runtime import Floats, Model

NEAR_GRIDS = ((16, 2), (8, 6))
"""The anchors of the network for near faces: cells a side, anchors a cell."""
# The least mean score of the second looks of a face and of a glimpse.
KEEP = 0.56
GLIMPSE = 0.25
# Three looks with this mean are enough.
_SURE = 0.8
# The longer side of a face, in pixels, below which a mesh is guesswork and finds none.
_MESH_PX = 16
# How many candidates get second looks.
_CANDIDATES = 48
# Boxes that share more than _OVERLAP are one face; a second look must share _AGAIN with the first.
_OVERLAP = 0.3
_SAME = 0.5
_AGAIN = 0.25
_SEEN = 0.2
# How much is seen around a doubtful face, in sizes of it.
_FARTHER = 6.0
# A box's middle, eyes, nose, mouth and ears, where the mirror shows them: right is left.
_MIRRORED = (0, 2, 1, 3, 4, 6, 5)
# Side of a tile, of the longer side of the picture: at 1024 pixels a face of 14 fills 9 of 192.
_TILE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a network saw: left, top, right, bottom and the points in pixels of the picture."""

    score: float
    edges: Floats
    points: Floats

    @property
    def side(self) -> float:
        """The longer side of the box."""
        return float(max(self.edges[2] - self.edges[0], self.edges[3] - self.edges[1]))

    def around(self, times: float) -> Square:
        """Return a square with the box in its middle, `times` as large."""
        side = max(1.0, self.side * times)
        x = float(self.edges[0] + self.edges[2]) / 2
        y = float(self.edges[1] + self.edges[3]) / 2
        return Square(left=x - side / 2, top=y - side / 2, side=side)


class Detector:
    """One network and its anchors; `grids` is (cells per side, anchors per cell) for each."""

    def __init__(self, model: Model, grids: Sequence[tuple[int, int]]) -> None:
        self._model = model
        self._side = model.shape[1]
        self._anchors = _anchors(grids)

    def find(
        self, picture: Picture, square: Square, least: float, *, mirrored: bool = False
    ) -> list[Found]:
        """Return what is in this square with at least this score, unsorted, with repeats.

        With `mirrored` the network sees the square from behind; places are told as they are.
        """
        cut = picture.cut(square, self._side)
        cut = cut[:, ::-1] if mirrored else cut
        outputs = self._model(cut[None].astype(np.float32) / 127.5 - 1)
        scores = _squash(next(out for out in outputs if out.shape[-1] == 1).reshape(-1))
        rows = next(out for out in outputs if out.shape[-1] != 1)[0]
        chosen = np.flatnonzero(scores > least)
        pairs = rows[chosen].reshape(len(chosen), rows.shape[1] // 2, 2) / self._side
        half = pairs[:, 1] / 2
        # The middle of the box and the points, as fractions of the square.
        places = np.delete(pairs, 1, axis=1) + self._anchors[chosen, None]
        places = _unmirrored(places) if mirrored else places
        return _placed(scores[chosen], half, places, square)


def _unmirrored(places: Floats) -> Floats:
    """Return the places in the picture as it is: what was the right eye is the left one."""
    swapped = places[:, _MIRRORED]
    swapped[..., 0] = 1 - swapped[..., 0]
    return swapped


def _placed(scores: Floats, half: Floats, places: Floats, square: Square) -> list[Found]:
    """Return what was seen, `places` in fractions of the square, in pixels of the picture."""
    corner = np.array([square.left, square.top], np.float32)
    edges = np.concatenate([places[:, 0] - half, places[:, 0] + half], axis=1) * square.side
    points = places[:, 1:] * square.side + corner
    placed = zip(scores, edges + np.tile(corner, 2), points, strict=True)
    return [Found(score=float(score), edges=box, points=at) for score, box, at in placed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """`faces` are believed, the surest first; `glimpses` may be faces, the likeliest first."""

    faces: tuple[Face, ...]
    glimpses: tuple[Box, ...]


class Faces:
    """The two networks together; with `mesh` Rule 3 is kept, without it it is not."""

    def __init__(self, near: Model, far: Model, mesh: Model | None = None) -> None:
        self._near = Detector(near, NEAR_GRIDS)
        self._far = Detector(far, ((48, 1),))
        self._mesher = Mesher(mesh) if mesh else None
        self._looks = ((self._near, 2.0, False), (self._near, 3.0, True), (self._far, 4.0, False))

    def find(self, picture: Picture) -> tuple[Face, ...]:
        """Return the faces in the picture, the surest first."""
        return self.look(picture).faces

    def look(self, picture: Picture) -> Seen:
        """Return the faces in the picture and what else may be one."""
        candidates = _best(self._candidates(picture))[:_CANDIDATES]
        second = [self._again(picture, candidate) for candidate in candidates]
        sure: list[Found] = []
        unsure: list[Found] = []
        for found in _best(self._decided(picture, one) for one in second if one):
            (sure if found.score >= KEEP else unsure).append(found)
        return Seen(
            faces=tuple(_face(found, picture) for found in sure),
            glimpses=tuple(_box(found, picture) for found in unsure),
        )

    def _candidates(self, picture: Picture) -> Iterator[Found]:
        yield from self._near.find(picture, picture.whole(), 0.4)
        yield from self._far.find(picture, picture.whole(), 0.25)
        for tile in _tiles(picture):
            yield from self._far.find(picture, tile, 0.35)

    def _again(self, picture: Picture, candidate: Found) -> Found | None:
        """Return the candidate with the mean score of three looks, or None for a low one."""
        best, total = candidate, 0.0
        for number, (detector, times, mirrored) in enumerate(self._looks):
            again = _seen_again(detector, picture, candidate, times, mirrored=mirrored)
            total += again.score if again else 0.0
            if total < GLIMPSE * (number + 1):
                return None
            best = again if again and number == 0 else best
        return replace(best, score=total / len(self._looks))

    def _decided(self, picture: Picture, found: Found) -> Found:
        """Return the mean score of more looks, as long as the next can change what is believed."""
        if found.score >= _SURE:
            return found
        total, voice = 3 * found.score, _mesh_voice(found.side)
        enough = KEEP * (4 + voice)
        if total + 1 >= enough:
            farther = _seen_again(self._far, picture, found, _FARTHER)
            total += farther.score if farther else 0.0
        undecided = total < enough <= total + voice
        if self._mesher and undecided and found.side >= _MESH_PX:
            square = square_of(found.edges, found.points)
            total += voice * self._mesher.read(picture, square).presence
        return replace(found, score=total / (4 + voice))


def _mesh_voice(side: float) -> float:
    """Return what the mesh counts beside four looks: .5 up to 32 pixels, 2 from 80."""
    return min(2.0, max(0.5, side / 32 - 0.5))


def _seen_again(
    detector: Detector, picture: Picture, found: Found, times: float, *, mirrored: bool = False
) -> Found | None:
    """Return the surest of what is seen in this place, with `times` its size around it."""
    seen = detector.find(picture, found.around(times), _SEEN, mirrored=mirrored)
    same = [one for one in seen if overlap(one, found) > _AGAIN]
    return max(same, key=lambda one: one.score, default=None)


def overlap(one: Found, other: Found) -> float:
    """Return intersection over union of two boxes, 0 to 1."""
    left, top = np.maximum(one.edges[:2], other.edges[:2])
    right, bottom = np.minimum(one.edges[2:], other.edges[2:])
    both = max(0.0, float(right - left)) * max(0.0, float(bottom - top))
    return both / (_area(one) + _area(other) - both + 1e-9)


def _area(found: Found) -> float:
    width, height = found.edges[2:] - found.edges[:2]
    return abs(float(width * height))


def _best(found: Iterable[Found]) -> list[Found]:
    """Return one for each place: the surest, moved to the mean of those that see the same.

    The mean is weighted by score: section 3 of the paper, which found such boxes steadier.
    """
    left = sorted(found, key=lambda item: -item.score)
    kept: list[Found] = []
    while left:
        shared = [overlap(left[0], other) for other in left]
        same = [one for one, share in zip(left, shared, strict=True) if share > _SAME]
        kept.append(_blend(left[0].score, same or left[:1]))
        left = [one for one, share in zip(left[1:], shared[1:], strict=True) if share <= _OVERLAP]
    return kept


def _blend(score: float, same: Sequence[Found]) -> Found:
    weights = np.array([one.score for one in same], np.float32)
    weights /= weights.sum()
    edges = np.tensordot(weights, np.stack([one.edges for one in same]), axes=1)
    points = np.tensordot(weights, np.stack([one.points for one in same]), axes=1)
    return Found(score=score, edges=edges, points=points)


def _anchors(grids: Sequence[tuple[int, int]]) -> Floats:
    rows = []
    for cells, each in grids:
        at = (np.arange(cells, dtype=np.float32) + 0.5) / cells
        y, x = np.meshgrid(at, at, indexing="ij")
        rows.append(np.repeat(np.stack([x, y], axis=-1).reshape(-1, 2), each, axis=0))
    return np.concatenate(rows)


def _tiles(picture: Picture) -> Iterator[Square]:
    side = _TILE * max(picture.width, picture.height)
    for top in _starts(picture.height, side):
        for left in _starts(picture.width, side):
            yield Square(left=left, top=top, side=side)


def _starts(length: int, side: float) -> list[float]:
    if length <= side:
        return [(length - side) / 2]
    count = int(np.ceil(length / side))
    return [(length - side) * number / (count - 1) for number in range(count)]


def _squash(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -80, 80))), np.float32)


def _box(found: Found, picture: Picture) -> Box:
    size = np.array([picture.width, picture.height], np.float32)
    start, end = np.clip(found.edges.reshape(2, 2) / size, 0, 1)
    left, top = (float(edge) for edge in start)
    return Box(left=left, top=top, width=float(end[0]) - left, height=float(end[1]) - top)


def _face(found: Found, picture: Picture) -> Face:
    size = np.array([picture.width, picture.height], np.float32)
    points = np.clip(found.points / size, 0, 1)
    return Face(
        box=_box(found, picture),
        score=min(1.0, found.score),
        points=tuple((float(x), float(y)) for x, y in points),
    )
