"""A core without a glass, as the network sees it: what all test stages do not have."""

from collections.abc import Callable
from typing import TypeVar

from frame.config import Config
from frame.model import Verb
from frame.services.easel import Seen
from frame.slideshow.pairing_card import PairingView
from frame.slideshow.view import View

T = TypeVar("T")


class Unlit:
    """Shows nothing to anybody (`network.stage.Stage`, all but `erase`, `carry_out`, `post`)."""

    config = Config()

    def library_changed(self) -> None:
        """Plan nothing."""

    def rearranged(self) -> None:
        """Plan nothing."""

    def look_again(self) -> None:
        """Look at nothing."""

    def press(self, verb: Verb) -> None:
        """Show nothing else."""

    def say(self, words: str, seconds: float) -> None:
        """Put no sentence anywhere."""

    def adjust(self, work: Callable[[], T]) -> T:
        return work()

    def view(self) -> View | None:
        return None

    def picture(self, seen: Seen) -> None:
        seen(None)

    def show_pairing(self, view: PairingView | None) -> None:
        """Show nothing."""

    def show_connection(self, trouble: str) -> None:
        """Show nothing."""
