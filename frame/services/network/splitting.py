"""Splitting the device key with phones of its owners, while the frame is open (§13).

Rule 1: the key is wrapped so only once a phone said that it keeps its part, and the wrapping was
        opened with that very part.
Rule 2: whoever stops being an owner holds a part of nothing: a new one is drawn, given to those
        who are left, and takes the place of the old one once one of them keeps it. A part counts
        as held from the moment it is said, not only once a phone says that it keeps it.
Rule 3: a phone that owns the frame from now on is given its part, and reminded until it keeps it.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec

from frame.crypto.keys import KEY_BYTES, SigningSeed
from frame.crypto.sign import Signer
from frame.crypto.wrapping import by_shares, folder_of
from frame.errors import BadRequest, FrameError
from frame.log import event
from frame.post.draft import Draft
from frame.post.rows import Paired, Split
from frame.protocol.envelope import Rank
from frame.protocol.messages import Message
from frame.protocol.unlocking import PARTS, Keep, Kept
from frame.services.household import Household
from frame.services.key_moving import wrap_in
from frame.services.keys import Given, Kit, real_kit
from frame.services.network.access import OWN_USER, own_password
from frame.services.network.stage import Grounds
from frame.store import sealed_key
from frame.store.sealed_key import ByPhones

_LOG = logging.getLogger("frame.network")
_AGAIN: Final = timedelta(seconds=60)
_SOON: Final = timedelta(seconds=10)
_WAITING: Final = (
    "waiting for a phone that owns this frame to take its part: open its page there, or run"
    " `frame owner keep-unlocked`"
)
_RENEWING: Final = "the phones' part is drawn anew, because one of them does not own it any more"


class Splitting:
    """The parts of one frame's device key; `relisten` lets the broker know where it may ask."""

    def __init__(
        self,
        home: Household,
        grounds: Grounds,
        relisten: Callable[[], None],
        kit: Kit | None = None,
    ) -> None:
        self._home, self._grounds, self._relisten = home, grounds, relisten
        self._books = grounds.books
        self._kit = kit or real_kit()
        self._due: datetime | None = None
        self._retry: datetime | None = None
        try:
            self._take_up(self._way())
        except FrameError:  # what cannot be read says nothing about the parts
            self._books.reload()

    def _take_up(self, way: ByPhones | None) -> None:
        """Go on after a power cut: what lies on the disk says which part is live.

        One that was live before and is not now was replaced, or the key was moved elsewhere.
        """
        rows = tuple(self._books.all(Split))
        live = {number for number, row in rows if way is not None and row.share == way.share}
        over = {number for number, row in rows if row.live} - live
        draft = Draft()
        if over and live:
            draft.drop = over
        elif over and way is None:
            draft.drop = {number for number, _ in rows}
        draft.renew = bool(draft.drop)
        for number, row in rows:
            if number not in draft.drop and row.live != (number in live):
                draft.replace[number] = msgspec.structs.replace(row, live=number in live)
        self._write(draft)

    def _way(self) -> ByPhones | None:
        """Return how phones open the key, None where something else does; raise FrameError."""
        lies = sealed_key.read(self._home.folder)
        way = None if lies is None else lies.opening
        return way if isinstance(way, ByPhones) else None

    def begin(self) -> None:
        """Draw a part and give it to the phones of owners; raise BadRequest without any."""
        if not self._owners():
            raise BadRequest("no phone owns this frame yet", hint="Pair one: `frame pair`.")
        if self._pending() is None:
            draft = Draft()
            self._draw(draft)
            self._write(draft)
        self._due = None

    def give_up(self) -> None:
        """Forget every part: the key is kept in another way."""
        draft = Draft(renew=True)
        draft.drop = {number for number, _ in self._books.all(Split)}
        if draft.drop:
            self._write(draft)

    @property
    def standing(self) -> str:
        """How far it came, in words; empty where nothing waits for a phone."""
        if self._pending() is None:
            return ""
        return _RENEWING if self._live() is not None else _WAITING

    def answer(self, message: Message, device: Paired, draft: Draft) -> bool:
        """Take a message if a phone says that it keeps its part (`answers.Room`)."""
        if not isinstance(message, Kept):
            return False
        for number, row in self._books.all(Split):
            if row.asker == message.asker and self._is_new_to(row, device):
                held = (*row.held_by, device.name)
                draft.replace[number] = msgspec.structs.replace(row, held_by=held)
        return True

    @staticmethod
    def _is_new_to(row: Split, device: Paired) -> bool:
        return device.rank == Rank.OWNER and device.name not in row.held_by

    def tick(self, now: datetime) -> None:
        """Let time pass: give parts to those without, and wrap the key once one is kept."""
        pending = self._pending()
        if pending is not None and self._is_kept(pending):
            self._try_to_wrap(pending, now)
        if self._due is not None and timedelta(0) <= self._due - now <= _AGAIN:
            return
        self._due = now + (_AGAIN if pending is None else _SOON)
        self._draw_anew()
        self._remind()

    def _try_to_wrap(self, row: Split, now: datetime) -> None:
        """Wrap the key; where that fails, the old way opens it, and it is tried again later."""
        if self._retry is not None and timedelta(0) <= self._retry - now <= _AGAIN:
            return
        self._retry = now + _AGAIN
        try:
            self._wrap(row)
        except FrameError as problem:
            event(_LOG, "key.unsplit", logging.ERROR, error=type(problem).__name__)
            self._books.reload()
        else:
            self._retry = None

    def _is_kept(self, row: Split) -> bool:
        owners = self._owners()
        return bool(owners & set(row.held_by)) and _holders(row) <= owners

    def _draw_anew(self) -> None:
        """Draw another part where somebody may hold the newest who is no owner any more."""
        newest, owners = self._pending() or self._live(), self._owners()
        if newest is not None and owners and not _holders(newest) <= owners:
            draft = Draft()
            self._draw(draft)
            self._write(draft)

    def _remind(self) -> None:
        """Give owners the newest part, unless they keep it."""
        rows = self._rows()
        if not rows:
            return
        newest, older = rows[-1], tuple(row.asker for row in rows[:-1])
        waiting = self._owners() - set(newest.held_by)
        self._note_told(newest, waiting)
        part = Keep(
            asker=newest.asker,
            meeting=newest.meeting,
            secret=newest.secret,
            still=older[-PARTS:],
        )
        for name in waiting:
            self._grounds.say(name, part)

    def _note_told(self, row: Split, names: frozenset[bytes]) -> None:
        """Write down who is about to be given a part; raise DiskFull, before it is said."""
        told = _holders(row) | names
        if told != _holders(row):
            number = next(n for n, one in self._books.all(Split) if one.asker == row.asker)
            noted = msgspec.structs.replace(row, told=tuple(sorted(told)))
            self._books.commit(Draft(replace={number: noted}), self._grounds.clock.now())

    def _draw(self, draft: Draft) -> None:
        """Draw a part; of those that were never live, it takes the place."""
        signing = self._kit.fresh(KEY_BYTES)
        draft.drop = {number for number, row in self._books.all(Split) if not row.live}
        row = Split(
            share=self._kit.fresh(KEY_BYTES),
            signing=signing,
            meeting=self._kit.fresh(KEY_BYTES),
            secret=self._kit.fresh(KEY_BYTES),
            asker=Signer(SigningSeed(signing)).public,
        )
        draft.add.append(row)

    def _wrap(self, row: Split) -> None:
        """Have the device key lie wrapped under share and part, then say so in the books."""
        found = self._home.found
        if found is None or found.kept is None:
            return
        way = self._opening(row)
        under = by_shares(row.share, row.secret, folder_of(found.key))
        wrapping = sealed_key.sealed(found.key, way, under, self._kit.fresh)
        wrap_in(self._home.folder, wrapping, self._kit, Given(secret=row.secret))
        self._home.key_moved(wrapping.tier)
        draft = Draft(renew=True)
        draft.drop = {number for number, one in self._books.all(Split) if one.live}
        number = next(n for n, one in self._books.all(Split) if one.asker == row.asker)
        draft.replace[number] = msgspec.structs.replace(row, live=True)
        self._write(draft)
        event(_LOG, "key.split", count=len(row.held_by))

    def _opening(self, row: Split) -> ByPhones:
        network = self._home.config.network
        own = bool(network.access_folder) and not network.user
        return ByPhones(
            share=row.share,
            signing=row.signing,
            meeting=row.meeting,
            user=OWN_USER if own else "",
            password=own_password(self._books) if own else "",
        )

    def _owners(self) -> frozenset[bytes]:
        rows = self._books.of(Paired)
        return frozenset(row.name for row in rows if row.rank == Rank.OWNER)

    def _rows(self) -> tuple[Split, ...]:
        return tuple(sorted(self._books.of(Split), key=lambda row: not row.live))

    def _live(self) -> Split | None:
        return next((row for row in self._books.of(Split) if row.live), None)

    def _pending(self) -> Split | None:
        return next(self._waiting(), None)

    def _waiting(self) -> Iterator[Split]:
        return (row for row in self._books.of(Split) if not row.live)

    def _write(self, draft: Draft) -> None:
        """Write a draft that nobody else has to hear of, and whom the broker lets ask."""
        if draft.changes:
            self._books.commit(draft, self._grounds.clock.now())
            if draft.renew:
                self._books.vault.pay()
            self._relisten()


def _holders(row: Split) -> frozenset[bytes]:
    """Return everybody who may keep a part."""
    return frozenset((*row.told, *row.held_by))
