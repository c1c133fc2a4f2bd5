"""What differs between two builds: `python image-build/build.py compare A B`.

A and B are two images of a card, or two folders of what was published.

Rule 1: nothing is explained away. Where bytes differ and no file does, that is said.
Rule 2: a bundle and what is signed is never the same twice (steps/bundle.py), so of those only
        the names are compared. What is in a bundle is in the image too.
Rule 3: what cannot be looked into is named with the tool that is missing.

UEFI specification 2.10, §5.3 (GPT); mtools(1); fsck.erofs(1). A boot sector of FAT ends with
55 AA; erofs has its number at byte 1024 (Linux, fs/erofs/erofs_fs.h).
"""

import lzma
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from steps import publish, tools
from steps.stage import file_sha256
from steps.tools import ToolFailed, run

_SECTOR, _BLOCK, _PIECE = 512, 4096, 1024 * 1024
_HEADER = struct.Struct("<8s64xQII")  # signature, first sector of the table, entries, their size
_ENTRY = struct.Struct("<16s16sQQ8x72s")  # type, identity, first and last sector, name
_MAGIC = {"fat": (510, b"\x55\xaa"), "erofs": (1024, b"\xe2\xe1\xf5\xe0")}
_SIGNED = (".raucb", ".minisig", publish.SUMS)


@dataclass(frozen=True, slots=True)
class Part:
    """A partition of an image: where it lies, in bytes."""

    start: int
    length: int


def differences(one: Path, other: Path) -> Iterator[str]:
    """Yield a line for each thing that differs between two images, or two folders.

    Raises:
        ToolFailed: they are not two of a kind, or no images.
    """
    if one.is_dir() and other.is_dir():
        yield from _folders(one, other)
    elif one.is_file() and other.is_file():
        yield from _images(one, other)
    else:
        raise ToolFailed("compare two images of a card, or two folders of what was published")


def _folders(one: Path, other: Path) -> Iterator[str]:
    names = [{path.name for path in folder.iterdir()} for folder in (one, other)]
    yield from _lonely(*names)
    alike = [name for name in sorted(names[0] & names[1]) if not name.endswith(_SIGNED)]
    changed = [name for name in alike if file_sha256(one / name) != file_sha256(other / name)]
    for name in changed:
        yield f"{name}: other bytes"
    lists = [name for name in changed if name.endswith(".files")]
    for name in lists:
        told = [(folder / name).read_text(encoding="utf-8") for folder in (one, other)]
        yield from (f"root: {line}" for line in listed(*told))
    for name in changed:
        if name.endswith(".img.xz"):
            yield from _packed(one / name, other / name, inside=not lists)


def _packed(one: Path, other: Path, *, inside: bool) -> Iterator[str]:
    with TemporaryDirectory() as folder:
        plain = [Path(folder) / "one.img", Path(folder) / "other.img"]
        for packed, image in zip((one, other), plain, strict=True):
            with lzma.open(packed) as source:
                _keep(image, iter(lambda: source.read(_PIECE), b""))
        yield from _images(*plain, inside=inside)


def _images(one: Path, other: Path, *, inside: bool = True) -> Iterator[str]:
    """Yield what differs; `inside` says whether to look into systems too."""
    if one.stat().st_size != other.stat().st_size:
        yield f"size: {one.stat().st_size} and {other.stat().st_size} bytes"
    found = partitions(one), partitions(other)
    yield from _lonely(*(set(parts) for parts in found))
    for name in [name for name in found[0] if name in found[1]]:
        yield from _parts(name, (one, found[0][name]), (other, found[1][name]), inside=inside)
    if found[0] != found[1]:
        yield "partition table: other places"
        return
    gaps = _gaps(found[0], min(image.stat().st_size for image in (one, other)))
    if blocks := sum(_blocks((one, gap), (other, gap)) for gap in gaps):
        yield f"outside of the partitions: {blocks} blocks of {_BLOCK} bytes differ"


def partitions(image: Path) -> dict[str, Part]:
    """Return the partitions of a GPT by name; raise ToolFailed where there is none."""
    with image.open("rb") as file:
        file.seek(_SECTOR)
        head = file.read(_SECTOR)
        if head[:8] != b"EFI PART":
            raise ToolFailed(f"{image.name} is no image of a card: it has no GPT")
        _, place, entries, size = _HEADER.unpack_from(head)
        file.seek(place * _SECTOR)
        table = file.read(entries * size)
    found = {}
    for at in range(0, len(table) - _ENTRY.size + 1, size):
        kind, _, first, last, name = _ENTRY.unpack_from(table, at)
        if any(kind):
            label = name.decode("utf-16-le").rstrip("\0")
            found[label] = Part(first * _SECTOR, (last - first + 1) * _SECTOR)
    return found


def _gaps(parts: dict[str, Part], size: int) -> Iterator[Part]:
    """Yield what lies before, between and behind partitions."""
    at = 0
    for part in sorted(parts.values(), key=lambda part: part.start):
        yield Part(at, part.start - at)
        at = part.start + part.length
    yield Part(at, size - at)


def _parts(
    name: str, one: tuple[Path, Part], other: tuple[Path, Part], *, inside: bool
) -> Iterator[str]:
    if one[1].length != other[1].length:
        yield f"{name}: {one[1].length} and {other[1].length} bytes"
    blocks = _blocks(one, other)
    if not blocks:
        return
    yield f"{name}: {blocks} blocks of {_BLOCK} bytes differ"
    kinds = {_kind(*one), _kind(*other)}
    if kinds == {"fat"} or (kinds == {"erofs"} and inside):
        yield from _looked_into(name, kinds.pop(), one, other)


def _looked_into(
    name: str, kind: str, one: tuple[Path, Part], other: tuple[Path, Part]
) -> Iterator[str]:
    missing = tools.missing("mcopy" if kind == "fat" else "fsck.erofs")
    if missing:
        yield f"{name}: to look into it: sudo apt-get install {missing[0]}"
        return
    take = _take_fat if kind == "fat" else _take_erofs
    with TemporaryDirectory() as folder:
        places = Path(folder) / "one", Path(folder) / "other"
        for place, (image, part) in zip(places, (one, other), strict=True):
            take(image, part, place)
        lines = list(listed(*(publish.files(place) for place in places)))
    yield from (f"{name}: {line}" for line in lines or ["no file differs"])


def _take_fat(image: Path, part: Part, place: Path) -> None:
    place.mkdir()
    run(["mcopy", "-s", "-n", "-i", f"{image}@@{part.start}", "::", place])


def _take_erofs(image: Path, part: Part, place: Path) -> None:
    file = place.with_suffix(".erofs")
    with image.open("rb") as source:
        _keep(file, _pieces(source, part))
    run(["fsck.erofs", f"--extract={place}", file])
    file.unlink()


def listed(one: str, other: str) -> Iterator[str]:
    """Yield what differs between two lists of files (steps/publish.py, `files`)."""
    lines = [set(text.splitlines()) for text in (one, other)]
    names = [_by_name(lines[0] - lines[1]), _by_name(lines[1] - lines[0])]
    yield from _lonely(*(set(found) for found in names))
    for name in sorted(names[0].keys() & names[1].keys()):
        (mode, owner, held), (its_mode, its_owner, its_held) = names[0][name], names[1][name]
        changed = [
            *([f"mode {mode} and {its_mode}"] if mode != its_mode else []),
            *([f"owner {owner} and {its_owner}"] if owner != its_owner else []),
            *(["content"] if held != its_held else []),
        ]
        yield f"{name}: {', '.join(changed)}"


def _by_name(lines: set[str]) -> dict[str, tuple[str, str, str]]:
    """Return mode, owner and what is held by name; a link's name holds no space."""
    found = {}
    for line in lines:
        mode, owner, rest = line.split(" ", 2)
        held, _, name = rest.rpartition(" ") if rest.startswith("->") else rest.partition(" ")
        found[name] = (mode, owner, held)
    return found


def _lonely(one: set[str], other: set[str]) -> Iterator[str]:
    for name in sorted(one ^ other):
        yield f"{name}: only in the {'first' if name in one else 'second'}"


def _blocks(one: tuple[Path, Part], other: tuple[Path, Part]) -> int:
    """Return how many blocks differ, as far as the shorter one goes."""
    found = 0
    with one[0].open("rb") as a, other[0].open("rb") as b:
        for piece, its in zip(_pieces(a, one[1]), _pieces(b, other[1]), strict=False):
            if piece != its:
                steps = range(0, len(piece), _BLOCK)
                found += sum(piece[at : at + _BLOCK] != its[at : at + _BLOCK] for at in steps)
    return found


def _pieces(file: BinaryIO, part: Part) -> Iterator[bytes]:
    file.seek(part.start)
    left = part.length
    while left and (piece := file.read(min(_PIECE, left))):
        left -= len(piece)
        yield piece


def _keep(file: Path, pieces: Iterator[bytes]) -> None:
    """Write pieces to a file; what is empty takes no room."""
    with file.open("wb") as target:
        for piece in pieces:
            if piece.count(0) == len(piece):
                target.seek(len(piece), os.SEEK_CUR)
            else:
                target.write(piece)
        target.truncate()


def _kind(image: Path, part: Part) -> str:
    """Return what a partition holds: fat, erofs, or nothing known."""
    for kind, (at, magic) in _MAGIC.items():
        with image.open("rb") as file:
            file.seek(part.start + at)
            if file.read(len(magic)) == magic:
                return kind
    return ""
