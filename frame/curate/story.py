"""A story: a few photos that are shown one after the other under one title."""

from dataclasses import dataclass

from frame.model import PhotoId


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """`title` is shown with every photo of it; `photos` are in the order they are told."""

    title: str
    photos: tuple[PhotoId, ...]
