"""The display process of a real frame: what `frame run display` starts.

Rule: it loads nothing that knows a key: no store, no cryptography.
"""

import logging
import os
import time
from pathlib import Path

from frame.config import load
from frame.devices.allocator import give_large_memory_back
from frame.devices.window import Window, WindowOptions
from frame.errors import Offline
from frame.log import event
from frame.model import Verb
from frame.ports import Screen
from frame.services import listen
from frame.services.daemon import notify, stop_on_signals
from frame.services.display import Until, serve
from frame.services.screen import screen_size
from frame.slideshow.cards import CardKind, card

_LOG = logging.getLogger("frame.display")
_AGAIN_S = 1.0


def run_display(folder: Path, socket: Path | None) -> None:
    """Draw for the core of this machine until somebody quits; wait for it while it is away."""
    give_large_memory_back()
    config = load(folder)
    options = WindowOptions(
        size=screen_size(config),
        title=config.frame.name,
        headless=os.environ.get("SDL_VIDEODRIVER") in {"dummy", "offscreen"},
        software=config.screen.renderer == "software",
    )
    window = Window(options)
    asked: list[bool] = []
    stop_on_signals(lambda: asked.append(True))
    screen = Until(window, lambda: bool(asked))
    screen.show(card(CardKind.INTERLUDE, window.size, config.frame.name), {})
    notify("READY=1")
    try:
        while not _serve_once(socket or folder / listen.SOCKET, screen, window):
            event(_LOG, "core.away", process="core")
    finally:
        window.close()


def _serve_once(path: Path, screen: Screen, window: Window) -> bool:
    """Serve until somebody quits (True) or core goes away; without core, wait a moment for it."""
    try:
        channel = listen.knock(path)
    except Offline:
        return _wait(screen)
    try:
        return serve(channel, screen, window.size, lambda: notify("WATCHDOG=1"))
    finally:
        channel.close()


def _wait(screen: Screen) -> bool:
    until = time.monotonic() + _AGAIN_S
    while time.monotonic() < until:
        notify("WATCHDOG=1")
        if any(command.verb is Verb.QUIT for command in screen.step()):
            return True
    return False
