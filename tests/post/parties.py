"""Devices that correspond over an air in memory that loses, repeats and mixes up what is said."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from frame.crypto.keys import DeviceKey
from frame.devices.dialling import matches
from frame.devices.sim.clock import SimClock, SimEntropy
from frame.post.books import Books
from frame.post.correspondence import Correspondence, in_ms
from frame.post.draft import Draft
from frame.post.going import Picture
from frame.post.rows import Outgoing, Paired
from frame.protocol.envelope import Rank
from frame.protocol.facts import Effect
from frame.protocol.hello import Gadget
from frame.protocol.lines import LEASE_S, Found, Grant, Line, Purpose, Says
from frame.protocol.messages import Message, Offer, Result
from frame.protocol.notes import Note
from frame.protocol.photos import EpochKey, open_photo
from frame.store.vault import Vault

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_DEVICE_KEY = DeviceKey(bytes(range(32)))
_NOTICE = bytes(32)


class Ways:
    """Takes in whatever consent allows, keeps pictures in a dict, and writes down the rest."""

    def __init__(self, party: "Party") -> None:
        self.party = party
        self.pictures: dict[bytes, bytes] = {}
        self.whole: list[tuple[Offer, Paired, Callable[[], bytes]]] = []
        self.ended: list[tuple[str, Result | None]] = []
        self.effects: list[Effect] = []
        self.said_by_others: list[Message] = []
        self.commits_to_fail = 0
        self.withheld: set[bytes] = set()

    def adopts(self, found: Line, device: Paired) -> bool:  # noqa: ARG002
        return True

    def follows(self, album: bytes, effect: Effect, draft: Draft) -> None:  # noqa: ARG002
        self.effects.append(effect)

    def changed(self, album: bytes, draft: Draft) -> None:
        pass

    def may_note(self, note: Note, device: Paired) -> bool:  # noqa: ARG002
        return True

    def noted(self, note: Note, draft: Draft) -> None:
        pass

    def refusal(self, offer: Offer, device: Paired, now: datetime) -> Result | None:
        books = self.party.books
        ledger = books.ledgers.get(offer.album)
        standing = ledger.standing(books.me.name, int(now.timestamp())) if ledger else None
        if standing is None or Purpose.DISPLAY not in standing.purposes:
            return Result.NO_CONSENT
        if offer.photo in self.pictures:
            return Result.HAD_IT
        known = books.key_of(offer.album, device.name, offer.epoch)
        return None if known else Result.UNKNOWN

    def may_go(self, offer: Offer, device: bytes) -> bool:  # noqa: ARG002
        return offer.photo not in self.withheld

    def arrived(self, offer: Offer, device: Paired, read: Callable[[], bytes]) -> None:
        self.whole.append((offer, device, read))

    def finished(
        self,
        row: Outgoing,
        device: Paired,  # noqa: ARG002
        result: Result | None,
        draft: Draft,  # noqa: ARG002
    ) -> None:
        self.ended.append((row.photo, result))

    def said(self, message: Message, device: Paired, draft: Draft) -> None:  # noqa: ARG002
        self.said_by_others.append(message)

    def commit(self, draft: Draft, now: datetime) -> None:
        if self.commits_to_fail and draft.changes:
            self.commits_to_fail -= 1
            raise PowerCutError
        self.party.books.commit(draft, now)


class PowerCutError(Exception):
    """Nothing of the draft was written."""


class Party:
    """One device with a real store."""

    def __init__(self, folder: Path, seed: int, air: "Air") -> None:
        self.folder = folder
        self.air = air
        self.entropy = SimEntropy(seed)
        vault = Vault.create(folder, _DEVICE_KEY, self.entropy, NOW)
        self._begin(vault)
        self.ways.pictures = {}
        air.parties.append(self)

    def _begin(self, vault: Vault) -> None:
        self.vault = vault
        self.books = Books(vault, self.entropy)
        self.ways = Ways(self)
        self.mail = Correspondence(self.books, self.ways, self._tell, self.entropy)
        self.listen()
        now, draft = self.air.clock.now(), Draft()
        self.mail.coming.resume(draft, in_ms(now))
        self.mail.going.resume(draft, in_ms(now))
        self.mail.finish(draft, now)

    def reopen(self, *, tidy: bool = True) -> None:
        """Switch off and on again; untidily as a power cut does."""
        pictures = self.ways.pictures
        if tidy:
            self.mail.close(self.air.clock.now())
        self.vault.close()
        self._begin(Vault.open(self.folder, _DEVICE_KEY, self.entropy))
        self.ways.pictures = pictures
        self.greet()

    @property
    def name(self) -> bytes:
        return self.books.me.name

    def listen(self) -> None:
        found = self.mail.topics(self.air.clock.now())
        self.filters = [topic for topics in found.values() for topic in topics]

    def _tell(self, _device: Paired, topic: str, payload: bytes, _expires_s: int) -> bool:
        return self.air.take(topic, payload)

    def hear(self, topic: str, payload: bytes) -> bytes | None:
        return self.mail.hear(topic, payload, self.air.clock.now())

    def greet(self) -> None:
        self.mail.connected(self.books.devices(), self.air.clock.now())

    def sign(self, album: bytes | None, says: Says) -> bytes:
        draft = Draft()
        name = self.mail.sign(album, says, draft, self.air.clock.now())
        self.mail.finish(draft, self.air.clock.now())
        return name

    def found(self) -> bytes:
        says = Found(owner=bytes(16), keepers=(self.name,), random=self.entropy.fresh(16))
        return self.sign(None, says)

    def grant(self, album: bytes, frame: bytes, serial: int = 0) -> None:
        now_s = int(self.air.clock.now().timestamp())
        self.sign(
            album,
            Grant(
                frame=frame,
                purposes=(Purpose.DISPLAY, Purpose.SHARE),
                from_s=now_s,
                until_s=now_s + LEASE_S,
                notice=_NOTICE,
                serial=serial,
            ),
        )

    def send(self, album: bytes, data: bytes, to: "Party", source: str = "one") -> bytes:
        photo, draft, now = self.entropy.fresh(16), Draft(), self.air.clock.now()
        picture = Picture(
            album=album, photo=photo, data=data, taken=None, sender=self.name, source=source
        )
        self.mail.going.send(picture, self.books.devices()[to.name], draft, now)
        self.mail.finish(draft, now)
        return photo

    def work(self) -> None:
        """Open and keep what has come whole, as a frame's decoding thread would."""
        whole, self.ways.whole = self.ways.whole, []
        for offer, device, read in whole:
            key = self.books.key_of(offer.album, device.name, offer.epoch)
            assert key is not None
            size = offer.picture_bytes
            data = open_photo(EpochKey(key), offer.photo, offer.epoch, read(), size)
            self.ways.pictures[offer.photo] = data
            draft, now = Draft(), self.air.clock.now()
            self.mail.coming.stored(offer.transfer, device, Result.KEPT, draft, now)
            self.mail.finish(draft, now)


class Air:
    """Between the parties; with `weather` it loses, repeats and mixes up what it carries."""

    def __init__(self, weather: SimEntropy | None = None) -> None:
        self.clock = SimClock(NOW)
        self.parties: list[Party] = []
        self.weather = weather
        self.carried: list[tuple[str, bytes]] = []
        self._on_the_way: list[tuple[str, bytes]] = []

    def take(self, topic: str, payload: bytes) -> bool:
        self.carried.append((topic, payload))
        drawn = self.weather.fresh(1)[0] if self.weather else 100
        for _ in range(0 if drawn < 30 else 2 if drawn < 60 else 1):
            if drawn > 200:
                self._on_the_way.insert(0, (topic, payload))
            else:
                self._on_the_way.append((topic, payload))
        return True

    def deliver(self, most: int = 100_000) -> int:
        """Deliver up to so many packets, and return how many."""
        count = 0
        while self._on_the_way and count < most:
            topic, payload = self._on_the_way.pop(0)
            count += 1
            for party in self.parties:
                if any(matches(wanted, topic) for wanted in party.filters):
                    party.hear(topic, payload)
        return count

    def rest(self, until: Callable[[], bool], seconds: float = 3.0) -> None:
        """Let everybody talk and time pass until something is so."""
        for turn in range(400):
            self.deliver()
            for party in self.parties:
                party.work()
                party.mail.tick(self.clock.now())
                if self.weather and turn % 25 == 24:
                    party.greet()
            if not self._on_the_way and until():
                return
            self.clock.pass_time(seconds)
        raise AssertionError("it never came to that")


def pair(one: Party, other: Party, ranks: tuple[Rank, Rank] = (Rank.OWNER, Rank.FRAME)) -> None:
    """Let two devices know each other; `ranks` are those of one and of the other."""
    secret = one.entropy.fresh(32)
    for here, there, rank in ((one, other, ranks[1]), (other, one, ranks[0])):
        row = Paired(
            name=there.name,
            suite=there.books.me.opener.suite,
            seal_key=there.books.me.opener.public,
            static=bytes(32),
            secret=secret,
            rank=rank,
            gadget=Gadget.FRAME if rank is Rank.FRAME else Gadget.TERMINAL,
            owner=bytes(16),
            person="",
            label="",
            added_ms=0,
        )
        here.books.commit(Draft(add=[row]), None)
        here.listen()
