"""The cards of the end: somebody holds the key that erases everything; then the frame is empty.

Rule 1: while the key is held, the card says what will happen, how long it takes still, and how it
        is stopped. Nothing else on it can be read by mistake.
Rule 2: afterwards it shows the frame's signed word, and claims no more than was done.
Rule 3: nothing overlaps, on any glass from 480 pixels on.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from frame.model import Size
from frame.scene import Fill, Layer, Progress, Rect, Scene, Words
from frame.slideshow.code_panel import code_panel
from frame.slideshow.lettering import width_of
from frame.slideshow.phrases import Phrases
from frame.slideshow.stationery import (
    BACKGROUND,
    EMBER,
    FOOT,
    INK,
    SMALL,
    Foot,
    Page,
    chip,
    foot_of,
    headline,
    hearth,
    moved,
    page_of,
    paragraph,
    rule,
)
from frame.slideshow.words import ENGLISH


class EndingKind(StrEnum):
    """How far the end has come."""

    HOLDING = "holding"
    ERASING = "erasing"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingView:
    """What is said of the end.

    left_s   whole seconds that the key has to be held still, of `whole_s`
    photos   how many were erased
    code     the short form of the frame's signed word; empty where nobody could sign
    qr       rows of a code that holds all of it, "1" is dark, without its quiet zone
    machine  Wi-Fi and host name go too, with a restart
    """

    kind: EndingKind
    left_s: int = 0
    whole_s: int = 1
    photos: int = 0
    code: str = ""
    qr: tuple[str, ...] = ()
    machine: bool = False


_WIDE = 1.2
_DIGIT, _HEAD, _HEAD_SMALL = 0.300, 0.070, 0.060
_PANEL, _PANEL_UPRIGHT, _GAP, _MARGIN = 0.62, 0.56, 0.09, 0.075
_Block = tuple[tuple[Layer, ...], float]


def ending_card(view: EndingView, screen: Size, foot: Foot, phrases: Phrases = ENGLISH) -> Scene:
    """Return the card, one scene for each of its seconds."""
    page = page_of(screen, phrases)
    is_over = view.kind is EndingKind.EMPTY
    layers = _empty(view, page, screen) if is_over else _going(view, page, screen)
    return Scene(
        size=screen,
        background=BACKGROUND,
        layers=(*hearth(screen), *layers, *foot_of(foot, page, screen)),
        fade_s=0.2,
        seconds=1.0,
    )


def _going(view: EndingView, page: Page, screen: Size) -> tuple[Layer, ...]:
    """Return the countdown, and then that it is being done."""
    block, height = _countdown(view, page) if view.kind is EndingKind.HOLDING else _erasing(page)
    top = max(0.0, min(0.46 * (screen.height_px - height), _room(screen, page.unit) - height))
    return tuple(moved(layer, top) for layer in block)


def _room(screen: Size, unit: float) -> float:
    return screen.height_px - FOOT * unit


def _countdown(view: EndingView, page: Page) -> _Block:
    unit, size, said = page.unit, _DIGIT * page.unit, page.phrases.ending
    head, y = headline(said.holding.title, page, 0.0, _HEAD)
    y += 0.050 * unit + 0.72 * size
    digits = Words(
        text=str(view.left_s), left=page.left - 0.045 * size, baseline=y, size_px=size,
        weight="light", colour=INK,
    )  # fmt: skip
    y += 0.050 * unit
    share, step = view.left_s / view.whole_s, 1 / view.whole_s
    at = Rect(left=page.left, top=y, width=page.width, height=max(2, round(0.0038 * unit)))
    bar = (
        Fill(at=at, colour=(255, 255, 255), alpha=0.12),
        Progress(at=at, colour=EMBER, start=share, end=max(0.0, share - step)),
    )
    body, y = paragraph(said.holding.text, page, y + 0.020 * unit)
    plate, words = chip(said.let_go, page, y + 0.045 * unit)
    layers: tuple[Layer, ...] = (rule(page), *head, digits, *bar, *body, plate, words)
    return layers, plate.at.top + plate.at.height


def _erasing(page: Page) -> _Block:
    said = page.phrases.ending.erasing
    head, y = headline(said.title, page, 0.0)
    body, y = paragraph(said.text, page, y + 0.030 * page.unit)
    return (rule(page), *head, *body), y


def _empty(view: EndingView, page: Page, screen: Size) -> tuple[Layer, ...]:
    if not view.qr:
        block, height = _said(view, page)
        return tuple(moved(layer, 0.46 * (screen.height_px - height)) for layer in block)
    if screen.width_px >= _WIDE * screen.height_px:
        return _beside(view, page, screen)
    return _above(view, page, screen)


def _beside(view: EndingView, page: Page, screen: Size) -> tuple[Layer, ...]:
    """Return the words on the left and the code on the right, as on the pairing card."""
    if screen.width_px < 1.5 * screen.height_px:
        page = replace(page, left=0.09 * page.unit)
    panel, side = code_panel(view.qr, _PANEL * page.unit)
    left = screen.width_px - page.left - side
    width = left - page.left - _GAP * page.unit
    room = _room(screen, page.unit) - _MARGIN * page.unit
    words, height = _fitting(view, replace(page, width=width), room)
    top = 0.47 * (screen.height_px - side)
    down = max(_MARGIN * page.unit, min(top + (side - height) / 2, room - height))
    code = (moved(layer, round(top), round(left)) for layer in panel)
    return (*(moved(layer, down) for layer in words), *code)


def _above(view: EndingView, page: Page, screen: Size) -> tuple[Layer, ...]:
    """Return the words above the code on a glass that is upright or square."""
    page = replace(page, left=0.09 * page.unit, width=screen.width_px - 0.18 * page.unit)
    room = _room(screen, page.unit) - 2 * _MARGIN * page.unit
    most = min(_PANEL_UPRIGHT * page.unit, 0.55 * room)
    panel, side = code_panel(view.qr, most)
    words, height = _fitting(view, page, room - side - 0.05 * page.unit)
    gap = 0.05 * page.unit
    top = _MARGIN * page.unit + 0.40 * max(0.0, room - height - gap - side)
    code = (moved(layer, round(top + height + gap), round(page.left)) for layer in panel)
    return (*(moved(layer, top) for layer in words), *code)


def _fitting(view: EndingView, page: Page, room: float) -> _Block:
    """Return the words as large as they fit."""
    words, height = _said(view, page)
    for scale in (0.88, 0.76, 0.66):
        if height <= room:
            break
        words, height = _said(view, replace(page, unit=scale * page.unit))
    return words, height


def _said(view: EndingView, page: Page) -> _Block:
    unit, words_of = page.unit, page.phrases.ending
    head, y = headline(words_of.empty, page, 0.0, _HEAD)
    body, y = paragraph(_gone(view, page.phrases), page, y + 0.024 * unit, 0.034)
    layers: tuple[Layer, ...] = (rule(page), *head, *body)
    if view.code:
        more, y = paragraph(words_of.signed, page, y + 0.030 * unit, SMALL)
        plate, words = chip(view.code, page, y + 0.030 * unit)
        fits = (page.width - 0.8 * 0.034 * unit) / width_of(view.code, words.size_px, "semibold")
        words = replace(words, size_px=min(1.0, fits) * words.size_px)
        layers, y = (*layers, *more, plate, words), plate.at.top + plate.at.height
    if view.machine:
        last, y = paragraph(words_of.restarts, page, y + 0.014 * unit, SMALL)
        layers = (*layers, *last)
    return layers, y + 0.3 * SMALL * unit


def _gone(view: EndingView, phrases: Phrases) -> str:
    said = phrases.ending
    form = {0: said.gone, 1: said.gone_one}.get(view.photos, said.gone_many)
    return form.format(count=phrases.count(view.photos))
