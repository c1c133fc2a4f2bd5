"""What all cards share: paper, ink, the embers below, and the frame's name at the foot.

Rule 1: lengths are shares of the screen's shorter side, so all screens look alike.
Rule 2: a line that is too long is broken or cut short; it never leaves the card.
"""

from dataclasses import dataclass, field, replace

from frame.model import Size
from frame.scene import Colour, Fill, Layer, Rect, Shade, Target, Words
from frame.slideshow.compose import short_side
from frame.slideshow.lettering import width_of, wrapped
from frame.slideshow.marks import dot, flame
from frame.slideshow.phrases import Phrases
from frame.slideshow.words import ENGLISH

BACKGROUND: Colour = (24, 20, 18)
INK: Colour = (246, 240, 232)
QUIET: Colour = (190, 180, 170)
EMBER: Colour = (240, 150, 92)
HEADLINE, SENTENCE, INSTRUCTION, NAME, SMALL = 0.092, 0.037, 0.034, 0.028, 0.028
HEAD_LINE, BODY_LINE = 1.12, 1.46
FOOT = 0.125
"""Share of the shorter side below which only the foot stands."""
_GLOW: Colour = (226, 116, 58)
_SLACK, _SMALLEST = 1.02, 0.7
"""How much wider a line may turn out than was reckoned; how small one becomes that must fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Lengths of one card on one screen, in pixels: where words begin, how long they may be.

    `phrases` is the language they are in.
    """

    unit: float
    left: float
    width: float
    phrases: Phrases = field(default=ENGLISH, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """What stands at the foot of every card: the frame's own name, and what troubles it."""

    name: str = "Hearthframe"
    trouble: str = ""


def page_of(screen: Size, phrases: Phrases = ENGLISH) -> Page:
    """Return where the words of a card stand."""
    unit = short_side(screen)
    left = max(0.09 * unit, 0.115 * screen.width_px)
    width = min(screen.width_px - 2 * left, 1.22 * unit)
    return Page(unit=unit, left=left, width=width, phrases=phrases)


def hearth(screen: Size) -> tuple[Layer, ...]:
    """Return the light of embers from below the edge of the glass."""
    wide, high = screen.width_px, screen.height_px
    low = round(0.62 * high)
    return (
        Shade(at=Rect(left=0.0, top=high - low, width=wide, height=low), colour=_GLOW,
              top=0.0, bottom=0.20),
        Shade(at=Rect(left=0.0, top=high - low // 3, width=wide, height=low // 3), colour=_GLOW,
              top=0.0, bottom=0.16),
    )  # fmt: skip


def rule(page: Page, top: float = 0.0) -> Fill:
    """Return the short line that every card begins with."""
    high = max(2, round(0.0038 * page.unit))
    at = Rect(left=page.left, top=top, width=0.085 * page.unit, height=high)
    return Fill(at=at, colour=EMBER, radius=high / 2)


def line(text: str, page: Page, baseline: float, size: float) -> Words:
    """Return a line of a headline (light) or of plain text; `size` is a share."""
    large = size > SENTENCE
    return Words(
        text=text,
        left=page.left,
        baseline=baseline,
        size_px=size * page.unit,
        weight="light" if large else "regular",
        colour=INK if large else QUIET,
        max_width=_SLACK * page.width + 1.0,
    )


def fitted(words: Words, width_px: float) -> Words:
    """Return one line so small that it fits; where it cannot be broken that is better than cut."""
    needed = _SLACK * width_of(words.text, words.size_px, words.weight)
    smaller = min(1.0, max(_SMALLEST, width_px / max(1.0, needed)))
    return replace(words, size_px=smaller * words.size_px)


def headline(
    text: str, page: Page, top: float, size: float = HEADLINE, most: int = 3
) -> tuple[tuple[Words, ...], float]:
    """Return at most `most` lines below a rule at `top`, and where the last baseline is."""
    y = top + 0.055 * page.unit - (HEAD_LINE - 0.80) * size * page.unit
    lines = []
    for text_line in lines_of(text, size * page.unit, page.width, most):
        y += HEAD_LINE * size * page.unit
        lines.append(line(text_line, page, y, size))
    return tuple(lines), y


def paragraph(
    text: str, page: Page, top: float, size: float = SENTENCE, most: int = 6
) -> tuple[tuple[Words, ...], float]:
    """Return the lines of plain text below `top`, and where the last baseline is."""
    lines, y = [], top
    for text_line in lines_of(text, size * page.unit, page.width, most):
        y += BODY_LINE * size * page.unit
        lines.append(line(text_line, page, y, size))
    return tuple(lines), y


def lines_of(text: str, size_px: float, width_px: float, most: int) -> tuple[str, ...]:
    """Return the text in at most `most` lines; the window cuts the last one where it is long."""
    lines = wrapped(text, size_px, width_px)
    return lines if len(lines) <= most else (*lines[: most - 1], " ".join(lines[most - 1 :]))


def chip(text: str, page: Page, top: float) -> tuple[Fill, Words]:
    """Return the one thing to do, set apart as something to type or to press."""
    size = INSTRUCTION * page.unit
    width = min(page.width, width_of(text, size, "semibold") + 2.0 * size)
    at = Rect(left=page.left, top=top, width=width, height=2.2 * size)
    words = Words(
        text=text, left=at.left + width / 2, baseline=top + 1.1 * size + 0.33 * size,
        size_px=size, weight="semibold", colour=INK, anchor="centre",
        max_width=width - 0.8 * size,
    )  # fmt: skip
    return Fill(at=at, colour=(255, 255, 255), alpha=0.10, radius=0.30 * size), words


def foot_of(foot: Foot, page: Page, screen: Size) -> tuple[Layer, ...]:
    """Return the frame's name behind its flame and, below it, what troubles the frame."""
    size = NAME * page.unit
    baseline = screen.height_px - (0.100 if foot.trouble else 0.075) * page.unit
    drop = Rect(left=page.left, top=baseline - 0.80 * size, width=0.56 * size, height=0.84 * size)
    words = Words(
        text=foot.name, left=page.left + 0.95 * size, baseline=baseline, size_px=size,
        weight="semibold", colour=INK, alpha=0.86, max_width=page.width,
    )  # fmt: skip
    trouble = _trouble(foot.trouble, page, baseline + 1.35 * size) if foot.trouble else ()
    return (flame(drop, EMBER), words, *trouble)


def _trouble(text: str, page: Page, baseline: float) -> tuple[Layer, ...]:
    size = 0.88 * NAME * page.unit
    indent = 0.95 * NAME * page.unit
    mark = Rect(left=page.left, top=baseline - 0.56 * size, width=0.48 * size, height=0.48 * size)
    words = Words(
        text=text, left=page.left + indent, baseline=baseline, size_px=size, colour=QUIET,
        max_width=page.width - indent,
    )  # fmt: skip
    return dot(mark, EMBER, alpha=0.9), fitted(words, page.width - indent)


def moved(layer: Layer, down: float, right: float = 0.0) -> Layer:
    """Return a layer some pixels further down and to the right."""
    if isinstance(layer, Words):
        return replace(layer, baseline=layer.baseline + down, left=layer.left + right)
    return replace(layer, at=shifted(layer.at, down, right))


def shifted(at: Rect, down: float, right: float = 0.0) -> Rect:
    """Return a rectangle some pixels further down and to the right."""
    return replace(at, top=at.top + down, left=at.left + right)


def aimed(target: Target, down: float, right: float = 0.0) -> Target:
    """Return a target some pixels further down and to the right."""
    return replace(target, at=shifted(target.at, down, right))
