"""A step that is left out when nothing it depends on has changed, and that says how it goes.

Rule 1: a step is done when its mark says so, and the mark is written last.
Rule 2: the mark holds the digest of everything the step was given, so a changed input, a changed
        earlier step or a changed step file makes it run again.
"""

import hashlib
import stat
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from steps.settings import HERE


def digest(*parts: Path | str) -> str:
    """Return the SHA-256 of words and of files; of a folder all names count, and what may be run.

    What else a mode says depends on the umask under which a tree was fetched.
    """
    whole = hashlib.sha256()
    for part in parts:
        for name, data in _pieces(part):
            whole.update(f"{name}\0{len(data)}\0".encode())
            whole.update(data)
    return whole.hexdigest()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pieces(part: Path | str) -> Iterable[tuple[str, bytes]]:
    if isinstance(part, str):
        yield "", part.encode()
    elif part.is_dir():
        for path in sorted(part.rglob("*")):
            if "__pycache__" in path.parts or ".egg-info" in path.name:
                continue
            name = f"{path.relative_to(part)} {path.lstat().st_mode & stat.S_IXUSR:o}"
            if path.is_symlink():
                yield name, str(path.readlink()).encode()
            elif path.is_file():
                yield name, path.read_bytes()
    else:
        yield part.name, part.read_bytes() if part.exists() else b""


@dataclass(frozen=True, slots=True)
class Marks:
    """The folder of marks, one file a step."""

    folder: Path

    def of(self, name: str) -> str:
        """Return what the last whole run of a step was given, or nothing."""
        path = self.folder / f"{name}.done"
        return path.read_text(encoding="ascii") if path.exists() else ""

    def step(
        self, name: str, given: str, makes: Iterable[Path], run: Callable[[], object]
    ) -> None:
        """Run a step, unless it was given the same before and what it made is still there."""
        words = digest(given, HERE / "steps" / f"{name}.py")
        makes = tuple(makes)
        if self.of(name) == words and all(path.exists() for path in makes):
            say(f"{name}: nothing changed")
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.done").unlink(missing_ok=True)
        say(f"{name}: begins")
        begin = time.monotonic()
        run()
        missing = [path.name for path in makes if not path.exists()]
        if missing:
            raise RuntimeError(f"{name} did not make {', '.join(missing)}")
        (self.folder / f"{name}.done").write_text(words, encoding="ascii")
        say(f"{name}: done in {time.monotonic() - begin:.0f} s")


def say(line: str) -> None:
    """Say on standard error how it goes."""
    sys.stderr.write(f"image: {line}\n")
    sys.stderr.flush()
