"""A broker that flips, drops, repeats, reorders, delays, swaps, cuts off and replays (P7, P8).

HEARTHFRAME_FULL=1 plays 1,000 seeds; otherwise fewer.
"""

import gc
import os
import random
import shutil
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from frame.devices.sim.clock import SimClock
from frame.post import coming, going
from frame.post.books import Books
from frame.post.correspondence import Noting
from frame.post.draft import Draft
from frame.post.going import Picture
from frame.post.rows import Incoming, Outgoing
from frame.protocol import photos
from frame.protocol.envelope import Rank
from frame.protocol.lines import Purpose, RevokeAlbum, RevokeFrame, RevokePhotos, Says
from frame.protocol.messages import Result
from frame.protocol.notes import About
from tests.integration.devices_kit import found, grant, introduce
from tests.integration.hostile_kit import BEGIN, HostileBroker, Phone, Wall
from tests.integration.photos_kit import name_of, picture

FULL = os.environ.get("HEARTHFRAME_FULL") == "1"
SEEDS = 1000 if FULL else 100
BATCH = 50
SMALL_CHUNK = 1024
STEPS = 40
CALM_TICKS = 200
CAPTION = "At the lake"
ROUNDS = 60 if FULL else 24
GROWTH_BYTES, A_LINE_BYTES = 100_000, 4_000
MOST = {"open": 3 * 66, "parcels": 24, "tries": 16, "ids": 6, "waiting lines": 64}
GONE = ("open", "parcels", "tries")
T = TypeVar("T")
THERE = {Result.KEPT, Result.HAD_IT}


class World:
    """A phone, the frame it shares with, and a frame that one shares with, under one seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.dice = random.Random(seed)
        self.clock = SimClock(BEGIN)
        self.broker = HostileBroker(self.dice)
        self._folder, self._started = folder, 10 * seed
        self.phone = self._made(Phone, "phone")
        self.hall, self.attic = self._made(Wall, "hall"), self._made(Wall, "attic")
        self.sizes = [self.dice.randrange(200, 6000) for _ in range(4)]
        self.taken_back: dict[str, set[bytes]] = {}
        self._pair()
        self.results = self.phone.ways.results
        self.album = self._share()

    def _made(self, kind: Callable[..., T], name: str) -> T:
        self._started += 1
        return kind(self._folder / name, self.clock, self._started, self.broker)

    @property
    def walls(self) -> tuple[Wall, ...]:
        return self.hall, self.attic

    @property
    def everybody(self) -> tuple[Phone | Wall, ...]:
        return self.phone, self.hall, self.attic

    def power_cut(self) -> None:
        """Let a device begin again with what is on its disk."""
        name = self.dice.choice(["phone", "hall", "attic"])
        getattr(self, name).close()
        setattr(self, name, self._made(Phone if name == "phone" else Wall, name))
        self.phone.ways.results = self.results  # an owner's device has these in its store
        getattr(self, name).listen()

    def _pair(self) -> None:
        now, of_owner = self.clock.now(), (Rank.OWNER, Rank.FRAME)
        introduce(self.phone.books, self.hall.books, of_owner, now)
        introduce(self.phone.books, self.attic.books, of_owner, now)
        introduce(self.hall.books, self.attic.books, (Rank.FRAME, Rank.FRAME), now)
        for one in self.everybody:
            one.listen()

    def _share(self) -> bytes:
        mail, draft, now = self.phone.mail, Draft(), self.clock.now()
        owner = self.phone.books.devices()[self.hall.books.me.name].owner
        album = found(mail, owner, draft, now)
        grant(mail, album, self.hall.books.me.name, draft, now, share=1)
        grant(mail, album, self.attic.books.me.name, draft, now)
        mail.finish(draft, now)
        return album

    def send(self, number: int, wall: Wall) -> None:
        """Send a photo from the phone."""
        me, data = self.phone.books.me.name, picture(number, self.sizes[number])
        draft, name, now = Draft(), name_of(number), self.clock.now()
        made = Picture(album=self.album, photo=name, data=data, taken=None, sender=me, source="")
        to = self.phone.books.devices()[wall.books.me.name]
        self.phone.mail.going.send(made, to, draft, now)
        self.phone.mail.finish(draft, now)

    def say(self, says: Says) -> None:
        """Sign a line at the phone."""
        draft, now = Draft(), self.clock.now()
        self.phone.mail.sign(self.album, says, draft, now)
        self.phone.mail.finish(draft, now)

    def write_caption(self) -> None:
        """Say at the phone what is written under a photo."""
        draft = Draft()
        said = Noting(album=self.album, photo=name_of(1), about=About.CAPTION, value=CAPTION)
        self.phone.mail.note(said, draft, self.clock.now())
        self.phone.mail.finish(draft, self.clock.now())

    def mischief(self) -> None:
        """Live through the hostile time."""
        events = self._events()
        for step in range(STEPS):
            for event in events.pop(step, ()):
                event()
            self.broker.pass_on(self.dice.randrange(1, 30))
            for _ in range(self.dice.randrange(3)):
                self.broker.replay()
            if self.dice.random() < 0.08:
                self.broker.cut()
            if self.dice.random() < 0.03:
                self.power_cut()
            self._pass_time(self.dice.choice([0.1, 1.0, 3.0]))
            self.check()

    def _events(self) -> dict[int, list[Callable[[], None]]]:
        attic = self.attic.books.me.name
        photo = RevokePhotos(photos=(name_of(0),))
        choices: list[Says] = [photo, photo, RevokeFrame(frame=attic), RevokeAlbum()]
        taken = self.dice.choice(choices)
        return {
            1: [lambda: self.send(0, self.hall), lambda: self.send(1, self.hall)],
            5: [lambda: self.send(2, self.attic), self.write_caption],
            self.dice.randrange(8, 36): [lambda: self.say(taken)],
            37: [lambda: None if isinstance(taken, RevokeAlbum) else self.send(3, self.hall)],
        }

    def _pass_time(self, seconds: float) -> None:
        self.clock.pass_time(seconds)
        for one in self.everybody:
            one.tick()

    def calm(self) -> int:
        """Let an honest broker carry on until all agree; return after how many ticks."""
        self.broker.tame()
        for tick in range(CALM_TICKS):
            self._pass_time(5 if tick < 40 else 60 if tick < 80 else 1800)
            while self.broker.pass_on(1000):
                self._pass_time(0)
            self.check()
            self._send_again()
            if self.agrees():
                return tick
        raise AssertionError(f"no agreement: {self.differences()}")

    def _send_again(self) -> None:
        """Do what an owner does who runs the command again."""
        for (frame, photo), result in tuple(self.results.items()):
            allowed = self.phone.books.ledgers[self.album].allows(
                frame, Purpose.DISPLAY, self._now_s(), photo, self.phone.books.me.name
            )
            if result not in THERE and result is not None and allowed:
                del self.results[frame, photo]
                wall = next(one for one in self.walls if one.books.me.name == frame)
                self.send(next(n for n in range(4) if name_of(n) == photo), wall)

    def _now_s(self) -> int:
        return int(self.clock.now().timestamp())

    def check(self) -> None:
        """What holds at every moment, whatever the broker does."""
        signed = {
            line.digest
            for one in self.everybody
            for chains in one.books.lines.values()
            for lines in chains.get(one.books.me.name, {}).values()
            for line in lines
        }
        for one in self.everybody:
            told = _digests(one.books)
            assert told <= signed, "a line that nobody signed"
        assert Result.DAMAGED not in self.results.values(), "a broker made a photo worthless"
        for number, wall in enumerate(self.walls):
            self._check_photos(wall)
            self._check_revocations(str(number), wall.books)

    def _check_photos(self, wall: Wall) -> None:
        assert wall.escaped == []
        vault = wall.books.vault
        held = {name_of(n): n for n in range(4) if vault.named(name_of(n)) is not None}
        assert len(vault.photos()) == len(held), "a photo that nobody sent"
        for name, number in held.items():
            photo = vault.named(name)
            assert photo is not None
            assert vault.master(photo) == picture(number, self.sizes[number])
            ledger = wall.books.ledgers[self.album]
            assert not ledger.is_revoked(name, self.phone.books.me.name)
            assert wall.books.me.name not in ledger.frames

    def _check_revocations(self, whose: str, books: Books) -> None:
        ledger = books.ledgers.get(self.album)
        if ledger is not None:
            now = {*ledger.photos, *ledger.frames, *([self.album] if ledger.revoked else ())}
            assert self.taken_back.get(whose, set()) <= now, "a revocation was undone"
            self.taken_back[whose] = now

    def agrees(self) -> bool:
        return not self.differences()

    def differences(self) -> list[str]:
        """Return in what the devices differ from where they should end."""
        found = []
        ledger = self.phone.books.ledgers[self.album]
        for name, wall in (("hall", self.hall), ("attic", self.attic)):
            theirs = wall.books.ledgers.get(self.album)
            if theirs is None or theirs.heads != ledger.heads:
                found.append(f"{name}: heads")
            held = {n for n in range(4) if wall.books.vault.named(name_of(n)) is not None}
            if held != self._due(wall):
                found.append(f"{name}: holds {held}, not {self._due(wall)}")
            if any(wall.books.all(Incoming)) or any(wall.books.all(Outgoing)):
                found.append(f"{name}: on its way")
            photo = wall.books.vault.named(name_of(1))
            if photo is not None and wall.books.vault.photo(photo).caption != CAPTION:
                found.append(f"{name}: the caption")
        if self.phone.books.of(Outgoing):
            found.append("phone: on its way")
        return found

    def _due(self, wall: Wall) -> set[int]:
        """Return which photos a frame has in the end: those sent to it or to who shares them."""
        ledger, me = self.phone.books.ledgers[self.album], self.phone.books.me.name
        sent = {0, 1, 3} if wall is self.hall else {0, 1, 2, 3}
        return {
            n
            for n in sent
            if ledger.allows(wall.books.me.name, Purpose.DISPLAY, self._now_s(), name_of(n), me)
        }

    def close(self) -> None:
        for one in self.everybody:
            one.close()


def _digests(books: Books) -> set[bytes]:
    return {
        line.digest
        for chains in books.lines.values()
        for chain in chains.values()
        for lines in chain.values()
        for line in lines
    }


def _sizes(world: World) -> dict[str, int]:
    """Return how much every device remembers of its conversations."""
    mails = [one.mail for one in world.everybody]
    return {
        "open": sum(
            len(s.open) + len(s.queue) for m in mails for s in m.coming._arrivals.values()
        ),
        "parcels": sum(len(m.coming._parcels) + len(m.going._rows) for m in mails),
        "tries": sum(len(m.going._tries) for m in mails),
        "ids": max(len(m.desk._ids) for m in mails),
        "waiting lines": sum(len(one.waiting) for m in mails for one in m.books.ledgers.values()),
    }


@pytest.fixture
def quick() -> Iterator[Path]:
    """A folder in memory, where this system has one: a seed makes a thousand folders."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small photos have several chunks."""
    for room in (photos, coming, going):
        monkeypatch.setattr(room, "CHUNK_BYTES", SMALL_CHUNK)


@pytest.mark.promise("P7")
@pytest.mark.parametrize("first", range(0, SEEDS, BATCH))
@pytest.mark.usefixtures("small_chunks")
def test_a_hostile_broker_only_delays(first: int, quick: Path) -> None:
    for seed in range(first, first + BATCH):
        world = World(quick / str(seed), seed)
        try:
            world.mischief()
            world.calm()
        finally:
            world.close()
        shutil.rmtree(quick / str(seed))


@pytest.mark.usefixtures("small_chunks")
def test_a_hostile_broker_fills_no_memory(quick: Path) -> None:
    world = World(quick, seed=4711)
    held: list[int] = []
    tracemalloc.start()
    try:
        for _ in range(ROUNDS):
            world.mischief()
            sizes = _sizes(world)
            assert all(sizes[what] <= most for what, most in MOST.items()), sizes
            gc.collect()
            lines = sum(len(_digests(one.books)) for one in world.everybody)
            held.append(tracemalloc.get_traced_memory()[0] - A_LINE_BYTES * lines)
        world.calm()
        assert [sizes[what] for sizes in (_sizes(world),) for what in GONE] == [0] * len(GONE)
    finally:
        tracemalloc.stop()
        world.close()
    assert held[-1] - held[ROUNDS // 2] < GROWTH_BYTES, held
