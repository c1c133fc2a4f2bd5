"""What the network needs of the core that owns the glass and the store."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from frame.config import Config
from frame.model import PhotoId, Verb
from frame.ports import Clock
from frame.post.books import Books
from frame.post.draft import Draft
from frame.protocol.messages import Message
from frame.services.easel import Seen
from frame.slideshow.pairing_card import PairingView
from frame.slideshow.view import View

T = TypeVar("T")
Say = Callable[[bytes, Message], bool]
"""Says something to a device now; False where it is not on its way."""
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

    def rearranged(self) -> None:
        """Have what comes next follow the order of the albums, as it is now."""

    def look_again(self) -> None:
        """Do in the background what is left to do, such as looking at photos that came."""

    def press(self, verb: Verb) -> None:
        """Do what a person asked for."""

    def say(self, words: str, seconds: float) -> None:
        """Put a sentence on the glass for a while."""

    def adjust(self, work: Callable[[], T]) -> T:
        """Do what changes how the slideshow is liked (`services.preferences`), and show it so."""

    def view(self) -> View | None:
        """Return what is on the glass, None before a display came."""

    def picture(self, seen: Seen) -> None:
        """Have a small JPEG made of what is on the glass; `seen` hears it, or None, later."""

    @property
    def config(self) -> Config:
        """What frame.toml says."""

    def show_pairing(self, view: PairingView | None) -> None:
        """Put the pairing card on the glass, change it, or take it away."""

    def show_connection(self, trouble: str) -> None:
        """Say on the glass that phones cannot reach this frame; nothing where they can."""

    def post(self, work: Callable[[], object]) -> None:
        """Have work done by core's thread; may be called from any thread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What a room works with that answers devices.

    finish   writes a draft and says what it has to say; raises DiskFull
    touched  called after what is on the glass may differ, because photos came or went
    """

    books: Books
    stage: Stage
    clock: Clock
    say: Say
    finish: Callable[[Draft], None]
    touched: Callable[[], None]
