"""The books of a device: who it is, whom it knows, and everything that was signed.

Rule 1: what is in memory here is what the store holds: rows change only through `commit`.
Rule 2: a ledger and the board of notes are functions of the rows, made again at each start.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TypeVar

import msgspec

from frame.crypto.box import Opener, SealingSeed, Suite
from frame.crypto.keys import SigningSeed
from frame.crypto.noise import StaticKey
from frame.crypto.sign import Signer
from frame.errors import BadMessage
from frame.ports import Entropy
from frame.post.draft import Draft
from frame.post.rows import (
    ALL,
    EpochRow,
    LineRow,
    Me,
    NoteRow,
    Paired,
    Row,
    Shared,
)
from frame.protocol.addresses import PresenceSecret
from frame.protocol.consent import Ledger
from frame.protocol.facts import Effect, Keep
from frame.protocol.lines import Line, recall_line
from frame.protocol.notes import Board, Note, recall_note
from frame.store.records import Change
from frame.store.vault import Vault

R = TypeVar("R", bound=Row)
_KEY_BYTES = 32


class Identity:
    """The keys of this device."""

    def __init__(self, me: Me) -> None:
        self.signer = Signer(SigningSeed(me.signing))
        self.opener = Opener(SealingSeed(me.sealing), Suite(me.suite))
        self.static = StaticKey(me.static)
        self.presence = PresenceSecret(me.presence)

    @property
    def name(self) -> bytes:
        """What others know this device by, 32 bytes."""
        return self.signer.public


class Books:
    """All rows of one device, opened."""

    def __init__(self, vault: Vault, entropy: Entropy) -> None:
        self.vault = vault
        self._rows: dict[str, dict[int, Row]] = {}
        self.ledgers: dict[bytes, Ledger] = {}
        self.lines: dict[bytes, dict[bytes, dict[int, list[Line]]]] = {}
        self.board = Board()
        self._load()
        self.me = Identity(self._known_me(entropy))

    def reload(self) -> None:
        """Read everything again: a draft could not be written."""
        self.ledgers.clear()
        self.lines.clear()
        self.board = Board()
        self._load()

    def _load(self) -> None:
        for kind in ALL:
            decoder = msgspec.msgpack.Decoder(kind)
            held = self.vault.records(kind.kind)
            self._rows[kind.kind] = {number: decoder.decode(row) for number, row in held.items()}
        for _, row in self.all(LineRow):
            self.hear(recall_line(row.told))
        for _, note in self.all(NoteRow):
            self.board = self.board.keep(recall_note(note.told))

    def _known_me(self, entropy: Entropy) -> Me:
        for _, me in self.all(Me):
            return me
        keys = [entropy.fresh(_KEY_BYTES) for _ in range(4)]
        me = Me(
            signing=keys[0],
            sealing=keys[1],
            static=keys[2],
            presence=keys[3],
            suite=Suite.HYBRID,
        )
        self.commit(Draft(add=[me]), None)
        return next(me for _, me in self.all(Me))

    def all(self, kind: type[R]) -> Iterator[tuple[int, R]]:
        """Yield the rows of a kind with their numbers, oldest first."""
        for number, row in tuple(self._rows[kind.kind].items()):
            if isinstance(row, kind):
                yield number, row

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """Return the rows of a kind."""
        return tuple(row for _, row in self.all(kind))

    def devices(self) -> Mapping[bytes, Paired]:
        """Return the paired devices by their names."""
        return {row.name: row for _, row in self.all(Paired)}

    def device_number(self, name: bytes) -> int:
        """Return the number of a device's row; raise BadMessage if it is not paired."""
        for number, row in self.all(Paired):
            if row.name == name:
                return number
        raise BadMessage("this device is not paired")

    def albums(self) -> Mapping[bytes, Shared]:
        """Return the shared albums by their names."""
        return {row.album: row for _, row in self.all(Shared)}

    def key_of(self, album: bytes, sender: bytes, epoch: int) -> bytes | None:
        """Return the key of one epoch, if it came."""
        for row in self.of(EpochRow):
            if (row.album, row.sender, row.epoch) == (album, sender, epoch):
                return row.key
        return None

    def hear(self, line: Line) -> tuple[Effect, ...]:
        """Let a line count in its ledger and return what follows; raise BadMessage.

        The caller commits what is to be kept; nothing is written here.
        """
        ledger = self.ledgers.get(line.album) or Ledger(album=line.album)
        self.ledgers[line.album], effects = ledger.hear(line)
        for effect in effects:
            if isinstance(effect, Keep):
                self._remember(effect.line)
        return effects

    def _remember(self, line: Line) -> None:
        chain = self.lines.setdefault(line.album, {}).setdefault(line.author, {})
        held = chain.setdefault(line.number, [])
        if all(one.digest != line.digest for one in held):
            held.append(line)

    def commit(self, draft: Draft, now: datetime | None) -> None:
        """Write a draft, all or nothing; what it erases is gone from memory at once.

        Raises:
            DiskFull: nothing was written.
        """
        if not draft.changes:
            return
        packed = msgspec.msgpack.encode
        numbers = self.vault.commit(
            Change(
                add=[(row.kind, packed(row)) for row in draft.add],
                replace={number: packed(row) for number, row in draft.replace.items()},
                drop=draft.drop,
                erase=draft.erase,
                at=now,
                photos=draft.photos,
                renew=draft.renew,
            )
        )
        for number, row in (*zip(numbers, draft.add, strict=True), *draft.replace.items()):
            self._rows[row.kind][number] = row
        for rows in self._rows.values():
            for number in draft.drop & rows.keys():
                del rows[number]

    def forget_album(self, album: bytes, draft: Draft) -> None:
        """Drop an album's keys and notes; its lines stay: they are the proof."""
        for number, key in self.all(EpochRow):
            if key.album == album:
                draft.drop.add(number)
                draft.renew = True
        self.forget_notes(lambda note: note.album == album, draft)

    def forget_notes(self, goes: Callable[[Note], bool], draft: Draft) -> None:
        """Drop notes about photos that are gone, or that should not have been said."""
        notes = {number: recall_note(row.told) for number, row in self.all(NoteRow)}
        gone = {number for number, note in notes.items() if goes(note)} - draft.drop
        if gone:
            draft.drop |= gone
            draft.renew = True
            told = {notes[number].told for number in gone}
            self.board = self.board.where(lambda note: note.told not in told)
