"""Step `site`: the libraries of wheels.lock, unpacked and compiled by the image's own Python.

Rule: what is compiled is never checked against its source's time, so it is the same each time
(PEP 552, unchecked hash); on a verified root nobody can change the source anyway.
"""

import shutil
from pathlib import Path

from steps.settings import Settings
from steps.wheels import fetch, unpack
from steps.workshop import inside, remove

_IN_WORKSHOP = "site"


def make(settings: Settings, lock: Path, wheels: Path, workshop: Path, out: Path) -> None:
    """Write a folder as site-packages has it."""
    place = workshop / _IN_WORKSHOP
    unpack(settings, fetch(settings, lock, wheels), place)
    for pattern in settings.prune["wheels"]:
        for path in list(place.glob(pattern)):
            remove(path)
    finish(settings, workshop, out)


def finish(settings: Settings, workshop: Path, out: Path) -> None:
    """Compile what was unpacked in the workshop, and take it out."""
    place = workshop / _IN_WORKSHOP
    compile_all(settings, workshop, f"/{_IN_WORKSHOP}")
    remove(out)
    shutil.move(place, out)


def compile_all(settings: Settings, workshop: Path, folder: str) -> None:
    """Compile a folder of the workshop as if it lay where the image has it."""
    shown = f"/usr/lib/hearthframe/lib/python{settings.python}/site-packages"
    inside(
        workshop, "python3", "-I", "-m", "compileall", "-q", "-j", "0",
        "--invalidation-mode", "unchecked-hash", "-s", folder, "-p", shown, folder,
        env={"SOURCE_DATE_EPOCH": str(settings.epoch), "PYTHONHASHSEED": "0"},
    )  # fmt: skip
