"""Step `publish`: what people download, each file named in a list that is signed.

    NAME.img.xz, .minisig     the image of the card
    NAME.bmap                 which of its blocks hold anything
    NAME.raucb                the update for frames that run
    NAME.cdx.json             what is in it (CycloneDX)
    NAME.files                SHA-256 of every file in the root: two images are compared by it
    NAME.rpi-imager-manifest  for Raspberry Pi Imager, as os_list.json is
    release.pub               by which all of it is checked
    SHA256SUMS, .minisig      the digests of all of these

Rule: a file that is not in the list is not published.

xz(1): blocks of a fixed size, so that the same image gives the same file on any number of cores.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from steps import listing, sbom
from steps.keys import Keys, sign
from steps.settings import Settings
from steps.stage import file_sha256
from steps.tools import run

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wares:
    """What was built."""

    version: str
    released: str
    image: Path
    bundle: Path
    root: Path
    kernel: str = "debian"

    @property
    def name(self) -> str:
        """How everything is called that is published."""
        return f"hearthframe-{self.version}"


def make(settings: Settings, wares: Wares, keys: Keys, out: Path) -> None:
    """Fill an empty folder with what is published."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    stem = out / wares.name
    packed, bmap = pack(wares.image, stem), stem.with_name(f"{wares.name}.bmap")
    run(["bmaptool", "create", "--output", bmap, wares.image])
    shutil.copyfile(wares.bundle, stem.with_name(f"{wares.name}.raucb"))
    shutil.copyfile(keys.release_public, out / "release.pub")
    contents = sbom.describe(settings, wares.root, wares.version)
    _write(out / f"{wares.name}.cdx.json", json.dumps(contents, indent=1, sort_keys=True) + "\n")
    _write(out / f"{wares.name}.files", files(wares.root))
    download = listing.Download(
        version=wares.version, released=wares.released, image=wares.image,
        packed=packed, bmap=bmap,
    )  # fmt: skip
    told = listing.os_list([listing.entry(download, wares.kernel)])
    _write(out / "os_list.json", told)
    _write(out / f"{wares.name}.rpi-imager-manifest", told)
    comment = f"hearthframe {wares.version}"
    sign(keys, packed, comment)
    _write(out / SUMS, sums(out))
    sign(keys, out / SUMS, comment)


def pack(image: Path, stem: Path) -> Path:
    """Compress an image and return where."""
    packed = stem.with_name(f"{stem.name}.img.xz")
    plain = stem.with_name(f"{stem.name}.img")
    plain.symlink_to(image.resolve())
    run(["xz", "--force", "--keep", "--threads=4", "--block-size=32MiB", "-3", plain])
    plain.unlink()
    return packed


def sums(folder: Path) -> str:
    """Return the digests of a folder's files as sha256sum(1) reads them."""
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name != SUMS)
    return "".join(f"{file_sha256(path)}  {path.name}\n" for path in paths)


def files(root: Path) -> str:
    """Return one line for each name below a root: digest or target, owner, mode, name."""
    lines = []
    for path in sorted(root.rglob("*")):
        state = path.lstat()
        held = "-"
        if path.is_symlink():
            held = f"-> {path.readlink()}"
        elif path.is_file():
            held = file_sha256(path)
        name = path.relative_to(root)
        lines.append(f"{state.st_mode:o} {state.st_uid}:{state.st_gid} {held} {name}\n")
    return "".join(lines)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
