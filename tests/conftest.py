"""What every test may ask for."""

from pathlib import Path

import pytest

_TESTDATA = Path(__file__).parents[1].parent / "shared" / "testdata"


@pytest.fixture(scope="session")
def testdata() -> Path:
    """Real photos, metadata, hostile files and vectors, where this machine has them."""
    if not _TESTDATA.is_dir():
        pytest.skip("the shared test data is not on this machine")
    return _TESTDATA
