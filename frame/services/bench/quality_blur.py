"""How well blur is ranked: our sharpness against the variance of the Laplacian.

Both see the same 640 pixels. The AUC is the share of pairs in which the sharper one has the
higher mark (ties count half): among versions of one photo, as the frame compares within a
moment, and between different photos that somebody sorted into blurred and sharp.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from pathlib import Path
from typing import Final

from frame.services.bench.distortions import Change, blurred, shaken
from frame.services.bench.sample_pictures import files_in, opened, photo_files
from frame.services.bench.timing import Result, at_least, missing, plain
from frame.vision import quality
from frame.vision.light import grey
from frame.vision.resize import Bytes

_NAME: Final = "quality.blur"
_FEWEST: Final = 4
_LEVELS: Final[dict[str, tuple[Change, ...]]] = {
    "gaussian": tuple(blurred(sigma) for sigma in (0.5, 0.8, 1.2, 2.0, 3.5)),
    "motion": tuple(shaken(pixels) for pixels in (2, 4, 7, 12, 20)),
}

Marks = tuple[float, float]


def rows(photos: Path, longer_px: int = quality.SIDE) -> Iterator[Result]:
    """Yield the rows of this bench."""
    yield from _within([rgb for _, rgb in opened(photo_files(photos), longer_px)])
    yield from _between(photos / "quality")


def laplacian_variance(rgb: Bytes) -> float:
    """Return the variance of the 4-neighbour Laplacian (Pech-Pacheco et al., ICPR 2000)."""
    luma = grey(rgb)
    around = luma[:-2, 1:-1] + luma[2:, 1:-1] + luma[1:-1, :-2] + luma[1:-1, 2:]
    return float((around - 4 * luma[1:-1, 1:-1]).var())


def _marks(rgb: Bytes) -> Marks:
    return quality.sharpness(rgb), laplacian_variance(rgb)


def _within(pictures: Sequence[Bytes]) -> Iterator[Result]:
    for kind, changes in _LEVELS.items():
        if len(pictures) < _FEWEST:
            yield missing(f"{_NAME}.{kind}", f"only {len(pictures)} photos to blur")
            continue
        pairs = [pair for rgb in pictures for pair in _falling(rgb, changes)]
        note = f"{len(pictures)} photos, {len(changes) + 1} levels each, {len(pairs)} pairs"
        yield from _compared(kind, pairs, note)


def _falling(rgb: Bytes, changes: Sequence[Change]) -> Iterator[tuple[Marks, Marks]]:
    """Yield the marks of every two versions of a photo, the sharper first."""
    marks = [_marks(rgb), *(_marks(change(rgb)) for change in changes)]
    yield from combinations(marks, 2)


def _between(folder: Path) -> Iterator[Result]:
    sharp, soft = (
        [_marks(rgb) for _, rgb in opened(files_in(folder / name), quality.SIDE)]
        for name in ("noblur", "blur")
    )
    if not sharp or not soft:
        yield missing(f"{_NAME}.sorted", "there are no folders quality/blur and quality/noblur")
        return
    note = f"{len(sharp)} sharp and {len(soft)} blurred photos"
    yield from _compared("sorted", list(product(sharp, soft)), note)


def _compared(kind: str, pairs: Sequence[tuple[Marks, Marks]], note: str) -> Iterator[Result]:
    ours, theirs = (auc([(sharp[k], soft[k]) for sharp, soft in pairs]) for k in (0, 1))
    yield plain(f"{_NAME}.{kind}_laplacian", theirs, "AUC", f"variance of Laplacian; {note}")
    yield at_least(f"{_NAME}.{kind}", ours, "AUC", round(theirs, 4), note)


def auc(pairs: Sequence[tuple[float, float]]) -> float:
    """Return the share of pairs whose first number is the higher one; ties count half."""
    return sum((one > other) + 0.5 * (one == other) for one, other in pairs) / len(pairs)
