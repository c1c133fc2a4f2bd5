"""Step `system`: the root file system as one read-only file with its hash tree behind it.

Rule: the same folder gives the same bytes: times, UUID and salt are fixed.

mkfs.erofs(1); veritysetup(8). A salt only keeps one attacker from preparing collisions for many
images; SHA-256 has none to prepare, so a public one costs nothing.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from steps.settings import Settings
from steps.tools import ToolFailed, run

_BLOCK = 4096
_MIB = 1024 * 1024
_HASH = re.compile(r"^Root hash:\s*([0-9a-f]{64})$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sealed:
    """How a system is checked: its root hash, and where in the file the hash tree begins."""

    roothash: str
    hashoffset: int

    def write(self, path: Path) -> None:
        """Keep it beside the file."""
        path.write_text(f"{self.roothash} {self.hashoffset}\n", encoding="ascii")

    @classmethod
    def read(cls, path: Path) -> "Sealed":
        """Return what was kept."""
        roothash, hashoffset = path.read_text(encoding="ascii").split()
        return cls(roothash, int(hashoffset))


def make(settings: Settings, root: Path, out: Path) -> Sealed:
    """Write the file and return how it is checked.

    Raises:
        ToolFailed: it does not fit its partition.
    """
    out.unlink(missing_ok=True)
    run([
        "mkfs.erofs", "-zlz4hc", "-C65536", f"-T{settings.epoch}",
        f"-U{settings.id['file_system']}", out, root,
    ])  # fmt: skip
    sealed = seal(settings, out)
    if out.stat().st_size > settings.size["system"] * _MIB:
        used = out.stat().st_size // _MIB
        raise ToolFailed(f"the system has {used} MiB, its partition {settings.size['system']}")
    return sealed


def seal(settings: Settings, file: Path) -> Sealed:
    """Append the hash tree to a file of whole blocks, and return how it is checked."""
    length = file.stat().st_size
    offset = -(-length // _BLOCK) * _BLOCK
    with file.open("r+b") as end:
        end.truncate(offset)
    salt = hashlib.sha256(settings.id["verity"].encode()).hexdigest()
    told = run([
        "veritysetup", "format", file, file, f"--hash-offset={offset}",
        f"--data-blocks={offset // _BLOCK}", f"--salt={salt}", f"--uuid={settings.id['verity']}",
    ])  # fmt: skip
    found = _HASH.search(told)
    if found is None:
        raise ToolFailed("veritysetup named no root hash")
    return Sealed(found[1], offset)


def verify(file: Path, sealed: Sealed) -> None:
    """Read the whole file against its hash tree; raise ToolFailed where one byte differs."""
    run([
        "veritysetup", "verify", file, file, sealed.roothash, f"--hash-offset={sealed.hashoffset}"
    ])  # fmt: skip
