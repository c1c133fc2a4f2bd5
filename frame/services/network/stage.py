"""What the network needs of the core that owns the glass and the store."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from frame.model import PhotoId, Verb
from frame.slideshow.pairing_card import PairingView

T = TypeVar("T")
Post = Callable[[Callable[[], object]], None]
"""Has work done by core's thread; may be called from any thread."""


class Stage(Protocol):
    """Core, as the network sees it; but for `post`, only its own thread may call it."""

    def erase(self, photos: frozenset[PhotoId], work: Callable[[], T]) -> T:
        """Take photos off the glass, then do the work that erases them for good."""

    def carry_out(self, work: Callable[[], T]) -> T:
        """Do work after which photos may have to leave the glass, or may come back."""

    def library_changed(self) -> None:
        """Judge and plan again: photos came."""

    def look_again(self) -> None:
        """Do in the background what is left to do, such as looking at photos that came."""

    def press(self, verb: Verb) -> None:
        """Do what a person asked for."""

    def show_pairing(self, view: PairingView | None) -> None:
        """Put the pairing card on the glass, change it, or take it away."""

    def show_connection(self, trouble: str) -> None:
        """Say on the glass that phones cannot reach this frame; nothing where they can."""

    def post(self, work: Callable[[], object]) -> None:
        """Have work done by core's thread; may be called from any thread."""
