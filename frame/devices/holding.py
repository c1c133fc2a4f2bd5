"""A key that is held down: a button on the frame's own pins, or a key of a keyboard.

A button of a Raspberry Pi's pins is a keyboard with one key to the kernel (device tree overlay
`gpio-key`, KEY_POWER unless told otherwise), so SDL names it as any other.

Rule 1: nothing is said of a key that is let go within a second.
Rule 2: after that it is said EVERY_S, for as long as the key is down: silence means that it is up.
"""

from typing import Final

from frame.model import Command, Verb

BEGIN_S: Final = 1.0
EVERY_S: Final = 0.25
_NAMES: Final = frozenset({
    "AC Back", "CurrencySubUnit", "alt gr", "backspace", "break", "caps lock", "clear",
    "delete", "down", "end", "enter", "equals", "escape", "euro", "help", "home", "insert",
    "left", "left alt", "left ctrl", "left meta", "left shift", "menu", "numlock", "page down",
    "page up", "power", "print screen", "return", "right", "right alt", "right ctrl",
    "right meta", "right shift", "scroll lock", "space", "sys req", "tab", "up",
    *(f"f{number}" for number in range(1, 16)), *(f"[{sign}]" for sign in "0123456789.+-*/"),
})  # fmt: skip


def is_key(name: str) -> bool:
    """Say whether a key can have this name: a letter or sign, or one that SDL gives; or none."""
    is_sign = len(name) == 1 and name.isprintable() and name == name.lower() and name != " "
    return not name or is_sign or name in _NAMES


class HeldKey:
    """One key, by the name that SDL gives it, such as "power"; no key where that is empty."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._due_s: float | None = None

    def down(self, name: str, now_s: float) -> None:
        """Note that a key went down; what a keyboard repeats by itself changes nothing."""
        if name and name == self._name and self._due_s is None:
            self._due_s = now_s + BEGIN_S

    def up(self, name: str) -> None:
        """Note that a key went up."""
        if name == self._name:
            self._due_s = None

    def lost(self) -> None:
        """Note that nobody would hear of the key any more: it does not count as held."""
        self._due_s = None

    def wishes(self, now_s: float) -> tuple[Command, ...]:
        """Return that it is held, if it is time to say so."""
        if self._due_s is None or now_s < self._due_s:
            return ()
        self._due_s = now_s + EVERY_S
        return (Command(verb=Verb.HOLD),)
