"""How many pages and screens are recognized, and how many photos are taken for one.

`screens` holds nothing but screens; among `photos` one is a page by its name. Photos of COCO
count as photos. The scene network helps to judge as it does on the frame.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from frame.devices import model_files
from frame.devices.decoder import ChildDecoder
from frame.errors import ModelRefused, NotAPhoto
from frame.model import Pixels
from frame.services.bench.sample_pictures import files_in, photo_files
from frame.services.bench.timing import Result, at_least, at_most, median_ms, missing, plain, timed
from frame.vision.pages import Pages, PageSigns
from frame.vision.resize import Picture
from frame.vision.runtime import Model, which
from frame.vision.subjects import CLASSES

_NAME: Final = "quality.pages"
_RESTED: Final = 0.5
# Among the photos of the test data: pages, by what they are called.
_PAGES: Final = ("handwritten-notes",)
_SCREENS_FOUND: Final = 0.9
_FALSE_REJECTS: Final = 0.01

Judge = Callable[[Pixels], PageSigns]


def rows(photos: Path) -> Iterator[Result]:
    """Yield the rows of this bench."""
    try:
        models = model_files.load(model_files.find())
        judge = _judge(Model(models["text"], runtime=which()), Model(models["scene"]))
    except ModelRefused as refused:
        yield missing(_NAME, str(refused))
        return
    files = photo_files(photos)
    pages = [file for file in files if file.stem in _PAGES]
    with ChildDecoder() as decoder:
        yield _found("screens", files_in(photos / "screens"), decoder, judge)
        yield _found("notes", pages, decoder, judge)
        yield from _passed([file for file in files if file not in pages], decoder, judge)


def _judge(text: Model, scene: Model) -> Judge:
    pages = Pages(text)
    _batch, height, width, _channels = scene.shape

    def judge(pixels: Pixels) -> PageSigns:
        picture = Picture(pixels)
        outputs = scene(picture.squashed(width, height)[None])
        (logits,) = (out.reshape(-1) for out in outputs if out.size == CLASSES)
        return pages.judge(picture, logits)

    return judge


def _found(kind: str, files: Sequence[Path], decoder: ChildDecoder, judge: Judge) -> Result:
    row = f"{_NAME}.{kind}_found"
    signs = [judge(pixels) for pixels in _studied(files, decoder)]
    if not signs:
        return missing(row, f"there are no {kind} here")
    share = sum(map(_rested, signs)) / len(signs)
    return at_least(row, share, "share", _SCREENS_FOUND, f"n = {len(signs)}")


def _passed(files: Sequence[Path], decoder: ChildDecoder, judge: Judge) -> Iterator[Result]:
    row = f"{_NAME}.photos_rested"
    looks = [timed(partial(judge, pixels)) for pixels in _studied(files, decoder)]
    if not looks:
        yield missing(row, "there are no photos here")
        return
    wrong = sum(_rested(signs) for signs, _ in looks)
    note = f"n = {len(looks)} photos, {wrong} of them"
    yield at_most(row, wrong / len(looks), "share", _FALSE_REJECTS, note)
    note = "median over the photos, one thread, with the scene network"
    yield plain(f"{_NAME}.time", median_ms([seconds for _, seconds in looks]), "ms CPU", note)


def _rested(signs: PageSigns) -> bool:
    return max(signs.document, signs.screenshot) >= _RESTED


def _studied(files: Sequence[Path], decoder: ChildDecoder) -> Iterator[Pixels]:
    for file in files:
        try:
            yield decoder.clean(file.read_bytes()).study
        except NotAPhoto:
            continue
