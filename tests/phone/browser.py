"""A real browser before the phone page: the page is handed out as the frame does, nothing else is.

Rule 1: no name outside of this machine resolves in the browser, and every request is noted.
Rule 2: what the page complains about (console, exceptions, dialogs) is noted as a fault.
Rule 3: it lives for one module of tests: while it runs, asyncio.run() works for nobody beside it.
"""

import asyncio
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, NoReturn
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Error,
    Page,
    Request,
    sync_playwright,
)

from frame.devices.web import WebServer
from frame.devices.web_files import Pages, read_built
from tests.phone.page import PHONE, node

Look = Literal["light", "dark"]
Size = tuple[int, int]
LANGUAGES: Final = ("en", "de", "fr", "es", "zh")
PHONE_SIZE: Final = (390, 844)
TABLET_SIZE: Final = (820, 1180)
_START_S: Final = 10.0
_PATIENCE_S: Final = 10.0
_POLL_MS: Final = 20
ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_SCENES: Final = """
pair-beginning pair-paste pair-name pair-connecting pair-waiting pair-comparing
pair-comparing-why pair-agreed pair-agreed-first pair-paired pair-paired-viewer
pair-first-album pair-failed pair-old pair-another
frame frame-card frame-night frame-sealed frame-marked frame-away frame-lost frame-locked
frame-connecting frame-removed frame-viewer frame-why frame-hide frame-choose settings
closed-elsewhere closed-storage
send-empty send-inspection send-album send-album-new send-sending send-reading send-paused
send-complete send-photo send-refused send-clearing send-viewer
albums albums-empty albums-new album album-empty album-over album-gone album-choosing
album-move album-move-sure album-moving album-move-stays album-moved album-erase album-erased
album-rename members members-add photo photo-coming photo-large photo-erase
consent consent-none consent-over consent-faces consent-share consent-back
consent-back-frame consent-back-album consent-receipts history taken-back taken-back-nothing
people people-viewer people-forget enrol-who enrol-words enrol-photos enrol-face
enrol-unseen privacy privacy-away privacy-journal privacy-take
privacy-taking privacy-taken privacy-leave privacy-wipe
phones phones-invite phones-digits phones-change phones-remove toast-bad
"""
SCENES: Final = tuple(_SCENES.split())
"""The scenes of frame/phone/tests/twin_scenes.ts; test_screens.py holds the two lists together."""


def chromium() -> Path:
    """Return the browser of this machine; skip where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    return Path(found or _give_up("chromium is not installed"))


def twin_page(folder: Path) -> Path:
    """Build into `folder` the page that has the twin of the office behind it."""
    if not (PHONE / "node_modules" / "axe-core").is_dir():
        _give_up("frame/phone/node_modules is missing: run ./dev phone")
    command = [str(node()), str(PHONE / "tests" / "build_twin.mjs"), str(folder)]
    subprocess.run(command, cwd=PHONE, check=True, timeout=60)
    return folder


def _give_up(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def served(folder: Path, connect: Sequence[str] = ()) -> Iterator[str]:
    """Hand out a built page as the frame does, and yield its address."""
    server = WebServer(Pages(read_built(folder), connect=tuple(connect)))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="web")
    thread.start()
    try:
        asked = asyncio.run_coroutine_threadsafe(server.listen("127.0.0.1", 0), loop)
        yield f"http://127.0.0.1:{asked.result(_START_S)}"
    finally:
        asyncio.run_coroutine_threadsafe(server.close(), loop).result(_START_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the browser, and end it."""
    program = chromium()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield started
        finally:
            started.close()


@dataclass  # without slots: playwright notes on it whom it calls
class Screen:
    """One tab with a page of `address`, and everything that is wrong with it.

    faults    what the page complained about, each as a sentence
    requests  the addresses it asked for
    """

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", self._break)
        self.page.on("dialog", self._dismiss)
        self.page.on("request", self._note)

    def show(self, scene: str, **asked: str) -> None:
        """Play a scene of the twin, with `tongue`, `words`, `delay` or `moving` as asked."""
        self.page.goto(f"{self.address}/?{urlencode({'scene': scene, **asked})}")
        try:
            self.page.evaluate("ready")
        except Error as problem:
            raise AssertionError(f"{scene}: {problem.message}") from problem

    def speak(self, tongue: str) -> None:
        """Show the same scene in another language."""
        if not self.stage(f"speak({tongue!r})"):
            scene = self.stage("scene")
            self.show(scene, tongue=tongue)
        self.still()

    def resize(self, width: int, height: int) -> None:
        """Give the window another size, in CSS pixels."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.still()

    def stage(self, words: str) -> Any:
        """Return what `words` of the stage are, such as "heard" or "twin.view()"."""
        return self.page.evaluate(f"stage.{words}")

    def still(self) -> None:
        """Wait until nothing is asked, loaded or drawn any more."""
        self.page.evaluate("stage.still()")

    def until(self, holds: str) -> None:
        """Wait until a JavaScript expression holds; asked from here: the page may not eval."""
        end = time.monotonic() + _PATIENCE_S
        while not self.page.evaluate(holds):
            assert time.monotonic() < end, f"waited in vain for {holds}"
            self.page.wait_for_timeout(_POLL_MS)

    def dress(self, look: Look) -> None:
        """Show the page by day or by night."""
        self.page.emulate_media(color_scheme=look)
        self.still()

    def flaws(self) -> list[str]:
        """Return what is wrong with the layout of what is shown, each as a sentence."""
        found: list[str] = self.stage("measure()")
        return found

    def violations(self, *rules: str) -> list[str]:
        """Return what axe finds, or only what some of its rules find."""
        found: list[str] = self.page.evaluate(_AXE, list(rules))
        return found

    def denials(self) -> list[str]:
        """Return what the page tried that its policy forbids."""
        found: list[str] = self.stage("denied")
        return found

    def strangers(self) -> list[str]:
        """Return the requests that left the origin of the page."""
        here = urlsplit(self.address).netloc
        return [one for one in self.requests if urlsplit(one).netloc not in {here, ""}]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.faults.append(f"console {message.type}: {message.text}")

    def _break(self, error: Error) -> None:
        self.faults.append(f"exception: {error.message}")

    def _dismiss(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":
            dialog.accept()
            return
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _note(self, request: Request) -> None:
        if not request.url.startswith("blob:"):
            self.requests.append(request.url)


_AXE: Final = """async (rules) => {
  if (!window.axe) await new Promise((done, fail) => {
    const script = document.createElement('script');
    script.src = './axe.js';
    script.onload = done;
    script.onerror = fail;
    document.head.append(script);
  });
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const runOnly = rules.length ? { type: 'rule', values: rules } : { type: 'tag', values: tags };
  const found = await axe.run(document, { runOnly, resultTypes: ['violations'], preload: false });
  return found.violations.flatMap((one) => one.nodes.map((node) =>
    [one.id, node.target.join(' '), ...node.failureSummary.split('\\n').slice(1)].join(': ')));
}"""


def context(
    started: Browser,
    size: tuple[int, int] = PHONE_SIZE,
    look: Look = "light",
    *,
    calm: bool = True,
) -> BrowserContext:
    """Return a phone with nothing on it; `calm`: its owner wants no motion."""
    return started.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=look,
        reduced_motion="reduce" if calm else "no-preference",
        has_touch=True,
        locale="en-GB",
        timezone_id="Europe/Berlin",
    )
