"""The display process of a real frame: what `frame run display` starts.

Rule: it loads nothing that knows a key: no store, no cryptography.
"""

import logging
import os
import time
from pathlib import Path

from frame.config import load
from frame.devices import panel
from frame.devices.allocator import give_large_memory_back
from frame.devices.window import Window, WindowOptions
from frame.errors import Offline
from frame.log import event
from frame.model import Size, Verb
from frame.ports import Screen
from frame.services import listen
from frame.services.daemon import Pulse, notify, stop_on_signals
from frame.services.display import Until, serve
from frame.services.lamp import Lamp
from frame.services.screen import screen_size
from frame.slideshow.cards import CardKind, card

_LOG = logging.getLogger("frame.display")
_AGAIN_S = 1.0
_DARK_TURNS = 60
"""After how many turns without core a glass that core switched off is lit again."""


def run_display(folder: Path, socket: Path | None) -> None:
    """Draw for the core of this machine until somebody quits; wait for it while it is away."""
    give_large_memory_back()
    config = load(folder)
    options = WindowOptions(
        size=screen_size(config),
        title=config.frame.name,
        headless=os.environ.get("SDL_VIDEODRIVER") in {"dummy", "offscreen"},
        software=config.screen.renderer == "software",
        held_key=config.buttons.erase_key,
    )
    window = Window(options)
    asked: list[bool] = []
    stop_on_signals(lambda: asked.append(True))
    lamp = Lamp(window, panel.Plain if options.headless else panel.find)
    screen = Until(lamp, lambda: bool(asked))
    quiet = card(CardKind.INTERLUDE, window.size)
    screen.show(quiet, {})
    screen.step()
    notify("READY=1")
    pulse, away = Pulse(), 0
    try:
        while not _serve_once(socket or folder / listen.SOCKET, screen, window.size, pulse):
            event(_LOG, "core.away", process="core")
            away = away + 1 if lamp.is_dark else 0
            if away >= _DARK_TURNS:
                screen.show(quiet, {})
    finally:
        lamp.close()


def _serve_once(path: Path, screen: Screen, size: Size, pulse: Pulse) -> bool:
    """Serve until somebody quits (True) or core goes away; without core, wait a moment for it."""
    try:
        channel = listen.knock(path)
    except Offline:
        return _wait(screen, pulse)
    try:
        return serve(channel, screen, size, pulse.beat)
    finally:
        channel.close()


def _wait(screen: Screen, pulse: Pulse) -> bool:
    until = time.monotonic() + _AGAIN_S
    while time.monotonic() < until:
        if any(command.verb is Verb.QUIT for command in screen.step()):
            return True
        pulse.beat()
    return False
