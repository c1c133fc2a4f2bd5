"""Full-screen cards: what the glass says when there is no photo to show.

Rule 1: a card needs no photo, no font beyond the first and no network: it can always be shown.
Rule 2: one headline, one sentence, one instruction.
"""

from dataclasses import dataclass
from enum import StrEnum

from frame.model import Size, Verb
from frame.scene import Layer, Scene, Target
from frame.slideshow.lettering import width_of
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
    headline: str
    sentence: str
    instruction: str = ""
    otherwise: tuple[str, ...] = ()


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
    CardKind.LOCKED: _Text(
        headline="This frame is locked",
        sentence="Your photos are safe. They open with the passphrase of this frame, which"
        " somebody types on it:",
        instruction="frame keys unlock",
    ),
    CardKind.AWAITING_PHONE: _Text(
        headline="Waiting for a phone of this home",
        sentence="Your photos are safe. Open the frame's page on a phone that owns it, or run on"
        " a device of this home:",
        instruction="frame owner keep-unlocked",
    ),
    CardKind.UNREADABLE: _Text(
        headline="The next photos cannot be opened",
        sentence="Several pictures in a row did not open. The frame keeps trying by itself."
        " See which ones they are:",
        instruction="frame doctor",
    ),
}


_ADD = "Press P to add a phone"
_WITH_PHONES = {
    CardKind.WELCOME: _Text(
        headline="Welcome home",
        sentence="This frame shows your family\u2019s photos. They are kept encrypted, on this"
        " frame only. Send the first ones from a phone:",
        instruction=_ADD,
        otherwise=("Or from a folder or a USB stick:", _IMPORT),
    ),
    CardKind.EMPTY: _Text(
        headline="No photos yet",
        sentence="As soon as the first photo is here, the slideshow begins by itself."
        " Send one from a phone:",
        instruction=_ADD,
        otherwise=("Or from a folder or a USB stick:", _IMPORT),
    ),
}


def card(
    kind: CardKind,
    screen: Size,
    name: str = "Hearthframe",
    *,
    trouble: str = "",
    phones: bool = False,
) -> Scene:
    """Return a card for a screen; `name` is the frame's own name.

    `trouble` is told at the foot; with `phones`, a card that asks for photos names the phone
    first.
    """
    layers = list(hearth(screen))
    text = (_WITH_PHONES.get(kind) if phones else None) or _TEXTS.get(kind)
    targets: tuple[Target, ...] = ()
    if text is not None:
        page = page_of(screen)
        block, height, asks = _block(text, page)
        # A block set a little high looks centred; one set in the middle looks as if it sank.
        top = (screen.height_px - height) * 0.46
        layers += [moved(layer, top) for layer in block]
        layers += foot_of(Foot(name=name, trouble=trouble), page, screen)
        targets = tuple(aimed(target, top) for target in asks)
    return Scene(
        size=screen, background=BACKGROUND, layers=tuple(layers), fade_s=0.8, targets=targets
    )


def _block(text: _Text, page: Page) -> tuple[list[Layer], float, tuple[Target, ...]]:
    """Return the layers of the text from y = 0 down, their height, and what can be touched."""
    unit = page.unit
    head, y = headline(text.headline, page, 0.0)
    body, y = paragraph(text.sentence, Page(
        unit=unit, left=page.left, width=0.92 * page.width), y + 0.030 * unit)  # fmt: skip
    layers: list[Layer] = [rule(page), *head, *body]
    targets: tuple[Target, ...] = ()
    if text.instruction:
        plate, words = chip(text.instruction, page, y + 0.048 * unit)
        layers += [plate, words]
        y += 0.048 * unit + 2.2 * INSTRUCTION * unit
        if text.instruction == _ADD:
            targets = (Target(at=plate.at, verb=Verb.PAIR),)
    y += 0.020 * unit if text.otherwise else 0.0
    for said in _together(text.otherwise, page):
        more, y = paragraph(said, page, y, SMALL)
        layers += more
    return layers, y, targets


def _together(said: tuple[str, ...], page: Page) -> tuple[str, ...]:
    """Return a sentence and its command as one line if they fit: a command is never broken."""
    both = " ".join(said)
    return (both,) if said and width_of(both, SMALL * page.unit) <= page.width else said
