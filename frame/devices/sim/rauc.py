"""RAUC's twin: bundles that need no kernel, written to slots that are no partitions.

    hearthframe-twin        a first line
    {"compatible": …}       the manifest
    <64 hexadecimal digits> stands for its signature: SHA-256 of signer and manifest
    …                       the payload, whose digest the manifest names

Rule 1: it asks the bootloader what RAUC asks, in RAUC's order: the slot is called bad, written,
        and made primary once all of it is there and verified.
Rule 2: like RAUC it believes a manifest by its signature, and a payload only while writing it.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal, Protocol

from frame.devices.rauc import Bundle
from frame.errors import BadRequest, DeviceFailed
from frame.upkeep.autoboot import Slot
from frame.upkeep.updating import Boot

_FIRST: Final = b"hearthframe-twin"
_PIECE: Final = 4


class Bootloader(Protocol):
    """What answers RAUC: `services.boot_backend`."""

    def boot(self) -> Boot:
        """Return how this boot came about."""

    def set_state(self, slot: Slot, state: Literal["good", "bad"]) -> None:
        """Hear that a slot is about to be written."""

    def make_primary(self, slot: Slot) -> None:
        """Have a slot tried."""


def make_bundle(path: Path, manifest: Bundle, payload: bytes, signer: str = "release") -> Path:
    """Write a bundle and return where."""
    told = {
        "compatible": manifest.compatible,
        "version": manifest.version,
        "sha256": hashlib.sha256(payload).hexdigest(),
    }
    words = json.dumps(told).encode()
    path.write_bytes(b"\n".join([_FIRST, words, _seal(signer, words), payload]))
    return path


class SimRauc:
    """A `rauc` that trusts one signer; `write` puts pieces of a system into a slot, in order."""

    def __init__(
        self,
        bootloader: Bootloader | None = None,
        write: Callable[[Slot, int, bytes], object] = lambda *_: None,
        signer: str = "release",
    ) -> None:
        self._bootloader = bootloader
        self._write = write
        self._signer = signer

    def info(self, bundle: Path) -> Bundle:
        """Return what is signed; raise BadRequest."""
        told, _ = self._opened(bundle)
        return Bundle(compatible=told["compatible"], version=told["version"])

    def check(self, bundle: Path, _empty: Path) -> None:
        """Verify the whole payload; raise BadRequest."""
        told, payload = self._opened(bundle)
        if hashlib.sha256(payload).hexdigest() != told["sha256"]:
            raise BadRequest("the content of that update is not what was signed")

    def install(self, bundle: Path, heard: Callable[[int], object] = lambda _: None) -> None:
        """Write it to the slot that does not run; raise DeviceFailed."""
        if self._bootloader is None:
            raise DeviceFailed("there is no bootloader")
        told, payload = self._opened(bundle)
        slot = self._bootloader.boot().slot.other
        try:
            self._bootloader.set_state(slot, "bad")
        except BadRequest as problem:
            raise DeviceFailed("the bootloader refused") from problem
        for at in range(0, len(payload), _PIECE):
            self._write(slot, at, payload[at : at + _PIECE])
            heard(100 * at // len(payload))
        if hashlib.sha256(payload).hexdigest() != told["sha256"]:
            raise DeviceFailed("the update was not written whole")
        self._bootloader.make_primary(slot)

    def _opened(self, bundle: Path) -> tuple[dict[str, str], bytes]:
        try:
            first, words, seal, payload = bundle.read_bytes().split(b"\n", 3)
        except (OSError, ValueError):
            first, words, seal, payload = b"", b"", b"", b""
        if first != _FIRST or seal != _seal(self._signer, words):
            raise BadRequest("that file is no update that this frame trusts")
        return json.loads(words), payload


def _seal(signer: str, words: bytes) -> bytes:
    return hashlib.sha256(signer.encode() + words).hexdigest().encode()
