"""How a store comes to life: made new, opened, and set right after a power cut."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from frame.crypto.keys import DeviceKey
from frame.errors import BadRequest, StoreDamaged
from frame.model import PhotoId
from frame.ports import Entropy
from frame.store import erasure
from frame.store.blobs import Blobs
from frame.store.catalogue import FILE, Catalogue, was_cut
from frame.store.disk import Disk, speaking_plainly
from frame.store.keyring import Keyring, Place, holds_keyring
from frame.store.lock import Lock
from frame.store.parts import Parts
from frame.store.rows import Sealer
from frame.store.shelf import Shelf, filled

# A cut import leaves three files at most; more strays than this are not litter.
STRAYS_AT_MOST = 64
_LOCK = "lock"
_HALF_MADE = 1


@dataclass(slots=True)
class Opened:
    """An open store; `strays` are files that no row names and that were left alone."""

    parts: Parts
    shelf: Shelf
    lock: Lock
    strays: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """Where a store lies, what opens it and what it works with."""

    folder: Path
    device_key: DeviceKey
    entropy: Entropy
    disk: Disk

    def place(self) -> Place:
        """Return the same for the keyring."""
        return Place(self.folder, self.device_key, self.disk, self.entropy.fresh)


def make(site: Site, now: datetime) -> Opened:
    """Make a new store in a folder; raise BadRequest if it holds one."""
    with speaking_plainly():
        site.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as undo:
        lock = _locked(site, undo)
        if (site.folder / FILE).exists() and not holds_keyring(site.folder):
            raise _lost_keyring()
        keyring = Keyring.create(site.place(), now)
        opened = Opened(_parts(site, keyring, undo), Shelf(), lock)
        undo.pop_all()
    return opened


def reopen(site: Site, anchor: int) -> Opened:
    """Open a store and set right what a power cut left behind, before anything can be shown."""
    with ExitStack() as undo:
        lock = _locked(site, undo)
        if (site.folder / FILE).exists() and not holds_keyring(site.folder):
            raise _lost_keyring()
        cut = was_cut(site.folder)
        parts = _parts(site, Keyring.open(site.place(), anchor), undo)
        erasure.settle(parts, moved=_nobody_looks_yet)
        opened = Opened(parts, filled(parts.catalogue, parts.sealer), lock)
        if cut:
            tidy(opened)
        undo.pop_all()
    return opened


def _nobody_looks_yet(_moves: dict[PhotoId, int]) -> None:
    """Hear about moves before the shelf is filled."""


def tidy(opened: Opened) -> None:
    """Remove the files of imports that were cut."""
    if not opened.shelf.damaged:
        known = {PhotoId(place.id) for place in opened.parts.catalogue.places()}
        opened.strays = opened.parts.blobs.sweep(known, STRAYS_AT_MOST)


def _locked(site: Site, undo: ExitStack) -> Lock:
    if not site.folder.is_dir():
        raise _no_store()
    lock = Lock(site.folder / _LOCK)
    undo.callback(lock.release)
    return lock


def _parts(site: Site, keyring: Keyring, undo: ExitStack) -> Parts:
    catalogue = _catalogue(site, keyring)
    undo.callback(catalogue.close)
    blobs = Blobs(site.folder, site.disk, site.entropy.fresh)
    blobs.prepare()
    sealer = Sealer(keyring, site.entropy.fresh)
    return Parts(site.folder, site.disk, keyring, catalogue, blobs, sealer)


def _catalogue(site: Site, keyring: Keyring) -> Catalogue:
    """Open the catalogue; generation 1 means that making the store was cut before it was there."""
    if keyring.generation > _HALF_MADE:
        return Catalogue.open(site.folder, site.disk)
    made = Catalogue.create(site.folder, site.disk)
    try:
        keyring.settle()
    except BaseException:
        made.close()
        raise
    return made


def _no_store() -> BadRequest:
    return BadRequest("there is no store in this folder", hint="Make one: `frame init`.")


def _lost_keyring() -> StoreDamaged:
    return StoreDamaged("the keyring of this store is missing, so no photo can be opened")
