"""What photos cost on their way: through a broker on this machine, between two processes.

Rule 1: ours and plain paho take turns through one broker in one run. Ours seals, checks, opens,
        compares and stores on the disk before a photo counts; paho only carries the bytes.
Rule 2: nothing is decoded here, and persons agree at once: both are measured elsewhere.
"""

import os
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from frame.devices.mosquitto import Account
from frame.protocol.photos import chunk_count, sealed_bytes
from frame.services.bench.indexing import Hasty
from frame.services.bench.madeup import random_photo
from frame.services.bench.places import file_system, workplace
from frame.services.bench.sync_collector import USER
from frame.services.bench.sync_devices import (
    CLOCK,
    ENTROPY,
    KEY,
    Album,
    acquaint,
    known_books,
    new_books,
    share,
)
from frame.services.bench.sync_office import Office, Worker, number_of
from frame.services.bench.timing import Result, Terms, at_least, at_most, plain, ratio, spread
from frame.services.network.access import accounts
from frame.store.rows import Origin
from frame.store.vault import Vault

_PHOTO_BYTES: Final = 4_000_000
_TARGET_RATIO, _TARGET_RATE = 0.7, 60.0
_RESENT: Final = 0.03
_LISTENS_S: Final = 0.5
_RECEIPT_S: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is sent and taken back."""

    photos: int = 50
    photo_bytes: int = _PHOTO_BYTES
    held: int = 10_000

    def within(self, terms: Terms) -> "Sizes":
        """Return less for a first look."""
        if not terms.quick:
            return self
        fewer = min(self.photos, 12), min(self.held, 500)
        return Sizes(photos=fewer[0], photo_bytes=self.photo_bytes, held=fewer[1])


@dataclass(slots=True)
class Turn:
    """One contender: both its ends, and what each turn of it took, in seconds.

    sender, receiver, broker  CPU
    """

    owner: Worker
    frame: Worker
    office: Office
    wall: list[float]
    sender: list[float]
    receiver: list[float]
    broker: list[float]

    @classmethod
    def of(cls, owner: Worker, frame: Worker, office: Office) -> "Turn":
        """Return one that has not had a turn."""
        return cls(owner, frame, office, [], [], [], [])

    def take(self, sizes: Sizes) -> None:
        """Send all photos once."""
        before = [one.cpu_s() for one in (self.owner, self.frame, self.office)]
        answer = self.owner.ask("send", sizes.photos, sizes.photo_bytes)
        after = [one.cpu_s() for one in (self.owner, self.frame, self.office)]
        self.wall.append(number_of(answer, "seconds"))
        for kept, begin, end in zip(
            (self.sender, self.receiver, self.broker), before, after, strict=True
        ):
            kept.append(end - begin)


def rows(terms: Terms, sizes: Sizes | None = None) -> Iterator[Result]:
    """Yield the rows of this bench."""
    sizes = (sizes or Sizes()).within(terms)
    with workplace(terms.folder) as path:
        yield from _transfer(path / "transfer", terms, sizes)
        yield from _pairing(path / "pairing", terms)
        yield from _withdrawal(path / "withdrawal", terms, sizes)


def _transfer(place: Path, terms: Terms, sizes: Sizes) -> Iterator[Result]:
    with ExitStack() as until:
        office = _opened(place, until)
        turns = _contenders(place, office, until)
        for turn in turns.values():
            turn.owner.ask("send", 2, sizes.photo_bytes)
        order = list(turns.values())
        for _ in range(terms.rounds(7)):
            for turn in order:
                turn.take(sizes)
            order = [*order[1:], order[0]]
        where = f"{office.name}, {file_system(place)}"
        yield from _rates(turns, sizes, where)
        yield _resent(turns["sync"], sizes)


def _contenders(place: Path, office: Office, until: ExitStack) -> dict[str, Turn]:
    """Return who takes turns, all through one broker."""
    opened, stored = place / "opened", place / "stored"
    _, first = _meet(opened, office)
    _, second = _meet(stored, office)
    office.allow((replace(first[0], user=USER), *first[1:], *second))
    office.reload()
    ends = {
        "sync": (Worker("owner", opened / "phone"), _collector(opened, office)),
        "sync.stored": (Worker("owner", stored / "phone"), _frame(stored, office)),
        "sync.paho": (Worker("plain-owner", office.url), Worker("plain-frame", office.url)),
    }
    for pair in ends.values():
        for one in pair:
            until.enter_context(one)
    ends["sync.paho"][1].ask("ready")
    return {name: Turn.of(*pair, office) for name, pair in ends.items()}


def _opened(place: Path, until: ExitStack) -> Office:
    """Return a broker that runs, in a new folder."""
    place.mkdir()
    return until.enter_context(Office(place / "broker"))


def _meet(place: Path, office: Office) -> tuple[Album, tuple[Account, ...]]:
    """Make two devices that know each other, and an album of one that the other may show."""
    place.mkdir(exist_ok=True)
    phone, frame = new_books(place / "phone"), new_books(place / "frame")
    acquaint(phone, frame, office.url)
    album = share(phone, frame)
    allowed = accounts(frame, None, CLOCK.now())
    phone.vault.close()
    frame.vault.close()
    return album, allowed


def _collector(place: Path, office: Office) -> Worker:
    return Worker("collector", place / "frame", office.url)


def _frame(place: Path, office: Office) -> Worker:
    return Worker("frame", place / "frame", office.url, place / "access")


def _rates(turns: Mapping[str, Turn], sizes: Sizes, where: str) -> Iterator[Result]:
    sent = sizes.photos * sizes.photo_bytes
    rates = {name: sent / 1e6 / statistics.median(turn.wall) for name, turn in turns.items()}
    what = f"{sizes.photos} photos of {sizes.photo_bytes / 1e6:g} MB"
    note = f"{what} until opened and compared; {where}"
    yield at_least("sync.rate", rates["sync"], "MB/s", _TARGET_RATE, note)
    note = "until sealed again and in the store; pictures not decoded"
    yield plain("sync.stored_rate", rates["sync.stored"], "MB/s", note)
    note = "the same bytes in 128 KiB, QoS 1, no more"
    yield plain("sync.paho_rate", rates["sync.paho"], "MB/s", note)
    seconds = {"ours": turns["sync"].wall, "paho": turns["sync.paho"].wall}
    value, note = ratio(seconds, "paho", "ours"), spread(seconds, "paho", "ours")
    yield at_least(
        "sync.rate_to_paho", value, "x plain paho", _TARGET_RATIO, f"two processes each; {note}"
    )
    for name, turn in turns.items():
        joint = "." if name == "sync" else "_"
        for end in ("sender", "receiver", "broker"):
            spent = statistics.median(getattr(turn, end)) / sent * 1e9
            yield plain(f"{name}{joint}{end}_cpu", spent, "s CPU/GB")


def _resent(turn: Turn, sizes: Sizes) -> Result:
    """Kill the broker when every second photo is there, and count the chunks that came twice."""
    before = number_of(turn.frame.ask("count"), "chunks")
    turn.owner.begin("send", sizes.photos, sizes.photo_bytes)
    turn.owner.answer()
    turn.office.kill()
    turn.office.start()
    answer = turn.owner.answer()
    came = number_of(turn.frame.ask("count"), "chunks") - before
    needed = sizes.photos * chunk_count(sealed_bytes(sizes.photo_bytes))
    again = max(came, number_of(answer, "chunks")) / needed - 1
    note = f"one kill in {needed} chunks; {number_of(answer, 'seconds'):.1f} s in all"
    return at_most("sync.resent_after_a_kill", again, "of all chunks", _RESENT, note)


def _pairing(place: Path, terms: Terms) -> Iterator[Result]:
    with ExitStack() as until:
        office = _opened(place, until)
        phone, frame = new_books(place / "phone"), new_books(place / "frame")
        office.allow(accounts(frame, None, CLOCK.now()))
        office.reload()
        phone.vault.close()
        frame.vault.close()
        host = Worker("frame", place / "frame", office.url, office.folder)
        until.enter_context(host)
        guest = until.enter_context(Worker("guest", place / "phone"))
        took = [_paired(guest, host, office) for _ in range(terms.rounds(7))]
    note = f"median of {len(took)}, at most {max(took):.2f} s; card scanned to both paired"
    yield plain("sync.pairing", statistics.median(took), "s wall", note)


def _paired(guest: Worker, host: Worker, office: Office) -> float:
    card = str(host.ask("card")["card"])
    office.reload()
    time.sleep(_LISTENS_S)
    return number_of(guest.ask("pair", text=card), "seconds")


def _withdrawal(place: Path, terms: Terms, sizes: Sizes) -> Iterator[Result]:
    with ExitStack() as until:
        office = _opened(place, until)
        album, allowed = _meet(place, office)
        office.allow(allowed)
        office.reload()
        _fill(place, album, sizes.held)
        owner = until.enter_context(Worker("owner", place / "phone"))
        until.enter_context(_frame(place, office))
        took = [_taken_back(owner) for _ in range(terms.rounds(7))]
        note = f"one of {sizes.held}; line signed to receipt heard; median of {len(took)}"
        yield plain("sync.receipt_1", statistics.median(took), "s wall", note)
        answer = owner.ask("revoke all")
    seconds, photos = number_of(answer, "seconds"), number_of(answer, "photos")
    note = f"an album of {photos:.0f} photos, {seconds * 1e3 / max(1, photos):.2f} ms each"
    yield at_most(f"sync.receipt_{sizes.held}", seconds, "s wall", _RECEIPT_S, note)


def _taken_back(owner: Worker) -> float:
    owner.ask("send", 1, 20_000)
    return number_of(owner.ask("revoke last"), "seconds")


def _fill(place: Path, album: Album, count: int) -> None:
    """Give the frame photos of this album, without waiting for the disk at each."""
    phone = known_books(place / "phone")
    sender, small = phone.me.name, random_photo(1_500, 1_500)
    phone.vault.close()
    with Vault.open(place / "frame", KEY, ENTROPY, disk=Hasty()) as vault:
        for _ in range(count):
            origin = Origin(name=os.urandom(16), sender=sender)
            vault.add_photo(album.here, small, os.urandom(32), CLOCK.now(), origin=origin)
    os.sync()
