"""A device key split with phones: drawn, given, wrapped, and put together again by one of them."""

from base64 import b64encode
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from frame.crypto.wrapping import by_shares
from frame.devices.sim.board import SimBoard, SimSealer
from frame.devices.sim.clock import SimEntropy
from frame.errors import BadRequest, DiskFull, WrongKey
from frame.owner.parts import Helping
from frame.post.draft import Draft
from frame.post.links import Reach
from frame.post.rows import KeyPart, Split
from frame.protocol.envelope import Rank
from frame.protocol.messages import Remove
from frame.protocol.unlocking import MeetingSecret, heard_by_phones
from frame.services.key_moving import Wanted, move
from frame.services.keys import Given, Kit, opened
from frame.services.network.access import accounts
from frame.services.network.knocking import Knocking
from frame.services.network.splitting import Splitting
from frame.store import device_key, key_move
from frame.store.device_key import Found, find
from frame.store.sealed_key import ByPhones, Sealed
from frame.upkeep.keys_ladder import Tier
from tests.services.keys_kit import PASSPHRASE
from tests.services.network.kit import Phone, Village
from tests.store.storekit import KEY, QuickDisk


class Owner(Phone):
    """An owner's device that answers locked frames, as `owner.client` does."""

    @property
    def helping(self) -> Helping:
        if not hasattr(self, "_helping"):
            self._helping = Helping(self.books)
        return self._helping

    def listen(self) -> None:
        topics = self.mail.topics(self.village.now)
        for frame, more in self.helping.topics(self.village.now).items():
            topics[frame] = (*topics.get(frame, ()), *more)
        self.links.listen(self.books.devices(), topics, home=False)

    def _heard(self, topic: str, payload: bytes) -> None:
        self.inbox.append(lambda: self._hear(topic, payload))

    def _hear(self, topic: str, payload: bytes) -> None:
        asked = self.helping.hear(topic, payload, self.village.now)
        if asked is not None:
            frame, where, answer = asked
            self.links.tell(frame, where, answer, 60)
        else:
            self.mail.hear(topic, payload, self.village.now)


class Hall:
    """A frame with a state folder of its own, and its key in a plain file."""

    def __init__(self, village: Village) -> None:
        self.village = village
        self.house = village.house("Hall", bureau=True)
        self.folder = village.folder / "hall-state"
        self.folder.mkdir()
        QuickDisk().write_whole(self.folder / device_key.FILE, KEY.secret)
        entropy = SimEntropy(99)
        sealer = SimSealer("x", entropy)
        self.kit = Kit(
            sealers={Tier.CREDENTIAL: sealer, Tier.TPM2: sealer},
            board=SimBoard(entropy),
            fresh=entropy.fresh,
            disk=QuickDisk(),
            handed_over=village.folder / "nothing",
        )
        self.house.home.folder = self.folder
        self.house.home.found = Found(key=KEY, tier=Tier.FILE.known_as, kept=Tier.FILE)
        self.splitting = self.opened()

    def opened(self) -> Splitting:
        house = self.house
        splitting = Splitting(house.home, house.node.grounds, house.node.relisten, self.kit)
        assert house.bureau is not None
        house.bureau.splitting = splitting
        return splitting

    def rows(self) -> tuple[Split, ...]:
        return self.house.books.of(Split)

    def sealed(self) -> Sealed:
        lies = find(self.folder)
        assert isinstance(lies, Sealed)
        return lies

    def way(self) -> ByPhones:
        way = self.sealed().opening
        assert isinstance(way, ByPhones)
        return way

    def opens_with(self, secret: bytes) -> bool:
        try:
            return opened(self.folder, self.sealed(), Given(secret=secret), self.kit) == KEY
        except WrongKey:
            return False


class Locked:
    """The frame after a start: nothing but what lies beside its wrapped key."""

    def __init__(self, hall: Hall, seed: int = 5) -> None:
        self.hall = hall
        self.heard: list[bytes] = []
        connecting = hall.village.brokers.connecting(hall.house.url, f"locked-{seed}")
        self.told: deque[bytes] = deque()

        def connect(heard: Callable[[str, bytes], None]) -> object:
            def overhear(topic: str, told: bytes) -> None:
                self.told.append(told)
                heard(topic, told)

            return connecting(Reach(), overhear, lambda _up: None)

        self.knocking = Knocking(
            hall.way(),
            connect,  # type: ignore[arg-type]
            hall.village.clock,
            SimEntropy(seed),
            self.try_it,
        )

    def try_it(self, secret: bytes) -> bool:
        self.heard.append(secret)
        return self.hall.opens_with(secret)

    def wait(self, rounds: int = 6) -> None:
        for _ in range(rounds):
            self.knocking.tick()
            self.hall.village.settle(0.5)
        self.knocking.tick()


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Village]:
    made = Village(tmp_path)
    yield made
    made.close()


@pytest.fixture
def hall(village: Village) -> Hall:
    return Hall(village)


def owner(hall: Hall, name: str = "Anna", role: Rank = Rank.OWNER) -> Owner:
    phone = Owner(hall.village, name)
    hall.village.phones.append(phone)
    hall.village.paired(hall.house, phone, role)
    return phone


def split(hall: Hall) -> None:
    hall.splitting.begin()
    hall.village.settle(3.0)


def test_the_key_stays_in_its_file_until_a_phone_keeps_its_part(hall: Hall) -> None:
    with pytest.raises(BadRequest, match="no phone"):
        hall.splitting.begin()
    anna = owner(hall)
    anna.links.close()
    split(hall)
    assert (hall.folder / device_key.FILE).exists()
    assert "waiting for a phone" in hall.splitting.standing
    anna.listen()
    hall.village.settle(70.0)
    assert not (hall.folder / device_key.FILE).exists()
    assert hall.splitting.standing == ""
    assert hall.house.home.key_tier == "split with phones"
    assert [row.live for row in hall.rows()] == [True]


def test_any_one_phone_opens_the_locked_frame(hall: Hall) -> None:
    anna = owner(hall)
    ben = owner(hall, "Ben", Rank.OWNER)
    split(hall)
    hall.house.off()
    anna.links.close()
    locked = Locked(hall)
    locked.wait()
    assert locked.heard
    assert all(map(hall.opens_with, locked.heard))
    assert ben.helping.helped == {hall.house.name: len(locked.heard)}


def test_without_a_phone_nothing_opens_it_and_nothing_on_the_card_does(hall: Hall) -> None:
    anna = owner(hall)
    split(hall)
    hall.house.off()
    anna.links.close()
    locked = Locked(hall)
    locked.wait()
    assert locked.heard == []
    way = hall.way()
    for part in (way.share, way.signing, way.meeting, bytes(32)):
        assert not hall.opens_with(part)


def test_who_recorded_an_answer_and_takes_the_card_later_opens_nothing(hall: Hall) -> None:
    owner(hall)
    split(hall)
    hall.house.off()
    first = Locked(hall)
    first.wait()
    assert first.heard
    thief = Locked(hall, seed=6)
    for phone in hall.village.phones:
        phone.links.close()
    thief.wait()
    for told in first.told:
        thief.knocking._inbox.put(told)
    thief.knocking.tick()
    assert thief.heard == []


def test_who_is_no_owner_gets_no_part_and_no_topic(hall: Hall) -> None:
    anna, carl = owner(hall), owner(hall, "Carl", Rank.CONTRIBUTOR)
    split(hall)
    hall.village.settle(70.0)
    assert len(anna.books.of(KeyPart)) == 1
    assert carl.books.of(KeyPart) == ()
    (row,) = hall.rows()
    asked = heard_by_phones(MeetingSecret(row.meeting), int(hall.village.now.timestamp()))
    reading = [
        one
        for one in accounts(hall.house.books, None, hall.village.now)
        if asked.keys() <= set(one.reads) and set(asked.values()) <= set(one.writes)
    ]
    assert len(reading) == 1


def test_a_new_owner_is_given_the_part_too(hall: Hall) -> None:
    owner(hall)
    split(hall)
    ben = owner(hall, "Ben", Rank.OWNER)
    hall.village.settle(70.0)
    (part,) = ben.books.of(KeyPart)
    assert hall.opens_with(part.secret)


def test_who_stops_being_an_owner_holds_a_part_of_nothing(hall: Hall) -> None:
    anna, ben = owner(hall), owner(hall, "Ben", Rank.OWNER)
    split(hall)
    hall.village.settle(70.0)
    (old,) = ben.books.of(KeyPart)
    assert hall.opens_with(old.secret)
    draft = Draft()
    hall.house.node.answers.remove(Remove(device=ben.name), None, draft)
    hall.house.node.correspondence.finish(draft, hall.village.now)
    hall.village.settle(130.0)
    assert not hall.opens_with(old.secret)
    newest = [row.secret for row in anna.books.of(KeyPart)]
    assert any(map(hall.opens_with, newest))
    assert [row.live for row in hall.rows()] == [True]


def test_a_cut_between_the_wrapping_and_the_books_is_taken_up(hall: Hall) -> None:
    owner(hall)
    split(hall)
    (number, row), *_ = hall.house.books.all(Split)
    before = msgspec.structs.replace(row, live=False)
    hall.house.books.commit(Draft(replace={number: before}), hall.village.now)
    again = hall.opened()
    assert again.standing == ""
    assert [one.live for one in hall.rows()] == [True]


def test_a_key_that_is_kept_in_another_way_leaves_no_part_behind(hall: Hall) -> None:
    owner(hall)
    split(hall)
    hall.splitting.give_up()
    assert hall.rows() == ()


@pytest.mark.parametrize("to", [Tier.TPM2, Tier.FIRMWARE, Tier.PASSPHRASE])
def test_parts_that_phones_still_keep_open_nothing_of_a_card_whose_key_was_moved(
    hall: Hall, to: Tier
) -> None:
    """They are not told, and would answer; but their share is nowhere on the card any more."""
    anna = owner(hall)
    split(hall)
    way, before = hall.way(), hall.sealed()
    (part,) = anna.books.of(KeyPart)
    move(hall.folder, KEY, Wanted(to=to, passphrase=PASSPHRASE, burn=True), hall.kit)
    hall.house.home.key_moved(to)
    hall.splitting.give_up()
    hall.village.settle(70.0)
    assert anna.books.of(KeyPart) == (part,)
    assert not isinstance(hall.sealed().opening, ByPhones)
    halves = way.share, part.secret
    under = by_shares(*halves, before.folder)
    with pytest.raises(WrongKey):
        hall.sealed().opened(under)
    held = b"".join(path.read_bytes() for path in hall.folder.rglob("*") if path.is_file())
    for secret in (*halves, way.signing, way.meeting):
        assert secret not in held
        assert b64encode(secret) not in held
    assert before.opened(under) == KEY, "an old copy of the card: docs/keys.md says so"


def test_a_question_is_answered_once_and_only_with_its_frames_signature(hall: Hall) -> None:
    anna = owner(hall)
    split(hall)
    hall.house.off()
    locked = Locked(hall)
    locked.wait(2)
    (topic, asked), *_ = [
        (topic, told) for topic, told in hall.village.brokers.said if topic.endswith("/u")
    ]
    before = len(locked.told)
    assert before == 1
    for told in (asked, asked[:64] + asked[65:], bytes(64) + asked[64:], b""):
        assert anna.helping.hear(topic, told, hall.village.now) is None


def removed(hall: Hall, phone: Owner) -> None:
    draft = Draft()
    hall.house.node.answers.remove(Remove(device=phone.name), None, draft)
    hall.house.node.correspondence.finish(draft, hall.village.now)


def test_who_was_given_a_part_and_never_said_so_holds_a_part_of_nothing_either(hall: Hall) -> None:
    owner(hall)
    split(hall)
    ben = owner(hall, "Ben", Rank.OWNER)
    hall.village.settle(70.0)
    (old,) = ben.books.of(KeyPart)
    (row,) = hall.rows()
    number = next(n for n, _ in hall.house.books.all(Split))
    silent = msgspec.structs.replace(
        row, held_by=tuple(one for one in row.held_by if one != ben.name)
    )
    hall.house.books.commit(Draft(replace={number: silent}), hall.village.now)
    removed(hall, ben)
    hall.village.settle(130.0)
    assert not hall.opens_with(old.secret)


def test_a_cut_while_the_part_is_drawn_anew_never_goes_back_to_the_old_one(hall: Hall) -> None:
    owner(hall)
    ben = owner(hall, "Ben", Rank.OWNER)
    split(hall)
    hall.village.settle(70.0)
    (old,) = ben.books.of(KeyPart)
    (before,) = hall.rows()
    removed(hall, ben)
    hall.village.settle(130.0)
    (number, now) = next(hall.house.books.all(Split))
    cut = Draft(replace={number: msgspec.structs.replace(now, live=False)}, add=[before])
    hall.house.books.commit(cut, hall.village.now)
    again = hall.opened()
    again.tick(hall.village.now)
    assert not hall.opens_with(old.secret)
    assert [(row.asker, row.live) for row in hall.rows()] == [(now.asker, True)]


def test_a_cut_after_the_key_was_moved_elsewhere_leaves_it_there(hall: Hall) -> None:
    owner(hall)
    split(hall)
    key_move.move_to_file(hall.folder, KEY, QuickDisk(), hall.kit.fresh)
    hall.house.home.key_moved(Tier.FILE)
    again = hall.opened()
    again.tick(hall.village.now)
    assert isinstance(find(hall.folder), Found)
    assert hall.rows() == ()


def test_a_disk_that_refuses_the_wrapping_takes_nothing_else_along(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_words: object) -> None:
        raise DiskFull("the disk is full")

    owner(hall)
    with monkeypatch.context() as full:
        full.setattr(hall.kit.disk, "write_whole", refuse, raising=True)
        split(hall)
        hall.splitting.tick(hall.village.now)
        assert (hall.folder / device_key.FILE).exists()
    hall.village.settle(70.0)
    assert [row.live for row in hall.rows()] == [True]
