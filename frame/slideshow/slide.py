"""The nouns of the slideshow: what is to be shown, and how its owner likes it.

Rule: a shot carries everything that its layout needs, so composing it asks nobody.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from frame.model import UNTOUCHED, Box, Face, Language, PhotoId, Remedy, Size
from frame.scene import Colour, Layer, Rect, TextureId


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One photo of a slide, with what the models saw in it.

    size        in pixels, as it is shown: of the stored master, or of what a tilt leaves of it
    people      whole figures, also of those whose face was not seen
    horizon     how high it runs (0 top to 1 bottom), if there is one
    remedy      what is done to it before it is shown
    unlevelled  size of the stored master where `size` is another one
    veil        what nobody here may see: boxes of the stored master, before any remedy
    colour      the colour its mat takes the hue from (sRGB)
    title       what the family wrote under it, if anything
    album       the title of its album
    """

    photo: PhotoId
    size: Size
    faces: tuple[Face, ...] = ()
    focus: Box | None = None
    people: tuple[Box, ...] = ()
    horizon: float | None = None
    remedy: Remedy = UNTOUCHED
    unlevelled: Size | None = None
    veil: tuple[Box, ...] = ()
    colour: Colour = (96, 92, 88)
    taken_at: datetime | None = None
    title: str = ""
    album: str = ""
    favourite: bool = False

    def as_stored(self) -> "Shot":
        """Return the shot without its remedy; what is veiled stays veiled."""
        size = self.unlevelled or self.size
        return replace(self, size=size, remedy=UNTOUCHED, unlevelled=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """One or two photos that share the screen, why, and the seed of their movement.

    `story` is the title of the story they belong to, if they belong to one.
    """

    shots: tuple[Shot, ...]
    because: str = ""
    seed: int = 0
    story: str = ""

    @property
    def photos(self) -> tuple[PhotoId, ...]:
        """The ids of its photos."""
        return tuple(shot.photo for shot in self.shots)

    def liked(self, *, yes: bool) -> "Slide":
        """Return the same slide with every photo marked as favourite, or none."""
        return replace(self, shots=tuple(replace(shot, favourite=yes) for shot in self.shots))


@dataclass(frozen=True, slots=True)
class Night:
    """From which minute of the day until which one the glass is dark, across midnight if so.

    Minutes count from 0:00 on the clock on the wall, and `until` is day again.
    """

    from_minute: int
    until_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the owner likes the slideshow; times in seconds.

    phones      that phones can be added: cards that ask for photos name them first
    brightness  how much light leaves the glass, in percent of all it has
    language    of the words on the glass
    """

    seconds: float = 15.0
    fade_s: float = 1.6
    motion: bool = True
    clock: bool = True
    captions: bool = True
    phones: bool = False
    brightness: int = 100
    night: Night | None = None
    language: Language = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A texture a scene draws: `part` of a photo, at least as large as `wanted`.

    First the boxes of `veil` are hidden, then the remedy is applied. A photo with too few pixels
    for its place is enlarged to exactly `wanted`.
    """

    texture: TextureId
    photo: PhotoId
    part: Box
    wanted: Size
    remedy: Remedy = UNTOUCHED
    veil: tuple[Box, ...] = ()
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Where one shot stands on the screen, and every place its heads pass through."""

    shot: Shot
    at: Rect
    heads: tuple[Rect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """A slide laid out for one screen, still without words.

    needs    one texture per shot, then the untouched one of each shot that has a remedy: so
             the original is one press away, and at once
    ink      colour of words beside the photos; None where words lie on a photo
    story    the title of the slide's story, or nothing
    """

    size: Size
    background: Colour
    layers: tuple[Layer, ...]
    needs: tuple[Need, ...]
    cells: tuple[Cell, ...]
    ink: Colour | None
    story: str = ""
