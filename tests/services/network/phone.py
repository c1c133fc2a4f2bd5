"""An owner's device for tests, with its own store and books."""

from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from frame.owner.ways import OwnerWays
from frame.ports import Clock, Link
from frame.post.books import Books
from frame.post.correspondence import Correspondence, Noting, in_ms
from frame.post.draft import Draft
from frame.post.going import Picture
from frame.post.links import Links, Reach
from frame.post.rows import Paired
from frame.protocol.addresses import Lane, inbox
from frame.protocol.card import read_card
from frame.protocol.envelope import Rank
from frame.protocol.hello import Gadget, introduce
from frame.protocol.lines import Admit, Found, Grant, Line, Purpose, Receipt, Role, Says, Term
from frame.protocol.messages import Message, NewKey, Result
from frame.protocol.notes import About, Said
from frame.protocol.pairing import Guest
from frame.protocol.steps import Compare, Effects, Failed, Send
from frame.protocol.steps import Paired as Met
from frame.store.vault import Vault
from tests.services.network.house import House
from tests.store.storekit import KEY, QuickDisk

if TYPE_CHECKING:
    from tests.services.network.kit import Village

DAY_S = 86_400
USUAL = (Purpose.DISPLAY, Purpose.ENHANCE, Purpose.SCORE)


class PhoneWays(OwnerWays):
    """The real ways of an owner's device; it also remembers everything it was told."""

    def __init__(self, books: Books, clock: Clock, relisten: Callable[[], None]) -> None:
        super().__init__(books, clock, relisten)
        self.told: list[Message] = []

    def adopts(self, found: Line, device: Paired) -> bool:
        return isinstance(found.says, Found) and device.rank == Rank.FRAME

    def said(self, message: Message, device: Paired, draft: Draft) -> None:
        self.told.append(message)
        super().said(message, device, draft)


class Phone:
    """An owner's device."""

    def __init__(self, village: "Village", name: str, folder: Path | None = None) -> None:
        self.village, self.person = village, name
        self.folder = folder or village.folder / f"phone-{name}"
        self.entropy = village.entropy()
        self.vault = self._opened()
        self.books = Books(self.vault, self.entropy)
        self.inbox: deque[Callable[[], object]] = deque()
        self.ways = PhoneWays(self.books, village.clock, self.listen)
        self._connect = village.brokers.connecting("", name)
        self.links = Links(self._connect, self._heard, self._turned)
        self.mail = Correspondence(self.books, self.ways, self.links.tell, self.entropy)
        self.ways.going = self.mail.going
        self.digits, self.failed = "", ""
        self._guest: Guest | None = None
        self._reach = ""
        self._pairing: Link | None = None
        draft = Draft()
        self.mail.going.resume(draft, in_ms(village.now))
        self.mail.finish(draft, village.now)
        self.listen()

    def _opened(self) -> Vault:
        if self.folder.exists():
            return Vault.open(self.folder, KEY, self.entropy, disk=QuickDisk())
        return Vault.create(self.folder, KEY, self.entropy, self.village.now, disk=QuickDisk())

    @property
    def name(self) -> bytes:
        return self.books.me.name

    def listen(self) -> None:
        topics = self.mail.topics(self.village.now)
        self.links.listen(self.books.devices(), topics, home=False)

    def _heard(self, topic: str, payload: bytes) -> None:
        self.inbox.append(lambda: self.mail.hear(topic, payload, self.village.now))

    def _turned(self, key: bytes, is_up: bool) -> None:  # noqa: FBT001  # as links report it
        if is_up:
            self.inbox.append(lambda: self._greet(key))

    def _greet(self, key: bytes) -> None:
        met = self.links.met_at(key, self.books.devices())
        self.mail.connected(met, self.village.now)

    def work(self) -> bool:
        busy = bool(self.inbox)
        while self.inbox:
            self.inbox.popleft()()
        now = self.village.now
        self.mail.tick(now)
        if self.mail.desk.is_outdated(int(now.timestamp())):
            self.listen()
        if self._guest is not None:
            self._perform(self._guest.tick(in_ms(now)))
        return busy

    def close(self) -> None:
        self.links.close()
        self.vault.close()

    def scan(self, url: str, kind: Gadget = Gadget.PHONE) -> None:
        """Scan a card and say hello."""
        card, me = read_card(url), self.books.me
        self._card, self._reach = card, card.broker
        self.digits = self.failed = ""
        self._guest = Guest(
            card=card,
            me=introduce(me.signer, me.opener, kind, self.person, f"{self.person}'s phone"),
            signer=me.signer,
            static=me.static,
            fresh=self.entropy.fresh,
            begun_ms=in_ms(self.village.now),
        )
        reach = Reach(url=card.broker, user="pair", password=card.broker_password)
        self._pairing = self._connect(reach, self._answered, lambda _up: None)
        self._pairing.hear([inbox(card.phone_id, card.frame_id, Lane.PAIRING)])
        self._perform(self._guest.begin())

    def _answered(self, _topic: str, payload: bytes) -> None:
        guest = self._guest

        def hear() -> None:
            if guest is not None:
                self._perform(guest.hear(payload, in_ms(self.village.now)))

        self.inbox.append(hear)

    def agree(self, *, yes: bool) -> None:
        assert self._guest is not None
        self._perform(self._guest.agree(yes, in_ms(self.village.now)))

    def _perform(self, effects: Effects) -> None:
        for effect in effects:
            match effect:
                case Send(message=message):
                    assert self._pairing is not None
                    topic = inbox(self._card.frame_id, self._card.phone_id, Lane.PAIRING)
                    self._pairing.tell(topic, message, expires_s=180)
                case Compare(digits=digits):
                    self.digits = digits
                case Failed(because=because):
                    self.failed = because
                case Met():
                    self._keep(effect)

    def _keep(self, met: Met) -> None:
        draft, before = Draft(), self.books.devices().get(met.host.name)
        if before is not None:
            draft.drop.add(self.books.device_number(met.host.name))
        draft.add.append(
            Paired(
                name=met.host.name,
                suite=met.host.suite,
                seal_key=met.host.seal_key,
                static=met.static,
                secret=met.admission.pair.secret,
                rank=Rank.FRAME,
                gadget=met.host.kind,
                owner=met.admission.owner,
                person="",
                label=met.host.label,
                added_ms=in_ms(self.village.now),
                presence=met.admission.presence.secret,
                broker=self._reach,
                role=met.admission.role,
                sent=before.sent if before else -1,
                taken=before.taken if before else -1,
            )
        )
        self.books.commit(draft, self.village.now)
        self.listen()

    def say(self, frame: House, message: Message) -> bool:
        self.mail._now_ms = in_ms(self.village.now)
        return self.mail.say(frame.name, message)

    def sign(self, album: bytes | None, says: Says) -> bytes:
        """Sign a line and tell everybody whom it concerns; return the album."""
        draft, now = Draft(), self.village.now
        name = self.mail.sign(album, says, draft, now)
        self.mail.finish(draft, now)
        return name

    def last_line(self, album: bytes) -> Line:
        """Return what this device said last about an album."""
        chain = self.books.lines[album][self.name]
        return chain[max(chain)][0]

    def album(self, house: House, title: str = "") -> bytes:
        """Found an album for a frame."""
        owner = self.books.devices()[house.name].owner
        random = self.entropy.fresh(16)
        album = self.sign(None, Found(owner=owner, keepers=(self.name,), random=random))
        if title:
            self.note(album, None, About.TITLE, title)
        return album

    def grant(
        self,
        album: bytes,
        frame: bytes,
        purposes: Iterable[Purpose] = USUAL,
        *,
        seconds: int = 30 * DAY_S,
        serial: int = 1,
        terms: tuple[Term, ...] = (),
    ) -> bytes:
        """Grant an album to a frame from now on; return the digest of the grant."""
        now_s = int(self.village.now.timestamp())
        says = Grant(
            frame=frame,
            purposes=tuple(sorted(purposes)),
            from_s=now_s,
            until_s=now_s + seconds,
            notice=bytes(32),
            serial=serial,
            terms=terms,
        )
        self.sign(album, says)
        return self.last_line(album).digest

    def admit(self, album: bytes, key: bytes, role: Role = Role.CONTRIBUTOR) -> None:
        until_s = int(self.village.now.timestamp()) + 300 * DAY_S
        self.sign(album, Admit(key=key, role=role, until_s=until_s))

    def send(self, house: House, album: bytes, data: bytes, name: bytes | None = None) -> bytes:
        """Offer a photo to a frame and return its name."""
        name, draft = name or self.entropy.fresh(16), Draft()
        picture = Picture(
            album=album,
            photo=name,
            data=data,
            taken="2020-05-01T10:00:00",
            sender=self.name,
            source=name.hex(),
        )
        now = self.village.now
        self.mail.going.send(picture, self.books.devices()[house.name], draft, now)
        self.mail.finish(draft, now)
        return name

    def result(self, house: House, name: bytes) -> Result | None:
        return self.ways.results.get((house.name, name))

    def note(
        self, album: bytes, photo: bytes | None, about: About, value: Said | None = None
    ) -> None:
        """Say something about a photo or its album; yes, where nothing else is given."""
        draft, now = Draft(), self.village.now
        said = True if value is None else value
        wanted = Noting(album=album, photo=photo, about=about, value=said)
        self.mail.note(wanted, draft, now)
        self.mail.finish(draft, now)

    def tell_key(self, house: House, album: bytes) -> None:
        """Tell a frame the newest key of an album."""
        row = self.mail.going.epoch(album, Draft())
        self.say(house, NewKey(album=album, epoch=row.epoch, key=row.key))

    def receipts(self, album: bytes, house: House) -> dict[bytes, Receipt]:
        """Return what a frame acknowledged: the digest it answers → its receipt."""
        ledger = self.books.ledgers[album]
        return {at[0]: one for at, one in ledger.receipts.items() if at[1] == house.name}

    def heard(self, kind: type[Message]) -> list[Message]:
        return [one for one in self.ways.told if isinstance(one, kind)]
