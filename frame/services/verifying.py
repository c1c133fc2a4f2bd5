"""Is this image the one that was released? Before it is written to a card, and after.

    NAME.img.xz          the image, or NAME.img
    NAME.img.xz.minisig  its signature
    SHA256SUMS           the digests of everything that was published with it (sha256sum(1))
    SHA256SUMS.minisig   their signature
    NAME.bmap            which blocks of NAME.img hold anything, with their digests
    NAME.cdx.json        what is in it (CycloneDX)

Rule 1: nothing is believed that is not signed: a list of digests only with its signature, a block
        map only where such a list names it.
Rule 2: what is missing is a failed check, not a skipped one.
Rule 3: a card is compared right after it was written; its first start changes it.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from frame.devices.image_files import Digests, differing, digests, small_file
from frame.errors import BadMessage, BadRequest
from frame.services.signatures import digest_of, is_genuine
from frame.upkeep.bmap import LIMIT_BYTES, BlockMap, read_bmap
from frame.upkeep.minisign import LONGEST, SUFFIX, PublicKey, read_signature

SUMS: Final = "SHA256SUMS"
_SUMS_BYTES: Final = 64 * 1024
_SBOM_BYTES: Final = 64 * 1024 * 1024
_LINE: Final = re.compile(r"([0-9a-f]{64}) [ *]([^/\x00-\x1f]{1,255})", re.ASCII)
_ENDS: Final = (".img.xz", ".img")
Heard = Callable[[int], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at."""

    check: str
    ok: bool
    means: str


def verify_file(image: Path, key: PublicKey, heard: Heard = lambda _: None) -> Iterator[Check]:
    """Check a published image and what lies beside it.

    Raises:
        BadRequest: there is no such file, or it cannot be read.
    """
    stem = _stem(image)
    found = digests(image, heard)
    yield _signature(image, key, found)
    listed = _listed(image.parent, key)
    yield Check(
        check="list",
        ok=listed is not None,
        means=f"{SUMS} is signed by the release key"
        if listed is not None
        else f"{SUMS} or its signature is missing, or somebody else made it",
    )
    names = listed or {}
    yield _named(names, image.name, found.sha256, "SHA-256")
    yield _beside(names, image.with_name(f"{stem}.cdx.json"), "contents", _SBOM_BYTES)
    yield _beside(names, image.with_name(f"{stem}.bmap"), "block map", LIMIT_BYTES)


def verify_device(
    device: Path, bmap: Path, key: PublicKey, heard: Heard = lambda _: None
) -> Iterator[Check]:
    """Check a card that was just written against the block map of a published image.

    Raises:
        BadRequest: one of them cannot be read.
        BadMessage: the block map is none.
    """
    data = small_file(bmap, LIMIT_BYTES)
    if data is None:
        raise BadRequest("there is no such block map", hint="It is published beside the image.")
    listed = _listed(bmap.parent, key) or {}
    named = _named(listed, bmap.name, hashlib.sha256(data).hexdigest(), "block map")
    yield named
    if named.ok:
        yield _card(device, read_bmap(data), heard)


def _card(device: Path, blocks: BlockMap, heard: Heard) -> Check:
    wrong = differing(device, blocks, heard)
    total = sum(one.length for one in blocks.ranges)
    means = f"all {total:,} bytes that matter are on it as they were released"
    if wrong is not None:
        means = f"it differs in the {wrong.length:,} bytes from {wrong.begin:,} on: write it again"
    return Check(check="card", ok=wrong is None, means=means)


def _signature(image: Path, key: PublicKey, found: Digests) -> Check:
    ok = _is_signed(image.with_name(image.name + SUFFIX), key, found.blake2b)
    means = "the image is signed by the release key"
    if not ok:
        means = f"{image.name}{SUFFIX} is missing, or the image is not what was signed"
    return Check(check="signature", ok=ok, means=means)


def _is_signed(path: Path, key: PublicKey, digest: bytes) -> bool:
    data = small_file(path, LONGEST)
    if data is None:
        return False
    try:
        return is_genuine(read_signature(data.decode()), key, digest)
    except (BadMessage, UnicodeDecodeError):
        return False


def _listed(folder: Path, key: PublicKey) -> dict[str, str] | None:
    """Return digests by name from the signed list of a folder, None where there is none."""
    data = small_file(folder / SUMS, _SUMS_BYTES)
    if data is None or not _is_signed(folder / (SUMS + SUFFIX), key, digest_of(data)):
        return None
    lines = data.decode("utf-8", "replace").splitlines()
    return {told[2]: told[1] for line in lines if (told := _LINE.fullmatch(line))}


def _named(listed: dict[str, str], name: str, sha256: str, check: str) -> Check:
    told = listed.get(name)
    means = "it is the one that was released"
    if told is None:
        means = f"{name} is in no signed {SUMS} beside it"
    elif told != sha256:
        means = f"{name} is not the one that was released"
    return Check(check=check, ok=told == sha256, means=means)


def _beside(listed: dict[str, str], path: Path, check: str, most_bytes: int) -> Check:
    """Check that a file is listed, and if it was fetched too, that it is the one."""
    data = small_file(path, most_bytes)
    if data is not None:
        return _named(listed, path.name, hashlib.sha256(data).hexdigest(), check)
    means = f"{path.name} was released with it" if path.name in listed else ""
    return Check(
        check=check,
        ok=path.name in listed,
        means=means or f"{path.name} is in no signed {SUMS} beside it",
    )


def _stem(image: Path) -> str:
    end = next((end for end in _ENDS if image.name.endswith(end)), None)
    if end is None:
        raise BadRequest(
            f"{image.name} is no image", hint="Name a file that ends in .img.xz or .img."
        )
    return image.name.removesuffix(end)
