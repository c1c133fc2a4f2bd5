"""Devices that are light enough to have thousands of them in a process.

Their books, correspondence, envelopes, consent and transfers are the real ones. Only the store is
made up: rows and parcels lie in memory, and of a photo that was opened and compared nothing is
kept but its name.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final, cast

from frame.devices.clock import WallClock
from frame.post.books import Books
from frame.post.correspondence import Correspondence
from frame.post.draft import Draft
from frame.post.going import Picture
from frame.post.rows import Outgoing, Paired
from frame.protocol.addresses import Lane
from frame.protocol.envelope import Rank
from frame.protocol.facts import Effect, Withdraw
from frame.protocol.hello import Gadget
from frame.protocol.lines import Found, Grant, Line, Purpose, Receipt, RevokeAlbum
from frame.protocol.messages import Offer, Result
from frame.protocol.photos import EpochKey, open_photo
from frame.services.bench.sync_pictures import picture_of
from frame.services.bench.sync_ways import QuietWays
from frame.store.records import Change
from frame.store.vault import Vault

CLOCK: Final = WallClock()
PHOTOS, PHOTO_BYTES = 4, 200_000
_LEASE_S: Final = 30 * 86_400


class Seeded:
    """Randomness that two processes can agree on; it protects nothing."""

    def __init__(self, seed: str) -> None:
        self._seed = seed.encode()
        self._drawn = 0

    def fresh(self, count: int) -> bytes:
        self._drawn += 1
        return hashlib.shake_256(self._seed + self._drawn.to_bytes(8)).digest(count)


class LightParcels:
    """Parcels in memory (`store.parcels.Parcels`)."""

    def __init__(self) -> None:
        self._held: dict[str, bytearray] = {}

    def room_for(self, size: int) -> bool:
        return size > 0

    def reserve(self, name: str, size: int) -> None:
        self._held.setdefault(name, bytearray(size))

    def holds(self, name: str) -> bool:
        return name in self._held

    def write(self, name: str, offset: int, data: bytes) -> None:
        self._held[name][offset : offset + len(data)] = data

    def read(self, name: str) -> bytes:
        return bytes(self._held[name])

    def read_part(self, name: str, offset: int, length: int) -> bytes:
        return bytes(self._held[name][offset : offset + length])

    def remove(self, names: Iterable[str]) -> None:
        for name in names:
            self._held.pop(name, None)


class LightVault:
    """Records in memory (`store.records.Records`)."""

    def __init__(self) -> None:
        self.parcels = LightParcels()
        self._numbers = 0

    def records(self, _kind: str) -> Mapping[int, bytes]:
        return {}

    def commit(self, change: Change) -> tuple[int, ...]:
        first, self._numbers = self._numbers, self._numbers + len(change.add)
        return tuple(range(first, self._numbers))


class Device(QuietWays):
    """A frame or an owner's device, and how it takes what it hears.

    kept      photos that a frame has; `ended`, those an owner heard the end of
    receipts  how many an owner heard
    chunks    how many a frame heard, twice or not
    """

    def __init__(self, seed: str) -> None:
        entropy = Seeded(seed)
        super().__init__(Books(cast("Vault", LightVault()), entropy))
        self.books = self._books
        self.tell: Callable[[str, bytes], bool] = lambda *_: False
        self.mail = Correspondence(self.books, self, self._tell, entropy)
        self._fresh = entropy.fresh
        self._later: list[Callable[[], None]] = []
        self._owed: list[tuple[bytes, bytes]] = []
        self.kept = self.ended = self.receipts = self.chunks = 0

    def know(self, other: Paired) -> None:
        """Be paired with another device."""
        self.books.commit(Draft(add=[other]), None)

    def topics(self) -> tuple[str, ...]:
        """Return what to subscribe to."""
        return next(iter(self.mail.topics(CLOCK.now()).values()))

    def hear(self, topic: str, payload: bytes) -> None:
        """Take a message."""
        self.chunks += topic.endswith(f"/{Lane.CHUNKS}")
        self.mail.hear(topic, payload, CLOCK.now())
        while self._later:
            self._later.pop()()
        self.receipts = sum(len(one.receipts) for one in self.books.ledgers.values())

    def tick(self) -> None:
        """Let time pass."""
        self.mail.tick(CLOCK.now())

    def share(self) -> None:
        """Found an album, let the frame show it, and send photos."""
        now, draft = CLOCK.now(), Draft()
        frame = next(iter(self.books.devices().values()))
        found = Found(owner=frame.owner, keepers=(self.books.me.name,), random=self._fresh(16))
        album = self.mail.sign(None, found, draft, now)
        from_s = int(now.timestamp()) - 60
        grant = Grant(
            frame=frame.name,
            purposes=(Purpose.DISPLAY,),
            from_s=from_s,
            until_s=from_s + _LEASE_S,
            notice=bytes(32),
            serial=1,
        )
        self.mail.sign(album, grant, draft, now)
        for _ in range(PHOTOS):
            name, me = self._fresh(16), self.books.me.name
            data = picture_of(PHOTO_BYTES)
            made = Picture(album=album, photo=name, data=data, taken=None, sender=me, source="")
            self.mail.going.send(made, frame, draft, now)
        self.mail.finish(draft, now)

    def take_back(self) -> None:
        """Take the album back."""
        now, draft = CLOCK.now(), Draft()
        self.mail.sign(next(iter(self.books.ledgers)), RevokeAlbum(), draft, now)
        self.mail.finish(draft, now)

    def _tell(self, _device: Paired, topic: str, payload: bytes, _expires_s: int) -> bool:
        return self.tell(topic, payload)

    def adopts(self, found: Line, device: Paired) -> bool:
        return found.author == device.name

    def follows(self, album: bytes, effect: Effect, _draft: Draft) -> None:
        is_frame = next(iter(self.books.devices().values())).rank == Rank.OWNER
        if isinstance(effect, Withdraw) and is_frame:
            self._owed.append((album, effect.answers))

    def refusal(self, offer: Offer, device: Paired, now: datetime) -> Result | None:
        ledger = self.books.ledgers.get(offer.album)
        standing = ledger.standing(self.books.me.name, int(now.timestamp())) if ledger else None
        if standing is None or Purpose.DISPLAY not in standing.purposes:
            return Result.NO_CONSENT
        known = self.books.key_of(offer.album, device.name, offer.epoch) is not None
        return None if known else Result.UNKNOWN

    def arrived(self, offer: Offer, device: Paired, read: Callable[[], bytes]) -> None:
        self._later.append(lambda: self._open(offer, device, read()))

    def _open(self, offer: Offer, device: Paired, sealed: bytes) -> None:
        key = self.books.key_of(offer.album, device.name, offer.epoch)
        assert key is not None
        size = offer.picture_bytes
        picture = open_photo(EpochKey(key), offer.photo, offer.epoch, sealed, size)
        assert picture == picture_of(size)
        self.kept += 1
        now, draft = CLOCK.now(), Draft()
        self.mail.coming.stored(offer.transfer, device, Result.KEPT, draft, now)
        self.mail.finish(draft, now)

    def finished(self, row: Outgoing, device: Paired, result: Result | None, draft: Draft) -> None:  # noqa: ARG002  # only the end counts
        assert result in {Result.KEPT, Result.HAD_IT}, result
        self.ended += 1

    def commit(self, draft: Draft, now: datetime) -> None:
        self.books.commit(draft, now)
        while self._owed:
            album, answers = self._owed.pop()
            receipt = Receipt(
                answers=answers,
                photos=self.kept,
                generation=1,
                erased_at=int(now.timestamp() * 1000),
            )
            self.kept = 0
            after = Draft()
            self.mail.sign(album, receipt, after, now)
            self.mail.finish(after, now)


def secret_of(number: int) -> bytes:
    """Return what a frame and its owner share."""
    return hashlib.sha256(f"pair {number}".encode()).digest()


def frame_of(number: int) -> Device:
    """Return a frame that knows its owner."""
    return _of(f"frame {number}", f"owner {number}", number, Rank.OWNER)


def owner_of(number: int) -> Device:
    """Return an owner's device that knows its frame."""
    return _of(f"owner {number}", f"frame {number}", number, Rank.FRAME)


def _of(seed: str, other: str, number: int, rank: Rank) -> Device:
    device, there = Device(seed), Device(other).books.me
    device.know(
        Paired(
            name=there.name,
            suite=there.opener.suite,
            seal_key=there.opener.public,
            static=b"",
            secret=secret_of(number),
            rank=rank,
            gadget=Gadget.FRAME if rank is Rank.FRAME else Gadget.TERMINAL,
            owner=secret_of(number)[:16],
            person="",
            label="",
            added_ms=0,
        )
    )
    return device
