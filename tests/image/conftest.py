"""What the tests of the image may ask for: its build steps, tools, and a small tree."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

_HERE = Path(__file__).resolve().parents[2] / "image-build"
if str(_HERE) not in sys.path:
    sys.path.insert(0, str(_HERE))

from steps import settings, tools  # noqa: E402  (the folder above is no package)
from steps.keys import Keys, make  # noqa: E402


@pytest.fixture(scope="session")
def tree() -> Path:
    """The folder the image is declared in."""
    return _HERE


@pytest.fixture(scope="session")
def needs() -> Callable[..., None]:
    """Skip where one of some programs is missing; in CI that is a failure."""

    def ask(*names: str) -> None:
        packages = tools.missing(*names)
        if packages and os.environ.get("CI"):
            pytest.fail(f"missing: {' '.join(packages)}")
        if packages:
            pytest.skip(f"needs: sudo apt-get install {' '.join(packages)}")

    return ask


@pytest.fixture(scope="session")
def small() -> settings.Settings:
    """The settings of the image, with partitions that fit a few files."""
    whole = settings.read()
    size = {"bootconfig": 36, "boot": 72, "system": 4}
    return settings.Settings(
        **{
            **{name: getattr(whole, name) for name in settings.Settings.__slots__},
            "size": size,
        }
    )


@pytest.fixture(scope="session")
def signers(tmp_path_factory: pytest.TempPathFactory, needs: Callable[..., None]) -> Keys:
    """Keys that were made for this run."""
    needs("openssl", "minisign")
    return make(tmp_path_factory.mktemp("keys") / "ours", "test")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root file system of a few files."""
    folder = tmp_path / "root"
    (folder / "usr/bin").mkdir(parents=True)
    (folder / "etc").mkdir()
    (folder / "usr/bin/frame").write_text("#!/bin/sh\n" + "echo frame\n" * 4000)
    (folder / "usr/bin/frame").chmod(0o755)
    (folder / "etc/hostname").write_text("hearthframe\n")
    (folder / "etc/localtime").symlink_to("/var/lib/hearthframe-setup/localtime")
    return folder
