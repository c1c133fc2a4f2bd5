"""Reading a message's fields: each is asked for by number, type and bounds, and none is left.

Rule: what is missing, of another type, out of bounds or unknown makes the whole message
invalid. A reader that was finished has looked at everything the message holds.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

from frame.errors import BadMessage
from frame.protocol.turns import turns
from frame.protocol.wire import LARGEST, Value, decode

T = TypeVar("T")
_TAKEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)


class Fields:
    """The fields of one map that nobody has asked for yet."""

    __slots__ = ("_left",)

    def __init__(self, value: Value) -> None:
        if not isinstance(value, Mapping):
            raise BadMessage("a message is not a map of fields")
        self._left = dict(value)

    @classmethod
    def of(cls, told: bytes) -> "Fields":
        """Return the fields of an encoded map; raise BadMessage."""
        return cls(decode(told))

    def _take(self, key: int) -> Value:
        if key not in self._left:
            raise BadMessage(f"field {key} of a message is missing")
        return self._left.pop(key)

    def optional(self, key: int, read: Callable[[int], T]) -> T | None:
        """Return `read(key)`, or None where the field is left out."""
        return read(key) if key in self._left else None

    def value(self, key: int, read: Callable[[Value], T]) -> T:
        """Return what `read` makes of a field."""
        return read(self._take(key))

    def whole(self, key: int, least: int = 0, most: int = LARGEST) -> int:
        """Return a whole number between two bounds, both allowed."""
        return as_whole(self._take(key), least, most)

    def flag(self, key: int) -> bool:
        """Return true or false."""
        return as_flag(self._take(key))

    def octets(self, key: int, least: int, most: int | None = None) -> bytes:
        """Return so many bytes; exactly `least` where `most` is left out."""
        return as_octets(self._take(key), least, most)

    def text(self, key: int, most: int) -> str:
        """Return a text of at most so many characters that turns nothing around."""
        return as_text(self._take(key), most)

    def array(self, key: int, least: int, most: int) -> tuple[Value, ...]:
        """Return an array with so many entries."""
        return as_array(self._take(key), least, most)

    def ascending(
        self, key: int, read: Callable[[Value], T], least: int, most: int
    ) -> tuple[T, ...]:
        """Return an array whose entries `read` accepts, ascending, each once."""
        found = tuple(read(one) for one in self.array(key, least, most))
        if any(not one < other for one, other in pairwise(found)):  # type: ignore[operator]  # numbers or bytes
            raise BadMessage(f"field {key} of a message is not in ascending order")
        return found

    def end(self) -> None:
        """Raise BadMessage if the message holds a field that nobody asked for."""
        if self._left:
            raise BadMessage(f"field {min(self._left)} of a message is unknown")


def as_whole(value: Value, least: int = 0, most: int = LARGEST) -> int:
    """Return a value that is a whole number between two bounds; raise BadMessage."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise BadMessage("a number in a message is out of bounds")
    return value


def as_flag(value: Value) -> bool:
    """Return a value that is true or false; raise BadMessage."""
    if not isinstance(value, bool):
        raise BadMessage("a field of a message is not true or false")
    return value


def as_octets(value: Value, least: int, most: int | None = None) -> bytes:
    """Return a value that is so many bytes; raise BadMessage."""
    longest = least if most is None else most
    if not isinstance(value, bytes) or not least <= len(value) <= longest:
        raise BadMessage("a byte string in a message has the wrong length")
    return value


def as_text(value: Value, most: int) -> str:
    """Return a value that is a text as one may be said; raise BadMessage.

    It has at most so many characters and holds nothing that turns the direction of writing.
    """
    text = as_kept_text(value, most)
    if turns(text):
        raise BadMessage("a text in a message would turn the direction of writing")
    return text


def as_kept_text(value: Value, most: int) -> str:
    """Return a value that is a text of at most so many characters; raise BadMessage.

    Only for what was read before and kept, perhaps by a version that still read everything.
    """
    if not isinstance(value, str) or len(value) > most:
        raise BadMessage(f"a text in a message is none or has more than {most} characters")
    return value


def as_array(value: Value, least: int, most: int) -> tuple[Value, ...]:
    """Return a value that is an array with so many entries; raise BadMessage."""
    if not isinstance(value, tuple) or not least <= len(value) <= most:
        raise BadMessage("an array in a message has the wrong length")
    return value


def as_taken(value: Value) -> str:
    """Return a value that is a time on a camera's clock, as §9 writes it; raise BadMessage."""
    taken = as_text(value, 19)
    if _TAKEN.fullmatch(taken) is None:
        raise BadMessage("the time of a photo has not the form of one")
    try:
        datetime.fromisoformat(taken)
    except ValueError:
        raise BadMessage("a photo was taken at a time that there is not") from None
    return taken
