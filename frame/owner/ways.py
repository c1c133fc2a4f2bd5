"""How an owner's device takes what it hears (`post.ways.Ways`).

Rule 1: it gives photos and takes none.
Rule 2: what a frame answers is kept for whoever asked, and believed of that frame only.
"""

from collections.abc import Callable
from datetime import datetime

from frame.owner import journal, parts
from frame.ports import Clock
from frame.post.books import Books
from frame.post.coming import unpack_offer
from frame.post.correspondence import in_ms
from frame.post.draft import Draft
from frame.post.going import Going
from frame.post.rows import EpochRow, Outgoing, Paired, Parting, SentPhoto
from frame.protocol.envelope import Rank
from frame.protocol.facts import Effect, Split, Withdraw
from frame.protocol.lines import (
    Found,
    Line,
    Purpose,
    RevokeAlbum,
    RevokeFrame,
    RevokePhotos,
    Role,
)
from frame.protocol.messages import Left, Message, Offer, Result
from frame.protocol.notes import About, Note
from frame.protocol.unlocking import Keep

WAITING, GONE = 0, 255
"""What became of a photo, beside every `Result`: it is on its way; the frame lost it since."""


class OwnerWays:
    """The owner's side of a correspondence.

    answers  (device, kind of message) → the last one of it
    split    albums in which somebody's chain was split: the owner is told
    parted   frames that said, since this program runs, that they erased everything
    results  (device, photo) → what became of it since this program runs
    going    what is on its way; set once the correspondence is there
    relisten called after a frame went
    """

    def __init__(self, books: Books, clock: Clock, relisten: Callable[[], None]) -> None:
        self._books = books
        self._clock = clock
        self._relisten = relisten
        self.answers: dict[tuple[bytes, type], Message] = {}
        self.split: set[bytes] = set()
        self.parted: list[Parting] = []
        self.results: dict[tuple[bytes, bytes], Result | None] = {}
        self.going: Going | None = None

    def adopts(self, found: Line, device: Paired) -> bool:
        """Take in what a frame brings: it speaks of albums this device may write in, and no other.

        Whether it may follows from lines that come later, so nothing else is asked here.
        """
        return isinstance(found.says, Found) and device.rank == Rank.FRAME

    def follows(self, album: bytes, effect: Effect, draft: Draft) -> None:
        """Stop sending what was taken back, and remember whose chain was split."""
        if isinstance(effect, Split):
            self.split.add(album)
        if isinstance(effect, Withdraw):
            self._forget(album, effect, draft)
            self._stop_sending(album, effect, draft)

    def _forget(self, album: bytes, withdrawn: Withdraw, draft: Draft) -> None:
        """Drop what was said about photos that are gone, and the keys of an album that is."""
        says, me = withdrawn.says, self._books.me.name
        if isinstance(says, RevokePhotos) and withdrawn.sender in {None, me}:
            self._books.forget_notes(
                lambda note: note.album == album and note.photo in says.photos, draft
            )
        if isinstance(says, RevokeAlbum):
            self._books.forget_notes(
                lambda note: note.album == album and note.photo is not None, draft
            )
            keys = self._books.all(EpochRow)
            draft.drop |= {number for number, row in keys if row.album == album}

    def _stop_sending(self, album: bytes, withdrawn: Withdraw, draft: Draft) -> None:
        """Give up what was taken back for good; what a lease stops waits (`may_go`)."""
        ledger, says = self._books.ledgers[album], withdrawn.says
        only = says.frame if isinstance(says, RevokeFrame) else None

        def is_over(offer: Offer) -> bool:
            is_gone = only is not None or ledger.is_revoked(offer.photo, offer.sender)
            return offer.album == album and is_gone

        if self.going is not None:
            self.going.cancel(is_over, draft, in_ms(self._clock.now()), only=only)

    def changed(self, album: bytes, draft: Draft) -> None:
        """Need nothing: what a frame may do is asked of the ledger each time."""

    def may_note(self, note: Note, device: Paired) -> bool:
        """Say whether the author of a note may say this; a frame relays only what may be said."""
        if device.rank != Rank.FRAME:
            return False
        ledger = self._books.ledgers[note.album]
        if ledger.has_role(note.author, Role.OWNER):
            return True
        return note.about is About.FAVOURITE or ledger.has_role(note.author, Role.CONTRIBUTOR)

    def noted(self, note: Note, draft: Draft) -> None:
        """Need nothing: the board is read when it is asked for."""

    def refusal(  # the same whatever is offered
        self,
        offer: Offer,  # noqa: ARG002
        device: Paired,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> Result | None:
        """Take no photos."""
        return Result.NO_CONSENT

    def may_go(self, offer: Offer, device: bytes) -> bool:
        """Say whether a device may show a photo now: a lease may have ended on its way."""
        ledger, now_s = self._books.ledgers.get(offer.album), in_ms(self._clock.now()) // 1000
        return ledger is not None and ledger.allows(
            device, Purpose.DISPLAY, now_s, offer.photo, offer.sender
        )

    def arrived(self, offer: Offer, device: Paired, read: Callable[[], bytes]) -> None:
        """Need nothing: no offer was taken."""

    def finished(self, row: Outgoing, device: Paired, result: Result | None, draft: Draft) -> None:
        """Write down what became of a photo; one that was taken back is not asked for again."""
        offer = unpack_offer(row.offer)
        self.results[device.name, offer.photo] = result
        for number, sent in self._books.all(SentPhoto):
            if (sent.album, sent.photo, sent.frame) == (offer.album, offer.photo, device.name):
                draft.replace[number] = _with_state(sent, result)

    def said(self, message: Message, device: Paired, draft: Draft) -> None:
        """Keep what a frame answers; where it says that everything was erased, forget it."""
        if device.rank != Rank.FRAME:
            return
        self.answers[device.name, type(message)] = message
        if isinstance(message, Left):
            self._part(message, device, draft)
        if isinstance(message, Keep):
            parts.take(self._books, message, device, draft)

    def _part(self, left: Left, device: Paired, draft: Draft) -> None:
        draft.drop.add(self._books.device_number(device.name))
        parts.forget(self._books, device.name, draft)
        journal.forget(self._books, device.name, draft)
        draft.relisten = True
        parting = Parting(
            frame=device.name,
            label=device.label,
            photos=left.photos,
            generation=left.generation,
            at_ms=min(left.at_ms, in_ms(self._clock.now())),
        )
        self.parted.append(parting)
        draft.add.append(parting)

    def commit(self, draft: Draft, now: datetime) -> None:
        """Write a draft, and erase what it makes unreadable."""
        self._books.commit(draft, now)
        if draft.renew:
            self._books.vault.pay()
        if draft.relisten:
            self._relisten()


def _with_state(sent: SentPhoto, result: Result | None) -> SentPhoto:
    return SentPhoto(
        album=sent.album,
        photo=sent.photo,
        frame=sent.frame,
        digest=sent.digest,
        file=sent.file,
        removed=sent.removed,
        state=result or WAITING,
    )
