"""The glass: a window or a whole display that draws scenes and hears what people want.

Rule 1: while nothing moves, nothing is drawn; only events are looked at.
Rule 2: every step pumps every event, so a SIGTERM ends the slideshow at once.

pygame-ce (decision 0001) speaks X11, Wayland and, without any desktop, KMS/DRM.
"""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from frame.model import Command, Pixels, Size
from frame.scene import Scene, TextureId
from frame.slideshow.motion import Drawing, frame_at

if TYPE_CHECKING:
    from pygame._sdl2 import video

_BARE_DRIVERS = ("dummy", "offscreen")
_FRAME_S, _SOFTWARE_FRAME_S, _IDLE_S = 1 / 60, 1 / 30, 1 / 20


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOptions:
    """How to open the glass; `size` None means the whole display.

    headless   draw into memory, without any display (SDL_VIDEODRIVER dummy, or offscreen
               where that is set already)
    software   leave the GPU alone
    held_key   the key that erases everything when it is held long enough, as SDL names it
    """

    size: Size | None = None
    title: str = "Hearthframe"
    headless: bool = False
    software: bool = False
    held_key: str = ""


@dataclass(slots=True)
class _Glass:
    """What is shown: a scene, since when, what it fades over from, and its first moment."""

    scene: Scene
    began_s: float
    before: "video.Texture | None" = None
    still: "video.Texture | None" = None
    settled: bool = False


class Window:
    """A screen that is a window or a whole display; implements `ports.Screen`.

    Raises:
        DeviceFailed: there is no display, or SDL cannot draw on it.
    """

    def __init__(
        self,
        options: WindowOptions,
        *,
        clock: Callable[[], float] = time.monotonic,
        nap: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._nap = nap
        os.environ["PYGAME_HIDE_SUPPORT_PROMPT"] = "1"
        os.environ.setdefault("SDL_RENDER_SCALE_QUALITY", "linear")
        if options.headless and os.environ.get("SDL_VIDEODRIVER") not in _BARE_DRIVERS:
            os.environ["SDL_VIDEODRIVER"] = "dummy"
        from frame.devices.sdl import Sdl  # noqa: PLC0415 - pygame is loaded with the window

        self._sdl = Sdl(
            options.title, options.size, headless=options.headless, software=options.software
        )
        self._sdl.hold(options.held_key)
        self._glass: _Glass | None = None
        self._drawn_s = clock()
        self._closed = False

    @property
    def size(self) -> Size:
        """How many pixels the glass has."""
        return self._sdl.size

    @property
    def software(self) -> bool:
        """Whether the processor draws, because there is no GPU or nobody wants it."""
        return self._sdl.software

    def show(self, scene: Scene, textures: Mapping[TextureId, Pixels]) -> None:
        """Replace what is on the glass.

        Textures that are on the glass already need not be handed over again. A scene that
        does not fade leaves no trace of the one before it.

        Raises:
            DeviceFailed: a texture is missing, or has not the pixels it claims.
        """
        painter, glass = self._sdl.painter, self._glass
        before = None
        if scene.fade_s > 0 and glass is not None:
            before = painter.snapshot(lambda: self._draw(glass))
        painter.take(scene, textures)
        still = None
        if before is not None and self.software:
            # A processor cannot scale and fade a whole screen in time: the new picture waits
            # for the end of the fade before it moves, which nobody sees as it starts at rest.
            still = painter.snapshot(
                lambda: painter.paint(scene.background, frame_at(scene, 0.0).layers)
            )
        self._glass = _Glass(scene, self._clock(), before, still)
        self._sdl.listen(scene)

    def step(self) -> tuple[Command, ...]:
        """Draw the picture that is due now and return what people asked for meanwhile."""
        glass = self._glass
        if glass is None or glass.settled:
            self._nap(_IDLE_S)
        else:
            due = self._drawn_s + (_SOFTWARE_FRAME_S if self.software else _FRAME_S)
            self._nap(max(0.0, due - self._clock()))
            self._drawn_s = self._clock()
            glass.settled = not self._draw(glass).moving
            self._sdl.present()
        wishes, exposed = self._sdl.events(self._clock())
        if exposed and glass is not None:
            glass.settled = False
        return wishes

    def capture(self, *, settled: bool = False) -> Pixels:
        """Return what is on the glass; `settled`, without a fade and undimmed."""
        glass = self._glass
        if glass is not None and settled:
            bare = replace(glass.scene, dim=0.0)
            drawing = frame_at(bare, self._clock() - glass.began_s)
            self._sdl.painter.paint(bare.background, drawing.layers)
            glass.settled = False  # what was painted here is not what belongs on the glass
        elif glass is not None:
            self._draw(glass)
        return self._sdl.read()

    def close(self) -> None:
        """Give the glass back; twice is as good as once."""
        if not self._closed:
            self._closed = True
            self._glass = None
            self._sdl.close()

    def _draw(self, glass: _Glass) -> Drawing:
        """Paint this moment and return what it was."""
        painter = self._sdl.painter
        drawing = frame_at(glass.scene, self._clock() - glass.began_s)
        if drawing.shown >= 1.0:
            glass.before = glass.still = None
        if glass.still is not None:
            painter.veil(glass.still, 1.0)
        else:
            painter.paint(glass.scene.background, drawing.layers)
        if glass.before is not None:
            painter.veil(glass.before, 1.0 - drawing.shown)
        return drawing
