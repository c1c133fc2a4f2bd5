"""Sender and receiver together, over a channel that does what it likes."""

import random
from collections.abc import Callable
from typing import TypeAlias

from frame.protocol import departures
from frame.protocol.arrivals import (
    OPEN,
    Answer,
    Arrivals,
    Effects,
    Release,
    Reserve,
    Whole,
    Write,
)
from frame.protocol.departures import Chunks, Departures, Finished, Say
from frame.protocol.messages import Done, Offer, Result, Want
from frame.protocol.photos import Chunk
from frame.protocol.transfers import STEPS, Event, Phase
from tests.protocol.parcels import SMALL, Parcel, small_chunks

__all__ = ["small_chunks"]

_SEEDS = 1_000
_Packet: TypeAlias = Offer | Want | Done | Chunk
_CAN_HAPPEN = {
    "offer": {Event.OFFER, Event.QUEUE, Event.TURN_DOWN, Event.TURN},
    "chunk": {Event.CHUNK, Event.LAST_CHUNK},
    "stored": {Event.STORED, Event.REFUSED, Event.TURN},
    "drop": {Event.OVER, Event.TURN},
    "ended": {Event.OVER, Event.TURN},
    "tick": {Event.OVER, Event.TURN},
}


class _Channel:
    """One direction: drops, duplicates, reorders, flips, and sends old packets again."""

    def __init__(self, chance: random.Random, loss: float) -> None:
        self._chance, self._loss = chance, loss
        self._there: list[_Packet] = []
        self._old: list[_Packet] = []

    def put(self, packet: _Packet) -> None:
        self._old.append(packet)
        if self._chance.random() >= self._loss:
            self._there.append(packet)
        if self._chance.random() < self._loss / 2:
            self._there.append(packet)

    def take(self) -> _Packet | None:
        if self._old and self._chance.random() < self._loss / 8:
            return self._chance.choice(self._old)
        if not self._there:
            return None
        near = min(len(self._there), 1 + int(12 * self._loss))
        packet = self._there.pop(self._chance.randrange(near))
        return self._flipped(packet) if self._chance.random() < self._loss / 4 else packet

    def _flipped(self, packet: _Packet) -> _Packet | None:
        """Return a chunk with one bit flipped; an envelope then does not open."""
        if not isinstance(packet, Chunk):
            return None
        data, bit = bytearray(packet.data), self._chance.randrange(8 * len(packet.data))
        data[bit // 8] ^= 1 << bit % 8
        return Chunk(transfer=packet.transfer, index=packet.index, data=bytes(data))


class _World:
    """A phone with photos, a frame with a disk, and two channels between them."""

    def __init__(self, seed: int, loss: float) -> None:
        self.chance = chance = random.Random(seed)
        sizes = [(chance.randint(1, 30), chance.randint(1, SMALL)) for _ in range(5)]
        parcels = [Parcel(1000 * seed + at, *size) for at, size in enumerate(sizes)]
        self.parcels = {one.name: one for one in parcels}
        self.now, self.sent, self.loss = 1_800_000_000_000, 0, loss
        self.there, self.back = _Channel(chance, loss), _Channel(chance, loss)
        self.sender, self.receiver = Departures(), Arrivals()
        self.results: dict[bytes, Result | None] = {}
        self.disk: dict[bytes, dict[int, bytes]] = {}
        self.kept: dict[bytes, bytes] = {}
        for one in parcels:
            self._sending(self.sender.add(one.offer, self.now))

    def run(self) -> None:
        for _ in range(20_000):
            if len(self.results) == len(self.parcels):
                return
            self._step()
        raise AssertionError("a photo never arrived")

    def _step(self) -> None:
        self.now += self.chance.choice((1, 10, 100))
        packet, answer = self.there.take(), self.back.take()
        if packet is not None:
            self._hear(packet)
        if answer is not None:
            self._answer(answer)
        if packet is None and answer is None:
            self.now += 1_500
            self._sending(self.sender.tick(self.now))
            self._receive("tick", lambda: self.receiver.tick(self.now))
        if self.chance.random() < self.loss / 50:
            self._trouble()

    def _trouble(self) -> None:
        match self.chance.randrange(4):
            case 0:
                self._restart()
            case 1:
                self.sender, offers = Departures(), [*self.sender.offers.values()]
                for offer in offers:
                    self._sending(self.sender.add(offer, self.now))
            case 2:
                self._sending(self.sender.connected(self.now))
            case _:
                gone = self.chance.choice([*self.parcels])
                self._receive("drop", lambda: self.receiver.drop(_is(gone), self.now))
                if self.chance.random() < 0.5:
                    self._sending(self.sender.cancel(_is(gone), self.now))

    def _restart(self) -> None:
        """The frame loses its memory and finds its disk."""
        self.receiver = Arrivals(finished=self.receiver.finished)
        for name, chunks in [*self.disk.items()]:
            have = sum(1 << index for index in chunks)
            state, effects = self.receiver.resumed(self.parcels[name].offer, have, self.now)
            self.receiver = state
            self._perform(effects)

    def _hear(self, packet: _Packet) -> None:
        match packet:
            case Offer():
                why = Result.NO_ROOM if self.chance.random() < 0.02 else None
                self._receive("offer", lambda: self.receiver.offer(packet, self.now, why))
            case Chunk():
                self._receive("chunk", lambda: self.receiver.chunk(packet, self.now))
            case Done():
                self._receive("ended", lambda: self.receiver.ended(packet, self.now))
            case Want():
                raise AssertionError("a sender wants nothing")

    def _answer(self, answer: _Packet) -> None:
        if isinstance(answer, Want):
            self._sending(self.sender.want(answer, self.now))
        elif isinstance(answer, Done):
            self._sending(self.sender.done(answer, self.now))

    def _sending(self, step: tuple[Departures, departures.Effects]) -> None:
        self.sender, effects = step
        for effect in effects:
            match effect:
                case Say():
                    self.there.put(effect.message)
                case Chunks():
                    self.sent += len(effect.indices)
                    for index in effect.indices:
                        self.there.put(self.parcels[effect.transfer].chunk(index))
                case Finished():
                    self.results[effect.transfer] = effect.result

    def _receive(self, what: str, act: Callable[[], tuple[Arrivals, Effects]]) -> None:
        before = {name: self.receiver.phase(name) for name in self.parcels}
        self.receiver, effects = act()
        for name, phase in before.items():
            if phase is not self.receiver.phase(name):
                _follows_the_table(what, phase, self.receiver.phase(name))
        assert len(self.receiver.open) <= OPEN
        assert sum(one.asked.bit_count() for one in self.receiver.open.values()) <= 16
        self._perform(effects)

    def _perform(self, effects: Effects) -> None:
        for effect in effects:
            match effect:
                case Reserve():
                    assert effect.transfer not in self.disk
                    self.disk[effect.transfer] = {}
                case Write():
                    assert effect.index not in self.disk[effect.transfer]
                    self.disk[effect.transfer][effect.index] = effect.data
                case Release():
                    del self.disk[effect.transfer]
                case Answer():
                    self.back.put(effect.message)
                case Whole():
                    self._store(effect.transfer)

    def _store(self, name: bytes) -> None:
        chunks = self.disk[name]
        photo = b"".join(chunks[index] for index in sorted(chunks))
        assert photo == self.parcels[name].sealed
        odd = self.chance.random() < 0.1
        result = self.chance.choice((Result.DAMAGED, Result.NO_ROOM)) if odd else Result.KEPT
        if result is Result.KEPT:
            self.kept[name] = photo
        self._receive("stored", lambda: self.receiver.stored(name, result, self.now))


def _is(name: bytes) -> Callable[[Offer], bool]:
    return lambda offer: offer.transfer == name


def _follows_the_table(what: str, before: Phase, after: Phase) -> None:
    ends = {STEPS.get((before, event)) for event in _CAN_HAPPEN[what]}
    forgotten = after is Phase.NONE and Phase.DROPPED in ends
    assert forgotten or after in ends, (what, before, after)


def test_whatever_the_channel_does_a_photo_arrives_whole_or_its_sender_hears_why() -> None:
    ends: set[Result | None] = set()
    for seed in range(_SEEDS):
        world = _World(seed, loss=seed % 5 / 10)
        world.run()
        ends |= set(world.results.values())
        for name, result in world.results.items():
            if result in {Result.KEPT, Result.HAD_IT}:
                assert world.kept[name] == world.parcels[name].sealed
    wanted = {Result.KEPT, Result.HAD_IT, Result.NO_ROOM, Result.DAMAGED, None}
    assert ends == wanted


def test_what_is_sent_twice_is_about_what_was_lost() -> None:
    for loss, most in ((0.0, 1.0), (0.05, 1.2), (0.2, 1.7)):
        worlds = [_World(seed, loss) for seed in range(60)]
        for world in worlds:
            world.run()
        sent = sum(world.sent for world in worlds)
        needed = sum(one.count for world in worlds for one in world.parcels.values())
        assert sent <= most * needed, f"{loss:.0%} lost: {sent / needed:.2f} times sent"
