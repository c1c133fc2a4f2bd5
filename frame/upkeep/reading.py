"""Reading a file of settings that somebody wrote by hand: values by name, all faults at once.

Rule: a fault names a setting, what is expected and what was probably meant, and never holds a
value.
"""

import difflib
from collections.abc import Collection, Mapping
from typing import Final, TypeVar

_NEAR: Final = 0.75
_Value = TypeVar("_Value", str, bool)
_WORDS: Final = {str: "text in quotes", bool: "true or false"}


class Reading:
    """One file as tables, and what was found wrong or left out so far."""

    def __init__(self, tables: Mapping[str, object]) -> None:
        self.faults: list[str] = []
        self.remarks: list[str] = []
        self._tables = tables

    def section(self, name: str) -> Mapping[str, object]:
        """Return a table, empty where there is none."""
        table = self._tables.get(name, {})
        if isinstance(table, Mapping):
            return table
        self._once(f"{name} must be a section: [{name}]")
        return {}

    def text(self, section: str, key: str) -> str:
        """Return a text without blanks around it, empty where there is none."""
        return self.exact(section, key).strip()

    def exact(self, section: str, key: str) -> str:
        """Return a text as it stands there, empty where there is none."""
        return self._value(section, key, "")

    def flag(self, section: str, key: str, *, otherwise: bool = False) -> bool:
        """Return true or false."""
        return self._value(section, key, otherwise)

    def texts(self, section: str, key: str) -> tuple[str, ...]:
        """Return a list of texts; one text alone counts as a list of one."""
        found = self.section(section).get(key, [])
        listed = [found] if isinstance(found, str) else found
        if isinstance(listed, list) and all(isinstance(one, str) for one in listed):
            return tuple(listed)
        self._once(f"{section}.{key} must be a list of texts in quotes")
        return ()

    def fault(self, sentence: str) -> None:
        """Remember what is wrong."""
        self._once(sentence)

    def remark(self, sentence: str) -> None:
        """Remember what was left out."""
        self.remarks.append(sentence)

    def _value(self, section: str, key: str, otherwise: _Value) -> _Value:
        found = self.section(section).get(key, otherwise)
        kind = type(otherwise)
        if isinstance(found, kind):
            return found
        self._once(f"{section}.{key} must be {_WORDS[kind]}")
        return otherwise

    def _once(self, sentence: str) -> None:
        if sentence not in self.faults:
            self.faults.append(sentence)


def meant(name: str, names: Collection[str], near: float = _NEAR) -> str:
    """Return ", did you mean X?", or nothing where no name is near."""
    found = difflib.get_close_matches(name, sorted(names), n=1, cutoff=near)
    return f", did you mean {found[0]}?" if found else ""
