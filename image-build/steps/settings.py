"""image.toml and the package lists, read once.

Rule 1: what differs between two images stands in these files, not in code.
Rule 2: a package without a reason is refused.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
ROOT = HERE.parent


class BadSettings(Exception):  # says what is bad, as the program's errors do
    """A list or a table that cannot be used; the sentence says which line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newer:
    """Packages that are taken from another suite than the rest, and which suite that is."""

    suite: str
    component: str
    packages: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What image.toml says.

    size  partition name to MiB
    id    name to a fixed UUID or FAT volume number
    """

    suite: str
    architecture: str
    components: Sequence[str]
    python: str
    glibc: str
    epoch: int
    compatible: str
    support_years: int
    contact: str
    newer: Newer
    size: Mapping[str, int]
    id: Mapping[str, str]
    prune: Mapping[str, Sequence[str]]


def read(path: Path = HERE / "image.toml") -> Settings:
    """Return the settings; raise BadSettings where one is missing or unknown."""
    told: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        newer = Newer(**told.pop("newer"))
        return Settings(newer=newer, **told)
    except (KeyError, TypeError) as error:
        raise BadSettings(f"{path.name}: {error}") from None


def packages(*lists: Path) -> list[str]:
    """Return the packages of some lists, in their order.

    Raises:
        BadSettings: a line has no reason, or a package stands there twice.
    """
    found: list[str] = []
    for path in lists:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            name, _, reason = (part.strip() for part in line.partition("#"))
            if name and (not reason or name in found):
                raise BadSettings(f"{path.name}:{number}: {name} has no reason, or stands twice")
            if name:
                found.append(name)
    return found


def version(project: Path = ROOT / "pyproject.toml") -> str:
    """Return the program's version, which is the image's."""
    told = tomllib.loads(project.read_text(encoding="utf-8"))
    return str(told["project"]["version"])
