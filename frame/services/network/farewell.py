"""Farewell: an owner has the frame forget everybody (docs/protocol.md §7, 38 and 39).

Rule 1: everything of everybody is erased and acknowledged before anybody is told so.
Rule 2: a moment after that, keys and store go and the frame is as on its first day; a power cut
        anywhere is taken up again at the next start.
Rule 3: nobody wipes a frame they did not name, and nothing that fails keeps the keys alive.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from frame.errors import DiskFull
from frame.log import event
from frame.post.books import Books
from frame.post.correspondence import in_ms
from frame.post.draft import Draft
from frame.post.rows import Ending, Paired
from frame.protocol.envelope import Rank
from frame.protocol.frame_privacy import Wipe, Wiped
from frame.protocol.messages import Message
from frame.services.network import withdrawal
from frame.store.records import Erase

_LOG = logging.getLogger("frame.network")
_GOODBYE_MS: Final = 3_000
_PATIENCE_MS: Final = 15_000


class Farewell:
    """The end of one household on this frame; `over` is called once nothing is left to say."""

    def __init__(self, books: Books, over: Callable[[], None]) -> None:
        self._books = books
        self._over = over
        self._word: Wiped | None = None
        self._told: set[bytes] = set()
        self._since_ms: int | None = None
        self.is_over = False

    def answer(self, message: Message, device: Paired, draft: Draft) -> bool:
        """Take a message if it asks for the end; say whether it did."""
        if not isinstance(message, Wipe):
            return False
        if device.rank == Rank.OWNER and message.frame == self._books.me.name:
            self.begin(draft)
        return True

    def begin(self, draft: Draft, *, machine: bool = False) -> None:
        """Owe the erasure of everybody's photos, in the transaction that says so.

        `machine` says that the machine's own settings go too.
        """
        if self.is_begun:
            return
        vault = self._books.vault
        draft.add.append(Ending(photos=len(vault.photos()), machine=machine))
        for album in self._books.albums():
            withdrawal.take_album(self._books, album, draft)
        draft.erase += [Erase("owner", owner.id) for owner in vault.owners()]

    @property
    def is_begun(self) -> bool:
        """Whether somebody asked for it, before or since this start."""
        return bool(self._books.of(Ending))

    @property
    def takes_machine(self) -> bool:
        """Whether the machine's own settings go too."""
        return any(one.machine for one in self._books.of(Ending))

    def last_word(self, now: datetime) -> Wiped:
        """Erase what is left, and return the signed statement that nothing is; raise DiskFull."""
        if self._word is None:
            vault = self._books.vault
            for person in vault.persons():
                vault.erase_person(person.id, now)
            vault.pay()
            photos = max((one.photos for one in self._books.of(Ending)), default=0)
            self._word = statement(self._books, photos, now)
        return self._word

    def tick(self, say: Callable[[bytes, Message], bool], now: datetime) -> None:
        """Erase what is owed, tell everybody, and a moment later end; raise DiskFull.

        Who cannot be reached is waited for a little, and so is room on the disk.
        """
        if not self.is_begun:
            return
        at_ms = in_ms(now)
        if self._since_ms is None:
            self._since_ms = at_ms
        try:
            heard = self._tell(say, now)
        except DiskFull:
            if 0 <= at_ms - self._since_ms < _PATIENCE_MS:
                raise
            event(_LOG, "wipe.unsaid", logging.ERROR, error="DiskFull")
            self._end()
            return
        self._since_ms = at_ms if heard else self._since_ms
        everybody = self._books.devices().keys() <= self._told
        if not 0 <= at_ms - self._since_ms < (_GOODBYE_MS if everybody else _PATIENCE_MS):
            self._end()

    def _end(self) -> None:
        self._over()
        self.is_over = True

    def _tell(self, say: Callable[[bytes, Message], bool], now: datetime) -> bool:
        """Tell those who were not told yet; say whether any could be."""
        word = self.last_word(now)
        waiting = self._books.devices().keys() - self._told
        heard = {name for name in waiting if say(name, word)}
        self._told |= heard
        return bool(heard)


def statement(books: Books, photos: int, now: datetime) -> Wiped:
    """Return the signed statement that everything was erased; `photos` is how many there were."""
    unsigned = Wiped(
        photos=photos, generation=books.vault.generation, at_ms=in_ms(now), signature=bytes(64)
    )
    return replace(unsigned, signature=books.me.signer.sign(unsigned.signed_words))
