"""Full-screen cards: what the glass says when there is no photo to show.

Rule 1: a card needs no photo, no font beyond the first and no network: it can always be shown.
Rule 2: one headline, one sentence, one instruction.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from frame.model import Size, Verb
from frame.scene import Layer, Scene, Target
from frame.slideshow.lettering import width_of
from frame.slideshow.phrases import CardWords, Phrases, Said
from frame.slideshow.stationery import (
    BACKGROUND,
    INSTRUCTION,
    SMALL,
    Foot,
    Page,
    aimed,
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


class CardKind(StrEnum):
    """Why there is no photo to show."""

    WELCOME = "welcome"
    EMPTY = "empty"
    RESTING = "resting"
    FULL = "full"
    DAMAGED = "damaged"
    WRONG_KEY = "wrong key"
    LOCKED = "locked"
    AWAITING_PHONE = "awaiting phone"
    UNREADABLE = "unreadable"
    INTERLUDE = "interlude"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    said: Said
    instruction: str
    asks_for_phone: bool = False
    otherwise: tuple[str, ...] = ()


_NOBODY = Foot()
_IMPORT = "frame import PATH --album NAME"
_COMMANDS = {
    CardKind.WELCOME: _IMPORT,
    CardKind.EMPTY: _IMPORT,
    CardKind.RESTING: "frame photos",
    CardKind.FULL: "frame erase --album NAME",
    CardKind.DAMAGED: "frame doctor",
    CardKind.WRONG_KEY: "frame doctor",
    CardKind.LOCKED: "frame keys unlock",
    CardKind.AWAITING_PHONE: "frame owner keep-unlocked",
    CardKind.UNREADABLE: "frame doctor",
}


def _text(kind: CardKind, words: CardWords, *, phones: bool) -> _Text | None:
    """Return what a card says; None for the one between two photos."""
    said = {
        CardKind.WELCOME: words.welcome_by_phone if phones else words.welcome,
        CardKind.EMPTY: words.empty_by_phone if phones else words.empty,
        CardKind.RESTING: words.resting,
        CardKind.FULL: words.full,
        CardKind.DAMAGED: words.damaged,
        CardKind.WRONG_KEY: words.wrong_key,
        CardKind.LOCKED: words.locked,
        CardKind.AWAITING_PHONE: words.awaiting_phone,
        CardKind.UNREADABLE: words.unreadable,
    }.get(kind)
    if said is None:
        return None
    command = _COMMANDS[kind]
    if not (phones and command == _IMPORT):
        return _Text(said=said, instruction=command)
    otherwise = (words.or_folder, command)
    return _Text(said=said, instruction=words.add_phone, asks_for_phone=True, otherwise=otherwise)


def card(
    kind: CardKind,
    screen: Size,
    foot: Foot = _NOBODY,
    *,
    phones: bool = False,
    phrases: Phrases = ENGLISH,
) -> Scene:
    """Return a card; with `phones`, one that asks for photos names the phone first."""
    layers = list(hearth(screen))
    text = _text(kind, phrases.cards, phones=phones)
    targets: tuple[Target, ...] = ()
    if text is not None:
        page = page_of(screen, phrases)
        block, height, asks = _block(text, page)
        # A block set a little high looks centred; one set in the middle looks as if it sank.
        top = (screen.height_px - height) * 0.46
        layers += [moved(layer, top) for layer in block]
        layers += foot_of(foot, page, screen)
        targets = tuple(aimed(target, top) for target in asks)
    return Scene(
        size=screen, background=BACKGROUND, layers=tuple(layers), fade_s=0.8, targets=targets
    )


def _block(text: _Text, page: Page) -> tuple[list[Layer], float, tuple[Target, ...]]:
    """Return the layers of the text from y = 0 down, their height, and what can be touched."""
    unit = page.unit
    head, y = headline(text.said.title, page, 0.0)
    narrow = replace(page, width=0.92 * page.width)
    body, y = paragraph(text.said.text, narrow, y + 0.030 * unit)
    layers: list[Layer] = [rule(page), *head, *body]
    targets: tuple[Target, ...] = ()
    plate, words = chip(text.instruction, page, y + 0.048 * unit)
    layers += [plate, words]
    y += 0.048 * unit + 2.2 * INSTRUCTION * unit
    if text.asks_for_phone:
        targets = (Target(at=plate.at, verb=Verb.PAIR),)
    y += 0.020 * unit if text.otherwise else 0.0
    for said in _together(text.otherwise, page):
        more, y = paragraph(said, page, y, SMALL)
        layers += more
    return layers, y, targets


def _together(said: tuple[str, ...], page: Page) -> tuple[str, ...]:
    """Return a sentence and its command as one line if they fit: a command is never broken."""
    both = page.phrases.space.join(said)
    return (both,) if said and width_of(both, SMALL * page.unit) <= page.width else said
