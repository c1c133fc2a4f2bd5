"""Words as pictures: one family, and the system's fonts for scripts that family lacks.

Rule: a letter that no font can draw is left out; nothing here ever draws an empty box.
"""

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import font_source_sans_pro
import pygame
from pygame.font import Font

from frame.errors import DeviceFailed
from frame.scene import Colour, Weight, Words

_FILES: dict[Weight, str] = {
    "light": "SourceSansPro-Light.otf",
    "regular": "SourceSansPro-Regular.otf",
    "semibold": "SourceSansPro-Semibold.otf",
    "bold": "SourceSansPro-Bold.otf",
}
# In the order they are asked: the best-looking family for a script comes first.
_HELPERS = ("notosanscjk", "notosans", "sourcehansans", "wqy-", "droidsansfallback", "dejavusans")
_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_SUFFIXES = (".ttf", ".otf", ".ttc")
_MOST_HELPERS = 12
_NOTHING = "\uffff"
_ELLIPSIS = "…"


class Fonts:
    """Draws lines of words; keeps opened fonts and what each of them can draw."""

    def __init__(self) -> None:
        self._opened: dict[tuple[str, int], Font] = {}
        self._can: dict[tuple[str, str], bool] = {}

    def width_of(self, words: Words) -> float:
        """Return how wide the words are without their limit, in pixels."""
        text = self._known(words)
        return float(sum(font.size(run)[0] for font, run in self._runs(words, text)))

    def draws_all(self, words: Words) -> bool:
        """Say whether there is a font for each letter of the words."""
        return all(self._path_for(letter, words.weight) for letter in words.text)

    def picture_of(self, words: Words) -> tuple[pygame.Surface, float, float]:
        """Return the drawn line and where its left top corner stands on the screen."""
        text = self._fitting(words)
        line = self._line(words, text, words.colour)
        shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[words.anchor] * line.get_width()
        ascent = self._first(words).get_ascent()
        left, top = words.left - shift, words.baseline - ascent
        if not words.shadow:
            return line, left, top
        return self._shadowed(words, text, line), left - _reach(words), top - _reach(words)

    def _fitting(self, words: Words) -> str:
        """Return the text, cut short with an ellipsis where it is too wide."""
        most = words.max_width
        kept = self._known(words)
        if most is None or self.width_of(words) <= most:
            return kept
        while kept:
            kept = kept[:-1].rstrip()
            drawn = kept + _ELLIPSIS
            if sum(font.size(text)[0] for font, text in self._runs(words, drawn)) <= most:
                return drawn
        return ""

    def _known(self, words: Words) -> str:
        """Return the text without the letters no font can draw, and the gaps they leave."""
        known = (letter for letter in words.text if self._path_for(letter, words.weight))
        return " ".join("".join(known).split())

    def _line(self, words: Words, text: str, colour: Colour) -> pygame.Surface:
        runs = [(font, font.render(run, True, colour)) for font, run in self._runs(words, text)]  # noqa: FBT003 - pygame takes it by position
        first = self._first(words)
        width = max(1, sum(picture.get_width() for _, picture in runs))
        surface = pygame.Surface((width, first.get_linesize()), pygame.SRCALPHA)
        surface.fill((*colour, 0))
        x = 0
        for font, picture in runs:
            surface.blit(picture, (x, first.get_ascent() - font.get_ascent()))
            x += picture.get_width()
        return surface

    def _shadowed(self, words: Words, text: str, line: pygame.Surface) -> pygame.Surface:
        """Return the line over its own soft shadow, blurred once and kept."""
        reach = _reach(words)
        dark = self._line(words, text, (0, 0, 0))
        size = (line.get_width() + 2 * reach, line.get_height() + 2 * reach)
        shadow = pygame.Surface(size, pygame.SRCALPHA)
        shadow.blit(dark, (reach, reach + max(1, reach // 6)))
        shadow = pygame.transform.gaussian_blur(shadow, max(1, reach // 3))
        result = pygame.Surface(size, pygame.SRCALPHA)
        result.blit(shadow, (0, 0))
        result.blit(line, (reach, reach))
        return result

    def _runs(self, words: Words, text: str) -> Iterator[tuple[Font, str]]:
        """Yield the text in pieces, each with the first font that can draw it."""
        size = max(1, round(words.size_px))
        run, run_path = "", ""
        for letter in text:
            path = self._path_for(letter, words.weight)
            if path != run_path and run:
                yield self._open(run_path, size), run
                run = ""
            if path is not None:
                run, run_path = run + letter, path
        if run:
            yield self._open(run_path, size), run

    def _path_for(self, letter: str, weight: Weight) -> str | None:
        own = _own_path(weight)
        if self._draws(own, letter):
            return own
        return next((path for path in self._helpers if self._draws(path, letter)), None)

    def _draws(self, path: str, letter: str) -> bool:
        """Return whether the font has the letter: its picture is not that of no letter."""
        known = self._can.get((path, letter))
        if known is None:
            known = letter.isprintable() and (
                letter == " " or self._shape(path, letter) != self._shape(path, _NOTHING)
            )
            self._can[path, letter] = known
        return known

    def _shape(self, path: str, letter: str) -> bytes:
        picture = self._open(path, 24).render(letter, False, (255, 255, 255))  # noqa: FBT003 - pygame takes it by position
        return picture.get_buffer().raw if picture.get_width() else b""

    def _first(self, words: Words) -> Font:
        return self._open(_own_path(words.weight), max(1, round(words.size_px)))

    def _open(self, path: str, size: int) -> Font:
        font = self._opened.get((path, size))
        if font is None:
            try:
                font = Font(path, size)
            except (OSError, pygame.error) as problem:
                raise DeviceFailed(
                    f"the font {Path(path).name} cannot be opened", hint="Reinstall hearthframe."
                ) from problem
            self._opened[path, size] = font
        return font

    @cached_property
    def _helpers(self) -> tuple[str, ...]:
        """The system's fonts that may know more scripts, best first."""
        found: list[tuple[int, str]] = []
        for folder in _FOLDERS:
            for root, _, names in os.walk(Path(folder).expanduser()):
                found += [
                    (rank, f"{root}/{name}")
                    for name in names
                    if name.lower().endswith(_SUFFIXES) and (rank := _rank(name)) is not None
                ]
        return tuple(path for _, path in sorted(found)[:_MOST_HELPERS])


def _own_path(weight: Weight) -> str:
    return str(Path(font_source_sans_pro.font_directory) / _FILES[weight])


def _rank(name: str) -> int | None:
    """Return how early a font file is asked; slanted, bold and serif files are not."""
    plain = name.lower().replace("_", "-")
    if any(word in plain for word in ("italic", "oblique", "bold", "mono", "serif", "condensed")):
        return None
    ranks = (rank for rank, start in enumerate(_HELPERS) if plain.startswith(start))
    return next(ranks, None)


def _reach(words: Words) -> int:
    """Return how far the shadow spreads, in pixels."""
    return max(4, round(0.40 * words.size_px))
