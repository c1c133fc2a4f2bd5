"""Full-screen cards: what the glass says when there is no photo to show.

Rule 1: a card needs no photo, no font beyond the first and no network: it can always be shown.
Rule 2: one headline, one sentence, one instruction.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from frame.model import Size
from frame.scene import Colour, Fill, Layer, Rect, Scene, Shade, Words
from frame.slideshow.compose import short_side
from frame.slideshow.lettering import width_of, wrapped
from frame.slideshow.marks import flame

BACKGROUND: Colour = (24, 20, 18)
HEADLINE, SENTENCE, INSTRUCTION, NAME = 0.092, 0.037, 0.034, 0.028
_GLOW: Colour = (226, 116, 58)
_INK: Colour = (246, 240, 232)
_QUIET: Colour = (190, 180, 170)
_EMBER: Colour = (240, 150, 92)
_HEAD_LINE, _BODY_LINE = 1.12, 1.46


class CardKind(StrEnum):
    """Why there is no photo to show."""

    WELCOME = "welcome"
    EMPTY = "empty"
    RESTING = "resting"
    FULL = "full"
    DAMAGED = "damaged"
    WRONG_KEY = "wrong key"
    UNREADABLE = "unreadable"
    INTERLUDE = "interlude"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    headline: str
    sentence: str
    instruction: str = ""


_IMPORT = "frame import PATH --album NAME"
_TEXTS = {
    CardKind.WELCOME: _Text(
        headline="Welcome home",
        sentence="This frame shows your family\u2019s photos. They are kept encrypted, on this"
        " frame only. Add the first ones from a folder or a USB stick:",
        instruction=_IMPORT,
    ),
    CardKind.EMPTY: _Text(
        headline="No photos yet",
        sentence="As soon as the first photo is here, the slideshow begins by itself."
        " Add a folder or a USB stick:",
        instruction=_IMPORT,
    ),
    CardKind.RESTING: _Text(
        headline="All photos are resting",
        sentence="Every photo is hidden or set aside, so there is nothing to show."
        " See the reason for each one:",
        instruction="frame photos",
    ),
    CardKind.FULL: _Text(
        headline="The storage is full",
        sentence="Your photos are safe, but no new ones fit. Make room by erasing an album"
        " you no longer need:",
        instruction="frame erase --album NAME",
    ),
    CardKind.DAMAGED: _Text(
        headline="The photo store is damaged",
        sentence="What lies on the disk is not what was written there. Nothing is changed or"
        " deleted. See what still opens:",
        instruction="frame doctor",
    ),
    CardKind.WRONG_KEY: _Text(
        headline="This key does not fit",
        sentence="The photos here were sealed with another device key. Put that key back, or"
        " see where the frame looks for it:",
        instruction="frame doctor",
    ),
    CardKind.UNREADABLE: _Text(
        headline="The next photos cannot be opened",
        sentence="Several pictures in a row did not open. The frame keeps trying by itself."
        " See which ones they are:",
        instruction="frame doctor",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """Lengths of one card on one screen, in pixels."""

    unit: float
    left: float
    width: float


def card(kind: CardKind, screen: Size, name: str = "Hearthframe") -> Scene:
    """Return a card for a screen; `name` is the frame's own name."""
    layers = list(_hearth(screen))
    text = _TEXTS.get(kind)
    page = _page(screen)
    if text is not None:
        block, height = _block(text, page)
        # A block set a little high looks centred; one set in the middle looks as if it sank.
        top = (screen.height_px - height) * 0.46
        layers += [_moved(layer, top) for layer in block]
        layers += _signature(name, page, screen)
    return Scene(size=screen, background=BACKGROUND, layers=tuple(layers), fade_s=0.8)


def _page(screen: Size) -> _Page:
    unit = short_side(screen)
    left = max(0.09 * unit, 0.115 * screen.width_px)
    return _Page(unit=unit, left=left, width=min(screen.width_px - 2 * left, 1.22 * unit))


def _hearth(screen: Size) -> tuple[Layer, ...]:
    """Return the light of embers from below the edge of the glass."""
    wide, high = screen.width_px, screen.height_px
    low = round(0.62 * high)
    return (
        Shade(at=Rect(left=0.0, top=high - low, width=wide, height=low), colour=_GLOW,
              top=0.0, bottom=0.20),
        Shade(at=Rect(left=0.0, top=high - low // 3, width=wide, height=low // 3), colour=_GLOW,
              top=0.0, bottom=0.16),
    )  # fmt: skip


def _block(text: _Text, page: _Page) -> tuple[list[Layer], float]:
    """Return the layers of the text from y = 0 down, and their height."""
    unit = page.unit
    layers: list[Layer] = [_rule(page)]
    y = 0.055 * unit
    for line in wrapped(text.headline, HEADLINE * unit, page.width):
        y += (_HEAD_LINE if len(layers) > 1 else 0.80) * HEADLINE * unit
        layers.append(_words(line, page, y, HEADLINE))
    y += 0.030 * unit
    for line in wrapped(text.sentence, SENTENCE * unit, 0.92 * page.width):
        y += _BODY_LINE * SENTENCE * unit
        layers.append(_words(line, page, y, SENTENCE))
    if text.instruction:
        layers += _chip(text.instruction, page, y + 0.048 * unit)
        y += 0.048 * unit + 2.2 * INSTRUCTION * unit
    return layers, y


def _rule(page: _Page) -> Fill:
    high = max(2, round(0.0038 * page.unit))
    at = Rect(left=page.left, top=0.0, width=0.085 * page.unit, height=high)
    return Fill(at=at, colour=_EMBER, radius=high / 2)


def _words(text: str, page: _Page, baseline: float, size: float) -> Words:
    large = size == HEADLINE
    return Words(
        text=text,
        left=page.left,
        baseline=baseline,
        size_px=size * page.unit,
        weight="light" if large else "regular",
        colour=_INK if large else _QUIET,
        max_width=page.width + 1.0,
    )


def _chip(text: str, page: _Page, top: float) -> tuple[Layer, ...]:
    """Return the one thing to do, set apart as something to type."""
    size = INSTRUCTION * page.unit
    width = min(page.width, width_of(text, size, "semibold") + 2.0 * size)
    at = Rect(left=page.left, top=top, width=width, height=2.2 * size)
    words = Words(
        text=text, left=at.left + width / 2, baseline=top + 1.1 * size + 0.33 * size,
        size_px=size, weight="semibold", colour=_INK, anchor="centre",
        max_width=width - 0.8 * size,
    )  # fmt: skip
    return Fill(at=at, colour=(255, 255, 255), alpha=0.10, radius=0.30 * size), words


def _signature(name: str, page: _Page, screen: Size) -> tuple[Layer, ...]:
    size = NAME * page.unit
    baseline = screen.height_px - 0.075 * page.unit
    drop = Rect(left=page.left, top=baseline - 0.80 * size, width=0.56 * size, height=0.84 * size)
    words = Words(
        text=name, left=page.left + 0.95 * size, baseline=baseline, size_px=size,
        weight="semibold", colour=_INK, alpha=0.86, max_width=page.width,
    )  # fmt: skip
    return flame(drop, _EMBER), words


def _moved(layer: Layer, down: float) -> Layer:
    if isinstance(layer, Words):
        return replace(layer, baseline=layer.baseline + down)
    at = layer.at
    return replace(layer, at=replace(at, top=at.top + down))
