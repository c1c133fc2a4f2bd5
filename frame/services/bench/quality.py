"""What the curator sees and chooses, measured on real photos with known answers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from frame.services.bench import (
    curation,
    quality_blur,
    quality_crops,
    quality_enhance,
    quality_faces,
    quality_look,
    quality_models,
    quality_neardup,
    quality_pages,
    quality_taste,
)
from frame.services.bench.timing import Result, Terms, missing

PARTS: Final[tuple[Callable[[Path], Iterator[Result]], ...]] = (
    quality_neardup.rows,
    quality_blur.rows,
    quality_faces.rows,
    quality_pages.rows,
    quality_crops.rows,
    quality_enhance.rows,
    quality_taste.rows,
    quality_look.rows,
    quality_models.rows,
)


def rows(terms: Terms) -> Iterator[Result]:
    """Yield what choosing costs, then what is measured on each folder of photos."""
    yield from curation.rows(terms)
    if not terms.photos:
        yield missing("quality", "no folder of photos was named (--photos DIR)")
    for folder in terms.photos:
        for measure in PARTS:
            yield from measure(folder)
