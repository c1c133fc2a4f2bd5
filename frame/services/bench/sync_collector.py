"""A receiving end without a store of photos: it opens and compares each photo, then says done.

Rule: transfer, parcels on the disk, books and connection are those of a frame. Opening happens in
a thread of its own, as there.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from frame.devices.dialling import Broker
from frame.devices.mqtt import MqttLink
from frame.errors import BadMessage
from frame.ports import Link
from frame.post.correspondence import Correspondence
from frame.post.draft import Draft
from frame.post.links import Links, Reach
from frame.post.rows import Paired
from frame.protocol.addresses import Lane
from frame.protocol.lines import Purpose
from frame.protocol.messages import Offer, Result
from frame.protocol.photos import EpochKey, open_photo
from frame.services.bench.sync_devices import CLOCK, ENTROPY, known_books
from frame.services.bench.sync_pictures import picture_of
from frame.services.bench.sync_ways import QuietWays
from frame.services.network.access import own_password

USER: Final = "collector"
_CHUNKS: Final = f"/{Lane.CHUNKS}"
_WAIT_S: Final = 0.05
_TICK_S: Final = 0.25


class Collector:
    """Takes photos that consent allows until it is over; `chunks` counts all that came."""

    def __init__(self, folder: Path, url: str) -> None:
        self.books = known_books(folder)
        self.chunks = 0
        self._url = url
        self._due: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._pool = ThreadPoolExecutor(1)
        self._links = Links(self._connect, self._heard, self._turned)
        self.mail = Correspondence(self.books, CollectingWays(self), self._links.tell, ENTROPY)

    def _connect(
        self,
        _reach: Reach,
        heard: Callable[[str, bytes], None],
        turned: Callable[[bool], None],
    ) -> Link:
        password = own_password(self.books)
        where = Broker.of(self._url, client_id=USER, user=USER, password=password, version=5)
        return MqttLink(where, heard, turned)

    def _heard(self, topic: str, payload: bytes) -> None:
        self._due.put(partial(self._hear, topic, payload))

    def _hear(self, topic: str, payload: bytes) -> None:
        self.chunks += topic.endswith(_CHUNKS)
        self.mail.hear(topic, payload, CLOCK.now())

    def _turned(self, _key: bytes, is_up: bool) -> None:  # noqa: FBT001  # as links report it
        if is_up:
            self._due.put(lambda: self.mail.connected(self.books.devices(), CLOCK.now()))

    def serve(self, over: threading.Event) -> None:
        """Collect."""
        topics = self.mail.topics(CLOCK.now())
        self._links.listen(self.books.devices(), topics)
        ticked_s = 0.0
        while not over.is_set():
            with suppress(queue.Empty):
                self._due.get(timeout=_WAIT_S)()
            if CLOCK.monotonic_s() - ticked_s >= _TICK_S:
                ticked_s = CLOCK.monotonic_s()
                self.mail.tick(CLOCK.now())
        self._links.close()
        self._pool.shutdown(cancel_futures=True)
        self.books.vault.close()

    def take(self, offer: Offer, device: Paired, read: Callable[[], bytes]) -> None:
        """Have a whole photo opened in the background."""
        key = self.books.key_of(offer.album, device.name, offer.epoch)

        def work() -> None:
            result = _opened(offer, read, key)
            self._due.put(lambda: self._done(offer, device, result))

        self._pool.submit(work)

    def _done(self, offer: Offer, device: Paired, result: Result) -> None:
        now, draft = CLOCK.now(), Draft()
        self.mail.coming.stored(offer.transfer, device, result, draft, now)
        self.mail.finish(draft, now)


class CollectingWays(QuietWays):
    """How a collector takes what it hears."""

    def __init__(self, collector: Collector) -> None:
        super().__init__(collector.books)
        self._collector = collector

    def refusal(self, offer: Offer, device: Paired, now: datetime) -> Result | None:
        """Ask consent, as a frame does."""
        books = self._collector.books
        standing = books.ledgers[offer.album].standing(books.me.name, int(now.timestamp()))
        if Purpose.DISPLAY not in standing.purposes:
            return Result.NO_CONSENT
        known = books.key_of(offer.album, device.name, offer.epoch) is not None
        return None if known else Result.UNKNOWN

    def arrived(self, offer: Offer, device: Paired, read: Callable[[], bytes]) -> None:
        """Have it opened."""
        self._collector.take(offer, device, read)


def _opened(offer: Offer, read: Callable[[], bytes], key: bytes | None) -> Result:
    if key is None:
        return Result.UNKNOWN
    try:
        size = offer.picture_bytes
        picture = open_photo(EpochKey(key), offer.photo, offer.epoch, read(), size)
    except BadMessage:
        return Result.DAMAGED
    return Result.KEPT if picture == picture_of(size) else Result.NOT_A_PHOTO
