"""Colours by how the eye sees them: lightness, chroma and hue in OKLab.

Björn Ottosson, "A perceptual color space for image processing", 2020; sRGB transfer curve from
IEC 61966-2-1. `light` runs from 0 (black) to 1 (white), `chroma` from 0 (grey) to about 0.32.
"""

import math
from dataclasses import dataclass

from frame.scene import Colour

_MOST_CHROMA = 0.036
_HIGH_KEY = 0.80


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """A colour in OKLCH: lightness, chroma, hue in radians."""

    light: float
    chroma: float
    hue: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mat:
    """The colours of one mat: board, the cut edge in shade and in light, words on the board."""

    board: Colour
    shade: Colour
    gleam: Colour
    ink: Colour


def tone_of(colour: Colour) -> Tone:
    """Return what the eye sees in an sRGB colour."""
    red, green, blue = (_to_linear(channel / 255) for channel in colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Tone(light=light, chroma=math.hypot(a, b), hue=math.atan2(b, a))


def colour_of(tone: Tone) -> Colour:
    """Return the nearest sRGB colour, channels clipped where the screen cannot show it."""
    a = tone.chroma * math.cos(tone.hue)
    b = tone.chroma * math.sin(tone.hue)
    long = (tone.light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (tone.light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (tone.light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _to_byte(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _to_byte(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _to_byte(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def blend(colours: tuple[Colour, ...]) -> Colour:
    """Return the middle of some colours as the eye sees it."""
    tones = [tone_of(colour) for colour in colours]
    count = len(tones)
    a = sum(tone.chroma * math.cos(tone.hue) for tone in tones) / count
    b = sum(tone.chroma * math.sin(tone.hue) for tone in tones) / count
    light = sum(tone.light for tone in tones) / count
    return colour_of(Tone(light=light, chroma=math.hypot(a, b), hue=math.atan2(b, a)))


def mat_for(colour: Colour) -> Mat:
    """Return a muted mat that takes its hue from a photo and lets the photo glow.

    Dark boards for most photos; a photo that is nearly white gets a pale board, because a
    dark one would make it glare.
    """
    seen = tone_of(colour)
    chroma = min(seen.chroma * 0.5, _MOST_CHROMA)
    if seen.light > _HIGH_KEY:
        return _mat(Tone(light=0.885, chroma=chroma * 0.6, hue=seen.hue), ink_light=0.36)
    return _mat(Tone(light=0.285, chroma=chroma, hue=seen.hue), ink_light=0.84)


def _mat(board: Tone, *, ink_light: float) -> Mat:
    def at(light: float, share: float) -> Colour:
        return colour_of(Tone(light=light, chroma=board.chroma * share, hue=board.hue))

    dark = board.light < 0.5
    return Mat(
        board=colour_of(board),
        shade=at(0.52 if dark else 0.70, 0.8),
        gleam=at(0.80 if dark else 0.97, 0.4),
        ink=at(ink_light, 0.7),
    )


def _to_linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _to_byte(linear: float) -> int:
    value = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return round(255 * min(max(value, 0.0), 1.0))
