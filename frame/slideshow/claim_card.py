"""The card that an installer leaves beside a frame, on paper: A5, as the cards of the glass look.

Rule 1: nothing on it is secret. What adds a phone is on the glass for three minutes, and there
        alone; so the card may lie about, be photographed, and be printed before the frame exists.
Rule 2: lengths are millimetres, drawn at 300 dots an inch, so that a printer rounds nothing.
Rule 3: what the installer did not fill in is a line to write on.
"""

from dataclasses import dataclass
from typing import Final

from frame.model import Language, Size
from frame.scene import Colour, Fill, Layer, Matrix, Rect, Scene, Shape, Words
from frame.slideshow.lettering import width_of, wrapped
from frame.slideshow.marks import dot, flame, tick
from frame.slideshow.phrases import ClaimWords
from frame.slideshow.setup_marks import code_mark
from frame.slideshow.words import phrases_of

DPI: Final = 300
PAGE_MM: Final = (210.0, 148.0)
_PX: Final = DPI / 25.4
SIZE: Final = Size(width_px=round(PAGE_MM[0] * _PX), height_px=round(PAGE_MM[1] * _PX))
_PAPER: Colour = (255, 253, 250)
_INK: Colour = (36, 29, 25)
_QUIET: Colour = (104, 92, 83)
_EMBER: Colour = (206, 104, 44)
_TINT: Colour = (249, 240, 231)
_EDGE, _TOP, _STEPS_TOP, _FOOT_TOP = 14.0, 15.0, 50.0, 97.0
_GAP, _CODE, _LEADING = 7.0, 34.0, 1.36
_NAME_MM, _TITLE_MM, _TEXT_MM, _SMALL_MM = 10.5, 4.6, 3.35, 2.85
_BOLT = (
    (0.62, 0.0), (0.10, 0.58), (0.46, 0.58), (0.36, 1.0), (0.90, 0.38), (0.54, 0.38),
)  # fmt: skip
_HILLS = ((0.0, 1.0), (0.34, 0.36), (0.56, 0.74), (0.72, 0.52), (1.0, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What stands on the card.

    name       of the frame
    address    of its page, such as http://kitchen.local
    qr         rows of a code with that address, "1" is dark
    ready      its Wi-Fi is set up already
    installer, until, contact  who set it up, how long they look after it, and where they are
    language   of the words on it
    """

    name: str
    address: str
    qr: tuple[str, ...]
    ready: bool = False
    installer: str = ""
    until: str = ""
    contact: str = ""
    language: Language = "en"


def claim_card(claim: Claim) -> Scene:
    """Return the card as a scene of `SIZE`."""
    said = phrases_of(claim.language).claim
    layers = (*_heading(claim, said), *_steps(claim, said), *_foot(claim, said))
    return Scene(size=SIZE, background=_PAPER, layers=layers)


def _rect(left: float, top: float, width: float, height: float) -> Rect:
    return Rect(left=left * _PX, top=top * _PX, width=width * _PX, height=height * _PX)


def _line(
    text: str, start: tuple[float, float], size: float, room: float, *, strong: bool = False
) -> Words:
    """Return one line that begins at `start`, at most `room` wide; all in millimetres."""
    large = size > _TITLE_MM
    return Words(
        text=text,
        left=start[0] * _PX,
        baseline=start[1] * _PX,
        size_px=size * _PX,
        weight="light" if large else "semibold" if strong else "regular",
        colour=_INK if large or strong else _QUIET,
        max_width=room * _PX,
    )


def _text(
    text: str, left: float, top: float, width: float, size: float
) -> tuple[list[Words], float]:
    """Return lines below `top`, and where the last one stands."""
    lines, y = [], top
    for row in wrapped(text, size * _PX, width * _PX):
        y += _LEADING * size
        lines.append(_line(row, (left, y), size, width + 1))
    return lines, y


def _heading(claim: Claim, said: ClaimWords) -> tuple[Layer, ...]:
    wide = PAGE_MM[0] - 2 * _EDGE
    fits = wide * _PX / max(1.0, width_of(claim.name, _NAME_MM * _PX, "light"))
    name = _line(claim.name, (_EDGE, _TOP + 14.5), _NAME_MM * min(1.0, fits), wide)
    return (
        Fill(at=_rect(_EDGE, _TOP, 13.0, 0.7), colour=_EMBER, radius=0.35 * _PX),
        name,
        _line(said.lead, (_EDGE, _TOP + 22.5), _TITLE_MM, wide),
    )


def _steps(claim: Claim, said: ClaimWords) -> tuple[Layer, ...]:
    steps = (said.power_ready if claim.ready else said.power, said.scan, said.compare, said.send)
    width = (PAGE_MM[0] - 2 * _EDGE - 3 * _GAP) / 4
    layers: list[Layer] = []
    for number, step in enumerate(steps):
        left = _EDGE + number * (width + _GAP)
        layers += _mark(number, _rect(left, _STEPS_TOP, 13.0, 13.0))
        start = (left, _STEPS_TOP + 20.5)
        layers.append(_line(f"{number + 1}  {step.title}", start, _TITLE_MM, width, strong=True))
        layers += _text(step.text, left, _STEPS_TOP + 21.5, width, _TEXT_MM)[0]
    return tuple(layers)


def _mark(number: int, at: Rect) -> tuple[Layer, ...]:
    """Return the small picture of a step."""
    side = at.width
    if number == 0:
        return (Shape(at=at, points=_BOLT, colour=_EMBER),)
    if number == 1:
        return code_mark(at, _EMBER, _PAPER)
    plate = Fill(at=at, colour=_EMBER, radius=0.18 * side)
    if number == 2:
        inner = _within(at, 0.24, 0.28, 0.54, 0.50)
        return (plate, tick(inner, _PAPER))
    sky = _within(at, 0.09, 0.09, 0.82, 0.82)
    return (
        plate,
        Fill(at=sky, colour=_PAPER, radius=0.10 * side),
        dot(_within(at, 0.62, 0.20, 0.17, 0.17), _EMBER),
        Shape(at=_within(at, 0.14, 0.34, 0.72, 0.50), points=_HILLS, colour=_EMBER),
    )


def _within(at: Rect, x: float, y: float, width: float, height: float) -> Rect:
    side = at.width
    return Rect(
        left=at.left + x * side, top=at.top + y * side, width=width * side, height=height * side
    )


def _foot(claim: Claim, said: ClaimWords) -> tuple[Layer, ...]:
    """Return the way to the page, and who looks after the frame."""
    high = PAGE_MM[1] - _FOOT_TOP
    inner = _FOOT_TOP + (high - _CODE) / 2 - 3.0
    beside, middle = _EDGE + _CODE + 6.0, 0.56 * PAGE_MM[0]
    words, y = _text(said.page, beside,
                     inner - 1.0, middle - beside - 6.0, _TEXT_MM)  # fmt: skip
    room = middle - beside - 4.0
    fits = room * _PX / max(1.0, width_of(claim.address, _TITLE_MM * _PX, "semibold"))
    size = _TITLE_MM * min(1.0, fits)
    address = _line(claim.address, (beside, y + 7.5), size, room, strong=True)
    told, _ = _text(said.open_to_all, beside, y + 11.0, room, _SMALL_MM)
    drop = _rect(PAGE_MM[0] - _EDGE - 3.0, _TOP, 3.0, 4.6)
    return (
        Fill(at=_rect(0.0, _FOOT_TOP, PAGE_MM[0], high), colour=_TINT),
        *_code(claim, inner),
        *words,
        address,
        *told,
        *_fields(claim, said, (middle + 6.0, inner)),
        flame(drop, _EMBER),
    )


def _code(claim: Claim, top: float) -> tuple[Layer, ...]:
    plate = _rect(_EDGE, top, _CODE, _CODE)
    inset = 4 * plate.width / (len(claim.qr) + 8)
    at = Rect(left=plate.left + inset, top=plate.top + inset,
              width=plate.width - 2 * inset, height=plate.height - 2 * inset)  # fmt: skip
    paper = Fill(at=plate, colour=(255, 255, 255), radius=1.6 * _PX)
    return (paper, Matrix(at=at, rows=claim.qr, colour=_INK)) if claim.qr else (paper,)


def _fields(claim: Claim, said: ClaimWords, start: tuple[float, float]) -> tuple[Layer, ...]:
    """Return three lines: filled in, or to be written on."""
    left, top = start
    width = PAGE_MM[0] - _EDGE - left
    told = ((said.installer, claim.installer), (said.until, claim.until),
            (said.contact, claim.contact))  # fmt: skip
    layers: list[Layer] = []
    for row, (label, value) in enumerate(told):
        y = top + 1.5 + row * _CODE / 3
        layers.append(_line(label, (left, y + 1.5), _SMALL_MM, width))
        if value:
            layers.append(_line(value, (left, y + 7.2), _TITLE_MM, width, strong=True))
        else:
            layers.append(Fill(at=_rect(left, y + 8.2, width, 0.25), colour=_QUIET, alpha=0.6))
    return tuple(layers)
