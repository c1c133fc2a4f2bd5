"""What is on the glass, as data: a scene is a picture of the screen that can be compared.

Rule 1: a scene is complete. Drawing it needs its textures and the seconds since it began,
        nothing else.
Rule 2: positions on the screen are pixels from the top left; positions in a texture are
        fractions (`Box`), so a texture may be any size.
Rule 3: motion starts and ends at rest.
"""

from dataclasses import dataclass
from typing import Literal, NewType

from frame.model import Box, Size

TextureId = NewType("TextureId", str)
Colour = tuple[int, int, int]
Weight = Literal["light", "regular", "semibold", "bold"]
Anchor = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A rectangle on the screen, in pixels."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A rectangle of one colour; `radius` rounds its corners, `alpha` is 0 to 1."""

    at: Rect
    colour: Colour
    alpha: float = 1.0
    radius: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A texture that fills `at` while its visible part glides from `start` to `end`."""

    texture: TextureId
    at: Rect
    start: Box
    end: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One line of text; `left`, `baseline` is where the anchor of its baseline stands.

    `max_width` cuts it short with an ellipsis; `shadow` keeps it readable on any photo.
    """

    text: str
    left: float
    baseline: float
    size_px: float
    weight: Weight = "regular"
    colour: Colour = (255, 255, 255)
    alpha: float = 1.0
    anchor: Anchor = "left"
    max_width: float | None = None
    shadow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """A veil of one colour whose opacity runs smoothly from `top` to `bottom` (0 to 1)."""

    at: Rect
    colour: Colour
    top: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A filled polygon; `points` are fractions of `at`, so a mark needs no font."""

    at: Rect
    points: tuple[tuple[float, float], ...]
    colour: Colour
    alpha: float = 1.0
    shadow: bool = False


Layer = Fill | Picture | Words | Shade | Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything on the screen from the moment it is drawn until the next scene.

    fade_s    how long it takes to replace the scene before it
    seconds   how long its motion lasts; afterwards it stands still
    begin_s   how much of that motion is over when it is first drawn: a scene whose words
              change replaces itself without a jump
    """

    size: Size
    background: Colour
    layers: tuple[Layer, ...]
    fade_s: float = 0.0
    seconds: float = 0.0
    begin_s: float = 0.0
