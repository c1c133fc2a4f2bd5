"""Words over a slide: date, clock, marks, notices, and the answer to "why this photo?".

Rule 1: words and marks stand in a corner without a head; if there is none, they stay away.
        Only what a person just asked for (a notice, the reason) may cover a face, and it takes
        the place where it covers least.
Rule 2: on a photo, words stand on a soft shade; on a mat, in the mat's ink, with none.
Rule 3: a story's title opens the first caption, and comes and goes with it; where there is no
        room for both, the caption stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from frame.model import Size
from frame.scene import Anchor, Colour, Fill, Layer, Rect, Shade, Weight, Words
from frame.slideshow.compose import short_side
from frame.slideshow.lettering import width_of, wrapped
from frame.slideshow.marks import heart, pause_bars
from frame.slideshow.notices import notice_pill
from frame.slideshow.phrases import Phrases
from frame.slideshow.places import covered, free, inset_corners, meets
from frame.slideshow.setup_card import SetupView, small_card
from frame.slideshow.slide import Cell, Composition, Shot
from frame.slideshow.trouble import places_of, trouble_mark
from frame.slideshow.words import ENGLISH

MARGIN = 0.052
CAPTION, TITLE, CLOCK, REASON = 0.029, 0.036, 0.084, 0.031
STORY, STORY_ON_MAT = 0.053, 0.040
_RULE_WIDE, _RULE_HIGH, _BELOW_RULE = 0.085, 0.0038, 0.027
_BELOW_STORY, _BELOW_STORY_ON_MAT = 0.030, 0.021
_WHITE: Colour = (255, 255, 255)
_PANEL: Colour = (20, 18, 17)
EMBER: Colour = (240, 150, 92)
_DESCENT, _BESIDE = 0.4, 0.004
_LINE = 1.46
_BELOW_PRINT = 0.030
_SHADE_HIGH, _SHADE_DEEP = 0.32, 0.60


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the words tell: the time (None without a clock) and what a person asked for.

    `setup` is the small card of setting up; where it finds no place, `trouble` says it.
    """

    now: datetime | None = None
    captions: bool = True
    paused: bool = False
    why: str = ""
    notice: str = ""
    trouble: str = ""
    setup: SetupView | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One line of a block, `drop` pixels below the block's top."""

    text: str
    size_px: float
    drop: float
    weight: Weight = "regular"
    alpha: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Something that stands in one place: lines of words, a heart before them, pause bars.

    `otherwise` is a smaller one that stands where this one finds no place.
    """

    width: float
    height: float
    places: tuple[Rect, ...]
    lines: tuple[_Line, ...] = ()
    heart_px: float = 0.0
    bars: bool = False
    ruled: bool = False
    otherwise: "_Block | None" = None


def overlay(
    composition: Composition, status: Status, phrases: Phrases = ENGLISH
) -> tuple[Layer, ...]:
    """Return the layers of words that belong on a composition now."""
    heads = [head for cell in composition.cells for head in cell.heads]
    panel_at, panel = _reason(composition.size, status, phrases, heads)
    taken = [*(_with_room(head, composition.size) for head in heads), *panel_at]
    if composition.ink is not None:
        taken += [cell.at for cell in composition.cells]
    placed: list[tuple[_Block, Rect]] = []
    for block in _blocks(composition, status, phrases):
        stands = _standing(block, taken)
        if stands is not None:
            placed.append(stands)
            taken.append(stands[1])
    words = [layer for block, at in placed for layer in _drawn(block, at, composition)]
    shades = _shades(composition, [at for _, at in placed])
    notice = notice_pill(status.notice, composition.size, [*heads, *panel_at])
    taken += places_of(notice)
    setup = status.setup
    trouble = small_card(setup, composition.size, taken, phrases) if setup else ()
    trouble = trouble or trouble_mark(status.trouble, composition.size, taken)
    return (*shades, *words, *trouble, *panel, *notice)


def _standing(block: _Block, taken: list[Rect]) -> tuple[_Block, Rect] | None:
    """Return the block, or the smaller one instead of it, and a place that is free."""
    at = free(block.places, taken)
    if at is not None:
        return block, at
    return _standing(block.otherwise, taken) if block.otherwise is not None else None


def words_on(layers: Iterable[Layer]) -> tuple[Rect, ...]:
    """Return the rectangle that each line of words may fill."""
    return tuple(_extent(layer) for layer in layers if isinstance(layer, Words))


def _extent(words: Words) -> Rect:
    width = words.max_width or width_of(words.text, words.size_px, words.weight)
    shift = {"left": 0.0, "centre": width / 2, "right": width}[words.anchor]
    top = words.baseline - 0.72 * words.size_px
    return Rect(left=words.left - shift, top=top, width=width, height=0.94 * words.size_px)


def _blocks(composition: Composition, status: Status, phrases: Phrases) -> tuple[_Block, ...]:
    blocks = []
    if status.now is not None:
        blocks.append(_clock(composition.size, status.now))
    if status.captions:
        blocks += _captions(composition, phrases)
    if status.paused:
        blocks.append(_pause(composition.size))
    return tuple(blocks)


def _clock(screen: Size, now: datetime) -> _Block:
    size = CLOCK * short_side(screen)
    width, height = width_of("00:00", size, "light"), 0.72 * size
    line = _Line(text=f"{now:%H:%M}", size_px=size, drop=height, weight="light", alpha=0.94)
    corners = inset_corners(_all(screen), width, height, MARGIN * short_side(screen))
    bottom_left, bottom_right, top_left, top_right = corners
    return _Block(
        width=width,
        height=height,
        lines=(line,),
        places=(bottom_right, top_right, bottom_left, top_left),
    )


def _pause(screen: Size) -> _Block:
    size = 0.040 * short_side(screen)
    corners = inset_corners(_all(screen), size, size, MARGIN * short_side(screen))
    return _Block(width=size, height=size, bars=True, places=corners[::-1])


def _captions(composition: Composition, phrases: Phrases) -> list[_Block]:
    """Return one caption per photo, or one for both where they say the same."""
    blocks: list[_Block] = []
    said: set[tuple[str, str, bool]] = set()
    for cell in composition.cells:
        shot = cell.shot
        told = (shot.title, date_line(shot, phrases), shot.favourite)
        if told not in said:
            story = "" if said else composition.story
            said.add(told)
            block = _caption(cell, composition, phrases, story)
            blocks += [block] if block is not None else []
    return blocks


def _with_room(head: Rect, screen: Size) -> Rect:
    """Return a head with the room that letters need: tails that hang below, edges beside."""
    unit = short_side(screen)
    room, side = _DESCENT * CAPTION * unit, _BESIDE * unit
    return Rect(
        left=head.left - side,
        top=head.top - room,
        width=head.width + 2 * side,
        height=head.height + room,
    )


def date_line(shot: Shot, phrases: Phrases = ENGLISH) -> str:
    """Return "June 2019 · Garden", "12 June 2019", or what of it is known."""
    if shot.taken_at is None:
        return shot.album
    if shot.album:
        return f"{phrases.month(shot.taken_at)} · {shot.album}"
    return phrases.day(shot.taken_at)


def _caption(cell: Cell, composition: Composition, phrases: Phrases, story: str) -> _Block | None:
    """Return the words about one photo, with the story they belong to and without it."""
    lines = _about(cell.shot, phrases, short_side(composition.size))
    plain = _caption_block(cell, composition, lines)
    if not story:
        return plain
    told = _caption_block(cell, composition, _told(story, lines, composition))
    return told and replace(told, ruled=composition.ink is None, otherwise=plain)


def _about(shot: Shot, phrases: Phrases, unit: float) -> tuple[_Line, ...]:
    """Return what the family wrote and when it was."""
    date = date_line(shot, phrases)
    lines = []
    drop = 0.0
    if shot.title:
        drop += 0.74 * TITLE * unit
        lines.append(_Line(text=shot.title, size_px=TITLE * unit, drop=drop,
                           weight="semibold"))  # fmt: skip
    if date:
        drop += (_LINE if lines else 0.74) * CAPTION * unit
        lines.append(_Line(text=date, size_px=CAPTION * unit, drop=drop, alpha=0.90))
    return tuple(lines)


def _told(story: str, lines: tuple[_Line, ...], composition: Composition) -> tuple[_Line, ...]:
    """Return a story's title above the lines; a mat has room for one of them."""
    unit = short_side(composition.size)
    if composition.ink is None:
        size, top, gap = STORY * unit, (_RULE_HIGH + _BELOW_RULE) * unit, _BELOW_STORY * unit
    else:
        size, top, gap = STORY_ON_MAT * unit, 0.0, _BELOW_STORY_ON_MAT * unit
        lines = lines[:1]
    drop = top + 0.74 * size
    title = _Line(text=story, size_px=size, drop=drop, alpha=0.96)
    return (title, *(replace(line, drop=drop + gap + line.drop) for line in lines))


def _caption_block(
    cell: Cell, composition: Composition, lines: tuple[_Line, ...]
) -> _Block | None:
    unit = short_side(composition.size)
    mark = 0.026 * unit if cell.shot.favourite else 0.0
    if not lines and not mark:
        return None
    most = cell.at.width - 2 * MARGIN * unit if composition.ink is None else cell.at.width
    needed = max((width_of(one.text, one.size_px, one.weight) for one in lines), default=0.0)
    width = min(most, needed + 1.6 * mark)
    height = max([mark, *(line.drop for line in lines)])
    return _Block(
        width=width,
        height=height,
        lines=lines,
        heart_px=mark,
        places=_caption_places(cell, composition, width, height),
    )


def _caption_places(
    cell: Cell, composition: Composition, width: float, height: float
) -> tuple[Rect, ...]:
    unit = short_side(composition.size)
    if composition.ink is None:
        bottom_left, bottom_right, top_left, top_right = inset_corners(
            cell.at, width, height, MARGIN * unit
        )
        return bottom_left, top_left, bottom_right, top_right
    under = cell.at.top + cell.at.height + _BELOW_PRINT * unit
    return (Rect(left=cell.at.left, top=under, width=width, height=height),)


def _drawn(block: _Block, at: Rect, composition: Composition) -> tuple[Layer, ...]:
    """Return the layers of a block; on the right half of the screen it is flush right."""
    ink = composition.ink or _WHITE
    shadow = composition.ink is None
    if block.bars:
        return pause_bars(at, ink, shadow=shadow)
    right = composition.ink is None and at.left + at.width / 2 > _middle(at, composition)
    anchor: Anchor = "right" if right and not block.heart_px else "left"
    indents = [0.0] * (len(block.lines) - 1) + [1.6 * block.heart_px]
    rule = (_rule(at, anchor, composition),) if block.ruled else ()
    words = tuple(
        Words(
            text=line.text,
            left=at.left + at.width if anchor == "right" else at.left + indent,
            baseline=at.top + line.drop,
            size_px=line.size_px,
            weight=line.weight,
            colour=ink,
            alpha=line.alpha,
            anchor=anchor,
            max_width=at.width - indent + 1.0,
            shadow=shadow,
        )
        for line, indent in zip(block.lines, indents, strict=False)
    )
    if not block.heart_px:
        return (*rule, *words)
    return (*rule, *words, heart(at, block.heart_px, EMBER, shadow=shadow))


def _rule(at: Rect, anchor: Anchor, composition: Composition) -> Fill:
    """Return the short line over a story's title, as the cards have it."""
    unit = short_side(composition.size)
    width, height = _RULE_WIDE * unit, max(2.0, float(round(_RULE_HIGH * unit)))
    left = at.left + at.width - width if anchor == "right" else at.left
    place = Rect(left=left, top=at.top, width=width, height=height)
    return Fill(at=place, colour=EMBER, radius=height / 2)


def _middle(at: Rect, composition: Composition) -> float:
    for cell in composition.cells:
        if meets(cell.at, at):
            return cell.at.left + cell.at.width / 2
    return composition.size.width_px / 2


def _shades(composition: Composition, places: list[Rect]) -> tuple[Layer, ...]:
    """Return a soft dark veil at each edge of a photo where words stand."""
    if composition.ink is not None:
        return ()
    high = _SHADE_HIGH * short_side(composition.size)
    veils: dict[Rect, Shade] = {}
    for place in places:
        for cell in composition.cells:
            if meets(cell.at, place):
                veil = _veil(cell.at, place, high)
                veils[veil.at] = veil
    return tuple(veils.values())


def _veil(cell: Rect, place: Rect, high: float) -> Shade:
    height = round(min(high, cell.height / 2))
    low = place.top + place.height / 2 > cell.top + cell.height / 2
    top = cell.top + cell.height - height if low else cell.top
    at = Rect(left=cell.left, top=top, width=cell.width, height=height)
    deep = _SHADE_DEEP
    return Shade(at=at, colour=(0, 0, 0), top=0.0 if low else deep, bottom=deep if low else 0.0)


def _reason(
    screen: Size, status: Status, phrases: Phrases, heads: list[Rect]
) -> tuple[tuple[Rect, ...], tuple[Layer, ...]]:
    """Return where the panel with the reason stands, and its layers."""
    if not status.why:
        return (), ()
    unit = short_side(screen)
    size, pad, margin = REASON * unit, 0.040 * unit, MARGIN * unit
    width = min(0.86 * unit, screen.width_px - 2 * margin)
    lines = wrapped(status.why, size, width - 2 * pad)
    head = 2.15 * size
    height = 2 * pad + head + (len(lines) - 1) * _LINE * size + 0.25 * size
    corners = inset_corners(_all(screen), width, height, margin)
    at = min(corners, key=lambda corner: covered(corner, heads))
    title = Words(
        text=phrases.why, left=at.left + pad, baseline=at.top + pad + 0.55 * size,
        size_px=0.86 * size, weight="semibold", colour=EMBER, max_width=width - 2 * pad,
    )  # fmt: skip
    body = tuple(
        Words(
            text=line, left=at.left + pad, baseline=at.top + pad + head + row * _LINE * size,
            size_px=size, colour=(240, 236, 230), max_width=width - 2 * pad + 1.0,
        )
        for row, line in enumerate(lines)
    )  # fmt: skip
    panel = Fill(at=at, colour=_PANEL, alpha=0.90, radius=0.022 * unit)
    return (at,), (panel, title, *body)


def _all(screen: Size) -> Rect:
    return Rect(left=0.0, top=0.0, width=screen.width_px, height=screen.height_px)
