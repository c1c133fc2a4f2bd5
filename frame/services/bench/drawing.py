"""What a frame of the slideshow costs where the processor draws (no GPU, no display)."""

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from frame.devices.window import Window, WindowOptions
from frame.model import WHOLE, Box, Pixels, Size
from frame.scene import Layer, Picture, Rect, Scene, Shade, TextureId, Words
from frame.services.bench.madeup import GLASS
from frame.services.bench.timing import (
    Result,
    Terms,
    Work,
    at_most,
    median_ms,
    plain,
    ratio,
    spread,
)

_STEP_S = 1 / 30
_FADE_S = 1.6
_PART: Final = Box(left=0.05, top=0.05, width=0.9, height=0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """What a scene does: how long it fades in, and how long it moves."""

    name: str
    fade_s: float = 0.0
    seconds: float = 0.0
    limit: float | None = None


MOVEMENTS: Final = (
    Movement(name="still"),
    Movement(name="fade", fade_s=_FADE_S, limit=7.0),
    Movement(name="zoom", seconds=20.0),
    Movement(name="zoom_and_fade", fade_s=_FADE_S, seconds=20.0),
)


class _Steps:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def rows(terms: Terms, size: Size = GLASS) -> Iterator[Result]:
    """Yield the rows of this bench."""
    clock = _Steps()
    options = WindowOptions(size=size, headless=True, software=True)
    window = Window(options, clock=clock, nap=lambda _seconds: None)
    # pygame comes with the window, which keeps it from printing its banner
    from frame.devices.sim.blit import Blit  # noqa: PLC0415

    try:
        blit = Blit(_picture(size)).draw
        frames = 15 if terms.quick else 45
        for movement in MOVEMENTS:
            yield from _measured(window, clock, blit, movement, frames)
    finally:
        window.close()


def _measured(
    window: Window, clock: _Steps, blit: Work, movement: Movement, frames: int
) -> Iterator[Result]:
    """Fade and move between two pictures, and take turns with the plain copy at each frame."""
    window.show(_scene(window.size, "a", Movement(name="before")), _textures(window.size, "a"))
    window.step()
    begin = time.process_time()
    window.show(_scene(window.size, "b", movement), _textures(window.size, "b"))
    taking = time.process_time() - begin
    seconds: dict[str, list[float]] = {"frame": [], "blit": []}
    blit()
    window.step()
    for _ in range(frames):
        clock.now_s += _STEP_S
        for name, work in (("frame", window.step), ("blit", blit)):
            begin = time.process_time()
            work()
            seconds[name].append(time.process_time() - begin)
    name = f"frames.{movement.name}"
    note = f"{taking * 1e3:.0f} ms once to begin; a plain copy {median_ms(seconds['blit']):.2f} ms"
    yield plain(name, median_ms(seconds["frame"]), "ms CPU per frame", note)
    if movement.limit is not None:
        value, note = ratio(seconds, "frame", "blit"), spread(seconds, "frame", "blit")
        yield at_most(f"{name}_to_blit", value, "x opaque blit", movement.limit, note)


def _scene(size: Size, texture: str, movement: Movement) -> Scene:
    width, height = float(size.width_px), float(size.height_px)
    whole = Rect(left=0.0, top=0.0, width=width, height=height)
    foot = Rect(left=0.0, top=0.8 * height, width=width, height=0.2 * height)
    end = _PART if movement.seconds else WHOLE
    words: tuple[Layer, ...] = (
        Shade(at=foot, colour=(0, 0, 0), top=0.0, bottom=0.6),
        Words(text="Summer 2019", left=60.0, baseline=0.95 * height, size_px=0.03 * height),
    )
    photo = Picture(texture=TextureId(texture), at=whole, start=WHOLE, end=end)
    return Scene(
        size=size,
        background=(0, 0, 0),
        layers=(photo, *words),
        fade_s=movement.fade_s,
        seconds=movement.seconds,
    )


def _textures(size: Size, name: str) -> Mapping[TextureId, Pixels]:
    return {TextureId(name): _picture(size)}


def _picture(size: Size) -> Pixels:
    return Pixels(size=size, rgb=os.urandom(3 * size.width_px * size.height_px))
