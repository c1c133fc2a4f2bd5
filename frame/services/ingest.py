"""Import: files from folders and USB sticks become clean, sealed, looked-at photos.

Rule 1: a photo counts as added once the store has acknowledged it; a run that is stopped at any
        point is resumed by running it again, because what is there already is recognised.
Rule 2: every file that is not added is named with the reason; one bad file stops nothing.
Rule 3: only this thread touches the store; decoding and looking run in children, side by side.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from frame.devices.capture_time import taken_from_name
from frame.errors import BadRequest, DeviceFailed, NotAPhoto
from frame.model import WHOLE, AlbumId, CleanPhoto, Looks, PhotoId, Pixels, Size
from frame.ports import Clock, Decoder, Seer
from frame.store.vault import Vault

LIMIT_BYTES = 256 * 1024 * 1024
STUDY = Size(width_px=1024, height_px=1024)
_VIDEOS = frozenset(
    [".3gp", ".avi", ".m4v", ".mkv", ".mov", ".mp4", ".mpg", ".mts", ".webm", ".wmv"]
)
_LITTER = frozenset(["thumbs.db", "desktop.ini", "picasa.ini", ".nomedia"])
_SIDECARS = frozenset([".aae", ".ctg", ".json", ".thm", ".txt", ".xmp", ".pdf", ".html", ".md"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A file that was not added, and why."""

    file: str
    because: str


@dataclass(slots=True)
class Report:
    """What an import did so far."""

    added: int = 0
    already: int = 0
    refused: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    path: Path
    digest: bytes
    clean: CleanPhoto | None
    looks: Looks | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """The tools of an import, and how many files are worked on side by side."""

    vault: Vault
    decoder: Decoder
    seer: Seer
    clock: Clock
    workers: int = 1

    def steps(
        self, album: AlbumId, files: Sequence[Path], report: Report
    ) -> Iterator[tuple[int, Path]]:
        """Add `files` to the album one by one, writing into `report`, yielding how many are done.

        Raises:
            DiskFull: what was acknowledged stays, and is in the report.
        """
        for done, (path, outcome) in enumerate(self._prepared(album, files), 1):
            self._take(album, path, outcome, report)
            yield done, path

    def look_again(self) -> int:
        """Look at the photos that nobody looked at yet, and return how many that were.

        An import that was killed between storing and looking leaves such photos behind.
        """
        seen = self.vault.looks()
        blind = [photo for photo in self.vault.photos() if photo.id not in seen]
        for photo in blind:
            study = study_of(self.vault, self.decoder, photo.id)
            self.vault.note(photo.id, self.seer.look(study))
        return len(blind)

    def _prepared(
        self, album: AlbumId, files: Sequence[Path]
    ) -> Iterator[tuple[Path, Future[_Ready]]]:
        waiting: dict[Future[_Ready], Path] = {}
        with ThreadPoolExecutor(self.workers) as pool:
            try:
                for path in files:
                    waiting[pool.submit(self._prepare, album, path)] = path
                    while len(waiting) > self.workers * 2:
                        yield from _finished(waiting)
                while waiting:
                    yield from _finished(waiting)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _prepare(self, album: AlbumId, path: Path) -> _Ready:
        data = read_photo(path)
        digest = hashlib.sha256(data).digest()
        if self.vault.known(album, digest) is not None:
            return _Ready(path=path, digest=digest, clean=None, looks=None)
        clean = self.decoder.clean(data)
        clean = replace(clean, taken_at=taken_at_of(clean, path))
        return _Ready(path=path, digest=digest, clean=clean, looks=self._look(clean))

    def _look(self, clean: CleanPhoto) -> Looks | None:
        try:
            return self.seer.look(clean.study)
        except DeviceFailed:
            return None  # the photo is kept; `look_again` tries once more later

    def _take(self, album: AlbumId, path: Path, outcome: Future[_Ready], report: Report) -> None:
        try:
            ready = outcome.result()
        except NotAPhoto as problem:
            report.refused.append(Refusal(file=str(path), because=str(problem)))
            return
        if ready.clean is None or self.vault.known(album, ready.digest) is not None:
            report.already += 1
            return
        photo = self.vault.add_photo(album, ready.clean, ready.digest, self.clock.now())
        report.added += 1
        if ready.looks is not None:
            self.vault.note(photo.id, ready.looks)


def study_of(vault: Vault, decoder: Decoder, photo: PhotoId) -> Pixels:
    """Return a stored photo in the size the models look at; from any thread.

    Raises:
        BadRequest, StoreDamaged, NotAPhoto, DeviceFailed: as opening and decoding do.
    """
    return decoder.pixels(vault.master(photo), WHOLE, STUDY)


def find_files(paths: Iterable[Path], report: Report) -> list[Path]:
    """Return the files under `paths` that may be photos, in a stable order.

    Hidden files, sidecars and what operating systems leave behind are passed over; links are
    not followed, so that a stick cannot point into this machine. A folder that cannot be read
    is refused in the report.

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
        found += _walk(path, report) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _walk(folder: Path, report: Report) -> Iterator[Path]:
    def unreadable(problem: OSError) -> None:
        because = f"this folder cannot be read: {problem.strerror}"
        report.refused.append(Refusal(file=str(problem.filename), because=because))

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


def _finished(waiting: dict[Future[_Ready], Path]) -> Iterator[tuple[Path, Future[_Ready]]]:
    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        yield waiting.pop(future), future
