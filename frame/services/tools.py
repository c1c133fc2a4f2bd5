"""The children that open and look at pictures, ready to use, with the owner's settings."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from frame.devices.clock import WallClock
from frame.devices.decoder import ChildDecoder
from frame.devices.seer import ChildSeer
from frame.services.household import Household
from frame.services.ingest import Importer

MOST_WORKERS = 2


def sensible_workers(asked: int | None, configured: int = 0) -> int:
    """Return how many files to work on side by side: as asked, as configured, or as it fits."""
    return asked or configured or min(MOST_WORKERS, os.cpu_count() or 1)


@contextmanager
def importer(home: Household, workers: int | None = None) -> Iterator[Importer]:
    """Return an importer into this household; its children end with it."""
    count = sensible_workers(workers, home.config.work.workers)
    with (
        ChildDecoder(workers=count, master_px=home.config.photos.master_px) as decoder,
        ChildSeer() as seer,
    ):
        yield Importer(
            vault=home.vault, decoder=decoder, seer=seer, clock=WallClock(), workers=count
        )
