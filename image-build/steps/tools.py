"""Programs of other people, run with fixed words.

Rule: a program that is missing is named together with the Debian package that has it.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

PACKAGES = {
    "apt-config": "apt",
    "apt-get": "apt",
    "arch-test": "arch-test",
    "bmaptool": "bmap-tools",
    "chroot": "coreutils",
    "depmod": "kmod",
    "faketime": "faketime",
    "fsck.erofs": "erofs-utils",
    "genimage": "genimage",
    "mcopy": "mtools",
    "minisign": "minisign",
    "mkdosfs": "dosfstools",
    "mkfs.erofs": "erofs-utils",
    "mksquashfs": "squashfs-tools",
    "mmdebstrap": "mmdebstrap",
    "openssl": "openssl",
    "qemu-system-aarch64": "qemu-system-arm",
    "nft": "nftables",
    "rauc": "rauc",
    "shellcheck": "shellcheck",
    "systemctl": "systemd",
    "systemd-sysusers": "systemd",
    "tar": "tar",
    "veritysetup": "cryptsetup-bin",
    "xz": "xz-utils",
}
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class ToolFailed(Exception):  # as the program's errors
    """A program that is missing or did not do its work; the sentence is for a person."""


def missing(*names: str) -> list[str]:
    """Return the Debian packages that would bring the programs that are not here."""
    return sorted({PACKAGES[name] for name in names if not shutil.which(name, path=_PATH)})


def run(
    words: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    text_in: str | None = None,
) -> str:
    """Run a program and return what it wrote on standard output.

    Raises:
        ToolFailed: it is not here, or it ended with an error; its last lines are told.
    """
    name = str(words[0])
    if not shutil.which(name, path=_PATH):
        raise ToolFailed(f"{name} is missing: sudo apt-get install {PACKAGES.get(name, name)}")
    done = subprocess.run(
        [str(word) for word in words],
        cwd=cwd,
        env={**os.environ, "PATH": _PATH, "LC_ALL": "C.UTF-8", **(env or {})},
        input=text_in,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise ToolFailed(f"{name} ended with {done.returncode}:\n{last}")
    return done.stdout
