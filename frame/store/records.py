"""The side of a vault that remembers phones, consent and transfers, as small sealed records.

Rule 1: a change is one transaction. After a power cut all of it is there, or nothing: records
        that came and went, states of photos, and what is to be erased.
Rule 2: a dropped record is gone with the commit, but older copies of it open until the next
        erasure, or `renew`, has overwritten them and destroyed the key of the household.
Rule 3: a record has a number of its own and a kind, which is a word of this program's own and
        lies on the disk in the clear.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as with_other
from datetime import datetime
from types import MappingProxyType
from typing import Literal

import msgspec

from frame.errors import BadRequest
from frame.model import PhotoId, PhotoState, Receipt
from frame.store import erasure, rows
from frame.store.inside import Inside, aware
from frame.store.parts import Parts
from frame.store.receipts import Debt
from frame.store.rows import PhotoRow
from frame.store.tables import RecordSealed

RECORD_BYTES = 256 * 1024
_KIND = re.compile("[a-z][a-z-]{0,19}")
_ID = re.compile("[0-9a-f]{32}")
_STATES = frozenset({PhotoState.READY, PhotoState.RESTING})


@dataclass(frozen=True, slots=True)
class Erase:
    """Something that is to be erased."""

    scope: Literal["photo", "album", "owner"]
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What becomes durable together.

    add      kinds and contents of new records
    replace  other contents for records, by number
    drop     numbers of records that go; one that is not there is passed over
    erase    what is erased; what is not there (any more) is passed over
    at       when that was decided, aware; needed with `erase`
    photos   photos that are ready or rest from now on; those that are not there are passed over
    renew    whether the key of the household is owed too, so that what is dropped here (album
             keys, captions) cannot be read from an older copy once it was paid
    """

    add: Sequence[tuple[str, bytes]] = ()
    replace: Mapping[int, bytes] = field(default_factory=dict)
    drop: Collection[int] = ()
    erase: Sequence[Erase] = ()
    at: datetime | None = None
    photos: Mapping[PhotoId, PhotoState] = field(default_factory=dict)
    renew: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A change with everything in it sealed, ready for a transaction."""

    added: tuple[int, ...]
    plain: Mapping[int, tuple[str, bytes]]
    sealed: Sequence[RecordSealed]
    dropped: frozenset[int]
    photos: Sequence[tuple[PhotoRow, bytes]]
    debts: Sequence[Debt]
    renew: bool

    def write(self, parts: Parts) -> None:
        """Write it in the caller's transaction."""
        if self.dropped:
            parts.catalogue.drop_records(sorted(self.dropped))
        for record in self.sealed:
            parts.catalogue.put_record(record)
        for row, sealed in self.photos:
            parts.catalogue.put_sealed(row.photo.id, sealed)
        erasure.owe(parts, self.debts)
        if self.renew:
            erasure.owe_renewal(parts)


class Records(Inside):
    """What a vault keeps in records."""

    def records(self, kind: str) -> Mapping[int, bytes]:
        """Return the records of a kind by number, oldest first, as they are now."""
        return MappingProxyType(dict(self._shelf.records.get(kind, {})))

    @property
    def lost_records(self) -> int:
        """How many records did not open when the store was opened."""
        return self._shelf.lost_records

    def commit(self, change: Change) -> tuple[int, ...]:
        """Make a change durable and return the numbers of the records that were added.

        What it erases is gone for everybody who asks; `pay` removes the rest.

        Raises:
            BadRequest: a record that is replaced is not there, or a photo cannot have that state.
            DiskFull: nothing was changed.
        """
        prepared = self._prepared(change)
        with self._parts.catalogue.change():
            prepared.write(self._parts)
        self._keep_change(prepared)
        return prepared.added

    def pay(self) -> None:
        """Finish the erasures that are owed; raise DiskFull, then it can be called again."""
        self._takedown.finish()

    def renew(self) -> None:
        """Destroy the key of the household, and with it every older copy of what was dropped.

        It is owed first, so a power cut leaves it undone, or to be finished by the next start.
        """
        self.commit(Change(renew=True))
        self.pay()

    def receipt(self, erased: str) -> Receipt | None:
        """Return the receipt for what was erased, if that is finished."""
        return erasure.receipt(self._parts, erased) if _ID.fullmatch(erased) else None

    def _prepared(self, change: Change) -> Prepared:
        first = self._shelf.next_record
        added = tuple(range(first, first + len(change.add)))
        plain = {
            number: (kind, held) for number, (kind, held) in zip(added, change.add, strict=True)
        }
        plain |= {n: (self._kind_of(n), held) for n, held in change.replace.items()}
        if change.replace.keys() & set(change.drop):
            raise ValueError("a record is replaced or dropped, not both")
        return Prepared(
            added=added,
            plain=plain,
            sealed=[self._sealed_record(n, *one) for n, one in plain.items()],
            dropped=frozenset(change.drop),
            photos=self._rested(change.photos),
            debts=self._debts(change),
            renew=change.renew,
        )

    def _keep_change(self, done: Prepared) -> None:
        """Change in memory what was changed on the disk."""
        for number in done.dropped:
            self._shelf.drop_record(number)
        for number, (kind, plain) in done.plain.items():
            self._shelf.put_record(number, kind, plain)
        for row, _sealed in done.photos:
            self._shelf.entries[row.photo.id].row = row
        if done.debts or done.renew:
            self._takedown.take_down(done.debts)

    def _sealed_record(self, number: int, kind: str, plain: bytes) -> RecordSealed:
        if not _KIND.fullmatch(kind):
            raise ValueError("a kind of record is a plain lower-case word")
        if len(plain) > RECORD_BYTES:
            raise ValueError(f"a record has {RECORD_BYTES} bytes at most")
        sheet, whose = self._parts.household, rows.whose_record(kind, number)
        sealed = self._parts.sealer.seal(rows.RECORD, sheet, whose, plain)
        return RecordSealed(number, kind, sheet, sealed)

    def _kind_of(self, number: int) -> str:
        try:
            return self._shelf.kinds[number]
        except KeyError:
            raise BadRequest("there is no such record") from None

    def _debts(self, change: Change) -> list[Debt]:
        if not change.erase:
            return []
        if change.at is None:
            raise ValueError("what is erased needs a time")
        things = ((one.scope, one.id) for one in change.erase)
        return self._takedown.debts(things, aware(change.at))

    def _rested(self, wanted: Mapping[PhotoId, PhotoState]) -> list[tuple[PhotoRow, bytes]]:
        if not _STATES.issuperset(wanted.values()):
            raise BadRequest("a photo is ready or rests; it is erased by `erase`")
        found = []
        for photo, state in wanted.items():
            entry = self._shelf.entries.get(photo)
            if entry is not None and entry.row.photo.state != state:
                changed = with_other(entry.row.photo, state=state)
                row = msgspec.structs.replace(entry.row, photo=changed)
                found.append((row, self._sealed(rows.PHOTO, photo, msgspec.msgpack.encode(row))))
        return found
