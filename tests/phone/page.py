"""The phone page as tests need it: its sources, the Node.js that runs them, and what is built.

Rule: it is built once for all test processes; where that cannot be done, tests are skipped with
the reason, and fail where CI promises that it can.
"""

import fcntl
import importlib.util
import os
import subprocess
import tempfile
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

PHONE = Path(__file__).parents[2] / "frame" / "phone"


def _hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("phone_build_hook", PHONE / "build_hook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def node() -> Path:
    """Return the Node.js of the build requirement; skip where it is not installed."""
    try:
        return Path(_hook().node())
    except ModuleNotFoundError as problem:
        _give_up(f"{problem.name} is not installed")


def prepared() -> Path:
    """Return the folder of the built page, built now if its sources changed."""
    node()
    hook = _hook()
    lock = Path(tempfile.gettempdir()) / f"hearthframe-phone-{os.getuid()}.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            hook.make()
        except (SystemExit, subprocess.CalledProcessError, OSError) as problem:
            _give_up(f"the phone page could not be built: {type(problem).__name__}")
    dist: Path = hook.DIST
    return dist


def _give_up(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
