"""The cards of the self-test: a pattern for the eye, four corners to touch, and the report.

Rule 1: the pattern's outermost pixels are white: what is missing of them, the frame's edge hides.
Rule 2: the report says what to do about the first things that are not well, and how many more
        there are; it fits any glass from 480 pixels on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from frame.model import Size, Verb
from frame.scene import Colour, Fill, Layer, Rect, Scene, Shade, Target, Words
from frame.slideshow.marks import dot
from frame.slideshow.phrases import Phrases, TrialWords
from frame.slideshow.stationery import (
    BACKGROUND,
    BODY_LINE,
    EMBER,
    FOOT,
    INK,
    QUIET,
    SMALL,
    Foot,
    Page,
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

CORNERS = 4


class TrialKind(StrEnum):
    """What the self-test shows."""

    PATTERN = "pattern"
    TOUCH = "touch"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One check: its name, "ok", "warn", "fail" or "skipped", and what to do about it."""

    check: str
    verdict: str
    do: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialView:
    """What the glass shows; `corners` is how many were touched."""

    kind: TrialKind
    corners: int = 0
    outcomes: tuple[Outcome, ...] = ()


_BARS: tuple[Colour, ...] = (
    (0, 0, 255), (255, 0, 0), (0, 255, 0), (255, 255, 255),
    (0, 255, 255), (255, 0, 255), (255, 255, 0), (0, 0, 0),
)  # fmt: skip
"""No white at an edge, where it would hide the border."""
_WHITE: Colour = (255, 255, 255)
_SAFE = 0.05
_STEPS = 16
_WELL: Colour = (142, 190, 138)
_MARKS: dict[str, Colour] = {"ok": _WELL, "warn": EMBER, "fail": (226, 84, 72)}
_ADVICE = 3
_BUTTON = 0.24
_Block = tuple[tuple[Layer, ...], float]


def trial_card(view: TrialView, screen: Size, foot: Foot, phrases: Phrases = ENGLISH) -> Scene:
    """Return what the self-test shows now."""
    match view.kind:
        case TrialKind.PATTERN:
            return Scene(size=screen, background=(0, 0, 0), layers=pattern(screen, phrases))
        case TrialKind.TOUCH:
            return _touching(view.corners, screen, page_of(screen, phrases))
        case _:
            return _report(view.outcomes, screen, foot, page_of(screen, phrases))


def pattern(screen: Size, phrases: Phrases = ENGLISH) -> tuple[Layer, ...]:
    """Return bars of colour, a ramp of each, steps of grey, and a border of one pixel."""
    wide, high = float(screen.width_px), float(screen.height_px)
    layers: list[Layer] = []
    for number, colour in enumerate(_BARS):
        left = round(number * wide / len(_BARS))
        right = round((number + 1) * wide / len(_BARS))
        at = Rect(left=left, top=0.0, width=right - left, height=round(0.52 * high))
        layers.append(Fill(at=at, colour=colour))
    ramps = ((255, 0, 0), (255, 255, 255), (0, 255, 0), (0, 0, 255))
    for number, colour in enumerate(ramps):
        left, right = round(number * wide / 4), round((number + 1) * wide / 4)
        at = Rect(left=left, top=round(0.54 * high), width=right - left, height=round(0.28 * high))
        layers.append(Shade(at=at, colour=colour, top=0.0, bottom=1.0))
    layers += _greys(screen, round(0.84 * high), round(0.10 * high))
    layers += _outline(Rect(left=0.0, top=0.0, width=wide, height=high), _WHITE)
    left, top = round(_SAFE * wide), round(_SAFE * high)
    safe = Rect(left=left, top=top, width=wide - 2 * left, height=high - 2 * top)
    return (*layers, *_outline(safe, (128, 128, 128)), *_label(screen, phrases.trial))


def _greys(screen: Size, top: float, high: float) -> list[Layer]:
    """Return steps of grey: two that look alike at an end are lost to the panel's settings."""
    left, width = _SAFE * screen.width_px, (1 - 2 * _SAFE) * screen.width_px
    edges = [round(left + step * width / _STEPS) for step in range(_STEPS + 1)]
    return [
        Fill(
            at=Rect(left=left, top=top, width=right - left, height=high),
            colour=_share(_WHITE, step / (_STEPS - 1)),
        )
        for step, (left, right) in enumerate(pairwise(edges))
    ]


def _share(colour: Colour, share: float) -> Colour:
    red, green, blue = (round(one * share) for one in colour)
    return red, green, blue


def _outline(at: Rect, colour: Colour) -> list[Layer]:
    """Return four lines of one pixel, inside the rectangle."""
    right, bottom = at.left + at.width - 1, at.top + at.height - 1
    return [
        Fill(at=Rect(left=at.left, top=at.top, width=at.width, height=1), colour=colour),
        Fill(at=Rect(left=at.left, top=bottom, width=at.width, height=1), colour=colour),
        Fill(at=Rect(left=at.left, top=at.top, width=1, height=at.height), colour=colour),
        Fill(at=Rect(left=right, top=at.top, width=1, height=at.height), colour=colour),
    ]


def _label(screen: Size, said: TrialWords) -> tuple[Layer, ...]:
    """Return how large the picture is, on a plate in the middle of the bars."""
    unit = float(min(screen.width_px, screen.height_px))
    size = 0.040 * unit
    wide, high = 14 * size, 4.4 * size
    at = Rect(left=(screen.width_px - wide) / 2, top=0.26 * screen.height_px - high / 2,
              width=wide, height=high)  # fmt: skip
    middle = screen.width_px / 2
    texts = (said.size.format(wide=screen.width_px, high=screen.height_px), said.is_seen)
    words = [
        Words(text=text, left=middle, baseline=at.top + (1.9 + 1.5 * row) * size,
              size_px=size * (1.3, 0.66)[row], colour=INK, anchor="centre",
              weight=("semibold", "regular")[row], max_width=wide)
        for row, text in enumerate(texts)
    ]  # fmt: skip
    return (Fill(at=at, colour=BACKGROUND, radius=0.4 * size), *words)


def _touching(touched: int, screen: Size, page: Page) -> Scene:
    """Return the corner that is to be touched next; Enter counts for a frame without touch."""
    side = _BUTTON * page.unit
    right, bottom = screen.width_px - side, screen.height_px - side
    corners = ((0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom))
    left, top = corners[min(touched, CORNERS - 1)]
    at = Rect(left=left, top=top, width=side, height=side)
    number = Words(
        text=str(touched + 1), left=left + side / 2, baseline=top + side / 2 + 0.12 * side,
        size_px=0.36 * side, weight="semibold", colour=BACKGROUND, anchor="centre",
    )  # fmt: skip
    narrow = replace(page, left=side + 0.04 * page.unit)
    narrow = replace(narrow, width=max(1.0, screen.width_px - 2 * narrow.left))
    said = page.phrases.trial.touch
    head, y = headline(said.title, narrow, 0.0, 0.060)
    body, y = paragraph(said.text, narrow, y + 0.016 * page.unit, SMALL)
    block: tuple[Layer, ...] = (rule(narrow), *head, *body)
    words = (moved(one, 0.46 * (screen.height_px - y)) for one in block)
    return Scene(
        size=screen,
        background=BACKGROUND,
        layers=(Fill(at=at, colour=EMBER, radius=0.08 * side), number, *words),
        targets=(Target(at=at, verb=Verb.YES),),
    )


def _report(outcomes: Sequence[Outcome], screen: Size, foot: Foot, page: Page) -> Scene:
    room = screen.height_px - (FOOT + 0.075) * page.unit
    block, height = _block(outcomes, page)
    for scale in (0.86, 0.74, 0.62, 0.54, 0.47):
        if height <= room:
            break
        block, height = _block(outcomes, replace(page, unit=scale * page.unit))
    top = 0.075 * page.unit + 0.40 * max(0.0, room - height)
    return Scene(
        size=screen,
        background=BACKGROUND,
        layers=(
            *hearth(screen),
            *(moved(layer, top) for layer in block),
            *foot_of(foot, page, screen),
        ),
        fade_s=0.4,
    )


def _block(outcomes: Sequence[Outcome], page: Page) -> _Block:
    head, y = headline(_verdict(outcomes, page.phrases.trial), page, 0.0, 0.070)
    grid, y = _grid(outcomes, page, y + 0.030 * page.unit)
    layers: tuple[Layer, ...] = (rule(page), *head, *grid)
    y += 0.020 * page.unit
    wrong = [one for one in outcomes if one.verdict in {"fail", "warn"} and one.do]
    wrong.sort(key=lambda one: one.verdict != "fail")
    for one in wrong[:_ADVICE]:
        told = page.phrases.trial.advice.format(
            check=page.phrases.say(one.check), do=page.phrases.say(one.do)
        )
        said, y = paragraph(told, page, y + 0.014 * page.unit, SMALL, most=2)
        layers = (*layers, *said)
    if len(wrong) > _ADVICE:
        rest = page.phrases.trial.more.format(count=len(wrong) - _ADVICE)
        more, y = paragraph(rest, page, y, SMALL)
        layers = (*layers, *more)
    return layers, y + 0.3 * SMALL * page.unit


def _verdict(outcomes: Sequence[Outcome], said: TrialWords) -> str:
    found = {one.verdict for one in outcomes}
    if "fail" in found:
        return said.not_well
    return said.remarks if "warn" in found else said.well


def _grid(outcomes: Sequence[Outcome], page: Page, top: float) -> _Block:
    """Return the checks in columns that are read downwards, a dot before each."""
    columns = 3 if page.width >= 0.95 * page.unit else 2
    rows = -(-len(outcomes) // columns)
    step, width = BODY_LINE * SMALL * page.unit, page.width / columns
    layers: list[Layer] = []
    for number, one in enumerate(outcomes):
        left, y = page.left + number // rows * width, top + (number % rows + 1) * step
        side = 0.46 * SMALL * page.unit
        at = Rect(left=left, top=y - 0.62 * SMALL * page.unit, width=side, height=side)
        cell = Page(unit=page.unit, left=left + 2.1 * side, width=width - 3.0 * side)
        name = line(page.phrases.say(one.check), cell, y, SMALL)
        words = replace(name, colour=_ink(one), max_width=cell.width)
        layers += [dot(at, _MARKS.get(one.verdict, QUIET)), words]
    return tuple(layers), top + rows * step


def _ink(one: Outcome) -> Colour:
    return INK if one.verdict in _MARKS else QUIET
