"""What differs between a frame and an owner's device: the one who acts implements this."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from frame.post.draft import Draft
from frame.post.rows import Outgoing, Paired
from frame.protocol.facts import Effect
from frame.protocol.lines import Line
from frame.protocol.messages import Message, Offer, Result
from frame.protocol.notes import Note


class Ways(Protocol):
    """How one kind of device takes what it hears.

    Everything that gets a draft may add to it; what is added is written together with what was
    heard, before anything is answered.
    """

    def adopts(self, found: Line, device: Paired) -> bool:
        """Say whether an album that `device` brings is taken in."""

    def follows(self, album: bytes, effect: Effect, draft: Draft) -> None:
        """Take what follows from a line: a withdrawal, a receipt, a split chain."""

    def changed(self, album: bytes, draft: Draft) -> None:
        """Take that what may be done with an album may have changed."""

    def may_note(self, note: Note, device: Paired) -> bool:
        """Say whether the author of a note may say this."""

    def noted(self, note: Note, draft: Draft) -> None:
        """Take a note that won."""

    def refusal(self, offer: Offer, device: Paired, now: datetime) -> Result | None:
        """Return why an offer is not taken, or None if it is."""

    def may_go(self, offer: Offer, device: bytes) -> bool:
        """Say whether bytes of a photo may go to a device now; it is asked before each answer."""

    def arrived(self, offer: Offer, device: Paired, read: Callable[[], bytes]) -> None:
        """Take a whole photo: `read` gives its sealed bytes; `Coming.stored` hears of the end."""

    def finished(self, row: Outgoing, device: Paired, result: Result | None, draft: Draft) -> None:
        """Take what became of a photo that was sent; None where it was taken back."""

    def said(self, message: Message, device: Paired, draft: Draft) -> None:
        """Take a message that only this kind of device understands."""

    def commit(self, draft: Draft, now: datetime) -> None:
        """Write a draft and do what it owes."""
