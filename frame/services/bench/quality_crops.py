"""What a crop keeps, against a cut out of the middle: faces, people, animals and things.

Photos come with boxes somebody drew: `photos/coco-boxes.json` (file, width, height and boxes of
name, x, y, width, height in pixels) or COCO's own `annotations/instances_*.json` (Lin et al.,
"Microsoft COCO: Common objects in context", 2014). The subject of a photo is its largest person
of at least 2 % of the picture; where there is none, its largest animal or thing.

Rule: the crops are made from what the frame itself sees in a photo; the boxes only judge them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from frame.devices.decoder import ChildDecoder
from frame.devices.seer import ChildSeer
from frame.errors import NotAPhoto
from frame.model import Box, Looks, Size
from frame.ports import Decoder, Seer
from frame.services.bench.timing import Result, at_least, missing, plain, unjudged
from frame.services.ingest import read_photo
from frame.slideshow.fit import MOST_LOST, crop_for, head_of

_ENOUGH: Final = 10
SCREENS: Final[Mapping[str, float]] = {"16x10": 16 / 10, "9x16": 9 / 16}
_NAME: Final = "quality.crops"
_LEAST_PERSON: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A photo and the boxes that were drawn in it, each with what it is."""

    path: Path
    boxes: tuple[tuple[str, Box], ...]

    def subject(self) -> tuple[str, Box] | None:
        """Return the largest person, else the largest of all, or None without any box."""
        people = [
            row for row in self.boxes if row[0] == "person" and area(row[1]) >= _LEAST_PERSON
        ]
        return max(people or self.boxes, key=lambda row: area(row[1]), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A known photo, its size in pixels, and what the frame saw in it."""

    known: Known
    size: Size
    looks: Looks


def rows(photos: Path) -> Iterator[Result]:
    """Yield the rows of this bench; `photos` is a folder with one of the two kinds of boxes."""
    known = known_photos(photos)
    if not known:
        yield missing(_NAME, f"{photos.name} has no photos with boxes")
        return
    with ChildDecoder() as decoder, ChildSeer() as seer:
        looked = list(_looked(known, decoder, seer))
    for name, aspect in SCREENS.items():
        yield from judged(looked, name, aspect)


def judged(looked: Sequence[Looked], name: str, aspect: float) -> Iterator[Result]:
    """Yield what is kept on a screen of this shape."""
    fitting = [one for one in looked if not _never(one.size, aspect)]
    crops = [(one, crop_for(aspect, one.size, *_seen(one.looks))) for one in fitting]
    cut = [(one, crop) for one, crop in crops if crop is not None]
    mats = len(fitting) - len(cut)
    yield from _faces(cut, name)
    yield from _subjects(cut, name, people=True)
    yield from _subjects(cut, name, people=False)
    if fitting:
        note = (
            f"{mats} of n={len(fitting)} photos that lose at most {MOST_LOST:.0%} by their shape"
        )
        yield plain(f"{_NAME}.mats_{name}", mats / len(fitting), "share", note)


def area(box: Box) -> float:
    """Return the area of a box as a share of the picture."""
    return max(0.0, box.width) * max(0.0, box.height)


def kept(box: Box, crop: Box) -> float:
    """Return which share of a box's area lies in a crop."""
    across = min(box.left + box.width, crop.left + crop.width) - max(box.left, crop.left)
    down = min(box.top + box.height, crop.top + crop.height) - max(box.top, crop.top)
    return max(0.0, across) * max(0.0, down) / max(area(box), 1e-12)


def known_photos(folder: Path) -> list[Known]:
    """Return the photos with boxes in a folder, each once, in the order of their names."""
    found = chain(_ours(folder / "photos"), *map(_coco, _annotations(folder)))
    by_name = {known.path.name: known for known in found if known.path.is_file()}
    return [by_name[name] for name in sorted(by_name)]


def _annotations(folder: Path) -> list[Path]:
    return sorted((folder / "annotations").glob("instances_*.json"))


def _ours(folder: Path) -> Iterator[Known]:
    listing = folder / "coco-boxes.json"
    if not listing.is_file():
        return
    for row in _read(listing)["images"]:
        size = Size(width_px=row["width"], height_px=row["height"])
        boxes = tuple((name, _box(edges, size)) for name, *edges in row["boxes"])
        yield Known(path=folder / Path(row["file"]).name, boxes=boxes)


def _coco(listing: Path) -> Iterator[Known]:
    document = _read(listing)
    folder = listing.parents[1] / listing.stem.removeprefix("instances_")
    names = {row["id"]: row["name"] for row in document["categories"]}
    drawn: dict[int, list[tuple[str, list[float]]]] = {}
    for row in document["annotations"]:
        if not row["iscrowd"]:
            drawn.setdefault(row["image_id"], []).append((names[row["category_id"]], row["bbox"]))
    for row in document["images"]:
        size = Size(width_px=row["width"], height_px=row["height"])
        boxes = tuple((name, _box(edges, size)) for name, edges in drawn.get(row["id"], ()))
        yield Known(path=folder / Path(row["file_name"]).name, boxes=boxes)


def _read(listing: Path) -> Any:
    return json.loads(listing.read_text("utf-8"))


def _box(edges: Sequence[float], size: Size) -> Box:
    x, y, width, height = edges
    return Box(
        left=x / size.width_px,
        top=y / size.height_px,
        width=width / size.width_px,
        height=height / size.height_px,
    )


def _looked(known: Iterable[Known], decoder: Decoder, seer: Seer) -> Iterator[Looked]:
    for one in known:
        try:
            clean = decoder.clean(read_photo(one.path))
        except NotAPhoto:
            continue
        yield Looked(known=one, size=clean.original, looks=seer.look(clean.study))


def _never(size: Size, aspect: float) -> bool:
    """Return whether a photo loses too much by its shape alone."""
    own = size.width_px / size.height_px
    return 1.0 - min(own / aspect, aspect / own) > MOST_LOST


def _seen(looks: Looks) -> tuple[Any, ...]:
    return looks.faces, looks.focus, looks.people, looks.horizon


def _middle(crop: Box) -> Box:
    """Return the crop of the same size out of the middle."""
    return Box(
        left=(1.0 - crop.width) / 2,
        top=(1.0 - crop.height) / 2,
        width=crop.width,
        height=crop.height,
    )


def _faces(cut: Sequence[tuple[Looked, Box]], name: str) -> Iterator[Result]:
    heads = [(head_of(face), crop) for one, crop in cut for face in one.looks.faces]
    whole = f"{_NAME}.faces_{name}"
    if not heads:
        yield missing(whole, "no face was found in a photo that is cut")
        return
    share, middle = _shares(heads)
    note = f"found faces with hair and chin; middle {middle:.3f}; n={len(heads)} faces"
    # what is lost by rounding a fraction is not a part of a face
    yield at_least(whole, round(share, 9), "share", 1.0, note)


def _subjects(cut: Sequence[tuple[Looked, Box]], name: str, *, people: bool) -> Iterator[Result]:
    what = "people" if people else "things"
    whole = f"{_NAME}.{what}_{name}"
    subjects = [(subject, crop) for one, crop in cut if (subject := one.known.subject())]
    chosen = [(box, crop) for (kind, box), crop in subjects if (kind == "person") is people]
    if not chosen:
        yield missing(whole, "no photo with such a subject is cut")
        return
    share, middle = _shares(chosen)
    worse = sum(kept(box, crop) < kept(box, _middle(crop)) - 0.02 for box, crop in chosen)
    note = f"middle {middle:.4f}, worse than that {worse} times; n={len(chosen)} photos"
    row = at_least(whole, share, "share", round(middle, 4), note)
    yield row if len(chosen) >= _ENOUGH else unjudged(row, "too few for a verdict")


def _shares(pairs: Sequence[tuple[Box, Box]]) -> tuple[float, float]:
    """Return the mean share of the boxes that the crops keep, and that the middle keeps."""
    ours = sum(kept(box, crop) for box, crop in pairs) / len(pairs)
    return ours, sum(kept(box, _middle(crop)) for box, crop in pairs) / len(pairs)
