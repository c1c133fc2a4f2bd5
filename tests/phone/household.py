"""A frame that runs as on a wall, and a phone's browser before it: what the journeys walk through.

The frame is `frame demo --headless` in a process of its own: embedded broker, page, display.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from frame.services.ipc import Request
from frame.services.status import ask_core

_START_S = 60.0
_READY_MS = 90_000


class Frame:
    """Runs while the `with` block lasts; the same folder goes on where it was."""

    program: Sequence[str] = ("-m", "frame.cli.main")

    def __init__(self, folder: Path, *more: str, photos: Path | None = None) -> None:
        self.folder = folder
        self.state = folder / "state"
        self._more = [*more, *(("--photos", str(photos)) if photos else ())]
        self._shots = 0
        self._carded = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self) -> None:
        words = ["demo", "--headless", "--seconds", "3600", "--keep", str(self.state)]
        words += ["--out", str(self.folder / "shown"), *self._more]
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "said.txt").open("a") as said:
            self.process = subprocess.Popen(
                [sys.executable, *self.program, *words],
                stderr=said,
                stdout=said,
                env={**os.environ, "FRAME_STRICT_LOG": "1"},
            )
        until(lambda: self.run("status", "--json").get("running") is True, _START_S)

    def __exit__(self, *_problem: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait(30)

    def run(self, *words: str | Path) -> dict[str, Any]:
        """Run a command beside it and return its JSON, or {} where it failed."""
        done = self.say(*words)
        return json.loads(done.stdout) if done.returncode == 0 else {}

    def say(self, *words: str | Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "frame.cli.main", "--state", self.state, *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def glass(self) -> Image.Image:
        """Return what is on the glass."""
        self._shots += 1
        path = self.folder / f"glass-{self._shots}.png"
        done = self.say("snapshot", "--out", path)
        assert done.returncode == 0, done.stderr
        with Image.open(path) as picture:
            return picture.convert("RGB")

    def card(self, role: str = "owner") -> str:
        """Show a card and read its code from the glass, as a camera does.

        The first card comes by itself, as it does at every demonstration.
        """
        if self._carded:
            assert self.say("pair", "--json", "--role", role).returncode == 0
        self._carded = True
        found: list[str] = []

        def read() -> bool:
            found[:] = [one.text for one in zxingcpp.read_barcodes(self.glass())]
            return bool(found)

        until(read, 40.0)
        return found[0]

    def digits(self) -> str:
        """Return the digits on the glass, as the frame says them."""
        showing = ask_core(self.state, Request(what="pairing")) or {}
        return str(showing.get("digits") or "")


class Phone:
    """One browser with the page open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(_READY_MS)
        expect.set_options(timeout=_READY_MS)

    def press(self, name: str, *, exact: bool = False) -> None:
        self.page.get_by_role("button", name=name, exact=exact).first.click()

    def go(self, place: str) -> None:
        """Go to one of the four places at the foot."""
        self.page.get_by_role("navigation").get_by_text(place, exact=True).click()

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def pair(self, frame: Frame, name: str = "Ana", role: str = "owner") -> None:
        """Pair as people do: scan, name yourself, compare six digits, say yes on both."""
        self.page.goto(frame.card(role))
        self.page.get_by_label("Your name").fill(name)
        self.label = self.page.get_by_label("Name of this phone").input_value()
        self.press("Connect")
        self.sees("Does the frame show the same number?")
        shown = frame.digits()
        assert shown.replace(" ", "") in self.page.inner_text("main").replace(" ", "")
        self.press("Yes, the same")
        assert frame.say("pair", "--confirm", shown).returncode == 0
        self.sees(f"Welcome, {name}")

    def found(self, title: str) -> None:
        """Go on from the welcome and make the first album, agreeing to what is usual."""
        self.press("Continue")
        self.page.get_by_label("Name of the album").fill(title)
        self.press("I agree: make the album")
        self.sees(f"The album “{title}” is ready.")

    def send(self, files: Sequence[Path]) -> None:
        """Choose photos on the Send page and send them."""
        self.go("Send")
        self.page.locator("input[type=file]").first.set_input_files([str(one) for one in files])
        sheet = self.page.get_by_role("dialog")
        sheet.get_by_role("button", name=f"Send {len(files)}").click()

    def open_album(self, title: str) -> None:
        self.go("Albums")
        self.page.get_by_role("main").get_by_text(title, exact=True).first.click()


def until(so: Callable[[], bool], seconds: float = 30.0, every_s: float = 0.2) -> None:
    """Wait until something is so; fail when it never is."""
    deadline = time.monotonic() + seconds
    while not so():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(every_s)
