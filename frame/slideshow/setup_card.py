"""The cards of setting up: what the glass says on the way into a network.

Rule 1: one headline, one sentence, and the ways that are open, each with its own small picture.
Rule 2: no name of a network and no passphrase stands on the glass; faults of a file name settings
        only, and are cut to their lines.
Rule 3: nothing overlaps, on any glass from 480 pixels on.
Rule 4: among photos there is only a small card, and only where it covers no head, print or word.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from frame.model import Size
from frame.scene import Colour, Fill, Layer, Rect, Scene, Words
from frame.slideshow.lettering import wrapped
from frame.slideshow.marks import dot
from frame.slideshow.phrases import Phrases, Said, SetupWords, Way
from frame.slideshow.places import free, inset_corners
from frame.slideshow.setup_marks import cable_mark, card_mark, code_mark
from frame.slideshow.stationery import (
    BACKGROUND,
    BODY_LINE,
    EMBER,
    FOOT,
    HEADLINE,
    INK,
    SMALL,
    Foot,
    Page,
    fitted,
    foot_of,
    headline,
    hearth,
    line,
    moved,
    page_of,
    paragraph,
    rule,
)
from frame.slideshow.words import ENGLISH


class SetupKind(StrEnum):
    """Where a frame stands on its way into a network."""

    STARTING = "starting"
    JOINING = "joining"
    NO_NETWORK = "no network"
    UNREACHABLE = "unreachable"
    FAULTY = "faulty"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupView:
    """What is said: a card where no photo is, a small one among photos, or a sentence.

    kind     None where there is only a sentence
    small    it stands among photos
    camera   a code can be held to it
    faults   what is wrong with the file on the memory card, in words
    trouble  a whole sentence for the edge of the glass
    """

    kind: SetupKind | None = None
    small: bool = False
    camera: bool = False
    faults: tuple[str, ...] = ()
    trouble: str = ""


_Mark = Callable[[Rect, Colour], tuple[Layer, ...]]
_Ways = tuple[tuple[_Mark, Way], ...]
_WAYS = frozenset({SetupKind.NO_NETWORK, SetupKind.UNREACHABLE, SetupKind.LOST})
_SHOWN_FAULTS = 4
_MARK, _TITLE, _GUTTER = 0.072, 0.036, 0.045
_WIDE, _ABOVE, _BELOW = 1.2, 0.075, 0.030
_LITTLE, _PAD, _EDGE, _LITTLE_WIDE = 0.026, 0.036, 0.052, 0.62
_PANEL: Colour = (20, 18, 17)
_BODY: Colour = (240, 236, 230)
_FITS = ((0.082, 1.0), (0.066, 0.88), (0.054, 0.76))
_FITS_UPRIGHT = ((0.092, 1.24), (0.082, 1.08), *_FITS)
"""Sizes of the headline, and by how much all else is larger or smaller, from roomy to tight."""
_Block = tuple[tuple[Layer, ...], float]


def setup_card(view: SetupView, screen: Size, foot: Foot, phrases: Phrases = ENGLISH) -> Scene:
    """Return the card of a step, as large as it fits."""
    page = _margins(view, page_of(screen, phrases), screen)
    upright = screen.width_px < _WIDE * screen.height_px
    room = screen.height_px - (_ABOVE + FOOT + _BELOW) * page.unit
    layers: tuple[Layer, ...] = ()
    height = 0.0
    for fit in _FITS_UPRIGHT if upright else _FITS:
        layers, height = _block(view, page, screen, fit)
        if height <= room:
            break
    top = _ABOVE * page.unit + 0.40 * max(0.0, room - height)
    return Scene(
        size=screen,
        background=BACKGROUND,
        layers=(
            *hearth(screen),
            *(moved(layer, top) for layer in layers),
            *foot_of(foot, page, screen),
        ),
        fade_s=0.8,
    )


def _margins(view: SetupView, page: Page, screen: Size) -> Page:
    """Return the whole width for the ways side by side, else that of any card."""
    if view.kind not in _WAYS:
        return page
    left = page.left if screen.width_px >= _WIDE * screen.height_px else 0.09 * page.unit
    return replace(page, left=left, width=screen.width_px - 2 * left)


def _block(view: SetupView, page: Page, screen: Size, fit: tuple[float, float]) -> _Block:
    """Return the layers from y = 0 down, and their height."""
    kind, (size, scale) = view.kind or SetupKind.STARTING, fit
    ways, said = _ways(view, page.phrases.setup), _said_of(kind, page.phrases.setup)
    unit = scale * page.unit
    words = replace(page, unit=unit, width=min(page.width, 1.22 * page.unit))
    plain = kind is not SetupKind.FAULTY and not ways
    head, y = headline(said.title, words, 0.0, HEADLINE / scale if plain else size / scale)
    body, y = paragraph(said.text, words, y + 0.030 * unit)
    more: tuple[Layer, ...] = ()
    if ways:
        more, y = _all_ways(ways, replace(page, unit=unit), screen, y + 0.064 * unit)
    elif kind is SetupKind.FAULTY:
        more, y = _faults(view.faults, words, y + 0.024 * unit)
    return (rule(words), *head, *body, *more), y + 0.3 * SMALL * unit


def _said_of(kind: SetupKind, words: SetupWords) -> Said:
    return {
        SetupKind.STARTING: words.starting,
        SetupKind.JOINING: words.joining,
        SetupKind.NO_NETWORK: words.no_network,
        SetupKind.UNREACHABLE: words.unreachable,
        SetupKind.FAULTY: words.faulty,
        SetupKind.LOST: words.lost,
    }[kind]


def _ways(view: SetupView, words: SetupWords) -> _Ways:
    if view.kind not in _WAYS:
        return ()
    others = ((cable_mark, words.cable), (card_mark, words.card))
    return ((code_mark, words.code), *others) if view.camera else others


def _faults(faults: tuple[str, ...], page: Page, top: float) -> _Block:
    """Return the first faults, an ember before each."""
    layers: list[Layer] = []
    indent, y = 0.040 * page.unit, top
    rest = len(faults) - _SHOWN_FAULTS
    said = [
        *faults[:_SHOWN_FAULTS],
        *([page.phrases.setup.more.format(count=rest)] if rest > 0 else []),
    ]
    narrow = replace(page, left=page.left + indent, width=page.width - indent)
    for fault in said:
        side = 0.40 * SMALL * page.unit
        high = y + 0.010 * page.unit + BODY_LINE * SMALL * page.unit
        mark = Rect(left=page.left, top=high - 0.55 * SMALL * page.unit, width=side, height=side)
        lines, y = paragraph(fault, narrow, y + 0.010 * page.unit, SMALL, most=2)
        layers += [dot(mark, EMBER), *(replace(one, colour=INK) for one in lines)]
    return tuple(layers), y


def _all_ways(ways: _Ways, page: Page, screen: Size, top: float) -> _Block:
    """Return the ways side by side on a wide glass, one below the other on an upright one."""
    if screen.width_px >= _WIDE * screen.height_px:
        gutter = _GUTTER * page.unit
        width = (page.width - 2 * gutter) / 3
        columns = [
            _column(way, replace(page, left=page.left + n * (width + gutter), width=width), top)
            for n, way in enumerate(ways)
        ]
        return tuple(one for layers, _ in columns for one in layers), max(y for _, y in columns)
    layers: list[Layer] = []
    y = top
    for way in ways:
        row, y = _row(way, page, y)
        layers += row
        y += 0.055 * page.unit
    return tuple(layers), y - 0.055 * page.unit


def _column(way: tuple[_Mark, Way], page: Page, top: float) -> _Block:
    side = _MARK * page.unit
    draw, told = way
    mark = draw(Rect(left=page.left, top=top, width=side, height=side), EMBER)
    words, y = _said(told, page, top + side + 0.016 * page.unit)
    return (*mark, *words), y


def _row(way: tuple[_Mark, Way], page: Page, top: float) -> _Block:
    side = _MARK * page.unit
    draw, told = way
    mark = draw(Rect(left=page.left, top=top + 0.010 * page.unit, width=side, height=side), EMBER)
    indent = side + 0.045 * page.unit
    beside = replace(page, left=page.left + indent, width=page.width - indent)
    words, y = _said(told, beside, top - 0.016 * page.unit)
    return (*mark, *words), max(y, top + 0.010 * page.unit + side)


def _said(way: Way, page: Page, top: float) -> tuple[tuple[Words, ...], float]:
    y = top + 1.30 * _TITLE * page.unit
    title = replace(line(way.title, page, y, _TITLE), weight="semibold", colour=INK)
    words = [fitted(title, page.width)]
    y += 0.006 * page.unit
    for text in way.texts:
        body, y = paragraph(text, page, y, SMALL)
        words += body
    return tuple(words), y


def small_card(
    view: SetupView, screen: Size, taken: Iterable[Rect], phrases: Phrases = ENGLISH
) -> tuple[Layer, ...]:
    """Return the small card at the first free corner, or nothing where none is free."""
    unit = min(screen.width_px, screen.height_px)
    size, pad, edge = _LITTLE * unit, _PAD * unit, _EDGE * unit
    width = min(_LITTLE_WIDE * unit, screen.width_px - 2 * edge)
    lines = [
        row
        for text in _little(view, phrases.setup)
        for row in wrapped(text, size, width - 2 * pad)
    ]
    height = 2 * pad + (1.5 + BODY_LINE * len(lines) - 0.4) * size
    glass = Rect(left=0.0, top=0.0, width=screen.width_px, height=screen.height_px)
    low_left, low_right, top_left, top_right = inset_corners(glass, width, height, edge)
    at = free((top_right, top_left, low_right, low_left), taken)
    if at is None:
        return ()
    return (
        Fill(at=at, colour=_PANEL, alpha=0.90, radius=0.022 * unit),
        Words(
            text=phrases.setup.lost.title, left=at.left + pad, colour=EMBER,
            baseline=at.top + pad + 0.8 * size, size_px=1.12 * size, weight="semibold",
            max_width=width - 2 * pad,
        ),
        *(
            Words(
                text=text, left=at.left + pad, colour=_BODY, size_px=size,
                baseline=at.top + pad + (0.8 + 0.3 + BODY_LINE * (row + 1)) * size,
                max_width=width - 2 * pad + 1.0,
            )
            for row, text in enumerate(lines)
        ),
    )  # fmt: skip


def _little(view: SetupView, words: SetupWords) -> tuple[str, ...]:
    """Return the few sentences of the small card."""
    if not view.camera:
        return (words.goes_on,)
    return (words.goes_on_with_code, *words.code.texts[1:])
