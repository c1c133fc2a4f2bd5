"""What both ends of a bench leave alone (`post.ways.Ways`)."""

from collections.abc import Callable
from datetime import datetime

from frame.post.books import Books
from frame.post.draft import Draft
from frame.post.rows import Outgoing, Paired
from frame.protocol.facts import Effect
from frame.protocol.lines import Line
from frame.protocol.messages import Message, Offer, Result
from frame.protocol.notes import Note


class QuietWays:
    """Takes in no album, no note and no photo, and writes drafts."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def adopts(self, found: Line, device: Paired) -> bool:  # noqa: ARG002  # whoever brings it
        """Take in no album."""
        return False

    def follows(self, album: bytes, effect: Effect, draft: Draft) -> None:
        """Need nothing: receipts are read from the ledger."""

    def changed(self, album: bytes, draft: Draft) -> None:
        """Need nothing."""

    def may_note(self, note: Note, device: Paired) -> bool:  # noqa: ARG002  # whatever it says
        """Take no note."""
        return False

    def noted(self, note: Note, draft: Draft) -> None:
        """Need nothing."""

    def refusal(self, offer: Offer, device: Paired, now: datetime) -> Result | None:  # noqa: ARG002  # whatever it is
        """Take no photo."""
        return Result.NO_CONSENT

    def may_go(self, offer: Offer, device: bytes) -> bool:  # noqa: ARG002  # it made the photo
        """Give what was made up to be sent."""
        return True

    def arrived(self, offer: Offer, device: Paired, read: Callable[[], bytes]) -> None:
        """Need nothing: none arrives."""

    def finished(self, row: Outgoing, device: Paired, result: Result | None, draft: Draft) -> None:
        """Need nothing."""

    def said(self, message: Message, device: Paired, draft: Draft) -> None:
        """Need nothing."""

    def commit(self, draft: Draft, now: datetime) -> None:
        """Write a draft."""
        self._books.commit(draft, now)
