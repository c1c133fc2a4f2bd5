"""A story: a few photos that are shown one after the other under one title."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from frame.model import PhotoId

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """`title` is shown with every photo of it; `photos` are in the order they are told."""

    title: str
    photos: tuple[PhotoId, ...]


def spread(things: Sequence[T], most: int) -> Sequence[T]:
    """Return at most so many of them, evenly over all, the first and the last among them."""
    if len(things) <= most:
        return things
    return [things[k * (len(things) - 1) // (most - 1)] for k in range(most)]
