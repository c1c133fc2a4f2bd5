"""Whether a large store stays as quick as a small one, and how soon it shows something."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median

from frame.crypto.keys import DeviceKey
from frame.devices.clock import KernelEntropy
from frame.model import AlbumId, CleanPhoto
from frame.services.bench.madeup import GLASS, NOW, Seen, fill, made_up_sights, random_photo
from frame.services.bench.places import workplace
from frame.services.bench.timing import Result, Terms, at_most, plain, timed
from frame.services.choosing import Chooser, Circumstances
from frame.store.disk import Disk
from frame.store.vault import Vault

_SMALL_BYTES = 1500
_PORTIONS = 8


class Hasty(Disk):
    """A disk that waits for nothing, so that only our own work is measured."""

    def sync(self, number: int) -> None:
        """Leave it to the kernel."""

    def sync_dir(self, folder: Path) -> None:
        """Leave it to the kernel."""

    def prepare(self, database: sqlite3.Connection) -> None:
        """Leave commits to the kernel too."""
        database.execute("PRAGMA synchronous=OFF")


def rows(terms: Terms, first: int = 2_000, last: int = 10_000) -> Iterator[Result]:
    """Yield the rows of this bench."""
    first, last = (first // 10, last // 10) if terms.quick else (first, last)
    key = DeviceKey(os.urandom(32))
    with workplace(terms.folder) as path:
        with Vault.create(path / "store", key, KernelEntropy(), NOW, disk=Hasty()) as vault:
            album = vault.add_album(vault.add_owner("Bench", NOW).id, "Bench").id
            yield from _growing(vault, album, first, last)
        yield from _beginning(path / "store", key)


def _growing(vault: Vault, album: AlbumId, first: int, last: int) -> Iterator[Result]:
    """Compare the last photos with the first; that is stricter than comparing the whole."""
    small = [random_photo(_SMALL_BYTES, _SMALL_BYTES)]
    # the first thousand also make the folders that all later ones share
    seen = made_up_sights(last)
    begin = first // 2
    fill(vault, album, small, seen[:begin])
    early = _by_portion(vault, album, small, seen[begin : begin + first])
    fill(vault, album, small, seen[begin + first : last - first])
    late = _by_portion(vault, album, small, seen[last - first :])
    each, count = median(late) * 1e3, f"photos {last - first} to {last}"
    note = f"{count} by {begin} to {begin + first}; no waiting for the disk"
    yield at_most("index.growth", median(late) / median(early), "x CPU per photo", 1.2, note)
    yield plain("index.add_and_note", each, "ms CPU per photo", f"{count}, small pictures")


def _by_portion(
    vault: Vault, album: AlbumId, photos: Sequence[CleanPhoto], seen: Sequence[Seen]
) -> list[float]:
    """Return the seconds for a photo of each of eight portions: one bad moment is outvoted."""
    each = len(seen) // _PORTIONS
    portions = [seen[place * each :][:each] for place in range(_PORTIONS)]
    works = [partial(fill, vault, album, photos, portion) for portion in portions]
    return [timed(work)[1] / each for work in works]


def _beginning(folder: Path, key: DeviceKey) -> Iterator[Result]:
    """Begin as core does with a large library: plan in haste, judge once a photo is shown."""
    vault, opening = timed(lambda: Vault.open(folder, key, KernelEntropy()))
    with vault:
        count = len(vault.photos())
        _, choosing = timed(lambda: _first_slide(vault, in_haste=True))
        _, judging = timed(lambda: _first_slide(vault, in_haste=False))
    yield plain("index.open", opening, "s CPU", f"a store of {count} photos")
    note = f"{count} photos, from a closed store to the first slide, not judged yet"
    yield at_most("index.open_and_first_slide", opening + choosing, "s CPU", 1.0, note)
    yield plain("index.judged_slide", judging, "s CPU", "once the first photo is on the glass")


def _first_slide(vault: Vault, *, in_haste: bool) -> object:
    circumstances = Circumstances(screen=GLASS, every=timedelta(seconds=20), pairs=True, seed=7)
    return Chooser.of(vault, circumstances, NOW, in_haste=in_haste).next_slide(NOW)
