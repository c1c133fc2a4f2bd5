"""Making wheels.lock anew: `python image-build/build.py lock`. Needs uv and the network.

Rule: uv decides the versions, held to those of requirements.lock; the hash is of the one file
that pip takes for the image's Python.
"""

import re
import sys
import tempfile
from pathlib import Path

from steps.settings import ROOT, Settings
from steps.stage import file_sha256
from steps.tools import run
from steps.wheels import EXTRAS, Wheel, pip, target, write_lock

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
# the same with the condition behind it, such as the Python it is for
_HELD = re.compile(r"^[A-Za-z0-9._-]+==[^\\\n]+", re.MULTILINE)


def make(settings: Settings, lock: Path) -> None:
    """Write the lock."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        pins = _resolve(settings, place)
        pip("download", *target(settings), "-d", place / "wheels", *pins)
        wheels = [_wheel(path) for path in sorted((place / "wheels").glob("*.whl"))]
    lock.write_text(write_lock(wheels), encoding="utf-8")


def _resolve(settings: Settings, place: Path) -> list[str]:
    """Return `name==version` of everything the program needs on the image."""
    held = place / "held.txt"
    tested = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    held.write_text("\n".join(_HELD.findall(tested)), encoding="utf-8")
    uv = Path(sys.executable).parent / "uv"
    told = run([
        uv if uv.exists() else "uv", "pip", "compile", ROOT / "pyproject.toml",
        *(f"--extra={extra}" for extra in EXTRAS), "--constraints", held,
        f"--python-platform=aarch64-manylinux_{settings.glibc.replace('.', '_')}",
        f"--python-version={settings.python}", "--only-binary=:all:", "--no-header",
        "--no-annotate", "--quiet",
    ])  # fmt: skip
    return [f"{name}=={version}" for name, version in _PIN.findall(told)]


def _wheel(path: Path) -> Wheel:
    name, version = path.name.split("-")[:2]
    return Wheel(name.replace("_", "-").lower(), version, file_sha256(path))
