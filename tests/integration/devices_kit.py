"""Devices for tests that need more than one: their stores, whom they know, what was granted."""

import queue
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from frame.crypto.keys import DeviceKey
from frame.devices.clock import KernelEntropy
from frame.devices.sim.decoder import SimDecoder
from frame.model import CleanPhoto, OwnerId, PhotoId, Pixels, Size
from frame.ports import Entropy
from frame.post.books import Books
from frame.post.correspondence import Correspondence
from frame.post.draft import Draft
from frame.post.rows import Paired
from frame.protocol.envelope import Rank
from frame.protocol.hello import Gadget
from frame.protocol.lines import Admit, Found, Grant, Purpose, Role
from frame.store.disk import Disk
from frame.store.vault import Vault
from tests.unlit import Unlit

KEY = DeviceKey(bytes(range(32)))
DAY_S = 86_400
T = TypeVar("T")


def books_in(folder: Path, now: datetime, entropy: Entropy, disk: Disk | None = None) -> Books:
    """Open the books of a device, or begin them."""
    if folder.is_dir() and any(folder.iterdir()):
        return Books(Vault.open(folder, KEY, entropy, disk=disk), entropy)
    return Books(Vault.create(folder, KEY, entropy, now, disk=disk), entropy)


def introduce(
    here: Books, there: Books, ranks: tuple[Rank, Rank], now: datetime, **at: str
) -> None:
    """Let two devices know each other as if they had paired; `broker` is where `here` meets."""
    secret, owner = KernelEntropy().fresh(32), KernelEntropy().fresh(16)
    here.commit(Draft(add=[_row(there, secret, owner, ranks[1], at.get("broker", ""))]), now)
    there.commit(Draft(add=[_row(here, secret, owner, ranks[0], "")]), now)
    for books, rank in ((there, ranks[0]), (here, ranks[1])):
        if rank is not Rank.FRAME:
            books.vault.add_owner("Somebody", now, OwnerId(owner.hex()))


def _row(books: Books, secret: bytes, owner: bytes, rank: Rank, broker: str) -> Paired:
    me = books.me
    return Paired(
        name=me.name,
        suite=me.opener.suite,
        seal_key=me.opener.public,
        static=b"",
        secret=secret,
        rank=rank,
        gadget=Gadget.FRAME if rank is Rank.FRAME else Gadget.TERMINAL,
        owner=owner,
        person="",
        label="",
        added_ms=0,
        broker=broker,
    )


def found(mail: Correspondence, owner: bytes, draft: Draft, now: datetime) -> bytes:
    """Found an album of this device's own."""
    me = mail.books.me.name
    return mail.sign(None, Found(owner=owner, keepers=(me,), random=bytes(16)), draft, now)


def grant(
    mail: Correspondence, album: bytes, frame: bytes, draft: Draft, now: datetime, **more: int
) -> None:
    """Let a frame display an album, and share it where `share` is 1, for 30 days."""
    share = (Purpose.SHARE,) if more.get("share") else ()
    at_s = int(now.timestamp()) - 60
    says = Grant(
        frame=frame,
        purposes=(Purpose.DISPLAY, *share),
        from_s=at_s,
        until_s=at_s + 30 * DAY_S,
        notice=bytes(32),
        serial=more.get("serial", 1),
    )
    mail.sign(album, says, draft, now)


def admit(mail: Correspondence, album: bytes, key: bytes, draft: Draft, now: datetime) -> None:
    """Let another device write in an album."""
    until_s = int(now.timestamp()) + 300 * DAY_S
    mail.sign(album, Admit(key=key, role=Role.CONTRIBUTOR, until_s=until_s), draft, now)


class QueueStage(Unlit):
    """A core without a glass: does what is posted, when told to (`network.stage.Stage`).

    erased  every set of photos that left the glass, in the order in which they did
    """

    def __init__(self) -> None:
        self.due: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self.erased: list[frozenset[PhotoId]] = []

    def erase(self, photos: frozenset[PhotoId], work: Callable[[], T]) -> T:
        self.erased.append(photos)
        return work()

    def carry_out(self, work: Callable[[], T]) -> T:
        return work()

    def post(self, work: Callable[[], object]) -> None:
        self.due.put(work)

    def do(self, wait_s: float) -> None:
        """Do what was posted; wait a moment for the first of it."""
        try:
            work = self.due.get(timeout=wait_s)
            while True:
                work()
                work = self.due.get_nowait()
        except queue.Empty:
            return


class PlainDecoder(SimDecoder):
    """Takes any bytes for a picture and keeps what `kept` makes of them as its master."""

    def __init__(self, kept: Callable[[bytes], bytes] = bytes) -> None:
        super().__init__()
        self._kept = kept

    def clean(self, untrusted: bytes) -> CleanPhoto:
        return CleanPhoto(
            master=self._kept(untrusted),
            thumbnail=b"small",
            study=Pixels(size=Size(width_px=1, height_px=1), rgb=bytes(3)),
            size=Size(width_px=64, height_px=64),
            original=Size(width_px=64, height_px=64),
            taken_at=None,
            removed=(),
        )
