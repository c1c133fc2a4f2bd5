"""Step `workshop`: the packages unpacked, as a place where the image's own programs are run.

Rule: nothing made here is shipped as it lies; steps take single results out of it.
"""

import shutil
from pathlib import Path

from steps.tools import run


def make(packages: Path, root: Path) -> None:
    """Unpack the archive of packages."""
    unpack(packages, root)


def unpack(archive: Path, root: Path) -> None:
    """Unpack an archive of a root file system with its owners and attributes."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    run([
        "tar", "--extract", "--numeric-owner", "--xattrs", "--xattrs-include=*",
        f"--directory={root}", f"--file={archive}",
    ])  # fmt: skip


def inside(root: Path, *words: str, env: dict[str, str] | None = None) -> str:
    """Run a program of the unpacked system in it, and return what it said."""
    return run(["chroot", root, *words], env={"LC_ALL": "C", "HOME": "/root", **(env or {})})


def remove(path: Path) -> None:
    """Remove a file or a folder that may not be there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
