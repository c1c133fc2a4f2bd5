"""What every test may ask for."""

import signal
from pathlib import Path

import pytest

# A shell starts what runs in the background with Ctrl-C ignored, and every child inherits that
# (POSIX, Shell Command Language 2.11). Tests that press Ctrl-C need it heard wherever they run.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_TESTDATA = Path(__file__).parents[1].parent / "shared" / "testdata"


@pytest.fixture(scope="session")
def testdata() -> Path:
    """Real photos, metadata, hostile files and vectors, where this machine has them."""
    if not _TESTDATA.is_dir():
        pytest.skip("the shared test data is not on this machine")
    return _TESTDATA
