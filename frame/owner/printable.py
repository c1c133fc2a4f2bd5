"""Words of others, made safe for a terminal: they are shown and can do nothing else.

Rule: control characters (escape sequences among them), what turns the direction of writing, and
what breaks lines are taken out; letters of every script, and emoji, stay.
"""

import unicodedata
from typing import Final

_JOINERS: Final = "\u200c\u200d"
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_BREAKS: Final = frozenset({"Zl", "Zp"})


def printable(text: str) -> str:
    """Return a text without anything a terminal would obey."""
    return "".join(_shown(one) for one in text).strip()


def _shown(one: str) -> str:
    kind = unicodedata.category(one)
    if one in "\n\r\t" or kind in _BREAKS:
        return " "
    return "" if kind in _DROPPED and one not in _JOINERS else one
