"""Files that may be photos: found in folders and on sticks, and read whole.

Rule: links are not followed and nothing is written, so a stick can neither point into this
machine nor change it.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from frame.devices.capture_time import taken_from_name
from frame.errors import BadRequest, NotAPhoto
from frame.model import CleanPhoto

LIMIT_BYTES = 256 * 1024 * 1024
_VIDEOS = frozenset(
    [".3gp", ".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpg", ".mts", ".webm", ".wmv"]
)
_LITTER = frozenset(["thumbs.db", "desktop.ini", "picasa.ini", ".nomedia"])
_SIDECARS = frozenset([".aae", ".ctg", ".json", ".thm", ".txt", ".xmp", ".pdf", ".html", ".md"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A file that was not taken, and why."""

    file: str
    because: str


def find_files(paths: Iterable[Path], refused: list[Refusal]) -> list[Path]:
    """Return the files under `paths` that may be photos, in a stable order.

    Hidden files, sidecars and what operating systems leave behind are passed over; links are
    not followed, so that a stick cannot point into this machine. A folder that cannot be read
    is added to `refused`.

    Raises:
        BadRequest: a path is not there.
    """
    found: list[Path] = []
    for path in paths:
        if not path.exists():
            raise BadRequest(
                f"there is no {path}",
                hint="Check the spelling, or whether the stick is plugged in.",
            )
        found += _walk(path, refused) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _walk(folder: Path, refused: list[Refusal]) -> Iterator[Path]:
    def unreadable(problem: OSError) -> None:
        because = f"this folder cannot be read: {problem.strerror}"
        refused.append(Refusal(file=str(problem.filename), because=because))

    for place, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(place) / name
            if _may_be_photo(name) and not path.is_symlink():
                yield path


def _may_be_photo(name: str) -> bool:
    lower = name.lower()
    passed_over = lower.startswith(".") or lower in _LITTER
    return not passed_over and Path(lower).suffix not in _SIDECARS


def taken_at_of(clean: CleanPhoto, path: Path) -> datetime | None:
    """Return when a photo was taken: what its file says, else what its name says."""
    return clean.taken_at or taken_from_name(path.name)


def read_photo(path: Path) -> bytes:
    """Return what is in a file that may be a photo; raise NotAPhoto with the reason."""
    if path.suffix.lower() in _VIDEOS:
        raise NotAPhoto("it is a video, and this frame shows photos")
    if not path.is_file():
        raise NotAPhoto("it is not an ordinary file")
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > LIMIT_BYTES:
                raise NotAPhoto(f"it is larger than {LIMIT_BYTES // 2**20} MB")
            return file.read(LIMIT_BYTES)
    except OSError as problem:
        raise NotAPhoto(f"it cannot be read: {problem.strerror}") from problem
