"""What one whole look at a photo costs: every model and measurement, in each interpreter."""

import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from frame.devices import model_files
from frame.model import Pixels
from frame.services.bench.sample_pictures import as_pixels, opened, photo_files
from frame.services.bench.timing import Result, missing, plain
from frame.vision.look import Eyes
from frame.vision.runtime import installed

_PHOTOS: Final = 24
_STUDY_PX: Final = 1024
_NAME: Final = "quality.look"


def rows(photos: Path) -> Iterator[Result]:
    """Yield CPU time for each photo, and what that is in photos a second on one core."""
    files = photo_files(photos)
    studies = [as_pixels(rgb) for _, rgb in opened(files[:: _stride(files)], _STUDY_PX)]
    if not studies:
        yield missing(_NAME, f"{photos.name} has no photos")
        return
    models = model_files.load(model_files.find())
    for runtime in installed():
        spent = _seconds(Eyes(models, runtime=runtime), studies)
        note = f"n={len(spent)} photos of {_STUDY_PX} px, one thread, decoding not counted"
        yield plain(f"{_NAME}.{runtime}.time", statistics.median(spent) * 1e3, "ms CPU", note)
        yield plain(f"{_NAME}.{runtime}.rate", len(spent) / sum(spent), "photos/s", note)


def _stride(files: list[Path]) -> int:
    return max(1, len(files) // _PHOTOS)


def _seconds(eyes: Eyes, studies: list[Pixels]) -> list[float]:
    eyes.look(studies[0])
    spent = []
    for study in studies:
        begin = time.process_time()
        eyes.look(study)
        spent.append(time.process_time() - begin)
    return spent
