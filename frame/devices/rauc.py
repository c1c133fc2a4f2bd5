"""RAUC: what opens an update bundle, verifies it and writes it to the spare slot.

Source: rauc(1), the RAUC manual (bundle format "verity", D-Bus service).

Rule 1: only fixed words and one path are passed; the path is absolute, so it is no option.
Rule 2: `info` checks who signed the manifest, not the payload. The payload is checked block by
        block while it is written (dm-verity), or by `check`, which reads all of it.
Rule 3: what RAUC prints is for its own journal. Here one sentence says what to do.
"""

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from frame.errors import BadRequest, DeviceFailed

SYSTEM: Final = Path("/etc/rauc/system.conf")
_PERCENT: Final = re.compile(rb"^\s*(\d{1,3})%")
_INFO_S: Final = 60.0
_INSTALL_S: Final = 3600.0
_LOOKS: Final = "The file is damaged, or was not made for this frame; get it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What a signed manifest says of itself."""

    compatible: str
    version: str


class Rauc:
    """The `rauc` of this machine."""

    def __init__(self, program: str = "rauc", conf: Path = SYSTEM) -> None:
        self._words = (program, f"--conf={conf}")

    def info(self, bundle: Path) -> Bundle:
        """Return what a bundle is, once its signature holds.

        Raises:
            BadRequest: there is none, or nobody this frame trusts signed it.
            DeviceFailed: RAUC is not there.
        """
        done = self._run("info", "--output-format=json", str(_absolute(bundle)))
        if done.returncode != 0:
            raise BadRequest("that file is no update that this frame trusts", hint=_LOOKS)
        try:
            told = json.loads(done.stdout)
            update = told.get("update", told)
            return Bundle(compatible=str(update["compatible"]), version=str(update["version"]))
        except (ValueError, KeyError, AttributeError, TypeError) as problem:
            raise DeviceFailed("RAUC answers in a way this frame does not know") from problem

    def check(self, bundle: Path, empty: Path) -> None:
        """Read and verify the whole payload by taking it out into a folder that does not exist.

        Raises:
            BadRequest: it is not what was signed.
            DeviceFailed: RAUC is not there.
        """
        done = self._run("extract", str(_absolute(bundle)), str(_absolute(empty)))
        if done.returncode != 0:
            raise BadRequest("the content of that update is not what was signed", hint=_LOOKS)

    def install(self, bundle: Path, heard: Callable[[int], object] = lambda _: None) -> None:
        """Write a bundle to the spare slot; `heard` is told the percentage.

        Raises:
            DeviceFailed: it was not written whole; what runs is untouched.
        """
        words = [*self._words, "install", "--progress", str(_absolute(bundle))]
        try:
            with subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            ) as child:
                for line in child.stdout or ():
                    found = _PERCENT.match(line)
                    if found is not None:
                        heard(min(100, int(found[1])))
                code = child.wait(_INSTALL_S)
        except OSError as problem:
            raise _missing() from problem
        if code != 0:
            raise DeviceFailed(
                "the update was not written whole; the system that runs is untouched",
                hint="`journalctl -u rauc` says why. Try again, or get the file again.",
            )

    def _run(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                [*self._words, *words],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=_INFO_S if words[0] == "info" else _INSTALL_S,
            )
        except OSError as problem:
            raise _missing() from problem
        except subprocess.TimeoutExpired as problem:
            raise DeviceFailed("RAUC does not come to an end") from problem


def _absolute(path: Path) -> Path:
    return path if path.is_absolute() else Path.cwd() / path


def _missing() -> DeviceFailed:
    return DeviceFailed(
        "there is no RAUC here, so no update can be opened",
        hint="Updates are for the Hearthframe image; elsewhere update the package.",
    )
