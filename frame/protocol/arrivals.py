"""Photos that come from one device: what to ask for, keep and answer (docs/protocol.md §9).

Begin with `Arrivals()` for each device that sends. Times are milliseconds of a clock that only
has to move on; a step back or forth costs a question, never a photo.

Rule 1: nothing is reserved on a peer's word: two transfers are open at a time, and 64 offers
        wait; only bitmaps are kept here, chunks go where the effects say.
Rule 2: everything may come twice. What does not fit is dropped and counted, never raised.
Rule 3: a chunk is asked for once, and again only when nothing has come for two seconds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from frame.protocol.messages import Done, Offer, Result, Want
from frame.protocol.photos import SEALED_BYTES, Chunk, chunk_count, chunk_length, is_chunk
from frame.protocol.transfers import Phase

OPEN: Final = 2
WAITING: Final = 64
REMEMBERED: Final = 1_024
WINDOW: Final = 8
"""Two open transfers ask for 8 chunks each: 16 of one peer are in memory at most."""
PATIENCE_MS: Final = 2_000
LONGEST_PATIENCE_MS: Final = 60_000
FORGOTTEN_MS: Final = 7 * 86_400_000
DAY_MS: Final = 86_400_000
BYTES_A_DAY: Final = 4 * 1024**3
_GOOD = frozenset({Result.KEPT, Result.HAD_IT})
_FINAL = _GOOD | {Result.NOT_A_PHOTO, Result.DAMAGED}


@dataclass(frozen=True, slots=True)
class Reserve:
    """Make room for the sealed bytes of an offer."""

    transfer: bytes
    offer: Offer


@dataclass(frozen=True, slots=True)
class Write:
    """Put these bytes at 131,072 times index."""

    transfer: bytes
    index: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Whole:
    """All chunks are there: open, decode and store the photo, then say what became of it."""

    transfer: bytes
    offer: Offer


@dataclass(frozen=True, slots=True)
class Answer:
    """Say this to the sender."""

    message: Want | Done


@dataclass(frozen=True, slots=True)
class Release:
    """Erase the chunks of a transfer."""

    transfer: bytes


Effect: TypeAlias = Reserve | Write | Whole | Answer | Release
Effects: TypeAlias = tuple[Effect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Collecting:
    """An open transfer; chunks are bits, the lowest first.

    have         which are there
    asked        which are on their way, as far as is known
    heard_ms     when the last one came that was new
    asked_ms     when the last question was asked, or the last new chunk came
    patience_ms  how long to wait for a chunk before asking again
    """

    offer: Offer
    have: int
    asked: int
    heard_ms: int
    asked_ms: int
    patience_ms: int = PATIENCE_MS

    @property
    def wanted(self) -> int:
        """All chunks, as bits."""
        return (1 << chunk_count(self.offer.sealed_bytes)) - 1

    @property
    def is_whole(self) -> bool:
        """Whether all chunks are there."""
        return self.have == self.wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """All transfers of one sender.

    open      transfer → those that have room
    queue     transfer → offer that waits, and when it was last heard
    finished  transfer → what became of it; the newest 1,024
    dropped   how many messages did not fit
    """

    open: Mapping[bytes, Collecting] = field(default_factory=dict)
    queue: Mapping[bytes, tuple[Offer, int]] = field(default_factory=dict)
    finished: Mapping[bytes, Result] = field(default_factory=dict)
    dropped: int = 0

    def phase(self, transfer: bytes) -> Phase:
        """Return how far a transfer is; most that were dropped are not known any more."""
        if transfer in self.open:
            return Phase.WHOLE if self.open[transfer].is_whole else Phase.COLLECTING
        if transfer in self.queue:
            return Phase.WAITING
        result = self.finished.get(transfer)
        if result is None:
            return Phase.NONE
        return Phase.DONE if result in _GOOD else Phase.DROPPED

    def offer(
        self, offer: Offer, now_ms: int, refusal: Result | None = None
    ) -> tuple["Arrivals", Effects]:
        """Hear an offer.

        `refusal` is what consent, epoch, room, the day's quota and the photos that are already
        held say against it; quota and room are not asked again for a transfer that has a phase.
        """
        return self._after(now_ms, lambda hearing: hearing.offer(offer, refusal))

    def resumed(self, offer: Offer, have: int, now_ms: int) -> tuple["Arrivals", Effects]:
        """Go on after a restart with the chunks that lie on the disk, as bits."""
        return self._after(now_ms, lambda hearing: hearing.resume(offer, have))

    def chunk(self, chunk: Chunk, now_ms: int) -> tuple["Arrivals", Effects]:
        """Hear a chunk."""
        return self._after(now_ms, lambda hearing: hearing.chunk(chunk))

    def stored(self, transfer: bytes, result: Result, now_ms: int) -> tuple["Arrivals", Effects]:
        """Hear what became of an open transfer: that it was stored, or why it never will be."""
        return self._after(now_ms, lambda hearing: hearing.end(transfer, result))

    def drop(self, is_over: Callable[[Offer], bool], now_ms: int) -> tuple["Arrivals", Effects]:
        """Give up what may not come any more: it was revoked, or its lease is over."""
        offers = [one.offer for one in self.open.values()]
        offers += [offer for offer, _ in self.queue.values()]
        over = [one.transfer for one in offers if is_over(one)]
        return self._after(now_ms, lambda hearing: hearing.give_up(over))

    def ended(self, done: Done, now_ms: int) -> tuple["Arrivals", Effects]:
        """Hear that the sender does not have a transfer any more."""
        return self._after(now_ms, lambda hearing: hearing.give_up([done.transfer]))

    def connected(self, now_ms: int) -> tuple["Arrivals", Effects]:
        """Ask again, now or soon: the sender may be there again."""
        return self._after(now_ms, _Hearing.greet)

    def tick(self, now_ms: int) -> tuple["Arrivals", Effects]:
        """Ask again where nothing came, and give up what nobody sent for seven days."""
        return self._after(now_ms, _Hearing.wait)

    def _after(
        self, now_ms: int, event: Callable[["_Hearing"], None]
    ) -> tuple["Arrivals", Effects]:
        hearing = _Hearing(self, now_ms)
        event(hearing)
        hearing.fill()
        return hearing.state, tuple(hearing.effects)


class _Hearing:
    """The transfers of one sender while they change."""

    def __init__(self, state: Arrivals, now_ms: int) -> None:
        self.state = state
        self.effects: list[Effect] = []
        self._now_ms = now_ms

    def offer(self, offer: Offer, refusal: Result | None) -> None:
        transfer, phase = offer.transfer, self.state.phase(offer.transfer)
        if transfer in self.state.finished:
            self._repeat(transfer)
        elif refusal is not None or offer.sealed_bytes > SEALED_BYTES:
            self.give_up([transfer])
            self._say(Done(transfer=transfer, result=refusal or Result.QUOTA))
        elif phase is Phase.WHOLE:
            pass
        elif phase is Phase.COLLECTING and self.state.open[transfer].offer == offer:
            self._go_on(self.state.open[transfer])
        else:
            self._queue(offer)

    def resume(self, offer: Offer, have: int) -> None:
        if len(self.state.open) >= OPEN:
            self.effects.append(Release(offer.transfer))
            return
        one = replace(self._begun(offer), have=have)
        one = replace(one, have=have & one.wanted)
        self._keep(one)
        if one.is_whole:
            self.effects.append(Whole(offer.transfer, offer))
        else:
            self._ask(one)

    def chunk(self, chunk: Chunk) -> None:
        one = self.state.open.get(chunk.transfer)
        if one is not None and _fits(one, chunk):
            self._take(one, chunk)
            return
        self._count()
        if chunk.transfer in self.state.finished:
            self._repeat(chunk.transfer)

    def end(self, transfer: bytes, result: Result) -> None:
        if transfer not in self.state.open:
            return
        self.give_up([transfer])
        self._say(Done(transfer=transfer, result=result))
        if result in _FINAL:
            known = [*self.state.finished.items(), (transfer, result)]
            self.state = replace(self.state, finished=dict(known[-REMEMBERED:]))

    def give_up(self, transfers: list[bytes]) -> None:
        state = self.state
        self.effects += [Release(one) for one in transfers if one in state.open]
        left = {key: one for key, one in state.open.items() if key not in transfers}
        queue = {key: one for key, one in state.queue.items() if key not in transfers}
        self.state = replace(state, open=left, queue=queue)

    def greet(self) -> None:
        for one in self.state.open.values():
            if not one.is_whole:
                self._go_on(one)

    def wait(self) -> None:
        self.give_up([*self._forgotten()])
        for one in self.state.open.values():
            if not one.is_whole and not self._is_within(one.asked_ms, one.patience_ms):
                longer = min(2 * one.patience_ms, LONGEST_PATIENCE_MS)
                self._ask(replace(one, asked=0, patience_ms=longer))

    def fill(self) -> None:
        """Open what waits while there is a place."""
        while self.state.queue and len(self.state.open) < OPEN:
            transfer, (offer, _) = next(iter(self.state.queue.items()))
            self.give_up([transfer])
            self.effects.append(Reserve(transfer, offer))
            self._ask(self._begun(offer))

    def _forgotten(self) -> Iterator[bytes]:
        for transfer, one in self.state.open.items():
            if not one.is_whole and self._now_ms - one.heard_ms >= FORGOTTEN_MS:
                yield transfer
        for transfer, (_, heard_ms) in self.state.queue.items():
            if self._now_ms - heard_ms >= FORGOTTEN_MS:
                yield transfer

    def _is_within(self, since_ms: int, span_ms: int) -> bool:
        return 0 <= self._now_ms - since_ms < span_ms

    def _begun(self, offer: Offer) -> Collecting:
        return Collecting(offer=offer, have=0, asked=0, heard_ms=self._now_ms, asked_ms=0)

    def _queue(self, offer: Offer) -> None:
        """Let an offer wait, in place of one with the same name that was another."""
        transfer = offer.transfer
        if transfer in self.state.open:
            self.give_up([transfer])
        if len(self.state.queue) >= WAITING and transfer not in self.state.queue:
            self._count()
            return
        queue = {**self.state.queue, transfer: (offer, self._now_ms)}
        self.state = replace(self.state, queue=queue)

    def _go_on(self, one: Collecting) -> None:
        """The sender is there: ask now, or soon if that was just done."""
        one = replace(one, patience_ms=PATIENCE_MS)
        self._keep(one)
        if not self._is_within(one.asked_ms, PATIENCE_MS):
            self._ask(replace(one, asked=0))

    def _take(self, one: Collecting, chunk: Chunk) -> None:
        bit, now = 1 << chunk.index, self._now_ms
        one = replace(one, have=one.have | bit, asked=one.asked & ~bit, heard_ms=now)
        one = replace(one, asked_ms=now, patience_ms=PATIENCE_MS)
        self._keep(one)
        self.effects.append(Write(chunk.transfer, chunk.index, chunk.data))
        if one.is_whole:
            self.effects.append(Whole(chunk.transfer, one.offer))
        elif one.asked.bit_count() <= WINDOW // 2:
            self._ask(one)

    def _ask(self, one: Collecting) -> None:
        """Ask for what is neither there nor on its way."""
        wanted = one.wanted & ~one.have & ~one.asked
        window = WINDOW - one.asked.bit_count()
        if wanted:
            asked = one.asked | _lowest(wanted, window)
            one = replace(one, asked=asked, asked_ms=self._now_ms)
            bitmap = wanted.to_bytes(-(-one.wanted.bit_length() // 8), "little")
            self._say(Want(transfer=one.offer.transfer, bitmap=bitmap, window=window))
        self._keep(one)

    def _keep(self, one: Collecting) -> None:
        self.state = replace(self.state, open={**self.state.open, one.offer.transfer: one})

    def _count(self) -> None:
        self.state = replace(self.state, dropped=self.state.dropped + 1)

    def _repeat(self, transfer: bytes) -> None:
        result = self.state.finished[transfer]
        told = Result.HAD_IT if result is Result.KEPT else result
        self._say(Done(transfer=transfer, result=told))

    def _say(self, message: Want | Done) -> None:
        self.effects.append(Answer(message))


def _fits(one: Collecting, chunk: Chunk) -> bool:
    return (
        not one.have >> chunk.index & 1
        and len(chunk.data) == chunk_length(one.offer.sealed_bytes, chunk.index) > 0
        and is_chunk(one.offer.checks, chunk.index, chunk.data)
    )


def _lowest(bits: int, count: int) -> int:
    """Return the lowest `count` bits that are set."""
    found = 0
    for _ in range(count):
        found |= bits & -bits
        bits &= bits - 1
    return found


@dataclass(frozen=True, slots=True)
class DayQuota:
    """How many bytes of one sender were let in on one day (UTC)."""

    day: int = 0
    taken: int = 0

    def take(self, count: int, now_ms: int) -> tuple["DayQuota", bool]:
        """Return this with so many bytes more, and whether they may come today."""
        day = now_ms // DAY_MS
        taken = self.taken if day == self.day else 0
        if taken + count > BYTES_A_DAY:
            return DayQuota(day, taken), False
        return DayQuota(day, taken + count), True
