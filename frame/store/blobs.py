"""The pictures: write-once files, each sealed under its own random key.

    o/<2 hex>/<32 hex>   screen master       "HFR1" | C2SP stream of (JPEG | zeros up to Padmé)
    t/<2 hex>/<32 hex>   thumbnail           the same

Rule 1: a file's name is the photo's random id; the id and the kind are bound into the seal.
Rule 2: a file that no row names is litter of an import that was cut, and is removed at start.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from frame.crypto.keys import BlobKey, Fresh
from frame.crypto.padme import padme
from frame.crypto.stream import seal, sealed_size, unseal
from frame.errors import DiskFull, StoreDamaged, WrongKey
from frame.model import PhotoId
from frame.store.disk import Disk, Readable, speaking_plainly
from frame.store.rows import Blob

Kind = Literal["master", "thumbnail"]

MAGIC = b"HFR1"
_FOLDERS: dict[Kind, str] = {"master": "o", "thumbnail": "t"}
_DRAWERS = tuple(f"{number:02x}" for number in range(256))
_DAMAGED = "a stored picture is not what was written"


@dataclass(frozen=True, slots=True)
class Blobs:
    """All sealed files of one store; `open` may be called from any thread."""

    folder: Path
    disk: Disk
    fresh: Fresh

    def prepare(self) -> None:
        """Make the two folders and their drawers, so that no photo waits for one later."""
        with speaking_plainly():
            for name in _FOLDERS.values():
                self.disk.make_dir(self.folder / name)
                self.disk.make_dirs(self.folder / name, _DRAWERS)

    def write(self, photo: PhotoId, jpegs: Mapping[Kind, bytes]) -> dict[Kind, Blob]:
        """Seal and store the pictures of a photo, durable on return; raise DiskFull."""
        needed = sum(file_size(len(jpeg)) for jpeg in jpegs.values())
        with speaking_plainly():
            if self.disk.free_bytes(self.folder) < needed + self.disk.reserve_bytes:
                raise DiskFull(
                    "the disk is full; this photo was not added, all others are safe",
                    hint="Free some space or erase photos with `frame erase`, then go on.",
                )
        blobs = {kind: Blob(BlobKey.made(self.fresh).secret, len(jpegs[kind])) for kind in jpegs}
        files: dict[Path, tuple[Readable, ...]] = {}
        for kind, blob in blobs.items():
            path = self._path(photo, kind)
            files[path] = (MAGIC, self._sealed(photo, kind, blob, jpegs[kind]))
        self.disk.write_together(files)
        return blobs

    def _sealed(self, photo: PhotoId, kind: Kind, blob: Blob, jpeg: bytes) -> bytearray:
        return seal(blob.key, jpeg, _context(photo, kind), self.fresh, pad_to=padme(blob.size))

    def open(self, photo: PhotoId, kind: Kind, blob: Blob) -> bytes:
        """Return a picture; raise StoreDamaged."""
        with speaking_plainly():
            try:
                held = self.disk.read(self._path(photo, kind), file_size(blob.size))
            except FileNotFoundError:
                raise StoreDamaged("a stored picture is missing") from None
        if not held.startswith(MAGIC):
            raise StoreDamaged(_DAMAGED)
        try:
            body = memoryview(held)[len(MAGIC) :]
            padded = unseal(blob.key, body, _context(photo, kind))
        except (WrongKey, StoreDamaged):
            raise StoreDamaged(_DAMAGED) from None
        return bytes(memoryview(padded)[: blob.size])

    def remove(self, photos: Iterable[PhotoId]) -> None:
        """Unlink both files of each photo, durable on return."""
        self._unlink(self._path(photo, kind) for photo in photos for kind in _FOLDERS)

    def sweep(self, known: AbstractSet[PhotoId], limit: int) -> int:
        """Remove files that belong to no known photo; return how many were left alone.

        A cut import leaves at most a few. More than `limit` means that the catalogue is not the
        one these files belong to; then all of them stay.
        """
        with speaking_plainly():
            strays = [path for path in self._files() if path.name not in known]
        if len(strays) > limit:
            return len(strays)
        self._unlink(strays)
        return 0

    def _files(self) -> Iterator[Path]:
        for name in _FOLDERS.values():
            for folder in (self.folder / name).iterdir():
                if folder.is_dir():
                    yield from folder.iterdir()

    def _unlink(self, paths: Iterable[Path]) -> None:
        touched: set[Path] = set()
        with speaking_plainly():
            for path in paths:
                if path.parent.is_dir():
                    self.disk.unlink(path)
                    touched.add(path.parent)
            for folder in sorted(touched):
                self.disk.sync_dir(folder)

    def _path(self, photo: PhotoId, kind: Kind) -> Path:
        return self.folder / _FOLDERS[kind] / photo[:2] / photo


def file_size(jpeg_bytes: int) -> int:
    """Return how long the file of a picture is."""
    return len(MAGIC) + sealed_size(padme(jpeg_bytes))


def _context(photo: PhotoId, kind: Kind) -> bytes:
    return f"hearthframe/{kind}/v1/{photo}".encode()
