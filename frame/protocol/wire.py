"""The bytes of a message: CBOR (RFC 8949) in one spelling, and of that a part.

    whole numbers of 53 bits, byte strings, texts, arrays, maps with numbered keys,
    false, true, null; shortest forms, definite lengths, ascending keys (§4.2.1)

Rule 1: one value has one spelling. Whatever `decode` accepts, `encode` gives back.
Rule 2: a length is compared with the bytes that are left before anything is made of it.
Rule 3: arrays are tuples and maps are dicts of numbers; there are no texts as keys.
"""

from collections.abc import Mapping
from typing import TypeAlias

from frame.errors import BadMessage

VALUE_BYTES = 128 * 1024
ENTRIES = 4096
ITEMS = 16384
DEPTH = 8
LARGEST = 2**53 - 1
LARGEST_KEY = 255

Value: TypeAlias = "int | bytes | str | bool | tuple[Value, ...] | Mapping[int, Value] | None"

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _SIMPLE = 0, 1, 2, 3, 4, 5, 7
_PLAIN: dict[int, bool | None] = {20: False, 21: True, 22: None}
_LONGER = {24: 1, 25: 2, 26: 4, 27: 8}


def encode(value: Value) -> bytes:
    """Return the only spelling of a value; raise ValueError or TypeError for one without any."""
    out = bytearray()
    _write(value, out, 0)
    if len(out) > VALUE_BYTES:
        raise ValueError(f"a value has at most {VALUE_BYTES} bytes")
    return bytes(out)


def _write(value: Value, out: bytearray, depth: int) -> None:
    match value:
        case None | bool():
            out.append(_SIMPLE << 5 | {False: 20, True: 21, None: 22}[value])
        case int():
            _write_number(value, out)
        case bytes():
            out += _head(_BYTES, len(value)) + value
        case str():
            told = value.encode()
            out += _head(_TEXT, len(told)) + told
        case tuple():
            _write_array(value, out, depth + 1)
        case Mapping():
            _write_map(value, out, depth + 1)
        case _:
            raise TypeError(f"the protocol has no {type(value).__name__}")


def _write_number(value: int, out: bytearray) -> None:
    if abs(value) > LARGEST:
        raise ValueError("a number has at most 53 bits")
    out += _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)


def _write_array(value: tuple[Value, ...], out: bytearray, depth: int) -> None:
    _may_hold(len(value), depth)
    out += _head(_ARRAY, len(value))
    for one in value:
        _write(one, out, depth)


def _write_map(value: Mapping[int, Value], out: bytearray, depth: int) -> None:
    _may_hold(len(value), depth)
    out += _head(_MAP, len(value))
    for key in sorted(value):
        if type(key) is not int or not 0 <= key <= LARGEST_KEY:
            raise ValueError(f"a key is a number from 0 to {LARGEST_KEY}")
        _write_number(key, out)
        _write(value[key], out, depth)


def _may_hold(entries: int, depth: int) -> None:
    if entries > ENTRIES or depth > DEPTH:
        raise ValueError(f"a value has at most {ENTRIES} entries and {DEPTH} levels")


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for short, length in _LONGER.items():
        if number < 256**length:
            return bytes([major << 5 | short]) + number.to_bytes(length, "big")
    raise ValueError("a number has at most 53 bits")


def decode(told: bytes) -> Value:
    """Return the value of all these bytes; raise BadMessage."""
    value, rest = decode_first(told)
    if rest:
        raise BadMessage("a message has more bytes than it says")
    return value


def decode_first(told: bytes) -> tuple[Value, bytes]:
    """Return the first value and the bytes behind it; raise BadMessage."""
    if len(told) > VALUE_BYTES:
        raise BadMessage("a message is longer than the protocol allows")
    reader = _Reader(told)
    return reader.value(0), told[reader.at :]


class _Reader:
    """A place in bytes from a peer."""

    __slots__ = ("_items", "_told", "at")

    def __init__(self, told: bytes) -> None:
        self._told = told
        self._items = 0
        self.at = 0

    def value(self, depth: int) -> Value:
        self._items += 1
        if self._items > ITEMS:
            raise BadMessage("a message holds more than the protocol allows")
        major, number = self._head()
        match major:
            case 0:
                return number
            case 1:
                return -1 - number
            case 7:
                return _PLAIN[number]
            case _:
                return self._sized(major, number, depth + 1)

    def _sized(self, major: int, number: int, depth: int) -> Value:
        if major == _BYTES:
            return self._take(number)
        if major == _TEXT:
            return self._text(number)
        if depth > DEPTH:
            raise BadMessage("a message holds more than the protocol allows")
        return self._array(number, depth) if major == _ARRAY else self._map(number, depth)

    def _take(self, length: int) -> bytes:
        end = self.at + length
        if end > len(self._told):
            raise BadMessage("a message ends too early")
        part, self.at = self._told[self.at : end], end
        return part

    def _head(self) -> tuple[int, int]:
        """Return the major type and its number; refuse every form but the shortest."""
        first = self._take(1)[0]
        major, short = first >> 5, first & 31
        if major == _SIMPLE:
            return major, _known(short in _PLAIN, short)
        _known(major != 6, major)
        if short < 24:
            return major, short
        _known(short in _LONGER, short)
        length = _LONGER[short]
        number = int.from_bytes(self._take(length), "big")
        least = 24 if length == 1 else 256 ** (length // 2)
        largest = LARGEST - (major == _NEGATIVE)
        if not least <= number <= largest:
            raise BadMessage("a message spells a number in a way the protocol does not have")
        return major, number

    def _text(self, length: int) -> str:
        try:
            return self._take(length).decode()
        except UnicodeDecodeError:
            raise BadMessage("a text in a message is not UTF-8") from None

    def _entries(self, number: int, least_bytes: int) -> int:
        if number > ENTRIES or number * least_bytes > len(self._told) - self.at:
            raise BadMessage("a message promises more than it holds")
        return number

    def _array(self, number: int, depth: int) -> tuple[Value, ...]:
        return tuple([self.value(depth) for _ in range(self._entries(number, 1))])

    def _map(self, number: int, depth: int) -> dict[int, Value]:
        found: dict[int, Value] = {}
        last = -1
        for _ in range(self._entries(number, 2)):
            major, key = self._head()
            if major != _UNSIGNED or not last < key <= LARGEST_KEY:
                raise BadMessage("the keys of a message are not numbers in ascending order")
            last = key
            found[key] = self.value(depth)
        return found


def _known(is_known: bool, number: int) -> int:  # noqa: FBT001  # it is the question itself
    if not is_known:
        raise BadMessage("a message uses a form the protocol does not have")
    return number
