"""Import: files from folders and USB sticks become clean, sealed, looked-at photos.

Rule 1: a photo counts as added once the store has acknowledged it; a run that is stopped at any
        point is resumed by running it again, because what is there already is recognised.
Rule 2: every file that is not added is named with the reason; one bad file stops nothing.
Rule 3: only this thread touches the store; decoding and looking run in children, side by side.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from frame.devices import photo_files
from frame.devices.photo_files import LIMIT_BYTES, Refusal, read_photo, taken_at_of
from frame.errors import DeviceFailed, NotAPhoto
from frame.model import WHOLE, AlbumId, CleanPhoto, Looks, PhotoId, Pixels, Size
from frame.ports import Clock, Decoder, Seer
from frame.store.vault import Vault

__all__ = [
    "LIMIT_BYTES",
    "STUDY",
    "Importer",
    "Refusal",
    "Report",
    "find_files",
    "read_photo",
    "study_of",
    "taken_at_of",
]
STUDY = Size(width_px=1024, height_px=1024)


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
        open_to = {album.id for album in self.vault.albums() if album.score}
        photos = (photo for photo in self.vault.photos() if photo.album in open_to)
        blind = [photo for photo in photos if photo.id not in seen]
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
    """Return the files under `paths` that may be photos; see `photo_files.find_files`.

    A folder that cannot be read is refused in the report.

    Raises:
        BadRequest: a path is not there.
    """
    return photo_files.find_files(paths, report.refused)


def _finished(waiting: dict[Future[_Ready], Path]) -> Iterator[tuple[Path, Future[_Ready]]]:
    done, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in done:
        yield waiting.pop(future), future
