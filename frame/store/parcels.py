"""Chunks of photos that are still arriving, sealed by whoever sends them.

    c/<32 hex>   one sealed photo, zeros where a chunk has not come yet

Rule 1: only ciphertext comes here, and nothing here can open it.
Rule 2: a name is 32 hex digits that the caller drew; nothing a peer chose is ever a name.
Rule 3: a chunk is not waited for. After a power cut each is checked against its hash again, so a
        chunk that was lost is asked for once more.
Rule 4: an arriving photo never takes the last tenth of the disk, nor the room erasing needs.
"""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from frame.errors import DiskFull, StoreDamaged
from frame.store.disk import Disk, Readable, speaking_plainly

FOLDER = "c"
PARCEL_BYTES = 64 * 1024 * 1024
_NAME = re.compile("[0-9a-f]{32}")
_BLOCK_BYTES = 512
_FULL = "there is no room for another photo; what is stored is safe"


@dataclass(frozen=True, slots=True)
class Parcels:
    """The sealed files of one store that are not whole yet."""

    folder: Path
    disk: Disk

    def room_for(self, size: int) -> bool:
        """Return whether `size` more bytes fit, all that was promised before included."""
        with speaking_plainly():
            free = self.disk.free_bytes(self.folder) - self._promised()
            floor = int(self.disk.total_bytes(self.folder) * self.disk.free_share)
        return free - size >= max(floor, self.disk.reserve_bytes)

    def reserve(self, name: str, size: int) -> None:
        """Promise a file of `size` bytes; one that is there keeps what was written to it.

        Raises:
            DiskFull: there is no room for it.
        """
        path = self._path(name)
        if not 0 < size <= PARCEL_BYTES:
            raise ValueError(f"a sealed photo has 1 to {PARCEL_BYTES} bytes")
        if not path.exists() and not self.room_for(size):
            raise DiskFull(_FULL)
        with speaking_plainly():
            self.disk.make_dir(path.parent)
            self.disk.reserve(path, size)

    def holds(self, name: str) -> bool:
        """Return whether there is such a file."""
        return self._path(name).exists()

    def write(self, name: str, offset: int, data: Readable) -> None:
        """Put a chunk in its place.

        Raises:
            DiskFull: it is not there, or not whole; all others are.
            StoreDamaged: the file is missing.
        """
        path = self._path(name)
        if offset < 0 or offset + len(data) > self._size(path):
            raise ValueError("a chunk lies inside what was reserved")
        with speaking_plainly():
            if self.disk.free_bytes(self.folder) < len(data) + self.disk.reserve_bytes:
                raise DiskFull(_FULL)
            self.disk.write_at(path, offset, data)

    def read(self, name: str) -> bytes:
        """Return a whole file; raise StoreDamaged if it is missing."""
        path = self._path(name)
        return self.read_part(name, 0, self._size(path))

    def read_part(self, name: str, offset: int, length: int) -> bytes:
        """Return a part, shorter where the file ends; raise StoreDamaged if it is missing."""
        path = self._path(name)
        size = self._size(path)
        with speaking_plainly():
            return self.disk.read_at(path, offset, max(0, min(length, size - offset)))

    def remove(self, names: Iterable[str]) -> None:
        """Unlink files; one that is not there is passed over.

        A power cut may bring one back: no row names it then, so the next start sweeps it.
        """
        self._unlink(self._path(name) for name in names)

    def sweep(self, known: AbstractSet[str]) -> int:
        """Remove every file that is not known, and return how many those were."""
        with speaking_plainly():
            strays = [path for path in self._files() if path.name not in known]
        self._unlink(strays)
        return len(strays)

    def stored_bytes(self) -> int:
        """Return how much of the disk these files take."""
        with speaking_plainly():
            return sum(path.stat().st_blocks * _BLOCK_BYTES for path in self._files())

    def _promised(self) -> int:
        """Return how much was promised and is not written yet."""
        found = [path.stat() for path in self._files()]
        return sum(max(0, one.st_size - one.st_blocks * _BLOCK_BYTES) for one in found)

    def _size(self, path: Path) -> int:
        with speaking_plainly():
            try:
                return path.stat().st_size
            except FileNotFoundError:
                raise StoreDamaged("a photo that was arriving is missing") from None

    def _files(self) -> Iterator[Path]:
        folder = self.folder / FOLDER
        yield from folder.iterdir() if folder.is_dir() else ()

    def _unlink(self, paths: Iterable[Path]) -> None:
        with speaking_plainly():
            for path in paths:
                self.disk.unlink(path)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("a parcel is named by 32 hex digits")
        return self.folder / FOLDER / name
