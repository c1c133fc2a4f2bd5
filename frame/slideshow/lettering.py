"""How wide words will be, before anything is drawn.

The widths are those of Source Sans Pro Regular, rounded up, in thousandths of the type size; a
script the table does not know counts as wide. The window cuts a line that still is too long.
"""

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


def width_of(text: str, size_px: float, weight: Weight = "regular") -> float:
    """Return about how wide a line of text is, in pixels."""
    total = sum(_width_of_letter(letter) for letter in text)
    return total / 1000 * size_px * _WEIGHTS[weight]


def wrapped(text: str, size_px: float, width_px: float) -> tuple[str, ...]:
    """Return the text as lines that fit `width_px`, broken between words."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, size_px) > width_px:
            lines.append(line)
            line = word
        else:
            line = longer
    return (*lines, line) if line else tuple(lines)


def _width_of_letter(letter: str) -> int:
    return _WIDTH_OF.get(letter, 1000 if ord(letter) >= _FIRST_WIDE else 620)
