"""What is on the glass, as data: a scene is a picture of the screen that can be compared.

Rule 1: a scene is complete. Drawing it needs its textures and the seconds since it began,
        nothing else.
Rule 2: positions on the screen are pixels from the top left; positions in a texture are
        fractions (`Box`), so a texture may be any size.
Rule 3: what glides starts and ends at rest; only a `Progress`, which tells time, runs evenly.
"""

from dataclasses import dataclass
from typing import Literal, NewType

from frame.model import Box, Size, Verb

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Dark squares of a two-dimensional code, one letter each: "1" is drawn, "0" is not.

    Each square has the same whole number of pixels, so its edges are sharp; what that leaves of
    `at` is left free on all sides.
    """

    at: Rect
    rows: tuple[str, ...]
    colour: Colour

    @property
    def square_px(self) -> int:
        """How many pixels one square is wide and high; at least one."""
        most = max(1, len(self.rows), *map(len, self.rows))
        return max(1, int(min(self.at.width, self.at.height) / most))

    @property
    def fitted(self) -> Rect:
        """The part of `at` that the squares fill, in whole pixels."""
        width, height = (self.square_px * count for count in (len(self.rows[0]), len(self.rows)))
        left = round(self.at.left + (self.at.width - width) / 2)
        top = round(self.at.top + (self.at.height - height) / 2)
        return Rect(left=left, top=top, width=width, height=height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A bar that fills a share of `at` from the left, evenly from `start` to `end` (0 to 1)."""

    at: Rect
    colour: Colour
    start: float
    end: float
    alpha: float = 1.0


Layer = Fill | Picture | Words | Shade | Shape | Matrix | Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place that can be touched, and what that asks for."""

    at: Rect
    verb: Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything on the screen from the moment it is drawn until the next scene.

    fade_s    how long it takes to replace the scene before it
    seconds   how long its motion lasts; afterwards it stands still
    begin_s   how much of that motion is over when it is first drawn: a scene whose words
              change replaces itself without a jump
    targets   what can be touched; while there are any, a touch elsewhere asks for nothing
    dim       how dense the even black veil over all of it is: 0 none, 1 nothing to be seen
    lit       False where the screen is to be switched off once this scene is there
    """

    size: Size
    background: Colour
    layers: tuple[Layer, ...]
    fade_s: float = 0.0
    seconds: float = 0.0
    begin_s: float = 0.0
    targets: tuple[Target, ...] = ()
    dim: float = 0.0
    lit: bool = True

    @property
    def asks(self) -> bool:
        """Whether it waits for a yes or a no: keys are answers then."""
        return any(target.verb in {Verb.YES, Verb.NO} for target in self.targets)
