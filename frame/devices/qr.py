"""QR codes as rows of squares (ISO/IEC 18004), made by segno.

Rule: pure data comes out, without the quiet zone: whoever draws it leaves 4 squares free on
each side.
"""

import segno

from frame.errors import BadRequest

QUIET_ZONE = 4
"""Squares that stay free around a code, ISO/IEC 18004 §5.3.8."""


def modules(text: str) -> tuple[str, ...]:
    """Return a QR code as square rows of "1" (dark) and "0", error correction M (15 %).

    41 squares wide for a card of 87 characters. Always as bytes: segno takes some accented
    letters for Japanese ones.

    Raises:
        BadRequest: the text is longer than a QR code holds (2331 bytes).
    """
    try:
        code = segno.make(
            text, error="m", mode="byte", encoding="utf-8", micro=False, boost_error=False
        )
    except ValueError as problem:
        raise BadRequest(
            "that text does not fit into a QR code", hint="Use a shorter address."
        ) from problem
    return tuple("".join("1" if dark else "0" for dark in row) for row in code.matrix)
