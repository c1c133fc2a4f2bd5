"""Arriving: a whole sealed photo becomes a clean one in the store.

Rule 1: opening and decoding happen in a thread of their own and in the decode child; the thread
        that owns the store only asks consent once more and stores what came out.
Rule 2: a photo is answered as kept once the store has acknowledged it, and not before.
Rule 3: what a sender says about a photo is what its offer says; nothing in the file is believed.
"""

import hashlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from frame.errors import BadMessage, BadRequest, DiskFull, FrameError, NotAPhoto, StoreDamaged
from frame.log import event
from frame.model import AlbumId, CleanPhoto
from frame.ports import Clock, Decoder
from frame.post.correspondence import Correspondence
from frame.post.draft import Draft
from frame.post.rows import Forwarded, Paired
from frame.protocol.envelope import Rank
from frame.protocol.lines import Purpose
from frame.protocol.messages import Offer, Result
from frame.protocol.photos import EpochKey, open_photo
from frame.services.network import noting
from frame.services.network.stage import Post
from frame.store.rows import Origin

_LOG = logging.getLogger("frame.network")
_WORKERS = 1


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture out of its seal, or why it did not come out."""

    offer: Offer
    device: Paired
    clean: CleanPhoto | None
    digest: bytes
    result: Result


class Arriving:
    """Opens, decodes and stores what came, one photo at a time."""

    def __init__(
        self, decoder: Decoder, post: Post, clock: Clock, touched: Callable[[], None]
    ) -> None:
        self._decoder = decoder
        self._post = post
        self._clock = clock
        self._touched = touched
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="arriving")

    def close(self) -> None:
        """Finish what is being decoded; the rest is asked for again after the next start."""
        self._pool.shutdown(cancel_futures=True)

    def take(
        self,
        correspondence: Correspondence,
        offer: Offer,
        device: Paired,
        read: Callable[[], bytes],
    ) -> None:
        """Have a photo opened in the background and stored by core's thread."""
        key = correspondence.books.key_of(offer.album, device.name, offer.epoch)

        def work() -> None:
            opened = self._opened(offer, device, read, key)
            self._post(lambda: self._store(correspondence, opened))

        with suppress(RuntimeError):  # it is closing: the next start goes on with it
            self._pool.submit(work)

    def _opened(
        self, offer: Offer, device: Paired, read: Callable[[], bytes], key: bytes | None
    ) -> Opened:
        failed = Result.DAMAGED if key is not None else Result.UNKNOWN
        try:
            if key is not None:
                sealed = read()
                size = offer.picture_bytes
                picture = open_photo(EpochKey(key), offer.photo, offer.epoch, sealed, size)
                failed = Result.NOT_A_PHOTO
                clean = self._decoder.clean(picture)
                digest = hashlib.sha256(picture).digest()
                return Opened(offer, device, clean, digest, Result.KEPT)
        except (BadMessage, NotAPhoto):
            pass
        except FrameError as problem:
            event(_LOG, "arrival.failed", logging.ERROR, error=type(problem).__name__)
        return Opened(offer, device, None, b"", failed)

    def _store(self, correspondence: Correspondence, opened: Opened) -> None:
        now, draft = self._clock.now(), Draft()
        offer, result = opened.offer, opened.result
        try:
            if opened.clean is not None:
                result = self._keep(correspondence, opened, opened.clean, draft)
        except DiskFull:
            result = Result.NO_ROOM
        except (BadRequest, StoreDamaged):  # its album was erased by somebody at the frame
            result = Result.NO_CONSENT
        if result is Result.KEPT and opened.device.rank == Rank.FRAME:
            draft.add.append(Forwarded(photo=offer.photo, frame=opened.device.name))
        correspondence.coming.stored(offer.transfer, opened.device, result, draft, now)
        correspondence.finish(draft, now)

    def _keep(
        self, correspondence: Correspondence, opened: Opened, clean: CleanPhoto, draft: Draft
    ) -> Result:
        """Store a photo if it is still allowed, and return what became of it."""
        books, offer, now = correspondence.books, opened.offer, self._clock.now()
        shared, ledger = books.albums().get(offer.album), books.ledgers.get(offer.album)
        if ledger is None:
            return Result.NO_CONSENT
        standing = ledger.standing(books.me.name, int(now.timestamp()))
        revoked = ledger.is_revoked(offer.photo, offer.sender)
        if Purpose.DISPLAY not in standing.purposes or revoked or not shared or not shared.here:
            return Result.NO_CONSENT
        if books.vault.named(offer.photo) is not None:
            return Result.HAD_IT
        taken = clean.taken_at or _taken(offer)
        photo = books.vault.add_photo(
            AlbumId(shared.here),
            replace(clean, taken_at=taken),
            opened.digest,
            now,
            origin=Origin(name=offer.photo, sender=offer.sender),
        )
        noting.apply_all(books, offer.album, offer.photo, draft)
        event(_LOG, "photo.arrived", photo=photo.id)
        self._touched()
        return Result.KEPT


def _taken(offer: Offer) -> datetime | None:
    with suppress(ValueError):
        return datetime.fromisoformat(offer.taken) if offer.taken else None
    return None
