"""A household with a few small photos, and tools without children."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from frame.devices.sim.clock import SimClock
from frame.devices.sim.decoder import SimDecoder
from frame.devices.sim.pictures import photo_like
from frame.devices.sim.seer import SimSeer
from frame.services import household
from frame.services.household import Household
from frame.services.ingest import Importer

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> SimClock:
    return SimClock(NOON)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Household]:
    household.make(tmp_path / "state")
    with household.opened(tmp_path / "state") as opened:
        yield opened


@pytest.fixture
def importer(home: Household, clock: SimClock) -> Importer:
    return Importer(vault=home.vault, decoder=SimDecoder(), seer=SimSeer(), clock=clock, workers=2)


@pytest.fixture(scope="session")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with six different photos, four of them landscapes."""
    folder = tmp_path_factory.mktemp("stick")
    for number in range(6):
        width, height = (320, 240) if number % 3 else (240, 320)
        (folder / f"{number}.jpg").write_bytes(photo_like(width, height, seed=number))
    return folder
