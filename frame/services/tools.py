"""The children that open and look at pictures, ready to use, with the owner's settings."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from queue import SimpleQueue
from typing import Final

from frame.devices.clock import WallClock
from frame.devices.decoder import ChildDecoder
from frame.devices.seer import ChildSeer
from frame.model import Face, Looks, Pixels
from frame.ports import Seer
from frame.services.household import Household
from frame.services.ingest import Importer

MOST_WORKERS: Final = 2
# A worker needs a decode child and a vision child: at most 300 and 150 MB.
_WORKER_BYTES: Final = 700_000_000


def sensible_workers(asked: int | None, configured: int = 0) -> int:
    """Return how many files to work on side by side: as asked, as configured, or as it fits."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    fitting = max(1, min(MOST_WORKERS, os.cpu_count() or 1, memory // _WORKER_BYTES))
    return asked or configured or fitting


class Seers:
    """Several seers as one: each look is done by one that is free."""

    def __init__(self, seers: list[Seer]) -> None:
        self._free: SimpleQueue[Seer] = SimpleQueue()
        for seer in seers:
            self._free.put(seer)

    def look(self, study: Pixels) -> Looks:
        """Return what is seen; raise ModelRefused or DeviceFailed."""
        seer = self._free.get()
        try:
            return seer.look(study)
        finally:
            self._free.put(seer)

    def codes(self, study: Pixels, faces: tuple[Face, ...]) -> tuple[bytes, ...]:
        """Return a code for each face; raise ModelRefused or DeviceFailed."""
        seer = self._free.get()
        try:
            return seer.codes(study, faces)
        finally:
            self._free.put(seer)


@contextmanager
def importer(home: Household, workers: int | None = None) -> Iterator[Importer]:
    """Return an importer into this household; its children end with it."""
    count = sensible_workers(workers, home.config.work.workers)
    with ExitStack() as children:
        master_px = home.config.photos.master_px
        decoder = children.enter_context(ChildDecoder(workers=count, master_px=master_px))
        seers: list[Seer] = [children.enter_context(ChildSeer()) for _ in range(count)]
        yield Importer(
            vault=home.vault,
            decoder=decoder,
            seer=Seers(seers),
            clock=WallClock(),
            workers=count,
        )
