"""A machine as an installer and a household use it: over SSH, by its screen, with a keyboard."""

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image

from tests.image.booted.machine import DidNotHappenError, Machine

_QUIET = (
    "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
    "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=30", "-o", "BatchMode=yes",
)  # fmt: skip
AS_FRAME = "sudo -u hearthframe env FRAME_STATE=/var/lib/hearthframe"


@dataclass(slots=True)
class Board:
    """One machine, and the key of its installer."""

    machine: Machine
    key: Path

    def starts(self, timeout_s: float, *, tryboot: bool = False) -> str:
        """Let it start, wait until an installer can log in, and say which slot runs."""
        slot = self.machine.start(tryboot=tryboot)
        self.until(lambda: self.does("true", check=False) == 0, "nobody can log in", timeout_s)
        return slot

    def does(self, words: str, *, check: bool = True) -> int:
        """Run a command and return how it ended."""
        done = self._ssh(words)
        if check and done.returncode:
            raise DidNotHappenError(f"{words}: {done.stdout}{done.stderr}")
        return done.returncode

    def says(self, words: str) -> str:
        """Return what a command says."""
        done = self._ssh(words)
        if done.returncode:
            raise DidNotHappenError(f"{words}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def frame(self, words: str) -> Any:
        """Return the JSON document of a `frame` command, run as the frame's own user."""
        return json.loads(self.says(f"{AS_FRAME} frame {words} --json"))

    def takes(self, file: Path, name: str) -> None:
        """Copy a file into the machine's /var/tmp."""
        words = ["scp", "-i", str(self.key), "-P", str(self.machine.ports["login"]), *_QUIET]
        target = f"installer@{self.machine.address}:/var/tmp/{name}"
        subprocess.run([*words, str(file), target], check=True, timeout=900)

    def picture(self, name: str) -> Image.Image:
        """Return what the screen shows, and keep it as PNG."""
        file = self.machine.picture(self.machine.work / f"{name}.ppm")
        with Image.open(file) as seen:
            picture = seen.convert("RGB")
        picture.save(file.with_suffix(".png"))
        file.unlink()
        return picture

    def card_address(self, timeout_s: float) -> str:
        """Return the address in the code on the screen, as a phone's camera reads it."""
        return self.code("#1", "card", timeout_s)

    def code(self, mark: str, name: str, timeout_s: float) -> str:
        """Return the code on the screen that has a mark in it; its picture is kept."""
        found: list[str] = []

        def seen() -> bool:
            codes = zxingcpp.read_barcodes(self.picture(name))
            found.extend(code.text for code in codes if mark in code.text)
            return bool(found)

        self.until(seen, f"no code with {mark} is on the screen", timeout_s)
        return found[-1]

    def until(self, so: Callable[[], bool], otherwise: str, timeout_s: float) -> None:
        """Wait until something is so."""
        end = time.monotonic() + timeout_s
        while not so():
            if time.monotonic() > end or not self.machine.runs:
                last = "\n".join(self.machine.said().splitlines()[-25:])
                raise DidNotHappenError(f"{otherwise}. At last:\n{last}")
            time.sleep(3)

    def _ssh(self, words: str) -> subprocess.CompletedProcess[str]:
        port = str(self.machine.ports["login"])
        login = ["ssh", "-i", str(self.key), "-p", port, *_QUIET]
        return subprocess.run(
            [*login, f"installer@{self.machine.address}", f"PATH=$PATH:/usr/sbin; {words}"],
            capture_output=True, text=True, check=False, timeout=900, stdin=subprocess.DEVNULL,
        )  # fmt: skip
