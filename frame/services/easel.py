"""The easel: the display that is there, what it was sent last, and pictures of it.

Rule 1: a display that goes away changes nothing but the picture; when one comes, it is sent what
        is on the glass.
Rule 2: a picture is of the scene that the display was sent before it was asked, so nothing of
        another one is on it.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from frame.devices.channel import Channel
from frame.errors import Offline
from frame.log import event
from frame.model import Pixels, Size
from frame.scene import Scene, TextureId
from frame.services.darkroom import Darkroom
from frame.services.ipc import send_scene, wish_for_picture
from frame.slideshow.events import Show

_LOG = logging.getLogger("frame.core")
_WAITING = 8
Seen = Callable[[bytes | None], object]
"""Hears a small JPEG of the glass, or None where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A display came in and tells how large its glass is."""

    channel: Channel
    size: Size
    process: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A display took the picture that was wished for under this number."""

    number: int
    pixels: Pixels


class Easel:
    """What stands before the people; only core's thread calls it."""

    def __init__(self, darkroom: Darkroom) -> None:
        self._darkroom = darkroom
        self._display: Arrived | None = None
        self.shown: Show | None = None
        self._wishes: dict[int, Seen] = {}
        self._count = 0

    def welcome(self, display: Arrived) -> bool:
        """Let a display in, and show it what is there; False where its glass is another size."""
        again = self._display is not None and self._display.size == display.size
        self._display = display
        self._give_up()
        event(_LOG, "display.arrived", process=display.process)
        if again and self.shown is not None:
            self._send(self.shown)
        return again and self.shown is not None

    @property
    def process(self) -> int | None:
        """The process id of the display that is there."""
        return self._display.process if self._display else None

    def show(self, effect: Show, coming: tuple[TextureId, ...]) -> None:
        """Put a scene on the glass; what neither it nor the next one needs is dropped."""
        self.shown = effect
        self._darkroom.keep_only((*effect.textures, *effect.held, *coming))
        self._send(effect)

    def on_the_glass(self) -> tuple[Scene, Mapping[TextureId, Pixels]] | None:
        """Return what a display was last sent, if one is there."""
        if self.shown is None:
            return None
        return self.shown.scene, self._darkroom.textures(self.shown.textures)

    def picture(self, seen: Seen) -> None:
        """Have a small picture made of what is on the glass; `seen` hears of it later."""
        display = self._display
        if display is None or len(self._wishes) >= _WAITING:
            seen(None)
            return
        self._count += 1
        self._wishes[self._count] = seen
        try:
            wish_for_picture(display.channel, self._count)
        except Offline:
            self._lose(display)

    def taken(self, taken: Taken) -> None:
        """Make the small picture of what a display took; what nobody wished for is dropped."""
        seen = self._wishes.pop(taken.number, None)
        if seen is not None:
            self._darkroom.shrink(taken.pixels, seen)

    def close(self) -> None:
        """Let go of pictures and of the display, which comes back to whoever is core next."""
        self._darkroom.close()
        if self._display is not None:
            self._display.channel.hang_up()

    def _send(self, effect: Show) -> None:
        display = self._display
        if display is None:
            return
        try:
            send_scene(display.channel, effect.scene, self._darkroom.textures(effect.textures))
        except Offline:
            self._lose(display)

    def _lose(self, display: Arrived) -> None:
        event(_LOG, "display.gone", logging.WARNING, process=display.process)
        display.channel.close()
        self._display = None
        self._give_up()

    def _give_up(self) -> None:
        """Tell everybody who waits for a picture that none comes."""
        waiting, self._wishes = list(self._wishes.values()), {}
        for seen in waiting:
            seen(None)
