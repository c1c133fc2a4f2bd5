"""How a frame takes what it hears: which albums and photos come in, and what has to go (P7, P8).

Rule 1: nothing is taken in without a live, signed grant to this frame that says `display`.
Rule 2: what has to go leaves the glass first, then the disk, and only then is it acknowledged.
Rule 3: an album is the founder's, and a founder is a device that somebody let in here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

import msgspec

from frame.model import OwnerId
from frame.ports import Clock
from frame.post.books import Books
from frame.post.correspondence import Correspondence, in_ms
from frame.post.draft import Draft
from frame.post.rows import Outgoing, Paired, Shared
from frame.protocol.consent import Ledger
from frame.protocol.envelope import Rank
from frame.protocol.facts import Effect, Withdraw
from frame.protocol.lines import Line, Purpose
from frame.protocol.messages import Message, Offer, Result
from frame.protocol.notes import About, Note
from frame.services.network import noting, permits, withdrawal
from frame.services.network.answers import Answers
from frame.services.network.arriving import Arriving
from frame.services.network.sharing import Sharing
from frame.services.network.stage import Stage

_FOUNDERS = frozenset({Rank.OWNER, Rank.CONTRIBUTOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """What a frame's ways lead to.

    relisten  called after devices came or went; `touched` after what is on the glass may differ
    """

    books: Books
    stage: Stage
    clock: Clock
    arriving: Arriving
    answers: Answers
    relisten: Callable[[], None]
    touched: Callable[[], None]


class _Counts(NamedTuple):
    """What an album was settled by: when any of it changes, it is settled again."""

    purposes: frozenset[Purpose]
    expiring: bool
    overdue: bool


class FrameWays:
    """The frame's side of a correspondence (`post.ways.Ways`)."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._books = rooms.books
        self._changed: set[bytes] = set()
        self._moved = False
        self._settled: dict[bytes, _Counts] = {}
        self.correspondence: Correspondence | None = None
        self.sharing: Sharing | None = None

    def adopts(self, found: Line, device: Paired) -> bool:
        """Say whether an album comes in: its founder is paired, or a paired frame brings it."""
        founder = self._books.devices().get(found.author)
        return (founder is not None and founder.rank in _FOUNDERS) or device.rank == Rank.FRAME

    def follows(self, album: bytes, effect: Effect, draft: Draft) -> None:
        """Keep what a revocation asks until all was heard; the rest is for owners to know."""
        if isinstance(effect, Withdraw):
            draft.asked.append((album, effect))

    def changed(self, album: bytes, draft: Draft) -> None:
        """Owe what was taken, have photos rest, in the same transaction; what is given follows."""
        self._changed.add(album)
        now = self._rooms.clock.now()
        for one in draft.take_asked(album):
            withdrawal.owe(self._books, album, one, draft, now)
        withdrawal.owe_what_came_before(self._books, album, draft, now)
        permits.settle(self._books, album, draft, now, gives=False)

    def may_note(self, note: Note, device: Paired) -> bool:  # noqa: ARG002  # its author counts
        """Say whether the author of a note may say this."""
        return noting.may_note(self._books, note)

    def noted(self, note: Note, draft: Draft) -> None:  # noqa: ARG002  # nothing more to write
        """Let a note count on the glass."""
        if note.about in {About.HIDDEN, About.PRIVATE}:
            self._rooms.stage.carry_out(lambda: noting.apply(self._books, note))
        else:
            noting.apply(self._books, note)
        self._moved |= note.about is About.PLACE
        self._rooms.touched()

    def refusal(self, offer: Offer, device: Paired, now: datetime) -> Result | None:
        """Return why an offer is not taken."""
        if not permits.may_display(self._books, offer.album, now):
            return Result.NO_CONSENT
        if not permits.has_place(self._books, offer.album):
            return Result.NO_CONSENT
        ledger = self._books.ledgers[offer.album]
        if ledger.is_revoked(offer.photo, offer.sender):
            return Result.NO_CONSENT
        if not permits.may_bring(ledger, offer.sender, device, now):
            return Result.NO_CONSENT
        if self._books.vault.named(offer.photo) is not None:
            return Result.HAD_IT
        known = self._books.key_of(offer.album, device.name, offer.epoch) is not None
        return None if known else Result.UNKNOWN

    def may_go(self, offer: Offer, device: bytes) -> bool:
        """Say whether a photo may be shared with another frame now."""
        ledger = self._books.ledgers.get(offer.album)
        if ledger is None or ledger.is_revoked(offer.photo, offer.sender):
            return False
        return self._shares(ledger, device, int(self._rooms.clock.now().timestamp()))

    def _shares(self, ledger: Ledger, device: bytes, now_s: int) -> bool:
        mine = ledger.standing(self._books.me.name, now_s).purposes
        return Purpose.SHARE in mine and Purpose.DISPLAY in ledger.standing(device, now_s).purposes

    def arrived(self, offer: Offer, device: Paired, read: Callable[[], bytes]) -> None:
        """Have a whole photo opened and stored."""
        if self.correspondence is not None:
            self._rooms.arriving.take(self.correspondence, offer, device, read)

    def finished(self, row: Outgoing, device: Paired, result: Result | None, draft: Draft) -> None:
        """Take that another frame has a photo, or does not want it."""
        if self.sharing is not None:
            self.sharing.finished(row, device, result, draft)

    def said(self, message: Message, device: Paired, draft: Draft) -> None:
        """Answer what only frames answer."""
        self._rooms.answers.answer(message, device, draft)

    def commit(self, draft: Draft, now: datetime) -> None:
        """Take what has to go off the glass, write, erase, acknowledge."""
        gone = withdrawal.taken(self._books, draft) if draft.erase else frozenset()
        if draft.erase or draft.renew:
            self._rooms.stage.erase(gone, lambda: self._write(draft, now))
            self._rooms.touched()
        elif draft.photos:
            self._rooms.stage.carry_out(lambda: self._write(draft, now))
        else:
            self._books.commit(draft, now)
        if draft.relisten:
            self._rooms.relisten()
        self._afterwards(now)

    def _write(self, draft: Draft, now: datetime) -> None:
        self._books.commit(draft, now)
        self._books.vault.pay()

    def _afterwards(self, now: datetime) -> None:
        """Do what follows from a draft that was written; each of it may be done again."""
        correspondence, changed = self.correspondence, tuple(self._changed)
        self._changed.clear()
        moved, self._moved = self._moved, False
        if moved:
            self._rooms.stage.rearranged()
        if correspondence is None:
            return
        withdrawal.acknowledge(correspondence, now)
        for album in changed:
            self.settle(album, now)

    def let_leases_end(self, now: datetime) -> None:
        """Settle every album whose consent is not what it was when it was settled last."""
        for album in tuple(self._books.albums()):
            if self._settled.get(album) != self._what_counts(album, now):
                self.settle(album, now)

    def _what_counts(self, album: bytes, now: datetime) -> "_Counts":
        standing = self._books.ledgers[album].standing(self._books.me.name, int(now.timestamp()))
        return _Counts(
            standing.purposes,
            permits.is_expiring(self._books, album, now),
            permits.is_overdue(self._books, album, now),
        )

    def settle(self, album: bytes, now: datetime) -> None:
        """Give what consent allows, make room for an album that is granted, stop what is not."""
        correspondence, draft = self.correspondence, Draft()
        ledger = self._books.ledgers.get(album)
        if correspondence is None or ledger is None:
            return
        self._settled[album] = self._what_counts(album, now)
        granted = permits.may_display(self._books, album, now)
        if granted:
            self._make_album(album, draft)
            if draft.changes:
                correspondence.finish(draft, now)
                draft = Draft()
        permits.settle(self._books, album, draft, now)
        if self._is_held(album):
            permits.note_expiring(self._books, album, draft, now)
            if permits.is_overdue(self._books, album, now):
                withdrawal.owe_for_rest(self._books, album, draft, now)
        self._stop(album, ledger, draft, now, granted=granted)
        if draft.changes or draft.outbox:
            correspondence.finish(draft, now)

    def _is_held(self, album: bytes) -> bool:
        shared = self._books.albums().get(album)
        return shared is not None and bool(shared.here)

    def _stop(
        self, album: bytes, ledger: Ledger, draft: Draft, now: datetime, *, granted: bool
    ) -> None:
        """Give up transfers, in either direction, that consent does not allow any more."""
        if self.correspondence is None:
            return

        def is_over(offer: Offer, *, allowed: bool) -> bool:
            revoked = ledger.is_revoked(offer.photo, offer.sender)
            return offer.album == album and (revoked or not allowed)

        self.correspondence.coming.drop(partial(is_over, allowed=granted), draft, in_ms(now))
        now_s = int(now.timestamp())
        for name in self._books.devices():
            allowed = self._shares(ledger, name, now_s)
            self.correspondence.going.cancel(
                partial(is_over, allowed=allowed), draft, in_ms(now), only=name
            )

    def _make_album(self, album: bytes, draft: Draft) -> None:
        """Make a place for an album's photos under its founder's name."""
        vault = self._books.vault
        for number, shared in self._books.all(Shared):
            if shared.album == album and not shared.here:
                owner = self._owner_of(album, shared)
                if owner is None:
                    return
                here = vault.add_album(owner, noting.title_of(self._books, album))
                draft.replace[number] = msgspec.structs.replace(shared, here=here.id)

    def _owner_of(self, album: bytes, shared: Shared) -> OwnerId | None:
        found = self._books.ledgers[album].found
        devices = self._books.devices()
        keepers = found.keepers if found else ()
        for name in (*keepers, shared.source):
            if name in devices:
                owner = OwnerId(devices[name].owner.hex())
                if any(one.id == owner for one in self._books.vault.owners()):
                    return owner
        return None
