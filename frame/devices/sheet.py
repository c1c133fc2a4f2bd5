"""A contact sheet: what the curator made of a folder, on pages a person can read.

Rule 1: a page is drawn row by row and never higher than HIGHEST_PX, so a folder of any size
        needs the memory of one page.
Rule 2: what is kept wears a frame; what rests is dimmed and says why. Colour is never the only
        difference.
Rule 3: words from outside (file names) are drawn, cut to their column, and nothing else; a
        letter the font does not have is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import groupby
from pathlib import Path

import font_source_sans_pro
from PIL import Image, ImageDraw, ImageEnhance, ImageFont

from frame.devices.imaging import image_of, pixels_of
from frame.model import Box, Pixels, Size

WIDTH_PX, HIGHEST_PX = 1680, 3600
CELL = Size(width_px=364, height_px=273)
"""The room for one picture on a page."""

_COLUMNS = 4
_MARGIN, _GUTTER = 64, 32
_HEADING_PX, _LABEL_PX, _BELOW_ROW = 150, 34, 40
_MOST_LINES = 3
_BOARD, _INK, _QUIET = (27, 24, 22), (244, 239, 231), (160, 151, 142)
_EMBER, _KEPT, _LINE = (240, 150, 92), (138, 190, 128), (66, 60, 55)
_SKY, _FACE = (112, 186, 236), (255, 255, 255)
_DIMMED = 0.42
_NOTHING = "\uffff"
_Font = ImageFont.FreeTypeFont
_Colour = tuple[int, int, int]


class Mark(StrEnum):
    """What an outline on a picture means."""

    WIDE = "cut for 16:9"
    TALL = "cut for 9:16"
    FACE = "face"


_COLOURS: dict[Mark, _Colour] = {Mark.WIDE: _EMBER, Mark.TALL: _SKY, Mark.FACE: _FACE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """One picture on the sheet.

    picture   as the frame would show it; `before` as it came, where that looks different
    name      of its file
    about     what is in it, in a few words
    moment    its number; pictures of one moment follow each other
    outlines  boxes in fractions of the picture, with their meaning
    """

    picture: Pixels
    before: Pixels | None
    name: str
    about: str
    because: str
    keep: bool
    moment: int
    outlines: tuple[tuple[Mark, Box], ...] = ()


def pages(prints: Iterable[Print], heading: str) -> Iterator[Pixels]:
    """Yield the pages of a sheet; `heading` is a sentence for the top of each."""
    top = _heading(heading)
    rows: list[Image.Image] = []
    for several in _in_rows(prints):
        row = _row(several)
        if rows and top.height + sum(one.height for one in rows) + row.height > HIGHEST_PX:
            yield _page([top, *rows])
            rows = []
        rows.append(row)
    if rows:
        yield _page([top, *rows])


def _in_rows(prints: Iterable[Print]) -> Iterator[list[Print]]:
    row: list[Print] = []
    for one in prints:
        row.append(one)
        if len(row) == _COLUMNS:
            yield row
            row = []
    if row:
        yield row


def _page(strips: Sequence[Image.Image]) -> Pixels:
    page = Image.new("RGB", (WIDTH_PX, sum(strip.height for strip in strips)), _BOARD)
    y = 0
    for strip in strips:
        page.paste(strip, (0, y))
        y += strip.height
    return pixels_of(page)


def _heading(words: str) -> Image.Image:
    strip = Image.new("RGB", (WIDTH_PX, _HEADING_PX), _BOARD)
    draw = ImageDraw.Draw(strip)
    draw.rounded_rectangle((_MARGIN, 46, _MARGIN + 40, 48), 1, fill=_EMBER)
    draw.text((_MARGIN, 62), _known(words, 30), fill=_INK, font=_font(30, "Light"))
    x = float(WIDTH_PX - _MARGIN)
    for mark in reversed(Mark):
        x -= _font(15).getlength(mark.value)
        draw.text((x, 76), mark.value, fill=_QUIET, font=_font(15))
        x -= 30
        draw.rectangle((x, 79, x + 20, 91), outline=_COLOURS[mark], width=2)
        x -= 34
    return strip


def _row(prints: Sequence[Print]) -> Image.Image:
    """Return one row: labels of the moments, pictures with one top edge, words below."""
    pictures = [_picture(one) for one in prints]
    high = max(picture.height for picture in pictures)
    words = [_words(one) for one in prints]
    height = _LABEL_PX + high + max(_height(lines) for lines in words) + _BELOW_ROW
    strip = Image.new("RGB", (WIDTH_PX, height), _BOARD)
    draw = ImageDraw.Draw(strip)
    _label(draw, prints)
    for column, (picture, lines) in enumerate(zip(pictures, words, strict=True)):
        x = _left(column)
        strip.paste(picture, (x, _LABEL_PX))
        _write(draw, lines, x, _LABEL_PX + high)
    return strip


def _left(column: int) -> int:
    return _MARGIN + column * (CELL.width_px + _GUTTER)


def _label(draw: ImageDraw.ImageDraw, prints: Sequence[Print]) -> None:
    """Draw a line over the pictures of each moment, and its number."""
    columns = groupby(range(len(prints)), key=lambda column: prints[column].moment)
    for moment, members in columns:
        first, *_, last = [*members] * 2
        left, right = _left(first), _left(last) + CELL.width_px
        draw.line((left, 20, right, 20), fill=_LINE, width=1)
        words = f"Moment {moment}"
        width = _font(13).getlength(words)
        draw.rectangle((left, 12, left + width + 10, 28), fill=_BOARD)
        draw.text((left, 11), words, fill=_QUIET, font=_font(13))


def _picture(one: Print) -> Image.Image:
    """Return a picture in its cell: framed if it is kept, dimmed if it rests."""
    image = _fitted(image_of(one.picture), one.before)
    if one.before is not None:
        _halved(image, image_of(one.before))
    if not one.keep:
        grey = ImageEnhance.Color(image).enhance(0.35)
        image = Image.blend(Image.new("RGB", image.size, _BOARD), grey, _DIMMED)
    for mark, box in one.outlines:
        _outline(image, mark, box)
    if one.keep:
        edge = (0, 0, image.width - 1, image.height - 1)
        ImageDraw.Draw(image).rectangle(edge, outline=_KEPT, width=3)
    return image


def _fitted(image: Image.Image, before: Pixels | None) -> Image.Image:
    shape = (
        before.size if before is not None else Size(width_px=image.width, height_px=image.height)
    )
    scale = min(CELL.width_px / shape.width_px, CELL.height_px / shape.height_px)
    size = (max(1, round(shape.width_px * scale)), max(1, round(shape.height_px * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _halved(after: Image.Image, before: Image.Image) -> None:
    """Put the left half of the picture as it came over the picture as it is shown."""
    middle = after.width // 2
    before = before.resize(after.size, Image.Resampling.LANCZOS)
    after.paste(before.crop((0, 0, middle, after.height)), (0, 0))
    draw = ImageDraw.Draw(after)
    draw.line((middle, 0, middle, after.height), fill=_INK, width=1)
    for words, x, anchor in (("before", middle - 6, "rs"), ("after", middle + 6, "ls")):
        draw.text((x, after.height - 9), words, fill=_INK, font=_font(12, "Semibold"),
                  anchor=anchor, stroke_width=1, stroke_fill=(40, 36, 32))  # fmt: skip


def _outline(image: Image.Image, mark: Mark, box: Box) -> None:
    """Draw a box with a dark hairline around it, so that it shows on snow and at night."""
    # a cut that ends at the picture's edge stands clear of its frame
    inset = 0 if mark is Mark.FACE else 4
    left, top = max(inset, box.left * image.width), max(inset, box.top * image.height)
    right = min(image.width - 1 - inset, (box.left + box.width) * image.width - 1)
    bottom = min(image.height - 1 - inset, (box.top + box.height) * image.height - 1)
    if right - left < 4 or bottom - top < 4:
        return
    draw = ImageDraw.Draw(image)
    draw.rectangle((left - 1, top - 1, right + 1, bottom + 1), outline=(0, 0, 0), width=1)
    width = 1 if mark is Mark.FACE else 2
    draw.rectangle((left, top, right, bottom), outline=_COLOURS[mark], width=width)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    text: str
    size_px: int
    colour: _Colour
    weight: str = "Regular"

    @property
    def height(self) -> int:
        """How far the next line is below this one."""
        return round(1.38 * self.size_px)


def _words(one: Print) -> list[_Line]:
    name = _shortened(_known(one.name, 15, "Semibold"), 15, "Semibold")
    told = _QUIET if one.keep else _EMBER
    said = _wrapped(_known(("" if one.keep else "Rests. ") + one.because, 14), 14)
    lines = [_Line(text=name, size_px=15, colour=_INK, weight="Semibold")]
    lines += [_Line(text=text, size_px=14, colour=told) for text in said]
    if one.about:
        about = _shortened(_known(one.about, 13), 13)
        lines.append(_Line(text=about, size_px=13, colour=_QUIET))
    return lines


def _height(lines: Sequence[_Line]) -> int:
    return 12 + sum(line.height for line in lines)


def _write(draw: ImageDraw.ImageDraw, lines: Sequence[_Line], x: int, y: int) -> None:
    y += 12
    for line in lines:
        draw.text((x, y), line.text, fill=line.colour, font=_font(line.size_px, line.weight))
        y += line.height


def _wrapped(text: str, size_px: int) -> list[str]:
    """Return at most three lines that fit a column; the last one may end in an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and _font(size_px).getlength(longer) > CELL.width_px:
            lines.append(line)
            line = word
        else:
            line = longer
    lines += [line] if line else []
    kept, rest = lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1 :]
    return [_shortened(line, size_px) for line in (*kept, *([" ".join(rest)] if rest else []))]


def _shortened(text: str, size_px: int, weight: str = "Regular") -> str:
    font = _font(size_px, weight)
    if font.getlength(text) <= CELL.width_px:
        return text
    while text and font.getlength(text + "…") > CELL.width_px:
        text = text[:-1].rstrip()
    return text + "…"


def _known(text: str, size_px: int, weight: str = "Regular") -> str:
    """Return the text without the letters that the font cannot draw."""
    letters = (letter if letter.isprintable() else " " for letter in text[:400])
    return " ".join("".join(one for one in letters if _draws(one, size_px, weight)).split())


@cache
def _draws(letter: str, size_px: int, weight: str) -> bool:
    font = _font(size_px, weight)
    return letter == " " or bytes(font.getmask(letter)) != bytes(font.getmask(_NOTHING))


@cache
def _font(size_px: int, weight: str = "Regular") -> _Font:
    folder = Path(font_source_sans_pro.font_directory)
    return ImageFont.truetype(folder / f"SourceSansPro-{weight}.otf", size_px)
