"""The pictures that quality is measured on: a folder of photos, and COCO where it is there."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from frame.devices.decoder import ChildDecoder
from frame.errors import NotAPhoto
from frame.model import Pixels, Size
from frame.vision.resize import Bytes, Picture

_KINDS: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})
COCO: Final = ("train2017", "val2017")


def photo_files(photos: Path) -> list[Path]:
    """Return the photos of `photos/photos` and of COCO beside it, each picture once.

    COCO may be unpacked into `photos` itself or into one folder of it; COCO's small excerpts
    list one picture under training and validation, so what has been met is not met again.
    """
    folders = [photos / "photos", *(photos / name for name in COCO)]
    folders += [inner for name in COCO for inner in sorted(photos.glob(f"*/{name}"))]
    files = [file for folder in folders for file in files_in(folder)]
    met: dict[str, Path] = {}
    for file in files:
        met.setdefault(hashlib.sha256(file.read_bytes()).hexdigest(), file)
    names = {file.name: file for file in reversed(met.values())}
    return sorted(names.values(), key=lambda file: file.name)


def files_in(folder: Path) -> list[Path]:
    """Return the picture files of one folder by name; nothing where there is no folder."""
    if not folder.is_dir():
        return []
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in _KINDS)


def opened(files: list[Path], longer_px: int) -> Iterator[tuple[Path, Bytes]]:
    """Yield each picture that the frame's own decoder opens, fitted to `longer_px`, RGB."""
    with ChildDecoder() as decoder:
        for file in files:
            try:
                study = decoder.clean(file.read_bytes()).study
            except NotAPhoto:
                continue
            yield file, np.array(Picture(study).fitted(longer_px))


def as_pixels(rgb: Bytes) -> Pixels:
    """Return an array (height, width, 3) as the nouns have it."""
    height, width = rgb.shape[:2]
    return Pixels(size=Size(width_px=width, height_px=height), rgb=rgb.tobytes())
