"""A card with the image on it: its partitions, and single files of its FAT ones.

Nothing is mounted: GPT is read here (UEFI Specification 2.10, §5.3), FAT by mtools.
"""

import os
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

_SECTOR = 512
_ENTRIES_AT = struct.Struct("<QLL")
_ENTRY = struct.Struct("<16s16sQQQ72s")


@dataclass(frozen=True, slots=True)
class Part:
    """Where a partition lies, in bytes."""

    begin: int
    length: int


@dataclass(frozen=True, slots=True)
class Card:
    """A file that a machine sees as its card."""

    file: Path

    @classmethod
    def written(cls, image: Path, file: Path, gib: int) -> "Card":
        """Write an image to a larger card, as an installer does."""
        subprocess.run(["cp", "--sparse=always", "--reflink=auto", image, file], check=True)
        os.truncate(file, gib * 1024**3)
        return cls(file)

    def parts(self) -> dict[str, Part]:
        """Return the partitions by their names."""
        with self.file.open("rb") as file:
            file.seek(_SECTOR + 72)
            at, count, size = _ENTRIES_AT.unpack(file.read(_ENTRIES_AT.size))
            file.seek(at * _SECTOR)
            table = file.read(count * size)
        found = {}
        for place in range(0, len(table), size):
            kind, _, first, last, _, name = _ENTRY.unpack_from(table, place)
            if any(kind):
                plain = name.decode("utf-16-le").rstrip("\0")
                found[plain] = Part(first * _SECTOR, (last - first + 1) * _SECTOR)
        return found

    def read(self, part: str, name: str) -> bytes:
        """Return a file of a FAT partition."""
        words = ["mtype", "-i", self._place(part), f"::{name}"]
        return subprocess.run(words, check=True, capture_output=True).stdout

    def write(self, part: str, name: str, data: bytes) -> None:
        """Put a file onto a FAT partition, as a person's computer does."""
        words = ["mcopy", "-o", "-i", self._place(part), "-", f"::{name}"]
        subprocess.run(words, input=data, check=True)

    def names(self, part: str) -> str:
        """Return what is on a FAT partition, as mdir tells it."""
        words = ["mdir", "-b", "-i", self._place(part), "::"]
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout

    def overwrite(self, part: str, offset: int, data: bytes) -> None:
        """Change bytes of a partition behind everybody's back."""
        with self.file.open("r+b") as file:
            file.seek(self.parts()[part].begin + offset)
            file.write(data)

    def bytes_of(self, part: str, offset: int, length: int) -> bytes:
        """Return bytes of a partition."""
        with self.file.open("rb") as file:
            file.seek(self.parts()[part].begin + offset)
            return file.read(length)

    def _place(self, part: str) -> str:
        return f"{self.file}@@{self.parts()[part].begin}"
