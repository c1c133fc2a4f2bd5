"""The card by which a phone or another frame becomes a member: scan it, then compare digits.

Rule 1: names come from a stranger's phone. They stand on a line of their own, cut to its length,
        and never beside an instruction.
Rule 2: the code is as large as the glass allows, with the quiet zone that ISO/IEC 18004 asks for.
Rule 3: nothing on the card overlaps, on any glass from 480 pixels on.
"""

from dataclasses import dataclass, replace

from frame.model import Size, Verb
from frame.scene import Fill, Layer, Progress, Rect, Scene, Target, Words
from frame.slideshow.code_panel import code_panel
from frame.slideshow.lettering import width_of
from frame.slideshow.marks import tick
from frame.slideshow.phrases import Phrases
from frame.slideshow.stationery import (
    BACKGROUND,
    BODY_LINE,
    EMBER,
    FOOT,
    INK,
    QUIET,
    SENTENCE,
    SMALL,
    Foot,
    Page,
    aimed,
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

VALID_S = 180.0
CARD_FADE_S = 0.6
_PANEL, _PANEL_UPRIGHT, _GAP = 0.70, 0.86, 0.09
_QUESTION, _DIGITS, _BUTTON, _BUTTON_LINE = 0.060, 0.300, 0.104, 0.040
_BETWEEN = 0.030
_WIDE, _HIGH = 1.2, 1.35
_NARROW, _SMALLER = 0.46, 0.78
_MARGIN, _ABOVE_FOOT = 0.075, FOOT + 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingView:
    """What the pairing card tells; it holds the secret of the card, so it has no repr.

    qr        rows of the code, "1" is dark, without its quiet zone
    address   the part of the address that a person can compare, such as its host
    role      "owner", "contributor", "viewer" or "frame"
    digits    "123 456" as soon as they are to be compared
    who       the person and the device as they call themselves, only ever shown
    until_s   when it is over, on the scale of `Tick.at_s`
    invited   an owner's device asked for the card, and may give the answer
    done      who is a member now, said for a few seconds
    """

    qr: tuple[str, ...] = ()
    address: str = ""
    role: str = "contributor"
    digits: str | None = None
    who: str = ""
    until_s: float = 0.0
    invited: bool = False
    done: str = ""

    def __repr__(self) -> str:
        return "<PairingView>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a card is drawn, and whether somebody already said yes here."""

    at_s: float
    answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Layers from y = 0 down, and what of them can be touched."""

    layers: tuple[Layer, ...]
    height: float
    targets: tuple[Target, ...] = ()


def left_of(view: PairingView, at_s: float) -> str:
    """Return how long the card is valid, as "2:41"."""
    seconds = max(0, -int(-(view.until_s - at_s) // 1))
    return f"{seconds // 60}:{seconds % 60:02}"


def pairing_card(
    view: PairingView, moment: Moment, screen: Size, foot: Foot, phrases: Phrases = ENGLISH
) -> Scene:
    """Return the card in the state that the view is in."""
    page = page_of(screen, phrases)
    if view.done:
        block = _high(_done(view, page), screen)
    elif view.digits is not None:
        block = _high(_compare(view, moment, page), screen)
    else:
        page = _margins(page, screen)
        block = _scan(view, moment, screen, page)
    return Scene(
        size=screen,
        background=BACKGROUND,
        layers=(*hearth(screen), *block.layers, *foot_of(foot, page, screen)),
        fade_s=CARD_FADE_S,
        seconds=max(0.0, view.until_s - moment.at_s),
        targets=block.targets,
    )


def _high(block: _Block, screen: Size) -> _Block:
    """Return the block set a little above the middle, and above the foot."""
    unit = min(screen.width_px, screen.height_px)
    room = screen.height_px - block.height
    return _put(block, max(0.0, min(0.46 * room, room - _ABOVE_FOOT * unit)))


def _put(block: _Block, down: float, right: float = 0.0) -> _Block:
    return replace(
        block,
        layers=tuple(moved(layer, down, right) for layer in block.layers),
        targets=tuple(aimed(target, down, right) for target in block.targets),
    )


def _margins(page: Page, screen: Size) -> Page:
    """Return a page with narrower margins on a glass that is not very wide: a code needs room."""
    if screen.width_px >= 1.5 * screen.height_px:
        return page
    left = 0.09 * page.unit
    return replace(page, left=left, width=screen.width_px - 2 * left)


def _scan(view: PairingView, moment: Moment, screen: Size, page: Page) -> _Block:
    if screen.width_px >= _WIDE * screen.height_px:
        return _scan_beside(view, moment, screen, page)
    return _scan_above(view, moment, screen, page)


def _scan_beside(view: PairingView, moment: Moment, screen: Size, page: Page) -> _Block:
    """Return the words on the left and the code on the right."""
    unit = page.unit
    panel, side = code_panel(view.qr, _PANEL * unit)
    caption = _caption(view, side, page)
    high = side + (BODY_LINE * SMALL * unit if caption else 0.0)
    left = screen.width_px - page.left - side
    top = 0.47 * (screen.height_px - high)
    width = left - page.left - _GAP * unit
    words = _words(view, moment, replace(page, width=width))
    if width < _NARROW * unit or words.height > screen.height_px - (_MARGIN + _ABOVE_FOOT) * unit:
        words = _words(view, moment, replace(page, width=width, unit=_SMALLER * unit))
    # The foot is beneath the words: they end above it.
    down = min(
        top + (high - words.height) / 2, screen.height_px - _ABOVE_FOOT * unit - words.height
    )
    words = _put(words, max(_MARGIN * unit, down))
    code = [moved(layer, round(top), round(left)) for layer in (*panel, *caption)]
    return replace(words, layers=(*words.layers, *code))


def _scan_above(view: PairingView, moment: Moment, screen: Size, page: Page) -> _Block:
    """Return the code between the words on a glass that is upright or square."""
    unit = page.unit
    small = _SMALLER if screen.height_px < _HIGH * screen.width_px else 1.0
    words = replace(page, unit=small * unit)
    above, below = _invitation(view, words), _time(view, moment, words)
    room = screen.height_px - (_MARGIN + FOOT) * unit - above.height - below.height
    caption_high = BODY_LINE * SMALL * unit if view.address else 0.0
    gap = 0.050 * words.unit
    most = min(_PANEL_UPRIGHT * unit, page.width, room - caption_high - 2 * gap)
    panel, side = code_panel(view.qr, most)
    caption = _caption(view, side, page)
    high = above.height + gap + side + caption_high + gap + below.height
    top = _MARGIN * unit + 0.40 * max(0.0, screen.height_px - (_MARGIN + FOOT) * unit - high)
    under = top + above.height + gap
    code = [
        moved(layer, round(under), round((screen.width_px - side) / 2))
        for layer in (*panel, *caption)
    ]
    below = _put(below, under + side + caption_high + gap)
    above = _put(above, top)
    return replace(below, layers=(*above.layers, *code, *below.layers))


def _words(view: PairingView, moment: Moment, page: Page) -> _Block:
    """Return everything that stands beside the code."""
    above = _invitation(view, page)
    below = _put(_time(view, moment, page), above.height + 0.060 * page.unit)
    return _Block(
        layers=(*above.layers, *below.layers),
        height=above.height + 0.060 * page.unit + below.height,
        targets=below.targets,
    )


def _invitation(view: PairingView, page: Page) -> _Block:
    said = page.phrases.pairing
    title = said.link_frame if view.role == "frame" else said.add_phone
    head, y = headline(title, page, 0.0)
    body, y = paragraph(said.scan.of(view.role), page, y + 0.030 * page.unit)
    return _Block(layers=(rule(page), *head, *body), height=y)


def _time(view: PairingView, moment: Moment, page: Page) -> _Block:
    """Return how long the card is valid, for whom, and how to put it away."""
    unit, words = page.unit, page.phrases.pairing
    size = SMALL * unit
    clock = Words(
        text=left_of(view, moment.at_s), left=page.left + page.width, baseline=0.72 * size,
        size_px=size, weight="semibold", colour=INK, anchor="right",
    )  # fmt: skip
    room = page.width - width_of("00:00 ", size, "semibold")
    bar = _countdown(view, moment, Rect(
        left=page.left, top=0.45 * size, width=room, height=_thin(unit)))  # fmt: skip
    said = words.one_frame if view.role == "frame" else words.one_phone
    if view.invited:
        said += page.phrases.space + words.invited
    small, y = paragraph(said, page, 0.95 * size, SMALL)
    close, high = _button(words.close, "N", page, y + 0.034 * unit, Verb.NO)
    return _Block(layers=(*bar, clock, *small, *close.layers), height=high, targets=close.targets)


def _thin(unit: float) -> int:
    return max(2, round(0.0038 * unit))


def _countdown(view: PairingView, moment: Moment, at: Rect) -> tuple[Layer, ...]:
    """Return a line that grows shorter until the card is over, on its faint full length."""
    share = min(max((view.until_s - moment.at_s) / VALID_S, 0.0), 1.0)
    return (
        Fill(at=at, colour=(255, 255, 255), alpha=0.12),
        Progress(at=at, colour=EMBER, start=share, end=0.0),
    )


def _caption(view: PairingView, side: float, page: Page) -> tuple[Words, ...]:
    """Return where the link leads, below the code."""
    if not view.address:
        return ()
    size = SMALL * page.unit
    words = Words(
        text=page.phrases.pairing.leads.format(address=view.address), left=side / 2,
        baseline=side + 1.35 * size,
        size_px=size, colour=QUIET, anchor="centre", max_width=side,
    )  # fmt: skip
    return (fitted(words, side),)


def _compare(view: PairingView, moment: Moment, page: Page) -> _Block:
    unit = page.unit
    head, y = headline(page.phrases.pairing.compare, page, 0.0, _QUESTION)
    digits = view.digits or ""
    size = min(_DIGITS * unit, page.width / width_of("000 000", 1.0, "light"))
    y += 0.060 * unit + 0.66 * size
    number = Words(
        text=digits, left=page.left - 0.045 * size, baseline=y, size_px=size, weight="light",
        colour=INK,
    )  # fmt: skip
    wide = width_of("000 000", size, "light") - 0.09 * size
    bar = _countdown(view, moment, Rect(
        left=page.left, top=y + 0.050 * unit, width=wide, height=_thin(unit)))  # fmt: skip
    who, y = _asking(view, page, y + 0.068 * unit)
    answer, y = _answers(view, moment, page, y + 0.055 * unit)
    layers = (rule(page), *head, number, *bar, *who, *answer.layers)
    return _Block(layers=layers, height=y, targets=answer.targets)


def _asking(view: PairingView, page: Page, top: float) -> tuple[tuple[Words, ...], float]:
    """Return who asks, on a line of its own, and for what."""
    y = top + BODY_LINE * SENTENCE * page.unit
    said = page.phrases.pairing
    name = line(view.who or said.somebody, page, y, SENTENCE)
    name = replace(name, colour=INK, weight="semibold")
    asks, y = paragraph(said.asks.of(view.role), page, y)
    return (name, *asks), y


def _answers(view: PairingView, moment: Moment, page: Page, top: float) -> tuple[_Block, float]:
    """Return the two answers; after a yes, what is left to do stands in its place."""
    unit, said = page.unit, page.phrases.pairing
    yes, bottom = _answer(said.yes, "Y", page, top, Verb.YES)
    wide = yes.targets[0].at.width
    step = wide + _BETWEEN * unit
    no, _ = _answer(said.cancel if moment.answered else said.no, "N", page, top, Verb.NO)
    no = _put(no, 0.0, step)
    if moment.answered:
        then = said.then_frame if view.role == "frame" else said.then_phone
        told, _ = paragraph(then, replace(page, width=wide), top - 0.012 * unit, most=2)
        return _Block(layers=(*told, *no.layers), height=0.0, targets=no.targets), bottom
    note, end = _note(view, page, top, 2 * step) if view.invited else ((), bottom)
    layers = (*yes.layers, *no.layers, *note)
    targets = (*yes.targets, *no.targets)
    return _Block(layers=layers, height=0.0, targets=targets), max(bottom, end)


def _note(
    view: PairingView, page: Page, top: float, right: float
) -> tuple[tuple[Layer, ...], float]:
    """Return who else may answer: beside the answers, or below them where that is narrow."""
    unit, words = page.unit, page.phrases.pairing
    said = words.or_owner_of_frame if view.role == "frame" else words.or_owner_of_phone
    room = page.width - right
    if room >= 0.38 * unit:
        beside, end = paragraph(said, replace(page, width=room), top - 0.010 * unit, SMALL, most=3)
        return tuple(moved(one, 0.0, right) for one in beside), end
    return paragraph(said, page, top + (_BUTTON + 0.006) * unit, SMALL)


def _answer(text: str, key: str, page: Page, top: float, verb: Verb) -> tuple[_Block, float]:
    """Return a large button: yes is filled with ember, no is quiet."""
    unit = page.unit
    size, high = _BUTTON_LINE * unit, _BUTTON * unit
    wide = min(0.36 * unit, (page.width - _BETWEEN * unit) / 2)
    at = Rect(left=page.left, top=top, width=wide, height=high)
    yes = verb is Verb.YES
    plate = Fill(at=at, colour=EMBER if yes else (255, 255, 255), alpha=1.0 if yes else 0.10,
                 radius=0.20 * high)  # fmt: skip
    ink = BACKGROUND if yes else INK
    baseline = top + high / 2 + 0.33 * size
    words = Words(text=text, left=at.left + 0.75 * size, baseline=baseline, size_px=size,
                  weight="semibold", colour=ink)  # fmt: skip
    hint = Words(text=key, left=at.left + wide - 0.75 * size, baseline=baseline,
                 size_px=0.75 * size, colour=ink, alpha=0.70, anchor="right")  # fmt: skip
    target = Target(at=at, verb=verb)
    return _Block(layers=(plate, words, hint), height=high, targets=(target,)), top + high


def _button(text: str, key: str, page: Page, top: float, verb: Verb) -> tuple[_Block, float]:
    """Return a small, quiet button with its key, and where it ends."""
    size = SMALL * page.unit
    high = 2.1 * size
    wide = width_of(f"{text}   {key}", size, "semibold") + 2.2 * size
    at = Rect(left=page.left, top=top, width=wide, height=high)
    baseline = top + high / 2 + 0.33 * size
    layers = (
        Fill(at=at, colour=(255, 255, 255), alpha=0.10, radius=0.30 * size),
        Words(text=text, left=at.left + size, baseline=baseline, size_px=size,
              weight="semibold", colour=INK),
        Words(text=key, left=at.left + wide - size, baseline=baseline, size_px=size,
              colour=QUIET, anchor="right"),
    )  # fmt: skip
    return _Block(layers=layers, height=high, targets=(Target(at=at, verb=verb),)), top + high


def _done(view: PairingView, page: Page) -> _Block:
    """Return the confirmation: a tick, and who is a member now."""
    unit = page.unit
    mark = tick(Rect(left=page.left, top=0.0, width=0.115 * unit, height=0.105 * unit), EMBER)
    said = page.phrases.pairing
    head, y = headline(said.paired.format(who=view.done), page, 0.110 * unit)
    body, y = paragraph(said.done.of(view.role), page, y + 0.020 * unit)
    return _Block(layers=(mark, *head, *body), height=y)
