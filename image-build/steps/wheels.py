"""wheels.lock, and the program with its libraries as the image has them.

Rule 1: each line of the lock names one file by its SHA-256; nothing is built from source.
Rule 2: the versions are those the tests ran with (requirements.lock), where a wheel exists.
Rule 3: what is unpacked says nothing about the machine it was unpacked on.

pip's platform tags: PEP 600 (manylinux_X_Y). The layout of a virtual environment: PEP 405.
"""

import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from steps.settings import Settings
from steps.stage import file_sha256
from steps.tools import ToolFailed, run

EXTRAS = ("vision", "camera")
_OLDEST_GLIBC = 17
_HEADER = """\
# The libraries of the program on the image: one file each, by its SHA-256.
# Made by `python image-build/build.py lock`; see docs/image.md.
"""
_ENTRY = re.compile(r"([a-z0-9-]+)==(\S+) --hash=sha256:([0-9a-f]{64})")
_PLACES = ("direct_url.json", "INSTALLER", "REQUESTED")


@dataclass(frozen=True, slots=True)
class Wheel:
    """One line of the lock."""

    name: str
    version: str
    sha256: str


def read_lock(text: str) -> list[Wheel]:
    """Return what a lock names; raise ToolFailed where a line has not exactly one hash."""
    wheels = []
    for line in text.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        found = _ENTRY.fullmatch(line.strip())
        if found is None:
            raise ToolFailed(f"wheels.lock: not one name, version and hash: {line.strip()[:60]}")
        wheels.append(Wheel(*found.groups()))
    return wheels


def write_lock(wheels: Iterable[Wheel]) -> str:
    """Return a lock as it is kept, by name."""
    lines = [
        f"{one.name}=={one.version} --hash=sha256:{one.sha256}"
        for one in sorted(wheels, key=lambda one: one.name)
    ]
    return _HEADER + "\n".join(lines) + "\n"


def target(settings: Settings) -> list[str]:
    """Return pip's options for the image's Python, whatever runs pip."""
    newest = int(settings.glibc.partition(".")[2])
    tags = [f"manylinux_2_{minor}_aarch64" for minor in range(newest, _OLDEST_GLIBC - 1, -1)]
    return [
        "--only-binary=:all:",
        "--no-deps",
        "--implementation=cp",
        f"--python-version={settings.python}",
        *(f"--platform={tag}" for tag in (*tags, "manylinux2014_aarch64")),
    ]


def pip(*words: str | Path) -> str:
    """Run the pip beside this interpreter."""
    return run([
        sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words
    ])  # fmt: skip


def fetch(settings: Settings, lock: Path, into: Path) -> list[Path]:
    """Fetch what the lock names, each checked by its hash, and return the files.

    Raises:
        ToolFailed: a file is not there, has another hash, or does not fit the image's Python.
    """
    into.mkdir(parents=True, exist_ok=True)
    wanted = {one.sha256 for one in read_lock(lock.read_text(encoding="utf-8"))}
    here = [path for path in sorted(into.glob("*.whl")) if file_sha256(path) in wanted]
    if len(here) < len(wanted):
        pip("download", "--require-hashes", *target(settings), "-d", into, "-r", lock)
        here = [path for path in sorted(into.glob("*.whl")) if file_sha256(path) in wanted]
    if len(here) != len(wanted):
        raise ToolFailed(f"{len(here)} wheels of {len(wanted)} are what wheels.lock names")
    return here


def unpack(settings: Settings, wheels: Sequence[Path], into: Path) -> None:
    """Unpack wheels as they lie in site-packages, without scripts and traces of this machine."""
    shutil.rmtree(into, ignore_errors=True)
    pip(
        "install", *target(settings), "--ignore-requires-python", "--no-index", "--no-compile",
        "--no-warn-script-location", "--target", into, *wheels,
    )  # fmt: skip
    shutil.rmtree(into / "bin", ignore_errors=True)
    for folder in into.glob("*.dist-info"):
        for name in _PLACES:
            (folder / name).unlink(missing_ok=True)
        _forget(folder / "RECORD")


def _forget(record: Path) -> None:
    """Take lines off a RECORD that name files which are gone, and bring it into one order."""
    kept = [
        line
        for line in record.read_text(encoding="utf-8").splitlines()
        if not line.startswith("../") and Path(line.partition(",")[0]).name not in _PLACES
    ]
    record.write_text("\n".join(sorted(kept)) + "\n", encoding="utf-8")
