"""Numbers as people type them: what makes no sense is said before anything is opened."""

import math
import re
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from frame.model import Size

_MONTH_HOURS: Final = 744
_DAY_SECONDS: Final = 86_400
_MOST_WORKERS: Final = 64
_LARGEST_SEED: Final = 2**64 - 1
_NARROWEST: Final = 0.1
_SIDES_PX: Final = range(64, 16385)
_DIGITS = re.compile(r"[0-9]{6}", re.ASCII)
_SHORT = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,20}", re.ASCII)


def hours(text: str) -> float:
    """Return more than 0 and at most 744 hours, which is a month."""
    return _up_to(_MONTH_HOURS, "hours", text)


def seconds(text: str) -> float:
    """Return more than 0 and at most 86400 seconds, which is a day."""
    return _up_to(_DAY_SECONDS, "seconds", text)


def workers(text: str) -> int:
    """Return how many files are worked on side by side: 1 to 64, as `work.workers` allows."""
    return _whole(text, 1, _MOST_WORKERS)


def whole(text: str) -> int:
    """Return a whole number; which ones make sense is said by whoever asked for it."""
    if not _SHORT.fullmatch(text):
        raise ArgumentTypeError(f"{text!r} is not a whole number of at most nine digits")
    return int(text)


def seed(text: str) -> int:
    """Return a seed: a whole number of at most 64 bits."""
    return _whole(text, 0, _LARGEST_SEED)


def digits(text: str) -> str:
    """Return the six digits of a pairing, with or without the space they are shown with."""
    bare = text.replace(" ", "")
    if not _DIGITS.fullmatch(bare):
        raise ArgumentTypeError("there are six digits: type them as they are shown, '123 456'")
    return bare


def descriptor(text: str) -> int:
    """Return the number of a file descriptor that a parent left open."""
    return _whole(text, 0, 2**31 - 1)


def size(text: str) -> "Size":
    """Return the size of a screen, typed as WxH in pixels."""
    from frame.model import Size

    width, _, height = text.lower().partition("x")
    if not (_NUMBER.fullmatch(width) and _NUMBER.fullmatch(height)):
        raise ArgumentTypeError(f"{text!r} is not WxH, for instance 1920x1080")
    if int(width) not in _SIDES_PX or int(height) not in _SIDES_PX:
        raise ArgumentTypeError(
            f"{text} is no size of a screen: sides have {_SIDES_PX[0]} to {_SIDES_PX[-1]} pixels"
        )
    return Size(width_px=int(width), height_px=int(height))


def aspect(text: str) -> float:
    """Return the width over the height of a shape that is typed as W:H."""
    width, _, height = text.partition(":")
    try:
        sides = float(width), float(height)
    except ValueError:
        sides = math.nan, math.nan
    if not all(math.isfinite(side) and side > 0 for side in sides):
        raise ArgumentTypeError(f"{text!r} is not W:H, for instance 16:9")
    found = sides[0] / sides[1]
    if found < _NARROWEST:
        raise ArgumentTypeError(f"{text} is too narrow for a screen: 1:10 is the narrowest")
    if found > 1 / _NARROWEST:
        raise ArgumentTypeError(f"{text} is too wide for a screen: 10:1 is the widest")
    return found


def _up_to(most: int, unit: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number <= most:
        raise ArgumentTypeError(f"{text!r} is not more than 0 and at most {most} {unit}")
    return number


def _whole(text: str, least: int, most: int) -> int:
    if not _NUMBER.fullmatch(text) or not least <= int(text) <= most:
        raise ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
    return int(text)
