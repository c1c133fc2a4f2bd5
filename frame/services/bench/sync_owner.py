"""The sending end of a bench: an owner's device as small as one can be.

Rule 1: what it says and hears goes through the real correspondence, books, store and connection;
        only persons and pictures are made up.
Rule 2: time counts from the first offer to the last word of the frame: a photo is stored then.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final

from frame.devices.dialling import Broker
from frame.devices.mqtt import MqttLink
from frame.errors import DeviceFailed
from frame.ports import Link
from frame.post.books import Books
from frame.post.correspondence import Correspondence, in_ms
from frame.post.draft import Draft
from frame.post.going import Picture
from frame.post.links import Links, Reach
from frame.post.rows import Outgoing, Paired
from frame.protocol.addresses import Lane, inbox
from frame.protocol.card import read_card
from frame.protocol.hello import Gadget, introduce
from frame.protocol.lines import RevokeAlbum, RevokePhotos, Says
from frame.protocol.messages import Result
from frame.protocol.pairing import Guest
from frame.protocol.steps import Compare, Effects, Failed, Send
from frame.protocol.steps import Paired as IsPaired
from frame.services.bench.sync_devices import CLOCK, ENTROPY, known_books
from frame.services.bench.sync_pictures import picture_of
from frame.services.bench.sync_ways import QuietWays

AT_ONCE: Final = 8
_TICK_S: Final = 0.2
_PATIENCE_S: Final = 120.0
# Had it: it was kept, and the first word of it was lost on the way.
_THERE: Final = frozenset({Result.KEPT, Result.HAD_IT})
_CHUNKS: Final = f"/{Lane.CHUNKS}"


def dial(
    reach: Reach, heard: Callable[[str, bytes], None], turned: Callable[[bool], None]
) -> Link:
    """Connect as an owner's device does (`post.links.Connect`)."""
    where = Broker.of(
        reach.url,
        client_id=f"hf-{reach.user}",
        user=reach.user,
        password=reach.password,
        version=5,
    )
    return MqttLink(where, heard, turned)


class SendingWays(QuietWays):
    """How it takes what it hears; `ended` is what became of its photos."""

    def __init__(self, books: Books) -> None:
        super().__init__(books)
        self.ended: list[Result | None] = []

    def finished(self, row: Outgoing, device: Paired, result: Result | None, draft: Draft) -> None:  # noqa: ARG002  # only the end counts
        """Count a photo that is dealt with."""
        self.ended.append(result)


class Owner:
    """An owner's device with one frame.

    chunks  how many chunks were handed to the connection so far
    """

    def __init__(self, folder: Path) -> None:
        self.books = known_books(folder)
        self.chunks = 0
        self._inbox: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._links = Links(dial, self._heard, self._turned)
        self._ways = SendingWays(self.books)
        self.mail = Correspondence(self.books, self._ways, self._tell, ENTROPY)
        self._ticked_s = 0.0
        self.listen()

    def listen(self) -> None:
        """Connect to where the frame is met."""
        topics = self.mail.topics(CLOCK.now())
        self._links.listen(self.books.devices(), topics, home=False)

    def close(self) -> None:
        """Go."""
        self._links.close()
        self.books.vault.close()

    def _tell(self, device: Paired, topic: str, payload: bytes, expires_s: int) -> bool:
        taken = self._links.tell(device, topic, payload, expires_s)
        self.chunks += taken and topic.endswith(_CHUNKS)
        return taken

    def _heard(self, topic: str, payload: bytes) -> None:
        self._inbox.put(partial(self._hear, topic, payload))

    def _hear(self, topic: str, payload: bytes) -> None:
        self.mail.hear(topic, payload, CLOCK.now())

    def _turned(self, key: bytes, is_up: bool) -> None:  # noqa: FBT001  # as links report it
        if is_up:
            self._inbox.put(partial(self._greet, key))

    def _greet(self, key: bytes) -> None:
        met = self._links.met_at(key, self.books.devices())
        self.mail.connected(met, CLOCK.now())

    def run(self, is_over: Callable[[], bool]) -> None:
        """Talk until it is over; raise DeviceFailed when it never is."""
        begun_s = time.monotonic()
        while not is_over():
            with suppress(Empty):
                self._inbox.get(timeout=_TICK_S)()
            at_s = time.monotonic()
            if at_s - self._ticked_s >= _TICK_S:
                self._ticked_s = at_s
                self.mail.tick(CLOCK.now())
            if at_s - begun_s > _PATIENCE_S:
                raise DeviceFailed("the other end of the bench does not answer")

    def send(self, count: int, size: int, half: Callable[[], None]) -> float:
        """Send so many photos; return the seconds until the frame has stored all of them.

        `half` is called when every second one is there. Raises DeviceFailed if one is refused.
        """
        picture, ended = picture_of(size), self._ways.ended
        ended.clear()
        todo, frame, told = count, next(iter(self.books.devices().values())), False
        begin = time.monotonic()

        def step() -> bool:
            nonlocal todo, told
            while todo and count - todo - len(ended) < AT_ONCE:
                self._offer(picture, frame)
                todo -= 1
            if not told and 2 * len(ended) >= count:
                told = True
                half()
            return len(ended) >= count

        self.run(step)
        if not _THERE.issuperset(ended):
            raise DeviceFailed("a photo of the bench was not kept")
        return time.monotonic() - begin

    def _offer(self, picture: bytes, frame: Paired) -> None:
        draft, now = Draft(), CLOCK.now()
        album, name = next(iter(self.books.ledgers)), ENTROPY.fresh(16)
        made = Picture(
            album=album,
            photo=name,
            data=picture,
            taken=None,
            sender=self.books.me.name,
            source=name.hex(),
        )
        self.mail.going.send(made, frame, draft, now)
        self.mail.finish(draft, now)
        self._last = name

    def revoke_last(self) -> float:
        """Take the last photo back; return the seconds until its receipt is here."""
        return self._revoke(RevokePhotos(photos=(self._last,)))

    def revoke_all(self) -> float:
        """Take the album back; return the seconds until its receipt is here."""
        return self._revoke(RevokeAlbum())

    def _revoke(self, says: Says) -> float:
        draft, now = Draft(), CLOCK.now()
        album = next(iter(self.books.ledgers))
        had, begin = len(self.books.ledgers[album].receipts), time.monotonic()
        self.mail.sign(album, says, draft, now)
        self.mail.finish(draft, now)
        self.run(lambda: len(self.books.ledgers[album].receipts) > had)
        return time.monotonic() - begin

    def receipt_photos(self) -> int:
        """Return how many photos the newest receipt names."""
        ledger = next(iter(self.books.ledgers.values()))
        return list(ledger.receipts.values())[-1].photos


def pair(books: Books, url: str) -> float:
    """Answer a card as if a person had agreed at once; return the seconds it took.

    Raises:
        DeviceFailed: the frame did not let it in.
    """
    begin, card, came = time.monotonic(), read_card(url), SimpleQueue[bytes | None]()
    guest = Guest(
        card=card,
        me=introduce(books.me.signer, books.me.opener, Gadget.TERMINAL, "Bench", "Bench"),
        signer=books.me.signer,
        static=books.me.static,
        fresh=ENTROPY.fresh,
        begun_ms=in_ms(CLOCK.now()),
    )
    reach = Reach(url=card.broker, user="pair", password=card.broker_password)
    link = dial(
        reach, lambda _topic, payload: came.put(payload), lambda up: came.put(None) if up else None
    )
    try:
        link.hear([inbox(card.phone_id, card.frame_id, Lane.PAIRING)])
        _converse(guest, link, inbox(card.frame_id, card.phone_id, Lane.PAIRING), came)
        return time.monotonic() - begin
    finally:
        link.close()


def _converse(guest: Guest, link: Link, topic: str, came: SimpleQueue[bytes | None]) -> None:
    while True:
        effects: Effects
        try:
            payload = came.get(timeout=_TICK_S)
            effects = guest.begin() if payload is None else guest.hear(payload, _now_ms())
        except Empty:
            effects = guest.tick(_now_ms())
        for effect in _agreed(guest, effects):
            match effect:
                case Send(message=message):
                    link.tell(topic, message, expires_s=180)
                case IsPaired():
                    return
                case Failed():
                    raise DeviceFailed("the frame of the bench did not let its guest in")


def _agreed(guest: Guest, effects: Effects) -> Effects:
    """Return the effects with those of the yes, where digits were to be compared."""
    compares = any(isinstance(one, Compare) for one in effects)
    return (*effects, *guest.agree(True, _now_ms())) if compares else effects  # noqa: FBT003  # the decision itself


def _now_ms() -> int:
    return in_ms(CLOCK.now())
