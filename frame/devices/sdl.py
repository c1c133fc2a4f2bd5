"""SDL's window, renderer and events, as `window` needs them.

Rule: this module is loaded when a window is opened, not before: pygame is large, and other
processes never need it.
"""

import pygame
from pygame._sdl2 import sdl2, video

from frame.devices.gestures import Gestures, meaning_of
from frame.devices.holding import HeldKey
from frame.devices.textures import Painter
from frame.errors import DeviceFailed
from frame.model import Command, Pixels, Size, Verb
from frame.scene import Scene

_BARE_DRIVERS = ("dummy", "offscreen")
_GPU_DRIVERS = ("opengles2", "opengl")
# What the renderer raises is no pygame.error.
_SDL_ERRORS: tuple[type[Exception], ...] = (pygame.error, sdl2.error)
_NO_DISPLAY = "there is no display to open a window on"
_INSTEAD = (
    "Connect a screen, or write the pictures to files: `frame demo --headless`, `frame snapshot`."
)


class Sdl:
    """One window and its renderer; `size` None fills the whole display.

    Raises:
        DeviceFailed: there is no display, or SDL cannot draw on it.
    """

    def __init__(self, title: str, size: Size | None, *, headless: bool, software: bool) -> None:
        try:
            pygame.display.init()
            if _is_bare() and not headless:
                raise DeviceFailed(_NO_DISPLAY, hint=_INSTEAD)
            self._window = _window(title, size)
            # The driver "offscreen" may have a GPU, the driver "dummy" never has.
            software = software or pygame.display.get_driver() == "dummy"
            self._renderer, self.software = _renderer(self._window, software=software)
        except _SDL_ERRORS as problem:
            pygame.display.quit()
            raise DeviceFailed(_NO_DISPLAY, hint=_INSTEAD) from problem
        pygame.font.init()
        area = self._renderer.get_viewport()
        self.size = Size(width_px=area.width, height_px=area.height)
        self.painter = Painter(self._renderer, self.size, software=self.software)
        self._gestures = Gestures(self.size)
        self._held = HeldKey("")
        self._asked = False

    def hold(self, key: str) -> None:
        """Say it while this key is held down."""
        self._held = HeldKey(key)

    def listen(self, scene: Scene) -> None:
        """Hear keys and fingers as this scene wants them heard."""
        self._asked = scene.asks
        self._gestures.aim(scene.targets)

    def present(self) -> None:
        """Put on the glass what was painted."""
        self._renderer.present()

    def read(self) -> Pixels:
        """Return what was painted last."""
        surface = self._renderer.to_surface()
        width, height = surface.get_size()
        rgb = pygame.image.tobytes(surface, "RGB")
        return Pixels(size=Size(width_px=width, height_px=height), rgb=rgb)

    def events(self, now_s: float) -> tuple[tuple[Command, ...], bool]:
        """Return what people asked for since the last call, and whether to draw again."""
        wishes: list[Command] = []
        exposed = False
        for event in pygame.event.get():
            wishes += self._meaning(event, now_s)
            exposed = exposed or event.type == pygame.WINDOWEXPOSED
        wishes += (*self._gestures.held(now_s), *self._held.wishes(now_s))
        return tuple(wishes), exposed

    def close(self) -> None:
        """Close the window and let go of the display."""
        self._window.destroy()
        pygame.display.quit()

    def _meaning(self, event: pygame.event.Event, now_s: float) -> tuple[Command, ...]:
        if event.type in {pygame.QUIT, pygame.WINDOWCLOSE}:
            return (Command(verb=Verb.QUIT),)
        if event.type == pygame.KEYDOWN:
            name = pygame.key.name(event.key)
            self._held.down(name, now_s)
            return meaning_of(name, asked=self._asked)
        if event.type == pygame.KEYUP:
            self._held.up(pygame.key.name(event.key))
        elif event.type == pygame.WINDOWFOCUSLOST:
            self._held.lost()
        elif event.type == pygame.MOUSEMOTION:
            self._gestures.move(*event.pos)
        elif event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            x, y = event.pos
            self._gestures.press(x, y, now_s)
        elif event.type == pygame.MOUSEBUTTONUP and event.button == 1:
            return self._gestures.release(*event.pos)
        return ()


def _window(title: str, size: Size | None) -> pygame.Window:
    whole = size is None
    if size is None:
        wide, high = pygame.display.get_desktop_sizes()[0]
        size = Size(width_px=wide, height_px=high)
    window = pygame.Window(
        title, (size.width_px, size.height_px), fullscreen_desktop=whole and not _is_bare()
    )
    pygame.mouse.set_visible(not whole)
    return window


def _is_bare() -> bool:
    return pygame.display.get_driver() in _BARE_DRIVERS


def _renderer(window: pygame.Window, *, software: bool) -> tuple[video.Renderer, bool]:
    """Return the best renderer that works: OpenGL ES, OpenGL, or the processor."""
    names = [driver.name for driver in video.get_drivers()]
    for name in _GPU_DRIVERS:
        if name in names and not software:
            try:
                index = names.index(name)
                return video.Renderer(window, index=index, vsync=True, target_texture=True), False
            except _SDL_ERRORS:
                continue
    return video.Renderer(window, index=names.index("software"), target_texture=True), True
