"""Fetches the pinned packages and takes only the checked files out of them.

Rule: a file whose SHA-256 is not the one in sources.toml is never written, read or converted.
"""

import hashlib
import subprocess
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

_TABLE = tomllib.loads(Path(__file__).with_name("sources.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, kw_only=True)
class Source:
    """One file inside one package on the package registry."""

    package: str
    path: str
    sha256: str
    rights: str = ""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()

    @property
    def requirement(self) -> str:
        """The package and its version, as pip wants it."""
        return str(_TABLE["package"][self.package]["requirement"])

    @property
    def licence(self) -> str:
        """The licence the package declares."""
        return str(_TABLE["package"][self.package]["licence"])


PHOTOS = tuple(Source(**row) for row in _TABLE["photo"])
CONVERTER: tuple[str, ...] = tuple(_TABLE["converter"]["requirements"])
MODELS: tuple[str, ...] = tuple(_TABLE["weights"])


def weights(model: str) -> Source:
    """Return where the weights of this model come from."""
    return Source(**_TABLE["weights"][model])


def take(source: Source, work: Path) -> Path:
    """Return the checked file, fetched into `work` when it is not there yet."""
    kept = work / "sources" / source.path
    if not kept.exists():
        data = _inside(_wheel(source.requirement, work), source.path)
        _check(source, data)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(data)
    _check(source, kept.read_bytes())
    return kept


def _wheel(requirement: str, work: Path) -> Path:
    folder = work / "wheels" / requirement
    if not any(folder.glob("*.whl")):
        platform = _TABLE["platform"]
        tags = [word for tag in platform["tags"] for word in ("--platform", tag)]
        exactly = ["--no-deps", "--only-binary=:all:", "--python-version", platform["python"]]
        pip = [sys.executable, "-m", "pip", "download", "--quiet", *exactly, *tags]
        subprocess.run([*pip, "--dest", str(folder), requirement], check=True)
    return next(folder.glob("*.whl"))


def _inside(wheel: Path, path: str) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(path)


def _check(source: Source, data: bytes) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != source.sha256:
        raise SystemExit(f"{source.path} of {source.requirement} is not the pinned file: {found}")
