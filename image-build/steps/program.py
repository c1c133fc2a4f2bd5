"""Step `program`: the wheel of this tree, built here and compiled like the libraries."""

import shutil
import sys
from pathlib import Path

from steps import site
from steps.settings import ROOT, Settings
from steps.tools import run
from steps.wheels import unpack

PARTS = ("frame", "models/manifest.toml", "models/cards", "pyproject.toml", "README.md", "LICENSE")
"""What the wheel is built from; with the model files."""


def sources() -> list[Path]:
    """Return what the wheel depends on."""
    return [*(ROOT / part for part in PARTS), *sorted((ROOT / "models").glob("*.tflite"))]


def make(settings: Settings, workshop: Path, wheels: Path, out: Path) -> None:
    """Build the wheel with its phone page, and write it as site-packages has it."""
    shutil.rmtree(wheels, ignore_errors=True)
    run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", wheels],
        cwd=ROOT,
        env={"SOURCE_DATE_EPOCH": str(settings.epoch)},
    )
    unpack(settings, sorted(wheels.glob("*.whl")), workshop / "site")
    site.finish(settings, workshop, out)
