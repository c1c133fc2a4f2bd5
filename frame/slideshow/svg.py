"""A still scene as SVG 1.1: for paper, and for whoever wants to change it by hand.

Rule 1: text is text: it stays sharp, and can be searched. Each line says how wide it should be, so
        another typeface than ours breaks nothing.
Rule 2: words of others are escaped; there is no link, no script and no file in it.
"""

from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from frame.scene import Colour, Fill, Layer, Matrix, Scene, Shape, Words
from frame.slideshow.lettering import width_of

_FAMILY: Final = "'Source Sans 3', 'Source Sans Pro', 'Noto Sans', sans-serif"
_WEIGHTS: Final = {"light": 300, "regular": 400, "semibold": 600, "bold": 700}
_ANCHORS: Final = {"left": "start", "centre": "middle", "right": "end"}


def svg_of(scene: Scene, width_mm: float, height_mm: float) -> str:
    """Return a scene of plates, shapes, codes and words; raise TypeError for anything else."""
    wide, high = scene.size.width_px, scene.size.height_px
    drawn = "\n".join(line for layer in scene.layers for line in _drawn(layer))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width_mm:g}mm" height="{height_mm:g}mm"'
        f' viewBox="0 0 {wide} {high}" font-family={quoteattr(_FAMILY)}>\n'
        f'<rect width="{wide}" height="{high}" {_ink(scene.background, 1.0)}/>\n{drawn}\n</svg>\n'
    )


def _drawn(layer: Layer) -> Iterator[str]:
    match layer:
        case Fill():
            yield _fill(layer)
        case Words():
            yield _words(layer)
        case Shape():
            yield _shape(layer)
        case Matrix():
            yield _matrix(layer)
        case _:
            raise TypeError(type(layer).__name__)


def _fill(fill: Fill) -> str:
    at = fill.at
    return (
        f'<rect x="{at.left:.1f}" y="{at.top:.1f}" width="{at.width:.1f}" height="{at.height:.1f}"'
        f' rx="{fill.radius:.1f}" {_ink(fill.colour, fill.alpha)}/>'
    )


def _shape(shape: Shape) -> str:
    at = shape.at
    points = " ".join(
        f"{at.left + x * at.width:.1f},{at.top + y * at.height:.1f}" for x, y in shape.points
    )
    return f'<polygon points="{points}" {_ink(shape.colour, shape.alpha)}/>'


def _matrix(matrix: Matrix) -> str:
    """Return all squares as one path, so that no seam shows between them."""
    at, side = matrix.fitted, matrix.square_px
    path = "".join(
        f"M{at.left + x * side:g} {at.top + y * side:g}h{side}v{side}h-{side}z"
        for y, row in enumerate(matrix.rows)
        for x, square in enumerate(row)
        if square == "1"
    )
    return f'<path shape-rendering="crispEdges" d="{path}" {_ink(matrix.colour, 1.0)}/>'


def _words(words: Words) -> str:
    """Return one line; where it would be too long it is pressed together, never cut."""
    wide = width_of(words.text, words.size_px, words.weight)
    limit = ""
    if words.max_width is not None and wide > words.max_width:
        limit = f' textLength="{words.max_width:.1f}" lengthAdjust="spacingAndGlyphs"'
    return (
        f'<text x="{words.left:.1f}" y="{words.baseline:.1f}" font-size="{words.size_px:.1f}"'
        f' font-weight="{_WEIGHTS[words.weight]}" text-anchor="{_ANCHORS[words.anchor]}"{limit}'
        f" {_ink(words.colour, words.alpha)}>{escape(_plain(words.text))}</text>"
    )


def _plain(text: str) -> str:
    """Return the text without the characters that XML 1.0 §2.2 does not know."""
    return "".join(one for one in text if one >= " " and not "\ud800" <= one <= "\udfff"
                   and one not in "\ufffe\uffff")  # fmt: skip


def _ink(colour: Colour, alpha: float) -> str:
    return f'fill="{_hex(colour)}"' + (f' fill-opacity="{alpha:.2f}"' if alpha < 1.0 else "")


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
