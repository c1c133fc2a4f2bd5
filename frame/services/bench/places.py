"""Where a bench works: a folder that goes away, on a disk whose kind is known."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import frame
from frame.errors import BadRequest

_MEMORY = frozenset({"tmpfs", "ramfs"})


@contextmanager
def workplace(folder: Path | None) -> Iterator[Path]:
    """Return a new folder in `folder`, or where temporary files go; it is removed afterwards."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".frame-bench-") as place:
        yield Path(place)


def folder_named(environment: Mapping[str, str]) -> Path | None:
    """Return the nearest folder that is there to where this frame keeps its state, if told."""
    named = environment.get("FRAME_STATE") or environment.get("STATE_DIRECTORY")
    return nearest(Path(named)) if named else None


def nearest(path: Path) -> Path:
    """Return a folder, or the closest one above it that is there."""
    whole = path.absolute()
    return next(place for place in (whole, *whole.parents) if place.is_dir())


def photo_folders(named: Iterable[Path]) -> tuple[Path, ...]:
    """Return the folders of photos to measure on, or the usual one beside a checkout.

    Raises:
        BadRequest: one that was named is not there.
    """
    folders = tuple(named)
    for folder in folders:
        if not folder.is_dir():
            raise BadRequest(
                f"there is no folder {folder}", hint="Name a folder of photos with --photos."
            )
    usual = Path(frame.__file__).resolve().parents[2] / "shared" / "testdata"
    return folders or ((usual,) if usual.is_dir() else ())


def file_system(folder: Path) -> str:
    """Return the kind of file system a folder lies on (proc(5), mountinfo), or "unknown"."""
    number = folder.stat().st_dev
    wanted = f"{os.major(number)}:{os.minor(number)}"
    lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    mounts = (line.partition(" - ") for line in lines)
    kinds = [after.split()[0] for before, _, after in mounts if before.split()[2] == wanted]
    return kinds[-1] if kinds else "unknown"


def is_memory(kind: str) -> bool:
    """Say whether that file system keeps nothing through a power cut."""
    return kind in _MEMORY
