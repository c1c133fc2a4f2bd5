"""How well copies are told from strangers: our fingerprint against a 64-bit pHash.

Every photo is cut, turned, lit, shrunk and saved again (`distortions.COPIES`); each of these and
the photo are a pair that should be found, and any two different photos are one that should not.
Both methods see the same pixels. Our threshold is the one that ships; pHash (C. Zauner,
"Implementation and benchmarking of perceptual image hash functions", 2010) may choose its own
best one on these very pairs, which flatters it.

The photos are halved by name, and every second one is measured: the shipped threshold was chosen
on the others of COCO128 (and on nine of the test photos, some of which are measured here again
when the folder of test photos is; on any third set nothing was chosen).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np

from frame.curate.alike import SAME_PICTURE_BITS, SAME_SCENE_BITS
from frame.devices import model_files
from frame.errors import ModelRefused
from frame.services.bench.distortions import COPIES, dct_of
from frame.services.bench.sample_pictures import as_pixels, files_in, opened, photo_files
from frame.services.bench.timing import Result, at_least, missing, plain
from frame.vision import embed
from frame.vision.light import grey
from frame.vision.resize import Bytes, Picture
from frame.vision.runtime import Model

_NAME: Final = "quality.neardup"
_FEWEST: Final = 4
_PHASH_USUAL: Final = 10  # of 64 bits, what tools that find copies take
_TARGET: Final = 0.95

Print = Callable[[Bytes], int]
Pictures = Iterator[tuple[Path, Bytes]]


@dataclass(frozen=True, slots=True)
class Distances:
    """Differing bits of pairs that are one picture, by what was done, and of strangers."""

    copies: dict[str, list[int]]
    strangers: list[int]

    def score(self, bits: int) -> tuple[float, float, float]:
        """Return precision, recall and F1 of taking so many bits or fewer for a copy."""
        copies = [apart for group in self.copies.values() for apart in group]
        found = sum(apart <= bits for apart in copies)
        wrong = sum(apart <= bits for apart in self.strangers)
        recall = found / len(copies)
        return found / max(1, found + wrong), recall, 2 * found / (found + wrong + len(copies))

    def best(self, most: int) -> int:
        """Return the threshold with the highest F1."""
        return max(range(most + 1), key=lambda bits: self.score(bits)[2])


def rows(photos: Path, longer_px: int = 640) -> Iterator[Result]:
    """Yield the rows of this bench."""
    try:
        prints = {"ours": _fingerprinter(), "phash": phash}
    except ModelRefused as refused:
        yield missing(_NAME, str(refused))
        return
    yield from _copies(opened(photo_files(photos)[1::2], longer_px), prints)
    yield from _one_scene(opened(files_in(photos / "neardup"), longer_px), prints)


def phash(rgb: Bytes) -> int:
    """Return the 64-bit DCT hash: 8 x 8 lowest waves of 32 x 32 greys against their median."""
    small = grey(Picture(as_pixels(rgb)).squashed(32, 32))
    waves = dct_of(32)
    low = (waves @ small @ waves.T)[:8, :8]
    return int.from_bytes(np.packbits(low > np.median(low)).tobytes())


def _fingerprinter() -> Print:
    scene = Model(model_files.load(model_files.find())["scene"])
    _batch, height, width, _channels = scene.shape

    def fingerprint(rgb: Bytes) -> int:
        outputs = scene(Picture(as_pixels(rgb)).squashed(width, height)[None])
        vector = next(out for out in outputs if out.size == embed.LENGTH)
        return embed.fingerprint(embed.as_bytes(vector.reshape(-1)))

    return fingerprint


def _copies(pictures: Pictures, prints: dict[str, Print]) -> Iterator[Result]:
    seen = [_all_prints(rgb, prints) for _, rgb in pictures]
    if len(seen) < _FEWEST:
        yield missing(f"{_NAME}.f1", f"only {len(seen)} photos to make copies of")
        return
    ours, theirs = (_distances([one[name] for one in seen]) for name in ("ours", "phash"))
    note = f"{len(seen)} photos, {len(COPIES) * len(seen)} copies, {len(ours.strangers)} strangers"
    precision, recall, both = ours.score(SAME_PICTURE_BITS)
    yield plain(f"{_NAME}.precision", precision, "share", note)
    yield plain(f"{_NAME}.recall", recall, "share", note)
    yield at_least(f"{_NAME}.f1", both, "share", _TARGET, note)
    for bits, how in ((theirs.best(64), "its best here"), (_PHASH_USUAL, "usual")):
        remark = f"at most {bits} of 64 bits, {how}; {note}"
        yield plain(f"{_NAME}.phash_f1_{how.split()[0]}", theirs.score(bits)[2], "share", remark)
    for name, apart in ours.copies.items():
        yield _recall_of(name, apart)
    within = sum(apart <= SAME_SCENE_BITS for apart in ours.strangers) / len(ours.strangers)
    remark = f"joined if taken within minutes; nearest {min(ours.strangers)} bits; {note}"
    yield plain(f"{_NAME}.strangers_as_one_scene", within, "share", remark)


def _recall_of(name: str, apart: Sequence[int]) -> Result:
    found = sum(bits <= SAME_PICTURE_BITS for bits in apart) / len(apart)
    note = f"{len(apart)} pairs, median {np.median(apart):.0f} bits, most {max(apart)}"
    return plain(f"{_NAME}.recall_{name}", found, "share", note)


def _all_prints(rgb: Bytes, prints: dict[str, Print]) -> dict[str, dict[str, int]]:
    versions = {"photo": rgb, **{name: change(rgb) for name, change in COPIES.items()}}
    return {
        how: {name: look(version) for name, version in versions.items()}
        for how, look in prints.items()
    }


def _distances(prints: Sequence[dict[str, int]]) -> Distances:
    """Compare; the second of two shifts is compared with the first, as in a burst."""
    copies = {
        name: [(one[_other(name)] ^ one[name]).bit_count() for one in prints] for name in COPIES
    }
    pairs = combinations([one["photo"] for one in prints], 2)
    return Distances(copies, [(one ^ other).bit_count() for one, other in pairs])


def _other(name: str) -> str:
    return "shift_left" if name == "shift_right" else "photo"


def _one_scene(pictures: Pictures, prints: dict[str, Print]) -> Iterator[Result]:
    """Count what is found of one photo turned by quarters and mirrored: another question."""
    turned = [rgb for _, rgb in pictures]
    if not turned:
        yield missing(f"{_NAME}.flips", "there is no folder neardup with pictures")
        return
    for name, bits in (("ours", SAME_PICTURE_BITS), ("phash", _PHASH_USUAL)):
        first, *others = (prints[name](rgb) for rgb in turned)
        found = sum((first ^ other).bit_count() <= bits for other in others)
        note = f"{len(others)} mirrored or turned by quarters; not what a frame should find"
        yield plain(f"{_NAME}.flips_{name}", found / len(others), "share", note)
