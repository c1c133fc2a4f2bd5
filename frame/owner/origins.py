"""Where a file that was sent lies, kept as text: a store holds UTF-8, and a path may be any bytes.

    byte 0x80 to 0xFF that is no UTF-8 -> U+EF80 to U+EFFF, which no script uses

Rule: what `kept` wrote, `path_of` reads back byte for byte.
"""

from pathlib import Path
from typing import Final

_BYTES: Final = range(0x80, 0x100)
_UNREAD: Final = 0xDC00
"""Where Python puts a byte that it could not read (PEP 383)."""
_PRIVATE: Final = 0xEF00
_KEPT: Final = {_UNREAD + one: _PRIVATE + one for one in _BYTES}
_READ: Final = {_PRIVATE + one: _UNREAD + one for one in _BYTES}


def kept(path: Path) -> str:
    """Return where a file lies, as text that a store takes."""
    return str(path.absolute()).translate(_KEPT)


def path_of(text: str) -> Path:
    """Return the path that was kept."""
    return Path(text.translate(_READ))
