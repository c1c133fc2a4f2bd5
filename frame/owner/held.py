"""What a frame itself says it holds of an album: its own list, page by page (§7, 25 and 26).

Rule 1: a list that did not come whole says so: what was not heard of is not what is not there.
Rule 2: what a frame said when a photo came is believed until its list says something else. It
        erases photos when consent is taken back, and anybody may do so at the frame.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from frame.owner.client import Client
from frame.owner.ways import GONE
from frame.post.books import Books
from frame.post.draft import Draft
from frame.post.rows import Paired, SentPhoto
from frame.protocol.frame_views import AskPhotos, Kept, Photos
from frame.protocol.messages import Holding, Result

THERE: Final = frozenset({Result.KEPT, Result.HAD_IT})


@dataclass(frozen=True, slots=True)
class Listing:
    """The photos of an album on a frame, as far as they were heard of; `is_whole`: all of them."""

    photos: tuple[Kept, ...]
    is_whole: bool


def listed(client: Client, frame: Paired, album: bytes) -> Listing:
    """Return what a frame says it holds of an album that has photos there."""
    photos: list[Kept] = []
    while True:
        first = photos[-1].photo if photos else b""

        def fits(told: Photos, first: bytes = first) -> bool:
            return told.album == album and all(one.photo > first for one in told.photos)

        page = client.ask(frame, AskPhotos(album=album, after=first or None), Photos, fits)
        if page is None:
            return Listing(tuple(photos), is_whole=False)
        photos += page.photos
        if not page.more or not page.photos:
            return Listing(tuple(photos), is_whole=True)


def may_ask(books: Books, album: bytes, now: datetime) -> bool:
    """Say whether a frame would tell this device what it holds of an album."""
    ledger, me = books.ledgers.get(album), books.me.name
    if ledger is None or ledger.revoked or me in ledger.dismissed | ledger.split:
        return False
    if ledger.found is not None and me in ledger.found.keepers:
        return True
    now_s = int(now.timestamp())
    return any(one.says.key == me and now_s < one.says.until_s for one in ledger.admitted)


def compare(client: Client, frame: Paired, album: bytes, holding: Holding) -> bool:
    """Write down which of the photos sent to a frame it does not have any more, or has again.

    False where its list did not come whole; then nothing was written.
    """
    sent = [
        (number, row)
        for number, row in client.books.all(SentPhoto)
        if (row.album, row.frame) == (album, frame.name) and row.state in {*THERE, GONE}
    ]
    if not sent or not may_ask(client.books, album, client.clock.now()):
        return True
    listing = Listing((), is_whole=True)
    if any(one.album == album and one.photos for one in holding.albums):
        listing = listed(client, frame, album)
    if listing.is_whole:
        _write_down(client, sent, {one.photo for one in listing.photos})
    return listing.is_whole


def _write_down(client: Client, sent: list[tuple[int, SentPhoto]], there: set[bytes]) -> None:
    draft = Draft()
    for number, row in sent:
        state = Result.HAD_IT if row.photo in there else GONE
        if (row.state == GONE) != (state == GONE):
            draft.replace[number] = msgspec.structs.replace(row, state=state)
    client.finish(draft)
