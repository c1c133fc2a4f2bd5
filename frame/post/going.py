"""Going: photos to other devices, sealed once for each receiver and sent as it pulls.

Rule 1: what is sent lies sealed in a parcel until its receiver says what became of it, so the
        same bytes go out again after a restart.
Rule 2: a receiver gets the key of an epoch before the first photo of it.
Rule 3: no byte goes that consent does not allow at that moment, whoever asks for it.
Rule 4: epochs only grow, and a new one begins whenever somebody comes or goes.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from frame.errors import BadMessage, StoreDamaged
from frame.ports import Entropy
from frame.post.books import Books
from frame.post.coming import pack_offer, unpack_offer
from frame.post.draft import Draft
from frame.post.rows import EpochRow, Outgoing, Paired
from frame.post.ways import Ways
from frame.protocol import gossip
from frame.protocol.departures import Chunks, Departures, Effects, Finished, Say
from frame.protocol.lines import Purpose
from frame.protocol.messages import Done, NewKey, Offer, Result, Want
from frame.protocol.photos import CHUNK_BYTES, Chunk, EpochKey, checks_of, seal_photo

EPOCHS_KEPT = 16
TRIES = 3
_MISSED = frozenset({Result.UNKNOWN, Result.NO_CONSENT})
SendChunk = Callable[[bytes, Chunk], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A photo to send.

    photo   its name between devices; `sender` brought it into the album
    taken   "YYYY-MM-DDTHH:MM:SS", if known
    source  what it is called here
    """

    album: bytes
    photo: bytes
    data: bytes
    taken: str | None
    sender: bytes
    source: str


class Going:
    """Everything that is on its way to others."""

    def __init__(self, books: Books, ways: Ways, send: SendChunk, entropy: Entropy) -> None:
        self._books = books
        self._ways = ways
        self._send = send
        self._fresh = entropy.fresh
        self._departures: dict[bytes, Departures] = {}
        self._rows: dict[tuple[bytes, bytes], Outgoing] = {}
        self._tries: dict[tuple[bytes, bytes], int] = {}

    def resume(self, draft: Draft, now_ms: int) -> None:
        """Offer again what was on its way when this device was last on."""
        for number, row in self._books.all(Outgoing):
            with suppress(BadMessage):
                offer, device = unpack_offer(row.offer), self._books.devices().get(row.peer)
                if device is not None and self._books.vault.parcels.holds(row.parcel):
                    self._rows[row.peer, offer.transfer] = row
                    self._perform(device, *self._of(device.name).add(offer, now_ms), draft)
                    continue
            draft.drop.add(number)

    def parcels(self) -> frozenset[str]:
        """Return the parcels that are in use."""
        return frozenset(row.parcel for row in self._rows.values())

    def waiting(self, device: bytes) -> int:
        """Return how many photos are on their way to a device."""
        return len(self._of(device).offers)

    def photos(self, device: bytes) -> frozenset[bytes]:
        """Return the names of the photos that are on their way to a device."""
        return frozenset(offer.photo for offer in self._of(device).offers.values())

    def epoch(self, album: bytes, draft: Draft) -> EpochRow:
        """Return this device's newest epoch of an album; the first one is made here."""
        mine = [row for row in (*self._books.of(EpochRow), *_added(draft)) if self._is_mine(row)]
        newest = max((row for row in mine if row.album == album), key=_number, default=None)
        return newest or self.new_epoch(album, draft)

    def new_epoch(self, album: bytes, draft: Draft) -> EpochRow:
        """Begin an epoch: somebody came or went."""
        rows = [*self._books.all(EpochRow), *((-1, row) for row in _added(draft))]
        held = sorted(
            ((row.epoch, number) for number, row in rows
             if row.album == album and self._is_mine(row)),
        )  # fmt: skip
        row = EpochRow(
            album=album,
            sender=self._books.me.name,
            epoch=held[-1][0] + 1 if held else 1,
            key=self._fresh(32),
        )
        draft.add.append(row)
        draft.drop |= {number for _, number in held[: len(held) + 1 - EPOCHS_KEPT] if number >= 0}
        return row

    def _is_mine(self, row: EpochRow) -> bool:
        return row.sender == self._books.me.name

    def send(self, picture: Picture, device: Paired, draft: Draft, now: datetime) -> None:
        """Seal a photo for one receiver and offer it; raise DiskFull."""
        epoch = self.epoch(picture.album, draft)
        key = EpochKey(epoch.key)
        sealed = seal_photo(key, picture.photo, epoch.epoch, picture.data, self._fresh)
        parcel, parcels = self._fresh(16).hex(), self._books.vault.parcels
        parcels.reserve(parcel, len(sealed))
        parcels.write(parcel, 0, sealed)
        offer = Offer(
            transfer=self._fresh(8),
            album=picture.album,
            epoch=epoch.epoch,
            photo=picture.photo,
            picture_bytes=len(picture.data),
            sealed_bytes=len(sealed),
            checks=checks_of(sealed),
            taken=picture.taken,
            sender=picture.sender,
        )
        row = Outgoing(
            peer=device.name, offer=pack_offer(offer), parcel=parcel, photo=picture.source
        )
        draft.add.append(row)
        self._rows[device.name, offer.transfer] = row
        told = NewKey(album=picture.album, epoch=epoch.epoch, key=epoch.key)
        draft.tell(device.name, told)
        now_ms = int(now.timestamp() * 1000)
        self._perform(device, *self._of(device.name).add(offer, now_ms), draft)

    def want(self, want: Want, device: Paired, draft: Draft, now_ms: int) -> None:
        """Send what a receiver wants."""
        self._perform(device, *self._of(device.name).want(want, now_ms), draft)

    def done(self, done: Done, device: Paired, draft: Draft, now_ms: int) -> None:
        """Take what became of a photo; a receiver that lacks key or lines gets them once more."""
        offer = self._of(device.name).offers.get(done.transfer)
        if offer is None or not self._tells_again(offer, done.result, device, draft, now_ms):
            self._perform(device, *self._of(device.name).done(done, now_ms), draft)

    def _tells_again(
        self, offer: Offer, result: Result, device: Paired, draft: Draft, now_ms: int
    ) -> bool:
        """Tell what the receiver seems to have missed and offer again; False where it is over."""
        at = (device.name, offer.transfer)
        tries = self._tries.get(at, 0)
        key = self._books.key_of(offer.album, self._books.me.name, offer.epoch)
        if result not in _MISSED or tries >= TRIES or key is None:
            return False
        if result is Result.NO_CONSENT:
            ledger = self._books.ledgers[offer.album]
            if not ledger.allows(
                device.name, Purpose.DISPLAY, now_ms // 1000, offer.photo, offer.sender
            ):
                return False
            lines = gossip.lacking(ledger, self._books.lines[offer.album], {})
            draft.tell(device.name, *gossip.packed(lines))
        self._tries[at] = tries + 1
        draft.tell(device.name, NewKey(album=offer.album, epoch=offer.epoch, key=key), offer)
        return True

    def cancel(
        self,
        is_over: Callable[[Offer], bool],
        draft: Draft,
        now_ms: int,
        *,
        only: bytes | None = None,
    ) -> None:
        """Take back what may not go any more, to all devices or to one of them."""
        devices = self._books.devices()
        for name, state in tuple(self._departures.items()):
            if name in devices and only in {None, name}:
                self._perform(devices[name], *state.cancel(is_over, now_ms), draft)

    def connected(self, device: bytes, draft: Draft, now_ms: int) -> None:
        """Offer again: the receiver may be there now."""
        self._each(device, lambda state: state.connected(now_ms), draft)

    def tick(self, draft: Draft, now_ms: int) -> None:
        """Let time pass."""
        devices = self._books.devices()
        for name in tuple(self._departures):
            if name in devices:
                self._each(name, lambda state: state.tick(now_ms), draft)
            else:
                self._forget(name, draft)

    def _forget(self, name: bytes, draft: Draft) -> None:
        """Let go of everything that was on its way to a device that was removed."""
        del self._departures[name]
        gone = [key for key in self._rows if key[0] == name]
        self._books.vault.parcels.remove([self._rows.pop(key).parcel for key in gone])
        draft.drop |= {number for number, row in self._books.all(Outgoing) if row.peer == name}

    def _each(
        self,
        name: bytes,
        step: Callable[[Departures], tuple[Departures, Effects]],
        draft: Draft,
    ) -> None:
        device = self._books.devices().get(name)
        if device is not None and name in self._departures:
            self._perform(device, *step(self._departures[name]), draft)

    def _of(self, device: bytes) -> Departures:
        return self._departures.get(device, Departures())

    def _perform(self, device: Paired, state: Departures, effects: Effects, draft: Draft) -> None:
        self._departures[device.name] = state
        for effect in effects:
            match effect:
                case Say(message=message):
                    draft.tell(device.name, message)
                case Chunks(transfer=transfer, indices=indices):
                    self._send_chunks(device.name, transfer, indices)
                case Finished(transfer=transfer, result=result):
                    self._finish(device, transfer, result, draft)

    def _send_chunks(self, device: bytes, transfer: bytes, indices: tuple[int, ...]) -> None:
        row = self._rows[device, transfer]
        if not self._ways.may_go(unpack_offer(row.offer), device):
            return  # it waits: consent may come back, and goes on or is over by what is signed
        with suppress(StoreDamaged):  # it is offered again, and given up by whoever looks after it
            for index in indices:
                start = index * CHUNK_BYTES
                data = self._books.vault.parcels.read_part(row.parcel, start, CHUNK_BYTES)
                if not self._send(device, Chunk(transfer=transfer, index=index, data=data)):
                    return

    def _finish(
        self, device: Paired, transfer: bytes, result: Result | None, draft: Draft
    ) -> None:
        row = self._rows.pop((device.name, transfer))
        self._tries.pop((device.name, transfer), None)
        self._books.vault.parcels.remove([row.parcel])
        draft.drop |= {n for n, kept in self._books.all(Outgoing) if kept.parcel == row.parcel}
        draft.add[:] = [kept for kept in draft.add if kept is not row]
        self._ways.finished(row, device, result, draft)


def _added(draft: Draft) -> list[EpochRow]:
    return [row for row in draft.add if isinstance(row, EpochRow)]


def _number(row: EpochRow) -> int:
    return row.epoch
