"""A screen that draws into memory, slowly and simply: the twin of `devices/window`.

Fills, codes and pictures are exact enough to be tested (nearest pixel); words and polygons are not
drawn. Every scene that was shown is kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from frame.errors import DeviceFailed
from frame.model import Command, Pixels, Size, Verb
from frame.scene import (
    Colour,
    Fill,
    Layer,
    Matrix,
    Picture,
    Progress,
    Rect,
    Scene,
    Shade,
    TextureId,
)
from frame.slideshow.motion import frame_at


@dataclass(frozen=True, slots=True)
class _Shown:
    scene: Scene
    began_s: float
    before: bytes | None


class SimScreen:
    """A screen of `size` whose time and whose people are the test's."""

    def __init__(self, size: Size, clock: Callable[[], float]) -> None:
        self._size = size
        self._clock = clock
        self._shown: _Shown | None = None
        self._textures: dict[TextureId, Pixels] = {}
        self._wishes: list[Command] = []
        self.scenes: list[Scene] = []

    def press(self, verb: Verb) -> None:
        """Let a person ask for something; the next step returns it."""
        self._wishes.append(Command(verb=verb))

    def show(self, scene: Scene, textures: Mapping[TextureId, Pixels]) -> None:
        """Replace what is on the glass.

        Raises:
            DeviceFailed: a texture the scene draws is missing.
        """
        needed = {layer.texture for layer in scene.layers if isinstance(layer, Picture)}
        held = self._textures | dict(textures)
        if needed - held.keys():
            raise DeviceFailed("a scene came without the pictures it shows")
        before = bytes(self.capture().rgb) if scene.fade_s > 0 and self._shown else None
        self._textures = {name: held[name] for name in needed}
        self._shown = _Shown(scene, self._clock(), before)
        self.scenes.append(scene)

    def step(self) -> tuple[Command, ...]:
        """Return what people asked for."""
        wishes, self._wishes = tuple(self._wishes), []
        return wishes

    def capture(self, *, settled: bool = False) -> Pixels:
        """Return what is on the glass; `settled`, without a fade and undimmed."""
        shown = self._shown
        if shown is None:
            return Pixels(size=self._size, rgb=bytes(3 * self._count()))
        if settled:
            shown = replace(shown, scene=replace(shown.scene, dim=0.0), before=None)
        drawing = frame_at(shown.scene, self._clock() - shown.began_s)
        canvas = bytearray(bytes(shown.scene.background) * self._count())
        for layer in drawing.layers:
            self._draw(canvas, layer)
        if shown.before is not None:
            share = drawing.shown
            canvas = bytearray(
                round(new * share + old * (1 - share))
                for new, old in zip(canvas, shown.before, strict=True)
            )
        return Pixels(size=self._size, rgb=bytes(canvas))

    def close(self) -> None:
        """Forget everything."""
        self._shown = None
        self._textures = {}

    def _count(self) -> int:
        return self._size.width_px * self._size.height_px

    def _draw(self, canvas: bytearray, layer: Layer) -> None:
        if isinstance(layer, Fill):
            self._paint(canvas, layer.at, lambda _x, _y: (layer.colour, layer.alpha))
        elif isinstance(layer, Shade):
            self._paint(canvas, layer.at, lambda _x, y: (layer.colour, _depth(layer, y)))
        elif isinstance(layer, Picture):
            pixels = self._textures[layer.texture]
            self._paint(canvas, layer.at, lambda x, y: (_pixel(pixels, layer, x, y), 1.0))
        elif isinstance(layer, Matrix):
            self._paint(canvas, layer.fitted, lambda x, y: (layer.colour, _darkness(layer, x, y)))
        elif isinstance(layer, Progress):
            filled = replace(layer.at, width=layer.start * layer.at.width)
            self._paint(canvas, filled, lambda _x, _y: (layer.colour, layer.alpha))

    def _paint(
        self,
        canvas: bytearray,
        at: Rect,
        colour_at: Callable[[float, float], tuple[Colour, float]],
    ) -> None:
        """Blend a colour that depends on the place (fractions of `at`) into the canvas."""
        wide, high = self._size.width_px, self._size.height_px
        for row in range(max(0, round(at.top)), min(high, round(at.top + at.height))):
            for column in range(max(0, round(at.left)), min(wide, round(at.left + at.width))):
                x, y = (column + 0.5 - at.left) / at.width, (row + 0.5 - at.top) / at.height
                colour, alpha = colour_at(x, y)
                first = 3 * (row * wide + column)
                for channel, value in enumerate(colour, start=first):
                    canvas[channel] = round(value * alpha + canvas[channel] * (1 - alpha))


def _depth(shade: Shade, y: float) -> float:
    return shade.top + (shade.bottom - shade.top) * y * y * (3 - 2 * y)


def _darkness(matrix: Matrix, x: float, y: float) -> float:
    line = matrix.rows[int(y * len(matrix.rows))]
    return float(line[int(x * len(line))])


def _pixel(pixels: Pixels, picture: Picture, x: float, y: float) -> Colour:
    part, size = picture.start, pixels.size
    column = min(size.width_px - 1, int((part.left + x * part.width) * size.width_px))
    row = min(size.height_px - 1, int((part.top + y * part.height) * size.height_px))
    first = 3 * (row * size.width_px + column)
    red, green, blue = pixels.rgb[first : first + 3]
    return red, green, blue
