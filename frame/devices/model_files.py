"""Finds the model files, reads them, and hands on only those that are what the manifest says.

Rule: bytes leave this file checked or not at all; what runs them cannot survive a wrong one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from frame.errors import ModelRefused
from frame.vision import registry
from frame.vision.registry import Entry

_MANIFEST = "manifest.toml"
_MANIFEST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One model of the manifest; `problem` is why its file is refused, or None."""

    entry: Entry
    problem: str | None


def find(folder: Path | None = None) -> Path:
    """Return the folder that holds the models; raise ModelRefused when there is none.

    Without `folder`: the one inside the installed package, else the one of the checkout.
    """
    if folder is not None:
        places = [folder]
    else:
        package = Path(str(resources.files("frame")))
        places = [package / "models", package.parent / "models"]
    for place in places:
        if (place / _MANIFEST).is_file():
            return place
    raise ModelRefused("there is no folder with models", hint="Reinstall hearthframe.")


def entries(folder: Path) -> Mapping[str, Entry]:
    """Return name to entry of the manifest in this folder; raise ModelRefused."""
    return registry.parse(_read(folder / _MANIFEST, _MANIFEST_BYTES, "the list of models"))


def load(folder: Path) -> dict[str, bytes]:
    """Return name to bytes of every model, each checked; raise ModelRefused at the first fault."""
    return {name: _checked(folder, entry) for name, entry in entries(folder).items()}


def verify(folder: Path) -> tuple[Checked, ...]:
    """Return every model of the manifest with what is wrong with it, if anything is."""
    return tuple(
        Checked(entry=entry, problem=_problem(folder, entry)) for entry in entries(folder).values()
    )


def _problem(folder: Path, entry: Entry) -> str | None:
    try:
        _checked(folder, entry)
    except ModelRefused as refused:
        return str(refused)
    return None


def _checked(folder: Path, entry: Entry) -> bytes:
    data = _read(folder / entry.file, entry.bytes, f"the model {entry.name}")
    registry.check(entry, data)
    return data


def _read(path: Path, most: int, what: str) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except FileNotFoundError as problem:
        raise ModelRefused(f"{what} is missing") from problem
    except OSError as problem:
        raise ModelRefused(f"{what} cannot be read") from problem
