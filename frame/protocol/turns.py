"""What turns the direction of writing around it, and how a text is freed of it.

Embeddings, overrides and isolates (Unicode Standard Annex 9, sections 2.1 to 2.5) turn what
stands behind them around: a name with one of them can make a sentence say something else than
was signed. The marks (LRM, RLM, ALM) only stand beside a letter and are kept: texts in Arabic
and Hebrew need them.

Rule: a peer's text that holds one is refused; what a person types is freed of it, and never
refused.
"""

from typing import Final

TURNS: Final = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_FREED: Final = str.maketrans("", "", "".join(TURNS))


def turns(text: str) -> bool:
    """Return whether a text holds anything that turns the direction of writing."""
    return not TURNS.isdisjoint(text)


def unturned(text: str) -> str:
    """Return a text without what turns the direction of writing; all else stays as it is."""
    return text.translate(_FREED)


def typed(text: str) -> str:
    """Return what a person typed or pasted as it is signed: freed, and without spaces around."""
    return unturned(text).strip()
