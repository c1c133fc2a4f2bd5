"""Devices made up for a bench: their stores, who knows whom, and an album that was granted.

Rule: what the protocol would have written is written as rows; a bench measures what comes after.
"""

from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from frame.crypto.keys import DeviceKey
from frame.devices.clock import KernelEntropy, WallClock
from frame.model import AlbumId, OwnerId
from frame.post.books import Books
from frame.post.draft import Draft
from frame.post.rows import LineRow, Paired, Shared
from frame.protocol import lines
from frame.protocol.envelope import Rank
from frame.protocol.hello import Gadget
from frame.protocol.lines import Found, Grant, Purpose, Says, read_line, write_line
from frame.store.disk import Disk
from frame.store.vault import Vault

# What lies in these stores is noise, and both ends of a bench have to open them.
KEY: Final = DeviceKey(bytes(range(32)))
CLOCK: Final = WallClock()
ENTROPY: Final = KernelEntropy()
_LEASE_S: Final = 30 * 86_400
_ID_BYTES: Final = 16


class Album(NamedTuple):
    """An album between two devices: its name there, and what it is called at the frame."""

    name: bytes
    here: AlbumId


def new_books(folder: Path, disk: Disk | None = None) -> Books:
    """Return the books of a new device."""
    return Books(Vault.create(folder, KEY, ENTROPY, CLOCK.now(), disk=disk), ENTROPY)


def known_books(folder: Path) -> Books:
    """Return the books of a device that was made before."""
    return Books(Vault.open(folder, KEY, ENTROPY), ENTROPY)


def acquaint(phone: Books, frame: Books, url: str) -> None:
    """Let an owner's device and a frame know each other as if they had paired."""
    now, secret, owner = CLOCK.now(), ENTROPY.fresh(32), ENTROPY.fresh(_ID_BYTES)
    frame.vault.add_owner("Bench", now, OwnerId(owner.hex()))
    phone.commit(Draft(add=[_row(frame, secret, owner, Rank.FRAME, url)]), now)
    frame.commit(Draft(add=[_row(phone, secret, owner, Rank.OWNER, "")]), now)


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


def share(phone: Books, frame: Books) -> Album:
    """Let the owner found an album and grant it, as if both had heard of it."""
    now, me = CLOCK.now(), phone.me.name
    owner = next(iter(phone.devices().values())).owner
    found = _signed(
        phone, None, Found(owner=owner, keepers=(me,), random=ENTROPY.fresh(_ID_BYTES)), now
    )
    from_s = int(now.timestamp()) - 60
    grant = Grant(
        frame=frame.me.name,
        purposes=(Purpose.DISPLAY,),
        from_s=from_s,
        until_s=from_s + _LEASE_S,
        notice=bytes(32),
        serial=1,
    )
    name = read_line(found).album
    told = [LineRow(told=found), LineRow(told=_signed(phone, name, grant, now))]
    here = frame.vault.add_album(OwnerId(owner.hex()), "Bench").id
    for books, at in ((phone, ""), (frame, here)):
        books.commit(Draft(add=[*told, Shared(album=name, here=at, source=me)]), now)
        books.reload()
    return Album(name, here)


def _signed(phone: Books, album: bytes | None, says: Says, now: datetime) -> bytes:
    """Return the next line of an owner's chain; the second one is the grant."""
    head = phone.ledgers[album].heads[phone.me.name] if album in phone.ledgers else None
    told = write_line(
        lines.Draft(
            album=album,
            number=head.number + 1 if head else 0,
            previous=head.digest if head else None,
            at_ms=int(now.timestamp() * 1000),
            says=says,
            seen=(),
        ),
        phone.me.signer,
    )
    phone.hear(read_line(told))
    return told
