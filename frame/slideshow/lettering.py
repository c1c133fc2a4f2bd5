"""How wide words will be, before anything is drawn.

The widths are those of Source Sans Pro Regular, rounded up, in thousandths of the type size; a
script the table does not know counts as wide. The window cuts a line that still is too long.

Words of wide scripts have no spaces between them: a line may end after each of their letters, but
none begins with a sign that closes or ends with one that opens (JIS X 4051; W3C, "Requirements for
Chinese Text Layout", §3.1.2), and the last one is not a lonely letter. A French colon or question
mark, which has a space before it, stays with its word.
"""

from collections.abc import Iterator

from frame.scene import Weight

_WIDTHS = {
    200: " ",
    250: "|',.:;ij·",
    275: "lI",
    320: "!f()-[]{}",
    350: "t/\\r",
    440: '*s"?zx',
    475: "cvyJ",
    505: "Y#$+0123456789<=>F^_ek~agL",
    555: "VXESTZA`hnou",
    580: "bdpqCPRK",
    620: "B&DG",
    675: "NUHOQ",
    735: "wM",
    800: "W",
    860: "%m@—…",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_WEIGHTS: dict[Weight, float] = {"light": 1.0, "regular": 1.0, "semibold": 1.04, "bold": 1.07}
_FIRST_WIDE = 0x2E80
_FEW, _KEPT = 4, 2
_OPENS = frozenset("（《〈「『【〔([{“‘")  # noqa: RUF001 - signs of wide scripts
_CLOSES = frozenset("）》〉」』】〕)]}”’。，、．；：？！…—·,.;:?!%»ー々")  # noqa: RUF001 - the same


def width_of(text: str, size_px: float, weight: Weight = "regular") -> float:
    """Return about how wide a line of text is, in pixels; it is drawn in whole sizes."""
    total = sum(_width_of_letter(letter) for letter in text)
    return total / 1000 * max(size_px, round(size_px)) * _WEIGHTS[weight]


def wrapped(text: str, size_px: float, width_px: float) -> tuple[str, ...]:
    """Return the text as lines that fit `width_px`, broken between words."""
    lines: list[str] = []
    line = ""
    for word in _words(text):
        gap = " " if line else ""
        for piece in _pieces(word):
            longer = f"{line}{gap}{piece}"
            if line and width_of(longer, size_px) > width_px:
                lines.append(line)
                line = piece
            else:
                line = longer
            gap = ""
    return tuple(_less_lonely([*lines, line])) if line else ()


def _words(text: str) -> list[str]:
    """Return the words, each with the signs that belong to it."""
    words: list[str] = []
    for word in text.split():
        if words and _CLOSES.issuperset(word):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _less_lonely(lines: list[str]) -> list[str]:
    """Return lines of which the last has a few letters, where a wide script left it one or two."""
    *others, before, last = lines if len(lines) > 1 else ("", *lines)
    if not _is_wide(last[0]) or len(last) >= _FEW or len(before) <= _FEW:
        return lines
    moved = [*_pieces(before), last]
    while len(last) < _FEW and len(moved) > _KEPT and _is_wide(moved[-2][0]):
        last = moved.pop(-2) + last
    kept = before[: len(before) + len(lines[-1]) - len(last)]
    return [*others, kept.rstrip(), last]


def _pieces(word: str) -> Iterator[str]:
    """Yield what of a word stays on one line: all of it, or a wide letter with its signs."""
    begin = 0
    for place in range(1, len(word)):
        before, after = word[place - 1], word[place]
        wide = _is_wide(before) or _is_wide(after)
        if wide and before not in _OPENS and after not in _CLOSES:
            yield word[begin:place]
            begin = place
    yield word[begin:]


def _is_wide(letter: str) -> bool:
    return ord(letter) >= _FIRST_WIDE


def _width_of_letter(letter: str) -> int:
    return _WIDTH_OF.get(letter, 1000 if _is_wide(letter) else 620)
