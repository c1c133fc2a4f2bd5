"""Forgetting a frame that is gone for good: broken, sold or lost.

Rule 1: consent is taken back first. A frame that comes back hears of it from every other device
        that knows the album.
Rule 2: only then do the keys of the pair go: whatever comes from it afterwards is from nobody.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from frame.owner import leases, neighbours
from frame.owner.client import Client
from frame.owner.names import frames, label_of
from frame.post.books import Books
from frame.post.correspondence import in_ms
from frame.post.draft import Draft
from frame.post.rows import Forgotten, KeyPart, Paired
from frame.protocol.lines import RevokeFrame, Role

PARTING_S: Final = 1.0
"""A broker of which the frame is away may keep what is said now for a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What forgetting a frame means.

    albums      how many are taken back from it
    until_s     what it holds of them it may show until then, seconds since 1970; 0 for not now
    keeps_part  whether this device keeps a part of its key
    has_others  whether another frame hears of it
    """

    albums: int
    until_s: int
    keeps_part: bool
    has_others: bool


def loss_of(books: Books, frame: Paired, now: datetime) -> Loss:
    """Return what forgetting this frame would mean now."""
    albums, now_s = _open(books, frame.name), int(now.timestamp())
    ends = [books.ledgers[album].standing(frame.name, now_s).until_s for album in albums]
    return Loss(
        albums=len(albums),
        until_s=max(ends, default=0),
        keeps_part=any(row.frame == frame.name for row in books.of(KeyPart)),
        has_others=len(frames(books)) > 1,
    )


def _open(books: Books, frame: bytes) -> tuple[bytes, ...]:
    """Return the albums a frame was granted, and that this device may take back from it."""
    return tuple(
        album
        for album, ledger in sorted(books.ledgers.items())
        if not ledger.revoked
        and frame not in ledger.frames
        and ledger.has_role(books.me.name, Role.OWNER)
        and frame in leases.granted(ledger)
    )


def forget(client: Client, frame: Paired) -> None:
    """Take back from a frame, for good, everything this device may; then forget it.

    It may be stopped between the two: what is signed counts, and the next call goes on from there.
    """
    draft, now = Draft(), client.clock.now()
    for album in _open(client.books, frame.name):
        leases.take_back(client.mail, album, RevokeFrame(frame=frame.name), draft, now)
    client.finish(draft)
    client.run(lambda: not client.pending(), PARTING_S)
    label = label_of(client.books, frame.name)
    kept = Forgotten(frame=frame.name, label=label, at_ms=in_ms(client.clock.now()))
    neighbours.forget(client, frame, kept)
