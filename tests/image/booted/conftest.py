"""The image that `make image` built, on a machine; skipped where nobody asked for it.

HEARTHFRAME_IMAGE names the driver's work folder. It takes an hour, so it is no part of the usual
run, in CI neither: `make image-test` runs it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from steps.settings import ROOT

from tests.image.booted.board import Board
from tests.image.booted.card import Card
from tests.image.booted.machine import Machine

NEXT = "99.1"
_SHARED = ("packages.tar", "workshop", "kernel", "site", "program", "keys", "wheels", "wheel")
_MARKS = ("packages", "workshop", "initrd", "site", "program")
_PRESEED = """\
config_version = "1.0"

[ssh]
enabled = true
authorized_keys = ["{key}"]

[locale]
timezone = "Europe/London"
"""


@pytest.fixture(scope="session")
def built() -> Path:
    """The work folder of a build."""
    return Path(os.environ["HEARTHFRAME_IMAGE"]).resolve()


@pytest.fixture(scope="session")
def place(built: Path) -> Path:
    """An empty folder for what the tests make; it stays, to be looked at."""
    folder = built / "test"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def update(built: Path) -> Path:
    """The next version's bundle, signed by the same keys."""
    work = built / "next"
    (work / "marks").mkdir(parents=True, exist_ok=True)
    for name in _SHARED:
        link = work / name
        if (built / name).exists() and not link.exists():
            link.symlink_to(built / name)
    for name in _MARKS:
        shutil.copyfile(built / f"marks/{name}.done", work / f"marks/{name}.done")
    words = [sys.executable, "image-build/build.py", "bundle", "--work", str(work)]
    subprocess.run([*words, "--version", NEXT], cwd=ROOT, check=True)
    return work / "hearthframe.raucb"


@pytest.fixture(scope="session")
def board(built: Path, place: Path) -> Iterator[Board]:
    """A machine with a freshly written card, on which an installer left a login key."""
    key = place / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    card = Card.written(built / "disk/hearthframe.img", place / "card.raw", gib=6)
    public = " ".join((place / "key.pub").read_text().split()[:2])
    card.write("bootconfig", "rpi-preseed.toml", _PRESEED.format(key=public).encode())
    made = Board(Machine(card, place), key)
    yield made
    made.machine.stop()
