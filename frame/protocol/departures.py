"""Photos that go to one device: what to offer, and which chunks to send (docs/protocol.md §9).

Begin with `Departures()` for each device that receives. Times are milliseconds of a clock that
only has to move on.

Rule 1: an offer stays until its receiver says done, or until the photo is taken back.
Rule 2: the receiver pulls. What it wants is sent, as often as it is wanted, and nothing else.
Rule 3: eight offers are out at a time; the others wait in the order in which they came.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final, TypeAlias

from frame.protocol.messages import Done, Offer, Result, Want
from frame.protocol.photos import chunk_count

OUT: Final = 8
PATIENCE_MS: Final = 60_000
LONGEST_PATIENCE_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class Say:
    """Say this to the receiver."""

    message: Offer | Done


@dataclass(frozen=True, slots=True)
class Chunks:
    """Send these chunks of a transfer, in this order."""

    transfer: bytes
    indices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """A transfer is over: forget its sealed bytes. `result` is None where it was taken back."""

    transfer: bytes
    result: Result | None


Effect: TypeAlias = Say | Chunks | Finished
Effects: TypeAlias = tuple[Effect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Out:
    """An offer that was made: when it was last made or answered, and how long to wait."""

    since_ms: int
    patience_ms: int = PATIENCE_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Departures:
    """All that one device is to receive.

    offers  transfer → offer, in the order in which they came
    out     transfer → the first eight of them, which were made
    """

    offers: Mapping[bytes, Offer] = field(default_factory=dict)
    out: Mapping[bytes, Out] = field(default_factory=dict)

    def add(self, offer: Offer, now_ms: int) -> tuple["Departures", Effects]:
        """Offer a photo; after a restart, all that were kept in their old order."""
        offers = {**self.offers, offer.transfer: offer}
        out = {key: one for key, one in self.out.items() if key != offer.transfer}
        return _filled(Departures(offers=offers, out=out), now_ms)

    def want(self, want: Want, now_ms: int) -> tuple["Departures", Effects]:
        """Hear what is wanted; a transfer that is not here ends at its receiver too."""
        offer = self.offers.get(want.transfer)
        if offer is None:
            return self, (Say(Done(transfer=want.transfer, result=Result.UNKNOWN)),)
        bits = int.from_bytes(want.bitmap, "little")
        indices = tuple(islice(_places(bits, chunk_count(offer.sealed_bytes)), want.window))
        out = {**self.out, want.transfer: Out(since_ms=now_ms)}
        return replace(self, out=out), (Chunks(want.transfer, indices),) if indices else ()

    def done(self, done: Done, now_ms: int) -> tuple["Departures", Effects]:
        """Hear that a transfer is over."""
        return self._ending([done.transfer], done.result, now_ms)

    def cancel(
        self, is_over: Callable[[Offer], bool], now_ms: int
    ) -> tuple["Departures", Effects]:
        """Take back offers: a photo or an album was revoked, or a device has gone."""
        over = [transfer for transfer, offer in self.offers.items() if is_over(offer)]
        return self._ending(over, None, now_ms)

    def connected(self, now_ms: int) -> tuple["Departures", Effects]:
        """Make all offers that are out again: the receiver may be there now."""
        out = {transfer: Out(since_ms=now_ms) for transfer in self.out}
        return replace(self, out=out), tuple(Say(self.offers[transfer]) for transfer in out)

    def tick(self, now_ms: int) -> tuple["Departures", Effects]:
        """Make those offers again that nobody answered for a while."""
        due = {
            transfer: _later(one, now_ms)
            for transfer, one in self.out.items()
            if not 0 <= now_ms - one.since_ms < one.patience_ms
        }
        said = tuple(Say(self.offers[transfer]) for transfer in due)
        return replace(self, out={**self.out, **due}), said

    def _ending(
        self, transfers: list[bytes], result: Result | None, now_ms: int
    ) -> tuple["Departures", Effects]:
        ended = tuple(Finished(one, result) for one in transfers if one in self.offers)
        offers = {key: one for key, one in self.offers.items() if key not in transfers}
        out = {key: one for key, one in self.out.items() if key not in transfers}
        state, said = _filled(Departures(offers=offers, out=out), now_ms)
        return state, (*ended, *said)


def _filled(state: Departures, now_ms: int) -> tuple[Departures, Effects]:
    """Make offers that wait while there is a place."""
    waiting = (transfer for transfer in state.offers if transfer not in state.out)
    made = list(islice(waiting, max(0, OUT - len(state.out))))
    out = {**state.out, **{transfer: Out(since_ms=now_ms) for transfer in made}}
    return replace(state, out=out), tuple(Say(state.offers[transfer]) for transfer in made)


def _later(one: Out, now_ms: int) -> Out:
    return Out(since_ms=now_ms, patience_ms=min(2 * one.patience_ms, LONGEST_PATIENCE_MS))


def _places(bits: int, count: int) -> Iterator[int]:
    return (index for index in range(count) if bits >> index & 1)
