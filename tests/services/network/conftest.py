import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.network.kit import Village

_IN_MEMORY = Path("/dev/shm")


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    """An empty village, in memory where there is one."""
    folder = tmp_path
    if _IN_MEMORY.is_dir():
        folder = Path(tempfile.mkdtemp(prefix="frame-test-", dir=_IN_MEMORY))
    found = Village(folder)
    yield found
    found.close()
    if folder is not tmp_path:
        shutil.rmtree(folder)
