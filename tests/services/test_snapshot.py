from pathlib import Path

import pytest

from frame.devices.sim.clock import SimClock, SimEntropy
from frame.devices.sim.decoder import SimDecoder
from frame.errors import BadRequest
from frame.model import Size
from frame.services import household
from frame.services.core import Core, World
from frame.services.household import Household
from frame.services.ingest import Importer, Report, find_files
from tests.services.test_core import Viewer

_NOBODY = "0" * 32


def test_a_photo_that_came_a_moment_ago_can_be_looked_at(
    home: Household, importer: Importer, clock: SimClock, stick: Path
) -> None:
    core = Core(home, World(decoder=SimDecoder(), clock=clock, entropy=SimEntropy(1)))
    viewer = Viewer(core, clock)
    viewer.wait(lambda: bool(viewer.scenes))
    album = household.album_called(home.vault, "Test")
    list(importer.steps(album.id, find_files([stick], Report()), Report()))
    newest = home.vault.photos()[-1].id
    shown = core.slide_of(newest)
    assert shown is not None
    assert shown[0].size == Size(width_px=160, height_px=90)
    assert all(newest in name for name in shown[1])
    with pytest.raises(BadRequest):
        core.slide_of(type(newest)(_NOBODY))
    viewer.close()
