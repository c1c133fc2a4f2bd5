"""How the fields of a message are read and written: one `Part` for each, put together in tables.

Rule: a part reads only what it writes, so a message has one spelling.
"""

from collections.abc import Callable
from dataclasses import fields
from enum import IntEnum
from itertools import pairwise
from typing import Any, NamedTuple

from frame.errors import BadMessage
from frame.protocol.fields import as_array, as_flag, as_octets, as_text, as_whole
from frame.protocol.turns import unturned
from frame.protocol.wire import LARGEST, Value


def _as_it_is(value: Value) -> Value:
    return value


class Part(NamedTuple):
    """How a value is read, within its bounds (BadMessage), and written.

    A field whose part is optional is left out where it is None.
    """

    read: Callable[[Value], Any]
    write: Callable[[Any], Value] = _as_it_is
    optional: bool = False


def whole(most: int = LARGEST, least: int = 0) -> Part:
    """Return the part of a whole number."""
    return Part(lambda value: as_whole(value, least, most))


def octets(least: int, most: int | None = None) -> Part:
    """Return the part of a byte string; of exactly `least` bytes where `most` is left out."""
    return Part(lambda value: as_octets(value, least, most))


def text(most: int) -> Part:
    """Return the part of a text; it is written without what turns the direction of writing."""
    return Part(lambda value: as_text(value, most), unturned)


def flag() -> Part:
    """Return the part of true or false."""
    return Part(as_flag)


def choice(kind: type[IntEnum], most: int) -> Part:
    """Return the part of a word for a number from 1 to `most`."""
    return Part(lambda value: kind(as_whole(value, 1, most)), int)


def array(part: Part, most: int, least: int = 0) -> Part:
    """Return the part of a tuple with at most so many entries."""
    return Part(
        lambda value: tuple(part.read(one) for one in as_array(value, least, most)),
        lambda told: tuple(part.write(one) for one in told),
    )


def ascending(part: Part, most: int, by: Callable[[Any], Any], least: int = 0) -> Part:
    """Return the part of a tuple whose entries ascend, each once, by what `by` gives of them."""
    many = array(part, most, least)

    def read(value: Value) -> Any:
        found = many.read(value)
        is_ascending([by(one) for one in found])
        return found

    return Part(read, many.write)


def row(kind: type[Any], *parts: Part) -> Part:
    """Return the part of a noun that is written as an array, in the order of its fields."""
    names = [one.name for one in fields(kind)]

    def read(value: Value) -> Any:
        told = as_array(value, len(parts), len(parts))
        found = (part.read(one) for part, one in zip(parts, told, strict=True))
        return kind(**dict(zip(names, found, strict=True)))

    def write(noun: Any) -> Value:
        pairs = zip(names, parts, strict=True)
        return tuple(part.write(getattr(noun, name)) for name, part in pairs)

    return Part(read, write)


def is_ascending(keys: list[Any]) -> None:
    """Raise BadMessage for names or numbers not in order, or where one comes twice."""
    if any(one >= other for one, other in pairwise(keys)):
        raise BadMessage("the names in a message are not in ascending order")
