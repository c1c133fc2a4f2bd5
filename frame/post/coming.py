"""Coming: photos from other devices, chunk by chunk, until the service takes them whole.

Rule 1: an offer is a row before its first chunk is asked for; chunks lie sealed in a parcel, and
        after a restart their checks tell which of them are there.
Rule 2: what consent, room and quota say is asked anew for every offer.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from frame.errors import BadMessage, DiskFull
from frame.ports import Entropy
from frame.post.books import Books
from frame.post.draft import Draft
from frame.post.rows import EpochRow, Incoming, Paired
from frame.post.ways import Ways
from frame.protocol.arrivals import (
    Answer,
    Arrivals,
    DayQuota,
    Effects,
    Release,
    Reserve,
    Whole,
    Write,
)
from frame.protocol.envelope import read_body, write_body
from frame.protocol.messages import Done, NewKey, Offer, Result, from_letter, to_letter
from frame.protocol.photos import CHUNK_BYTES, Chunk, chunk_count, chunk_of, is_chunk
from frame.protocol.transfers import Phase

EPOCHS_KEPT = 16
_PARCEL_BYTES = 16


def pack_offer(offer: Offer) -> bytes:
    """Return an offer as it is kept in a row."""
    return write_body(to_letter(offer, 0))


def unpack_offer(packed: bytes) -> Offer:
    """Return an offer that was kept; raise BadMessage."""
    offer = from_letter(read_body(packed))
    if not isinstance(offer, Offer):
        raise BadMessage("a kept offer is none")
    return offer


class Coming:
    """Everything that is on its way here."""

    def __init__(self, books: Books, ways: Ways, entropy: Entropy) -> None:
        self._books = books
        self._ways = ways
        self._fresh = entropy.fresh
        self._arrivals: dict[bytes, Arrivals] = {}
        self._quotas: dict[bytes, DayQuota] = {}
        self._parcels: dict[tuple[bytes, bytes], str] = {}

    def resume(self, draft: Draft, now_ms: int) -> None:
        """Go on with what was on its way when this device was last on."""
        for number, row in self._books.all(Incoming):
            device = self._books.devices().get(row.peer)
            with suppress(BadMessage):
                offer = unpack_offer(row.offer)
                if device is not None and self._books.vault.parcels.holds(row.parcel):
                    self._parcels[row.peer, offer.transfer] = row.parcel
                    have = self._have(offer, row.parcel)
                    state, effects = self._of(device).resumed(offer, have, now_ms)
                    self._perform(device, state, effects, draft, now_ms)
                    continue
            draft.drop.add(number)

    def parcels(self) -> frozenset[str]:
        """Return the parcels that are in use."""
        return frozenset(self._parcels.values())

    def _have(self, offer: Offer, parcel: str) -> int:
        """Return which chunks lie whole in a parcel, as bits, lowest first."""
        sealed = self._books.vault.parcels.read(parcel)
        return sum(
            1 << index
            for index in range(chunk_count(offer.sealed_bytes))
            if is_chunk(offer.checks, index, chunk_of(sealed, index))
        )

    def offer(self, offer: Offer, device: Paired, draft: Draft, now: datetime) -> None:
        """Take an offer, or say why not."""
        now_ms = int(now.timestamp() * 1000)
        state = self._of(device)
        refusal = self._ways.refusal(offer, device, now)
        if refusal is None and state.phase(offer.transfer) is Phase.NONE:
            refusal = self._no_room(offer, device, now_ms)
        self._perform(device, *state.offer(offer, now_ms, refusal), draft, now_ms)

    def _no_room(self, offer: Offer, device: Paired, now_ms: int) -> Result | None:
        if not self._books.vault.parcels.room_for(offer.sealed_bytes):
            return Result.NO_ROOM
        quota = self._quotas.get(device.name, DayQuota())
        self._quotas[device.name], may_come = quota.take(offer.sealed_bytes, now_ms)
        return None if may_come else Result.QUOTA

    def chunk(self, chunk: Chunk, device: Paired, draft: Draft, now_ms: int) -> None:
        """Take a chunk."""
        self._perform(device, *self._of(device).chunk(chunk, now_ms), draft, now_ms)

    def knows(self, transfer: bytes, device: Paired) -> bool:
        """Say whether a transfer is on its way here from a device."""
        return (device.name, transfer) in self._parcels or (
            self._of(device).phase(transfer) is Phase.WAITING
        )

    def ended(self, done: Done, device: Paired, draft: Draft, now_ms: int) -> None:
        """Take that a sender does not have a transfer any more."""
        self._perform(device, *self._of(device).ended(done, now_ms), draft, now_ms)

    def stored(
        self, transfer: bytes, device: Paired, result: Result, draft: Draft, now: datetime
    ) -> None:
        """Say what became of a whole photo."""
        now_ms = int(now.timestamp() * 1000)
        self._perform(device, *self._of(device).stored(transfer, result, now_ms), draft, now_ms)

    def drop(self, is_over: Callable[[Offer], bool], draft: Draft, now_ms: int) -> None:
        """Give up what may not come any more."""
        for name in tuple(self._arrivals):
            device = self._books.devices().get(name)
            if device is not None:
                self._perform(device, *self._arrivals[name].drop(is_over, now_ms), draft, now_ms)

    def connected(self, device: bytes, draft: Draft, now_ms: int) -> None:
        """Ask again for what is missing: its sender may be there now."""
        known = self._books.devices().get(device)
        if known is not None and device in self._arrivals:
            self._perform(known, *self._arrivals[device].connected(now_ms), draft, now_ms)

    def tick(self, draft: Draft, now_ms: int) -> None:
        """Let time pass."""
        devices = self._books.devices()
        for name, state in tuple(self._arrivals.items()):
            if name in devices:
                self._perform(devices[name], *state.tick(now_ms), draft, now_ms)
            else:
                self._forget(name, draft)

    def _forget(self, name: bytes, draft: Draft) -> None:
        """Let go of everything a device that was removed had on its way."""
        del self._arrivals[name]
        draft.drop |= {number for number, row in self._books.all(Incoming) if row.peer == name}
        gone = [key for key in self._parcels if key[0] == name]
        self._books.vault.parcels.remove([self._parcels.pop(key) for key in gone])

    def keep_key(self, told: NewKey, device: Paired, draft: Draft) -> None:
        """Keep the key of an epoch; of each sender and album the newest 16."""
        held = sorted(
            (row.epoch, number)
            for number, row in self._books.all(EpochRow)
            if (row.album, row.sender) == (told.album, device.name)
        )
        epochs = [epoch for epoch, _ in held]
        if told.epoch in epochs or (len(held) >= EPOCHS_KEPT and told.epoch < epochs[0]):
            return
        draft.add.append(
            EpochRow(album=told.album, sender=device.name, epoch=told.epoch, key=told.key)
        )
        draft.drop |= {number for _, number in held[: len(held) + 1 - EPOCHS_KEPT]}

    def _of(self, device: Paired) -> Arrivals:
        return self._arrivals.get(device.name, Arrivals())

    def _perform(
        self, device: Paired, state: Arrivals, effects: Effects, draft: Draft, now_ms: int
    ) -> None:
        self._arrivals[device.name] = state
        for effect in effects:
            match effect:
                case Reserve(offer=offer):
                    self._reserve(device, offer, draft)
                case Write(transfer=transfer, index=index, data=data):
                    self._write(device, transfer, index, data)
                case Whole(transfer=transfer, offer=offer):
                    self._whole(device, transfer, offer)
                case Answer(message=message):
                    draft.tell(device.name, message)
                case Release(transfer=transfer):
                    self._release(device, transfer, draft)
        for transfer in [one for one in state.open if (device.name, one) not in self._parcels]:
            step = self._of(device).stored(transfer, Result.NO_ROOM, now_ms)
            self._perform(device, *step, draft, now_ms)

    def _reserve(self, device: Paired, offer: Offer, draft: Draft) -> None:
        """Make room for a photo; without, it has no parcel and is refused."""
        parcel = self._fresh(_PARCEL_BYTES).hex()
        try:
            self._books.vault.parcels.reserve(parcel, offer.sealed_bytes)
        except DiskFull:
            return
        self._parcels[device.name, offer.transfer] = parcel
        row = Incoming(peer=device.name, offer=pack_offer(offer), parcel=parcel)
        draft.add.append(row)

    def _write(self, device: Paired, transfer: bytes, index: int, data: bytes) -> None:
        parcel = self._parcels.get((device.name, transfer))
        if parcel is None:
            return
        with suppress(DiskFull):  # the chunk fails its check and is asked for again, or given up
            self._books.vault.parcels.write(parcel, index * CHUNK_BYTES, data)

    def _whole(self, device: Paired, transfer: bytes, offer: Offer) -> None:
        parcel, parcels = self._parcels[device.name, transfer], self._books.vault.parcels
        self._ways.arrived(offer, device, lambda: parcels.read(parcel))

    def _release(self, device: Paired, transfer: bytes, draft: Draft) -> None:
        parcel = self._parcels.pop((device.name, transfer), None)
        if parcel is not None:
            self._books.vault.parcels.remove([parcel])
            draft.drop |= {n for n, row in self._books.all(Incoming) if row.parcel == parcel}
            # A row of this very draft: it came and went in one step.
            draft.add[:] = [row for row in draft.add if getattr(row, "parcel", "") != parcel]
