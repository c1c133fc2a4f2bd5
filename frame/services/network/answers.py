"""What a frame answers its devices: what it holds, who is paired, and what they ask it to do.

Rule 1: a device's rank was checked before; here it is decided what it may do with others.
Rule 2: what has a room of its own (the glass, people, …) is asked there; nobody knows the rest.
"""

from typing import Protocol

import msgspec

from frame import __version__
from frame.errors import BadRequest
from frame.model import OwnerId
from frame.ports import Clock
from frame.post.books import Books
from frame.post.correspondence import Correspondence, in_ms
from frame.post.draft import Draft
from frame.post.rows import Leaving, Paired
from frame.protocol.envelope import Rank
from frame.protocol.messages import (
    FREE_STEP,
    Approve,
    AskDevices,
    AskHolding,
    Devices,
    Held,
    Holding,
    Invite,
    Leave,
    Left,
    Listed,
    Message,
    Remove,
    Rename,
    State,
)
from frame.services.network import withdrawal
from frame.services.network.pairing import PairingDesk
from frame.store.records import Erase

_GOODBYE_MS = 5_000


class Room(Protocol):
    """Somewhere messages of some kinds are answered."""

    def answer(self, message: Message, device: Paired, draft: Draft) -> bool:
        """Take a message if it belongs here; say whether it did."""


class Answers:
    """Answers for one frame."""

    def __init__(self, books: Books, pairing: PairingDesk, clock: Clock, label: str) -> None:
        self._books = books
        self._pairing = pairing
        self._clock = clock
        self._label = label
        self._rooms: list[Room] = []

    def open(self, room: Room) -> None:
        """Have a room asked, too, from now on."""
        self._rooms.append(room)

    def answer(self, message: Message, device: Paired, draft: Draft) -> None:
        """Do what a device asks and put what is answered into the draft."""
        match message:
            case AskHolding():
                draft.tell(device.name, self._holding(device), self._state())
            case AskDevices():
                draft.tell(device.name, self._devices())
            case Rename():
                self._rename(message, device, draft)
            case Remove():
                self.remove(message, device, draft)
            case _:
                self._rule(message, device, draft)

    def _rule(self, message: Message, device: Paired, draft: Draft) -> None:
        """Do what only owners may ask, or leave it to a room."""
        match message:
            case Invite(role=role):
                self._invite(role)
            case Approve(digits=digits):
                self._pairing.approve(digits, self._clock.now())
            case Leave():
                self._leave(device, draft)
            case _:
                any(room.answer(message, device, draft) for room in self._rooms)

    def _holding(self, device: Paired) -> Holding:
        found = []
        for name, shared in sorted(self._books.albums().items()):
            if self._is_of(name, device) and shared.here:
                photos = [p for p in self._books.vault.photos() if p.album == shared.here]
                size = sum(photo.stored_bytes for photo in photos)
                found.append(Held(album=name, photos=len(photos), bytes=size))
        return Holding(albums=tuple(found))

    def _is_of(self, album: bytes, device: Paired) -> bool:
        ledger = self._books.ledgers[album]
        keepers = ledger.found.keepers if ledger.found else ()
        admitted = any(one.says.key == device.name for one in ledger.admitted)
        return device.name in keepers or admitted

    def _state(self) -> State:
        vault = self._books.vault
        free = vault.parcels.disk.free_bytes(vault.parcels.folder) // FREE_STEP * FREE_STEP
        return State(photos=len(vault.photos()), free_bytes=free, version=__version__)

    def _devices(self) -> Devices:
        return Devices(
            devices=tuple(
                Listed(
                    key=row.name,
                    rank=Rank(row.rank),
                    label=", ".join(part for part in (row.person, row.label) if part)[:64],
                    at_ms=row.added_ms,
                )
                for row in self._books.of(Paired)
            )
        )

    def _invite(self, role: Rank) -> None:
        if self._pairing.showing is None:
            try:
                self._pairing.open(role, self._label, self._clock.now(), invited=True)
            except BadRequest:
                return  # there are 64 devices: the owner sees that from their list

    def _rename(self, asked: Rename, device: Paired, draft: Draft) -> None:
        if asked.device != device.name and device.rank != Rank.OWNER:
            return
        for number, row in self._books.all(Paired):
            if row.name == asked.device:
                draft.replace[number] = msgspec.structs.replace(row, label=asked.label)

    def remove(self, asked: Remove, device: Paired | None, draft: Draft) -> None:
        """Forget a device, because itself, an owner or (None) somebody at the frame said so."""
        if device is not None and asked.device != device.name and device.rank != Rank.OWNER:
            return
        for number, row in self._books.all(Paired):
            if row.name == asked.device:
                draft.drop.add(number)
                draft.renew = True
                draft.relisten = True

    def _leave(self, device: Paired, draft: Draft) -> None:
        """Erase everything of an owner; their devices are removed once that was told."""
        vault, owner = self._books.vault, OwnerId(device.owner.hex())
        if any(row.owner == device.owner for row in self._books.of(Leaving)):
            return  # it asks again: it is told by `say_goodbye`
        photos = sum(photo.owner == owner for photo in vault.photos())
        for name, shared in self._books.albums().items():
            if any(one.id == shared.here and one.owner == owner for one in vault.albums()):
                withdrawal.take_album(self._books, name, draft)
        draft.erase.append(Erase("owner", owner))
        now = in_ms(self._clock.now())
        draft.add.append(Leaving(owner=device.owner, photos=photos, at_ms=now))

    def say_goodbye(self, correspondence: Correspondence) -> None:
        """Tell the devices of owners who left what was erased, and forget them a moment later.

        The moment lets the word reach them before the broker stops knowing them. What is still to
        be erased is erased first; raise DiskFull.
        """
        now, draft = self._clock.now(), Draft()
        for number, row in self._books.all(Leaving):
            theirs = [(n, one) for n, one in self._books.all(Paired) if one.owner == row.owner]
            if row.told_ms and in_ms(now) - row.told_ms >= _GOODBYE_MS:
                draft.drop |= {number, *(n for n, _ in theirs)}
                draft.relisten = True
            elif not row.told_ms:
                self._books.vault.pay()
                generation = self._books.vault.generation
                left = Left(photos=row.photos, generation=generation, at_ms=row.at_ms)
                if all(correspondence.say(one.name, left) for _, one in theirs):
                    draft.replace[number] = msgspec.structs.replace(row, told_ms=in_ms(now))
        if draft.changes:
            correspondence.finish(draft, now)
