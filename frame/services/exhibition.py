"""A screen that keeps what it shows: PNG files for machines without a display."""

from collections.abc import Callable, Mapping
from pathlib import Path

from frame.devices.imaging import encode_png
from frame.errors import BadRequest
from frame.model import Command, Pixels
from frame.ports import Screen
from frame.scene import Scene, TextureId

_SETTLED_S = 0.4


class Exhibition:
    """Wraps a screen; each scene is written once in the middle of its fade and once after it."""

    def __init__(self, screen: Screen, folder: Path, clock: Callable[[], float]) -> None:
        self._screen = screen
        self._folder = folder
        self._clock = clock
        self._count = 0
        self._due: list[tuple[float, str]] = []
        self.written: list[Path] = []

    def show(self, scene: Scene, textures: Mapping[TextureId, Pixels]) -> None:
        """Show a scene, and note when to write it down."""
        self._screen.show(scene, textures)
        now = self._clock()
        self._count += 1
        self._due = [(now + scene.fade_s + _SETTLED_S, f"{self._count:03}")]
        if self._count > 1 and scene.fade_s > 0.5:
            self._due.insert(0, (now + scene.fade_s / 2, f"{self._count:03}-fade"))

    def step(self) -> tuple[Command, ...]:
        """Draw, and write down what is due."""
        commands = self._screen.step()
        while self._due and self._clock() >= self._due[0][0]:
            self._write(self._due.pop(0)[1])
        return commands

    def capture(self, *, settled: bool = False) -> Pixels:
        """Return what is on the glass."""
        return self._screen.capture(settled=settled)

    def close(self) -> None:
        """Give the glass back."""
        self._screen.close()

    def _write(self, name: str) -> None:
        path = self._folder / f"{name}.png"
        write_png(path, self._screen.capture())
        self.written.append(path)


def write_png(path: Path, pixels: Pixels) -> None:
    """Write pixels as PNG; raise BadRequest where that is not possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encode_png(pixels))
    except OSError as problem:
        raise BadRequest(
            f"{path} cannot be written: {problem.strerror}", hint="Choose another place."
        ) from problem
